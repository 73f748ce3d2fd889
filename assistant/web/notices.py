"""What a page says at its top after something was done: once, to the browser that did it, with a way back."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

MOST = 200  # browsers; the oldest lose what they have not read
FEW = 5  # notices of one browser


@dataclass(frozen=True, kw_only=True, slots=True)
class Undo:
    """The button that takes it back: where the form goes, what it carries, and what the button says."""

    path: str
    fields: tuple[tuple[str, str], ...] = ()
    words: str = "Undo"


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What was done, or what was in the way (`is_problem`), with what to do about it; `link` is where it goes on."""

    words: tuple[str, ...]
    hint: str = ""
    is_problem: bool = False
    undo: Undo | None = None
    link: tuple[str, str] | None = None


class Notices:
    """Keeps notices until they are shown, in memory: they are of the moment."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, list[Notice]] = OrderedDict()
        self._lock = Lock()

    def leave(self, session_id: str, notice: Notice) -> None:
        """Have the next page of this browser show it."""
        with self._lock:
            waiting = self._waiting.setdefault(session_id, [])
            waiting.append(notice)
            del waiting[:-FEW]
            self._waiting.move_to_end(session_id)
            while len(self._waiting) > MOST:
                self._waiting.popitem(last=False)

    def take(self, session_id: str) -> tuple[Notice, ...]:
        """What waits for this browser; it waits no longer."""
        with self._lock:
            return tuple(self._waiting.pop(session_id, ()))
