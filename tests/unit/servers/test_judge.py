"""That the language model's stand-in does what its ways say, as a client sees it."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from math import inf
from typing import Any

import httpx
import jsonschema
import pytest

from tests.servers.judge import Answering, Judge, Reply, asking
from tests.servers.judge_schema import composed, harmless
from tests.servers.judge_ways import WAYS, after, in_turn, last_first, redirect, says, without_formats

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "answers": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"enum": ["m1", "m2"]},
                    "holder": {"enum": ["sender", "other", "nobody"]},
                    "quote": {"type": "string", "maxLength": 20},
                    "sure": {"type": "integer", "minimum": 0, "maximum": 100},
                    "is_wanted": {"type": "boolean"},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
                "required": ["id", "holder", "quote", "sure", "is_wanted", "note"],
                "additionalProperties": False,
            },
            "maxItems": 2,
        }
    },
    "required": ["answers"],
    "additionalProperties": False,
}
WELL = composed(SCHEMA, items=2)


def ask(judge: Judge, text: str = "What does Anna need?", **more: Any) -> httpx.Response:
    """Asks with the schema, as a client of its kind does."""
    wanted = {"type": "json_schema", "json_schema": {"name": "answers", "strict": True, "schema": SCHEMA}}
    body = {"model": "m", "messages": [{"role": "user", "content": text}], "response_format": wanted}
    options = {"timeout": 20, "trust_env": False, **more.pop("options", {})}
    with httpx.Client(**options) as client:
        return client.post(f"{judge.base}/chat/completions", json={**body, **more})


def words(answer: httpx.Response) -> str:
    """What the model said."""
    return str(answer.json()["choices"][0]["message"]["content"])


def well(question: object) -> Reply:
    return Reply(text=json.dumps(WELL))


def is_valid(text: str) -> bool:
    try:
        jsonschema.validate(json.loads(text), SCHEMA)
    except (jsonschema.ValidationError, ValueError, RecursionError):
        return False
    return True


def test_it_keeps_what_it_was_asked_and_how_many_at_once() -> None:
    with asking(after(0.3)(well)) as judge, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: ask(judge, f"Question {number}"), range(4)))
    assert [json.loads(words(each)) for each in answers] == [WELL] * 4
    assert sorted(each.text for each in judge.questions) == [f"Question {number}" for number in range(4)]
    assert judge.questions[0].schema == SCHEMA
    assert judge.questions[0].messages[0]["role"] == "user"
    assert 2 <= judge.most_at_once <= 4


def test_it_lists_its_models_and_lets_in_who_has_the_key() -> None:
    with asking(well, models=("a", "b"), key="secret") as judge:
        assert httpx.get(f"{judge.base}/models").status_code == 401
        listed = httpx.get(f"{judge.base}/models", headers={"Authorization": "Bearer secret"}).json()
        assert [each["id"] for each in listed["data"]] == ["a", "b"]
        assert ask(judge).json()["error"]["code"] == "invalid_api_key"
        assert ask(judge, options={"headers": {"Authorization": "Bearer secret"}}).status_code == 200
        assert [each.key for each in judge.questions] == ["", "secret"]
        judge.of_models = says("x")
        assert "choices" in httpx.get(f"{judge.base}/models", headers={"Authorization": "Bearer secret"}).json()


def test_parts_of_a_message_are_read_too() -> None:
    with asking(well) as judge:
        parts = [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]
        ask(judge, messages=[{"role": "system", "content": "rules"}, {"role": "user", "content": parts}])
    assert judge.questions[0].text == "one\ntwo"


WORDS: dict[str, Callable[[str], bool]] = {
    "slow": is_valid,
    "prose": lambda text: text.startswith("Certainly!"),
    "prose around it": lambda text: json.dumps(WELL) in text and not is_valid(text),
    "in a fence": lambda text: text == f"```json\n{json.dumps(WELL)}\n```",
    "thinks aloud first": lambda text: text.startswith("<think>") and text.endswith(json.dumps(WELL)),
    "twice": lambda text: text.splitlines() == [json.dumps(WELL)] * 2,
    "broken JSON": lambda text: is_valid(text + "}") and not is_valid(text),
    "cut short": lambda text: 0 < len(text) < len(json.dumps(WELL)) and json.dumps(WELL).startswith(text),
    "refuses": lambda text: text == "None",
    "missing keys": lambda text: json.loads(text) == {},
    "extra keys": lambda text: json.loads(text)["send_mail"] is True and len(json.loads(text)["answers"][0]) == 8,
    "wrong types": lambda text: isinstance(json.loads(text)["answers"], dict),
    "a list instead": lambda text: json.loads(text) == [WELL],
    "nothing but null": lambda text: json.loads(text) is None,
    "huge numbers": lambda text: json.loads(text)["answers"][0]["sure"] == 10**400,
    "not a number": lambda text: "NaN" in text,
    "nested deep": lambda text: len(text) == 200_000 and not is_valid(text),
    "half a character": lambda text: "\\ud800" in text and not is_valid(text),
    "empty": lambda text: text == "",
    "5 MB": lambda text: len(text) > 5_000_000 and is_valid(text),
    "in another order": lambda text: json.loads(text)["answers"] == WELL["answers"][::-1] and is_valid(text),
    "answers what nobody asked": lambda text: json.loads(text)["answers"][0]["id"] == "never-asked-7",
    "answers the question before": is_valid,
    "wrong content type": is_valid,
    "no usage": is_valid,
    "negative usage": is_valid,
    "absurd usage": is_valid,
}
STATUS = {
    "knows no schemas": (400, "response_format"),
    "knows no formats": (400, "response_format"),
    "wrong key": (401, "invalid_api_key"),
    "model not found (Ollama)": (404, 'model \\"m\\" not found, try pulling it first'),
    "model not found (OpenAI)": (404, "The model `m` does not exist"),
    "too many questions": (429, "rate_limit_exceeded"),
    "too many for an hour": (429, "rate_limit_exceeded"),
    "no money left": (429, "insufficient_quota"),
    "broken": (500, "<h1>"),
    "busy, then well": (503, "Loading model"),
    "no choices": (200, '"choices": []'),
    "no message": (200, '"finish_reason": "stop"'),
    "JSON that is no answer": (200, '{"ok": true}'),
    "somebody else's page": (200, "<!doctype html>"),
}
APART = {"never answers", "a byte at a time", "closes half-way", "100 MB in a small parcel"}


def test_every_way_is_looked_at() -> None:
    assert {*WORDS, *STATUS, *APART} == set(WAYS)


@pytest.mark.parametrize("name", WORDS)
def test_what_the_model_says(name: str) -> None:
    with asking(WAYS[name](well)) as judge:
        answer = ask(judge)
    assert answer.status_code == 200
    assert WORDS[name](words(answer)), words(answer)[:300]


@pytest.mark.parametrize("name", STATUS)
def test_what_the_server_says(name: str) -> None:
    with asking(WAYS[name](well)) as judge:
        answer = ask(judge)
    assert (answer.status_code, STATUS[name][1] in answer.text) == (STATUS[name][0], True), answer.text[:300]


@pytest.mark.parametrize("name", ["never answers", "a byte at a time"])
def test_who_waits_longest(name: str) -> None:
    with asking(WAYS[name](well)) as judge:
        with pytest.raises(httpx.ReadTimeout):
            ask(judge, options={"timeout": 0.1})
        assert len(judge.questions) == 1


def test_closing_ends_what_never_answers() -> None:
    with ThreadPoolExecutor(1) as pool:
        with asking(after(inf)(well)) as judge:
            waiting = pool.submit(ask, judge)
            _until(judge, 1)
        with pytest.raises(httpx.RemoteProtocolError):
            waiting.result()


def test_a_connection_that_is_closed_half_way() -> None:
    with (
        asking(WAYS["closes half-way"](well)) as judge,
        pytest.raises(httpx.RemoteProtocolError, match="complete message"),
    ):
        ask(judge)


def test_a_small_parcel_that_is_not() -> None:
    with asking(WAYS["100 MB in a small parcel"](well)) as judge, closing(httpx.Client(timeout=30)) as client:
        answer = client.post(f"{judge.base}/chat/completions", json={})
    assert int(answer.headers["Content-Length"]) < 1_000_000
    assert len(answer.content) > 100_000_000


def test_headers_and_counts_that_ways_set() -> None:
    def of(name: str) -> httpx.Response:
        with asking(WAYS[name](well)) as judge:
            return ask(judge)

    assert of("too many for an hour").headers["Retry-After"] == "3600"
    assert "Retry-After" not in of("too many questions").headers
    assert of("wrong content type").headers["Content-Type"] == "text/html"
    assert of("cut short").json()["choices"][0]["finish_reason"] == "length"
    assert of("refuses").json()["choices"][0]["finish_reason"] == "content_filter"
    assert "usage" not in of("no usage").json()
    assert of("negative usage").json()["usage"]["total_tokens"] == -6
    assert of("absurd usage").json()["usage"]["prompt_tokens"] == 1e12
    assert of("slow").json()["usage"]["total_tokens"] == 160


def test_ways_can_be_put_together_and_follow_each_other() -> None:
    answering: Answering = in_turn(WAYS["broken"](well), WAYS["in a fence"](WAYS["extra keys"](well)), well)
    with asking(answering) as judge:
        assert ask(judge).status_code == 500
        assert '"send_mail"' in words(ask(judge)).removeprefix("```json")
        assert is_valid(words(ask(judge)))
        assert is_valid(words(ask(judge)))
    with asking(WAYS["busy, then well"](well)) as judge:
        assert [ask(judge).status_code for _ in range(2)] == [503, 200]


def test_without_a_schema_it_answers_who_was_refused_with_one() -> None:
    with asking(without_formats("json_schema")(well)) as judge:
        assert ask(judge).status_code == 400
        assert ask(judge, response_format={"type": "json_object"}).status_code == 200
    with asking(without_formats()(well)) as judge:
        assert ask(judge, response_format={"type": "json_object"}).status_code == 400
        assert ask(judge, response_format=None).status_code == 200


def test_who_follows_a_redirect_asks_the_other_host() -> None:
    with asking(well) as other, asking(redirect(f"{other.base}/chat/completions")) as judge:
        assert ask(judge).status_code == 307
        assert not other.questions
        assert ask(judge, options={"follow_redirects": True}).status_code == 200
        assert other.questions[0].text == "What does Anna need?"


def test_several_at_once_are_answered_from_the_last_to_the_first() -> None:
    asked = ["one", "two", "three"]
    with asking(last_first(3)(lambda question: Reply(text=question.text))) as judge, ThreadPoolExecutor(3) as pool:
        waiting = []
        for number, text in enumerate(asked, 1):
            waiting.append(pool.submit(ask, judge, text))
            _until(judge, number)
        assert [words(each.result()) for each in waiting] == asked
        _until(judge, 3, answered=True)
    assert [each.text for each in judge.answered] == asked[::-1]


def _until(judge: Judge, count: int, *, answered: bool = False) -> None:
    """Wait until it was asked so often, and has begun to think about it."""
    while len(judge.answered if answered else judge.questions) < count:
        time.sleep(0.01)
    time.sleep(0.05)


def test_the_answer_to_the_question_before() -> None:
    with asking(WAYS["answers the question before"](lambda question: Reply(text=question.text))) as judge:
        assert [words(ask(judge, text)) for text in ("one", "two", "three")] == ["one", "one", "two"]


def test_the_most_harmless_answer_is_the_least_that_the_schema_allows() -> None:
    with asking(harmless) as judge:
        assert json.loads(words(ask(judge))) == {"answers": []}
    least = {"id": "m1", "holder": "nobody", "quote": "", "sure": 0, "is_wanted": False, "note": None}
    assert composed({**SCHEMA["properties"]["answers"], "minItems": 1}) == [least]
