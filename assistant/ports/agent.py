"""What the background agent needs besides."""

from threading import Event
from typing import Protocol, runtime_checkable

from assistant.ports.sources import Cursor


class Notifier(Protocol):
    """Shows short notes on the user's desktop."""

    def show(self, title: str, text: str, link: str) -> str:
        """Show a note that opens `link`, a path of the page; gives why it was not shown, empty where it was.

        Never raises, and takes a few seconds at most. Anybody who passes the screen may read the words.
        """


@runtime_checkable
class WaitingSource(Protocol):
    """A source that can wait until something new is there."""

    @property
    def name(self) -> str:
        """The name that the configuration gives it."""

    def idle(self, timeout: float, cursor: Cursor | None = None, *, stop: Event | None = None) -> bool:
        """Wait, at most `timeout` seconds, until something is beyond `cursor`; whether it is. Raises SourceError."""


class ServiceManager(Protocol):
    """The part of the system that starts programs at sign-in."""

    @property
    def name(self) -> str:
        """What it is called."""

    def files(self) -> dict[str, str]:
        """What `install` writes: paths with their contents."""

    def install(self) -> list[str]:
        """Write and start it; gives what else is worth knowing. Raises UserError."""

    def uninstall(self) -> bool:
        """Stop and remove it; whether it was there. Raises UserError."""

    def status(self) -> str:
        """How it stands, in a line. Raises UserError."""
