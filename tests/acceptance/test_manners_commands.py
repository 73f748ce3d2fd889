"""What the etiquette would mend, as a user meets it at the terminal."""

import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import assistant
from assistant.cli import app
from assistant.errors import ConsentError, MannersError, UserError

Run = Callable[..., Result]
SAMPLE = Path(str(files(assistant))) / "sample"
PUSHY = "Would you like a hand with that? Act now, it is a special offer."


@pytest.fixture
def run(synced: Path, tmp_path: Path) -> Run:
    """Runs a command on a copy of the world, in which one draft waits."""
    folder = tmp_path / "world"
    shutil.copytree(synced, folder)
    return lambda *words, **more: invoke(folder, *words, **more)


def invoke(folder: Path, *words: str, text: str = "") -> Result:
    result = CliRunner().invoke(app, ["--config", str(folder / "config.toml"), *words], input=text)
    assert isinstance(result.exception, (UserError, SystemExit, type(None))), result.exception
    return result


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    invoke(folder, "sync")
    prompts = json.loads(invoke(folder, "prompts", "--json").output)
    asked = next(prompt for prompt in prompts if prompt["kind"] == "problem")
    assert not invoke(folder, "prompts", "answer", asked["id"], "yes").exit_code
    return folder


def draft(run: Run) -> dict[str, object]:
    (waiting,) = json.loads(run("drafts", "--json").output)
    return dict(waiting)


def edited(run: Run, *more: str) -> str:
    draft_id = str(draft(run)["id"])
    shown = run("drafts", "edit", draft_id, "--text", PUSHY, *more)
    assert not shown.exit_code, shown.exception
    return draft_id


def test_a_draft_without_fault_is_shown_without_a_word(run: Run) -> None:
    waiting = draft(run)
    assert (waiting["findings"], waiting["overruled"]) == ([], [])
    assert "another look" not in run("drafts", "show", str(waiting["id"])).output


def test_an_edit_keeps_the_words_and_says_what_to_mend(run: Run) -> None:
    draft_id = str(draft(run)["id"])
    shown = " ".join(run("drafts", "edit", draft_id, "--text", PUSHY).output.split())
    assert "Worth another look" in shown
    assert "! “Act now” sounds like selling" in shown
    assert "[S7: no selling]" in shown
    assert "[4: an easy way out]" in shown
    assert draft(run)["text"] == PUSHY
    assert "“special offer”" in run("drafts", "show", draft_id).output
    found = json.loads(run("drafts", "show", draft_id, "--json").output)[0]["findings"]
    assert [(each["rule"], each["number"], each["may_be_overruled"]) for each in found] == [
        ("way_out", "4", True),
        ("selling", "S7", True),
        ("selling", "S7", True),
    ]
    assert [PUSHY[each["start"] : each["end"]] for each in found] == ["", "Act now", "special offer"]


def test_approving_asks_whether_it_may_stand_once(run: Run) -> None:
    draft_id = edited(run)
    left = run("drafts", "approve", draft_id, text="n\n").output
    assert "Approve exactly this text all the same?" in left
    assert "Left as it is." in left
    refused = run("drafts", "approve", draft_id, "--yes")
    assert isinstance(refused.exception, MannersError)
    assert len(refused.exception.problems) == 3
    assert "Delivered" in run("drafts", "approve", draft_id, text="y\n").output
    (kept,) = json.loads(run("drafts", "--all", "--json").output)
    assert {each["rule"] for each in kept["overruled"]} == {"way_out", "selling"}


def test_what_was_let_stand_in_an_edit_is_not_asked_about_again(run: Run) -> None:
    draft_id = edited(run, "--anyway")
    assert "you let it stand" in " ".join(run("drafts", "show", draft_id).output.split())
    assert "all the same" not in run("drafts", "approve", draft_id, text="n\n").output
    assert "Delivered" in run("drafts", "approve", draft_id, "--yes").output


def test_anyway_goes_on_without_asking_but_never_over_a_consent(run: Run) -> None:
    draft_id = edited(run)
    named = run("drafts", "edit", draft_id, "--text", "I think of Gwilym Prosser.", "--anyway")
    assert isinstance(named.exception, ConsentError)
    assert "Delivered" in run("drafts", "approve", draft_id, "--yes", "--anyway").output


def test_a_script_says_what_to_say_and_how_to_record_the_answer(run: Run) -> None:
    (introduction,) = json.loads(run("intros", "--json").output)
    shown = " ".join(run("intros", "script", introduction["id"]).output.split())
    assert "To say to" in shown
    assert "Have you got two minutes?" in shown
    assert f"assistant intros record {introduction['id']} seeker yes" in shown
    run("intros", "record", introduction["id"], "cancelled")
    assert run("intros", "script", introduction["id"]).exit_code
