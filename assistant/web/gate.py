"""What every request passes before a page sees it: for whom this is served, from where, how large, and what comes back.

- `Host` must be a name that this page has. A web site that points its own name at this machine (DNS rebinding) is told
  nothing.
- What changes anything must come from a page of ours: by `Origin`, or by what the browser says of the site in
  `Sec-Fetch-Site`. Programs that send neither need a token, which no browser sends by itself.
- No answer may be framed, sniffed, kept by a proxy, or run any script but our own file.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 1_000_000  # bytes of a request: the longest text of a form, and room
SAFE = ("GET", "HEAD", "OPTIONS")
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""Of a mail that is shown as its reader will see it: nothing runs in it, and nothing is fetched for it."""

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
        given = {urlsplit(address).hostname or ""} if address else set()
        if is_loopback(host):
            return cls(names=frozenset({"127.0.0.1", "localhost", "::1", host.lower(), *given}))
        own = socket.gethostname().lower()
        return cls(names=frozenset({"localhost", host.lower(), own, f"{own}.local", *given}), any_address=True)

    def know(self, host: str) -> bool:
        """Whether a `Host` header names this page."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
        except ValueError:
            return False
        return name in self.names or (self.any_address and _is_address(name))


class Gate:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, *, names: Names, address: str = "") -> None:
        self._app = app
        self._names = names
        self._address = address.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    sent[name] = value
                sent.setdefault("Content-Security-Policy", CSP)
                sent.setdefault("Cache-Control", "no-store")
            await send(message)

        if refusal:
            status, words = refusal
            await PlainTextResponse(words, status)(scope, receive, answer)
            return
        await self._app(scope, _Limited(receive), answer)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._names.know(hosts[0]):
            return 421, "This page is not called so. Open it by the address that `assistant serve` shows.\n"
        if scope["method"] in SAFE:
            return None
        if not self._is_ours(headers, hosts[0], scope["scheme"]):
            return 403, "This came from another site, so nothing was done. Open the page itself and try again.\n"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST:
            return 413, f"That is more than {LARGEST:,} bytes, so nothing of it was kept. Shorten it.\n"
        return None

    def _is_ours(self, headers: Headers, host: str, scheme: str) -> bool:
        """Whether a change was asked for by a page of ours, or by a program that shows a token."""
        origin = headers.get("origin")
        if origin is not None:
            return origin in {f"{scheme}://{host}", self._address}
        if site := headers.get("sec-fetch-site"):
            return site in ("same-origin", "none")
        return headers.get("authorization", "").startswith("Bearer ")


class _Limited:
    """Receives no more than LARGEST bytes, whatever the headers had said."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = LARGEST

    async def __call__(self) -> Message:
        """The next part."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return message if self._left >= 0 else {"type": "http.disconnect"}


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
