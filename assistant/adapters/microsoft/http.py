"""A small client for Microsoft Graph.

It asks for ids that never change, obeys the server's own delays, and makes our errors of its answers. What reads is
tried again; what creates never is, once it may have reached the server.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from weakref import finalize

import httpx

from assistant.adapters.certificates import advice, certificate_fault
from assistant.adapters.microsoft.answers import Answer, Json, entries, link_of, stranger
from assistant.adapters.network import asked_delay, http_moment, in_words
from assistant.errors import DeliveryError, ItemError, SignInError, SourceError, UncertainError, UserError

PUBLIC = "https://graph.microsoft.com/v1.0"
TIMEOUT = 30.0  # seconds for each call
PATIENCE = 120.0  # seconds that one request may wait in all when the server asks for it
TRIES = 4  # of a read whose connection breaks
MAX_ANSWER = 50_000_000  # bytes of one page
BUSY = frozenset({429, 503, 504})
BROKEN = frozenset({500, 502})
EXPIRED = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired", "resyncchangesapplydifferences"})
CONNECT = "assistant connect {name}"

Token = Callable[[bool], str]
"""Gives the access token; a fresh one where it is called with True. Raises SignInError."""


class ItemMissing(SourceError):
    """What was asked for is not there."""


class Busy(SourceError):
    """The server asks to be left alone for longer than anybody would wait."""


class NotUnderstood(SourceError):
    """The server does not serve a question of this form."""


class HistoryExpired(SourceError):
    """The server no longer knows what had been read."""


class GraphClient:
    """Requests to one address of Microsoft Graph on behalf of the account `name`. May be used by several threads."""

    def __init__(self, *, name: str, token: Token, base: str = "", sleep: Callable[[float], None] = time.sleep) -> None:
        self.name = name
        self._token = token
        self._sleep = sleep
        try:
            self._base = httpx.URL((base or PUBLIC).rstrip("/") + "/")
        except httpx.InvalidURL as error:
            raise SourceError(f"{name}: 'api' is no web address", hint="correct it in the configuration") from error
        is_secure = self._base.scheme == "https"  # else there is no need to load certificates, which takes a while
        self._http = httpx.Client(timeout=TIMEOUT, headers={"Accept": "application/json"}, verify=is_secure)
        finalize(self, self._http.close)

    def get(self, path: str, *, prefer: Sequence[str] = (), **query: str) -> Json:
        """The object at `path`. Raises SourceError and its kinds above, SignInError."""
        return self._object(self._base.join(path).copy_merge_params(query), prefer)

    def follow(self, link: str, *, prefer: Sequence[str] = ()) -> Json:
        """The object at a link that the server gave, which must lead back to it."""
        try:
            url = httpx.URL(link)
        except httpx.InvalidURL:
            url = httpx.URL("")
        ours, theirs = ((u.scheme, u.host, u.port) for u in (self._base, url))
        if ours != theirs or not url.path.startswith(self._base.path):
            raise SourceError(
                f"{self.name}: the server's answer leads to another place ({url.host or 'nowhere'})",
                hint="nothing was sent there; try again later",
            )
        return self._object(url, prefer)

    def pages(self, path: str, *, prefer: Sequence[str] = (), **query: str) -> Iterator[Json]:
        """What the pages from `path` on hold, entry by entry."""
        page = self.get(path, prefer=prefer, **query)
        seen: set[str] = set()
        while True:
            yield from entries(page)
            link = link_of(page, "nextLink")
            if not link:
                return
            if link in seen:
                raise SourceError(f"{self.name}: the server's pages lead in a circle", hint="try again later")
            seen.add(link)
            page = self.follow(link, prefer=prefer)

    def content(self, path: str, limit: int) -> bytes:
        """The bytes at `path`. Raises ItemError where there are more than `limit`."""
        return self._read(self._base.join(path), limit=limit, accept="*/*").body

    def date_at(self, path: str, **query: str) -> datetime | None:
        """Read `path`, and give what time the server had then."""
        answer = self._read(self._base.join(path).copy_merge_params(query))
        return http_moment(answer.headers.get("date", ""))

    def create(self, path: str, body: bytes, *, kind: str = "text/plain") -> Json:
        """Create something from `body`, of this media type, and give it.

        Raises DeliveryError where it was certainly not created, UncertainError where nobody can tell.
        """
        url, content = self._base.join(path), {"Content-Type": kind}
        waited, fresh = 0.0, False
        while True:
            try:
                answer = self._once("POST", url, headers=content, body=body, limit=MAX_ANSWER, fresh=fresh)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
                raise as_delivery(self._unreachable(error)) from error
            except (httpx.HTTPError, ItemError) as error:
                raise self._uncertain("the connection broke") from error
            if answer.status == 401 and not fresh:
                fresh = True
            elif answer.status == 429 and waited + (delay := _delay(answer, waited)) <= PATIENCE:  # refused for certain
                self._sleep(delay)
                waited += delay
            elif answer.status >= 500:
                raise self._uncertain(f"the server answered {answer.status}")
            elif 200 <= answer.status < 300:
                break
            else:
                raise as_delivery(self._refusal(answer))
        try:
            return answer.json()
        except SourceError as error:
            raise self._uncertain("its answer was damaged") from error

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _object(self, url: httpx.URL, prefer: Sequence[str]) -> Json:
        try:
            return self._read(url, prefer=prefer).json()
        except ItemError as error:
            raise SourceError(f"{self.name}: the server's answer is far too large", hint="try again later") from error

    def _read(self, url: httpx.URL, *, prefer: Sequence[str] = (), limit: int = MAX_ANSWER, accept: str = "") -> Answer:
        headers = {"Prefer": ", ".join(['IdType="ImmutableId"', *prefer])} | ({"Accept": accept} if accept else {})
        waited, broken, fresh = 0.0, 0, False
        while True:
            try:
                answer = self._once("GET", url, headers=headers, limit=limit, fresh=fresh)
            except httpx.HTTPError as error:
                broken += 1
                if broken == TRIES or certificate_fault(error):
                    raise self._unreachable(error) from error
                self._sleep(2.0**broken)
                continue
            if answer.status == 401 and not fresh:
                fresh = True
            elif answer.status in BUSY and waited + (delay := _delay(answer, waited)) <= PATIENCE:
                self._sleep(delay)
                waited += delay
            elif answer.status in BROKEN and broken + 1 < TRIES:
                broken += 1
                self._sleep(2.0**broken)
            elif 200 <= answer.status < 300 and not answer.is_strange:
                return answer
            else:
                raise self._refusal(answer)

    def _once(
        self, method: str, url: httpx.URL, *, headers: dict[str, str], limit: int, fresh: bool, body: bytes = b""
    ) -> Answer:
        headers = {"Prefer": 'IdType="ImmutableId"'} | headers | {"Authorization": f"Bearer {self._token(fresh)}"}
        request = self._http.build_request(method, url, headers=headers, content=body or None)
        response = self._http.send(request, stream=True)
        try:
            received = bytearray()
            for piece in response.iter_bytes():
                received += piece
                if len(received) > limit:
                    raise ItemError(f"this is larger than {limit // 1_000_000} MB")
            return Answer(status=response.status_code, headers=response.headers, body=bytes(received))
        finally:
            response.close()

    def _refusal(self, answer: Answer) -> SourceError:
        """What an answer that is no success means to the user."""
        status, code, connect = answer.status, answer.code, CONNECT.format(name=self.name)
        if answer.is_strange:
            return stranger()
        if status == 410 or code.lower() in EXPIRED:
            return HistoryExpired(f"{self.name}: Microsoft no longer knows what had been read", hint="try again")
        if code.lower() == "mailboxnotenabledforrestapi":
            return SourceError(
                f"{self.name}: this account has no mailbox that Microsoft Graph can read",
                hint="is it kept on your company's own server? Connect it by IMAP: assistant connect imap",
            )
        if status == 404:
            return ItemMissing(f"{self.name}: Microsoft does not find what was asked for ({code or status})")
        if status in (400, 405, 501):
            return NotUnderstood(f"{self.name}: Microsoft does not understand the question ({code or status})")
        if status == 401:
            return SignInError(f"{self.name}: Microsoft does not accept the sign-in any more", hint=connect)
        if status == 403:
            return SignInError(
                f"{self.name}: Microsoft refuses this, since a permission is missing ({code or status})",
                hint=f"{connect}, and allow what is asked for",
            )
        if status in BUSY:
            delay = _delay(answer, PATIENCE)
            return Busy(
                f"{self.name}: Microsoft asks to be left alone for a while",
                hint=f"nothing was lost; try again in {in_words(delay)} or later",
            )
        return SourceError(
            f"{self.name}: Microsoft answered with a fault ({' '.join(filter(None, (str(status), code)))})",
            hint="try again later",
        )

    def _unreachable(self, error: httpx.HTTPError) -> SourceError:
        host = self._base.host
        if fault := certificate_fault(error):
            return SourceError(f"{self.name}: the certificate of {host} does not verify", hint=advice(fault))
        what = "did not answer in time" if isinstance(error, httpx.TimeoutException) else "cannot be reached"
        return SourceError(f"{self.name}: {host} {what}", hint="look at the connection to the internet, then try again")

    def _uncertain(self, why: str) -> UncertainError:
        return UncertainError(
            f"{self.name} may or may not have taken the message: {why}", hint="it is looked for before another try"
        )


def as_delivery(error: UserError) -> UserError:
    """The same fault, met while a message was delivered; a sign-in that is needed stays one."""
    return error if isinstance(error, SignInError | DeliveryError) else DeliveryError(error.problems, hint=error.hint)


def _delay(answer: Answer, waited: float) -> float:
    """How many seconds the server asks for; where it says nothing, longer each time."""
    now = http_moment(answer.headers.get("date", ""))
    return asked_delay(answer.headers.get("retry-after", ""), now) or max(2.0, waited)
