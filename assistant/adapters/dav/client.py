"""WebDAV over HTTP: requests that only read, patient where the server asks for it, every failure in plain words.

The package `caldav` is not used: it brings urllib3-future, which takes the place of the urllib3 that other packages
here stand on, it hides that a sync token has expired, and it follows redirects with another method.
"""

import ssl
import time
from collections.abc import Callable, Collection, Generator
from datetime import datetime
from functools import cache
from typing import Self
from urllib.parse import urljoin, urlsplit

import certifi
import httpx

from assistant.adapters.certificates import advice, certificate_fault
from assistant.adapters.dav.xml import Answer, answer_in, preconditions_in
from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.network import PORTAL, asked_delay, http_moment, in_words
from assistant.errors import SignInError, SourceError

TIMEOUT = 30.0  # seconds without a byte
LONGEST = 300.0  # seconds for one answer, however slowly it drips
PATIENCE = 120.0  # seconds that one request may be put off by the server, in all
LARGEST = 64_000_000  # bytes of one answer
TRIES = 4
REDIRECTS = 5
BUSY = frozenset([429, 502, 503, 504])
_HERE = frozenset(["localhost", "127.0.0.1", "::1"])
AGAIN = "nothing was lost, the next sync goes on from there"


class Refused(SourceError):
    """An answer other than the one that was asked for; `status` is HTTP's, `names` what the server gives as reasons."""

    def __init__(self, problem: str, *, status: int, names: frozenset[str] = frozenset(), hint: str = "") -> None:
        super().__init__(problem, hint=hint)
        self.status = status
        self.names = names


class CertificateError(SourceError):
    """A server that does not prove who it is."""


