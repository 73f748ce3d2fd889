"""All that `make_hostile` writes passes through the sources: good items are read, faults named, nothing breaks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.adapters.files.calendar import IcsSource
from assistant.adapters.files.mail import EmlFolderSource, MaildirSource, MboxSource
from assistant.adapters.files.notes import NotesSource
from assistant.adapters.files.reading import contents_of
from assistant.domain.documents import Content
from assistant.ports import Change, DocumentSource, Failed, Found, Reached
from tests.acceptance.make_hostile import calendars, mails, make_hostile, notes

ZONE = ZoneInfo("Europe/Dublin")
NOW = datetime(2026, 11, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile")
    make_hostile(made)
    return made


def sources(folder: Path) -> Iterator[DocumentSource]:
    yield EmlFolderSource(name="eml", path=folder / "mail")
    yield MaildirSource(name="maildir", path=folder / "maildir")
    yield NotesSource(name="notes", path=folder / "notes", zone=ZONE)
    yield IcsSource(name="ics", path=folder / "calendars", zone=ZONE, clock=lambda: NOW)
    yield MboxSource(name="mbox", path=folder / "mail.mbox")


@pytest.fixture(scope="module")
def passes(folder: Path) -> dict[str, list[Change]]:
    return {source.name: list(source.changes(None)) for source in sources(folder)}


def test_every_pass_ends_with_a_cursor_that_can_be_kept(passes: dict[str, list[Change]]) -> None:
    for changes in passes.values():
        assert isinstance(changes[-1], Reached)
        assert json.loads(json.dumps(changes[-1].cursor)) == changes[-1].cursor


def test_at_least_forty_kinds_of_hostility() -> None:
    assert sum(not name.startswith("good-plain") for made in (mails(), notes(), calendars()) for name, _ in made) >= 40


@pytest.mark.parametrize("source", ["eml", "maildir", "notes", "ics"])
def test_every_good_item_is_read_and_every_broken_one_is_named(
    source: str, passes: dict[str, list[Change]], folder: Path
) -> None:
    place = {"eml": "mail", "maildir": "maildir/cur", "notes": "notes", "ics": "calendars"}[source]
    names = [path.name for path in (folder / place).iterdir() if not path.is_dir()]
    read = {Path(_path(change)).name for change in passes[source] if isinstance(change, Found)}
    named = {Path(_path(change)).name for change in passes[source] if isinstance(change, Failed)}
    assert [name for name in names if name.startswith("good") and name not in read] == []
    assert [name for name in names if name.startswith("broken") and name not in named] == []
    in_part = {"good-beside-broken.ics", "good-unclosed.ics", "good-garbage.ics"}
    wrongly = [name for name in named if not name.startswith(("broken", "any", "good-rule")) and name not in in_part]
    assert wrongly == []


def test_the_mbox_gives_the_same_mails_as_the_folder(passes: dict[str, list[Change]]) -> None:
    def ids(source: str) -> set[str]:
        return {change.content.document.id for change in passes[source] if isinstance(change, Found)}

    assert ids("maildir") - ids("mbox") == set()
    failed = [change for change in passes["mbox"] if isinstance(change, Failed)]
    assert failed[0].locator.endswith("mail.mbox, start")
    assert len(failed) == 1 + sum(isinstance(change, Failed) for change in passes["maildir"])


@pytest.mark.parametrize("source", ["eml", "maildir", "notes", "ics", "mbox"])
def test_good_words_arrive_clean(source: str, passes: dict[str, list[Change]]) -> None:
    for change in passes[source]:
        if isinstance(change, Found):
            content = change.content
            document = content.document
            words = (content.text, document.title, document.author.name, document.locator, str(content.headers))
            for text in words:
                assert not any(sign in text for sign in "\0\x1b\r\u202e\u2066\ud800")
                text.encode("utf-8")
            if "good" in document.locator and "empty" not in document.locator:
                assert "Good words" in content.text, document.locator
            assert len(content.text) <= 5_000_000


def test_every_failure_says_why_in_one_line(passes: dict[str, list[Change]]) -> None:
    for changes in passes.values():
        for change in changes:
            if isinstance(change, Failed):
                assert change.error.problems
                assert all(problem and "\n" not in problem and len(problem) < 300 for problem in change.error.problems)


def test_extract_reads_the_same_folders(folder: Path) -> None:
    places = [folder / "notes", folder / "calendars", folder / "mail" / "good-plain.eml", folder / "nowhere.eml"]
    found = [item for place in places for item in contents_of(place, zone=ZONE, clock=lambda: NOW)]
    read = {Path(item.document.locator).name for item in found if isinstance(item, Content)}
    named = {Path(item.locator.split(", ")[0]).name for item in found if isinstance(item, Failed)}
    assert {"good-note.md", "good-event.ics", "good-plain.eml"} <= read
    assert {"broken-bomb.docx", "broken-start.ics", "broken-link.md", "nowhere.eml"} <= named


def _path(change: Found | Failed) -> str:
    locator = change.content.document.locator if isinstance(change, Found) else change.locator
    return locator.split(', "')[0].split(", an entry")[0]
