"""A language model behind the chat interface that Ollama, LM Studio, llama.cpp and hosted services share.

POST {address}/chat/completions with the messages and the schema of the answer; see the reference of that interface at
platform.openai.com. Nothing is followed, nothing is retried here, and what is asked is never written to a log.
"""

import re
import threading
import time
from collections.abc import Mapping
from typing import Any

import httpx

from assistant.adapters.network import asked_delay
from assistant.domain.judging import guessed_tokens
from assistant.errors import JudgeBusyError, JudgeError
from assistant.ports import Check
from assistant.ports.judging import Completion, Prompt

LONGEST_ANSWER = 800  # tokens
MOST_BYTES = 1_000_000
MOST_TOKENS = 1_000_000  # that a server may claim for one answer
A_WHILE = 5.0  # seconds to wait where a server says that it is busy and not for how long
THOUGHT = re.compile(r"\A\s*<think>.*?</think>\s*", re.S)  # what some models think aloud before they answer
FORMATS = ("json_schema", "json_object", "")
MOCKING = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")


class OpenAiChat:
    """One model at one address; `key` is sent as a bearer token where there is one.

    A proxy of the system's is used only where that is said (`by_proxy`): what stays at home must not pass one.
    """

    def __init__(self, *, address: str, model: str, key: str = "", seconds: float = 60, by_proxy: bool = False) -> None:
        self._model = model
        self._by_proxy = by_proxy
        self._base = address.rstrip("/")
        self._format = 0  # of FORMATS: servers that refuse one are not asked for it again
        self._lock = threading.Lock()
        self._seconds = seconds
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._open: httpx.Client | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model

    def complete(self, prompt: Prompt, *, complaint: tuple[str, str] | None = None) -> Completion:
        """The model's answer. Raises JudgeBusyError and JudgeError."""
        messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
        if complaint:
            messages += [
                {"role": "assistant", "content": complaint[0]},
                {"role": "user", "content": f"That cannot be used: {complaint[1]}. Give the whole answer once more."},
            ]
        while True:
            tried = self._format
            answer = self._post(messages, prompt.schema, FORMATS[tried])
            if answer.status_code not in (400, 422) or tried + 1 == len(FORMATS):
                return self._completion(answer, messages)
            with self._lock:
                self._format = max(self._format, tried + 1)

    def check(self) -> Check:
        """Whether the server answers and has the model, without showing it anything."""
        what = f"judge: {self._model} at {self._base}"
        try:
            answer = self._request("GET", "/models")
            self._refuse(answer)
            listed = {str(each.get("id")) for each in _json(answer).get("data") or () if isinstance(each, dict)}
        except JudgeError as error:
            return Check(what=what, problem="; ".join(error.problems), hint=error.hint)
        finally:
            self.close()
        if listed and self._model not in listed and f"{self._model}:latest" not in listed:
            near = ", ".join(sorted(listed)[:5])
            return Check(what=what, problem=f"it has no model '{self._model}'", hint=f"it has: {near}")
        return Check(what=what)

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._open:
                self._open.close()
            self._open = None

    def _post(self, messages: list[dict[str, str]], schema: Mapping[str, object], form: str) -> httpx.Response:
        body: dict[str, object] = {
            "model": self._model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": LONGEST_ANSWER,
        }
        if form == "json_schema":
            json_schema = {"name": "answer", "schema": schema, "strict": True}
            body["response_format"] = {"type": form, "json_schema": json_schema}
        elif form:
            body["response_format"] = {"type": form}
        return self._request("POST", "/chat/completions", body)

    def _request(self, method: str, path: str, body: object = None) -> httpx.Response:
        ends = time.monotonic() + self._seconds
        try:
            with self._client.stream(method, f"{self._base}{path}", json=body) as answer:
                content = bytearray()
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > MOST_BYTES:
                        raise JudgeError("the server of the judge sent an answer without an end")
                    if time.monotonic() > ends:  # httpx only limits each wait
                        raise httpx.ReadTimeout("it goes on for too long")
                headers = {"retry-after": answer.headers.get("retry-after", "")}
                return httpx.Response(answer.status_code, headers=headers, content=bytes(content))
        except httpx.TimeoutException:
            raise JudgeError(f"the judge did not answer within {self._seconds:g} seconds") from None
        except httpx.InvalidURL:
            raise JudgeError(f"{self._base} is no address", is_final=True) from None
        except httpx.HTTPError as error:
            raise JudgeError(
                f"the server of the judge at {self._base} cannot be reached ({type(error).__name__})",
                hint="start it; or use no language model: Settings, or [judge] use = 'off'",
            ) from None

    def _completion(self, answer: httpx.Response, messages: list[dict[str, str]]) -> Completion:
        self._refuse(answer)
        said = _json(answer)
        try:
            text = said["choices"][0]["message"]["content"] or ""
        except (KeyError, IndexError, TypeError):
            raise JudgeError("the server of the judge did not answer as one that speaks the chat interface") from None
        text = THOUGHT.sub("", text) if isinstance(text, str) else ""
        usage = said.get("usage")
        counted = usage if isinstance(usage, dict) else {}
        return Completion(
            text=text,
            tokens_in=_tokens(counted.get("prompt_tokens"), "".join(each["content"] for each in messages)),
            tokens_out=_tokens(counted.get("completion_tokens"), text),
        )

    def _refuse(self, answer: httpx.Response) -> None:
        """Raise the error that a status stands for."""
        status = answer.status_code
        if status == 200:
            return
        why = _reason(answer)
        if status in (429, 503):
            asked = asked_delay(answer.headers.get("retry-after", ""), None)
            raise JudgeBusyError(f"the judge is busy{why}", seconds=A_WHILE if asked is None else asked)
        if status in (401, 403):
            hint = "give it the right key: Settings, or assistant judge key"
            raise JudgeError(f"the server of the judge refuses the key{why}", hint=hint, is_final=True)
        if status == 404:
            hint = "look at its address and model: Settings, or [judge] in the configuration"
            raise JudgeError(f"the server of the judge knows no '{self._model}'{why}", hint=hint, is_final=True)
        if 300 <= status < 400:
            raise JudgeError("the server of the judge points to another address, which is not followed", is_final=True)
        raise JudgeError(f"the server of the judge answered {status}{why}", is_final=400 <= status < 500)

    @property
    def _client(self) -> httpx.Client:
        with self._lock:
            if self._open is None:
                self._open = httpx.Client(
                    timeout=self._seconds,
                    headers=self._headers,
                    follow_redirects=False,
                    trust_env=self._by_proxy,
                )
            return self._open


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise JudgeError("the server of the judge did not answer in JSON")
    return said


def _tokens(counted: object, text: str) -> int:
    """What the server counts, if that can be; else a guess."""
    if isinstance(counted, int) and not isinstance(counted, bool) and 0 <= counted <= MOST_TOKENS:
        return counted
    return guessed_tokens(text)


def _reason(answer: httpx.Response) -> str:
    """The server's own words, in one line."""
    try:
        said = answer.json()["error"]
        words = said["message"] if isinstance(said, dict) else said
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return f": {MOCKING.sub(' ', str(words))[:200]}" if words else ""
