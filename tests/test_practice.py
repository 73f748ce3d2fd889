"""The table of the practice: every page that it names answers, every command exists, every test is there."""

import re
from pathlib import Path

import pytest
import typer

from assistant.cli import COMMANDS, app
from tests.web.filled_world import filled
from tests.web.web_world import Browser

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "practice.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text("utf-8").splitlines()
    if re.match(r"\| S\d", line)
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    return filled(tmp_path_factory.mktemp("world")).browser()


def test_every_system_has_a_row_in_order() -> None:
    assert [row[0] for row in ROWS] == [f"S{number}" for number in range(1, 27)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_page_answers(row: list[str], browser: Browser) -> None:
    paths = re.findall(r"`(/[^`]*)`", row[2])
    assert paths
    for path in paths:
        assert browser.get(path).status_code == 200, path


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_command_exists(row: list[str]) -> None:
    commands = re.findall(r"`assistant ([^`]+)`", row[3])
    assert commands
    for words in (command.split() for command in commands):
        assert words[0] in COMMANDS, words
        found = typer.main.get_command(app).get_command(typer.Context(typer.main.get_command(app)), words[0])  # type: ignore[attr-defined]
        if len(words) > 1:
            assert words[1] in found.commands, words


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_test_is_there(row: list[str]) -> None:
    tests = re.findall(r"\[(test_\w+)\]\(\.\./\.\./(tests/[\w/]+\.py)\)", row[4])
    assert tests
    for name, file in tests:
        assert re.search(rf"^ *def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE), f"{file}::{name}"
