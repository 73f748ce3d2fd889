"""Merging, parting and forgetting people from the command line, over a whole made-up world."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.adapters.store.tinydb_store import open_store
from assistant.cli import app
from assistant.domain.introductions import Introduction
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from tests.large_world import SMALL, USER, fill

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    config = f'[user]\nname = "{USER.name}"\naddresses = ["{USER.address}"]\ntimezone = "UTC"\n'
    (tmp_path / "config.toml").write_text(config, "utf-8")
    with closing(open_store(tmp_path / "data" / "assistant.db")) as store:
        fill(store, SMALL)

    def run(*words: str, status: int = 0, typed: str = "") -> str:
        result = CliRunner().invoke(app, ["--config", str(tmp_path / "config.toml"), *words], input=typed)
        assert bool(result.exit_code) is bool(status), (result.output, result.exception)
        return " ".join(f"{result.output} {result.exception or ''}".split())

    return run


def whose_matters_are_over(data: Path) -> Person:
    """Somebody with quotes of their own and no introduction under way."""
    with closing(open_store(data / "assistant.db")) as store:
        live = {intro.seeker_id for intro in store.find(Introduction) if intro.is_open}
        people = (store.get(Person, mention.person_id) for mention in store.find(Mention))
        return next(who for who in people if who and who.id not in live and who.addresses and " " in who.name)


def test_somebody_is_forgotten_once_the_user_says_so(run: Run, tmp_path: Path) -> None:
    person = whose_matters_are_over(tmp_path / "data")
    file = tmp_path / "data" / "assistant.db"
    copy = tmp_path / "data" / "assistant.db.form-1"
    copy.write_bytes(b"")
    asked = run("forget", person.id, typed="n\n")
    assert "mentions that are kept go" in asked
    assert "Left as it is." in asked
    assert person.address in run("people")
    run("backup", str(tmp_path / "data" / "assistant-of-old.db"))
    told = run("forget", person.id, typed="y\nn\n")
    assert "passed over from now on" in told
    assert f"{copy.name}: damaged" in told
    assert "assistant-of-old.db: still holds them in" in told
    assert "the copies stay" in told
    assert copy.exists()
    left = b"".join(each.read_bytes() for each in file.parent.glob("assistant.db*")).lower()
    assert person.address.encode() not in left
    assert person.name.lower().encode() not in left
    assert "nobody is known" in run("forget", person.address, status=1) or person.address not in run("people")
    assert "may be read about again" in run("forget", person.address, "--lift")
    assert "was not forgotten" in run("forget", person.address, "--lift", status=1)


def test_older_copies_that_hold_somebody_are_removed_and_others_stay(run: Run, tmp_path: Path) -> None:
    person, data = whose_matters_are_over(tmp_path / "data"), tmp_path / "data"
    run("backup", str(data / "assistant-of-old.db"))
    told = run("forget", person.id, "--yes", "--remove-copies")
    assert "1 copy is removed" in told
    assert not (data / "assistant-of-old.db").exists()
    run("backup", str(data / "assistant-since.db"))
    other = whose_matters_are_over(data)
    run("people", "edit", other.id, "--organisation", person.organisation or "Firm")
    assert person.address.encode() not in (data / "assistant-since.db").read_bytes()


def test_whoever_is_being_introduced_is_not_forgotten(run: Run, tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "data" / "assistant.db")) as store:
        intro = next(intro for intro in store.find(Introduction) if intro.state == "asked")
    refused = run("forget", intro.seeker_id, "--yes", status=1)
    assert f"under way: {intro.id}" in refused


def test_a_merging_is_undone(run: Run) -> None:
    before = run("people")
    assert "people unmerge who-000010" in run("people", "merge", "who-000010", "who-000011", "--yes")
    assert run("people") != before
    assert "who-000011" in run("people", "unmerge", "who-000010")
    assert run("people") == before
    assert "was not merged" in run("people", "unmerge", "who-000010", status=1)
