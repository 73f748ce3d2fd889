"""A language model as second reader, as a user has it: live, by files, and not at all."""

import json
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.judging import Asked
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from nlp.calibration import load_calibration
from nlp.reader import SURE
from tests.acceptance.test_commands import SAMPLE, Run, runner_for
from tests.servers.judge import MODEL, Judge, Question, Reply, asking
from tests.servers.judge_ways import WAYS

NOTHING = '{"mentions": [], "none": []}'
MARKED = re.compile(r"^\* \[(\d+)\] (\S+?)(?: on \S+)?: (.+)$", re.M)


def first_marked(question: Question) -> Reply:
    """Finds the first line that is worth a look to be a matter of whoever says it, if that is somebody else."""
    found = MARKED.search(question.text)
    if "Stage:" in question.text:
        return Reply(text='{"label": "unclear", "quote": "", "until": null, "hand_off": null}')
    if found is None or found[2] in ("U", "?"):
        return Reply(text=NOTHING)
    mention = {"line": int(found[1]), "quote": found[3], "kind": "need", "holder": found[2], "category": "telecom"}
    return Reply(text=json.dumps({"mentions": [mention], "none": []}))


@pytest.fixture
def server() -> Iterator[Judge]:
    with asking(first_marked) as server:
        yield server


@pytest.fixture
def world(tmp_path: Path) -> Path:
    folder = tmp_path / "world"
    shutil.copytree(SAMPLE, folder)
    return folder


def configure(world: Path, settings: str) -> Run:
    config = world / "config.toml"
    before = config.read_text("utf-8").partition("\n[judge]")[0]
    config.write_text(f"{before}\n[judge]\n{settings}\n", "utf-8")
    return runner_for(world)


def live(world: Path, server: Judge, more: str = "") -> Run:
    return configure(world, f'use = "live"\naddress = "{server.base}"\nmodel = "{MODEL}"\n{more}')


def kept(world: Path) -> tuple[list[Asked], list[Mention]]:
    with closing(open_store(world / "data" / "assistant.db")) as store:
        return list(store.find(Asked)), list(store.find(Mention))


def test_what_the_trained_reader_found_is_judged_once(world: Path, server: Judge) -> None:
    run = live(world, server)
    told = " ".join(run("sync").stdout.split())
    asked, mentions = kept(world)
    assert len(server.questions) == len({each.prompt_id for each in asked}) > 20
    assert f"{len(server.questions)} questions answered" in told
    assert not any(each.waits for each in asked)
    by_judge = [mention for mention in mentions if mention.found_by.startswith("judge")]
    assert len(by_judge) > 10
    assert {mention.category for mention in by_judge} == {"telecom"}
    count = len(server.questions)
    run("sync")
    run("judge", "ask")
    assert len(server.questions) == count
    status = json.loads(run("judge", "--json").stdout)
    assert (status["waiting"], status["days"][0]["answered"]) == (0, count)
    assert f"{MODEL} is asked, on this machine" in run("judge").stdout


def test_nobody_is_named_to_the_model(world: Path, server: Judge) -> None:
    live(world, server)("sync")
    with closing(open_store(world / "data" / "assistant.db")) as store:
        people = list(store.find(Person))
    shown = "\n".join(question.text for question in server.questions)
    assert not [address for person in people for address in person.addresses if address in shown]
    known = {person.name for person in people if " " in person.name}
    assert not [name for name in sorted(known) if name in shown]
    assert "Maren" not in shown


def test_off_opens_no_connection(world: Path, server: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    run = configure(world, f'use = "off"\naddress = "{server.base}"\nmodel = "{MODEL}"')

    def connect(self: socket.socket, address: object) -> None:
        raise AssertionError(f"a connection to {address}")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, connect)
    run("sync")
    run("today")
    run("drafts")
    asked, mentions = kept(world)
    assert asked == []
    assert mentions
    assert "No language model is asked" in run("judge").stdout
    assert server.questions == server.listed == []


