"""The question after a meeting: once, in public words, whatever becomes of the meeting."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.adapters.memory import MemoryNotifier, MemoryStore
from assistant.domain.meetings import AskedAfter, Meeting
from assistant.domain.people import Participant
from assistant.services.ask_after import AskAfter
from assistant.services.debrief import Debrief
from tests.year.clock import Clock

LONDON = ZoneInfo("Europe/London")
TEN = datetime(2026, 10, 20, 10, 0, tzinfo=LONDON)
HOUR = timedelta(hours=1)
TOM = Participant(name="Tom Reed", address="tom@reed.example")


def meeting(id: str = "meet-1", start: datetime = TEN, title: str = "Divorce, the Reeds") -> Meeting:
    return Meeting(id=id, document_id="doc-1", title=title, start=start, end=start + HOUR, attendees=(TOM,))


@dataclass
class Desk:
    store: MemoryStore = field(default_factory=MemoryStore)
    notes: MemoryNotifier = field(default_factory=MemoryNotifier)
    clock: Clock = field(default_factory=lambda: Clock(now=TEN + HOUR))
    shows_titles: bool = False

    def ask(self) -> list[str]:
        """Ask after what waits; the ids."""
        asking = AskAfter(store=self.store, clock=self.clock, notifier=self.notes, shows_titles=self.shows_titles)
        return [asked.id for asked in asking.ask(list(self.debrief.waiting()))[0]]

    @property
    def debrief(self) -> Debrief:
        return Debrief(store=self.store, clock=self.clock, user=Participant(name="Maren", address="maren@holt.example"))


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.store.put(meeting())
    return desk


def test_it_is_asked_once_and_names_nobody(desk: Desk) -> None:
    assert desk.ask() == ["meet-1"]
    assert desk.ask() == []
    ((title, text, link),) = desk.notes.shown
    assert title == "What came up in your 10:00 meeting?"
    assert link == "/meetings/meet-1"
    assert not [word for word in ("Tom", "Reed", "Divorce") if word in title + text]


def test_the_hour_is_the_users_own(desk: Desk) -> None:
    desk.store.put(meeting(start=TEN.astimezone(ZoneInfo("Asia/Tokyo"))))
    desk.ask()
    assert "your 10:00 meeting" in desk.notes.shown[0][0]


@pytest.mark.parametrize(
    ("title", "said"), [("Divorce, the Reeds", "in “Divorce, the Reeds”?"), ("", "in your 10:00 meeting?")]
)
def test_it_names_the_meeting_where_that_is_wanted(desk: Desk, title: str, said: str) -> None:
    desk.shows_titles = True
    desk.store.put(meeting(title=title))
    desk.ask()
    assert desk.notes.shown[0][0] == f"What came up {said}"


def test_several_are_one_note(desk: Desk) -> None:
    desk.store.put(meeting("meet-2", TEN - HOUR), meeting("meet-3", TEN - 2 * HOUR))
    assert sorted(desk.ask()) == ["meet-1", "meet-2", "meet-3"]
    ((title, _, link),) = desk.notes.shown
    assert title == "What came up in your last 3 meetings?"
    assert link == "/meetings"


def test_one_that_grows_longer_is_asked_after_again_when_it_is_over(desk: Desk) -> None:
    assert desk.ask() == ["meet-1"]
    desk.store.put(replace(meeting(), end=TEN + 2 * HOUR))
    assert desk.ask() == [], "it goes on"
    desk.clock.now = TEN + 2 * HOUR
    assert desk.ask() == ["meet-1"]
    desk.store.put(meeting())
    assert desk.ask() == [], "a shorter one was asked after already"


def test_one_that_is_moved_is_asked_after_again_unless_it_was_answered(desk: Desk) -> None:
    assert desk.ask() == ["meet-1"]
    desk.store.delete(Meeting, "meet-1")
    desk.store.put(meeting("meet-2", TEN + 3 * HOUR))
    assert desk.ask() == []
    desk.clock.now = TEN + 4 * HOUR
    assert desk.ask() == ["meet-2"]
    desk.debrief.nothing(meeting("meet-2", TEN + 3 * HOUR))
    desk.store.put(meeting("meet-3", TEN + timedelta(hours=2, minutes=30)))
    assert desk.ask() == [], "its time was put right after it had been told about"
    desk.store.put(meeting("meet-4", TEN + timedelta(days=1)))
    desk.clock.now += timedelta(days=1)
    assert desk.ask() == ["meet-4"], "the next one of a series"


def test_an_answered_or_cancelled_one_is_not_asked_after(desk: Desk) -> None:
    desk.store.put(replace(meeting(), cancelled=True))
    assert desk.ask() == []
    desk.store.put(meeting())
    desk.debrief.nothing(meeting())
    assert desk.ask() == []


class Killed(BaseException):
    """The power goes."""


def test_killed_while_the_note_is_shown_it_does_not_ask_again(desk: Desk) -> None:
    class Dying(MemoryNotifier):
        def show(self, title: str, text: str, link: str) -> str:
            raise Killed

    desk.notes = Dying()
    with pytest.raises(Killed):
        desk.ask()
    desk.notes = MemoryNotifier()
    assert desk.ask() == []
    assert desk.store.count(AskedAfter) == 1


def test_without_a_desktop_it_says_why(desk: Desk) -> None:
    notes = MemoryNotifier(reason="this machine has no desktop")
    asking = AskAfter(store=desk.store, clock=desk.clock, notifier=notes)
    assert asking.ask([meeting()]) == ([meeting()], "this machine has no desktop")
