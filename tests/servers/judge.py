"""A language model's server that says what a test wants: the chat interface that Ollama, LM Studio and others speak.

`asking(answering)` starts one. What it can be made to do is in `judge_ways`; `judge_obedient` has one that is hostile.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf
from typing import Any

MODEL = "judge"
USAGE: Mapping[str, Any] = {"prompt_tokens": 120, "completion_tokens": 40, "total_tokens": 160}
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A request as it came; header names are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    raw: bytes

    @property
    def key(self) -> str:
        """What it shows to be let in, or nothing."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def messages(self) -> list[dict[str, Any]]:
        """As they were sent."""
        found = self.body.get("messages", [])
        return list(found) if isinstance(found, list) else []

    @property
    def text(self) -> str:
        """What the user's messages say, one after the other."""
        return "\n".join(_words(each.get("content")) for each in self.messages if each.get("role") == "user")

    @property
    def schema(self) -> dict[str, Any] | None:
        """The JSON schema that the answer must have, where one is named."""
        wanted = self.body.get("response_format")
        named = wanted.get("json_schema") if isinstance(wanted, dict) else None
        schema = named.get("schema") if isinstance(named, dict) else None
        return schema if isinstance(schema, dict) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What goes back. `text` is the model's words, wrapped as the interface has it; `body` goes out as it is instead.

    `usage` None leaves the counts out, `wait` is in seconds (`inf`: until the server is closed), `cut` breaks the
    connection in the middle, `drip` is the pause after every byte; `then` is called once it has gone out.
    """

    text: str | None = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    body: bytes | None = None
    usage: Mapping[str, Any] | None = field(default_factory=lambda: USAGE)
    finish: str = "stop"
    wait: float = 0.0
    cut: bool = False
    drip: float = 0.0
    then: Callable[[], object] = bool


Answering = Callable[[Question], Reply]


class Judge:
    """A running server. `base` is its address, `questions` what it was asked, `answered` the same as answers went out,
    and `most_at_once` how many it had to answer at a time.

    `answering` can be changed while it runs. `models` are those that it says it has, and `of_models` answers for them
    instead. With a `key`, nobody else is let in. Questions that were refused for their key are kept too.
    """

    def __init__(self, answering: Answering, *, models: tuple[str, ...] = (MODEL,), key: str = "") -> None:
        self.answering, self.models, self.key = answering, models, key
        self.of_models: Answering | None = None
        self.base = ""
        self.listed: list[Question] = []
        self.questions: list[Question] = []
        self.answered: list[Question] = []
        self.most_at_once = 0
        self.closing = threading.Event()
        self._running = 0
        self._lock = threading.Lock()

    def reply(self, question: Question) -> Reply:
        """What goes back, once it is due."""
        is_chat = (question.method, question.path) == ("POST", "/v1/chat/completions")
        with self._lock:
            (self.questions if is_chat else self.listed).append(question)
            self._running += is_chat
            self.most_at_once = max(self.most_at_once, self._running)
        try:
            reply = self._reply(question, is_chat)
            if reply.wait:
                self.closing.wait(None if reply.wait == inf else reply.wait)
            return reply
        finally:
            with self._lock:
                self._running -= is_chat

    def _reply(self, question: Question, is_chat: bool) -> Reply:
        if self.key and question.key != self.key:
            return refusal(401, "Incorrect API key provided.", code="invalid_api_key")
        if is_chat:
            return self.answering(question)
        if (question.method, question.path) == ("GET", "/v1/models"):
            if self.of_models:
                return self.of_models(question)
            listed = [{"id": name, "object": "model", "created": 1, "owned_by": "library"} for name in self.models]
            return Reply(body=json.dumps({"object": "list", "data": listed}).encode())
        return refusal(404, f"Unexpected endpoint or method. ({question.method} {question.path})")


def refusal(status: int, message: str, *, kind: str = "invalid_request_error", code: str | None = None) -> Reply:
    """An error with its message, as the interface has it."""
    error = {"error": {"message": message, "type": kind, "param": None, "code": code}}
    return Reply(status=status, body=json.dumps(error).encode())


def completion(reply: Reply, model: str = MODEL) -> bytes:
    """The body that goes over the wire for a reply."""
    if reply.body is not None:
        return reply.body
    choice = {"index": 0, "message": {"role": "assistant", "content": reply.text}, "finish_reason": reply.finish}
    whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": model, "choices": [choice]}
    return json.dumps(whole if reply.usage is None else {**whole, "usage": reply.usage}).encode()


@contextmanager
def asking(answering: Answering, *, models: tuple[str, ...] = (MODEL,), key: str = "") -> Iterator[Judge]:
    """A server on a free port of this machine; closing it ends whatever it was still to answer."""
    judge = Judge(answering, models=models, key=key)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def handle_one(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = _object(raw)
            question = Question(method=self.command, path=self.path, headers=headers, body=body, raw=raw)
            reply = judge.reply(question)
            if judge.closing.is_set():
                self.close_connection = True
                return
            content = completion(reply, str(body.get("model", MODEL)))
            self.send_response(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.send(content[: len(content) // 2] if reply.cut else content, reply.drip)
            self.close_connection = self.close_connection or reply.cut
            judge.answered.append(question)
            reply.then()

        def send(self, content: bytes, drip: float) -> None:
            for piece in [content] if not drip else [content[at : at + 1] for at in range(len(content))]:
                self.wfile.write(piece)
                self.wfile.flush()
                if drip and judge.closing.wait(drip):
                    self.close_connection = True
                    return

        do_GET = do_POST = handle_one

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that goes before it has its answer is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    judge.base = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield judge
    finally:
        judge.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _words(content: Any) -> str:
    if isinstance(content, list):  # in parts, as the interface allows
        return "\n".join(str(each.get("text", "")) for each in content if isinstance(each, dict))
    return str(content or "")
