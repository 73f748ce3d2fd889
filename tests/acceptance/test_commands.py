"""The commands as a user types them, on the sample world: from the first sync to an introduction and its way back."""

import gc
import json
import shutil
import tomllib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import assistant
from assistant.adapters.store.tinydb_store import open_store
from assistant.cli import app
from assistant.domain.people import Person
from assistant.errors import UserError

Run = Callable[..., Result]
SAMPLE = Path(str(files(assistant))) / "sample"


def runner_for(folder: Path) -> Run:
    """Runs a command on the world in `folder`; a UserError comes back as the result's exception."""

    def run(*words: str, text: str = "", fails: bool = False) -> Result:
        result = CliRunner().invoke(app, ["--config", str(folder / "config.toml"), *words], input=text)
        assert isinstance(result.exception, (UserError, SystemExit, type(None))), result.exception
        assert fails == bool(result.exit_code), (result.output, result.exception)
        return result

    return run


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample world after one sync."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    runner_for(folder)("sync")
    return folder


@pytest.fixture
def world(synced: Path, tmp_path: Path) -> Path:
    """A copy of the synced world, to change."""
    folder = tmp_path / "world"
    shutil.copytree(synced, folder)
    return folder


@pytest.fixture
def run(world: Path) -> Run:
    """Runs commands on it."""
    return runner_for(world)


def rows(run: Run, *words: str) -> list[dict[str, object]]:
    """What a listing says with --json."""
    listed: list[dict[str, object]] = json.loads(run(*words, "--json").output)
    return listed


def story() -> dict[str, object]:
    """The matter that the demo carries through."""
    return tomllib.loads((SAMPLE / "story.toml").read_text("utf-8"))


def prompt_of(run: Run, address: object, category: object) -> str:
    """The id of the question about this person's matter."""
    (who,) = [person["id"] for person in rows(run, "people") if address in person["addresses"]]  # type: ignore[operator]
    (found,) = [p["id"] for p in rows(run, "prompts", "--all") if (p["person_id"], p["category"]) == (who, category)]
    return str(found)


def exported(run: Run, folder: Path) -> dict[str, str]:
    """Everything that is kept."""
    run("export", str(folder), "--format", "json")
    return {file.name: file.read_text("utf-8") for file in folder.glob("*.json")}


def test_a_second_sync_finds_nothing_and_changes_no_row(run: Run, tmp_path: Path) -> None:
    before = exported(run, tmp_path / "before")
    assert "Nothing new." in run("sync").output
    assert exported(run, tmp_path / "after") == before


def test_a_new_store_gets_the_same_mentions_and_prompts(world: Path, run: Run, tmp_path: Path) -> None:
    before = exported(run, tmp_path / "before")
    shutil.rmtree(world / "data")
    run("sync")
    after = exported(run, tmp_path / "after")
    assert json.loads(before["mentions.json"]), "the sample world holds mentions"
    assert after["mentions.json"] == before["mentions.json"]
    assert after["prompts.json"] == before["prompts.json"]


def test_a_dry_run_shows_what_it_would_find_and_keeps_nothing(world: Path, run: Run, tmp_path: Path) -> None:
    shutil.rmtree(world / "data")
    assert "23 new" in run("sync", "--dry-run").output
    assert set(exported(run, tmp_path / "kept").values()) == {"[]\n"}


def test_the_store_is_the_users_alone_and_holds_no_bodies(world: Path, run: Run, tmp_path: Path) -> None:
    store = world / "data" / "assistant.db"
    assert store.stat().st_mode & 0o777 == 0o600
    assert store.parent.stat().st_mode & 0o777 == 0o700
    said = [
        " ".join(mention["quote"].split()) for mention in json.loads(exported(run, tmp_path / "kept")["mentions.json"])
    ]
    kept = b"".join(file.read_bytes() for file in store.parent.iterdir() if file.is_file())
    files = [file for file in (world / "notes").iterdir() if file.suffix in (".txt", ".md")]
    notes = [line.strip() for file in files for line in file.read_text("utf-8").splitlines()]
    unsaid = [line for line in notes if len(line) > 40 and not any(q in line or line in q for q in said)]
    assert len(unsaid) > 20
    assert not [line for line in unsaid if line.encode() in kept]


