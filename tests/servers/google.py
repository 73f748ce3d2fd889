"""A stand-in for Google on this machine: sign-in, Gmail, Calendar, People and batches, with faults on demand.

Every answer is checked against the schemas that Google publishes, and cut down to the `fields` that were asked for.
"""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.servers.google_days import Diary, Expired
from tests.servers.google_mail import Mailbox, Missing
from tests.servers.google_schema import check, partial

Query = dict[str, str]
Reply = tuple[int, dict[str, str], bytes]
REASONS = {403: "rateLimitExceeded", 429: "rateLimitExceeded", 404: "notFound", 410: "fullSyncRequired"}
BOUNDARY = "batch_of_answers"


class FakeGoogle:
    """One user's Google. `fault` is asked before each request, with its number, for one of the FAULTS."""

    def __init__(self) -> None:
        self.reset()
        self.url = ""
        self._lock = threading.RLock()

    def reset(self) -> None:
        self.mail, self.diary = Mailbox(), Diary()
        self.requests: list[str] = []
        self.calls = self.sent = 0  # over the wire, where a batch is one; and bytes of answers
        self.fault: Callable[[int, str], str] = lambda number, path: ""
        self.refresh_tokens = {"refresh-1"}
        self.access_tokens: set[str] = set()
        self.unticked: set[str] = set()
        self.refusal_of_user = ""
        self.issued = 0
        self.asked: Query = {}
        self.granted: Query = {}
        self.problems: list[str] = []
        self.delay = "0"
        self.is_checked = True

    def answer(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Reply | None:
        """None drops the connection."""
        parts = urlsplit(target)
        with self._lock:
            self.requests.append(f"{method} {parts.path}")
            fault = self.fault(len(self.requests), f"{method} {parts.path}")
            if fault == "drop":
                return None
            if fault.isdigit():
                return self.refusal(int(fault))
            reply = self._answer(method, parts.path, target, body, headers)
            return None if fault == "lost" else reply

    def refusal(self, status: int, reason: str = "") -> Reply:
        reason = reason or REASONS.get(status, "backendError")
        error = {"code": status, "message": "No.", "errors": [{"reason": reason, "message": "No."}]}
        more = {"Retry-After": self.delay} if status in (429, 503) and self.delay else {}
        return status, {"Content-Type": "application/json", **more}, json.dumps({"error": error}).encode()

    def _answer(self, method: str, path: str, target: str, body: bytes, headers: dict[str, str]) -> Reply:
        if path == "/o/oauth2/v2/auth":
            return self._consent(dict(parse_qsl(urlsplit(target).query)))
        if path == "/token":
            return self._token(dict(parse_qsl(body.decode())))
        if headers.get("authorization", "").removeprefix("Bearer ") not in self.access_tokens:
            return self.refusal(401, "authError")
        if path.startswith("/batch"):
            return self._batch(body, headers)
        query = {name: values[-1] for name, values in parse_qs(urlsplit(target).query).items()}
        sent = json.loads(body) if body else {}
        for verb, pattern, api, schema, call in ROUTES:
            found = re.fullmatch(pattern, path)
            if verb == method and found:
                try:
                    content = call(self, query, sent, *found.groups())
                except Missing:
                    return self.refusal(404)
                except Expired:
                    return self.refusal(410)
                try:
                    if self.is_checked:
                        check(api, schema, content)
                except AssertionError as error:
                    self.problems.append(str(error))
                return ok(partial(content, query.get("fields", "")))
        return self.refusal(404)

    def _batch(self, body: bytes, headers: dict[str, str]) -> Reply:
        boundary = re.search(r'boundary="?([^";]+)', headers["content-type"])
        assert boundary
        answers = []
        for part in body.split(b"--" + boundary.group(1).encode())[1:-1]:
            outer, _, inner = part.strip().replace(b"\r\n", b"\n").partition(b"\n\n")
            key = re.search(rb"(?i)content-id: <(.+)>", outer)
            line, _, rest = inner.partition(b"\n")
            method, target, _ = line.decode().split(" ")
            own = {name.lower(): value for name, value in re.findall(r"(?m)^([\w-]+): (.*)$", rest.decode())}
            reply = self.answer(method, target, b"", {**headers, **own}) or self.refusal(503)
            status, more, content = reply
            head = "".join(f"{name}: {value}\r\n" for name, value in more.items())
            answers.append(
                f"--{BOUNDARY}\r\nContent-Type: application/http\r\nContent-ID: <response-".encode()
                + (key.group(1) if key else b"")
                + f">\r\n\r\nHTTP/1.1 {status} OK\r\n{head}\r\n".encode()
                + content
                + b"\r\n"
            )
        whole = b"".join(answers) + f"--{BOUNDARY}--".encode()
        return 200, {"Content-Type": f"multipart/mixed; boundary={BOUNDARY}"}, whole

    def _consent(self, query: Query) -> Reply:
        """The page that asks the user, and what they say: the browser is sent back with a code or a no."""
        if query["client_id"] != "client-1" or not query["redirect_uri"].startswith("http://127.0.0.1:"):
            return 400, {}, b"redirect_uri_mismatch"
        self.asked = query
        said = {"error": self.refusal_of_user} if self.refusal_of_user else {"code": "code-1"}
        answer = urlencode({"state": query["state"], **said})
        return 302, {"Location": f"{query['redirect_uri']}?{answer}"}, b""

    def _token(self, form: Query) -> Reply:
        if (form["client_id"], form["client_secret"]) != ("client-1", "secret-1"):
            return 401, {}, b'{"error": "invalid_client"}'
        if form["grant_type"] == "authorization_code":
            return self._exchanged(form)
        if form["refresh_token"] not in self.refresh_tokens:
            return 400, {"Content-Type": "application/json"}, b'{"error": "invalid_grant"}'
        return ok(self._access())

    def _exchanged(self, form: Query) -> Reply:
        """A code is good for once, and for who asked for it."""
        asked, self.asked = self.asked, {}
        digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        right = (asked.get("code_challenge"), "code-1", asked.get("redirect_uri"), "client-1")
        if (digest, form["code"], form["redirect_uri"], form["client_id"]) != right:
            return 400, {}, b'{"error": "invalid_grant"}'
        self.issued += 1
        self.refresh_tokens.add(f"refresh-{self.issued}")
        scopes = [scope for scope in asked["scope"].split() if scope not in self.unticked]
        self.granted = asked
        return ok({**self._access(), "refresh_token": f"refresh-{self.issued}", "scope": " ".join(scopes)})

    def _access(self) -> dict[str, Any]:
        token = f"access-{len(self.access_tokens) + 1}"
        self.access_tokens.add(token)
        return {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}


def ok(content: Any) -> Reply:
    return 200, {"Content-Type": "application/json"}, json.dumps(content).encode()


ME = "/gmail/v1/users/me"
CALENDAR = "/calendar/v3/calendars/([^/]+)/events"
ROUTES: list[tuple[str, str, str, str, Callable[..., Any]]] = [
    ("GET", f"{ME}/profile", "gmail", "Profile", lambda g, q, b: g.mail.profile()),
    ("GET", f"{ME}/messages", "gmail", "ListMessagesResponse", lambda g, q, b: g.mail.list_messages(q)),
    ("POST", f"{ME}/messages", "gmail", "Message", lambda g, q, b: g.mail.insert(b, q)),
    ("GET", f"{ME}/messages/(.+)", "gmail", "Message", lambda g, q, b, k: g.mail.get_message(k, q["format"])),
    ("GET", f"{ME}/history", "gmail", "ListHistoryResponse", lambda g, q, b: g.mail.list_history(q)),
    ("GET", f"{ME}/drafts", "gmail", "ListDraftsResponse", lambda g, q, b: g.mail.list_drafts(q)),
    ("POST", f"{ME}/drafts", "gmail", "Draft", lambda g, q, b: g.mail.create_draft(b)),
    ("GET", f"{ME}/drafts/(.+)", "gmail", "Draft", lambda g, q, b, k: g.mail.get_draft(k, q["format"])),
    ("GET", f"{ME}/threads/(.+)", "gmail", "Thread", lambda g, q, b, k: g.mail.get_thread(k, q["format"])),
    ("GET", f"{ME}/labels", "gmail", "ListLabelsResponse", lambda g, q, b: g.mail.list_labels()),
    ("GET", f"{ME}/labels/(.+)", "gmail", "Label", lambda g, q, b, k: g.mail.get_label(k)),
    ("GET", CALENDAR, "calendar", "Events", lambda g, q, b, c: g.diary.calendar(c).list_events(q)),
    ("GET", f"{CALENDAR}/(.+)", "calendar", "Event", lambda g, q, b, c, k: g.diary.calendar(c).get_event(k)),
    ("GET", "/calendar/v3/users/me/calendarList", "calendar", "CalendarList", lambda g, q, b: g.diary.calendar_list(q)),
    (
        "GET",
        "/calendar/v3/users/me/calendarList/primary",
        "calendar",
        "CalendarListEntry",
        lambda g, q, b: {"id": g.mail.address},
    ),
    ("POST", "/calendar/v3/freeBusy", "calendar", "FreeBusyResponse", lambda g, q, b: g.diary.free_busy(b)),
    (
        "GET",
        "/v1/people/me/connections",
        "people",
        "ListConnectionsResponse",
        lambda g, q, b: g.diary.connections(q),
    ),
]


@contextmanager
def serving(google: FakeGoogle) -> Iterator[FakeGoogle]:
    """The stand-in, at `google.url` on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer in one piece: small ones after each other wait for acknowledgements

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = google.answer(self.command, self.path, body, headers)
            if reply is None:
                self.close_connection = True
                return
            status, more, content = reply
            google.calls, google.sent = google.calls + 1, google.sent + len(content)
            self.send_response(status)
            for name, value in {**more, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = handle_one

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    google.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield google
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
