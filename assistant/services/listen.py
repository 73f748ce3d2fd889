"""Waits at the sources that can tell when something new is there, so that an answer is read within a minute."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from assistant.domain.jobs import pause
from assistant.domain.sources import SourceState
from assistant.errors import UserError
from assistant.ports import Store, WaitingSource

AT_A_TIME = 20 * 60.0  # seconds: then the connection is made anew, and what is configured looked at again
SETTLES = 60.0  # seconds until what came is surely read, and waiting for more makes sense


@dataclass(frozen=True, kw_only=True, slots=True)
class Listen:
    """Waits at one source until `stop` is set; `nudge` is called whenever something is there."""

    store: Store
    source: WaitingSource
    nudge: Callable[[], None]
    stop: threading.Event

    def run(self) -> None:
        """Wait again and again. A source that cannot be reached is tried with growing pauses; a sync tells of it."""
        failures = 0
        while not self.stop.is_set():
            try:
                state = self.store.get(SourceState, self.source.name)
                has_more = self.source.idle(AT_A_TIME, state.cursor if state else None, stop=self.stop)
                failures = 0
            except UserError:
                failures += 1
                self.stop.wait(pause(failures).total_seconds())
                continue
            if has_more:
                self.nudge()
                self.stop.wait(SETTLES)
