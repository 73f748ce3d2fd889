"""Measuring how replies are understood, as a user types it."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

import assistant
from assistant.errors import UserError
from tests.acceptance.test_commands import Run, runner_for

SAMPLE = Path(str(files(assistant))) / "sample"
HEAD = "From: Ann Ng <ann@ng.example>\nTo: sam@firm.example\nDate: Wed, 4 Mar 2026 10:00:00 +0000\nSubject: Re: Roof\n"
QUOTED = (
    "\n\nOn Tue, 3 Mar 2026 at 09:00, Sam <sam@firm.example> wrote:\n> Would you like outside help with the roof?\n"
)
ANSWERS = {
    "a.eml": ("", "Yes please, put us in touch.", {"label": "yes"}),
    "b.eml": ("", "Not now, please ask me again after Easter.", {"label": "later", "until": "2026-04-07"}),
    "c.eml": ("Auto-Submitted: auto-replied\n", "Thank you.", {"label": "auto"}),
    "d.eml": ("", "No thank you, we're not interested.", {"label": "won", "also": ["no"]}),
}


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Four plain answers."""
    folder = tmp_path / "labelled"
    folder.mkdir()
    rows = []
    for name, (headers, words, label) in ANSWERS.items():
        (folder / name).write_text(f"{HEAD}{headers}\n{words}{QUOTED}", "utf-8")
        rows.append({"doc": name, "stage": "seeker", "until": None, "hand_off": None, "note": "", **label})
    (folder / "labels.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs commands on a world of its own, unsynced."""
    shutil.copytree(SAMPLE, tmp_path / "world")
    return runner_for(tmp_path / "world")


def test_figures_and_predictions(run: Run, labelled: Path, tmp_path: Path) -> None:
    file = tmp_path / "predictions.jsonl"
    told = json.loads(run("evaluate", "replies", str(labelled), "--json", "--predictions", str(file)).stdout)
    assert (told["replies"], told["accuracy"], told["wrong_yes"], told["until_accuracy"]) == (4, 1, {}, 1)
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [row["doc"] for row in rows] == list(ANSWERS)
    assert [row["label"] for row in rows] == ["yes", "later", "auto", "no"]
    assert rows[1]["until"] == "2026-04-07"
    assert all(set(row) == {"doc", "label", "until", "hand_off", "confidence"} for row in rows)
    assert {"label": "won", "understood": "no", "replies": 1} in told["confusion"]


def test_the_table_is_written_between_the_marks(run: Run, labelled: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Before\n<!-- figures: begin -->\nof yore\n<!-- figures: end -->\nafter\n", "utf-8")
    shown = run("evaluate", "replies", str(labelled), "--write", str(page)).stdout
    written = page.read_text("utf-8")
    assert shown.strip() in written
    assert "| labelled as" in written
    assert "of yore" not in written


def test_a_broken_folder_is_plain_lines(run: Run, labelled: Path) -> None:
    (labelled / "a.eml").unlink()
    refused = run("evaluate", "replies", str(labelled), fails=True).exception
    assert isinstance(refused, UserError)
    assert "a.eml: there is no such document" in refused.problems[0]
