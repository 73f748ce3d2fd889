"""The way to Google's services: signed in, patient with reads, and never twice with what creates."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Literal
from weakref import finalize

import httplib2
from google.auth.exceptions import TransportError
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp, Request
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.http import BatchHttpRequest, HttpRequest

from assistant.adapters.google.faults import VENDOR_ERRORS, Fault, NotThere, ServerFault, fault_of
from assistant.errors import DeliveryError, SignInError, SourceError, UncertainError

TIMEOUT = 30.0  # seconds
PATIENCE = 120.0  # seconds in all that one read waits
TRIES = 7
TRIES_ALONE = 4  # for what Google breaks down over while it answers the rest
BATCH = 20  # of up to 100: so many whole messages are held in memory at once

Api = Literal["gmail", "calendar", "people"]
VERSIONS: Mapping[Api, str] = {"gmail": "v1", "calendar": "v3", "people": "v1"}
Answer = Mapping[str, Any]


def root_of(api: str, host: str) -> str:
    """The address that stands for `host`: its own, or that of a gateway, whose address may hold `{host}`."""
    base = api.replace("{host}", host) if api else f"https://{host}"
    return base.rstrip("/") + "/"


def credentials_from(token: str, *, api: str = "") -> Credentials:
    """The sign-in that `as_token` has kept. Raises ValueError for what is none."""
    kept = json.loads(token)
    if not isinstance(kept, dict) or not kept.get("refresh_token"):
        raise ValueError("no refresh token")
    return _Renewable(  # type: ignore[no-untyped-call]
        token=None,
        refresh_token=kept["refresh_token"],
        token_uri=root_of(api, "oauth2.googleapis.com") + "token",
        client_id=kept.get("client_id"),
        client_secret=kept.get("client_secret"),
    )


class _Renewable(Credentials):
    """As the client's, which takes an answer that breaks off for a token."""

    def refresh(self, request: Any) -> None:
        try:
            super().refresh(request)  # type: ignore[no-untyped-call]
        except TypeError as error:
            raise TransportError("the answer broke off") from error  # type: ignore[no-untyped-call]


