"""What is known already, and how and when to ask, as the commands show it."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.adapters.store.tinydb_store import open_store
from assistant.cli import app
from assistant.domain.bullpen import Provider
from assistant.domain.documents import Document, Medium
from assistant.domain.drafts import Draft
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState

NOW = datetime.now(UTC)
ANN = Person(id="who-ann", name="Ann Ng", addresses=("ann@ng.example",))
BO = Person(id="who-bo", name="Bo Li", addresses=("bo@li.example",))
CY = Person(id="who-cy", name="Cy Ox", addresses=("cy@ox.example",))
SAM = Participant(name="Sam Example", address="sam@firm.example")
CONFIG = '[user]\nname = "Sam Example"\naddresses = ["sam@firm.example"]\ntimezone = "UTC"\n'
Run = Callable[..., str]


def mail(number: int, title: str, author: Participant, *to: Participant, days: int = 1) -> Document:
    return Document(
        id=f"doc-{number}", source="mail", locator="x", medium=Medium.EMAIL, when=NOW - timedelta(days=days), digest="",
        title=title, author=author, listeners=to,
    )  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a world in which Ann needs payroll, and Bo, whom she knows, and Cy do that."""
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    mention = Mention(
        id="m-1", document_id="doc-1", kind=Kind.REQUEST, category="payroll", quote="who does your payroll?", start=0,
        end=5, holder=ANN.participant, told_by=ANN.participant, heard_at=NOW - timedelta(days=3), confidence=1,
        found_by="x", person_id=ANN.id,
    )  # fmt: skip
    prompt = replace(Prompt.about(mention), id="p-1")
    soon = NOW + timedelta(days=2)
    with closing(open_store(tmp_path / "data" / "assistant.db")) as store:
        store.put(
            ANN, BO, CY, prompt, replace(mention, prompt_id="p-1"),
            replace(prompt, id="p-0", state=PromptState.NO, answered_at=NOW - timedelta(days=200), mention_ids=()),
            Provider(id="b-bo", person_id=BO.id, services=("payroll",), does="wages"),
            Provider(id="b-cy", person_id=CY.id, services=("payroll",), does="wages"),
            mail(1, "Hello", ANN.participant, SAM), mail(2, "Wages", BO.participant, ANN.participant, SAM),
            Meeting(
                id="meet-1", document_id="doc-9", title="Tea", start=soon, end=soon + timedelta(hours=1),
                attendees=(ANN.participant,),
            ),
        )  # fmt: skip

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["--config", str(tmp_path / "config.toml"), *words])
        assert not result.exit_code, (result.output, result.exception)
        return " ".join(result.output.split())

    return run


@pytest.mark.parametrize("listing", ["today", "prompts"])
def test_a_question_comes_with_what_is_known_and_how_to_ask(run: Run, listing: str) -> None:
    shown = run(listing)
    assert "at the end of “Tea”" in shown
    assert "mind: you left payroll of Ann Ng alone" in shown
    assert "[p-0]" in shown


def test_how_somebody_likes_to_be_asked_is_kept_and_obeyed(run: Run) -> None:
    run("people", "edit", "Ann Ng", "--channel", "phone", "--notice", "2")
    assert "call Ann; free: " in run("prompts")
    assert "liked best: phone; wants 2 business days of notice" in run("people", "show", "Ann Ng")
    run("people", "edit", "Ann Ng", "--organisation", "Ng")
    (ann,) = json.loads(run("people", "show", "Ann Ng", "--json"))
    assert (ann["preferences"]["channel"], ann["preferences"]["notice"]) == ("phone", 2)
    run("people", "edit", "Ann Ng", "--channel", "any", "--notice", "0")
    assert "at the end of “Tea”" in run("prompts")


def test_a_proposal_and_a_draft_come_with_what_is_known_of_the_two(run: Run, tmp_path: Path) -> None:
    run("prompts", "answer", "p-1", "yes")
    with closing(open_store(tmp_path / "data" / "assistant.db")) as store:
        (intro,), (draft,) = list(store.find(Introduction)), list(store.find(Draft))
    assert draft.provider_id == "b-bo"
    known = "mind: they have written to each other (once, last on"
    shown = run("drafts", "show", draft.id)
    assert known in shown
    assert "[doc-2]" in shown
    assert "write to Bo" in shown
    assert run("intros", "show", intro.id).count(known) == 1


def test_what_was_thrown_away_leaves_its_introduction_in_sight(run: Run, tmp_path: Path) -> None:
    run("prompts", "answer", "p-1", "yes")
    with closing(open_store(tmp_path / "data" / "assistant.db")) as store:
        (intro,), (draft,) = list(store.find(Introduction)), list(store.find(Draft))
    assert "Nothing is drafted" not in run("today")
    run("drafts", "discard", draft.id)
    assert f"Nothing is drafted for these (1) {intro.id}  Ann Ng".replace("  ", " ") in run("today")
    run("intros", "next", intro.id)
    assert "Nothing is drafted" not in run("today")


def test_who_was_introduced_already_is_not_proposed(run: Run, tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "data" / "assistant.db")) as store:
        store.put(mail(3, "Ann, meet Bo", SAM, ANN.participant, BO.participant, days=90))
    assert "b-bo Bo Li: not proposed: you introduced them by mail on" in run("bullpen", "for", "p-1")


def test_a_region_that_is_none_is_told_where_days_are_counted(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG + 'country = "GB"\nregion = "Mars"\n', "utf-8")
    run("people", "edit", "Ann Ng", "--channel", "mail")
    failed = CliRunner().invoke(app, ["--config", str(config), "prompts"])
    assert "'user.region' is 'Mars'" in str(failed.exception)
