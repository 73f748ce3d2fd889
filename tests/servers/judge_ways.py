"""What servers of language models do to those who ask: each way is an answering, or wraps one.

`WAYS` has them all by name, each around an answering that is well: `WAYS[name](well)`.
"""

import gzip
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from math import inf
from typing import Any

from tests.servers.judge import Answering, Question, Reply, refusal

Wrapper = Callable[[Answering], Answering]
HOUR = 3600
LARGE = 5_000_000  # bytes
PATIENCE = 10.0  # seconds for which some questions wait for others


def always(reply: Reply) -> Answering:
    """The same for every question."""
    return lambda question: reply


def says(text: str | None) -> Answering:
    """These words, whatever is asked."""
    return always(Reply(text=text))


def changed(**fields: Any) -> Wrapper:
    """The well answer with fields of its reply replaced."""
    return lambda well: lambda question: replace(well(question), **fields)


def reworded(change: Callable[[str], str | None]) -> Wrapper:
    """The well answer with its words changed."""

    def wrap(well: Answering) -> Answering:
        def answer(question: Question) -> Reply:
            reply = well(question)
            return replace(reply, text=change(reply.text or ""))

        return answer

    return wrap


def after(seconds: float) -> Wrapper:
    """The well answer, late."""
    return changed(wait=seconds)


def in_turn(*answerings: Answering) -> Answering:
    """One after the other, a question each; the last one stays."""
    numbers = count()
    return lambda question: answerings[min(next(numbers), len(answerings) - 1)](question)


def without_formats(*kinds: str) -> Wrapper:
    """Refuses these kinds of response_format with 400, all of them where none is named, and answers the rest."""

    def wrap(well: Answering) -> Answering:
        def answer(question: Question) -> Reply:
            kind = (question.body.get("response_format") or {}).get("type", "text")
            if kind == "text" or (kinds and kind not in kinds):
                return well(question)
            return refusal(400, f"This response_format type is unavailable now: {kind}")

        return answer

    return wrap


def not_found(wording: str) -> Answering:
    """404 for the model, in the words of `ollama` or `openai`."""

    def answer(question: Question) -> Reply:
        model = question.body.get("model")
        if wording == "ollama":
            return refusal(404, f'model "{model}" not found, try pulling it first', kind="api_error")
        return refusal(
            404, f"The model `{model}` does not exist or you do not have access to it.", code="model_not_found"
        )

    return answer


def too_many(retry_after: str = "") -> Answering:
    """429, with a Retry-After where one is given: seconds, or an HTTP date."""
    reply = refusal(429, "Rate limit reached.", kind="requests", code="rate_limit_exceeded")
    return always(replace(reply, headers={**reply.headers, **({"Retry-After": retry_after} if retry_after else {})}))


def redirect(to: str, status: int = 307) -> Answering:
    """Sends the question elsewhere; who follows with the key has given it away."""
    return always(Reply(status=status, headers={"Location": to}, body=b""))


def last_first(questions: int) -> Wrapper:
    """Holds answers back until so many questions are there, and then answers them from the last one to the first."""

    def wrap(well: Answering) -> Answering:
        lock, waiting = threading.Lock(), list[threading.Event]()

        def release() -> None:
            with lock:
                if waiting:
                    waiting.pop().set()

        def answer(question: Question) -> Reply:
            own = threading.Event()
            with lock:
                waiting.append(own)
                is_complete = len(waiting) >= questions
            if is_complete:
                release()
            own.wait(PATIENCE)
            return replace(well(question), then=release)

        return answer

    return wrap


def belated(well: Answering) -> Answering:
    """Gives every question the answer to the one before it."""
    kept: list[Question] = []

    def answer(question: Question) -> Reply:
        kept.append(question)
        return well(kept[-2] if len(kept) > 1 else question)

    return answer


def of_json(change: Callable[[Any], Any]) -> Wrapper:
    """The well answer's JSON, changed."""
    return reworded(lambda text: json.dumps(change(json.loads(text))))