def test_by_files(world: Path, tmp_path: Path) -> None:
    run = configure(world, 'use = "batch"')
    run("sync")
    _, before = kept(world)
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    run("judge", "export", str(questions))
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    assert all(set(row) == {"id", "system", "prompt", "schema"} for row in rows)
    assert questions.stat().st_mode & 0o077 == 0
    with answers.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows):
            text = (
                NOTHING
                if "Stage:" not in row["prompt"]
                else '{"label": "thanks", "quote": "", "until": null, "hand_off": null}'
            )
            file.write(json.dumps({"id": row["id"], "answer": text if number % 2 else json.loads(text)}) + "\n")
        file.write('{"id": "nobody asked", "answer": {}}\nbroken\n')
    told = run("judge", "import", str(answers), fails=True)
    assert f"{len(rows)} answers taken" in told.stdout
    assert "2 not taken" in told.stdout
    assert "nobody asked this" in told.stderr
    assert f"line {len(rows) + 2}" in told.stderr
    asked, mentions = kept(world)
    assert not any(each.waits for each in asked)
    plain = load_calibration().threshold(SURE)
    assert {each.id for each in mentions} == {each.id for each in before if each.confidence >= plain}
    assert len(mentions) < len(before)
    assert "No question waits." in run("judge", "export", str(questions)).stdout


def test_a_server_that_is_down_holds_nobody_up_and_is_caught_up_with(world: Path, server: Judge) -> None:
    server.answering = WAYS["broken"](first_marked)
    run = live(world, server)
    told = " ".join(run("sync").stdout.split())
    assert "answered 500; reading went on without it" in told
    asked, mentions = kept(world)
    assert mentions
    assert all(mention.found_by.startswith("encoder") or ":" in mention.found_by for mention in mentions)
    assert asked
    assert all(each.waits for each in asked)
    server.answering = first_marked
    told = " ".join(run("sync").stdout.split())
    assert f"{len({each.prompt_id for each in asked})} questions answered" in told
    asked, mentions = kept(world)
    assert not any(each.waits for each in asked)
    assert any(mention.found_by.startswith("judge") for mention in mentions)


def test_the_budget_of_a_day(world: Path, server: Judge) -> None:
    run = live(world, server, "tokens_a_day = 12_000")
    told = " ".join(run("sync").stdout.split())
    assert "today's budget is spent" in told
    asked, mentions = kept(world)
    assert 0 < len(server.questions) < len(asked)
    assert mentions
    assert any(each.waits for each in asked)


def test_only_what_it_may_see(world: Path, server: Judge) -> None:
    live(world, server, 'sources = ["notes"]')("sync")
    asked, _ = kept(world)
    assert asked
    with closing(open_store(world / "data" / "assistant.db")) as store:
        from assistant.domain.documents import Document

        sources = {document.source for each in asked if (document := store.get(Document, each.ref))}
    assert sources == {"notes"}


def test_forgetting_questions(world: Path, server: Judge) -> None:
    run = live(world, server)
    run("sync")
    count = len(kept(world)[0])
    assert f"{count} questions forgotten" in run("judge", "forget").stdout
    assert kept(world)[0] == []


@pytest.mark.parametrize("words", [("export", "x"), ("import", "x"), ("ask",)])
def test_without_a_judge_the_exchange_says_so(world: Path, words: tuple[str, ...]) -> None:
    told = configure(world, 'use = "off"')("judge", *words, fails=True)
    assert "[judge]" in str(told.exception)


def test_a_key_is_kept_apart(world: Path, server: Judge) -> None:
    server.key = "very-secret"
    run = live(world, server)
    run("judge", "key", text="very-secret\n")
    run("sync")
    assert server.questions
    assert all(question.key == "very-secret" for question in server.questions)
    whole = b"".join(path.read_bytes() for path in (world / "data").glob("assistant.db*"))
    assert b"very-secret" not in whole
    run("judge", "key", "--remove")
    assert "refuses the key" not in run("judge").stdout


def test_another_server_never_gets_the_key(world: Path, server: Judge) -> None:
    live(world, server)("judge", "key", text="very-secret\n")
    with asking(lambda _: Reply(text='{"mentions": [], "none": []}')) as other:
        live(world, other)("sync")
        assert other.questions
        assert {question.key for question in other.questions} == {""}
    no_address = configure(world, 'use = "batch"')("judge", "key", text="very-secret\n", fails=True)
    assert "judge.address" in str(getattr(no_address.exception, "hint", ""))


def test_the_doctor_looks_at_it(world: Path, server: Judge) -> None:
    run = live(world, server)
    run("sync")
    assert MODEL in run("doctor").stdout
    server.models = ("other",)
    assert "it has no model" in run("doctor", fails=True).output
