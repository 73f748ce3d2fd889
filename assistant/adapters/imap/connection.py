"""Reaching an IMAP server: encrypted and verified, signed in, and every fault in plain words.

Passwords and tokens travel only once the certificate has been verified, unless the user chose no encryption.
"""

import binascii
import contextlib
import imaplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

import imapclient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError
from imapclient.tls import IMAP4_TLS

from assistant.adapters.certificates import advice
from assistant.adapters.formats.plain_text import decoded, one_line
from assistant.domain.accounts import Security
from assistant.errors import SignInError, SourceError

TIMEOUT = 30.0  # seconds for every answer
PORTS: dict[Security, int] = {"tls": 993, "starttls": 143, "none": 143}
BUSY = (
    b"[UNAVAILABLE]",
    b"[LIMIT]",
    b"[INUSE]",
    b"[THROTTLED]",
    b"[SERVERBUG]",
    b"too many",
    b"try again",
    b"temporar",
)
_AT_SIGN_IN = (b"[UNAVAILABLE]", b"[LIMIT]", b"[INUSE]", b"[THROTTLED]", b"[SERVERBUG]", b"too many simultaneous")
LOST = (OSError, EOFError, IMAPClientAbortError, MemoryError, OverflowError, binascii.Error)
"""What is raised where a connection broke, or where what came over it is no IMAP."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """Where an IMAP server is; port 0 is the usual one."""

    host: str
    port: int = 0
    security: Security = "tls"

    @property
    def number(self) -> int:
        """The port."""
        return self.port or PORTS[self.security]


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """A password, or an access token where `is_token`; `renewed` gives another one where this one is refused."""

    secret: str = field(repr=False)
    is_token: bool = False
    renewed: "Callable[[], Credential] | None" = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """Who signs in where; `credential` is asked for at each sign-in, since tokens expire."""

    server: Server
    user: str
    credential: Callable[[], Credential] = field(repr=False)
    hint: str = "sign in again: assistant connect imap"


class _Tls(IMAP4_TLS):  # type: ignore[misc]
    """As imapclient's, which forgets the time limit, and waits for ever for a server that does not shake hands."""

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return super()._create_socket(timeout or self._timeout)  # type: ignore[no-any-return]


class _Client(imapclient.IMAPClient):  # type: ignore[misc]
    def _create_IMAP4(self) -> imaplib.IMAP4:
        made: imaplib.IMAP4 = (
            _Tls(self.host, self.port, self.ssl_context, self._timeout.connect) if self.ssl else super()._create_IMAP4()
        )
        return made


def connected(server: Server, *, timeout: float = TIMEOUT) -> imapclient.IMAPClient:
    """A connection that is encrypted as the user chose, nobody signed in yet. Raises whatever goes wrong."""
    context = ssl.create_default_context() if server.security != "none" else None
    is_tls = server.security == "tls"
    client = _Client(server.host, server.number, ssl=is_tls, ssl_context=context, timeout=timeout)
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # short commands need not wait for each other
    client._imap.debug = 0  # it sets 5, and every line would go through the log
    client.normalise_times = False
    try:
        if server.security == "starttls":
            if not client.has_capability("STARTTLS"):
                raise SourceError(
                    f"{server.host} offers no encryption on port {server.number}; nothing was sent",
                    hint='use port 993 with security "tls"',
                )
            client.starttls(context)
    except BaseException:
        shut(client)
        raise
    return client


def signed_in(login: Login) -> imapclient.IMAPClient:
    """A connection with the user signed in. Raises SignInError; other faults as they are, see `told`."""
    credential = login.credential()
    try:
        return _opened(login, credential)
    except SignInError:
        if credential.renewed is None:
            raise
        return _opened(login, credential.renewed())


def _opened(login: Login, credential: Credential) -> imapclient.IMAPClient:
    client = connected(login.server)
    try:
        _sign_in(client, login, credential)
        client._cached_capabilities = None  # those of before the sign-in may be fewer
        if client.has_capability("CONDSTORE") and client.has_capability("ENABLE"):
            client.enable("CONDSTORE")
    except BaseException:
        shut(client)
        raise
    return client