def everywhere(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The change done to every value inside a value, and then to itself."""

    def deep(value: Any) -> Any:
        if isinstance(value, dict):
            return change({key: deep(own) for key, own in value.items()})
        return change([deep(own) for own in value] if isinstance(value, list) else value)

    return deep


def _less(value: Any) -> Any:
    return dict(list(value.items())[:-1]) if isinstance(value, dict) else value


def _more(value: Any) -> Any:
    return {**value, "extra": "thing", "send_mail": True} if isinstance(value, dict) else value


def _other_type(value: Any) -> Any:
    if isinstance(value, dict):
        return value
    return {"list": value} if isinstance(value, list) else [value] if isinstance(value, str) else str(value)


def _huge(value: Any) -> Any:
    return value if isinstance(value, dict | list | str) or value is None else 10**400


def _strange(value: Any) -> Any:
    return value if isinstance(value, dict | list) else "never-asked-7"


def _turned(value: Any) -> Any:
    return value[::-1] if isinstance(value, list) else value


def _body(**fields: Any) -> Answering:
    return always(Reply(body=json.dumps(fields).encode()))


def instead(answering: Answering) -> Wrapper:
    """Forgets the well answer."""
    return lambda well: answering


PAGE = b"<!doctype html><title>Sign in to the guest network</title>"
DEEP = 100_000

WAYS: Mapping[str, Wrapper] = {
    "slow": after(0.5),
    "never answers": after(inf),
    "a byte at a time": changed(drip=0.2),
    "closes half-way": changed(cut=True),
    "prose": instead(says("Certainly! Anna seems to be looking for an accountant, though I cannot be sure.")),
    "prose around it": reworded(lambda text: f"Sure, here you are:\n\n{text}\n\nLet me know if {{you}} need more."),
    "in a fence": reworded(lambda text: f"```json\n{text}\n```"),
    "thinks aloud first": reworded(lambda text: f'<think>\nSo {{"answer": "yes"}}? No.\n</think>\n\n{text}'),
    "twice": reworded(lambda text: f"{text}\n{text}"),
    "broken JSON": reworded(lambda text: text[:-1]),
    "cut short": lambda well: changed(finish="length")(reworded(lambda text: text[: len(text) // 2])(well)),
    "refuses": changed(text=None, finish="content_filter"),
    "missing keys": of_json(everywhere(_less)),
    "extra keys": of_json(everywhere(_more)),
    "wrong types": of_json(everywhere(_other_type)),
    "a list instead": of_json(lambda value: [value]),
    "nothing but null": instead(says("null")),
    "huge numbers": of_json(everywhere(_huge)),
    "not a number": instead(says('{"answer": NaN, "sure": -Infinity}')),
    "nested deep": instead(says("[" * DEEP + "]" * DEEP)),
    "half a character": reworded(lambda text: text.replace('"', '"\\ud800\\u0000', 1)),
    "empty": changed(text=""),
    "no choices": instead(_body(id="chatcmpl-1", object="chat.completion", choices=[])),
    "no message": instead(_body(choices=[{"index": 0, "finish_reason": "stop"}])),
    "JSON that is no answer": instead(_body(ok=True)),
    "5 MB": reworded(lambda text: text + " " * LARGE),
    "100 MB in a small parcel": instead(
        lambda question: Reply(body=_parcel(), headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})
    ),
    "knows no schemas": without_formats("json_schema"),
    "knows no formats": without_formats(),
    "wrong key": instead(always(refusal(401, "Incorrect API key provided.", code="invalid_api_key"))),
    "model not found (Ollama)": instead(not_found("ollama")),
    "model not found (OpenAI)": instead(not_found("openai")),
    "too many questions": instead(too_many()),
    "too many for an hour": instead(too_many(str(HOUR))),
    "no money left": instead(always(refusal(429, "You exceeded your quota.", code="insufficient_quota"))),
    "broken": instead(always(Reply(status=500, headers={"Content-Type": "text/html"}, body=b"<h1>Oh no</h1>"))),
    "busy, then well": lambda well: in_turn(
        always(refusal(503, "Loading model", kind="unavailable_error")), well
    ),
    "wrong content type": changed(headers={"Content-Type": "text/html"}),
    "somebody else's page": instead(always(Reply(headers={"Content-Type": "text/html"}, body=PAGE))),
    "in another order": of_json(everywhere(_turned)),
    "answers what nobody asked": of_json(everywhere(_strange)),
    "answers the question before": belated,
    "no usage": changed(usage=None),
    "negative usage": changed(usage={"prompt_tokens": -5, "completion_tokens": -1, "total_tokens": -6}),
    "absurd usage": changed(usage={"prompt_tokens": 1e12, "completion_tokens": "many", "total_tokens": None}),
}  # fmt: skip


def _parcel() -> bytes:
    return gzip.compress(b'{"choices": [{"message": {"content": "' + b" " * (20 * LARGE) + b'"}}]}', 1)