def test_an_introduction_from_the_question_to_the_thanks(run: Run, world: Path) -> None:
    told = story()
    prompt = prompt_of(run, told["seeker"], told["category"])
    assert "ask seeker" in run("prompts", "answer", prompt, "yes").output
    (intro,) = rows(run, "intros")
    states = []
    for side in ("seeker", "provider", "seeker", ""):
        (draft,) = rows(run, "drafts")
        shown = run("drafts", "show", str(draft["id"])).output
        assert str(draft["subject"]) in shown
        run("drafts", "approve", str(draft["id"]), text="y\n")
        run("drafts", "approve", str(draft["id"]), "--yes")
        if side:
            run("intros", "record", str(intro["id"]), side, "yes", "--quote", "Yes, gladly.")
        states.append(rows(run, "intros")[0]["state"])
    assert states == ["wanted", "available", "agreed", "introduced"]
    assert len(list((world / "data" / "drafts").glob("*.eml"))) == 4
    for fact in ("connected", "met", "won"):
        run("intros", "record", str(intro["id"]), fact)
    thanks = rows(run, "drafts")
    assert [draft["kind"] for draft in thanks] == ["thanks", "thanks"]
    for draft in thanks:
        run("drafts", "approve", str(draft["id"]), "--yes")
    assert rows(run, "intros") == []
    assert rows(run, "intros", "--all")[0]["state"] == "thanked"
    back = run("why", str(thanks[0]["id"])).output
    for step in ("draft", "introduction", "prompt", "mention", "document"):
        assert step in back
    assert "Yes, gladly." in back


def test_naming_the_other_side_too_early_is_refused(run: Run) -> None:
    told = story()
    run("prompts", "answer", prompt_of(run, told["seeker"], told["category"]), "yes", "--they-said", "Oh yes.")
    (draft,) = rows(run, "drafts")
    assert draft["kind"] == "ask_provider"
    refused = run("drafts", "edit", str(draft["id"]), "--text", "It is Rhodri who needs it.", fails=True)
    assert "rhodri" in str(refused.exception).lower()
    assert rows(run, "drafts")[0]["text"] == draft["text"]


def test_an_edit_asks_again(run: Run) -> None:
    told = story()
    run("prompts", "answer", prompt_of(run, told["seeker"], told["category"]), "yes")
    (draft,) = rows(run, "drafts")
    run("drafts", "edit", str(draft["id"]), "--subject", "A thought", "--text", "Would you like a hand with that?")
    assert "Left as it is." in run("drafts", "approve", str(draft["id"]), text="n\n").output
    (edited,) = rows(run, "drafts")
    assert (edited["state"], edited["subject"]) == ("waiting", "A thought")


def test_a_discarded_draft_can_be_taken_back(run: Run) -> None:
    told = story()
    run("prompts", "answer", prompt_of(run, told["seeker"], told["category"]), "yes")
    (draft,) = rows(run, "drafts")
    run("drafts", "discard", str(draft["id"]))
    assert rows(run, "drafts") == []
    run("drafts", "restore", str(draft["id"]))
    assert len(rows(run, "drafts")) == 1


def test_no_and_later_and_a_day_that_is_past(run: Run) -> None:
    first, second, *_ = [str(prompt["id"]) for prompt in rows(run, "prompts")]
    run("prompts", "answer", first, "no")
    run("prompts", "answer", second, "later", "--until", "2099-01-31")
    waiting = {prompt["id"] for prompt in rows(run, "prompts")}
    assert not waiting & {first, second}
    assert "still to come" in str(run("prompts", "answer", second, "later", fails=True).exception)


