"""Measuring the reader and teaching it, as a user types it."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

import assistant
from assistant.adapters.memory_readers import MemoryReader
from assistant.errors import UserError
from tests.acceptance.test_commands import Run, rows, runner_for

SAMPLE = Path(str(files(assistant))) / "sample"
MAIL = "From: Ann Ng <ann@ng.example>\nTo: sam@firm.example\nSubject: Roof\n\nDo you know a good roofer in Leeds?\n"
LABEL = {"quote": "Do you know a good roofer in Leeds?", "kind": "request", "holder": "Ann", "category": "trades"}


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A mail with a request, a mail of the user's own with the same one, and a broken document."""
    folder = tmp_path / "labelled"
    folder.mkdir()
    (folder / "a.eml").write_text(MAIL, "utf-8")
    (folder / "b.eml").write_text(MAIL, "utf-8")
    labels = [
        {"doc": "a.eml", "user": "sam@firm.example", "mentions": [LABEL], "traps": []},
        {
            "doc": "b.eml",
            "user": "ann@ng.example",
            "mentions": [],
            "traps": [{"quote": "a good roofer", "reason": "own"}],
        },
    ]
    (folder / "labels.jsonl").write_text("\n".join(map(json.dumps, labels)), "utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs commands on a world of its own, unsynced."""
    shutil.copytree(SAMPLE, tmp_path / "world")
    return runner_for(tmp_path / "world")


def test_each_document_is_read_for_its_own_user(run: Run, labelled: Path, tmp_path: Path) -> None:
    told = json.loads(run("evaluate", "mentions", str(labelled), "--json").stdout)
    assert (told["overall"]["found"], told["overall"]["predicted"], told["overall"]["documents"]) == (1, 1, 2)
    assert [(each["doc"], len(each["found"])) for each in told["documents"]] == [("a.eml", 1), ("b.eml", 0)]
    assert told["by_medium"]["email"]["f1"] == 1


def test_predictions_are_what_extract_says(run: Run, labelled: Path, tmp_path: Path) -> None:
    file = tmp_path / "predictions.jsonl"
    run("evaluate", "mentions", str(labelled), "--predictions", str(file))
    by_extract = run("extract", str(labelled / "a.eml"), "--user", "sam@firm.example", "--json").stdout
    assert json.loads(file.read_text("utf-8").splitlines()[0]) == json.loads(by_extract)


def test_figures_are_written_between_the_marks_and_nowhere_else(run: Run, labelled: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Before\n<!-- figures: begin -->\nof yore\n<!-- figures: end -->\nafter\n", "utf-8")
    shown = run("evaluate", "mentions", str(labelled), "--write", str(page)).stdout
    written = page.read_text("utf-8")
    assert shown.strip() in written
    assert written.startswith("# Before\n<!-- figures: begin -->\n\nReader ")
    assert written.endswith("<!-- figures: end -->\nafter\n")
    assert "of yore" not in written
    run("evaluate", "mentions", str(labelled), "--write", str(page))
    assert page.read_text("utf-8") == written
    page.write_text("no marks", "utf-8")
    refused = run("evaluate", "mentions", str(labelled), "--write", str(page), fails=True).exception
    assert "figures: begin" in str(refused)
    assert page.read_text("utf-8") == "no marks"


def test_false_and_missed_are_shown_on_demand(run: Run, labelled: Path) -> None:
    rows = [json.loads(line) for line in (labelled / "labels.jsonl").read_text("utf-8").splitlines()]
    rows[0]["mentions"] = [{**LABEL, "quote": "Roof", "holder": "Bo"}]
    (labelled / "labels.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    told = run("evaluate", "mentions", str(labelled), "--misses").output
    assert "FALSE  a.eml [none, " in told
    assert "MISSED a.eml [request, trades] Roof" in told


def test_a_broken_folder_is_plain_lines(run: Run, labelled: Path, tmp_path: Path) -> None:
    assert "labels.jsonl" in str(run("evaluate", "mentions", str(tmp_path), fails=True).exception)
    (labelled / "a.eml").unlink()
    refused = run("evaluate", "mentions", str(labelled), fails=True).exception
    assert isinstance(refused, UserError)
    assert "a.eml: there is no such document" in refused.problems[0]


def test_alarms_are_listed_and_counted(run: Run, labelled: Path) -> None:
    told = json.loads(run("evaluate", "alarms", str(labelled), "--user", "sam@firm.example", "--json").stdout)
    assert (told["documents"], told["per_thousand"], len(told["mentions"])) == (2, 1000, 2)
    shown = run("evaluate", "alarms", str(labelled), str(labelled / "gone.eml"), fails=True)
    assert "in 2 documents, 1000.0 in a thousand" in shown.stdout
    assert "gone.eml" in shown.stderr


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of notes that a scripted reader reads, and nothing else."""
    folder = tmp_path / "taught" / "notes"
    folder.mkdir(parents=True)
    source = f"[[source]]\nname = 'notes'\ntype = 'notes'\npath = '{folder}'\n"
    (folder.parent / "config.toml").write_text(f"[user]\nname = 'S'\naddresses = ['s@s.example']\n{source}", "utf-8")
    monkeypatch.setattr("assistant.bootstrap.judging.JudgeParts.reader", lambda judging: MemoryReader())
    monkeypatch.setattr("assistant.bootstrap.least_confidence", lambda reading: 0.65)
    return folder


def test_wrong_answers_hold_back_and_reopening_brings_back(notes: Path) -> None:
    run = runner_for(notes.parent)
    assert "Nothing to go by yet" in run("insight", "reading").output
    for who in ("Ann Ng", "Bo Li", "Cy Rees"):
        (notes / f"{who}.md").write_text(f"{who} | need | trades | the roof | 0.7\n", "utf-8")
    run("sync")
    wrong = [str(prompt["id"]) for prompt in rows(run, "prompts")]
    told = [run("prompts", "answer", known, "wrong").output for known in wrong]
    assert "instead of 0.65: 3 of your 3 answers to questions about trades said wrong" in " ".join(told[-1].split())
    (notes / "more.md").write_text("Di Tan | need | trades | one | 0.8\n\nEd Wu | need | trades | two | 0.9\n", "utf-8")
    assert "notes: 1 new, 1 question, 1 held back" in run("sync").output
    (insight,) = rows(run, "insight", "reading")
    assert [held["quote"] for held in insight["held"]] == ["one"]  # type: ignore[attr-defined]
    held = insight["held"][0]["id"]  # type: ignore[index]
    assert "0.82 instead of 0.65" in " ".join(run("why", held).output.split())
    shown = " ".join(run("insight", "reading").output.split())
    for words in ("0 of 3, 0% (likely 0% to 56%)", "needs 0.82 now", "Held back (1)", "“one”"):
        assert words in shown
    assert [json.loads(run("sync", "--json").output)[0]["held"], len(rows(run, "prompts"))] == [0, 1]
    outputs = [run("prompts", "reopen", known).output for known in wrong]
    assert "1 question no longer held back" in "".join(outputs)
    assert len(rows(run, "prompts")) == 5
    assert "Nothing to go by yet" in run("insight", "reading").output
    assert run("prompts", "reopen", "p-nope", fails=True).exit_code
