"""Runs the system's own commands."""

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.errors import UserError

PATIENCE = 60.0  # seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """How a command ended, and what it said."""

    status: int
    output: str

    @property
    def is_well(self) -> bool:
        """Whether it ended well."""
        return self.status == 0


Run = Callable[[Sequence[str]], Ran]
"""Runs a command, given by its words. Raises UserError where there is no such command."""


def run(words: Sequence[str]) -> Ran:
    """Run a command, at most a minute. Raises UserError where there is no such command, or it hangs."""
    try:
        done = subprocess.run(  # noqa: S603  the words are ours
            words, capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE, check=False
        )
    except FileNotFoundError:
        raise UserError(f"{words[0]} is not on this machine", hint="start it yourself: assistant run") from None
    except subprocess.TimeoutExpired:
        raise UserError(
            f"{words[0]} does not answer", hint="try it again, or start it yourself: assistant run"
        ) from None
    except OSError as error:
        raise UserError(f"{words[0]} cannot be run: {error.strerror}") from error
    return Ran(status=done.returncode, output=" ".join((done.stdout + done.stderr).split()))


def demand(run: Run, *words: str) -> Ran:
    """Run a command that has to end well. Raises UserError with what it said."""
    ran = run(words)
    if not ran.is_well:
        raise UserError(
            f"{' '.join(words)}: {ran.output or f'it ended with status {ran.status}'}",
            hint="start it yourself: assistant run",
        )
    return ran
