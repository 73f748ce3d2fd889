"""Every error of Google's client, and of the way to Google, is one of ours, with what to do next."""

import http.client
import json
import socket
import ssl

import google.auth.exceptions
import googleapiclient.errors
import httplib2
import pytest

from assistant.adapters.google.faults import VENDOR_ERRORS, NotThere, ServerFault, fault_of
from assistant.adapters.google.http import PATIENCE, Google, credentials_from
from assistant.errors import SignInError, SourceError, UserError
from tests.servers.google import FakeGoogle, serving
from tests.servers.google_accounts import TOKEN
from tests.servers.proxy import Harm, web_proxied


def refusal(status: int, *reasons: str, headers: dict[str, str] | None = None, details: bool = False) -> Exception:
    entries = [{"reason": reason} for reason in reasons]
    content = {"error": {"code": status, "message": "No.", "details" if details else "errors": entries}}
    response = httplib2.Response({"status": str(status), **(headers or {})})
    return googleapiclient.errors.HttpError(response, json.dumps(content).encode())


CASES: list[tuple[Exception, type[SourceError], str, bool, bool]] = [
    (refusal(401), SignInError, "no longer accepts the sign-in", False, True),
    (refusal(403, "insufficientPermissions"), SignInError, "permission is missing", False, True),
    (refusal(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", details=True), SignInError, "permission is missing", False, True),
    (refusal(403, "domainPolicy"), SignInError, "organisation does not allow", False, True),
    (refusal(403, "accessNotConfigured"), SourceError, "switched off", False, True),
    (refusal(403, "SERVICE_DISABLED", details=True), SourceError, "switched off", False, True),
    (refusal(403, "dailyLimitExceeded"), SourceError, "used up", False, True),
    (refusal(403, "userRateLimitExceeded"), SourceError, "slow down", True, True),
    (refusal(403, "somethingElse"), SourceError, "refuses", False, True),
    (refusal(400), SourceError, "refuses", False, True),
    (refusal(404), NotThere, "not there", False, True),
    (refusal(410), NotThere, "not there", False, True),
    (refusal(429), SourceError, "slow down", True, True),
    (refusal(500), ServerFault, "fault of its own", True, False),
    (refusal(503), ServerFault, "fault of its own", True, False),
    (google.auth.exceptions.RefreshError("invalid_grant: gone", {}), SignInError, "no longer accepts", False, True),
    (google.auth.exceptions.RefreshError("invalid_client", {}), SignInError, "app registration", False, True),
    (google.auth.exceptions.RefreshError("no", {}, retryable=True), SourceError, "cannot be reached", False, True),
    (google.auth.exceptions.RefreshError("odd", {}), SignInError, "does not renew", False, True),
    (google.auth.exceptions.TransportError("x"), SourceError, "cannot be reached", True, True),
    (ssl.SSLCertVerificationError("bad"), SourceError, "certificate", False, True),
    (httplib2.ServerNotFoundError("x"), SourceError, "cannot be reached", False, True),
    (socket.gaierror(-2, "x"), SourceError, "cannot be reached", False, True),
    (ConnectionRefusedError(), SourceError, "cannot be reached", False, True),
    (ConnectionResetError(), SourceError, "cannot be reached", True, False),
    (TimeoutError(), SourceError, "cannot be reached", True, False),
    (http.client.IncompleteRead(b""), SourceError, "cannot be reached", True, False),
    (json.JSONDecodeError("x", "", 0), SourceError, "does not speak as Google does", False, False),
    (
        googleapiclient.errors.BatchError("x", httplib2.Response({"status": "200"})),
        SourceError,
        "does not speak as Google does",
        False,
        False,
    ),
]


@pytest.mark.parametrize(("error", "kind", "words", "may_pass", "changed_nothing"), CASES)
def test_each_is_explained(
    error: Exception, kind: type[SourceError], words: str, may_pass: bool, changed_nothing: bool
) -> None:
    assert isinstance(error, VENDOR_ERRORS)
    fault = fault_of(error, "work")
    assert type(fault.error) is kind
    assert words in str(fault.error)
    assert str(fault.error).startswith("work: ")
    assert fault.error.hint or kind is NotThere or "refuses" in words
    assert (fault.may_pass, fault.changed_nothing) == (may_pass, changed_nothing)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "x"}', b'{"error": {"errors": [1]}}', b"\xff"])
def test_a_body_that_is_no_reason_does_no_harm(body: bytes) -> None:
    response = httplib2.Response({"status": "403"})
    assert isinstance(fault_of(googleapiclient.errors.HttpError(response, body), "work").error, UserError)


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("7", "", 7.0),
        ("Fri, 20 Nov 2026 09:00:30 GMT", "Fri, 20 Nov 2026 09:00:00 GMT", 30.0),
        ("Fri, 20 Nov 2026 08:00:00 GMT", "Fri, 20 Nov 2026 09:00:00 GMT", 0.0),
        ("soon", "", None),
        ("-3", "", None),
        ("", "", None),
    ],
)
def test_the_server_says_how_long_to_wait(value: str, date: str, seconds: float | None) -> None:
    assert fault_of(refusal(503, headers={"retry-after": value, "date": date}), "work").after == seconds


class Refusing:
    """A request that is refused so many times, and then answered."""

    def __init__(self, error: Exception, times: int) -> None:
        self.errors = [error] * times

    def execute(self) -> dict[str, str]:
        if self.errors:
            raise self.errors.pop()
        return {"done": "yes"}


def waited(request: Refusing) -> list[float]:
    waits: list[float] = []
    google = Google(name="work", credentials=lambda: credentials_from('{"refresh_token": "x"}'), sleep=waits.append)
    assert google.read(request) == {"done": "yes"}
    return waits


def test_reads_wait_as_the_server_asks_or_twice_as_long_each_time() -> None:
    assert waited(Refusing(refusal(429, headers={"retry-after": "9"}), 3)) == [9.0, 9.0, 9.0]
    assert waited(Refusing(refusal(500), 4)) == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize(("seconds", "times"), [("50", 3), ("3", 7), ("3600", 1)])
def test_waiting_ends(seconds: str, times: int) -> None:
    with pytest.raises(SourceError, match="slow down") as caught:
        waited(Refusing(refusal(429, headers={"retry-after": seconds}), times))
    assert "try again in" in caught.value.hint
    assert PATIENCE == 120.0


def test_a_sign_in_whose_answer_breaks_off_is_renewed_again() -> None:
    with serving(FakeGoogle()) as fake, web_proxied(fake.url) as proxy:
        proxy.reset(Harm.CUT_ANSWER, name=b"POST")
        ways = {"credentials": lambda: credentials_from(TOKEN, api=proxy.url), "api": proxy.url}
        google = Google(name="gmail", sleep=lambda delay: None, **ways)
        assert google.read(google.resource("gmail", "users").getProfile(userId="me"))["emailAddress"]
        assert proxy.struck
