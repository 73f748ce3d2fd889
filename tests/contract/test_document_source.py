"""What every source of documents keeps to: each change once, a cursor that can be kept, one bad item ends nothing."""

import json
import mailbox
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.adapters.files.calendar import IcsSource
from assistant.adapters.files.mail import EmlFolderSource, MaildirSource, MboxSource
from assistant.adapters.files.notes import NotesSource
from assistant.adapters.formats.message import read_message
from assistant.adapters.memory import MemorySource
from assistant.domain.documents import Content
from assistant.errors import ItemError, SourceError
from assistant.ports import Change, Cursor, DocumentSource, Failed, Found, Reached

LATE = date(2027, 12, 31)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Dublin")


def mail(number: int, day: int = 2) -> bytes:
    return (
        f"From: Ann <ann@acme.example>\nTo: bob@firm.example\nDate: Mon, {day} Nov 2026 10:00:00 +0000\n"
        f"Message-ID: <{number}@acme.example>\nSubject: Mail {number}\n\nWords {number}\n"
    ).encode()


class DocumentSourceContract:
    """A subclass says how items get into a source, by number; the item 99 is one that cannot be read."""

    @pytest.fixture(autouse=True)
    def _place(self, tmp_path: Path) -> None:
        self.path = tmp_path / "source"
        self.set_up()

    def set_up(self) -> None:
        """Make the place that the source lies in."""

    @abstractmethod
    def source(self) -> DocumentSource:
        """The source, made anew."""

    @abstractmethod
    def add(self, number: int) -> None:
        """Put an item there."""

    @abstractmethod
    def empty(self) -> None:
        """Take all items away."""

    def read(self, cursor: Cursor | None = None, *, since: date | None = None) -> tuple[Sequence[Change], Cursor]:
        changes = list(self.source().changes(cursor, since=since))
        last = changes[-1]
        assert isinstance(last, Reached)
        return [change for change in changes if not isinstance(change, Reached)], json.loads(json.dumps(last.cursor))

    def test_gives_every_item_once(self) -> None:
        for number in (1, 2, 3):
            self.add(number)
        changes, cursor = self.read()
        assert [words(change) for change in changes] == ["Words 1", "Words 2", "Words 3"]
        assert self.read(cursor) == ([], cursor)

    def test_gives_exactly_what_was_added(self) -> None:
        for number in (1, 2):
            self.add(number)
        _, cursor = self.read()
        self.add(3)
        changes, later = self.read(cursor)
        assert [words(change) for change in changes] == ["Words 3"]
        assert self.read(later)[0] == []

    def test_ids_are_the_same_in_a_fresh_read(self) -> None:
        for number in (1, 2, 3):
            self.add(number)
        (first, _), (second, _) = self.read(), self.read()
        assert first == second
        ids = [change.content.document.id for change in first if isinstance(change, Found)]
        assert len(set(ids)) == 3

    def test_documents_name_their_source(self) -> None:
        self.add(1)
        changes, _ = self.read()
        document = found(changes[0]).document
        assert document.source == self.source().name
        assert document.locator

    def test_a_bad_item_is_named_and_the_rest_goes_on(self) -> None:
        for number in (1, 99, 2):
            self.add(number)
        changes, cursor = self.read()
        assert [words(change) for change in changes if isinstance(change, Found)] == ["Words 1", "Words 2"]
        (failed,) = [change for change in changes if isinstance(change, Failed)]
        assert failed.locator
        assert failed.error.problems
        assert not any(isinstance(change, Found) for change in self.read(cursor)[0])

    def test_leaves_out_what_is_older_than_since(self) -> None:
        self.add(1)
        assert len(self.read(since=date(2026, 11, 2))[0]) == 1
        assert self.read(since=date(2027, 12, 31))[0] == []

    @pytest.mark.parametrize("earlier", [None, date(2026, 11, 1)])
    def test_an_earlier_since_gives_what_was_left_out(self, earlier: date | None) -> None:
        for number in (1, 2):
            self.add(number)
        changes, cursor = self.read(since=LATE)
        assert changes == []
        assert self.read(cursor, since=LATE) == ([], cursor)
        changes, later = self.read(cursor, since=earlier)
        assert [words(change) for change in changes] == ["Words 1", "Words 2"]
        assert self.read(later, since=earlier) == ([], later)

    def test_a_later_since_leaves_nothing_out_for_good(self) -> None:
        self.add(1)
        _, cursor = self.read()
        self.add(2)
        changes, later = self.read(cursor, since=LATE)
        assert changes == []
        changes, _ = self.read(later)
        assert "Words 2" in [words(change) for change in changes]

    def test_an_earlier_since_still_refuses_sudden_emptiness(self) -> None:
        self.add(1)
        _, cursor = self.read(since=LATE)
        self.empty()
        with pytest.raises(SourceError):
            self.read(cursor)

    def test_sudden_emptiness_is_refused(self) -> None:
        for number in (1, 2):
            self.add(number)
        _, cursor = self.read()
        self.empty()
        with pytest.raises(SourceError, match="2"):
            self.read(cursor)

    def test_tells_its_size(self) -> None:
        self.add(1)
        assert (self.source().size() or 0) > 0

    def test_a_place_that_the_system_refuses_is_a_fault_of_the_source(self) -> None:
        self.path = self.path / ("x" * 300)  # longer than any system takes
        self.refused()

    def refused(self) -> None:
        with pytest.raises(SourceError, match="xxx"):
            self.read()
        assert not self.source().size()


