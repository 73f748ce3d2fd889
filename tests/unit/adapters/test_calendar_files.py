"""Calendar files: entries as documents, occurrences as meetings."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.adapters.files.calendar import IcsSource
from assistant.adapters.formats import calendar_events
from assistant.adapters.formats.calendar_events import CalendarReader
from assistant.domain.documents import Content, Medium
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant
from assistant.errors import ItemError
from assistant.ports import Cursor, Failed, Found, Gone, Reached

ZONE = ZoneInfo("Europe/Dublin")
USER = "helen@marsh.example"


def event(*lines: str, uid: str = "u1", start: str = "DTSTART:20261102T100000Z", title: str = "Lunch") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", start, f"SUMMARY:{title}", *lines, "END:VEVENT", ""])


def calendar(*events: str, head: str = "") -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{''.join(events)}END:VCALENDAR\r\n".encode()


def read(*events: str, head: str = "") -> list[Content | Failed]:
    reader = CalendarReader(
        source="calendar",
        zone=ZONE,
        start=datetime(2026, 10, 1, tzinfo=ZONE),
        end=datetime(2026, 12, 1, tzinfo=ZONE),
        user_addresses=frozenset([USER]),
    )
    return list(reader.read(calendar(*events, head=head), "c.ics"))


def one(*lines: str, start: str = "DTSTART:20261102T100000Z", head: str = "") -> Content:
    (content,) = read(event(*lines, start=start), head=head)
    assert isinstance(content, Content)
    return content


def starts(item: Content | Failed) -> list[str]:
    assert isinstance(item, Content)
    return [f"{meeting.start:%m-%d %H:%M %z}" for meeting in item.meetings]


def test_an_entry_is_a_document_and_a_meeting() -> None:
    content = one(
        "DTEND:20261102T113000Z",
        "DTSTAMP:20261030T090000Z",
        "DESCRIPTION:Ann needs a plumber\\, soon.\\nBye",
        "COMMENT:Bring maps",
        "LOCATION:The Thai place",
        "ORGANIZER;CN=Ann Lee:mailto:Ann@Acme.example",
        f"ATTENDEE;CN=Helen Marsh:MAILTO:{USER}",
        "ATTENDEE;CN=bob@x.example:mailto:bob@x.example",
        "ATTENDEE;CUTYPE=ROOM;CN=Room 4:mailto:room4@x.example",
    )
    assert content.text == "Lunch\n\nAnn needs a plumber, soon.\nBye\n\nBring maps"
    document, ann, bob = (
        content.document,
        Participant(name="Ann Lee", address="ann@acme.example"),
        Participant(address="bob@x.example"),
    )
    assert document.medium is Medium.CALENDAR
    assert document.locator == 'c.ics, "Lunch"'
    assert document.when == datetime(2026, 10, 30, 9, tzinfo=UTC)
    assert document.author == ann
    assert document.listeners == (Participant(name="Helen Marsh", address=USER), bob)
    (meeting,) = content.meetings
    assert meeting == Meeting(
        id=meeting.id,
        document_id=document.id,
        title="Lunch",
        start=datetime(2026, 11, 2, 10, tzinfo=ZONE),
        end=datetime(2026, 11, 2, 11, 30, tzinfo=ZONE),
        attendees=(ann, bob),
        place="The Thai place",
        uid="u1",
    )


@pytest.mark.parametrize(
    ("start", "more", "begins", "ends"),
    [
        ("DTSTART:20261102T100000Z", "DURATION:PT45M", "2026-11-02T10:00:00+00:00", "2026-11-02T10:45:00+00:00"),
        ("DTSTART:20261102T100000", "DURATION:PT1H", "2026-11-02T10:00:00+00:00", "2026-11-02T11:00:00+00:00"),
        ("DTSTART:20261002T100000", "DURATION:PT1H", "2026-10-02T10:00:00+01:00", "2026-10-02T11:00:00+01:00"),
        ("DTSTART;VALUE=DATE:20261102", "TRANSP:OPAQUE", "2026-11-02T00:00:00+00:00", "2026-11-03T00:00:00+00:00"),
        ("DTSTART;VALUE=DATE:20261024", "DURATION:P2D", "2026-10-24T00:00:00+01:00", "2026-10-26T00:00:00+00:00"),
        (
            "DTSTART:20261102T100000Z",
            "DTEND:20261101T100000Z",
            "2026-11-02T10:00:00+00:00",
            "2026-11-02T10:00:00+00:00",
        ),
    ],
)
def test_times(start: str, more: str, begins: str, ends: str) -> None:
    (meeting,) = one(more, start=start).meetings
    assert (meeting.start.isoformat(), meeting.end.isoformat()) == (begins, ends)
    assert meeting.all_day == ("VALUE=DATE" in start)


@pytest.mark.parametrize(("zone", "hour"), [("South Africa Standard Time", 8), ("Eastern Standard Time", 15)])
def test_zones_as_outlook_calls_them(zone: str, hour: int) -> None:
    (meeting,) = one(start=f"DTSTART;TZID={zone}:20261102T100000").meetings
    assert meeting.start == datetime(2026, 11, 2, hour, tzinfo=UTC)


def test_a_series_keeps_its_hour_when_the_clocks_change() -> None:
    content = one("RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART;TZID=Europe/Dublin:20261012T100000")
    assert starts(content) == ["10-12 10:00 +0100", "10-19 10:00 +0100", "10-26 10:00 +0000"]
    assert len({meeting.id for meeting in content.meetings}) == 3


def test_a_series_without_an_end_stops_at_the_window() -> None:
    content = one("RRULE:FREQ=WEEKLY", start="DTSTART:20200106T100000Z")
    assert starts(content)[0] == "10-05 11:00 +0100"
    assert starts(content)[-1] == "11-30 10:00 +0000"


def test_exceptions_and_overrides() -> None:
    master = event(
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/Dublin:20261109T100000",
        start="DTSTART;TZID=Europe/Dublin:20261102T100000",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Dublin:20261116T100000",
        "DESCRIPTION:Moved",
        start="DTSTART;TZID=Europe/Dublin:20261117T150000",
        title="Late lunch",
    )
    cancelled = event(
        "RECURRENCE-ID;TZID=Europe/Dublin:20261123T100000",
        "STATUS:CANCELLED",
        start="DTSTART;TZID=Europe/Dublin:20261123T100000",
    )
    whole, late, off = read(master, moved, cancelled)
    assert starts(whole) == ["11-02 10:00 +0000"]
    assert starts(late) == ["11-17 15:00 +0000"]
    assert starts(off) == ["11-23 10:00 +0000"]
    assert isinstance(whole, Content)
    assert isinstance(late, Content)
    assert isinstance(off, Content)
    assert late.text == "Late lunch\n\nMoved"
    assert len({whole.document.id, late.document.id, off.document.id}) == 3
    assert [meeting.cancelled for content in (whole, late, off) for meeting in content.meetings] == [False, False, True]


def test_a_cancelling_message_cancels() -> None:
    assert one(head="METHOD:CANCEL\r\n").meetings[0].cancelled
    assert one("STATUS:CANCELLED").meetings[0].cancelled
    assert not one("STATUS:CONFIRMED", head="METHOD:REQUEST\r\n").meetings[0].cancelled


def test_the_later_revision_of_an_entry_counts() -> None:
    new, old = event("SEQUENCE:2", title="New"), event("SEQUENCE:1", title="Old")
    for events in ([new, old], [old, new]):
        (content,) = read(*events)
        assert isinstance(content, Content)
        assert content.document.title == "New"


def test_the_digest_follows_the_time_but_not_the_export() -> None:
    digest = one("DTSTAMP:20261001T000000Z").document.digest
    assert one("DTSTAMP:20261030T000000Z").document.digest == digest
    assert one(start="DTSTART:20261103T100000Z").document.digest != digest
    assert one("LOCATION:Elsewhere").document.digest != digest


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"],
)
def test_absurd_repetitions_are_named_and_the_words_still_read(rule: str) -> None:
    failed, content = read(event(f"RRULE:{rule}"))
    assert isinstance(failed, Failed)
    assert failed.locator == 'c.ics, "Lunch", repetition'
    assert isinstance(content, Content)
    assert content.meetings == ()


def test_repetitions_that_take_too_long_end_the_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_events, "SLOW", 0.0)
    monkeypatch.setattr(calendar_events, "PATIENCE", 0.0)
    first, failed, second = read(event("RRULE:FREQ=WEEKLY;COUNT=2"), event("RRULE:FREQ=WEEKLY", uid="u2"))
    assert len(starts(first)) == 2
    assert isinstance(failed, Failed)
    assert starts(second) == []


def test_too_many_occurrences_are_named() -> None:
    hours = ",".join(map(str, range(24)))
    failed, content = read(event(f"RRULE:FREQ=DAILY;BYHOUR={hours};BYMINUTE=0,30"))
    assert isinstance(failed, Failed)
    assert "1,000" in str(failed.error)
    assert isinstance(content, Content)


@pytest.mark.parametrize("rule", ["FREQ=SOMETIMES", "UNTIL=whenever", "FREQ=DAILY;COUNT=99999999999"])
def test_a_rule_that_cannot_be_read_leaves_the_first_meeting(rule: str) -> None:
    failed, content = read(event(f"RRULE:{rule}"))
    assert isinstance(failed, Failed)
    assert "RRULE" in str(failed.error)
    assert starts(content) == ["11-02 10:00 +0000"]


def test_broken_entries_do_not_spoil_the_others() -> None:
    items = read(
        event(uid="a", start="DTSTART:never", title="Bad"), "BEGIN:VEVENT\r\nnonsense\r\nEND:VEVENT\r\n", event(uid="b")
    )
    assert [item.document.title for item in items if isinstance(item, Content)] == ["Lunch"]
    assert 'c.ics, "Bad"' in [item.locator for item in items if isinstance(item, Failed)]


def test_a_second_calendar_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    second = f"END:VCALENDAR\r\nBEGIN:VCALENDAR\r\n{event(uid='b')}BEGIN:VEVENT\r\nUID:c\r\n"
    items = read(event(uid="a"), second)
    assert sum(isinstance(item, Content) for item in items) == 2
    assert [str(item.error) for item in items if isinstance(item, Failed)] == ["it has no end"]


def test_what_is_no_calendar() -> None:
    reader = CalendarReader(source="s", zone=ZONE, start=datetime.now(UTC), end=datetime.now(UTC))
    with pytest.raises(ItemError, match="no calendar"):
        list(reader.read(b"hello", "c.ics"))


class TestSource:
    """Passes over a file that changes, on days that pass."""

    @pytest.fixture(autouse=True)
    def _file(self, tmp_path: Path) -> None:
        self.path = tmp_path / "c.ics"
        self.now = datetime(2026, 11, 3, 9, tzinfo=UTC)
        self.source = IcsSource(
            name="c", path=self.path, zone=ZONE, user_addresses=[USER.upper()], clock=lambda: self.now
        )
        self.cursor: Cursor | None = None

    def changes(self, *events: str) -> list[Found | Gone | Failed]:
        if events:
            self.path.write_bytes(calendar(*events))
        *changes, last = self.source.changes(self.cursor)
        assert isinstance(last, Reached)
        self.cursor = last.cursor
        return [change for change in changes if not isinstance(change, Reached)]

    def test_only_the_entry_that_moved_is_given_again(self) -> None:
        self.changes(event(uid="a"), event(uid="b"))
        (moved,) = self.changes(event(uid="a"), event(uid="b", start="DTSTART:20261104T100000Z"))
        assert isinstance(moved, Found)
        assert moved.content.meetings[0].start == datetime(2026, 11, 4, 10, tzinfo=UTC)

    def test_a_series_grows_with_the_days(self) -> None:
        self.changes(event("RRULE:FREQ=WEEKLY"), event(uid="b"))
        assert self.changes() == []
        self.now = datetime(2026, 11, 10, 9, tzinfo=UTC)
        (grown,) = self.changes()
        assert isinstance(grown, Found)
        assert grown.content.meetings[-1].start == datetime(2027, 1, 4, 10, tzinfo=UTC)

    def test_an_entry_to_come_can_be_gone_a_past_one_took_place(self) -> None:
        past, coming = event(uid="a"), event(uid="b", start="DTSTART:20261104T100000Z")
        self.changes(past, coming, event(uid="c"))
        (gone,) = self.changes(event(uid="c"))
        assert isinstance(gone, Gone)

    def test_the_user_is_no_attendee(self) -> None:
        (found,) = self.changes(event(f"ATTENDEE:mailto:{USER}", "ATTENDEE:mailto:ann@acme.example"))
        assert isinstance(found, Found)
        assert [each.address for each in found.content.meetings[0].attendees] == ["ann@acme.example"]


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ([f"ATTENDEE;PARTSTAT=DECLINED:mailto:{USER}"], "declined", True),
        ([f"ATTENDEE;PARTSTAT=DECLINED:mailto:{USER}"], "cancelled", True),
        ([f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{USER}"], "declined", False),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:Bob@x.example"], "declined", False),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:Bob@x.example"], "absent", ("bob@x.example",)),
        (["ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@x.example"], "absent", ()),
        (["ATTENDEE;CUTYPE=GROUP:mailto:All@x.example"], "groups", ("all@x.example",)),
        (["ATTENDEE;CUTYPE=INDIVIDUAL:mailto:bob@x.example"], "groups", ()),
        (["TRANSP:TRANSPARENT"], "free", True),
        (["TRANSP:OPAQUE"], "free", False),
        (["CLASS:PRIVATE"], "private", True),
        (["CLASS:CONFIDENTIAL"], "private", True),
        (["CLASS:PUBLIC"], "private", False),
        ([], "uid", "u1"),
        ([], "occurrence", ""),
    ],
)
def test_what_the_question_after_a_meeting_needs_to_know(lines: list[str], field: str, value: object) -> None:
    (meeting,) = one(*lines).meetings
    assert getattr(meeting, field) == value


def test_a_moved_meeting_of_a_series_is_known_by_when_it_was_planned() -> None:
    moved = event("RECURRENCE-ID:20261109T100000Z", start="DTSTART:20261110T150000Z")
    whole = event("RRULE:FREQ=WEEKLY;COUNT=2")
    before = {each.occurrence: each.id for item in read(whole) if isinstance(item, Content) for each in item.meetings}
    items = [item for item in read(whole, moved) if isinstance(item, Content)]
    after = {each.occurrence: each.id for item in items for each in item.meetings}
    first, second = "2026-11-02T10:00:00+00:00", "2026-11-09T10:00:00+00:00"
    assert before.keys() == after.keys() == {first, second}
    assert before[first] == after[first]
    assert before[second] != after[second]
