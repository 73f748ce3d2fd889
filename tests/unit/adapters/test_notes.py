"""Notes: typed text, word processors' files, transcripts."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest

from assistant.adapters.files.notes import NotesSource
from assistant.adapters.formats.note import read_note
from assistant.domain.documents import Content, Medium
from assistant.domain.people import Participant
from assistant.errors import ItemError
from assistant.ports import Cursor, Failed, Found, Gone, Reached, Settled

ZONE = ZoneInfo("Europe/Dublin")
MODIFIED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def read(text: str | bytes, key: str = "folder/note.md") -> Content:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_note(raw, key=key, source="notes", locator=key, zone=ZONE, modified=MODIFIED)


def test_front_matter_gives_title_date_author_and_listeners() -> None:
    content = read(
        "---\ntitle: Lunch\ndate: 2026-11-04\nattendees: [Ann Lee, '[[Bob]]', Cy <cy@x.example>]\nauthor: Helen\n---\n"
        "Words.\n"
    )
    document = content.document
    assert content.text == "Words."
    assert (document.title, document.when) == ("Lunch", datetime(2026, 11, 4, tzinfo=ZONE))
    assert document.author == Participant(name="Helen")
    assert [str(each) for each in document.listeners] == ["Ann Lee", "Bob", "Cy <cy@x.example>"]
    assert document.medium is Medium.NOTE


@pytest.mark.parametrize(
    ("head", "about"),
    [
        ("meeting: meet-4k7q2vxa9d", "meet-4k7q2vxa9d"),
        ("Meeting-ID: ' meet-4k7q2vxa9d '", "meet-4k7q2vxa9d"),
        ("uid: 0AB-1@calendar.example", "0AB-1@calendar.example"),
        ("event: 4711", "4711"),
        ("meeting: Lunch with Priya", ""),  # a title is no id
        ("meeting: Lunch with Priya\nuid: x@y", "x@y"),
        ("meeting: [a, b]", ""),
        ("meeting:", ""),
        ("title: Lunch", ""),
    ],
)
def test_a_head_may_name_the_meeting(head: str, about: str) -> None:
    assert read(f"---\n{head}\n---\nWords.\n").document.about == about


@pytest.mark.parametrize(
    "head", ["title: [unclosed", "a: &a [x, x]\nb: [*a, *a]", "\tx: y", "title: !!python/name:os.system", "- a\n- b"]
)
def test_a_head_that_is_no_plain_yaml_costs_nothing(head: str) -> None:
    assert read(f"---\n{head}\n---\nWords.\n").text.endswith("Words.")


@pytest.mark.parametrize(
    ("key", "text", "day"),
    [
        ("2026-11-04 lunch.md", "Words.", (2026, 11, 4)),
        ("20261104.txt", "Words on 2026-01-01.", (2026, 11, 4)),
        ("lunch.md", "# Lunch\n\nOn 2026-11-04 we met.", (2026, 11, 4)),
        ("2026-99-99.md", "Words.", None),
        ("lunch.md", "1\n\n2\n\n3\n\n4\n\n5\n\n2026-11-04", None),
        ("order 120261104.md", "Words.", None),
    ],
)
def test_dates(key: str, text: str, day: tuple[int, int, int] | None) -> None:
    assert read(text, key).document.when == (datetime(*day, tzinfo=ZONE) if day else MODIFIED)


@pytest.mark.parametrize(
    ("text", "title"),
    [("# Lunch #\nWords", "Lunch"), ("Words\n# Later", "note"), ("## Two\n", "Two"), ("#tag\n", "note")],
)
def test_titles(text: str, title: str) -> None:
    assert read(text).document.title == title


def test_links_read_as_the_names_they_show() -> None:
    text = "[[Ann Lee]] met [[people/bob|Bob]], [[Cy#Work]] ![[photo.png]][[people/Di]]"
    assert read(text).text == "Ann Lee met Bob, Cy Di"


@pytest.mark.parametrize(
    "raw",
    ["Café".encode(), "Café".encode("utf-8-sig"), "Café".encode("utf-16"), "Café".encode("utf-16-be"), b"Caf\xe9"],
)
def test_encodings(raw: bytes) -> None:
    if raw == "Café".encode("utf-16-be"):
        raw = b"\xfe\xff" + raw
    assert read(raw, "note.txt").text == "Café"


def test_transcripts_are_told_from_notes() -> None:
    assert read("Ann  0:02\nhello\nBob  0:05\nhi\nAnn  0:09\nbye\n", "call.txt").document.medium is Medium.TRANSCRIPT
    assert read("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hi\n", "call.vtt").text == "Ann: Hi"
    assert read("1\n00:00:01,000 --> 00:00:02,000\nHi\n", "call.srt").document.medium is Medium.TRANSCRIPT


def test_word_documents() -> None:
    made = docx.Document()
    made.add_heading("Lunch", 1)
    made.add_paragraph("Ann needs a plumber.")
    made.add_paragraph("and a roofer", style="List Bullet")
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Ann", "two\nlines"
    stream = io.BytesIO()
    made.save(stream)
    assert read(stream.getvalue(), "n.docx").text == "Lunch\nAnn needs a plumber.\n- and a roofer\nAnn | two lines"


def test_a_damaged_word_document_says_so() -> None:
    with pytest.raises(ItemError, match="damaged"):
        read(b"PK\x03\x04", "n.docx")


def cursor_after(source: NotesSource, cursor: Cursor | None = None) -> Cursor:
    last = list(source.changes(cursor))[-1]
    assert isinstance(last, Reached)
    return last.cursor


def test_a_changed_note_keeps_its_id_a_renamed_one_is_gone_and_found(tmp_path: Path) -> None:
    source, note = NotesSource(name="notes", path=tmp_path, zone=ZONE), tmp_path / "a.md"
    note.write_text("One")
    (tmp_path / "b.md").write_text("Other")
    first = next(source.changes(None))
    assert isinstance(first, Found)
    cursor = cursor_after(source)
    note.write_text("Two")
    changed, *rest = source.changes(cursor)
    assert isinstance(changed, Found)
    assert changed.content.document.id == first.content.document.id
    assert [type(change) for change in rest] == [Reached]
    cursor = cursor_after(source, cursor)
    note.rename(tmp_path / "c.md")
    found, settled, gone, _ = source.changes(cursor)
    assert isinstance(found, Found)
    assert settled == Settled(locator=str(note))
    assert gone == Gone(document_id=first.content.document.id)


def test_a_touched_note_is_not_given_again_new_attendees_are(tmp_path: Path) -> None:
    source, note = NotesSource(name="notes", path=tmp_path, zone=ZONE), tmp_path / "a.md"
    note.write_text("---\nattendees: Ann\n---\nWords")
    cursor = cursor_after(source)
    os.utime(note, (1, 1))
    assert [type(change) for change in source.changes(cursor)] == [Reached]
    note.write_text("---\nattendees: Ann, Bob\n---\nWords")
    assert [type(change) for change in source.changes(cursor)] == [Found, Reached]


def test_a_note_that_breaks_is_a_failure_and_not_gone(tmp_path: Path) -> None:
    source, note = NotesSource(name="notes", path=tmp_path, zone=ZONE), tmp_path / "a.vtt"
    note.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n")
    cursor = cursor_after(source)
    note.write_text("broken")
    failed, reached = source.changes(cursor)
    assert isinstance(failed, Failed)
    assert failed.locator == str(note)
    assert isinstance(reached, Reached)
    note.unlink()
    (tmp_path / "b.md").write_text("so that the folder is not empty")
    assert [type(change) for change in source.changes(reached.cursor)] == [Found, Settled, Gone, Reached]


def test_hidden_files_lock_files_and_other_kinds_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    for name in (".hidden.md", "~$lunch.docx", "photo.png", ".obsidian/x.md", "deep.MD"):
        (tmp_path / name).write_text("Words")
    found = [
        change for change in NotesSource(name="n", path=tmp_path, zone=ZONE).changes(None) if isinstance(change, Found)
    ]
    assert [change.content.document.locator for change in found] == [str(tmp_path / "deep.MD")]
