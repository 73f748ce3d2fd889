"""What is said when a request cannot be met: problem details (RFC 9457), for programs and those who write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.errors import DeliveryError, NotFoundError, ReaderError, SourceError, StoreError, UserError

MEDIA = "application/problem+json"
ELSEWHERE = (StoreError, DeliveryError, ReaderError, SourceError)
"""Faults that lie neither in the request nor in the state of what it is about: the same request may do later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Why a request was not met. `details` are single faults, `hint` says what to do; nothing was changed."""

    title: str
    status: int
    detail: str
    details: tuple[str, ...] = ()
    hint: str = ""
    type: str = "about:blank"


class UnfitError(UserError):
    """What was asked for makes no sense, whatever the state."""


class TokenError(UserError):
    """Whoever asks has no token, or one that does not reach so far."""


class NoTokenError(TokenError):
    """Whoever asks has no token that is known."""


def status_of(error: UserError) -> int:
    """The status that says what kind of fault it was."""
    kinds: Mapping[type[UserError], int] = {NoTokenError: 401, TokenError: 403, NotFoundError: 404, UnfitError: 422}
    if isinstance(error, ELSEWHERE):
        return 503
    return next((status for kind, status in kinds.items() if isinstance(error, kind)), 409)


def problem(status: int, *details: str, hint: str = "", headers: Mapping[str, str] | None = None) -> Response:
    """A problem as an answer."""
    said = Problem(
        title=HTTPStatus(status).phrase, status=status, detail="; ".join(details), details=details, hint=hint
    )
    return Response(msgspec.json.encode(said), status, headers=headers, media_type=MEDIA)


def of_user(request: Request, error: Exception) -> Response:
    """What the user, or the program, can mend."""
    assert isinstance(error, UserError)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, NoTokenError) else None
    return problem(status_of(error), *error.problems, hint=error.hint, headers=headers)


def of_request(request: Request, error: Exception) -> Response:
    """What does not have the shape that the document asks for; nothing of what was sent is said back."""
    assert isinstance(error, RequestValidationError)
    found = (f"{'.'.join(map(str, each['loc']))[:200]}: {each['msg'][:200]}" for each in error.errors()[:20])
    return problem(422, *found, hint="/api/openapi.json says what is asked for")


def of_route(request: Request, error: Exception) -> Response:
    """A path or a method that there is none of."""
    assert isinstance(error, HTTPException)
    return problem(error.status_code, error.detail, headers=error.headers)


def of_fault(request: Request, error: Exception) -> Response:
    """A mistake of ours: nothing of what was asked stands in the answer."""
    return problem(500, "the assistant has made a mistake of its own; what it knows is safe")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These problems for the document."""
    return {status: {"model": Problem, "description": _WHEN[status]} for status in statuses}


_WHEN = {
    400: "The body is no JSON, or it broke off.",
    401: "No token, or one that is not known.",
    403: "The token may only read.",
    404: "There is nothing of that id.",
    409: "The present state does not allow it, or it was changed since you looked.",
    422: "The request does not have the shape that is asked for.",
    503: "The store, the drafts folder, a source or the reader cannot be used just now.",
}
READS = documented(401, 422, 503)
"""What may go wrong wherever something is read."""
ONE = documented(404)
"""Besides: what may go wrong where one thing is read."""
CHANGES = documented(400, 403, 404, 409)
"""Besides: what may go wrong where something is changed."""
