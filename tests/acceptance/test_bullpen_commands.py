"""The bullpen on the command line: the sum, the bench, rests, gaps, false alarms, and a card from a saved site."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.adapters.store.tinydb_store import open_store
from assistant.cli import app
from assistant.domain.bullpen import Provider
from assistant.domain.introductions import EventKind
from assistant.domain.mentions import Kind
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.ports import Store
from tests.unit.domain.test_standing import TO_THE_OTHER, log

NOW = datetime.now(UTC)
CONFIG = '[user]\nname = "Sam Example"\naddresses = ["sam@firm.example"]\ntimezone = "UTC"\n'
SITE = "<p>We install telephone systems and broadband in Leeds.</p><p>We do not work with hospitals.</p>"
Run = Callable[..., str]


@contextmanager
def stored(folder: Path) -> Iterator[Store]:
    with closing(open_store(folder / "data" / "assistant.db")) as store:
        yield store


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a world in which four introductions to Bo came to nothing, and telephones are lacking."""
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    (tmp_path / "site.html").write_text(SITE, "utf-8")
    need = Prompt(
        id="p-1", person_id="who-ann", category="telecom", kind=Kind.NEED, mention_ids=("m-1",), first_heard=NOW,
        last_heard=NOW,
    )  # fmt: skip
    with stored(tmp_path) as store:
        store.put(
            Person(id="who-ann", name="Ann Ng", addresses=("ann@ng.example",)),
            Person(id="who-bo", name="Bo Li", addresses=("bo@li.example",)),
            Person(id="who-hat", name="Hattie Osgood", organisation="Osgood Telephone", addresses=("h@o.example",)),
            Provider(id="b-bo", person_id="who-bo", services=("payroll",), does="wages"),
            need,
            replace(need, id="p-2", category="payroll", state=PromptState.WRONG, answered_at=NOW),
        )
        for number in range(4):
            start = NOW - timedelta(days=300 + 9 * number)
            store.put(log(*TO_THE_OTHER, EventKind.RESTED, id=f"i-{number}", whose="b-bo", days=8, start=start))

    def run(*words: str, typed: str = "") -> str:
        result = CliRunner().invoke(app, ["--config", str(tmp_path / "config.toml"), *words], input=typed)
        assert not result.exit_code, (result.output, result.exception)
        return " ".join(result.output.split())

    return run


def test_a_card_shows_its_sum(run: Run) -> None:
    shown = run("bullpen", "show", "Bo Li")
    assert "standing: 52 of 100, mixed, by 4 asks" in shown
    assert "follow-through: (0 + 3) of (4 + 4) is 38 %, of 35: 13.1 not: i-0, i-1, i-2, i-3" in shown
    (card,) = json.loads(run("bullpen", "show", "b-bo", "--json"))
    assert (card["id"], card["standing"]["total"], card["standing"]["terms"][0]["bad"][0]) == ("b-bo", 52, "i-0")


def test_bench_bring_back_keep_and_rest(run: Run, tmp_path: Path) -> None:
    assert "Bo Li is benched" in run("bullpen", "bench", "Bo Li", "--why", "never came")
    assert "never came" in run("bullpen", "show", "Bo Li")
    assert "back in play" in run("bullpen", "bring-back", "b-bo")
    assert "stays" in run("bullpen", "keep", "b-bo")
    until = f"{NOW + timedelta(days=20):%Y-%m-%d}"
    assert "left in peace until" in run("bullpen", "rest", "b-bo", "--until", until, "--why", "too often")
    assert "too often" in run("bullpen", "show", "b-bo")
    assert "may be asked again" in run("bullpen", "rest", "b-bo")
    with stored(tmp_path) as store:
        (card,) = store.find(Provider)
    assert (card.benched, card.paused_until) == (None, None)


def test_gaps_and_alarms(run: Run) -> None:
    shown = run("bullpen", "gaps")
    assert "Phones and internet: told 1 times by 1" in shown
    assert "could you ask Hattie Osgood?" in shown
    (gap,) = json.loads(run("bullpen", "gaps", "--json"))
    assert (gap["category"], gap["people"]) == ("telecom", ["who-ann"])
    shown = run("bullpen", "alarms")
    assert "in all 100% 1 of 1 questions, 4 of 4 asks for nothing" in shown
    assert "b-bo Bo Li: asked 4 times; introduced, and nothing came of it 4" in shown
    assert {month["rate"] for month in json.loads(run("bullpen", "alarms", "--json"))} == {1.0}


def test_a_saved_site_fills_a_card_with_what_was_said_yes_to(run: Run, tmp_path: Path) -> None:
    site = str(tmp_path / "site.html")
    listed = json.loads(run("bullpen", "fill", "Hattie Osgood", "--text", site, "--json"))
    assert [each["part"] for each in listed] == ["does", "services", "not_for", "area"]
    assert "Nothing was kept" in run("bullpen", "fill", "Hattie Osgood", "--text", site, typed="n\nn\nn\nn\n")
    with stored(tmp_path) as store:
        assert store.count(Provider) == 1
    assert "telecom" in run("bullpen", "fill", "Hattie Osgood", "--text", site, typed="y\ny\nn\ny\n")
    with stored(tmp_path) as store:
        (card,) = store.find(Provider, person_id="who-hat")
    assert (card.services, card.area, card.not_for) == (("telecom",), ("Leeds",), ())
    assert card.does == "We install telephone systems and broadband in Leeds."
