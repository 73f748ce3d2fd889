"""Calendars on a server: the same documents as from a file, only what has changed, and nothing lost by an old token."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant.adapters.dav import calendar as caldav
from assistant.adapters.dav import sync as dav_sync
from assistant.adapters.files.calendar import IcsSource
from assistant.adapters.formats.plain_text import digest_of
from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.documents import Content
from assistant.errors import SourceError
from assistant.ports import Change, Failed, Found, Gone, Passed, Reached, Settled
from assistant.services.sync import Sync
from tests.servers.dav import DavServer, with_unknown_token, without_token
from tests.servers.proxy import Harm, web_proxied
from tests.unit.adapters.dav_world import NOW, USER, ZONE, event, ics, read, server, source, work

__all__ = ["server", "work"]  # fixtures

WEEKLY = event(
    "series",
    "RRULE:FREQ=WEEKLY;COUNT=6",
    "EXDATE;TZID=Europe/Dublin:20261116T100000",
    "ORGANIZER;CN=Ann Lee:mailto:ann@acme.example",
    f"ATTENDEE:mailto:{USER}",
    start="20261102T100000Z",
)
MOVED = event("series", "RECURRENCE-ID:20261109T100000Z", start="20261110T150000Z", title="Lunch moved")
CANCELLED = event("series", "RECURRENCE-ID:20261123T100000Z", "STATUS:CANCELLED", start="20261123T100000Z")


def contents(changes: list[Change]) -> list[Content]:
    return [change.content for change in changes if isinstance(change, Found)]


def titles(changes: list[Change]) -> list[str]:
    assert not [change for change in changes if not isinstance(change, Found | Gone | Settled)]
    return [content.document.title for content in contents(changes)]


def test_an_event_is_the_same_document_as_in_a_file(server: DavServer, work: str, tmp_path: Path) -> None:
    files = {"series.ics": ics(WEEKLY, MOVED, CANCELLED), "single.ics": ics(event("single", "LOCATION:Café"))}
    for name, text in files.items():
        server.put(work + name, text)
        (tmp_path / name).write_text(text, "utf-8", newline="")
    on_disk = IcsSource(name="dav", path=tmp_path, zone=ZONE, user_addresses=[USER], clock=lambda: NOW)
    expected = contents(list(on_disk.changes(None)))
    found = contents(read(source(server))[0])
    assert {each.document.id: (each.text, each.meetings, each.document.digest) for each in found} == {
        each.document.id: (each.text, each.meetings, each.document.digest) for each in expected
    }
    assert len(found) == 4
    assert 'Work, single.ics, "Lunch"' in {each.document.locator for each in found}


def test_moved_and_cancelled_occurrences_are_told_when_they_change(server: DavServer, work: str) -> None:
    server.put(work + "series.ics", ics(WEEKLY))
    changes, cursor = read(source(server))
    assert titles(changes) == ["Lunch"]
    assert len(contents(changes)[0].meetings) == 5
    server.put(work + "series.ics", ics(WEEKLY, MOVED, CANCELLED))
    changes, cursor = read(source(server), cursor)
    assert titles(changes) == ["Lunch", "Lunch moved", "Lunch"]
    series, moved, cancelled = contents(changes)
    assert [f"{meeting.start:%m-%d %H}" for meeting in moved.meetings] == ["11-10 15"]
    assert [meeting.cancelled for meeting in cancelled.meetings] == [True]
    assert not {meeting.id for meeting in series.meetings} & {meeting.id for meeting in moved.meetings}
    server.put(work + "series.ics", ics(WEEKLY))  # the exceptions are taken back: they lie ahead, or are past
    changes, _ = read(source(server, now=NOW - timedelta(days=15)), cursor)
    assert {change.document_id for change in changes if isinstance(change, Gone)} == {
        moved.document.id,
        cancelled.document.id,
    }


def test_what_is_deleted_is_gone_unless_it_did_take_place(server: DavServer, work: str) -> None:
    server.put(work + "ahead.ics", ics(event("ahead", title="Ahead")))
    server.put(work + "far.ics", ics(event("far", "CREATED:20261101T000000Z", start="20280101T100000Z")))
    server.put(work + "past.ics", ics(event("past", start="20261101T100000Z", title="Past")))
    server.put(work + "kept.ics", ics(event("kept")))
    changes, cursor = read(source(server))
    ids = {each.document.locator.split(",")[1].strip(): each.document.id for each in contents(changes)}
    for name in ("ahead", "far", "past"):
        server.delete(f"{work}{name}.ics")
    changes, cursor = read(source(server), cursor)
    gone = {change.document_id for change in changes if isinstance(change, Gone)}
    assert gone == {ids["ahead.ics"], ids["far.ics"]}
    assert read(source(server), cursor)[0] == []


def test_an_event_that_moves_to_another_calendar_is_not_gone(server: DavServer, work: str) -> None:
    other = server.make("other", shown="Another")
    server.put(work + "a.ics", ics(event("a")))
    server.put(work + "b.ics", ics(event("b")))
    _, cursor = read(source(server))
    server.delete(work + "a.ics")
    server.put(other + "a.ics", ics(event("a")))
    changes, cursor = read(source(server), cursor)
    assert not [change for change in changes if isinstance(change, Gone)]
    server.delete(other)
    changes, later = read(source(server), cursor)
    assert changes == [Passed(reason='the calendar "Another" is no longer there', count=1)]
    changes, _ = read(source(server, chosen=["Work", "Another"]), later)
    (failed,) = [change for change in changes if isinstance(change, Failed)]
    assert "Another" in failed.locator


@pytest.mark.parametrize("forgets", [with_unknown_token, without_token])
def test_an_unknown_token_loses_no_deletion(server: DavServer, work: str, forgets: Callable[[bytes], bytes]) -> None:
    for name in "abcd":
        server.put(f"{work}{name}.ics", ics(event(name, title=name)))
    with web_proxied(server.url) as proxy:
        _, cursor = read(source(server, proxy.url))
        server.delete(work + "a.ics")
        server.put(work + "b.ics", ics(event("b", title="b later")))
        proxy.reset()
        proxy.rewrite_request = forgets
        changes, later = read(source(server, proxy.url), cursor)
        assert titles(changes) == ["b later"]
        assert len([change for change in changes if isinstance(change, Gone)]) == 1
        proxy.reset()
        assert read(source(server, proxy.url), later)[0] == []
        assert len(proxy.commands) <= 3


def test_a_first_read_that_breaks_off_is_taken_up_again(
    server: DavServer, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caldav, "CHECKPOINT", 2)
    monkeypatch.setattr(dav_sync, "PAGE", 2)
    for number in range(8):
        server.put(f"{work}{number}.ics", ics(event(str(number), title=str(number))))
    store = MemoryStore()
    engine = Sync(store=store, reader=MemoryReader, clock=lambda: NOW)
    with web_proxied(server.url) as proxy:
        proxy.strikes = dict.fromkeys(range(6, 10), Harm.DROP)  # after three questions, a listing and two pages
        (report,) = engine.run(documents=[source(server, proxy.url)]).sources
        assert report.error
        assert (report.new, report.until) == (4, None)
        proxy.reset()
        (report,) = engine.run(documents=[source(server, proxy.url)]).sources
        assert (report.error, report.new, report.known, report.until) == (None, 4, 0, NOW)
        assert proxy.commands.count(b"REPORT") == 3


def test_a_token_that_was_never_one_is_survived(server: DavServer, work: str) -> None:
    for name in "ab":
        server.put(f"{work}{name}.ics", ics(event(name)))
    _, cursor = read(source(server))
    kept = cursor["calendars"]
    assert isinstance(kept, dict)
    for each in kept.values():
        each["token"], each["tag"] = "http://nonsense.example/1", "x"
    server.delete(work + "a.ics")
    changes, later = read(source(server), cursor)
    assert [type(change) for change in changes] == [Settled, Gone]
    assert "nonsense" not in repr(later)


def test_one_change_in_two_thousand_transfers_little(server: DavServer, work: str) -> None:
    """What is transferred does not grow with the calendar; with 2,000 it would only take longer to see."""
    figures = {}
    for count in (10, 70):
        for number in range(0 if count == 10 else 10, count):
            server.put(f"{work}{number:04}.ics", ics(event(str(number), words="Words " * 20)))
        with web_proxied(server.url) as proxy:
            _, cursor = read(source(server, proxy.url))
            proxy.reset()
            server.put(work + "0007.ics", ics(event("7", title=f"Changed {count}", words="Words " * 20)))
            changes, cursor = read(source(server, proxy.url), cursor)
            assert titles(changes) == [f"Changed {count}"]
            figures[count] = proxy.received
            proxy.reset()
            assert read(source(server, proxy.url), cursor)[0] == []
            assert proxy.commands == [b"PROPFIND"] * 3
    assert figures[70] < figures[10] * 1.05 + 100


def test_a_new_day_brings_the_meetings_of_that_day_alone(server: DavServer, work: str) -> None:
    server.put(work + "weekly.ics", ics(event("weekly", "RRULE:FREQ=WEEKLY", start="20261104T100000Z", title="Weekly")))
    for number in range(6):
        server.put(f"{work}{number:02}.ics", ics(event(str(number), start=f"202611{number + 1:02}T120000Z")))
    with web_proxied(server.url) as proxy:
        changes, cursor = read(source(server, proxy.url))
        meetings = {each.document.title: len(each.meetings) for each in contents(changes)}
        for days in (1, 5, 7):
            proxy.reset()
            changes, cursor = read(source(server, proxy.url, now=NOW + timedelta(days=days)), cursor)
            assert set(titles(changes)) <= {"Weekly"}
            meetings |= {each.document.title: len(each.meetings) for each in contents(changes)}
            assert proxy.received < 12_000
            assert meetings["Weekly"] == (11 if days < 2 else 12)


def test_an_earlier_day_brings_what_was_left_out(server: DavServer, work: str) -> None:
    server.put(work + "old.ics", ics(event("old", start="20200101T100000Z", title="Old")))
    server.put(work + "new.ics", ics(event("new", title="New")))
    first = list(source(server).changes(None, since=date(2026, 1, 1)))
    assert titles([change for change in first if not isinstance(change, Reached)]) == ["New"]
    assert isinstance(first[-1], Reached)
    assert titles(read(source(server), first[-1].cursor)[0]) == ["Old"]


def test_a_calendar_that_held_many_and_is_empty_is_refused(server: DavServer, work: str) -> None:
    other = server.make("other", shown="Another")
    server.put(other + "a.ics", ics(event("a")))
    for number in range(10):
        server.put(f"{work}{number}.ics", ics(event(f"n{number}")))
    _, cursor = read(source(server))
    for number in range(10):
        server.delete(f"{work}{number}.ics")
    with pytest.raises(SourceError, match='"Work" is empty, 10 entries') as caught:
        read(source(server), cursor)
    assert caught.value.hint
    server.delete(other)


def test_it_is_complete_until_the_moment_it_began(server: DavServer, work: str) -> None:
    server.put(work + "a.ics", ics(event("a")))
    last = list(source(server).changes(None))[-1]
    assert isinstance(last, Reached)
    assert last.until == NOW


def test_an_account_without_calendars_says_so(server: DavServer) -> None:
    with pytest.raises(SourceError, match="there is no calendar"):
        read(source(server))


def test_ids_do_not_depend_on_where_an_event_lies(server: DavServer, work: str) -> None:
    server.put(work + "a.ics", ics(event("same")))
    (first,) = contents(read(source(server))[0])
    server.delete(work + "a.ics")
    server.put(work + "b.ics", ics(event("same")))
    (second,) = contents(read(source(server))[0])
    assert first.document.id == second.document.id
    assert digest_of(first.text) == digest_of(second.text)
