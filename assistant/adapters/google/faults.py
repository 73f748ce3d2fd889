"""Google's errors, and those of the way to it, as ours: in plain words, with what to do next."""

import http.client
import json
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import google.auth.exceptions
import googleapiclient.errors
import httplib2

from assistant.adapters.formats.plain_text import one_line
from assistant.errors import SignInError, SourceError

VENDOR_ERRORS = (
    googleapiclient.errors.Error,
    google.auth.exceptions.GoogleAuthError,
    httplib2.HttpLib2Error,
    http.client.HTTPException,
    OSError,
    ValueError,  # an answer that is no JSON
    TypeError,  # or one of another shape than the vendor's client expects
    AttributeError,
    LookupError,
)
TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
TOO_MUCH = frozenset({"dailyLimitExceeded", "quotaExceeded", "limitExceeded"})
SWITCHED_OFF = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
NOT_PERMITTED = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
NEVER_REACHED = (ConnectionRefusedError, socket.gaierror, httplib2.ServerNotFoundError)


class NotThere(SourceError):
    """What was asked for is not there, or no longer: a message, a thread, a history that has expired."""


class ServerFault(SourceError):
    """Google broke down over what was asked for, and may again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What went wrong.

    `may_pass` says whether another try makes sense, `after` in how many seconds where the server says so, and
    `changed_nothing` whether a call that creates has certainly created nothing.
    """

    error: SourceError
    may_pass: bool = False
    after: float | None = None
    changed_nothing: bool = True


def fault_of(error: Exception, name: str) -> Fault:
    """What an error of the vendor's means for the account called `name`."""
    if isinstance(error, googleapiclient.errors.HttpError) and error.resp.status >= 400:
        return _answer(error, name)
    if isinstance(error, google.auth.exceptions.RefreshError):
        return _refusal(error, name)
    if isinstance(error, ssl.SSLCertVerificationError):
        why = one_line(getattr(error, "verify_message", "") or "it is not one that this machine trusts")
        said = SourceError(
            f"{name}: the certificate that answered in Google's place does not verify ({why})",
            hint="check the machine's clock and whether a proxy or virus scanner reads the traffic; then try again",
        )
        return Fault(error=said)
    if isinstance(error, NEVER_REACHED):
        return Fault(error=_unreachable(name))
    if isinstance(error, google.auth.exceptions.TransportError):
        return Fault(error=_unreachable(name), may_pass=True)
    if isinstance(error, OSError | httplib2.HttpLib2Error | http.client.HTTPException):
        return Fault(error=_unreachable(name), may_pass=True, changed_nothing=False)
    said = SourceError(
        f"{name}: what answered does not speak as Google does",
        hint="a login page of the network may be in the way: open a web page, then try again",
    )
    return Fault(error=said, changed_nothing=False)


def sign_in_again(name: str, why: str) -> SignInError:
    """The account that must be connected once more."""
    return SignInError(f"{name}: {why}", hint=f"sign in again: assistant connect {name}")


def _unreachable(name: str) -> SourceError:
    return SourceError(
        f"{name}: Google cannot be reached", hint="check the internet connection, then try again; nothing is lost"
    )


def _refusal(error: google.auth.exceptions.RefreshError, name: str) -> Fault:
    """A token that is not renewed."""
    said = " ".join(str(part) for part in error.args)
    if "invalid_grant" in said:
        why = "Google no longer accepts the sign-in (it was withdrawn, has expired, or the password was changed)"
        return Fault(error=sign_in_again(name, why))
    if "invalid_client" in said or "deleted_client" in said:
        why = "Google no longer knows the app registration (it was deleted, or has another secret by now)"
        return Fault(error=sign_in_again(name, why))
    if getattr(error, "retryable", False):  # it was tried again already
        return Fault(error=_unreachable(name))
    return Fault(error=sign_in_again(name, "Google does not renew the sign-in"))


def _answer(error: Any, name: str) -> Fault:
    """An answer that is a refusal."""
    status, reasons = int(error.resp.status), frozenset(_reasons(error.content))
    if status == 429 or reasons & TOO_FAST:
        said = SourceError(f"{name}: Google asks to slow down", hint="try again in some minutes; nothing is lost")
        return Fault(error=said, may_pass=True, after=_delay(error.resp))
    if status in (404, 410):
        return Fault(error=NotThere(f"{name}: Google says that this is not there"))
    if status == 401:
        return Fault(error=sign_in_again(name, "Google no longer accepts the sign-in"))
    if status >= 500:
        said = ServerFault(f"{name}: Google has a fault of its own ({status})", hint="try again in some minutes")
        return Fault(error=said, may_pass=True, after=_delay(error.resp), changed_nothing=False)
    return Fault(error=_forbidden(reasons, name) or _odd(error, name))


def _forbidden(reasons: frozenset[str], name: str) -> SourceError | None:
    if reasons & TOO_MUCH:
        return SourceError(f"{name}: Google's allowance for today is used up", hint="try again tomorrow")
    if reasons & SWITCHED_OFF:
        return SourceError(
            f"{name}: this part of Google is switched off for your app registration",
            hint="switch on the Gmail, Google Calendar and People APIs in the Google Cloud console, then try again",
        )
    if reasons & NOT_PERMITTED:
        return sign_in_again(name, "a permission is missing; tick all that are asked for")
    if "domainPolicy" in reasons:
        return SignInError(
            f"{name}: your organisation does not allow this app", hint="ask your administrator to allow it"
        )
    return None


def _odd(error: Any, name: str) -> SourceError:
    said = one_line(str(getattr(error, "reason", "")))
    return SourceError(f"{name}: Google refuses ({error.resp.status} {said})".replace(" )", ")"))


def _reasons(content: bytes) -> Iterable[str]:
    """The codes in the body of a refusal, of both kinds that Google writes."""
    try:
        error = json.loads(content)["error"]
        entries = [*error.get("errors", ()), *error.get("details", ())]
        return [str(entry["reason"]) for entry in entries if "reason" in entry]
    except (ValueError, LookupError, TypeError, AttributeError):
        return ()


def _delay(response: Any) -> float | None:
    """In how many seconds the server wants to be asked again; None where it says nothing."""
    value = str(response.get("retry-after", "")).strip()
    if value.isdigit():
        return float(value)
    try:
        then, now = parsedate_to_datetime(value), parsedate_to_datetime(response.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, (then - now).total_seconds())  # by the server's own clock
