"""The background agent: its lanes on threads of their own, from the start to a clean end."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.domain.activity import Deed
from assistant.domain.jobs import Job
from assistant.services.activities import Activities
from assistant.services.lane import Lane, Tell

GRACE = 15.0  # seconds that what is being done may take to come to a good end
LOOK = 0.5  # seconds until a signal is heard


@dataclass(kw_only=True, slots=True)
class Agent:
    """What runs. `also` is what else waits for `stop`, by name: listeners, and the page."""

    lanes: Sequence[Lane]
    activities: Activities
    tell: Tell
    stop: threading.Event
    also: dict[str, Callable[[], None]] = field(default_factory=dict)
    _is_ending: bool = field(default=False, init=False)

    def nudge(self, *jobs: Job) -> None:
        """Have these done now, from any thread, such as the page's."""
        for lane in self.lanes:
            lane.nudge(*jobs)

    def end(self) -> None:
        """End soon; may be called by a signal's handler, and so takes no lock."""
        self._is_ending = True

    def run(self) -> bool:
        """Run until the end; gives whether everything came to a good end, or something had to be left standing.

        What is left is whole in the store, and is taken up at the next start.
        """
        self.tell("started")
        self.activities.keep(Deed.STARTED, "started")
        parts = {f"lane {number}": lane.run for number, lane in enumerate(self.lanes)} | self.also
        threads = [threading.Thread(target=part, name=name, daemon=True) for name, part in parts.items()]
        for thread in threads:
            thread.start()
        while not (self._is_ending or self.stop.is_set()):
            self.stop.wait(LOOK)
        self.stop.set()
        for lane in self.lanes:
            lane.nudge()
        for thread in threads:
            thread.join(GRACE / len(threads))
        busy = [lane.doing for lane in self.lanes if lane.doing]
        is_clean = not any(thread.is_alive() for thread in threads)
        self.tell("stopped" if is_clean else f"stopped in the middle of: {', '.join(busy) or 'listening'}")
        self.activities.keep(
            Deed.STOPPED, "stopped" if is_clean else "stopped on the way; it goes on at the next start"
        )
        return is_clean
