"""Labelled replies: what else is accepted, and every fault at once."""

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.adapters.files.labelled_replies import read_reply_labels
from assistant.domain.replies import Label, Stage
from assistant.errors import SourceError

ROW = {"doc": "a.eml", "stage": "seeker", "label": "later"}


def folder(path: Path, *rows: object) -> Path:
    (path / "a.eml").write_text("Subject: a\n\nLater.\n", "utf-8")
    (path / "labels.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def test_what_counts_as_right_stands_beside_the_label(tmp_path: Path) -> None:
    more = {"until": "2026-04-07", "hand_off": None, "also": ["no"], "asked": "Help?"}
    note = "hard to say [accept: unclear, tell_me_more] [accept: 2026-04-07..2026-04-10]"
    (reply,) = read_reply_labels(folder(tmp_path, {**ROW, **more, "note": note}))
    assert (reply.name, reply.stage, reply.label, reply.asked) == ("a.eml", Stage.SEEKER, Label.LATER, "Help?")
    assert reply.accepted == {Label.LATER, Label.NO, Label.UNCLEAR, Label.TELL_ME_MORE}
    assert reply.until == date(2026, 4, 7)
    assert reply.days == (date(2026, 4, 7), date(2026, 4, 10))
    assert reply.hand_off == ""


def test_every_fault_is_named_with_its_line(tmp_path: Path) -> None:
    rows = (
        ROW,
        ROW,
        {**ROW, "doc": "b.eml"},
        {**ROW, "label": "maybe"},
        {**ROW, "stage": "lunch"},
        {**ROW, "note": "[accept: perhaps]"},
        {**ROW, "note": "[accept: soon..later]"},
    )
    with pytest.raises(SourceError) as caught:
        read_reply_labels(folder(tmp_path, *rows))
    assert [problem.partition(": ")[0][-6:] for problem in caught.value.problems] == [f"line {n}" for n in range(2, 8)]
    assert "was named before" in caught.value.problems[0]
    assert "there is no such document" in caught.value.problems[1]
