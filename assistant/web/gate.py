"""What every request passes before a page sees it: for whom this is served, from where, how large, and what comes back.

- `Host` must be a name that this page has. A web site that points its own name at this machine (DNS rebinding) is told
  nothing.
- What changes anything must come from a page of ours: by `Origin`, or by what the browser says of the site in
  `Sec-Fetch-Site`. Programs, which send neither, have the JSON routes, where nothing counts but a token.
- No answer may be framed, sniffed, kept by a proxy, or run any script but our own file.
"""

import ipaddress
import re
import socket
from asyncio import timeout
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.api.problems import problem

LARGEST = 1_000_000  # bytes of a request: the longest text of a form, and room
FAULT = "The assistant has made a mistake of its own. What it knows is safe."
FILES = ("/people/import/file", "/settings/judge/answers")
"""The paths that take a file; whoever reads what is sent to them counts it, once it is known who sends it."""

LARGEST_FILE = 25_000_000  # bytes of a request with a file
PATIENCE = 30  # seconds for the body of a request to arrive
JSON = "/api/"
SAFE = ("GET", "HEAD", "OPTIONS")
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""Of a mail that is shown as its reader will see it: nothing runs in it, and nothing is fetched for it."""

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What this page may be called in `Host`. Where others are let in, any plain address of this machine will do:
    whoever rebinds a name needs a name."""

    names: frozenset[str]
    any_address: bool = False

    @classmethod
    def of(cls, host: str, address: str = "") -> "Names":
        """The names of a page that is served at `host`, and may have an `address` of its own."""
        given = (urlsplit(address).hostname or "").lower()
        if is_loopback(host):
            names = {"127.0.0.1", "localhost", "::1", host.strip("[]").lower(), given}
            return cls(names=frozenset(names - {""}))
        own = socket.gethostname().lower()
        names = {"localhost", host.strip("[]").lower(), own, f"{own}.local", given}
        return cls(names=frozenset(names - {""}), any_address=True)

    def know(self, host: str) -> bool:
        """Whether a `Host` header names this page."""
        found = _HOST.fullmatch(host)
        name = found[1].strip("[]").lower() if found else ""
        return name in self.names or (self.any_address and _is_address(name))


class Gate:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, *, names: Names, address: str = "") -> None:
        self._app = app
        self._names = names
        given = urlsplit(address)
        self._origin = f"{given.scheme}://{given.netloc}".lower() if address else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its whole body, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        has_begun = False

        async def answer(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    sent[name] = value
                sent.setdefault("Content-Security-Policy", CSP)
                sent.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            self._look_at(scope, Headers(scope=scope))
            if scope["method"] not in SAFE and not carries_file(scope["path"], Headers(scope=scope)):
                receive = _given_again(await _whole_body(receive), receive)
        except Refused as refusal:
            await _said(scope, refusal)(scope, receive, answer)
            return
        try:
            await self._app(scope, receive, answer)
        except Exception:
            if not has_begun:  # a mistake of ours: nothing of what was asked stands in the answer
                await _said(scope, Refused(500, FAULT))(scope, receive, answer)
            raise

    def _look_at(self, scope: Scope, headers: Headers) -> None:
        """Raise Refused for what is not to be met, by its head alone."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._names.know(hosts[0]):
            raise Refused(421, "This page is not called so. Open it by the address that `assistant serve` shows.")
        if "content-length" in headers and "transfer-encoding" in headers:
            raise Refused(400, "This request has two ends, so nothing was done.")  # a gateway may believe in the other
        if scope["method"] in SAFE:
            return
        if not self._is_ours(headers, f"{scope['scheme']}://{hosts[0]}", scope["path"]):
            raise Refused(403, "This came from another site, so nothing was done. Open the page itself and try again.")
        most = LARGEST_FILE if carries_file(scope["path"], headers) else LARGEST
        length = headers.get("content-length", "")
        if len(length) > len(str(most)) or (length.isdecimal() and int(length) > most):
            raise TooLarge(most)

    def _is_ours(self, headers: Headers, here: str, path: str) -> bool:
        """Whether a change was asked for by a page of ours, or by a program, which the JSON routes ask for a token."""
        site, origins = headers.get("sec-fetch-site"), headers.getlist("origin")
        if site not in (None, "same-origin", "none"):
            return False
        if origins:
            ours = {here.lower(), self._origin} - {""}
            return all(origin.lower() in ours for origin in origins)
        return site is not None or path.startswith(JSON)


class Refused(Exception):
    """A request that goes no further, with the status and the words that say why."""

    def __init__(self, status: int, words: str) -> None:
        self.status, self.words = status, words
        super().__init__(words)


class TooLarge(Refused):
    """A request that is longer than anything a form of ours holds."""

    def __init__(self, most: int) -> None:
        what = f"{most // 1_000_000} MB" if most > LARGEST else f"{most:,} bytes"
        super().__init__(413, f"That is more than {what}, so nothing of it was kept. Shorten it.")


def carries_file(path: str, headers: Headers) -> bool:
    """Whether this is a form with a file in it, sent to where one is taken."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return path in FILES and kind == "multipart/form-data"


async def _whole_body(receive: Receive) -> bytes:
    """The body, whatever its headers said of its length. Raises Refused where it is too large, or does not end."""
    parts: list[bytes] = []
    size = 0
    try:
        async with timeout(PATIENCE):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400, "The request broke off, so nothing was done.")
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > LARGEST:
                    raise TooLarge(LARGEST)
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise Refused(408, "The request took too long to arrive, so nothing was done. Try again.") from None


def _given_again(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was received already, then whatever else comes."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def _said(scope: Scope, refusal: Refused) -> Response:
    """A refusal, as whoever asks can read it. What may still come of the request is not waited for."""
    headers = {"Connection": "close"}
    if scope["path"].startswith(JSON):
        return problem(refusal.status, refusal.words, headers=headers)
    return PlainTextResponse(f"{refusal.words}\n", refusal.status, headers=headers)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what is served at `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