def test_a_debrief_is_read_at_once_and_again_without_doubling(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (meeting, *_) = rows(run, "today")[0]["meetings"]  # type: ignore[misc]
    name = meeting["attendees"][0]["name"]  # type: ignore[index]
    words = f"{name} asked me: do you know a good plumber for the shop?"
    known = {prompt["id"] for prompt in rows(run, "prompts")}
    run("debrief", str(meeting["id"]), "--text", words)  # type: ignore[index]
    after = {prompt["id"] for prompt in rows(run, "prompts")}
    assert len(after - known) == 1
    run("debrief", str(meeting["id"]), "--text", words)  # type: ignore[index]
    assert {prompt["id"] for prompt in rows(run, "prompts")} == after


def test_nothing_came_up_is_an_answer(run: Run) -> None:
    before = rows(run, "today")[0]["meetings"]
    run("debrief", "--nothing")
    assert len(rows(run, "today")[0]["meetings"]) == len(before) - 1  # type: ignore[arg-type]


def test_a_changed_note_is_read_again_without_doubling(world: Path, run: Run) -> None:
    note = next((world / "notes").glob("*breakfast.md"))

    def asked() -> list[tuple[object, object]]:  # the topic may be another one: new lines can tell more of a matter
        return sorted((prompt["person_id"], prompt["mention_ids"]) for prompt in rows(run, "prompts"))

    before = asked()
    note.write_text(note.read_text("utf-8") + "\n\nThe tea was good.\n", "utf-8")
    assert "1 changed" in run("sync").output
    assert asked() == before


def test_an_emptied_mailbox_is_refused_and_nothing_is_lost(world: Path, run: Run) -> None:
    before = rows(run, "prompts")
    (world / "mail" / "inbox.mbox").write_bytes(b"")
    refused = run("sync", fails=True)
    assert refused.exit_code == 1
    assert "inbox.mbox" in refused.output
    assert rows(run, "prompts") == before


def test_one_bad_note_does_not_keep_the_others_back(world: Path, run: Run) -> None:
    (world / "notes" / "2026-11-19 broken.docx").write_bytes(b"PK\x03\x04 no zip at all")
    (world / "notes" / "2026-11-19 good.md").write_text("Bea Tranter: do you know a good accountant?", "utf-8")
    result = run("sync", fails=True)
    assert "broken.docx" in result.output
    assert "notes: 1 new" in result.output


def test_backup_and_restore(world: Path, run: Run, tmp_path: Path) -> None:
    before = exported(run, tmp_path / "before")
    run("backup", str(tmp_path / "copy.db"))
    run("prompts", "answer", str(rows(run, "prompts")[0]["id"]), "no")
    run("restore", str(tmp_path / "copy.db"), "--yes")
    assert exported(run, tmp_path / "after") == before
    assert list((world / "data").glob("assistant-*.db")), "what was there before is kept aside"
    assert run("backup", str(tmp_path / "copy.db"), fails=True).exit_code


def test_people_can_be_merged_and_changed(run: Run) -> None:
    told = story()
    run("people", "edit", str(told["seeker"]), "--organisation", "Another Firm", "--area", "Cardiff")
    assert "Another Firm" in run("people", "show", str(told["seeker"]), "--json").output
    keep, other = [str(person["id"]) for person in rows(run, "people")[:2]]
    count = len(rows(run, "people"))
    run("people", "merge", keep, other, text="n\n")
    assert len(rows(run, "people")) == count
    run("people", "merge", keep, other, "--yes")
    assert len(rows(run, "people")) == count - 1


def test_the_bullpen_says_who_fits_and_why(run: Run) -> None:
    told = story()
    prompt = prompt_of(run, told["seeker"], told["category"])
    assert "main line" in run("bullpen", "for", prompt).output
    assert "trades" in run("bullpen", "show", "Kev Lathbury").output


@pytest.mark.parametrize(
    "words", [["today"], ["prompts"], ["drafts"], ["intros"], ["people"], ["bullpen"], ["debrief"]]
)
def test_an_empty_world_says_what_to_do(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[user]\nname = "A"\naddresses = ["a@b.example"]\n', "utf-8")
    assert runner_for(tmp_path)(*words).output.strip()


def test_five_mistakes_are_five_lines(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[user]\nnme = "A"\naddresses = "a"\ntimezone = "Mars"\n[reading]\nconfidence = 7\n[[source]]\nname = "x"\n'
        'type = "pop3"\npath = "y"\n',
        "utf-8",
    )
    refused = runner_for(tmp_path)("today", fails=True)
    assert isinstance(refused.exception, UserError)
    assert len(refused.exception.problems) == 6  # the name is missing as well as misspelt


def test_init_writes_a_configuration_that_works(tmp_path: Path) -> None:
    run = runner_for(tmp_path)
    mail = SAMPLE / "mail" / "inbox.mbox"
    run("init", "--name", "Maren Holt", "--address", "maren@holtandfen.example", "--source", f"mbox={mail}", text="\n")
    assert "23 new" in run("sync").output
    assert "one already" in str(run("init", "--name", "x", "--address", "x@y.z", text="\n", fails=True).exception)


def test_extract_reads_any_file_and_names_the_one_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "bad.docx").write_bytes(b"nothing")
    good = tmp_path / "good.eml"
    good.write_text("From: Ann <ann@b.example>\nSubject: Roof\n\nDo you know a good roofer?\n", "utf-8")
    run = runner_for(SAMPLE)
    result = run("extract", str(good), str(tmp_path / "bad.docx"), "--json", fails=True)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["doc"] for line in lines] == [good.name]
    assert set(lines[0]["mentions"][0]) == {
        "quote", "kind", "holder", "category", "confidence", "start", "end", "found_by"
    }  # fmt: skip
    assert "bad.docx" in result.stderr