class Google:
    """One account's way to Google. `credentials` is asked when it is first needed, and may raise SignInError."""

    def __init__(
        self,
        *,
        name: str,
        credentials: Callable[[], Credentials],
        api: str = "",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self._api = api
        self._sleep = sleep
        self._signed_in = cache(credentials)
        self._service = cache(self._built)
        self.resource = cache(self._found)
        self._connections = ExitStack()
        finalize(self, self._connections.close)

    def read(self, request: HttpRequest, *, tries: int = TRIES) -> Answer:
        """The answer to a request that changes nothing, after as many tries as it takes; `tries` are those that Google
        may break down over.

        Raises SourceError; NotThere where what was asked for is not there, SignInError where Google lets nobody in.
        """
        patience = _Patience(self._sleep, tries)
        while True:
            try:
                return _mapping(request.execute())
            except VENDOR_ERRORS as error:
                patience.wait(fault_of(error, self.name))

    def read_each(self, api: Api, requests: Mapping[str, HttpRequest]) -> Iterator[tuple[str, Answer | SourceError]]:
        """The answers to many requests, in their order and in as few calls as can be; an error stands for one that
        fails by itself, after some tries. Raises SourceError where Google refuses to answer at all.
        """
        keys = list(requests)
        if len(keys) == 1:
            yield keys[0], self._alone(requests[keys[0]])
            return
        for start in range(0, len(keys), BATCH):
            yield from self._batch(api, {key: requests[key] for key in keys[start : start + BATCH]}).items()

    def create(self, request: HttpRequest) -> Answer:
        """The answer to a request that creates something; it is sent once.

        Raises DeliveryError where nothing was created, UncertainError where that is not known.
        """
        try:
            with closing(OnceHttp(timeout=TIMEOUT)) as http:  # no connection that may have gone stale
                return _mapping(request.execute(http=AuthorizedHttp(self._signed_in(), http=http)))
        except SignInError as error:
            raise DeliveryError(error.problems, hint=error.hint) from error
        except VENDOR_ERRORS as error:
            fault = fault_of(error, self.name)
            kind = DeliveryError if fault.changed_nothing else UncertainError
            raise kind(fault.error.problems, hint=fault.error.hint) from error

    def clock(self) -> datetime | None:
        """What time Google says it is; None where it says nothing. Raises SourceError."""
        try:
            with closing(OnceHttp(timeout=TIMEOUT)) as http:
                response, _ = http.request(root_of(self._api, "gmail.googleapis.com"), "GET")
        except VENDOR_ERRORS as error:
            raise fault_of(error, self.name).error from error
        try:
            return parsedate_to_datetime(response.get("date", ""))
        except (TypeError, ValueError):
            return None

    def _found(self, api: Api, *names: str) -> Any:
        """A part of a service, with the calls it has: `resource("gmail", "users", "messages").list(…)`."""
        found = self._service(api)
        for name in names:
            found = getattr(found, name)()
        return found

    def _built(self, api: Api) -> Any:
        document = json.loads(get_static_doc(api, VERSIONS[api]))
        host = document["rootUrl"].removeprefix("https://").rstrip("/")
        document["rootUrl"] = root_of(self._api, host)
        document.pop("mtlsRootUrl", None)
        place = {"api_endpoint": document["rootUrl"] + document["servicePath"]}  # else batches go to production
        http = self._connections.enter_context(closing(OnceHttp(timeout=TIMEOUT)))
        service = build_from_document(document, http=AuthorizedHttp(self._signed_in(), http=http), client_options=place)
        service.batch_uri = document["rootUrl"] + document["batchPath"]
        return service

    def _alone(self, request: HttpRequest) -> Answer | SourceError:
        """One answer, or what is wrong with this request alone."""
        try:
            return self.read(request, tries=TRIES_ALONE)
        except (NotThere, ServerFault) as error:
            return error

    def _batch(self, api: Api, requests: Mapping[str, HttpRequest]) -> dict[str, Answer | SourceError]:
        """A few requests in one call; those that were put off are asked again."""
        answers: dict[str, Answer | SourceError] = {}
        patience = _Patience(self._sleep)
        calls = 0
        while pending := {key: requests[key] for key in requests if key not in answers}:
            try:
                faults = self._at_once(api, pending, answers)
            except NotThere:  # a gateway that takes no batches
                return {key: self._alone(request) for key, request in requests.items()}
            calls += 1
            if calls >= TRIES_ALONE:
                own = {key: fault.error for key, fault in faults.items() if key}
                answers |= {key: error for key, error in own.items() if isinstance(error, ServerFault)}
            if waiting := [fault for key, fault in faults.items() if key not in answers]:
                patience.wait(max(waiting, key=lambda fault: (not fault.may_pass, fault.after or 0.0)))
        return {key: answers[key] for key in requests}

    def _at_once(
        self, api: Api, requests: Mapping[str, HttpRequest], answers: dict[str, Answer | SourceError]
    ) -> dict[str, Fault]:
        """Put into `answers` what one call brings; gives what is wrong with the others, "" for the call itself.

        Raises NotThere where no batches are taken.
        """
        faults: dict[str, Fault] = {}

        def take(key: str, answer: Any, error: Exception | None) -> None:
            if error is None:
                answers[key] = answer
                return
            fault = fault_of(error, self.name)
            if fault.may_pass or isinstance(fault.error, SignInError):
                faults[key] = fault
            else:
                answers[key] = fault.error

        batch = _Batch(callback=take, batch_uri=self._service(api).batch_uri)
        for key, request in requests.items():
            batch.add(request, request_id=key)
        try:
            batch.execute()
        except VENDOR_ERRORS as error:
            fault = fault_of(error, self.name)
            if isinstance(fault.error, NotThere):
                raise fault.error from error
            return {"": fault}
        return faults


class _Batch(BatchHttpRequest):  # type: ignore[misc]
    """As the client's, which renews a sign-in over a connection of its own that waits for ever."""

    def execute(self, http: Any = None) -> None:
        """Ask everything at once."""
        http = next(iter(self._requests.values())).http
        if not http.credentials.valid:
            self._refresh_and_apply_credentials(None, http)
        super().execute(http)

    def _refresh_and_apply_credentials(self, request: Any, http: Any) -> None:
        http.credentials.refresh(Request(http.http))


class _Patience:
    """How long one read may still wait, and how often Google may break down over it."""

    def __init__(self, sleep: Callable[[float], None], breakdowns: int = TRIES) -> None:
        self._sleep = sleep
        self._breakdowns = breakdowns
        self._left = PATIENCE
        self._tries = 0

    def wait(self, fault: Fault) -> None:
        """Wait as long as the server asks for, or twice as long as last time. Raises the error where that is over."""
        delay = fault.after if fault.after is not None else float(2**self._tries)
        self._tries += 1
        limit = self._breakdowns if isinstance(fault.error, ServerFault) else TRIES
        if not fault.may_pass or self._tries >= limit:
            raise fault.error
        if delay > self._left:
            minutes = max(1, round(delay / 60))
            raise SourceError(fault.error.problems, hint=f"try again in {minutes} minutes; nothing is lost")
        self._left -= delay
        self._sleep(delay)


class OnceHttp(httplib2.Http):  # type: ignore[misc]
    """As httplib2, which sends a request again by itself when the connection drops: two drafts instead of one."""

    def _conn_request(self, conn: Any, request_uri: str, method: str, body: Any, headers: Any) -> Any:
        conn.set_debuglevel(0)  # whatever httplib2 was told, no token is printed
        conn = conn if method in ("GET", "HEAD") else _Once(conn)
        return super()._conn_request(conn, request_uri, method, body, headers)


class _Once:
    """A connection that sends one request and no second."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._sent = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def request(self, *given: Any) -> None:
        if self._sent:
            raise ConnectionResetError("the answer was lost")
        self._sent = True
        self._connection.request(*given)


def _mapping(answer: Any) -> Answer:
    if not isinstance(answer, Mapping):
        raise ValueError("no JSON object")
    return answer
