"""How things are said on a page: days, moments, states, and what to do in the place of a command."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from assistant.domain.counted import counted
from assistant.domain.drafts import DraftKind, DraftState
from assistant.domain.introductions import State

DRAFTS = {
    DraftKind.ASK_SEEKER: "Would they like help?",
    DraftKind.ASK_PROVIDER: "Would they like to be suggested?",
    DraftKind.OFFER_PROVIDER: "Would they like to meet this provider?",
    DraftKind.JOINT: "The introduction",
    DraftKind.REMINDER: "A reminder",
    DraftKind.SOFT_NO: "A gentle no",
    DraftKind.THANKS: "Thanks",
    DraftKind.OUTCOME: "Did you meet?",
    DraftKind.HAND_OFF: "To the colleague named",
    DraftKind.LOOP: "Word to whoever told you",
}
DRAFTED = {
    DraftState.WAITING: "waits for you",
    DraftState.APPROVED: "approved",
    DraftState.DELIVERED: "in your drafts folder",
    DraftState.SENT: "sent",
    DraftState.DELETED: "deleted in your mailbox",
    DraftState.DISCARDED: "thrown away",
}
STATES = {
    State.NOTICED: "to be asked",
    State.ASKED: "asked",
    State.WANTED: "wants help",
    State.PARKED: "waits until somebody fits",
    State.DEFERRED: "put off",
    State.PROVIDER_ASKED: "provider asked",
    State.AVAILABLE: "provider is willing",
    State.OFFERED: "provider named to them",
    State.AGREED: "both agreed",
    State.INTRODUCED: "introduced",
    State.CONNECTED: "in touch",
    State.MET: "have talked",
    State.WON: "it helped",
    State.NOT_NOW: "nothing came of it",
    State.THANKED: "ended with thanks",
    State.DISMISSED: "left alone",
    State.DECLINED: "no help wanted",
    State.LAPSED: "no answer came",
    State.RESTED: "left to rest",
    State.CANCELLED: "ended by you",
}
PLACES = {
    "p": "prompts",
    "d": "drafts",
    "i": "introductions",
    "r": "replies",
    "who": "people",
    "b": "bullpen",
    "meet": "meetings",
    "ref": "goodwill",
    "event": "events",
    "group": "groups",
    "camp": "campaigns",
}
"""Where on the page a record is, by the first letters of its id."""

_ID = re.compile(r"\b(?:p|d|i|r|who|b|meet|ref|event|group|camp)-[a-z2-7]{10}\b")
_COMMAND = re.compile(r"\bassistant [a-z]")


def day(value: date) -> str:
    """4 Nov 2026."""
    return f"{value.day} {value:%b %Y}"


def place_of(id: str) -> str:
    """The path of the page that shows a record; the front page where none does."""
    folder = PLACES.get(id.partition("-")[0])
    return f"/{folder}/{id}" if folder else "/"


def instead_of(hint: str) -> tuple[str, tuple[str, str] | None]:
    """What to do, said for the page: a hint as it is, or a link in the place of a command that names a record."""
    if not _COMMAND.search(hint):
        return hint, None
    found = _ID.search(hint)
    return "", ("Show it", place_of(found[0])) if found else None


def times(number: int) -> str:
    """Once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def month(value: str) -> str:
    """November 2026, of 2026-11."""
    return f"{date.fromisoformat(f'{value}-01'):%B %Y}"


def filters(now: Callable[[], datetime], zone: tzinfo) -> Mapping[str, Callable[..., Any]]:
    """The filters of the templates that need to know the time."""

    def local(value: datetime) -> datetime:
        return value.astimezone(zone)

    def on(value: datetime | date) -> str:
        """Today, tomorrow, Tuesday within the next week, else 4 Nov, with the year where it is another."""
        today = now().astimezone(zone).date()
        date = local(value).date() if isinstance(value, datetime) else value
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((date - today).days)
        if near:
            return near
        if timedelta(0) < date - today < timedelta(7):
            return f"{date:%A}"
        return f"{date.day} {date:%b}" + ("" if date.year == today.year else f" {date.year}")

    def when(value: datetime | date) -> str:
        """The day, and of a near one the hour."""
        told = on(value)
        is_near = isinstance(value, datetime) and not told[0].isdecimal()
        return f"{told} {local(value):%H:%M}" if is_near and isinstance(value, datetime) else told

    def clock(value: datetime) -> str:
        return f"{local(value):%H:%M}"

    def machine(value: datetime | date) -> str:
        """As the attribute `datetime` takes it."""
        return local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()

    return {
        "day": lambda value: day(local(value).date() if isinstance(value, datetime) else value),
        "on": on,
        "when": when,
        "clock": clock,
        "machine": machine,
        "count": counted,
        "times": times,
        "month": month,
        "place": place_of,
    }
