"""Asking the user, wherever they sit: at a terminal, or at the page."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from assistant.errors import UserError
from assistant.ports import Dialogue

T = TypeVar("T")


class Asking(Dialogue, Protocol):
    """A dialogue that asks until an answer fits. Where the user leaves it, it raises an exception of its own."""

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """Ask for yes or no."""

    def until(self, question: str, read: Callable[[str], T], default: str = "") -> T:
        """Ask until `read` takes the answer."""

    def place(self, question: str, leave: str = "to skip") -> Path | None:
        """Ask for a file or folder that is there; None where the line is left empty, `leave` says what that does."""

    def choose(
        self, question: str, options: Sequence[str], default: int = 1, *, refusal: UserError | None = None
    ) -> int:
        """Ask for one of the options; gives its place, from 0. `default` counts from 1, 0 for none.

        `refusal` is raised instead where nobody is there to answer.
        """

    def choose_several(self, question: str, options: Sequence[str], chosen: Sequence[int]) -> tuple[int, ...]:
        """Ask for one or more of the options, by their places from 0; `chosen` are those that count now."""

    def regret(self, error: UserError) -> None:
        """Say what went wrong, and what to do."""
