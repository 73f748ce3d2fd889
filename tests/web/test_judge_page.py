"""The page of the second reader: what it says, what it takes, what leaves this machine, and the exchange by files."""

import json
import re
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.documents import Document, Medium
from assistant.domain.ids import make_id
from assistant.domain.judging import Asked, Spent
from assistant.domain.mentions import Mention
from nlp.judging import Excerpt
from nlp.judging.excerpts import Line
from nlp.text import Who
from tests.servers.judge import MODEL, Judge, Question, Reply, asking, refusal
from tests.web.api_client import Program
from tests.web.configured import CONFIG, Configured, main_of
from tests.web.web_world import ANNA, NOW, ORIGIN, QUOTE, WebWorld

HERE = "/settings/judge"
AWAY = {"judge.use": "live", "judge.address": "https://api.example.com/v1", "judge.model": "large"}
NOTES = '[[source]]\nname = "notes"\ntype = "notes"\npath = "notes"\n'


def configured(folder: Path, judge: str = "", before: str = CONFIG) -> Configured:
    (folder / "notes").mkdir()
    return Configured(folder, f"{before}\n{NOTES}\n[judge]\n{judge}\n")


def live(folder: Path, server: Judge, more: str = "") -> Configured:
    return configured(folder, f'use = "live"\naddress = "{server.base}"\nmodel = "{MODEL}"\n{more}')


def answered(question: Question) -> Reply:
    """Finds the line to be a matter of whoever says it."""
    return Reply(text=json.dumps(ANSWER))


ANSWER = {
    "mentions": [{"line": 1, "quote": QUOTE, "kind": "problem", "holder": "P1", "category": "payroll"}],
    "none": [],
}


@pytest.fixture
def server() -> Iterator[Judge]:
    with asking(answered) as server:
        yield server


def wait_for(page: Configured) -> None:
    """A document, and a question about it that waits."""
    store = page.desk.assistant.store
    document = Document(
        id="doc-1",
        source="notes",
        locator="notes/anna.md",
        medium=Medium.NOTE,
        when=NOW,
        digest="",
        author=ANNA,
    )
    line = Line(start=0, end=len(QUOTE), words=QUOTE, speaker=0, marked=True)
    people = (Who(name=ANNA.name, address=ANNA.address),)
    question = Excerpt(medium="note", when="2026-11-17", lines=(line,), people=people, ref=document.id)
    judged = page.desk.assistant.judging.judged
    text, prompt = judged.kinds.kept(question), judged.prompts.prompt(question)
    asked = Asked(
        id=make_id("q", prompt.id, document.id),
        prompt_id=prompt.id,
        about="mentions",
        ref=document.id,
        question=text,
        asked_at=NOW,
    )
    store.put(document, asked)


def save(page: Configured, **typed: str | list[str]) -> Any:
    """Send the form as it stands, with these fields in place of its own."""
    text = page.browser.get(HERE).text
    form = re.search(rf'<form[^>]*action="{HERE}".*?</form>', text, re.DOTALL)
    assert form
    sent: dict[str, Any] = dict(re.findall(r'<input(?![^>]*checkbox)[^>]*name="([^"]*)"[^>]*value="([^"]*)"', form[0]))
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        assert chosen
        sent[name] = chosen[1]
    sent["judge.sources"] = re.findall(r'name="judge.sources" value="([^"]*)" checked', form[0])
    return page.browser.post(HERE, data={**sent, **typed}, headers={"Origin": ORIGIN})


def test_off_says_so_and_saving_it_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    page = configured(tmp_path)
    said = main_of(page.browser.get(HERE))
    assert "Off. No language model is asked, and nothing is shown to one." in said
    assert "Nothing was asked yet." in said
    assert "Download the questions" not in said
    assert f'href="{HERE}"' in page.browser.get("/settings").text
    before = page.written
    assert "Nothing was changed." in save(page).text
    assert page.written == before


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('use = "batch"', "By files. Questions are collected"),
        ('use = "live"\naddress = "http://127.0.0.1:1/v1"\nmodel = "m"', "On, on this machine. m is asked; what it is"),
        ('use = "live"\naddress = "https://far.example/v1"\nmodel = "m"', "On, at far.example. m is asked: what it is "
         "shown leaves this machine."),
        ('use = "batch"\nnames = "shown"\nsources = ["notes"]', "sentences of notes. Names of people are shown."),
        ('use = "batch"', "everything that is read. Names of people are hidden behind signs."),
    ],
)  # fmt: skip
def test_the_state_stands_in_plain_words(tmp_path: Path, settings: str, words: str) -> None:
    assert words in main_of(configured(tmp_path, settings).browser.get(HERE))


