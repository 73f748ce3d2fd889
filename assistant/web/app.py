"""The page as one application: the gate, the pages, the JSON routes, and what is said when something fails."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assistant import __version__
from assistant.bootstrap import Assistant, template_root
from assistant.errors import NotFoundError, UserError
from assistant.setup.session import Session
from assistant.web import sign_in
from assistant.web.api.app import PATH, create_api
from assistant.web.api.problems import of_route, status_of
from assistant.web.desk import Desk, access_of
from assistant.web.gate import JSON, Gate, Names
from assistant.web.pages import PAGES
from assistant.web.render import STATIC, environment
from assistant.web.visit import SetUpFirst, SignInNeeded, Visit
from assistant.web.words import instead_of

__all__ = ["access_of", "create_app"]

FOR_EVER = "public, max-age=31536000, immutable"


class _Files(StaticFiles):
    """Our own files: their address changes with what they hold, so a browser need not ask again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            answer.headers["Cache-Control"] = FOR_EVER
        return answer


def create_app(
    assistant: Assistant,
    *,
    host: str = "127.0.0.1",
    is_demo: bool = False,
    home: Session | None = None,
    is_new: bool = False,
) -> FastAPI:
    """The application for one assistant, to be served at `host`.

    With `home`, where its configuration lies, the page changes the configuration, and follows it when others do.
    `is_new` is whether there is none yet: then the page asks for what is needed first.
    """
    address = assistant.config.page.address
    app = FastAPI(title="Follow-up assistant", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    desk = Desk(
        assistant=assistant,
        access=access_of(assistant),
        environment=environment(template_root(), now=assistant.clock, zone=assistant.config.zone),
        home=home,
        is_secure=address.startswith("https://"),
        is_demo=is_demo,
        is_new=is_new,
    )
    app.state.desk = desk
    app.mount("/static", _Files(directory=STATIC), name="static")
    app.include_router(sign_in.router, include_in_schema=False)
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.mount(PATH, create_api(desk))
    app.add_api_route("/health", _health, include_in_schema=False)
    app.add_exception_handler(SignInNeeded, _sign_in_first)
    app.add_exception_handler(SetUpFirst, _set_up_first)
    app.add_exception_handler(UserError, _in_the_way)
    app.add_exception_handler(RequestValidationError, _no_such_address)
    app.add_exception_handler(HTTPException, _not_here)
    app.add_middleware(Gate, names=Names.of(host, address), address=address)
    return app


def _health() -> Response:
    """That the page is there; it says nothing of what it holds."""
    return JSONResponse({"status": "ok", "version": __version__})


def _sign_in_first(request: Request, error: Exception) -> Response:
    if request.method == "GET" and request.url.path != "/":
        from urllib.parse import quote

        whole = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?to={quote(whole, safe='')}", 303)
    return RedirectResponse("/login", 303)


def _set_up_first(request: Request, error: Exception) -> Response:
    return RedirectResponse("/welcome", 303)


def _in_the_way(request: Request, error: Exception) -> Response:
    """What the user can mend: said at the top of the page that the form came from, else on a page of its own."""
    assert isinstance(error, UserError)
    visit: Visit | None = getattr(request.state, "visit", None)
    if visit is None:
        return PlainTextResponse("\n".join((*error.problems, error.hint)), status_of(error))
    if request.method != "GET":
        return visit.refused(error)
    hint, link = instead_of(error.hint)
    return visit.page("problem", status=status_of(error), here="", problems=error.problems, hint=hint, link=link)


def _no_such_address(request: Request, error: Exception) -> Response:
    """An address with a part that is none, such as letters for a number."""
    return _in_the_way(request, NotFoundError("there is no such page", hint="go on from what waits today"))


def _not_here(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(JSON):
        return of_route(request, error)
    return PlainTextResponse(f"{error.detail}\n", error.status_code, headers=error.headers)
