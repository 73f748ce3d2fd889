"""Any supported file or folder, read once."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.adapters.files.reading import contents_of
from assistant.domain.documents import Content
from assistant.ports import Failed

ZONE = ZoneInfo("Europe/Dublin")
MAIL = b"From: ann@x.example\nMessage-ID: <1@x>\n\nMail words\n"
EVENT = (
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261102T100000Z\nSUMMARY:Event words\nEND:VEVENT\nEND:VCALENDAR\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "a.eml": MAIL,
        "b.mbox": b"From x Mon Nov  2 10:00:00 2026\n" + MAIL,
        "c.md": b"Note words",
        "d.ics": EVENT,
        "e.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Spoken words\n",
        "f.srt": b"1\n00:00:01,000 --> 00:00:02,000\nMore words\n",
        "g/h.txt": b"Deep words",
        "labels.jsonl": b"{}",
        "photo.png": b"",
        "people.csv": b"name\n",
    }
    for name, raw in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    return tmp_path


def read(path: Path) -> list[Content | Failed]:
    return list(contents_of(path, zone=ZONE))


def test_a_folder_is_read_in_the_order_of_its_names(folder: Path) -> None:
    found = read(folder)
    assert [item.document.locator.removeprefix(f"{folder}/") for item in found if isinstance(item, Content)] == [
        "a.eml", "b.mbox, message 1", "c.md", "d.ics", "e.vtt", "f.srt", "g/h.txt"
    ]  # fmt: skip
    assert all("words" in item.text for item in found if isinstance(item, Content))
    assert len(found) == 7


@pytest.mark.parametrize("name", ["a.eml", "b.mbox", "c.md", "d.ics", "e.vtt", "f.srt", "g/h.txt"])
def test_one_file_gives_one_document(folder: Path, name: str) -> None:
    (content,) = read(folder / name)
    assert isinstance(content, Content)
    assert content.document.locator.startswith(str(folder / name))


@pytest.mark.parametrize(
    ("name", "problem"), [("photo.png", "known kind"), ("labels.jsonl", "known kind"), ("none.md", "no such file")]
)
def test_a_named_file_that_cannot_be_read_is_a_failure(folder: Path, name: str, problem: str) -> None:
    (failed,) = read(folder / name)
    assert isinstance(failed, Failed)
    assert failed.locator == str(folder / name)
    assert problem in str(failed.error)


def test_a_maildir_is_read_as_one(tmp_path: Path) -> None:
    for box in ("cur", "new", "tmp"):
        (tmp_path / box).mkdir()
    (tmp_path / "new" / "1.M1.host").write_bytes(MAIL)
    (content,) = read(tmp_path)
    assert isinstance(content, Content)
    assert content.text == "Mail words"


def test_a_broken_file_does_not_end_the_folder(folder: Path) -> None:
    (folder / "b.mbox").write_bytes(b"no mbox")
    (folder / "d.ics").write_bytes(b"no calendar")
    found = read(folder)
    assert [Path(item.locator).name for item in found if isinstance(item, Failed)] == ["b.mbox", "d.ics"]
    assert sum(isinstance(item, Content) for item in found) == 5


def test_a_path_that_the_system_refuses_is_named(tmp_path: Path) -> None:
    (failed,) = contents_of(tmp_path / ("x" * 300), zone=ZONE)
    assert isinstance(failed, Failed)
