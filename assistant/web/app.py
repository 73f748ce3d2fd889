"""The page as one application: the gate, the pages, the JSON routes, and what is said when something fails."""

from datetime import timedelta

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assistant import __version__
from assistant.bootstrap import Assistant, template_root
from assistant.domain.time import utc_now
from assistant.errors import NotFoundError, StoreError, UserError
from assistant.services.access import Access, Patience
from assistant.web import sign_in
from assistant.web.gate import Gate, Names
from assistant.web.notices import Notices
from assistant.web.pages import PAGES
from assistant.web.render import STATIC, environment
from assistant.web.visit import Desk, SignInNeeded, Visit
from assistant.web.words import instead_of

FOR_EVER = "public, max-age=31536000, immutable"


class _Files(StaticFiles):
    """Our own files: their address changes with what they hold, so a browser need not ask again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            answer.headers["Cache-Control"] = FOR_EVER
        return answer


def access_of(assistant: Assistant) -> Access:
    """Who may see the page. Sessions go by this machine's own clock, also where a demo stands on a day of its own."""
    page = assistant.config.page
    return Access(
        store=assistant.store, clock=utc_now, secrets=assistant.secrets, stay=timedelta(days=page.session_days)
    )


def create_app(assistant: Assistant, *, host: str = "127.0.0.1", is_demo: bool = False) -> FastAPI:
    """The application for one assistant, to be served at `host`."""
    address = assistant.config.page.address
    app = FastAPI(title="Follow-up assistant", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(
        assistant=assistant,
        access=access_of(assistant),
        environment=environment(template_root(), now=assistant.clock, zone=assistant.config.zone),
        notices=Notices(),
        patience=Patience(clock=utc_now),
        is_secure=address.startswith("https://"),
        is_demo=is_demo,
    )
    app.mount("/static", _Files(directory=STATIC), name="static")
    app.include_router(sign_in.router, include_in_schema=False)
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    app.add_api_route("/health", _health, include_in_schema=False)
    app.add_exception_handler(SignInNeeded, _sign_in_first)
    app.add_exception_handler(UserError, _in_the_way)
    app.add_exception_handler(HTTPException, _not_here)
    app.add_exception_handler(Exception, _fault)
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


def _not_here(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse(f"{error.detail}\n", error.status_code, headers=error.headers)


def _fault(request: Request, error: Exception) -> Response:
    """A mistake of ours: nothing of what was asked stands in the answer."""
    return PlainTextResponse("The assistant has made a mistake of its own. What it knows is safe.\n", 500)


def status_of(error: UserError) -> int:
    """The status that says what kind of fault it was."""
    if isinstance(error, NotFoundError):
        return 404
    return 503 if isinstance(error, StoreError) else 409