class DavClient:
    """Requests to one server in one user's name.

    `name` is what the account is called, `insecure` allows a connection that others can listen to. The password goes to
    the server and those below it, and to the `domains` of its provider. `wait` sleeps for that many seconds. After a
    request, `date` is the server's own time. A `with` block ends the connection.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str,
        username: str = "",
        password: str = "",
        insecure: bool = False,
        domains: Collection[str] = (),
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url
        self.name = name
        self.date: datetime | None = None
        self.bytes_read = 0
        self._insecure = insecure
        self._domains = (urlsplit(url).hostname or "", *domains)
        self._has_password = bool(username)
        self._wait = wait
        self._http = httpx.Client(
            auth=_Login(username, password) if username else None,
            verify=_trusted(),
            timeout=TIMEOUT,
            headers={"User-Agent": "followup-assistant", "Content-Type": 'application/xml; charset="utf-8"'},
        )

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody on the way can listen."""
        return urlsplit(self.url).scheme == "https"

    @property
    def is_here(self) -> bool:
        """Whether the server runs on this machine."""
        return self.server in _HERE

    @property
    def server(self) -> str:
        """The server's name."""
        return urlsplit(self.url).hostname or self.url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._http.close()

    def propfind(self, url: str, properties: str, *, depth: int) -> Answer:
        """What a collection (0), or all that lies in it too (1), says of these properties. Raises SourceError."""
        body = f"<d:propfind {_SPACES}><d:prop>{properties}</d:prop></d:propfind>"
        return self._ask("PROPFIND", url, body, depth)

    def report(self, url: str, kind: str, inner: str, *, depth: int = 1) -> Answer:
        """What a report such as `d:sync-collection` gives. Raises SourceError."""
        return self._ask("REPORT", url, f"<{kind} {_SPACES}>{inner}</{kind}>", depth)

    def leads_to(self, url: str) -> str:
        """Where `url` leads by redirects, whether or not it lets us in there. Raises SourceError."""
        status, _, reached = self._sent("PROPFIND", url, b"", 0)
        if status not in (207, 401, 403):
            raise Refused(f"{self.name}: {url} is no calendar server", status=status)
        return reached

    def joined(self, url: str, href: str) -> str:
        """Where a link leads that the server gave at `url`. Raises SourceError."""
        try:
            return urljoin(url, href)
        except ValueError as error:  # its words hold the address
            raise SourceError(f"{self.name}: {self.server} sends us on to no web address", hint=AGAIN) from error

    def _ask(self, method: str, url: str, body: str, depth: int) -> Answer:
        content = f'<?xml version="1.0" encoding="utf-8"?>{body}'.encode()
        status, raw, _ = self._sent(method, url, content, depth)
        if status == 401:
            raise SignInError(
                f"{self.name}: {self.server} does not accept the user name and password",
                hint=f"with a new password (most providers want an app password): assistant connect {self.name}",
            )
        if status != 207:
            raise self._refusal(status, preconditions_in(raw))
        try:
            return answer_in(raw)
        except ValueError as error:
            raise Refused(f"{self.name}: {self.server} gave an answer that cannot be read", status=0) from error

    def _refusal(self, status: int, names: frozenset[str]) -> Refused:
        if status < 400 or status == 511:
            problem, hint = "is not what answered: this is no calendar server's answer", PORTAL
        elif status == 404:
            problem, hint = "has nothing at this address", f"look it up anew: assistant connect {self.name}"
        elif status == 403:
            problem, hint = "does not allow that", "look at the permissions of the app password"
        else:
            problem, hint = f"answered with the error {status}", f"try again later; {AGAIN}"
        return Refused(f"{self.name}: {self.server} {problem}", status=status, names=names, hint=hint)

    def _sent(self, method: str, url: str, content: bytes, depth: int) -> tuple[int, bytes, str]:
        """The status, the body, and the address that answered, with delays obeyed and lost answers asked for again."""
        waited = 0.0
        for attempt in range(1, TRIES + 1):
            try:
                status, raw, headers, reached = self._followed(method, self.joined(self.url, url), content, depth)
            except httpx.TimeoutException as error:
                failure = SourceError(f"{self.name}: {self.server} does not answer in time", hint=f"later; {AGAIN}")
                failure.__cause__, delay, last = error, float(attempt), attempt >= 2
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                failure, delay, last = self._unreachable(error), 2.0 ** (attempt - 1), _is_final(error, attempt)
            else:
                if status not in BUSY and not (status == 500 and attempt == 1):
                    return status, raw, reached
                delay, last = asked_delay(headers.get("Retry-After", ""), self.date) or 2.0 ** (attempt - 1), False
                failure = self._busy(status, delay)
            if last or attempt == TRIES or waited + delay > PATIENCE:
                raise failure
            self._wait(delay)
            waited += delay
        raise AssertionError("the last try raises")

    def _followed(self, method: str, url: str, content: bytes, depth: int) -> tuple[int, bytes, httpx.Headers, str]:
        for _ in range(REDIRECTS):
            self._check(url)
            status, raw, headers = self._once(method, url, content, depth)
            if status not in (301, 302, 303, 307, 308) or "Location" not in headers:
                return status, raw, headers, url
            url = self.joined(url, headers["Location"])
        raise SourceError(f"{self.name}: {self.server} sends us round in circles", hint="check the address")

    def _once(self, method: str, url: str, content: bytes, depth: int) -> tuple[int, bytes, httpx.Headers]:
        until = time.monotonic() + LONGEST
        raw = bytearray()
        with self._http.stream(method, url, content=content, headers={"Depth": str(depth)}) as response:
            for block in response.iter_bytes():
                raw += block
                if len(raw) > LARGEST:
                    raise Refused(f"{self.name}: {self.server} gave more than {LARGEST // 1_000_000} MB", status=413)
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("it drips")
            self.bytes_read += len(raw)
            self.date = http_moment(response.headers.get("Date", "")) or self.date
            return response.status_code, bytes(raw), response.headers

    def _check(self, url: str) -> None:
        """Refuse to take the password where it does not belong."""
        there, here = urlsplit(url), urlsplit(self.url)
        host = there.hostname or ""
        is_plain = there.scheme == here.scheme == "http" and (self._insecure or host in _HERE)
        if there.scheme != "https" and not is_plain:
            raise SourceError(
                f"{self.name}: the connection to {host or 'it'} would not be encrypted",
                hint='use an address that begins with https:// (or set security = "none" for a server of your own)',
            )
        belongs = any(host == domain or host.endswith(f".{domain}") for domain in self._domains if domain)
        if self._has_password and (not belongs or (is_plain and there.netloc != here.netloc)):
            raise SourceError(
                f"{self.name}: {self.server} sends us on to {host}, which does not belong to it",
                hint="if that is right, connect to that address itself",
            )

    def _unreachable(self, error: Exception) -> SourceError:
        kind = SourceError
        if fault := certificate_fault(error):
            kind = CertificateError
            problem = f"{self.server} does not prove who it is ({one_line(fault.verify_message)})"
            hint = advice(fault)
        elif isinstance(error, httpx.ConnectError | httpx.InvalidURL | httpx.UnsupportedProtocol):
            problem, hint = f"{self.server} cannot be reached", "check the network and the server's name"
        else:
            problem, hint = f"{self.server} breaks off the connection", f"try again later; {AGAIN}"
        failure = kind(f"{self.name}: {problem}", hint=hint)
        failure.__cause__ = error
        return failure

    def _busy(self, status: int, delay: float) -> SourceError:
        what = "asks for fewer requests" if status == 429 else "is busy or being mended"
        return Refused(
            f"{self.name}: {self.server} {what}", status=status, hint=f"try again in {in_words(delay)}; {AGAIN}"
        )


class _Login(httpx.Auth):
    """The password at once, which saves a round; by digest where the server wants that."""

    def __init__(self, username: str, password: str) -> None:
        self._basic = httpx.BasicAuth(username, password)
        self._digest = httpx.DigestAuth(username, password)
        self._wants_digest = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if not self._wants_digest:
            response = yield next(self._basic.auth_flow(request))
            schemes = response.headers.get("WWW-Authenticate", "").lower()
            self._wants_digest = response.status_code == 401 and "digest" in schemes and "basic" not in schemes
            if not self._wants_digest:
                return
            del request.headers["Authorization"]
        yield from self._digest.auth_flow(request)


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that this machine trusts (a company's own among them), and the usual public ones."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _is_final(error: Exception, attempt: int) -> bool:
    """Whether another try would be in vain; a server that is not there is looked for twice."""
    hopeless = certificate_fault(error) is not None or isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol)
    return hopeless or (isinstance(error, httpx.ConnectError) and attempt >= 2)


_SPACES = (
    'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:a="urn:ietf:params:xml:ns:carddav" '
    'xmlns:s="http://calendarserver.org/ns/"'
)
