"""Questions that are asked at the page while something goes on: an account is connected, and the user answers.

The work runs on a thread of its own and talks as if it sat at a terminal; each question waits until a browser has
answered it. Nothing that is typed is kept: an answer is handed over once, and a secret is never shown again.
"""

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Literal, TypeVar

from assistant.errors import UserError
from assistant.setup import answers
from assistant.web.words import instead_of

T = TypeVar("T")
PATIENCE = 600.0  # seconds that a question waits for its answer
MOST = 20  # talks that are kept, the oldest of those that are over go first
LONGEST = 4_000  # characters of an answer
STOPPED = "Stopped. What is connected stays as it is."

Kind = Literal["line", "secret", "yes or no", "one", "several", "place"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked. `number` tells it from those before; `chosen` are the places of the options that count now."""

    number: int
    kind: Kind
    words: str
    default: str = ""
    options: tuple[str, ...] = ()
    chosen: tuple[int, ...] = ()
    may_be_empty: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A line that was said: as it is, as a problem, or as a web address to open."""

    words: str
    kind: Literal["said", "problem", "address"] = "said"


class Left(Exception):
    """The user has left it, or did not come back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a talk ended: what is said of it, and where the page goes on; `stays` is whether what was said is shown."""

    words: str
    is_well: bool
    to: str
    hint: str = ""
    stays: bool = False


Work = Callable[["Talk"], Outcome]
"""What goes on. It raises UserError where it does not go, and lets Left pass."""


@dataclass(kw_only=True)
class Talk:
    """One talk: an `Asking` for the work, and for the page what was said, what is asked, and how it ended."""

    id: str
    title: str
    to: str
    has_browser: bool
    patience: float = PATIENCE
    said: list[Said] = field(default_factory=list)
    question: Question | None = None
    outcome: Outcome | None = None
    _answer: str | None = field(default=None, repr=False)
    _number: int = 0
    _since: int = 0
    _is_left: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def begin(self, work: Work) -> None:
        """Let it go on, on a thread of its own."""
        threading.Thread(target=self._run, args=(work,), name=f"talk {self.id}", daemon=True).start()

    def answer(self, number: int, given: str) -> bool:
        """Answer the question of this number; False where it is not asked any more."""
        with self._changed:
            if self.question is None or self.question.number != number:
                return False
            self._answer, self.question = given[:LONGEST], None
            self._changed.notify_all()
            return True

    def leave(self) -> None:
        """End it. What it waits for elsewhere, such as a server, is heard of no more."""
        with self._changed:
            self._is_left, self.question = True, None
            self.outcome = self.outcome or Outcome(words=STOPPED, is_well=False, to=self.to)
            self._changed.notify_all()

    @property
    def news(self) -> tuple[Said, ...]:
        """What was said since the last answer."""
        with self._changed:
            return tuple(self.said[self._since :])

    @property
    def earlier(self) -> tuple[Said, ...]:
        """What was said before that."""
        with self._changed:
            return tuple(self.said[: self._since])

    def settle(self, seconds: float) -> None:
        """Wait a moment for the next question, or the end."""
        with self._changed:
            self._changed.wait_for(lambda: self.question is not None or self.outcome is not None, seconds)

    def say(self, text: str) -> None:
        """Tell something."""
        self._tell(*(Said(words=line) for line in text.split("\n") if line.strip()))

    def ask(self, question: str, default: str = "") -> str:
        """Ask for a line."""
        return answers.clean(self._asked("line", question, default=default) or default)

    def ask_secret(self, question: str) -> str:
        """Ask for a line that is not shown."""
        return self._asked("secret", question)

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """Ask for yes or no."""
        return self._asked("yes or no", question, default="yes" if default else "no") == "yes"

    def open(self, address: str) -> None:
        """Show a web address to open."""
        self._tell(Said(words=address, kind="address"))

    def until(self, question: str, read: Callable[[str], T], default: str = "") -> T:
        """Ask until `read` takes the answer."""
        return self._until("line", question, read, default)

    def place(self, question: str, leave: str = "to skip") -> Path | None:
        """Ask for a file or folder that is there; None where the line is left empty."""
        return self._until("place", question, lambda line: answers.place(line) if line.strip() else None)

    def choose(
        self, question: str, options: Sequence[str], default: int = 1, *, refusal: UserError | None = None
    ) -> int:
        """Ask for one of the options; gives its place, from 0."""
        while True:
            given = self._asked("one", question, options=tuple(options), chosen=(default - 1,) if default else ())
            if given.isdecimal() and int(given) < len(options):
                return int(given)
            self.regret(UserError("choose one of them"))

    def choose_several(self, question: str, options: Sequence[str], chosen: Sequence[int]) -> tuple[int, ...]:
        """Ask for one or more of the options, by their places from 0."""
        while True:
            given = self._asked("several", question, options=tuple(options), chosen=tuple(chosen)).split()
            if found := tuple(int(each) for each in given if each.isdecimal() and int(each) < len(options)):
                return found
            self.regret(UserError("choose at least one of them"))

    def regret(self, error: UserError) -> None:
        """Say what went wrong, and what to do."""
        hint, _ = instead_of(error.hint)
        self._tell(*(Said(words=words, kind="problem") for words in (*error.problems, hint) if words))

    def _until(self, kind: Kind, question: str, read: Callable[[str], T], default: str = "") -> T:
        while True:
            try:
                return read(self._asked(kind, question, default=default, may_be_empty=True) or default)
            except UserError as error:
                self.regret(error)

    def _tell(self, *said: Said) -> None:
        with self._changed:
            if self._is_left:
                raise Left
            self.said += said

    def _asked(
        self,
        kind: Kind,
        words: str,
        *,
        default: str = "",
        options: tuple[str, ...] = (),
        chosen: tuple[int, ...] = (),
        may_be_empty: bool = False,
    ) -> str:
        """Ask, and wait for the answer. Raises Left where none comes."""
        with self._changed:
            self._number += 1
            self.question = Question(
                number=self._number,
                kind=kind,
                words=words,
                default=default,
                options=options,
                chosen=chosen,
                may_be_empty=may_be_empty,
            )
            self._changed.notify_all()
            until = monotonic() + self.patience
            self._changed.wait_for(lambda: self._answer is not None or self._is_left, until - monotonic())
            given, self._answer, self.question = self._answer, None, None
            if given is None or self._is_left:
                raise Left
            self._since = len(self.said)
            return given

    def _run(self, work: Work) -> None:
        try:
            outcome = work(self)
        except Left:
            words = STOPPED if self._is_left else f"Nobody answered. {STOPPED}"
            outcome = Outcome(words=words, is_well=False, to=self.to)
        except UserError as error:
            outcome = Outcome(words="; ".join(error.problems), hint=error.hint, is_well=False, to=self.to)
        except Exception as error:  # it is said on the page; its words may hold what nobody shall read
            words = f"The assistant has made a mistake of its own ({type(error).__name__}). Nothing was changed."
            outcome = Outcome(words=words, is_well=False, to=self.to)
        with self._changed:
            self.outcome, self.question = self.outcome or outcome, None
            self._changed.notify_all()


class Talks:
    """The talks of this page, by id."""

    def __init__(self) -> None:
        self._talks: dict[str, Talk] = {}
        self._lock = threading.Lock()

    def begin(self, title: str, work: Work, *, to: str, has_browser: bool) -> Talk:
        """Begin one. `to` is where the page goes on where it does not end well."""
        talk = Talk(id=secrets.token_hex(8), title=title, to=to, has_browser=has_browser)
        with self._lock:
            self._talks[talk.id] = talk
            over = [each.id for each in self._talks.values() if each.outcome]
            for old in over[: max(0, len(self._talks) - MOST)]:
                del self._talks[old]
        talk.begin(work)
        return talk

    def get(self, id: str) -> Talk | None:
        """The talk of this id; None where it is gone."""
        with self._lock:
            return self._talks.get(id)
