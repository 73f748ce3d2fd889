"""Asking at the right time: at the end of a meeting, by a call, by a mail; never in a service matter or at night."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.business_days import BusinessDays
from assistant.domain.care import Settled
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.meetings import Meeting
from assistant.domain.people import Channel, Participant, Person, Preferences
from assistant.domain.quiet_hours import QuietHours
from assistant.domain.timing import DELICATE, Proposal, is_service
from assistant.ports import Read, Store
from assistant.services.notice import notice
from assistant.services.timing import Timing

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 4, 11, 7, tzinfo=LONDON)  # a Wednesday
QUIET = QuietHours(zone=LONDON, begin=time(18), end=time(9), days=BusinessDays())
ANN = Person(id="who-ann", name="Ann Ng", addresses=("ann@ng.example",))
OTHERS = tuple(Participant(address=f"x{n}@y.example") for n in range(9))


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(tmp_path / "store.db")) as file:
        yield MemoryStore() if request.param == "memory" else file


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=LONDON)


def meeting(day: int, hour: int = 10, *, hours: float = 1, title: str = "Catch-up", **more: object) -> Meeting:
    start = at(day, hour)
    made = Meeting(
        id=f"meet-{day}-{hour}", document_id="doc-1", title=title, start=start, end=start + timedelta(hours=hours),
        attendees=(ANN.participant,),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def proposed(
    store: Store, now: datetime = NOW, *, category: str = "", quiet: QuietHours = QUIET, **likes: object
) -> Proposal:
    person = replace(ANN, preferences=Preferences(**likes))  # type: ignore[arg-type]
    return Timing.at(store, quiet, now).proposal(person, category)


def words(store: Store, now: datetime = NOW, **more: object) -> str:
    return proposed(store, now, **more).words  # type: ignore[arg-type]


def test_without_a_meeting_it_is_a_mail(store: Store) -> None:
    assert proposed(store) == Proposal(way=Channel.MAIL, at=NOW, words="write to Ann")


def test_at_the_end_of_the_next_meeting(store: Store) -> None:
    store.put(meeting(17, title="Later"), meeting(10, title="Quarterly review"), meeting(3))
    found = proposed(store)
    assert found.words == "ask Ann on Tuesday, at the end of “Quarterly review”"
    assert (found.way, found.at, found.meeting_id) == (Channel.IN_PERSON, at(10, 11), "meet-10-10")
    assert words(store, at(9)) == "ask Ann tomorrow, at the end of “Quarterly review”"
    assert words(store, at(10, 10, 59)) == "ask Ann today, at the end of “Quarterly review”"
    assert words(store, at(10, 11)) == "ask Ann on Tuesday 17 March, at the end of “Later”"


@pytest.mark.parametrize(
    "more",
    [
        {"cancelled": True},
        {"all_day": True},
        {"attendees": OTHERS[:1]},
        {"attendees": (ANN.participant, *OTHERS[:3])},
        {"title": "Incident: server down"},
        {"start": at(19), "end": at(19)},
    ],
)
def test_meetings_that_are_no_place_to_ask(store: Store, more: dict[str, object]) -> None:
    store.put(meeting(10, **more))  # type: ignore[arg-type]
    assert proposed(store).way is Channel.MAIL


def test_the_soonest_meeting_that_will_do(store: Store) -> None:
    store.put(meeting(5, title="Support call"), meeting(6, attendees=(ANN.participant, *OTHERS[:2])), meeting(9))
    assert proposed(store).meeting_id == "meet-6-10"


@pytest.mark.parametrize(
    ("title", "serves"),
    [
        ("Support", True), ("RE: complaint about the roof", True), ("Review of work, phase 2", True),
        ("Post-mortem", True), ("Quarterly review", False), ("Supporters' lunch", False), ("", False),
        ("Defaults", False),
    ],
)  # fmt: skip
def test_titles_that_say_service(title: str, serves: bool) -> None:
    assert is_service(title) is serves


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(4, 18), "write to Ann, tomorrow from 09:00"),
        (at(4, 3), "write to Ann, today from 09:00"),
        (at(6, 20), "write to Ann, on Monday from 09:00"),
        (at(7, 12), "write to Ann, on Monday from 09:00"),
        (at(28, 23), "write to Ann, on Monday from 09:00"),  # over the change of the clocks
    ],
)
def test_a_mail_is_never_proposed_for_now_in_quiet_hours(store: Store, now: datetime, expected: str) -> None:
    assert words(store, now) == expected


def test_holidays_are_quiet(store: Store) -> None:
    easter = QuietHours(
        zone=LONDON, days=BusinessDays(holidays=lambda day: date(2026, 4, 3) <= day <= date(2026, 4, 6))
    )
    found = proposed(store, datetime(2026, 4, 2, 19, tzinfo=LONDON), quiet=easter, channel=Channel.TEXT)
    assert (found.way, found.at) == (Channel.TEXT, datetime(2026, 4, 7, 9, tzinfo=LONDON))
    assert found.words == "send a text message to Ann, on Tuesday from 09:00"


def test_a_mail_waits_where_they_are_served_that_day(store: Store) -> None:
    store.put(meeting(4, 15, title="Warranty repair"), meeting(5, title="Snagging"))
    assert words(store) == "write to Ann, on Friday from 09:00"


def test_who_prefers_mail_gets_one_though_they_meet(store: Store) -> None:
    store.put(meeting(10))
    assert words(store, channel=Channel.MAIL) == "write to Ann"


def test_who_prefers_to_be_seen_is_seen(store: Store) -> None:
    assert words(store, channel=Channel.IN_PERSON) == "arrange to see Ann; free: Thu 10:00, Fri 14:00, Mon 10:00"
    store.put(meeting(10))
    assert words(store, channel=Channel.IN_PERSON) == "ask Ann on Tuesday, at the end of “Catch-up”"


def test_a_call_comes_with_free_half_hours(store: Store) -> None:
    store.put(
        meeting(5, 9, hours=1.25, attendees=()),
        meeting(6, 12, hours=6, attendees=OTHERS),
        meeting(9, 0, hours=24, all_day=True, attendees=()),
        meeting(10, 9, hours=8, cancelled=True),
    )
    found = proposed(store, channel=Channel.PHONE)
    assert found.slots == (at(5, 10, 30), at(6, 9), at(10, 10))
    assert found.words == "call Ann; free: Thu 10:30, Fri 09:00, Tue 10:00"
    assert (found.way, found.at) == (Channel.PHONE, at(5, 10, 30))


def test_a_full_diary_leaves_only_the_call(store: Store) -> None:
    store.put(*(meeting(day, 0, hours=24, attendees=()) for day in range(4, 20)))
    assert proposed(store, channel=Channel.PHONE) == Proposal(way=Channel.PHONE, at=NOW, words="call Ann")


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Honolulu", "UTC"])
def test_calendars_in_other_zones_take_the_same_time(store: Store, zone: str) -> None:
    far = ZoneInfo(zone)
    for first, last in ((at(5, 9), at(5, 10)), (at(5, 10), at(5, 11)), (at(5, 11), at(5, 16)), (at(5, 16), at(5, 18))):
        store.put(
            meeting(5, first.hour, start=first.astimezone(far), end=last.astimezone(far), title=zone, attendees=())
        )
    assert proposed(store, channel=Channel.PHONE).slots[0].date() == date(2026, 3, 6)


def test_a_half_hour_that_is_broken_is_not_free(store: Store) -> None:
    store.put(meeting(5, start=at(5, 10, 15), end=at(5, 10, 40), attendees=()))
    assert proposed(store, channel=Channel.PHONE).slots[0] == at(5, 11)


def test_notice_is_kept(store: Store) -> None:
    store.put(meeting(6, title="Too soon"), meeting(11, title="Well ahead"))
    assert words(store, notice=3) == "ask Ann on Wednesday 11 March, at the end of “Well ahead”"
    assert words(store, channel=Channel.PHONE, notice=6) == "call Ann; free: 12 Mar 10:00, 13 Mar 14:00, 16 Mar 10:00"


def test_delicate_matters_are_raised_by_voice_unless_they_like_it_otherwise(store: Store) -> None:
    store.put(meeting(10))
    (category, *_) = sorted(DELICATE)
    assert proposed(store, category=category).way is Channel.PHONE
    assert proposed(store, category=category, channel=Channel.MAIL).way is Channel.MAIL
    assert proposed(store, category="payroll").way is Channel.IN_PERSON


def complaint(number: int, author: Participant, *, days: float, medium: Medium = Medium.EMAIL) -> Read:
    document = Document(
        id=f"doc-{number}", source="mail", locator="x", medium=medium, when=NOW - timedelta(days=days), digest="",
        title="The roof", author=author, listeners=(ANN.participant,),
    )  # fmt: skip
    return Read(content=Content(document=document, text=""), traps=(("it leaks again", "service"), ("x", "sensitive")))


def test_nothing_is_raised_while_somebody_is_unhappy(store: Store) -> None:
    notice(store, complaint(1, ANN.participant, days=12), reader=MemoryReader.version)
    store.put(meeting(5))
    found = proposed(store)
    assert found.held == "Ann was unhappy with your work on 20 Feb 2026"
    assert found.words == f"not now: {found.held}; put that right first"
    assert (found.evidence, found.meeting_id) == (("doc-1",), "")
    assert proposed(store, NOW + timedelta(days=168)).held
    assert proposed(store, NOW + timedelta(days=169)).held == ""


def test_what_was_put_right_holds_nothing_up(store: Store) -> None:
    notice(store, complaint(1, ANN.participant, days=12), reader=MemoryReader.version)
    store.put(Settled(id="s-1", person_id=ANN.id, at=NOW))
    assert proposed(store).held == ""
    notice(store, complaint(2, ANN.participant, days=-1), reader=MemoryReader.version)
    assert proposed(store, NOW + timedelta(days=2)).held, "a new complaint is not put right by an older word"


@pytest.mark.parametrize(
    ("author", "medium", "days", "held"),
    [
        (ANN.participant, Medium.EMAIL, 179.9, True),
        (ANN.participant, Medium.EMAIL, 181, False),
        (OTHERS[0], Medium.EMAIL, 1, False),  # somebody else complained, Ann got a copy
        (OTHERS[0], Medium.NOTE, 1, True),
    ],
)
def test_whose_complaint_it_is(store: Store, author: Participant, medium: Medium, days: float, held: bool) -> None:
    notice(store, complaint(1, author, days=days, medium=medium), reader=MemoryReader.version)
    assert bool(proposed(store).held) is held


def test_other_traps_hold_nothing_up(store: Store) -> None:
    read = replace(complaint(1, ANN.participant, days=1), traps=(("x", "sensitive"),))
    notice(store, read, reader=MemoryReader.version)
    assert proposed(store).held == ""


@given(
    st.integers(0, 400 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.sampled_from(Channel),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 23), st.integers(1, 30)), max_size=8),
    st.integers(0, 5),
)
def test_whatever_is_proposed_is_proper(
    now: datetime, channel: Channel, taken: list[tuple[int, int, int]], notice_days: int
) -> None:
    store = MemoryStore()
    for number, (days, hour, hours) in enumerate(taken):
        start = now.replace(hour=hour) + timedelta(days=days)
        store.put(meeting(1, start=start, end=start + timedelta(hours=hours), id=f"meet-{number}"))
    found = proposed(store, now, channel=channel, notice=notice_days)
    assert found.at.astimezone(UTC) >= now
    assert found.way is not Channel.ANY
    assert found.meeting_id or not QUIET.is_quiet(found.at)
    for slot in found.slots:
        assert not QUIET.is_quiet(slot)
        assert not QUIET.is_quiet(slot + timedelta(minutes=29))
        assert slot.date() >= QUIET.days.after(now.astimezone(LONDON).date(), max(1, notice_days))
        assert not any(each.start < slot + timedelta(minutes=30) and slot < each.end for each in store.find(Meeting))
