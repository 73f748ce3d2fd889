"""The adapters for Google against a stand-in that others have made, from their reading of Google's documentation."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.adapters.google.calendar import GoogleCalendarSource
from assistant.adapters.google.drafts import GmailDrafts
from assistant.adapters.google.mail import GmailSource
from assistant.adapters.google.people import GooglePeople
from assistant.domain.accounts import Fate
from assistant.errors import UncertainError
from assistant.ports import DocumentSource, Found, Reached
from tests.contract.test_draft_box import SENDER, draft
from tests.servers.myworld import World, serving, world

NOW = datetime(2026, 9, 21, 16, 0, tzinfo=UTC)
MAIL = [
    {"from": "anna@bakery.example", "to": ["helen@marsh.example"], "subject": f"Mail {number}", "body": "Payroll?"}
    | {"date": f"2026-09-02T09:0{number}:00Z", "labels": [label]}
    for number, label in enumerate(["INBOX", "INBOX", "SPAM", "SENT"])
]
LUNCH = {"summary": "Lunch", "start": "2026-09-24T12:00:00Z", "end": "2026-09-24T13:00:00Z"}


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("myworld")) as address:
        yield address


def titles(source: DocumentSource, cursor: Any = None) -> tuple[list[str], Reached]:
    *changes, last = source.changes(cursor)
    assert isinstance(last, Reached)
    return [change.content.document.title for change in changes if isinstance(change, Found)], last


def count(office: World) -> int:
    google = office.google()
    return len(google.read(google.resource("gmail", "users", "drafts").list(userId="me")).get("drafts", ()))


def test_a_draft_is_found_though_this_gmail_drops_our_headers(host: str) -> None:
    office = world(host)
    box = GmailDrafts(google=office.google(), sender=SENDER)
    location = box.put(draft())
    assert box.find(draft()) == box.put(draft()) == location
    assert count(office) == 1
    assert box.find(draft(text="Something else\n")) is None


def test_mail_is_read_once_and_then_only_what_is_new(host: str) -> None:
    office = world(host, gmail={"emails": MAIL})
    source = GmailSource(name="mail", google=office.google(), clock=lambda: NOW)
    read, reached = titles(source)
    assert read == ["Mail 0", "Mail 1", "Mail 3"]
    assert titles(source, reached.cursor)[0] == []
    box = GmailDrafts(google=office.google(), sender=SENDER)
    key = box.put(draft()).split(" draft ")[1].split(" ")[0]
    send(office, key)
    assert titles(source, reached.cursor)[0] == [draft().subject]


def send(office: World, key: str) -> None:
    """As the user does."""
    google = office.google()
    google.create(google.resource("gmail", "users", "drafts").send(userId="me", body={"id": key}))


def test_a_draft_waits_and_is_sent_or_deleted(host: str) -> None:
    office = world(host, gmail={"emails": MAIL})
    box = GmailDrafts(google=office.google(), sender=SENDER)
    placed = replace(draft(), location=box.put(draft()), approved_at=NOW)
    key = placed.location.split(" draft ")[1].split(" ")[0]
    assert box.look(placed).fate is Fate.WAITING
    send(office, key)
    seen = box.look(placed)
    assert (seen.fate, seen.subject) == (Fate.SENT, draft().subject)
    other = replace(draft("d-other"), location=box.put(draft("d-other")))
    google = office.google()
    drafts = google.resource("gmail", "users", "drafts")
    drafts.delete(userId="me", id=other.location.split(" draft ")[1].split(" ")[0]).execute()
    assert box.look(other).fate is Fate.GONE


def test_a_lost_answer_leaves_one_draft(host: str) -> None:
    office = world(host)
    box = GmailDrafts(google=office.google(), sender=SENDER)
    office.fails("gmail", {"tool": "*drafts*create*", "kind": "timeout_after_commit"})
    with pytest.raises(UncertainError):
        box.put(draft())
    office.fails("gmail")
    assert box.find(draft()) is not None
    assert box.put(draft()) == box.find(draft())
    assert count(office) == 1


def test_a_calendar_is_read_once_and_then_only_what_is_new(host: str) -> None:
    weekly = LUNCH | {"summary": "Round table", "recurrence": ["RRULE:FREQ=WEEKLY"]}
    office = world(host, calendar={"events": [LUNCH, weekly]})
    source = GoogleCalendarSource(name="diary", google=office.google(), zone=UTC, clock=lambda: NOW)
    read, reached = titles(source)
    assert sorted(read) == ["Lunch", "Round table"]
    assert titles(source, reached.cursor)[0] == []
    busy = source.free_busy(NOW, NOW + timedelta(days=7))
    assert [f"{start:%d %H:%M}" for start, _ in busy] == ["24 12:00"]


def test_contacts_are_read(host: str, tmp_path: Path) -> None:
    office = world(host, gmail={"contacts": [{"name": "Anna Okafor", "email": "anna@bakery.example"}]})
    (anna,) = GooglePeople(name="contacts", google=office.google()).people()
    assert getattr(anna, "address", "") == "anna@bakery.example"