class TestMbox(DocumentSourceContract):
    def source(self) -> DocumentSource:
        return MboxSource(name="inbox", path=self.path)

    def add(self, number: int) -> None:
        raw = b"\nno headers here\n" if number == 99 else mail(number)
        with self.path.open("ab") as stream:
            stream.write(b"From ann@acme.example Mon Nov  2 10:00:00 2026\n" + raw + b"\n")

    def empty(self) -> None:
        self.path.write_bytes(b"")


class TestVanishedMbox(TestMbox):
    def empty(self) -> None:
        self.path.unlink()


class TestMaildir(DocumentSourceContract):
    def set_up(self) -> None:
        mailbox.Maildir(self.path)

    def source(self) -> DocumentSource:
        return MaildirSource(name="maildir", path=self.path)

    def add(self, number: int) -> None:
        (self.path / "new" / f"{number:03}.M1.host").write_bytes(b"\n" if number == 99 else mail(number))

    def empty(self) -> None:
        for path in (self.path / "new").iterdir():
            path.unlink()


class TestEmlFolder(DocumentSourceContract):
    def set_up(self) -> None:
        self.path.mkdir()

    def source(self) -> DocumentSource:
        return EmlFolderSource(name="eml", path=self.path)

    def add(self, number: int) -> None:
        (self.path / f"{number:03}.eml").write_bytes(b"\n" if number == 99 else mail(number))

    def empty(self) -> None:
        for path in self.path.iterdir():
            path.unlink()


class TestNotes(DocumentSourceContract):
    def set_up(self) -> None:
        self.path.mkdir()

    def source(self) -> DocumentSource:
        return NotesSource(name="notes", path=self.path, zone=ZONE)

    def add(self, number: int) -> None:
        if number == 99:
            (self.path / "broken.docx").write_bytes(b"no zip")
        else:
            (self.path / f"{number:03} 2026-11-02.md").write_text(f"# Note {number}\n\nWords {number}\n")

    def empty(self) -> None:
        for path in self.path.iterdir():
            path.unlink()


class TestVanishedNotes(TestNotes):
    def empty(self) -> None:
        super().empty()
        self.path.rmdir()


class TestIcs(DocumentSourceContract):
    def set_up(self) -> None:
        self.path.mkdir()

    def source(self) -> DocumentSource:
        return IcsSource(name="calendar", path=self.path, zone=ZONE, clock=lambda: NOW)

    def add(self, number: int) -> None:
        start = "DTSTART:never" if number == 99 else "DTSTART:20261102T100000Z"
        lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", f"UID:{number}", start, f"SUMMARY:Event {number}"]
        lines += [f"DESCRIPTION:Words {number}", "END:VEVENT", "END:VCALENDAR", ""]
        (self.path / f"{number:03}.ics").write_text("\r\n".join(lines))

    def empty(self) -> None:
        for path in self.path.iterdir():
            path.unlink()


class TestMemory(DocumentSourceContract):
    def set_up(self) -> None:
        self.items: list[Content | Failed] = []

    def source(self) -> DocumentSource:
        return MemorySource("memory", self.items)

    def add(self, number: int) -> None:
        if number == 99:
            self.items.append(Failed(locator="item 99", error=ItemError("it cannot be read")))
        else:
            read = read_message(mail(number), source="memory", locator=f"item {number}", fallback=NOW)
            self.items.append(replace(read, text=f"Words {number}"))

    def empty(self) -> None:
        self.items.clear()

    def refused(self) -> None:
        assert self.read()[0] == []  # it lies nowhere


def found(change: Change) -> Content:
    assert isinstance(change, Found), change
    return change.content


def words(change: Change) -> str:
    return found(change).text.splitlines()[-1]
