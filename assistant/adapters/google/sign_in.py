"""Signing in to Google: the app registration, the page that asks for consent, and the answer that comes back here."""

import base64
import hashlib
import html
import json
import queue
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.google.faults import VENDOR_ERRORS, fault_of
from assistant.adapters.google.http import TIMEOUT, OnceHttp, root_of
from assistant.errors import SignInError
from assistant.ports import Dialogue

WAIT = 300.0  # seconds that the user has for the page
HOW_TO = "how to make the registration file, step by step: docs/how-to/connect-google.md"
ELSEWHERE = (
    "There is no browser on this machine. On the one that you sit at, type ssh -L {port}:127.0.0.1:{port} and this "
    "machine's name in a terminal, leave it open, and open this address there:"
)
DONE = "You are signed in. You can close this window and go back to the assistant."
STRANGE = "This is not the answer that the assistant waits for. Go back to the page that it has opened."
REFUSED = "You said no, and nothing was allowed. You can close this window."


@dataclass(frozen=True, kw_only=True, slots=True)
class AppRegistration:
    """What makes the assistant known to Google as the user's own app."""

    client_id: str
    client_secret: str = field(default="", repr=False)


def read_registration(path: Path) -> AppRegistration:
    """The registration in the file that Google Cloud hands out for a desktop app. Raises SignInError."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SignInError(f"{path} cannot be read: {error.strerror}", hint=HOW_TO) from error
    except ValueError as error:
        raise SignInError(f"{path} is no JSON file", hint=HOW_TO) from error
    kinds = content if isinstance(content, dict) else {}
    app = kinds.get("installed")
    if not isinstance(app, dict) or not app.get("client_id"):
        problem = f"{path} is no app registration of Google's"
        if "web" in kinds:
            problem = f"{path} is the registration of a web application; it must be one of the type Desktop app"
        elif kinds.get("type") == "service_account":
            problem = f"{path} is the key of a service account, which has no mail; a Desktop app registration is needed"
        raise SignInError(problem, hint=HOW_TO)
    return AppRegistration(client_id=str(app["client_id"]), client_secret=str(app.get("client_secret", "")))


def sign_in(
    name: str,
    registration: AppRegistration,
    scopes: Sequence[str],
    dialogue: Dialogue,
    *,
    api: str = "",
    address: str = "",
    wait: float = WAIT,
) -> dict[str, Any]:
    """Have the user sign in in the browser; gives what is to be kept, with the scopes that were granted.

    Raises SignInError.
    """
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")
    with _loopback(state) as (redirect, answers):
        asked = {
            "client_id": registration.client_id,
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": " ".join(scopes),
            "access_type": "offline",
            "prompt": "consent",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        } | ({"login_hint": address} if address else {})
        if not dialogue.has_browser:
            dialogue.say(ELSEWHERE.format(port=urlsplit(redirect).port))
        dialogue.open(f"{root_of(api, 'accounts.google.com')}o/oauth2/v2/auth?{urlencode(asked)}")
        try:
            answer = answers.get(timeout=wait)
        except queue.Empty:
            minutes = max(1, round(wait / 60))
            raise SignInError(
                f"{name}: nobody signed in within {minutes} minutes",
                hint=f"try again: assistant connect {name}; if Google showed an error, {HOW_TO}",
            ) from None
    if "code" not in answer:
        why = "you said no" if answer["error"] == "access_denied" else f"Google refuses ({one_line(answer['error'])})"
        raise SignInError(f"{name}: {why}; nothing was allowed", hint=f"try again: assistant connect {name}")
    grant = {"grant_type": "authorization_code", "code": answer["code"], "code_verifier": verifier}
    token = _exchanged(name, registration, {**grant, "redirect_uri": redirect}, api)
    return {
        "client_id": registration.client_id,
        "client_secret": registration.client_secret,
        "refresh_token": token["refresh_token"],
        "scopes": sorted(str(token.get("scope", "")).split()),
    }


def _exchanged(name: str, registration: AppRegistration, grant: Mapping[str, str], api: str) -> dict[str, Any]:
    """The token for the code that came back."""
    client = {"client_id": registration.client_id, "client_secret": registration.client_secret}
    try:
        with closing(OnceHttp(timeout=TIMEOUT)) as http:
            response, content = http.request(
                root_of(api, "oauth2.googleapis.com") + "token",
                "POST",
                body=urlencode({**grant, **client}),
                headers={"content-type": "application/x-www-form-urlencoded"},
            )
        token = json.loads(content)
    except VENDOR_ERRORS as error:
        raise SignInError(fault_of(error, name).error.problems, hint=f"try again: assistant connect {name}") from error
    if response.status != 200 or not isinstance(token, dict) or not token.get("refresh_token"):
        why = one_line(str(token.get("error", response.status))) if isinstance(token, dict) else "no answer"
        hint = f"check that the registration file is the current one; {HOW_TO}"
        raise SignInError(
            f"{name}: Google does not complete the sign-in ({why})",
            hint=hint if why in ("invalid_client", "unauthorized_client") else f"try again: assistant connect {name}",
        )
    return token


class _Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: it is a browser that went away."""


@contextmanager
def _loopback(state: str) -> Iterator[tuple[str, "queue.Queue[dict[str, str]]"]]:
    """An address on this machine to which the browser is sent back, and what comes there with the right state."""
    answers: queue.Queue[dict[str, str]] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        timeout = 10  # browsers open connections that they never use

        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            is_ours = secrets.compare_digest(query.get("state", "").encode(), state.encode())
            is_answer = is_ours and ("code" in query or "error" in query)
            words = STRANGE if not is_answer else DONE if "code" in query else REFUSED
            page = f"<!doctype html><meta charset=utf-8><title>Assistant</title><p>{html.escape(words)}</p>".encode()
            self.send_response(200 if is_answer else 400)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.send_header("Referrer-Policy", "no-referrer")  # the address holds the code
            self.end_headers()
            self.wfile.write(page)
            if is_answer:
                answers.put(query)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the address holds the code."""

    server = _Receiver(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", answers
    finally:
        server.shutdown()
        server.server_close()