def test_the_last_days_the_budget_and_why_it_stopped(tmp_path: Path, server: Judge) -> None:
    page = live(tmp_path, server, "tokens_a_day = 20_000\nprice_in = 1.0\nmoney_a_day = 2.0")
    days = [(NOW - timedelta(days=ago)).date().isoformat() for ago in (0, 1, 40)]
    page.desk.assistant.store.put(
        Spent(id=days[0], questions=1234, answered=30, known=20, unfit=4, documents=150, judged=15, tokens_in=12_000,
              tokens_out=345, money=0.5),
        Spent(id=days[1], questions=7, documents=50, judged=5, stopped="today's budget is spent"),
        Spent(id=days[2], questions=98_765),
    )  # fmt: skip
    wait_for(page)
    said = main_of(page.browser.get(HERE))
    for words in (
        "1 question waits.",
        "Today 12,345 of 20,000 tokens are used; 7,655 are left. It has cost 0.50, and may cost 1.50 more.",
        "It last stopped early on 16 Nov 2026: today&#39;s budget is spent.",
        "10.0% of the mails and notes read were worth a question.",
        "17 Nov 2026 1,234 30 20 4 12,345 0.50",
    ):
        assert words in said, said
    assert "98,765" not in said


def test_a_model_on_this_machine_is_turned_on_and_off_again(tmp_path: Path, server: Judge) -> None:
    page = configured(tmp_path)
    typed = {"judge.use": "live", "judge.address": server.base, "judge.model": MODEL, "judge.sources": ["notes"]}
    answer = save(page, **typed, **{"judge.price_in": "0.25"})
    assert "Saved." in answer.text
    kept = page.config.judge
    assert (kept.use, kept.model, kept.sources, kept.price_in) == ("live", MODEL, ("notes",), 0.25)
    assert page.desk.assistant.judging.model is not None
    assert "On, on this machine" in main_of(page.browser.get(HERE))
    assert "as they were before" in page.browser.undo(answer).text
    assert page.config.judge.use == "off"


def test_nothing_leaves_this_machine_without_a_tick(tmp_path: Path) -> None:
    page = configured(tmp_path)
    before = page.written
    answer = save(page, **AWAY)
    assert answer.status_code == 409
    assert "Nothing is saved yet: api.example.com is another machine." in main_of(answer)
    assert 'value="https://api.example.com/v1"' in answer.text
    assert page.written == before
    assert "Saved." in save(page, **AWAY, sure="yes").text
    assert page.config.judge.host == "api.example.com"
    assert "Saved." in save(page, **{"judge.tokens_a_day": "1000"}).text  # nobody sees more by it
    assert save(page, **{"judge.names": "shown"}).status_code == 409
    assert save(page, **{"judge.address": "https://other.example/v1"}).status_code == 409
    assert page.config.judge.names == "hidden"
    assert "Saved." in save(page, **{"judge.use": "off"}).text


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(tmp_path: Path) -> None:
    page = configured(tmp_path)
    before = page.written
    typed = {**AWAY, "judge.address": "http://far.example/v1", "judge.model": "", "judge.money_a_day": "a lot"}
    answer = save(page, **typed, sure="yes", **{"judge.sources": ["notes", "gone"]})
    assert answer.status_code == 409
    said = unescape(answer.text)
    assert 'value="a lot"' in said
    assert "“At most so much money a day”" in said
    answer = save(page, **{**typed, "judge.money_a_day": "1"}, sure="yes", **{"judge.sources": ["notes", "gone"]})
    said = unescape(answer.text)
    for words in (
        "“Its address” leads out of this machine unencrypted",
        "“The model’s name” is missing",
        "“It may see something of” holds 'gone'",
        'value="http://far.example/v1"',
        'value="notes" checked',
    ):
        assert words in said, main_of(answer)
    assert page.written == before


def test_the_key_is_kept_used_and_never_shown(tmp_path: Path) -> None:
    with asking(answered, key="sk-secret") as server:
        page = live(tmp_path, server)
        judging = page.desk.assistant.judging
        asking_it = judging.asking  # as a reader that is loaded has it, with the key that there was: none
        tried = page.waited(page.browser.fill(HERE, f"{HERE}/try"))
        assert "It cannot be asked." in main_of(tried)
        answer = page.browser.fill(HERE, f"{HERE}/key", key=" sk-secret ")
        assert "The key is kept." in answer.text
        assert "sk-secret" not in answer.text + page.browser.get(HERE).text + page.written
        assert judging.model
        assert asking_it
        assert asking_it.model is judging.model
        assert judging.model.check().problem == ""
        tried = page.waited(page.browser.fill(HERE, f"{HERE}/try"))
        assert f"It answers, and has the model {MODEL}." in main_of(tried)
        assert server.questions == []
        page.browser.press(f"{HERE}/key", do="remove")
        assert not page.desk.assistant.judging.has_key
        assert judging.model.check().problem
        assert "that is no key" in page.browser.press(f"{HERE}/key", key="two\nlines").text


