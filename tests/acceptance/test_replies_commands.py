"""Answers that wait for the user, as the commands show and settle them."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

import assistant
from assistant.adapters.store.tinydb_store import open_store
from assistant.cli import app
from assistant.domain.consents import Side
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import Introduction, State
from assistant.domain.replies import Found, Label, Reply, ReplyState
from assistant.errors import UserError

Run = Callable[..., str]
SAMPLE = Path(str(files(assistant))) / "sample"
SOON = (datetime.now(UTC) + timedelta(days=30)).date()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world in which somebody was asked whether they want help, and answered unclearly."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    invoke(folder, "sync")
    problem = next(each for each in json.loads(invoke(folder, "prompts", "--json")) if each["kind"] == "problem")
    invoke(folder, "prompts", "answer", problem["id"], "yes")
    (draft,) = json.loads(invoke(folder, "drafts", "--json"))
    invoke(folder, "drafts", "approve", draft["id"], "--yes")
    with closing(open_store(folder / "data" / "assistant.db")) as store:
        sent = store.get(Draft, draft["id"])
        assert sent is not None
        reply = Reply(
            id="r-1", introduction_id=sent.introduction_id, draft_id=sent.id, document_id="doc", message_id="<1@x>",
            who=sent.to[0], side=Side.SEEKER, stage="seeker", at=datetime.now(UTC), found=Found.ANSWER,
            label=Label.UNCLEAR, confidence=0.4, quote="Well, you know how it is.", why="it is not clear",
        )  # fmt: skip
        store.put(reply)
    return folder


@pytest.fixture
def world(asked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(asked, tmp_path / "world"))


def invoke(folder: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["--config", str(folder / "config.toml"), *words])
    if isinstance(result.exception, UserError):
        raise result.exception
    assert not result.exit_code, (result.output, result.exception)
    return result.output


def introduction(folder: Path) -> Introduction:
    with closing(open_store(folder / "data" / "assistant.db")) as store:
        (only,) = store.find(Introduction)
    return only


def test_what_waits_is_shown_with_their_words(world: Path) -> None:
    shown = invoke(world, "replies")
    assert "r-1" in shown
    assert "something unclear" in shown
    assert "“Well, you know how it is.”" in shown
    assert "it is not clear" in shown
    invoke(world, "replies", "settle", "r-1", "nothing")
    assert "No reply waits for you." in invoke(world, "replies")
    assert json.loads(invoke(world, "replies", "--all", "--json"))[0]["state"] == "settled"


def test_a_yes_is_yours_to_say(world: Path) -> None:
    assert introduction(world).state is State.ASKED
    invoke(world, "replies", "settle", "r-1", "yes")
    assert introduction(world).state not in (State.ASKED, State.NOTICED)


def test_later_needs_a_day(world: Path) -> None:
    with pytest.raises(UserError, match="later, but when"):
        invoke(world, "replies", "settle", "r-1", "later")
    invoke(world, "replies", "settle", "r-1", "later", "--until", SOON.isoformat())
    assert (introduction(world).state, introduction(world).until) == (State.DEFERRED, SOON)


def test_the_day_that_was_read_need_not_be_told(world: Path) -> None:
    with closing(open_store(world / "data" / "assistant.db")) as store:
        reply = store.get(Reply, "r-1")
        assert reply is not None
        store.put(replace(reply, until=SOON))
    invoke(world, "replies", "settle", "r-1", "later")
    assert (introduction(world).state, introduction(world).until) == (State.DEFERRED, SOON)


def test_a_hand_off_drafts_the_question_to_the_other_one(world: Path) -> None:
    invoke(world, "replies", "settle", "r-1", "hand-off", "--to", "Ines Ward <ines@ward.example>")
    with closing(open_store(world / "data" / "assistant.db")) as store:
        (draft,) = [draft for draft in store.find(Draft) if draft.kind is DraftKind.HAND_OFF]
        reply = store.get(Reply, "r-1")
    assert [str(who.address) for who in draft.to] == ["ines@ward.example"]
    assert reply is not None
    assert reply.state is ReplyState.SETTLED