def test_an_unknown_id_is_a_plain_line(run: Run) -> None:
    for words in (["why", "p-nope"], ["why", "?"], ["drafts", "approve", "d-nope"], ["people", "show", "Nobody"]):
        assert isinstance(run(*words, fails=True).exception, UserError)


def test_a_request_that_was_taken_back_is_no_yes(world: Path, run: Run) -> None:
    note = world / "notes" / "2026-11-19 Bea.vtt"
    told = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Bea Tranter>Do you know anyone who tutors GCSE maths?\n"
    note.write_text(told, "utf-8")
    run("sync")
    prompt = prompt_of(run, "bea@tranterevents.example", "care-education")
    run("prompts", "answer", prompt, "later", "--until", "2099-01-01")
    note.write_text(told.replace("Do you know anyone who tutors GCSE maths?", "All is well."), "utf-8")
    run("sync")
    run("prompts", "answer", prompt, "yes")
    (intro,) = rows(run, "intros")
    assert intro["state"] == "noticed"
    assert "tutors" not in str(rows(run, "drafts")[0]["text"])


def test_restore_is_seen_by_whoever_has_the_store_open(world: Path, run: Run, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "copy.db"))
    with closing(open_store(world / "data" / "assistant.db")) as live:
        person = next(live.find(Person))
        live.put(replace(person, note="written after the backup"))
        run("restore", str(tmp_path / "copy.db"), "--yes")
        assert live.get(Person, person.id) == person
        live.put(replace(person, note="written after the restore"))
    assert "written after the restore" in run("people", "show", person.id, "--json").output


def test_a_damaged_store_can_be_restored(world: Path, run: Run, tmp_path: Path) -> None:
    before = exported(run, tmp_path / "before")
    run("backup", str(tmp_path / "copy.db"))
    gc.collect()  # the commands before ran in this process, and may still hold the file and its log open
    (world / "data" / "assistant.db").write_bytes(b"no database at all" * 100)
    run("today", fails=True)
    run("restore", str(tmp_path / "copy.db"), "--yes")
    assert exported(run, tmp_path / "after") == before


def test_a_rewrite_that_is_refused_is_not_lost(world: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told = story()
    run("prompts", "answer", prompt_of(run, told["seeker"], told["category"]), "yes", "--they-said", "Oh yes.")
    (draft,) = rows(run, "drafts")
    monkeypatch.setenv("VISUAL", "sed -i s/Somebody/Rhodri/")
    refused = run("drafts", "edit", str(draft["id"]), fails=True).exception
    assert isinstance(refused, UserError)
    kept = world / "data" / f"{draft['id']}.txt"
    assert str(kept) in refused.hint
    assert "Rhodri I know" in kept.read_text("utf-8")
    monkeypatch.setenv("VISUAL", "truncate -s 0")
    assert "nothing was changed" in run("drafts", "edit", str(draft["id"])).output