def _sign_in(client: imapclient.IMAPClient, login: Login, credential: Credential) -> None:
    try:
        if credential.is_token:
            words = [f"user={login.user}\1auth=Bearer {credential.secret}\1\1".encode(), b""]
            client.sasl_login("XOAUTH2", lambda _: words.pop(0) if words else None)
        elif client.has_capability("AUTH=PLAIN"):
            client.plain_login(login.user, credential.secret)
        else:
            _plain_words_only(client, login, credential)
            quoted = '"' + login.user.replace("\\", "\\\\").replace('"', '\\"') + '"'
            client.login(quoted, credential.secret)
    except LoginError as error:
        if isinstance(error.__context__, IMAPClientAbortError):  # the library takes a broken line for a refusal
            raise error.__context__ from None
        said = str(error).encode("utf-8", "replace")
        if any(sign.lower() in said.lower() for sign in _AT_SIGN_IN):
            raise IMAPClientError(words_of(error).replace(credential.secret, "…")) from None
        what = "the consent" if credential.is_token else "the address or the password"
        server_says = words_of(error).replace(credential.secret, "…")
        raise SignInError(
            f"{login.server.host} does not accept {what} of {login.user}: {server_says}", hint=login.hint
        ) from None


def _plain_words_only(client: imapclient.IMAPClient, login: Login, credential: Credential) -> None:
    if client.has_capability("LOGINDISABLED"):
        raise SignInError(
            f"{login.server.host} lets nobody sign in over a connection that is not encrypted",
            hint='set security to "tls" or "starttls"',
        )
    if not (login.user + credential.secret).isascii():
        raise SignInError(
            f"{login.server.host} takes no letters beyond plain English ones in an address or password",
            hint="change the password there, or make an app password",
        )


def told(error: BaseException, server: Server) -> SourceError:
    """What went wrong on the way to a server, in plain words."""
    host = server.host
    if isinstance(error, SourceError):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return SourceError(
            f"{host} does not prove that it is {host} ({one_line(error.verify_message)}); nothing was sent",
            hint=advice(error),
        )
    if isinstance(error, ssl.SSLError):
        return SourceError(
            f"no encrypted connection to {host} on port {server.number} comes about",
            hint='check port and security: 993 with "tls", 143 with "starttls"',
        )
    if isinstance(error, socket.gaierror):
        return SourceError(
            f"no server called {host} can be found", hint="check its name, and that you are on the internet"
        )
    if isinstance(error, TimeoutError):
        return SourceError(f"{host} did not answer in time", hint="try again later; nothing is lost")
    if isinstance(error, ConnectionRefusedError):
        return SourceError(f"{host} takes no connections on port {server.number}", hint="check server and port")
    if isinstance(error, LOST):
        return SourceError(f"the connection to {host} broke off", hint="try again later; nothing is lost")
    if is_busy(error):
        return SourceError(f"{host} asks for a pause: {words_of(error)}", hint="try again in an hour; nothing is lost")
    return SourceError(f"{host} refuses: {words_of(error)}", hint="if this goes on, ask your mail provider")


def is_busy(error: BaseException) -> bool:
    """Whether the server only asks for patience."""
    said = str(error).lower().encode("utf-8", "replace")
    return isinstance(error, IMAPClientError) and any(sign.lower() in said for sign in BUSY)


def words_of(error: BaseException) -> str:
    """What the server said, made safe to show."""
    raw = error.args[0] if error.args else ""
    text = decoded(raw) if isinstance(raw, bytes) else str(raw)
    return one_line(text.removeprefix("b'").removeprefix('b"').rstrip("'\"")) or "it gives no reason"


def shut(client: imapclient.IMAPClient) -> None:
    """Close a connection, whatever state it is in."""
    with contextlib.suppress(Exception):
        client.shutdown()
