"""Who may see the page: signed-in browsers, links that sign one in, and tokens of other programs.

No secret is kept: the id of each record is the SHA-256 of the secret that stands for it.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.domain.time import aware

INVITATION = timedelta(minutes=10)
"""For how long a link that signs a browser in is good."""


def id_of(secret: str) -> str:
    """What a secret is known by."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """A link that signs one browser in, once, until a moment."""

    id: str
    until: datetime

    def __post_init__(self) -> None:
        aware(self.until)


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """One signed-in browser. `browser` is what it calls itself, `seen_at` when it was last here, to the hour."""

    id: str
    opened_at: datetime
    seen_at: datetime
    browser: str = ""

    def __post_init__(self) -> None:
        aware(self.opened_at)
        aware(self.seen_at)

    def is_over(self, now: datetime, stay: timedelta) -> bool:
        """Whether the browser was away for longer than it stays signed in. A clock that was set back ends nothing."""
        return now - self.seen_at > stay

    def seen(self, now: datetime) -> "Session":
        """The session with this visit, told once an hour."""
        return replace(self, seen_at=now) if now - self.seen_at > timedelta(hours=1) else self


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """What another program signs in with. `writes` says whether it may change anything."""

    id: str
    name: str
    created_at: datetime
    writes: bool = False
    used_at: datetime | None = None

    def __post_init__(self) -> None:
        aware(self.created_at)
