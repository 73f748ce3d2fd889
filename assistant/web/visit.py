"""One request by a browser that is signed in: what it asks for, and what it is given."""

from asyncio import timeout
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.bootstrap import Assistant
from assistant.domain.access import Session
from assistant.errors import TransitionError, UserError
from assistant.services.access import csrf_of, is_csrf
from assistant.web.desk import Desk
from assistant.web.gate import LARGEST_FILE, TooLarge, carries_file
from assistant.web.notices import Notice, Undo
from assistant.web.render import rendered
from assistant.web.words import instead_of

COOKIE = "followup_session"
DEMO_COOKIE = "followup_demo"  # browsers share cookies among ports: a demo beside one's own page signs nobody out of it
MOST_FIELDS = 400
PATIENCE_FILE = 300  # seconds for a file to arrive
FORM = "application/x-www-form-urlencoded"
BEFORE = ("/welcome", "/sample", "/guide", "/logout")
"""The pages that need no configuration."""


class SignInNeeded(Exception):
    """Whoever asks is not signed in."""


class SetUpFirst(Exception):
    """There is no configuration yet, and this page needs one."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request of a signed-in browser."""

    request: Request
    desk: Desk
    session: Session
    secret: str = field(repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    several: Mapping[str, list[str]] = field(default_factory=dict, repr=False)
    file: UploadFile | None = field(default=None, repr=False)

    @property
    def assistant(self) -> Assistant:
        """The assistant."""
        return self.desk.assistant

    def said(self, name: str, default: str = "") -> str:
        """What a field of the form says, without space around it."""
        return self.form.get(name, default).strip()

    @property
    def is_looking_again(self) -> bool:
        """Whether it is the page's own script that looks how far something is."""
        return self.request.headers.get("x-look") == "again"

    def part(self, name: str, **told: Any) -> Response:
        """A piece of a page, which says nothing at the top."""
        return self.page(name, is_part=True, **told)

    def page(self, name: str, *, status: int = 200, here: str = "", is_part: bool = False, **told: Any) -> Response:
        """A page, with what waits to be said at its top. `here` is the part of the navigation that it belongs to."""
        html = rendered(
            self.desk.environment,
            name,
            here=here or name,
            path=self.request.url.path,
            csrf=csrf_of(self.secret),
            notices=() if is_part or self.is_looking_again else self.desk.notices.take(self.session.id),
            user=self.assistant.config.user,
            now=self.assistant.clock(),
            is_demo=self.desk.is_demo,
            is_sample=self.desk.is_sample,
            is_new=self.desk.is_new,
            **told,
        )
        return HTMLResponse(html, status)

    def done(
        self,
        *words: str,
        to: str = "/",
        undo: Undo | None = None,
        link: tuple[str, str] | None = None,
        hint: str = "",
    ) -> Response:
        """Say that it is done, at the top of the page that the form names in `back`, or of `to`."""
        if words:
            self.desk.notices.leave(self.session.id, Notice(words=words, hint=hint, undo=undo, link=link))
        return RedirectResponse(own_path(self.form.get("back", ""), to), 303)

    def refused(self, error: UserError, *, to: str = "/") -> Response:
        """Say what was in the way, at the top of the page that the form came from."""
        hint, link = instead_of(error.hint)
        notice = Notice(words=error.problems, hint=hint, is_problem=True, link=link)
        self.desk.notices.leave(self.session.id, notice)
        return RedirectResponse(own_path(self.form.get("back", ""), to), 303)


def desk_of(request: Request) -> Desk:
    """What all requests share."""
    desk: Desk = request.app.state.desk
    return desk


def cookie_of(desk: Desk) -> str:
    """What the cookie of a session is called."""
    return DEMO_COOKIE if desk.is_demo else COOKIE


async def visit_of(request: Request) -> Visit:
    """The visit of a signed-in browser, its form checked to come from a page of its own session.

    Raises SignInNeeded, and TransitionError for a form of another session.
    """
    own = desk_of(request)
    secret = request.cookies.get(cookie_of(own), "")
    await run_in_threadpool(own.follow)
    session = await run_in_threadpool(own.access.session, secret)
    if session is None:
        raise SignInNeeded
    desk = own.sample.desk_for(session) or own
    if desk.is_new and not request.url.path.startswith(BEFORE):
        raise SetUpFirst
    several: dict[str, list[str]] = {}
    file = None
    if request.method not in ("GET", "HEAD"):
        if carries_file(request.url.path, request.headers):
            fields, file = await form_with_file(request)
        else:
            fields = await form_of(request)
        for name, value in fields:
            several.setdefault(name, []).append(value)
    form = {name: values[-1] for name, values in several.items()}
    visit = Visit(request=request, desk=desk, session=session, secret=secret, form=form, several=several, file=file)
    request.state.visit = visit  # what fails from here on is said to this browser
    if request.method not in ("GET", "HEAD") and not is_csrf(form.get("csrf", ""), secret):
        if file:
            await file.close()
        raise StaleForm
    return visit


async def form_of(request: Request) -> list[tuple[str, str]]:
    """The fields of a form in their order, as browsers send one without files.

    Raises HTTPException for any other kind of body, and for more fields than a page of ours has.
    """
    kind = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
    body = await request.body()
    if body and kind != FORM:
        raise HTTPException(415, "A form was expected, and no files.")
    try:
        return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(413, "That form has too many fields.") from None


async def form_with_file(request: Request) -> tuple[list[tuple[str, str]], UploadFile | None]:
    """The fields of a form, and the file in it, which is on no disk by any name. Raises HTTPException."""

    async def counted() -> AsyncGenerator[bytes]:
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > LARGEST_FILE:
                raise HTTPException(413, TooLarge(LARGEST_FILE).words)
            yield part

    try:
        async with timeout(PATIENCE_FILE):
            parser = MultiPartParser(request.headers, counted(), max_files=1, max_fields=MOST_FIELDS)
            sent = (await parser.parse()).multi_items()
    except TimeoutError:
        raise HTTPException(408, "The file took too long to arrive, so nothing was done. Try again.") from None
    except (MultiPartException, ClientDisconnect):
        raise HTTPException(400, "The file did not arrive whole, so nothing was done. Try again.") from None
    files = [value for _, value in sent if isinstance(value, UploadFile)]
    return [(name, value) for name, value in sent if isinstance(value, str)], files[0] if files else None


class StaleForm(TransitionError):
    """A form that does not come from a page of this session."""

    def __init__(self) -> None:
        super().__init__("that page was too old, so nothing was done", hint="try it again from here")


V = Annotated[Visit, Depends(visit_of)]
D = Annotated[Desk, Depends(desk_of)]


def own_path(path: str, default: str = "/") -> str:
    """`path` where it leads to a page of ours, else `default`: no form may send a browser elsewhere."""
    is_own = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_own and path.isprintable() and "\\" not in path else default
