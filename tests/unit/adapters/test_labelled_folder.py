"""A labelled folder: every fault of it is named at once, and the text is all that can be read."""

import json
from pathlib import Path

import pytest

from assistant.adapters.files.labelled import read_labels
from assistant.errors import SourceError

MENTION = {"quote": "our wages are wrong", "kind": "problem", "holder": "Ann", "category": "payroll"}


def folder(path: Path, *rows: object, **documents: str) -> Path:
    for name, text in documents.items():
        (path / name.replace("_", ".")).write_text(text, "utf-8")
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (path / "labels.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return path


def faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(SourceError) as caught:
        read_labels(path)
    return caught.value.problems


def test_labels_are_read_with_their_text(tmp_path: Path) -> None:
    row = {"doc": "a.md", "user": "Sam", "mentions": [{**MENTION, "also": ["hr"], "note": "new"}]}
    row["traps"] = [{"quote": "it is fixed", "reason": "resolved"}]
    (document,) = read_labels(folder(tmp_path, row, "", a_md="> Ann says\n> our wages  are “wrong”"))
    assert (document.name, document.user, document.text) == ("a.md", "Sam", 'Ann says our wages are "wrong"')
    assert document.labels[0].accepted == {"payroll", "hr"}
    assert [trap.reason for trap in document.traps] == ["resolved"]


LATIN = "Content-Type: text/plain; charset=latin-1\nContent-Transfer-Encoding: quoted-printable\n\nna=EFve"


@pytest.mark.parametrize(
    ("name", "raw", "text"),
    [
        ("a.vtt", "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v Ann Ng>Help us</v>\n", "WEBVTT Help us"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nHelp us\n", "Help us"),
        ("a.ics", "DESCRIPTION:We need a\r\n  hall\\, soon\\nThanks", "DESCRIPTION:We need a hall, soon Thanks"),
        ("a.eml", "Subject: Help\nContent-Type: text/html\n\n<p>a&amp;b <b>now</b></p>\n", "Help a&b now"),
        ("a.eml", LATIN, "naïve"),
    ],
)
def test_the_text_of_each_kind_of_document(tmp_path: Path, name: str, raw: str, text: str) -> None:
    (tmp_path / name).write_bytes(raw.encode())
    (document,) = read_labels(folder(tmp_path, {"doc": name, "mentions": []}))
    assert document.text.strip() == text


def test_every_fault_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\xff")
    rows = (
        {"doc": "a.md", "mentions": []},
        "{broken",
        {"doc": "gone.md", "mentions": []},
        {"doc": "a.md", "mentions": []},
        {"doc": "a.md", "mentions": [{"quote": "x"}]},
        {"mentions": []},
        {"doc": "../a.md", "mentions": []},
        {"doc": "bad.md", "mentions": []},
    )
    problems = faults(folder(tmp_path, *rows, a_md="x"))
    said = ["malformed", "no such document", "named before", "kind", "doc", "in the folder itself", "decoded"]
    assert len(problems) == len(said)
    for number, (problem, reason) in enumerate(zip(problems, said, strict=True), start=2):
        assert f"labels.jsonl, line {number}: " in problem
        assert reason in problem


def test_a_folder_without_labels_says_which_file_is_missing(tmp_path: Path) -> None:
    assert str(tmp_path / "labels.jsonl") in faults(tmp_path)[0]
    assert "names no document" in faults(folder(tmp_path))[0]
    (tmp_path / "labels.jsonl").write_bytes(b"\xff")
    assert "UTF-8" in faults(tmp_path)[0]
