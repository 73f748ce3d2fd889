"""A pass over everything that the user has asked for at the page: one at a time, on a thread, watched and stoppable."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.bootstrap import Assistant
from assistant.bootstrap.passing import whole_pass
from assistant.bootstrap.renewing import apart
from assistant.domain.activity import Deed
from assistant.domain.sources import SourceState
from assistant.errors import SourceError, UserError
from assistant.ports import DocumentSource
from assistant.services.activities import Activities
from assistant.services.lane import Stopping
from assistant.services.outcomes import of_sync

STOPPED = "Stopped. What was read so far is kept, and the next reading goes on from there."
FAULT = "The assistant has made a mistake of its own. What was read so far is kept."


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """How far one source is read: `handled` documents of about `total`, where that is known."""

    name: str
    handled: int = 0
    total: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pass:
    """How a pass stands; once it is over, `words` tell what came of it."""

    began: datetime
    parts: tuple[Part, ...] = ()
    is_running: bool = True
    is_stopping: bool = False
    words: str = ""
    problems: tuple[str, ...] = ()


class ReadingNow:
    """Runs passes. Two processes may read at once: each document and each draft is claimed in the store."""

    def __init__(self, apart: Callable[[Assistant], Assistant] = apart) -> None:
        self._apart = apart
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._state: Pass | None = None

    @property
    def state(self) -> Pass | None:
        """How the pass stands, or the last one ended; None where there was none."""
        with self._lock:
            return self._state

    def begin(self, assistant: Assistant, *, back_to: date | None = None) -> bool:
        """Begin one; False where one runs already. `back_to` is a day that is gone back to, this once."""
        with self._lock:
            if self._state and self._state.is_running:
                return False
            self._stop.clear()
            self._state = Pass(began=assistant.clock())
            self._thread = threading.Thread(
                target=self._run, args=(assistant, back_to), name="reading now", daemon=True
            )
        self._thread.start()
        return True

    def stop(self) -> None:
        """End it soon, between two steps; nothing is lost."""
        self._stop.set()
        self._change(lambda state: replace(state, is_stopping=True))

    def join(self, timeout: float) -> None:
        """Wait until it is over, at most `timeout` seconds."""
        if self._thread:
            self._thread.join(timeout)

    def _run(self, assistant: Assistant, back_to: date | None) -> None:
        words, link, began = FAULT, "", assistant.clock()
        problems: tuple[str, ...] = ()
        try:
            own = self._apart(assistant)
            parts = tuple(Part(name=each.name, total=_size(own, each)) for each in own.document_sources())
            self._change(lambda state: replace(state, parts=parts))
            outcome = of_sync(whole_pass(own, self._progress, back_to=back_to).run())
            words, link = outcome.words, outcome.link
            problems = tuple(dict.fromkeys(each for error in outcome.errors for each in error.problems))
        except Stopping:
            words = STOPPED
        except UserError as error:
            words, problems = "It could not be read.", error.problems
        except Exception as error:  # it is said on the page, and the page goes on; its words may be somebody's mail
            problems = (f"({type(error).__name__})",)
        finally:
            self._keep(assistant, words, problems, link, began)
            self._change(lambda state: replace(state, is_running=False, words=words, problems=problems))

    def _keep(self, assistant: Assistant, words: str, problems: tuple[str, ...], link: str, began: datetime) -> None:
        took = max(0.0, (assistant.clock() - began).total_seconds())
        activities = Activities(store=assistant.store, clock=assistant.clock)
        try:
            activities.keep(Deed.SYNCED, words, why="you asked for it", problems=problems, link=link, took=took)
        except UserError:  # such as a full disk: the page says what went wrong
            return

    def _progress(self, name: str, handled: int) -> None:
        def further(part: Part) -> Part:
            return replace(part, handled=part.handled + handled) if part.name == name else part

        self._change(lambda state: replace(state, parts=tuple(map(further, state.parts))))
        if self._stop.is_set():
            raise Stopping

    def _change(self, change: Callable[[Pass], Pass]) -> None:
        with self._lock:
            if self._state:
                self._state = change(self._state)


def _size(assistant: Assistant, source: DocumentSource) -> int | None:
    """How much there is to read in a source that was never read; of the others, only what is new counts."""
    try:
        return None if assistant.store.get(SourceState, source.name) else source.size()
    except SourceError:
        return None
