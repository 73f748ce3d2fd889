"""A look at the sample world, for one browser, while everything of the user's own stays as it is."""

import threading
from typing import Generic, TypeVar

from assistant.domain.access import Session

D = TypeVar("D")


class Sample(Generic[D]):
    """The desk of the sample world, once somebody asked for it, and which browsers look at it."""

    def __init__(self) -> None:
        self._desk: D | None = None
        self._within: set[str] = set()
        self._lock = threading.Lock()

    @property
    def is_made(self) -> bool:
        """Whether the world is there already."""
        return self._desk is not None

    def put(self, desk: D) -> None:
        """Have the world."""
        with self._lock:
            self._desk = desk

    def enter(self, session: Session) -> None:
        """Show it to this browser from now on."""
        with self._lock:
            self._within.add(session.id)

    def leave(self, session: Session) -> None:
        """Show this browser its own world again."""
        with self._lock:
            self._within.discard(session.id)

    def desk_for(self, session: Session) -> D | None:
        """The desk that this browser works at in the sample world; None where it is at home."""
        return self._desk if session.id in self._within else None
