"""Gmail and Google Calendar keep to what every source and every drafts box keeps to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.adapters.google.calendar import GoogleCalendarSource
from assistant.adapters.google.drafts import GmailDrafts
from assistant.adapters.google.mail import GmailSource
from assistant.errors import SourceError
from assistant.ports import DocumentSource, DraftBox
from tests.contract.test_document_source import NOW, ZONE, DocumentSourceContract, mail
from tests.contract.test_draft_box import SENDER, DraftBoxContract
from tests.servers.google import FakeGoogle, serving
from tests.servers.google_accounts import way_to

GOOGLE = FakeGoogle()


@pytest.fixture(autouse=True, scope="module")
def _served() -> Iterator[None]:
    with serving(GOOGLE):
        yield


@pytest.fixture(autouse=True)
def _as_google_answers() -> Iterator[None]:
    GOOGLE.reset()
    yield
    assert GOOGLE.problems == []


class GoogleContract(DocumentSourceContract):
    def refused(self) -> None:
        GOOGLE.fault = lambda number, path: "" if path == "POST /token" else "503"
        with pytest.raises(SourceError, match="fault of its own"):
            self.read()
        assert self.source().size() is None


class TestGmail(GoogleContract):
    def source(self) -> DocumentSource:
        return GmailSource(name="gmail", google=way_to(GOOGLE), clock=lambda: NOW)

    def add(self, number: int) -> None:
        GOOGLE.mail.receive(b"\n" if number == 99 else mail(number))

    def empty(self) -> None:
        for key in list(GOOGLE.mail.messages):
            GOOGLE.mail.delete(key)


class TestGoogleCalendar(GoogleContract):
    def source(self) -> DocumentSource:
        return GoogleCalendarSource(name="calendar", google=way_to(GOOGLE), zone=ZONE, clock=lambda: NOW)

    def add(self, number: int) -> None:
        start = {} if number == 99 else {"dateTime": "2026-11-02T10:00:00Z"}
        event = {"id": f"e{number}", "summary": f"Event {number}", "description": f"Words {number}"}
        GOOGLE.diary.calendars["primary"].put(event | {"start": start, "end": start})

    def empty(self) -> None:
        for key in list(GOOGLE.diary.calendars["primary"].events):
            GOOGLE.diary.calendars["primary"].cancel(key)


class TestGmailDrafts(DraftBoxContract):
    @pytest.fixture
    def box(self, folder: Path) -> DraftBox:
        return GmailDrafts(google=way_to(GOOGLE), sender=SENDER)

    def count(self, box: DraftBox) -> int:
        return len(GOOGLE.mail.drafts)
