"""Which meetings are asked about: calendars as they are."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.asking import LONGEST, WAIT, Asking, Insiders, Standing, asks, present
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant

S = Standing
NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)  # a Wednesday
LONDON = ZoneInfo("Europe/London")
OWN = Insiders(addresses=("sam@firm.example", "sam@home.example"), names=("Sam Example",))
SAM = Participant(name="Sam", address="sam@home.example")
PRIYA = Participant(name="Priya Patel", address="priya@patel.example")
TOM = Participant(name="Tom Rees", address="tom@rees.example")
COLLEAGUE = Participant(name="Ann Ng", address="ann@firm.example")
LIST = Participant(name="All of us", address="all@club.example")
ROOM = Participant(address="c_188@resource.calendar.google.com")
CALENDAR = Participant(address="abc@group.calendar.google.com")
ROBOT = Participant(name="Bookings", address="no-reply@bookings.example")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def met(end: timedelta | datetime = timedelta(0), length: timedelta = HOUR, id: str = "it", **more: object) -> Meeting:
    """A meeting with Priya that ends so long after now."""
    until = end if isinstance(end, datetime) else NOW + end
    facts = {"title": "Lunch", "attendees": (PRIYA,), "start": until - length, "end": until, **more}
    return Meeting(id=id, document_id=f"doc-{id}", **facts)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A meeting called "it", others around it, and where it stands; `told` are answers by how long ago."""

    name: str
    it: Meeting
    stands: Standing
    others: tuple[Meeting, ...] = ()
    told: dict[str, timedelta] = field(default_factory=dict)
    now: datetime = NOW

    def __str__(self) -> str:
        return self.name


def case(
    name: str, this: Meeting, stands: Standing, /, *others: Meeting, now: datetime = NOW, **told: timedelta
) -> Case:
    return Case(name=name, it=this, stands=stands, others=others, told=told, now=now)


def day(first: date, days: int = 1) -> dict[str, object]:
    start = datetime.combine(first, time(), UTC)
    return {"start": start, "end": start + days * DAY, "all_day": True}


SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
WEEKLY = {"uid": "weekly", "title": "Priya <> Sam"}
SPRING = datetime(2026, 3, 29, 0, 30, tzinfo=LONDON)  # the clocks go forward at 01:00
AUTUMN = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)  # and back at 02:00: this comes twice
BERLIN = timezone(timedelta(hours=1))

