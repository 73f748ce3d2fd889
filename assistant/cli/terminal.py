"""Talking with the user at the terminal: questions until an answer fits, and nothing secret on the screen."""

import os
import re
import sys
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import typer

from assistant.cli import show
from assistant.errors import UserError
from assistant.setup import answers

T = TypeVar("T")
_LEAD = re.compile(r" *(\d+ +|- )")  # the number of a step, or a dash


class Terminal:
    """A dialogue at the terminal. Everything here raises typer.Abort on Ctrl-C, and where nobody is there to answer."""

    @property
    def has_browser(self) -> bool:
        """Whether a browser with windows can be opened on this machine."""
        if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return False
        try:
            webbrowser.get()
        except webbrowser.Error:
            return False
        return True

    def say(self, text: str) -> None:
        """Tell something, wrapped to the terminal, each line of `text` for itself."""
        for line in text.split("\n"):
            lead = _LEAD.match(line)
            show.say(show.folded(line[lead.end() :], lead[0]) if lead else show.folded(line))

    def ask(self, question: str, default: str = "") -> str:
        """Ask for a line."""
        return answers.clean(self._line(question, default))

    def ask_secret(self, question: str) -> str:
        """Ask for a line that is not shown; an empty one is asked for once more."""
        words = show.printable(f"{question} (you will not see what you type; then Enter)")
        for _ in range(2):
            if typed := str(typer.prompt(words, hide_input=True, default="", show_default=False)):
                return typed
            self.say("Nothing was typed.")
        return ""

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """Ask for yes or no."""
        return typer.confirm(show.printable(question), default=default)

    def open(self, address: str) -> None:
        """Show a web address, and open it in the browser where there is one."""
        if not self.has_browser:
            show.say(address)
            return
        self.say("Your browser opens now. If it does not, open this address in it:")
        show.say(address)
        webbrowser.open(address)

    def until(self, question: str, read: Callable[[str], T], default: str = "") -> T:
        """Ask until `read` takes the answer."""
        while True:
            try:
                return read(self._line(question, default))
            except UserError as error:
                self.regret(error)

    def place(self, question: str, leave: str = "to skip") -> Path | None:
        """Ask for a file or folder that is there; None where the line is left empty, `leave` says what that does."""
        return self.until(f"{question} (Enter {leave})", lambda line: answers.place(line) if line.strip() else None)

    def choose(
        self, question: str, options: Sequence[str], default: int = 1, *, refusal: UserError | None = None
    ) -> int:
        """Ask for one of the options; gives its place, from 0. Enter stands for number `default`, if any.

        Where it is no person but a script that has come to its end, `refusal` is raised.
        """
        self.say(question)
        self._list(options)
        try:
            return self.until("Number", lambda line: answers.number(line, options), str(default or ""))
        except typer.Abort:
            if refusal is None or sys.stdin.isatty():
                raise
            raise refusal from None

    def choose_several(self, question: str, options: Sequence[str], chosen: Sequence[int]) -> tuple[int, ...]:
        """Ask for one or more of the options, by their places from 0; Enter stands for those in `chosen`."""
        self._list(options)
        now = ", ".join(str(place + 1) for place in chosen)
        asked = f"{question} Their numbers, with commas between, or all"
        return self.until(asked, lambda line: answers.numbers(line, len(options)), now)

    def regret(self, error: UserError) -> None:
        """Say what went wrong, and what to do."""
        for problem in error.problems:
            show.say(show.folded(problem, "  ! "))
        if error.hint:
            show.say(show.folded(error.hint, "    "))

    def _list(self, options: Sequence[str]) -> None:
        for count, option in enumerate(options, start=1):
            show.say(show.folded(option, f"  {count}  "))

    def _line(self, question: str, default: str) -> str:
        suffix = " " if question.endswith((":", "?")) and not default else ": "
        words = show.printable(question)
        return str(typer.prompt(words, default=default, show_default=bool(default), prompt_suffix=suffix))