def test_trying_it_says_what_is_wrong(tmp_path: Path, server: Judge) -> None:
    page = live(tmp_path, server)
    server.models = ("another",)
    said = main_of(page.waited(page.browser.fill(HERE, f"{HERE}/try")))
    assert f"It has no model '{MODEL}'" in unescape(said)
    assert "It has: another" in said
    assert server.questions == []


def test_what_waits_is_asked_now(tmp_path: Path, server: Judge) -> None:
    page = live(tmp_path, server)
    wait_for(page)
    said = main_of(page.waited(page.browser.fill(HERE, f"{HERE}/ask")))
    assert "1 question answered, 1 of them had waited" in said
    (found,) = page.desk.assistant.store.find(Mention)
    assert found.quote == QUOTE
    assert found.is_twice_read
    assert "No question waits." in main_of(page.browser.get(HERE))
    shown = main_of(page.browser.get(f"/prompts/{found.prompt_id}"))
    assert "It was found by the trained reader and confirmed by a language model." in shown


def test_a_pass_that_stops_says_why_until_one_goes_through(tmp_path: Path, server: Judge) -> None:
    page = live(tmp_path, server)
    wait_for(page)
    server.answering = lambda question: refusal(401, "no")
    page.waited(page.browser.fill(HERE, f"{HERE}/ask"))
    assert "It last stopped early on 17 Nov 2026: the server of the judge refuses the key" in main_of(
        page.browser.get(HERE)
    )
    server.answering = answered
    page.waited(page.browser.fill(HERE, f"{HERE}/ask"))
    assert "last stopped" not in main_of(page.browser.get(HERE))


def test_questions_are_taken_along_and_answers_brought(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = configured(tmp_path, 'use = "batch"')
    wait_for(page)
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    file = page.browser.fill(HERE, f"{HERE}/questions")
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["cache-control"] == "no-store"
    (row,) = (json.loads(line) for line in file.text.splitlines())
    assert QUOTE in row["prompt"]
    lines = [json.dumps({"id": row["id"], "answer": ANSWER}), '{"id": "nobody", "answer": {}}', "broken"]
    files = {"file": ("../answers.jsonl", "\n".join(lines).encode())}
    data = {"csrf": page.browser.csrf(), "back": HERE}
    sent = page.browser.post(f"{HERE}/answers", data=data, files=files, headers={"Origin": ORIGIN})
    said = main_of(page.waited(sent))
    for words in (
        "1 answer taken: 1 new matter, 0 taken back. 2 not taken",
        "nobody asked this",
        "Answers.jsonl, line 3",
    ):
        assert words in unescape(said), said
    assert str(temporary) not in said
    assert not list(temporary.iterdir())
    assert [each.by for each in page.desk.assistant.store.find(Asked)] == ["answers.jsonl"]
    assert "No question waits." in main_of(page.browser.press(f"{HERE}/questions"))
    assert "choose a file first" in page.browser.press(f"{HERE}/answers", back=HERE).text


def test_questions_are_forgotten_once_it_is_sure(tmp_path: Path) -> None:
    page = configured(tmp_path)
    wait_for(page)
    assert "tick that you are sure" in page.browser.fill(HERE, f"{HERE}/forget").text
    assert page.desk.assistant.judging.waiting() == 1
    assert "Forgotten: 1 question." in page.browser.fill(HERE, f"{HERE}/forget", sure="yes").text
    assert page.desk.assistant.judging.waiting() == 0


@pytest.mark.parametrize("do", ["try", "ask", "questions", "answers"])
def test_while_it_is_off_nothing_is_asked(tmp_path: Path, do: str) -> None:
    page = configured(tmp_path)
    assert "turn it on first" in page.browser.press(f"{HERE}/{do}", back=HERE).text.casefold()


def test_the_reader_is_another_once_the_settings_are(tmp_path: Path) -> None:
    page = configured(tmp_path)
    assert {"reader", "matcher"} <= vars(page.desk.assistant).keys()
    save(page, **{"judge.use": "batch"})
    assert not {"reader", "matcher"} & vars(page.desk.assistant).keys()


def test_the_figures_for_other_programs(tmp_path: Path) -> None:
    world = WebWorld(tmp_path)
    world.assistant.store.put(Spent(id="2026-11-16", answered=3, stopped="today's budget is spent"))
    told = Program(world, writes=False).get("/api/judge").json()
    assert (told["use"], told["waiting"], told["names"]) == ("off", 0, "hidden")
    assert [(day["day"], day["answered"], day["stopped"]) for day in told["days"]] == [
        ("2026-11-16", 3, "today's budget is spent")
    ]
