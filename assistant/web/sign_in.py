"""Signing a browser in: by a link from this machine, or by the password."""

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.web.desk import Desk
from assistant.web.render import rendered
from assistant.web.visit import D, V, cookie_of, form_of, own_path

router = APIRouter()


@router.get("/login")
def sign_in_page(request: Request, desk: D, invitation: str = "", to: str = "/") -> Response:
    """Where one signs in. A link's secret is not used up by looking: mail programs and browsers look ahead."""
    return _page(desk, invitation=invitation, to=own_path(to))


@router.post("/login")
async def sign_in(request: Request, desk: D) -> Response:
    """Sign in by the secret of a link, or by the password."""
    from starlette.concurrency import run_in_threadpool

    return await run_in_threadpool(_signed_in, request, desk, dict(await form_of(request)))


@router.post("/logout")
def sign_out(visit: V) -> Response:
    """End this browser's session."""
    visit.desk.access.sign_out(visit.session)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(cookie_of(visit.desk), path="/")
    return answer


def _signed_in(request: Request, desk: Desk, said: dict[str, str]) -> Response:
    who = request.client.host if request.client else ""
    to, browser = own_path(said.get("to", "")), request.headers.get("user-agent", "")
    with desk.patience.lock:  # one try after the other, so that none gets past the count
        if wait := desk.patience.wait(who):
            minutes = -(-wait // timedelta(minutes=1))
            words = f"That was wrong too often. Wait {minutes} minute{'s' if minutes > 1 else ''}, then try again."
            return _page(desk, problem=words, to=to, status=429)
        if invitation := said.get("invitation"):
            secret = desk.access.accept(invitation, browser)
            problem = "This link was used already, or is older than ten minutes."
        else:
            secret = desk.access.sign_in(said.get("password", ""), browser)
            problem = "That is not the password."
        if secret is None:
            desk.patience.failed(who)
    if secret is None:
        return _page(desk, problem=problem, to=to, status=403)
    answer = RedirectResponse(to, 303)
    stay = int(desk.access.stay.total_seconds())
    name, is_secure = cookie_of(desk), desk.is_secure
    answer.set_cookie(name, secret, max_age=stay, path="/", httponly=True, samesite="lax", secure=is_secure)
    return answer


def _page(desk: Desk, *, invitation: str = "", to: str = "/", problem: str = "", status: int = 200) -> Response:
    html = rendered(
        desk.environment,
        "login",
        invitation=invitation,
        to=to,
        problem=problem,
        has_password=desk.access.has_password,
    )
    return HTMLResponse(html, status)
