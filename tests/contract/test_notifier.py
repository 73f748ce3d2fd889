"""What every notifier keeps to, and the real one with a desktop behind a D-Bus of its own."""
# ruff: noqa: F722, F821  the annotations are D-Bus signatures
# mypy: ignore-errors

import asyncio
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, method, signal

from assistant.adapters import desktop
from assistant.adapters.desktop import DesktopNotes, NoNotes
from assistant.adapters.memory import MemoryNotifier
from assistant.ports import Notifier

PATIENCE = 20.0  # seconds on a busy machine
NOTE = ("What came up in your 10:00 meeting?", "A word now.", "/meetings/meet-1")


def unplugged(monkeypatch: pytest.MonkeyPatch) -> Notifier:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    return DesktopNotes(str)


def on_a_server(monkeypatch: pytest.MonkeyPatch) -> Notifier:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    return DesktopNotes(str)


NOTIFIERS: dict[str, tuple[Callable[[pytest.MonkeyPatch], Notifier], str]] = {
    "memory": (lambda patch: MemoryNotifier(), ""),
    "memory that shows nothing": (lambda patch: MemoryNotifier(reason="not now"), "not now"),
    "switched off": (lambda patch: NoNotes(), "notes are switched off"),
    "a server": (on_a_server, "this machine has no desktop"),
    "a desktop that went away": (unplugged, "no desktop took it"),
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the desktop of another system would show it")
@pytest.mark.parametrize("which", NOTIFIERS)
def test_it_never_raises_and_says_why_nothing_was_shown(which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make, reason = NOTIFIERS[which]
    notifier = make(monkeypatch)
    assert notifier.show(*NOTE) == reason
    assert notifier.show(*NOTE) == reason, "nor the second time"


class Desktop(ServiceInterface):
    """The part of a desktop that shows notes (org.freedesktop.Notifications)."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.Notifications")
        self.shown: list[tuple[str, str, list[str]]] = []
        self.takes = 0.0

    @method()
    async def Notify(
        self, app: "s", old: "u", icon: "s", title: "s", text: "s", actions: "as", hints: "a{sv}", timeout: "i"
    ) -> "u":
        await asyncio.sleep(self.takes)
        self.shown.append((title, text, actions))
        return len(self.shown)

    @method()
    def GetCapabilities(self) -> "as":
        return ["actions", "body"]

    @method()
    def GetServerInformation(self) -> "ssss":
        return ["test", "test", "1", "1.2"]

    @signal()
    def ActionInvoked(self, id: int, action: str) -> "us":
        return [id, action]

    @signal()
    def NotificationClosed(self, id: int, reason: int) -> "uu":
        return [id, reason]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Desktop, asyncio.AbstractEventLoop]]:
    """A desktop on a bus of its own."""
    if not shutil.which("dbus-daemon"):
        pytest.skip("dbus-daemon is not on this machine")
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--print-address", "--nofork"], stdout=subprocess.PIPE, text=True
    )
    assert bus.stdout
    address = bus.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("INVOCATION_ID", raising=False)
    loop, desktop, ready, kept = asyncio.new_event_loop(), Desktop(), threading.Event(), []

    async def serve() -> None:
        connected = await MessageBus(bus_address=address).connect()
        connected.export("/org/freedesktop/Notifications", desktop)
        await connected.request_name("org.freedesktop.Notifications")
        kept.append(connected)
        ready.set()

    threading.Thread(target=loop.run_forever, daemon=True).start()
    asyncio.run_coroutine_threadsafe(serve(), loop)
    assert ready.wait(PATIENCE)
    yield desktop, loop
    loop.call_soon_threadsafe(kept[0].disconnect)
    bus.kill()
    bus.wait()
    bus.stdout.close()


def test_a_note_is_shown_and_a_click_opens_the_page(
    served: tuple[Desktop, asyncio.AbstractEventLoop], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown_by, loop = served
    opened: list[str] = []
    monkeypatch.setattr(desktop.webbrowser, "open", opened.append)
    notes = DesktopNotes(lambda path: f"http://127.0.0.1:8765/login?to={path}")
    assert notes.show(*NOTE) == ""
    ((title, text, actions),) = shown_by.shown
    assert (title, text) == NOTE[:2]
    assert "default" in actions
    loop.call_soon_threadsafe(shown_by.ActionInvoked, 1, "default")
    end = time.monotonic() + PATIENCE
    while not opened and time.monotonic() < end:
        time.sleep(0.02)
    assert opened == ["http://127.0.0.1:8765/login?to=/meetings/meet-1"]


def test_a_desktop_that_hangs_does_not_hold_up_the_agent(served: tuple[Desktop, asyncio.AbstractEventLoop]) -> None:
    served[0].takes = PATIENCE
    notes = DesktopNotes(str, patience=0.3)
    assert notes.show(*NOTE) == "the desktop does not answer"


def test_under_systemd_the_browser_is_started_outside_of_the_agents_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    monkeypatch.setenv("INVOCATION_ID", "0123")
    monkeypatch.setattr(desktop.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(desktop.subprocess, "Popen", started.append)
    desktop._open("http://127.0.0.1:8765/")
    assert started == [["/usr/bin/systemd-run", "--user", "--collect", "--quiet", "xdg-open", "http://127.0.0.1:8765/"]]
