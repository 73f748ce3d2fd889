"""Whatever a server of a language model does: nothing wrong is taken, the run ends in time, and one line says why."""

import json
import time

import msgspec
import pytest

from assistant.adapters.judging.chat_model import OpenAiChat
from assistant.adapters.judging.prompts import JudgePrompts
from assistant.adapters.judging.questions import JudgedQuestions
from assistant.adapters.memory_judge import MemoryAnswers
from assistant.bootstrap.reading import load_topics
from assistant.domain.judging import JudgeSettings
from assistant.errors import JudgeError
from assistant.services.asking import Asking
from nlp.judging import Excerpt
from nlp.judging.excerpts import Line
from nlp.text import Who
from tests.servers.judge import MODEL, Judge, Question, Reply, asking
from tests.servers.judge_ways import WAYS, redirect
from tests.unit.services.asked import NOON

SECONDS = 1.0
PROMPTS = JudgePrompts(load_topics())
WORDS = ("Our roof leaks again, honestly.", "The kitchen roof leaks since May.", "My roof leaks whenever it rains.")
QUESTIONS = [
    Excerpt(
        medium="email",
        when="2026-05-04",
        lines=(Line(start=0, end=len(words), words=words, speaker=0, marked=True),),
        people=(Who(name="Ann Ng", address="ann@ng.example"),),
        ref=f"doc-{number}",
    )
    for number, words in enumerate(WORDS)
]


def well(question: Question) -> Reply:
    """A right answer to each of them."""
    (words,) = (each for each in WORDS if each in question.text)
    mention = {"line": 1, "quote": words, "kind": "problem", "holder": "P1", "category": "construction"}
    return Reply(text=json.dumps({"mentions": [mention], "none": []}))


STOPS = {
    "never answers": "did not answer within",
    "a byte at a time": "did not answer within",
    "closes half-way": "cannot be reached",
    "no choices": "did not answer as one",
    "no message": "did not answer as one",
    "JSON that is no answer": "did not answer as one",
    "5 MB": "without an end",
    "100 MB in a small parcel": "without an end",
    "wrong key": "refuses the key: Incorrect API key provided.",
    "model not found (Ollama)": "knows no 'judge'",
    "model not found (OpenAI)": "knows no 'judge'",
    "too many questions": "is busy",
    "too many for an hour": "is busy",
    "no money left": "is busy",
    "broken": "answered 500",
    "somebody else's page": "did not answer in JSON",
}
"""What ends a pass, and the words that tell why."""

UNFIT = {
    "prose", "prose around it", "twice", "broken JSON", "cut short", "refuses", "missing keys", "extra keys",
    "wrong types", "a list instead", "nothing but null", "huge numbers", "not a number", "nested deep",
    "half a character", "empty", "answers what nobody asked",
}  # fmt: skip
"""What is asked again once, and then left to the trained reader."""


def judge(server: Judge, **more: object) -> tuple[Asking, MemoryAnswers]:
    settings = JudgeSettings(use="live", address=server.base, model=MODEL, at_once=1, **more)  # type: ignore[arg-type]
    book = MemoryAnswers()
    model = OpenAiChat(address=settings.address, model=settings.model, seconds=SECONDS)
    return (
        Asking(
            settings=settings,
            model=model,
            prompts=PROMPTS,
            kinds=JudgedQuestions(),
            book=book,
            clock=lambda: NOON,
            pause=lambda seconds: None,
        ),
        book,
    )


@pytest.mark.parametrize("way", WAYS)
def test_what_servers_do(way: str) -> None:
    with asking(WAYS[way](well)) as server:
        judging, book = judge(server)
        begun = time.monotonic()
        answers = judging.ask(QUESTIONS)
        took = time.monotonic() - begun
    assert took < 30
    if way in STOPS:
        assert answers == [None] * 3
        assert STOPS[way] in judging.stopped
        assert "\n" not in judging.stopped
        assert all(each.waits for each in book.asked.values())
    elif way in UNFIT:
        assert None in answers
        assert judging.stopped == ""
        assert all(each.answer or each.why for each in book.asked.values())
    elif way == "answers the question before":  # and the first one not at all
        assert None in answers
    else:
        assert None not in answers
    for question, verdicts in zip(QUESTIONS, answers, strict=True):
        for verdict in verdicts or ():
            assert question.quoted(verdict) == question.lines[0].words
            assert verdict.holder == question.people[0]
    spent = book.spent(judging.today)
    assert 0 <= spent.tokens < 100_000


def test_every_way_is_known() -> None:
    assert WAYS.keys() >= STOPS.keys() | UNFIT


def test_a_redirect_is_not_followed_and_the_key_stays_here() -> None:
    with asking(well) as elsewhere, asking(redirect(f"{elsewhere.base}/chat/completions")) as server:
        judging, _ = judge(server)
        judging.model = OpenAiChat(address=server.base, model=MODEL, key="secret", seconds=SECONDS)
        assert judging.ask(QUESTIONS) == [None] * 3
        assert "not followed" in judging.stopped
        assert elsewhere.questions == []


def test_the_key_is_shown_and_never_told() -> None:
    with asking(well, key="secret") as server:
        model = OpenAiChat(address=server.base, model=MODEL, key="secret", seconds=SECONDS)
        assert model.check().problem == ""
        wrong = OpenAiChat(address=server.base, model=MODEL, key="wrong-secret", seconds=SECONDS)
        with pytest.raises(JudgeError) as caught:
            wrong.complete(PROMPTS.prompt(QUESTIONS[0]))
        wrong.close()
        assert "wrong-secret" not in f"{caught.value} {caught.value.__cause__} {wrong.check()}"


def test_a_server_without_schemas_is_asked_for_one_once() -> None:
    with asking(WAYS["knows no formats"](well)) as server:
        judging, _ = judge(server)
        assert None not in judging.ask(QUESTIONS)
        formats = [(each.body.get("response_format") or {}).get("type") for each in server.questions]
    assert formats == ["json_schema", "json_object", None, None, None]


def test_a_server_that_is_not_there() -> None:
    with asking(well) as server:
        judging, _ = judge(server)
    assert judging.ask(QUESTIONS) == [None] * 3
    assert "cannot be reached" in judging.stopped


def test_the_check_names_the_models_that_are_there() -> None:
    with asking(well, models=("small", "large")) as server:
        check = OpenAiChat(address=server.base, model="middle", seconds=SECONDS).check()
    assert (check.problem, check.hint) == ("it has no model 'middle'", "it has: large, small")


def test_what_is_asked_is_the_excerpt_and_nothing_else() -> None:
    with asking(well) as server:
        judging, _ = judge(server)
        judging.ask([replace_all(QUESTIONS[0])])
        (question,) = server.questions
    raw = question.raw.decode()
    assert "Ann" not in raw
    assert "ng.example" not in raw
    assert "doc-0" not in raw
    assert set(question.body) == {"model", "messages", "temperature", "max_tokens", "response_format"}


def replace_all(excerpt: Excerpt) -> Excerpt:
    """The same, with the name of its writer in it."""

    words = f"{WORDS[0]} Ann Ng, ann@ng.example"
    line = msgspec.structs.replace(excerpt.lines[0], words=words, end=len(words))
    return msgspec.structs.replace(excerpt, lines=(line,))
