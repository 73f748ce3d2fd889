"""Notes on the desktop: by D-Bus on Linux, by Windows, by macOS. A server without one shows none, and says why."""

import asyncio
import os
import shutil
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

NAME = "Follow-up assistant"
PATIENCE = 5.0  # seconds that a desktop may take
_SCRIPT = "on run {title, words}\ndisplay notification words with title title\nend run"


class DesktopNotes:
    """A `Notifier` for the user's own desktop. A click opens the page, for as long as the agent runs.

    `reach` gives the address of a path of the page at the moment of the click, such as one that signs the browser in.

    A Python that is no app of its own may not show notes on macOS: there they come from the script editor, and a
    click does nothing.
    """

    def __init__(self, reach: Callable[[str], str], *, patience: float = PATIENCE) -> None:
        self._reach = reach
        self._patience = patience
        self._loop: asyncio.AbstractEventLoop | None = None
        self._notifier: DesktopNotifier | None = None

    def show(self, title: str, text: str, link: str) -> str:
        """Show a note; gives why it was not shown. Never raises."""
        if reason := _no_desktop():
            return reason
        try:
            if sys.platform == "darwin":
                return _by_script(title, text, self._patience)
            shown: Future[None] = Future()
            sending = asyncio.run_coroutine_threadsafe(self._send(title, text, link, shown), self._running_loop())
            try:
                sending.result(self._patience)
            finally:
                sending.cancel()
        except TimeoutError:
            return "the desktop does not answer"
        except Exception as error:  # whatever a desktop has come up with; its words may hold ours
            return f"the desktop refused it ({type(error).__name__})"
        return "" if shown.done() else "no desktop took it"

    async def _send(self, title: str, text: str, link: str, shown: "Future[None]") -> None:
        from desktop_notifier import DesktopNotifier

        if self._notifier is None:  # it belongs to the loop that it is made in
            self._notifier = DesktopNotifier(app_name=NAME, app_icon=None)
        await self._notifier.send(
            title=title,
            message=text,
            on_clicked=lambda: _open(self._reach(link)),
            on_dispatched=lambda: shown.set_result(None),
        )

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        """A loop on a thread of its own, which hears of clicks."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="desktop", daemon=True).start()
        return self._loop


class NoNotes:
    """A `Notifier` for whoever wants none."""

    def show(self, title: str, text: str, link: str) -> str:
        """Show nothing."""
        return "notes are switched off"


def _open(link: str) -> None:
    """Open a link in the browser. Where systemd runs the agent, the browser shall not inherit its bounds."""
    if os.environ.get("INVOCATION_ID") and (start := shutil.which("systemd-run")):
        subprocess.Popen([start, "--user", "--collect", "--quiet", "xdg-open", link])  # noqa: S603  the link is ours
    else:
        webbrowser.open(link)


def _no_desktop() -> str:
    """Why there is no desktop to show anything; empty where there may be one."""
    has_one = not sys.platform.startswith("linux") or os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    return "" if has_one else "this machine has no desktop"


def _by_script(title: str, text: str, patience: float) -> str:
    done = subprocess.run(  # noqa: S603  the words are arguments of the script, no part of it
        ["/usr/bin/osascript", "-e", _SCRIPT, title, text], capture_output=True, timeout=patience, check=False
    )
    return "" if done.returncode == 0 else "macOS refused it"
