"""Who asks: a program with a token. Cookies count for nothing here, so no web site can use a browser's."""

from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.errors import NotFoundError
from assistant.ports import R, Store
from assistant.web.api.problems import NoTokenError, TokenError
from assistant.web.desk import Desk
from assistant.web.visit import D

_bearer = HTTPBearer(
    scheme_name="token",
    description="A token of `assistant page token NAME`; with `--writes` where it may change things.",
    auto_error=False,
)
Given = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]


def may_read(desk: D, given: Given) -> Desk:
    """The desk, for whoever shows a token. Raises NoTokenError."""
    desk.follow()
    if given is None or desk.access.token(given.credentials) is None:
        raise NoTokenError("this needs a token that is known", hint="assistant page token NAME")
    return desk


def may_write(desk: D, given: Given) -> Desk:
    """The desk, for whoever shows a token that may change things. Raises NoTokenError and TokenError."""
    desk.follow()
    token = desk.access.token(given.credentials) if given else None
    if token is None:
        raise NoTokenError("this needs a token that is known", hint="assistant page token NAME --writes")
    if not token.writes:
        raise TokenError("this token may only read", hint="assistant page token NAME --writes")
    return desk


Reads = Annotated[Desk, Depends(may_read)]
Writes = Annotated[Desk, Depends(may_write)]


def known(store: Store, kind: type[R], id: str) -> R:
    """The record with exactly this id: a program never has to shorten one. Raises NotFoundError."""
    found = store.get(kind, id)
    if found is None:
        raise NotFoundError(f"there is no {kind.__name__.lower()} of this id")
    return found
