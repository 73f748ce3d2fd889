"""When the user has time."""

from datetime import datetime
from typing import Protocol, runtime_checkable


@runtime_checkable
class FreeBusy(Protocol):
    """A calendar that can be asked when its owner is taken, so that a time can be proposed."""

    def free_busy(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """When the user is taken between two moments: stretches within them, in order, that do not touch.

        What is marked as free, and what was cancelled, takes no time. Raises SourceError.
        """


class Invitations(Protocol):
    """Writes files that a calendar takes in when its owner opens them; nothing is sent to anybody."""

    def file(self, *, uid: str, title: str, start: datetime, end: datetime, words: str, written: datetime) -> bytes:
        """One appointment as an `.ics` file: private to whoever opens it, with nobody invited."""
