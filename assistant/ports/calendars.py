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