CASES = [
    # the end
    case("ends now", met(), S.ASK),
    case("ended a second ago", met(-SECOND), S.ASK),
    case("ended 31 seconds ago", met(-31 * SECOND), S.ASK),
    case("ended a minute ago", met(-MINUTE), S.ASK),
    case("ends in a second", met(SECOND), S.COMING),
    case("is under way", met(30 * MINUTE), S.COMING),
    case("is to come", met(5 * HOUR), S.COMING),
    case("ended as long ago as a question waits", met(-7 * DAY), S.ASK),
    case("ended a second before that", met(-7 * DAY - SECOND), S.EXPIRED),
    case("lies far back, as on a first sync", met(-80 * DAY), S.EXPIRED),
    case("was told about", met(-HOUR), S.ANSWERED, it=MINUTE),
    case("was told about long ago", met(-80 * DAY), S.ANSWERED, it=79 * DAY),
    # cancelled and declined
    case("was cancelled before it began", met(HOUR, cancelled=True), S.CANCELLED),
    case("was cancelled after it had ended", met(-HOUR, cancelled=True), S.CANCELLED),
    case("is a cancelled one of a series", met(-HOUR, cancelled=True, occurrence="x", **WEEKLY), S.CANCELLED),
    case("was cancelled after it was told about", met(-HOUR, cancelled=True), S.ANSWERED, it=MINUTE),
    case("was declined by the user", met(-HOUR, cancelled=True, declined=True), S.DECLINED),
    case("was declined by the only other", met(-HOUR, absent=("priya@patel.example",)), S.ABSENT),
    case("was declined by one of two", met(-HOUR, attendees=(PRIYA, TOM), absent=("tom@rees.example",)), S.ASK),
    case(
        "was declined by all from outside, colleagues came",
        met(-HOUR, attendees=(PRIYA, COLLEAGUE), absent=("priya@patel.example",)),
        S.ABSENT,
    ),
    # moved: the calendar gives it another start, and so another id
    case("was moved to later", met(2 * HOUR, uid="u"), S.COMING),
    case("was moved to earlier, and is over", met(-3 * HOUR, uid="u"), S.ASK),
    case("was made shorter, and is over", met(-MINUTE, length=20 * MINUTE), S.ASK),
    case("was made longer while it ran", met(40 * MINUTE, length=2 * HOUR), S.COMING),
    case("was moved after the answer", met(-HOUR, uid="u"), S.ANSWERED, met(-3 * HOUR, id="o", uid="u"), o=MINUTE),
    case(
        "was moved to after the answer: it takes place again",
        met(-HOUR, uid="u"),
        S.ASK,
        met(-30 * HOUR, id="o", uid="u"),
        o=29 * HOUR,
    ),
    case("was moved, unanswered, and the old one is gone", met(-HOUR, uid="u"), S.ASK),
    case(
        "is this week's, and last week's was told about today",
        met(-HOUR, occurrence="2", **WEEKLY),
        S.ASK,
        met(-7 * DAY + HOUR, id="o", occurrence="1", **WEEKLY),
        o=MINUTE,
    ),
    case(
        "is one of a series that was moved after it was told about",
        met(-HOUR, occurrence="1", **WEEKLY),
        S.ANSWERED,
        met(-4 * HOUR, id="o", occurrence="1", **WEEKLY),
        o=MINUTE,
    ),
    # what follows
    case("is followed at once by another", met(-10 * MINUTE), S.WAITS, met(50 * MINUTE, id="o", attendees=(TOM,))),
    case("another begins in four minutes", met(-MINUTE), S.WAITS, met(64 * MINUTE, id="o", attendees=(TOM,))),
    case("was shown before another ran", met(-HOUR), S.WAITS, met(MINUTE, 20 * MINUTE, "o", attendees=(TOM,))),
    case("another begins in ten minutes", met(-MINUTE), S.ASK, met(70 * MINUTE, id="o", attendees=(TOM,))),
    case("what followed has ended", met(-HOUR), S.ASK, met(-MINUTE, id="o", attendees=(TOM,))),
    case(
        "two follow, and the second runs",
        met(-2 * HOUR),
        S.WAITS,
        met(-HOUR, id="o", attendees=(TOM,)),
        met(MINUTE, id="p", attendees=(TOM,)),
    ),
    case(
        "a day of meetings, and four hours are over",
        met(-WAIT),
        S.ASK,
        met(HOUR, length=WAIT + HOUR, id="o", attendees=(TOM,)),
    ),
    case("was double-booked with a longer one", met(-MINUTE), S.WAITS, met(HOUR, 3 * HOUR, "o", attendees=(TOM,))),
    case("is followed by one with colleagues", met(-MINUTE), S.WAITS, met(HOUR, id="o", attendees=(COLLEAGUE,))),
    case("is followed by a cancelled one", met(-MINUTE), S.ASK, met(HOUR, id="o", cancelled=True)),
    case("is followed by free time", met(-MINUTE), S.ASK, met(HOUR, id="o", free=True, attendees=())),
    case("is followed by time to work", met(-MINUTE), S.ASK, met(HOUR, id="o", title="Focus time", attendees=())),
    case("lies in a whole day", met(-MINUTE), S.ASK, met(id="o", title="Fair", attendees=(), **day(NOW.date()))),
    case("lies in a journey of three days", met(-MINUTE), S.ASK, met(DAY, 3 * DAY, "o", title="Trip", attendees=())),
    # length
    case("takes a whole day", met(**day(NOW.date() - DAY)), S.WHOLE_DAY),
    case("takes several whole days", met(**day(NOW.date() - 3 * DAY, 3)), S.WHOLE_DAY),
    case("goes on over midnight", met(datetime(2026, 3, 11, 1, tzinfo=UTC), 3 * HOUR), S.ASK),
    case("takes twelve hours", met(-HOUR, 12 * HOUR), S.ASK),
    case("takes a day and a half", met(-HOUR, LONGEST), S.ASK),
    case("takes longer than that", met(-HOUR, LONGEST + SECOND), S.WHOLE_DAY),
    case("takes five minutes", met(-MINUTE, 5 * MINUTE), S.ASK),
    case("takes no time", met(-MINUTE, 0 * HOUR), S.NO_TIME),
    case("ends before it begins", met(-HOUR, -HOUR), S.NO_TIME),
    # clocks
    case("takes an hour that the clocks show as two", met(SPRING + 2 * HOUR, 2 * HOUR), S.ASK, now=SPRING + 2 * HOUR),
    case("ends in the hour that comes twice, the first", met(AUTUMN), S.ASK, now=AUTUMN.replace(fold=1)),
    case("ends in the hour that comes twice, the second", met(AUTUMN.replace(fold=1)), S.COMING, now=AUTUMN),
    case("ended in another zone", met(NOW.astimezone(BERLIN)), S.ASK),
    case("shows an earlier hour in another zone", met((NOW + HOUR).astimezone(timezone(-5 * HOUR))), S.COMING),
    case("had no zone, and lies in the user's", met(datetime(2026, 3, 11, 12, tzinfo=LONDON)), S.ASK),
    # who
    case("has only the user", met(-HOUR, attendees=()), S.NOBODY),
    case("has only the user's other address", met(-HOUR, attendees=(SAM,)), S.NOBODY),
    case("has only the user by name", met(-HOUR, attendees=(Participant(name="Sam Example"),)), S.NOBODY),
    case("has only colleagues", met(-HOUR, attendees=(COLLEAGUE,)), S.NOBODY),
    case("has a colleague and a guest", met(-HOUR, attendees=(COLLEAGUE, PRIYA)), S.ASK),
    case("has somebody of whom only the name is known", met(-HOUR, attendees=(Participant(name="Priya"),)), S.ASK),
    case("has a room and nobody else", met(-HOUR, attendees=(ROOM,)), S.NOBODY),
    case("stands in a calendar of its own", met(-HOUR, attendees=(CALENDAR,)), S.NOBODY),
    case("was booked by a robot", met(-HOUR, attendees=(ROBOT,)), S.NOBODY),
    case("was booked by a robot for a guest", met(-HOUR, attendees=(ROBOT, PRIYA)), S.ASK),
    case("has a mailing list", met(-HOUR, attendees=(LIST,), groups=("all@club.example",)), S.ASK),
    case(
        "is a lecture before two hundred",
        met(-HOUR, attendees=tuple(Participant(address=f"p{n}@p.example") for n in range(200))),
        S.CROWD,
    ),
    case("has twenty-five", met(-HOUR, attendees=tuple(Participant(name=f"P {n}") for n in range(25))), S.ASK),
    # titles
    case("names somebody in the title", met(-HOUR, title="Lunch with Priya", attendees=()), S.ASK),
    case("names somebody after a sign", met(-HOUR, title="Sam <> Priya", attendees=()), S.ASK),
    case("names a one-to-one", met(-HOUR, title="1:1 Priya", attendees=()), S.ASK),
    case("names nobody in the title", met(-HOUR, title="Lunch with the team", attendees=()), S.NOBODY),
    case("names only the user", met(-HOUR, title="Coaching with Sam", attendees=()), S.NOBODY),
    case("names the colleague who was invited", met(-HOUR, title="Lunch with Ann", attendees=(COLLEAGUE,)), S.NOBODY),
    case("has no title, but a guest", met(-HOUR, title=""), S.ASK),
    case("has neither title nor guest", met(-HOUR, title="", attendees=()), S.NOBODY),
    case("is a hold", met(-HOUR, title="HOLD: lunch with Priya"), S.BLOCK),
    case("is time to work", met(-HOUR, title="Focus time", attendees=()), S.BLOCK),
    case("is an absence", met(-HOUR, title="OOO - dentist", attendees=()), S.BLOCK),
    case("is a birthday", met(-HOUR, title="Priya's birthday"), S.BLOCK),
    case("is about holidays, with a guest", met(-HOUR, title="Holiday rota with Priya"), S.ASK),
    case("is about a household", met(-HOUR, title="Household insurance"), S.ASK),
    case("is private", met(-HOUR, private=True), S.ASK),
    case("takes none of the user's time", met(-HOUR, free=True), S.FREE),
    # twice
    case("stands in two calendars", met(-HOUR), S.SAME, met(-HOUR, id="o", attendees=(PRIYA, TOM))),
    case("stands in two calendars, this the fuller", met(-HOUR, attendees=(PRIYA, TOM)), S.ASK, met(-HOUR, id="o")),
    case("stands in two calendars under two titles", met(-HOUR, title="Priya"), S.SAME, met(-HOUR, id="a")),
    case("stands twice, once without guests", met(-HOUR, attendees=()), S.NOBODY, met(-HOUR, id="o")),
    case("is at one time with another of that title", met(-HOUR), S.ASK, met(-HOUR, id="a", attendees=(TOM,))),
    case("was made anew after the answer", met(-HOUR, uid="n"), S.ANSWERED, met(-HOUR, id="o", uid="u"), o=MINUTE),
    case("is the second of that title on a day", met(-HOUR), S.ASK, met(-5 * HOUR, id="o"), o=MINUTE),
    case("was added after it had taken place", met(-2 * DAY), S.ASK),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_where_a_meeting_stands(case: Case) -> None:
    answered = {told: case.now - ago for told, ago in case.told.items()}
    for meetings in ([case.it, *case.others], [*case.others, case.it]):
        found = {each.meeting.id: each for each in stand(meetings, answered, case.now)}
        assert found["it"].standing is case.stands
        assert len(found) == len(case.others) + 1


def stand(meetings: list[Meeting], answered: dict[str, datetime], now: datetime = NOW) -> list[Asking]:
    return asks(meetings, answered, now, insiders=OWN, days=7)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40
    assert {each.stands for each in CASES} == set(Standing)
    assert len({each.name for each in CASES}) == len(CASES)


def test_it_says_from_when_and_until_when_a_question_is_shown() -> None:
    (asking,) = stand([met(HOUR)], {})
    assert (asking.at, asking.expires) == (NOW + HOUR, NOW + HOUR + 7 * DAY)
    followed = stand([met(-MINUTE), met(HOUR, id="o", attendees=(TOM,))], {})[1]
    assert (followed.meeting.id, followed.at) == ("it", NOW + HOUR)
    endless = stand([met(-MINUTE), met(9 * HOUR, 10 * HOUR, "o", attendees=(TOM,))], {})[1]
    assert endless.at == NOW - MINUTE + WAIT


def test_it_says_where_the_answer_is() -> None:
    old, new, twin = met(-3 * HOUR, id="o", uid="u"), met(-HOUR, id="n", uid="u"), met(-3 * HOUR, id="t", uid="x")
    found = {each.meeting.id: each.told_as for each in stand([old, new, twin], {"o": NOW})}
    assert found == {"o": "o", "n": "o", "t": "o"}
    assert [each.told_as for each in stand([old, new], {})] == ["", ""]


def test_the_latest_to_end_comes_first() -> None:
    meetings = [met(-n * HOUR, id=f"m{n}", attendees=(Participant(name=f"P{n} Q"),)) for n in (5, 2, 9)]
    assert [each.meeting.id for each in stand(meetings, {})] == ["m2", "m5", "m9"]


def test_who_was_there_leaves_out_lists_and_whoever_said_no() -> None:
    meeting = met(
        attendees=(PRIYA, TOM, LIST, COLLEAGUE, ROOM),
        absent=("tom@rees.example",),
        groups=("all@club.example",),
    )
    assert present(meeting, OWN) == (PRIYA,)
    assert present(replace(meeting, attendees=(), title="Lunch with Priya Patel & Tom"), OWN) == (
        Participant(name="Priya Patel"),
    )


spans = st.tuples(st.integers(-3000, 300), st.integers(0, 400))


@given(
    st.lists(st.tuples(spans, st.sampled_from(["A", "B"]), st.sets(st.sampled_from([PRIYA, TOM]))), max_size=12),
    st.sets(st.integers(0, 11)),
)
def test_whatever_the_calendar_holds(
    drawn: list[tuple[tuple[int, int], str, set[Participant]]], told: set[int]
) -> None:
    """Each meeting stands somewhere, once; what is asked about has ended, and whoever waits does not wait for long."""
    meetings = [
        met(
            timedelta(minutes=end),
            timedelta(minutes=length),
            f"m{n}",
            title=title,
            attendees=tuple(sorted(who, key=str)),
        )
        for n, ((end, length), title, who) in enumerate(drawn)
    ]
    answered = {f"m{n}": NOW for n in told if n < len(meetings)}
    found = stand(meetings, answered)
    assert sorted(each.meeting.id for each in found) == sorted(each.id for each in meetings)
    for each in found:
        end = each.meeting.span[1]
        assert end <= each.at <= end + WAIT
        assert (each.meeting.id in answered) <= (each.standing is S.ANSWERED)
        if each.standing is S.ASK:
            assert each.at <= NOW
            assert each.meeting.attendees
        if each.standing is S.WAITS:
            assert NOW - WAIT < end <= NOW < each.at
