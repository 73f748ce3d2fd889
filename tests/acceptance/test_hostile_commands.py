"""Hostile mails, notes and calendars go through `sync` and `extract`: every fault is named, the rest is read."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from tests.acceptance.make_hostile import make_hostile

CONFIG = """
[user]
name = "Bob"
addresses = ["bob@firm.example"]
timezone = "Europe/London"
"""
TYPES = {"mail": "eml", "notes": "notes", "calendars": "ics"}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile folder with a configuration that reads all of it."""
    folder = tmp_path_factory.mktemp("hostile")
    make_hostile(folder)
    parts = sorted(part.name for part in folder.iterdir() if part.is_dir())
    tables = "".join(
        f'\n[[source]]\nname = "{part}"\ntype = "{TYPES[part]}"\npath = "{part}"\n' for part in parts if part in TYPES
    )
    (folder / "config.toml").write_text(CONFIG + tables, "utf-8")
    return folder


def run(folder: Path, *words: str) -> Result:
    """A command on the hostile folder: it may fail, but only by saying so."""
    result = CliRunner().invoke(app, ["--config", str(folder / "config.toml"), *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    return result


def broken(folder: Path) -> set[str]:
    """The names of the files that cannot be read."""
    return {file.name for part in TYPES for file in (folder / part).iterdir() if file.name.startswith("broken")}


def test_sync_names_every_broken_item_and_reads_the_rest(hostile: Path) -> None:
    first = json.loads(run(hostile, "sync", "--json").stdout)
    named = {Path(failed["item"].split(",")[0]).name for source in first for failed in source["failed"]}
    assert broken(hostile) - named == set()
    assert all(source["new"] > 10 and not source["error"] for source in first)
    assert all(problem.strip() for source in first for failed in source["failed"] for problem in failed["problems"])


def test_extract_reads_every_file_and_names_the_broken_ones(hostile: Path) -> None:
    result = run(hostile, "extract", *(str(hostile / part) for part in TYPES), "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(lines) > 60
    assert [name for name in broken(hostile) if name not in result.stderr] == []
    assert "Traceback" not in result.output
