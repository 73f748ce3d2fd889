"""Insight as a user types it."""

import csv
import json
from pathlib import Path

import pytest

from assistant.domain.people import Person
from tests.acceptance.test_commands import Run, runner_for
from tests.large_world import NOW, SMALL, assistant_in, fill
from tests.received import received

CONFIG = 'data = "data"\n[user]\nname = "Sam Example"\naddresses = ["sam@example-and-daughters.example"]\n'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs commands on a world in which much has happened."""
    folder = tmp_path_factory.mktemp("world")
    (folder / "config.toml").write_text(CONFIG, "utf-8")
    assistant = assistant_in(folder / "data")
    fill(assistant.store, SMALL)
    assistant.store.put(*received(list(assistant.store.find(Person)), 60, NOW))
    return runner_for(folder)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("summary", "60 referrals received"),
        ("sources", "referral partner"),
        ("number", "of 10 customers have sent somebody"),
        ("alarms", "questions that you answered"),
        ("times", "introductions were made within"),
    ],
)
def test_each_command_tells_for_people_for_programs_and_for_spreadsheets(
    run: Run, tmp_path: Path, command: str, says: str
) -> None:
    assert says in " ".join(run("insight", command).stdout.split())
    rows = json.loads(run("insight", command, "--json").stdout)
    file = tmp_path / "figures.csv"
    run("insight", command, "--csv", str(file))
    with file.open(encoding="utf-8", newline="") as opened:
        lines = list(csv.DictReader(opened))
    assert len(lines) == len(rows) > 0
    assert list(lines[0]) == [title for title in rows[0] if title != "id"]
