"""The background agent: its lanes on threads of their own, from the start to a clean end."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.domain.activity import Deed
from assistant.domain.jobs import Job
from assistant.errors import UserError
from assistant.services.activities import Activities
from assistant.services.lane import Lane, Tell, kinds_of

GRACE = 15.0  # seconds that what is being done may take to come to a good end
LOOK = 0.5  # seconds until a signal is heard


@dataclass(kw_only=True, slots=True)
class Agent:
    """What runs. `also` is what else runs until `stop` is set, by name: listeners, and the page.

    `fault` is the exception that nobody foresaw and that ended a lane, and with it the agent.
    """

    lanes: Sequence[Lane]
    activities: Activities
    tell: Tell
    stop: threading.Event
    also: dict[str, Callable[[], None]] = field(default_factory=dict)
    fault: Exception | None = None
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
        work = [(name, part, False) for name, part in self.also.items()]
        work += [("lane", lane.run, True) for lane in self.lanes]
        threads = [threading.Thread(target=self._guarded, args=each, name=each[0], daemon=True) for each in work]
        for thread in threads:
            thread.start()
        while not (self._is_ending or self.stop.is_set()):
            self.stop.wait(LOOK)
        self.stop.set()
        for lane in self.lanes:
            lane.nudge()
        end = time.monotonic() + GRACE
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        left = [thread.name for thread in threads if thread.is_alive()]
        words = "stopped" if not left else "stopped, though something did not come to its end; it is taken up again"
        self.tell(words)
        self.activities.keep(Deed.STOPPED, words)
        return not left

    def _guarded(self, name: str, part: Callable[[], None], is_vital: bool) -> None:
        """Run a part; the agent can do without a page, but not without a lane."""
        try:
            part()
        except UserError as error:
            self.tell(f"{name}: it ended: {kinds_of([error])}")
        except Exception as error:
            self.tell(f"{name}: it ended by a mistake of the assistant's own")
            if not is_vital:
                raise  # it is told where it lies
            self.fault = error
            self._is_ending = True
