"""Before and after a meeting, as typed: the brief, the answer with its marks, corrections, and what was promised."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app

NOW = datetime.now(UTC).replace(microsecond=0)
CONFIG = """
[user]
name = "Sam Example"
addresses = ["sam@firm.example"]

[[source]]
name = "calendar"
type = "ics"
path = "calendar.ics"

[[source]]
name = "notes"
type = "notes"
path = "notes"
"""
Run = Callable[..., Result]


def event(uid: str, start: datetime, title: str = "Lunch") -> str:
    end = start + timedelta(hours=1)
    lines = [
        *("BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"),
        *(f"SUMMARY:{title}", "ORGANIZER:mailto:sam@firm.example"),
        *("ATTENDEE;CN=Priya Patel:mailto:priya@patel.example", "END:VEVENT"),
    ]
    return "\r\n".join(lines)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    events = [event("over", NOW - timedelta(hours=2)), event("next", NOW + timedelta(hours=20), "Coffee")]
    calendar = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""])
    (tmp_path / "calendar.ics").write_text(calendar, "utf-8")
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "priya.md").write_text("---\nuid: over\n---\nThe soup was good.\n", "utf-8")

    def typed(*words: str, code: int = 0) -> Result:
        base = ["--config", str(tmp_path / "config.toml"), "--data", str(tmp_path / "data")]
        done = CliRunner().invoke(app, [*base, *words])
        assert done.exit_code == code, (words, done.output, done.exception)
        return done

    typed("sync")
    return typed


def test_from_the_brief_to_what_was_promised(run: Run) -> None:
    assert "Coffee" in run("brief").output
    assert "nothing is known of them" in run("brief").output
    marks = ["need, Priya, payroll: the wages take her days", "promise, Priya: the price list"]
    answered = run("debrief", "--text", "It was good.", *(word for each in marks for word in ("--mark", each))).output
    assert "need of Priya Patel: payroll" in answered
    assert "the price list" in answered
    assert "priya.md" in answered  # the note about the same meeting
    mention = re.search(r"m-\w{10}", answered)
    assert mention

    brief = run("brief").output
    assert "last:" in brief
    assert "you met: “Lunch”" in brief
    assert "promise: “the price list”" in brief
    assert "to ask at the end: Earlier you spoke of this, as I noted: “the wages take her days”" in brief
    (made,) = json.loads(run("brief", "--json").output)
    assert made["attending"][0]["ask_back"][0]["question"]["prompt"]["category"] == "payroll"

    assert "bookkeeping" in run("correct", mention[0], "--topic", "bookkeeping", "--kind", "request").output
    assert "payroll" in run("correct", mention[0], "--undo").output
    assert "the reader learns" in run("correct", mention[0], "--wrong").output
    assert "payroll" not in run("prompts").output
    run("correct", mention[0], "--undo")
    assert "payroll" in run("prompts").output

    assert "You promised (1)" in run("today").output
    favour = re.search(r"fav-\w{10}", run("favours").output)
    assert favour
    assert "done" in run("favours", "done", favour[0]).output
    assert "You promised" not in run("today").output
    assert "Nothing is open" in run("favours").output
    assert "open" in run("favours", "reopen", favour[0]).output
    assert "“the price list”" in run("why", favour[0]).output


def test_a_mark_alone_adds_to_what_was_told(run: Run) -> None:
    run("debrief", "--text", "It was good.", "--mark", "promise: the price list")
    (capture,) = meeting_ids(run)
    more = run("debrief", capture, "--mark", "card: her mother is ill").output
    assert "the price list" in more
    assert "her mother is ill" in more
    assert "No meeting waits" in run("debrief").output
    assert "it waits for an answer again" in run("debrief", capture, "--undo").output
    assert "Lunch" in run("today").output
    assert "Nothing is open" in run("favours").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["debrief", "--mark", "hope: a van"], "is no mark"),
        (["debrief", "--mark", "need a van"], "is no mark"),
        (["debrief", "--mark", "need:  "], "is no mark"),
        (["correct", "m-none", "--wrong"], "there is no mention"),
        (["favours", "done", "fav-none"], "there is no favour"),
        (["brief", "meet-none"], "there is no meeting"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(run: Run, words: list[str], says: str) -> None:
    refused = run(*words, code=1)
    assert says in str(refused.exception)


def meeting_ids(run: Run) -> list[str]:
    """The meetings that were told about, as `favours` know them."""
    return [favour["meeting_id"] for favour in json.loads(run("favours", "--json").output)]
