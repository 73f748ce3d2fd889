"""No secret, no subject and no word of a mail is in any log, whatever is set; secrets and words are in no file either.

Everything is done as a user does it, in processes of its own, with every logger of every library at its loudest.
"""

import json
import re
import ssl
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from assistant.adapters.quiet import TALKERS
from tests.acceptance.private_world import BODY, DESCRIPTION, HOSTILE, TITLE, PrivateWorld, mail, meeting
from tests.servers import google as google_server
from tests.servers import graph_server
from tests.servers.dav import USER as DAV_USER
from tests.servers.dav import radicale
from tests.servers.dovecot import HOST, PASSWORD, running
from tests.servers.google import FakeGoogle
from tests.servers.google_accounts import browser
from tests.servers.google_days import Calendar
from tests.servers.graph import GraphFake
from tests.servers.graph_mailbox import attendee, times_of
from tests.servers.microsoft_login import CLIENT, LoginFake
from tests.servers.smtp import taking_mail

YES = "\n" * 9  # to whatever else is asked
OURS = {"assistant", "nlp", "tests", "__main__", "py"}  # `py` is what Python warns of


@pytest.fixture
def world(tmp_path: Path) -> Iterator[PrivateWorld]:
    made = PrivateWorld(folder=tmp_path)
    yield made
    assert made.leaks() == []
    assert made.names("loggers") - OURS - set(sys.stdlib_module_names) <= TALKERS, "a library that is new here"
    assert not made.names("spoke") & TALKERS


def test_a_mailbox_and_a_calendar_server(world: PrivateWorld) -> None:
    (world.folder / "dav").mkdir()
    with running() as dovecot, radicale(world.folder / "dav") as dav:
        world.secrets |= {PASSWORD, dav.password, "wrong-password"}
        place = f'server = "{HOST}"\nport = {dovecot.port}\nsecurity = "none"\n'
        world.configure(
            f'name = "mail"\ntype = "imap"\naddress = "helen@marsh.example"\nusername = "helen"\n{place}',
            f'name = "days"\ntype = "caldav"\nurl = "{dav.url}"\n',
        )
        dovecot.append("helen", mail(), HOSTILE)
        dovecot.append("helen", folder="Drafts")
        calendar = dav.make(TITLE, shown="Work")
        dav.put(f"{calendar}tea.ics", meeting())
        world.run("connect", "mail", text=f"wrong-password\n{PASSWORD}\n{YES}")
        world.run("connect", "days", text=f"{DAV_USER}\n{dav.password}\nall\nn\n{YES}")
        _a_day(world)
        assert len(dovecot.messages("helen", "Drafts")) == 1
        kept = world.folder / "data" / "secrets.json"
        right = kept.read_text("utf-8")
        for secret in (PASSWORD, dav.password):
            right = right.replace(json.dumps(json.dumps(secret))[3:-3], "wrong-password")
            right = right.replace(json.dumps(secret)[1:-1], "wrong-password")
        kept.write_text(right, "utf-8")
        world.run("sync", status=1)
        world.run("doctor", status=1)


def test_a_message_that_is_sent_at_once(world: PrivateWorld) -> None:
    with running() as dovecot, taking_mail(world.folder) as outbox:
        world.secrets.add(PASSWORD)
        world.environment["SSL_CERT_FILE"] = str(outbox.authority)
        world.configure(
            f'name = "mail"\ntype = "imap"\naddress = "helen@marsh.example"\nserver = "{HOST}"\nport = {dovecot.port}\n'
            f'security = "none"\nsmtp_server = "localhost"\nsmtp_port = {outbox.port}\n',
            more='[drafts]\ndeliver_to = "mail"\nsend = true\n',
        )
        (world.folder / "data").mkdir(mode=0o700)
        (world.folder / "data" / "secrets.json").write_text(json.dumps({"imap mail": PASSWORD}), "utf-8")
        dovecot.append("helen@marsh.example", mail())
        dovecot.append("helen@marsh.example", folder="Drafts")
        _a_day(world)
        assert len(outbox.messages) == 1


class ListeningGoogle(FakeGoogle):
    """Notes what the sign-in has to keep to itself."""

    def __init__(self) -> None:
        super().__init__()
        self.told: set[str] = set()

    def _token(self, form: dict[str, str]) -> Any:
        self.told |= {
            form[name] for name in ("code", "code_verifier", "client_secret", "refresh_token") if name in form
        }
        return super()._token(form)


def test_google(world: PrivateWorld) -> None:
    with google_server.serving(ListeningGoogle()) as google:
        assert isinstance(google, ListeningGoogle)
        registration = world.folder / "client.json"
        registration.write_text('{"installed": {"client_id": "client-1", "client_secret": "secret-1"}}')
        world.configure(
            f'name = "work"\ntype = "gmail"\naddress = "helen@marsh.example"\napi = "{google.url}"\n'
            f'client_file = "{registration}"\n'
        )
        google.mail.receive(mail())
        google.mail.receive(HOSTILE)
        google.diary.calendars["primary"].put(_event_at_google())
        google.diary.calendars[f"{TITLE}@group.calendar.example"] = Calendar(title="Team")
        world.run("connect", "work", text=YES, visit=browser())
        _a_day(world)
        assert len(google.mail.drafts) == 1
        google.access_tokens.clear()
        google.mail.receive(mail(2))
        world.run("sync")
        google.access_tokens.clear()
        google.refresh_tokens.clear()
        world.run("sync", status=1)
        world.run("doctor", status=1)
        world.secrets |= {*google.told, *(f"access-{number}" for number in range(1, 9))}
        assert {"code-1", "secret-1", "refresh-1"} < google.told


class ListeningLogin(LoginFake):
    """Notes what the sign-in has to keep to itself."""

    def _token(self, form: dict[str, str]) -> Any:
        self.told = getattr(self, "told", set()) | {
            form[name] for name in ("code", "code_verifier", "refresh_token", "device_code") if name in form
        }
        return super()._token(form)


class RubbishGraph(GraphFake):
    """Talks nonsense that holds words of mails, while `rubbish` is set."""

    rubbish = False

    def answer(self, *asked: Any) -> tuple[int, Any]:
        nonsense = [f'{{"value": "{BODY}'.encode(), [BODY], {"value": BODY}, b"\xff" + BODY.encode(), {"value": [BODY]}]
        return (200, nonsense[self.count() % len(nonsense)]) if self.rubbish else super().answer(*asked)


def test_microsoft(world: PrivateWorld) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.cert_pem.write_to_path(str(world.folder / "ca.pem"))
    authority.issue_cert("localhost").configure_cert(context)
    trusted = ssl.create_default_context(cafile=str(world.folder / "ca.pem"))
    world.environment |= dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), str(world.folder / "ca.pem"))

    def visit(address: str) -> None:
        with httpx.Client(verify=trusted) as browser:
            page = browser.get(address).text
            (target,) = re.findall(r'action="(.*?)"', page)
            browser.post(target, data=dict(re.findall(r'name="(.*?)" value="(.*?)"', page)))

    with graph_server.serving(RubbishGraph(), context) as graph:
        assert isinstance(graph, RubbishGraph)
        graph.tokens.clear()
        graph.login = login = ListeningLogin(graph.base.removesuffix("/v1.0"), graph.tokens)
        world.configure(
            f'name = "office"\ntype = "microsoft"\naddress = "helen@marsh.example"\napi = "{graph.base}"\n'
            f'client_id = "{CLIENT}"\n'
        )
        graph.mailbox.add(mail())
        graph.mailbox.add_event(**_event_at_microsoft())
        world.run("connect", "office", text=YES, visit=visit)
        _a_day(world)
        graph.tokens.clear()
        graph.mailbox.add(mail(2))
        world.run("sync")
        graph.rubbish = True
        for _ in range(3):
            world.run("sync", status=1)
        world.run("doctor", status=None)
        graph.rubbish = False
        graph.tokens.clear()
        login.refusal = ("invalid_grant", "AADSTS50173: The grant was revoked.")
        world.run("sync", status=1)
        world.run("doctor", status=1)
        numbers = range(len(login.secrets))
        world.secrets |= login.told | {
            f"{kind}-secret-{number}" for kind in ("access", "refresh") for number in numbers
        }
        assert len(login.told) >= 3


def _a_day(world: PrivateWorld) -> None:
    """A first sync, a look at everything, a message that is approved, and another sync."""
    world.run("sync", status=None)
    world.run("doctor", "--json", status=None)
    world.run("today", shows=True)
    world.a_draft()
    world.run("sync", status=None)


def _event_at_google() -> dict[str, Any]:
    begin = datetime.now(UTC) - timedelta(hours=3)
    times = {name: {"dateTime": f"{begin + timedelta(hours=more):%Y-%m-%dT%H:%M:%SZ}"} for name, more in TIMES.items()}
    who = [{"email": "priya@shah.example", "displayName": "Priya Shah"}]
    return {"id": "tea", "summary": TITLE, "description": DESCRIPTION, "attendees": who, **times}


def _event_at_microsoft() -> dict[str, Any]:
    begin = datetime.now(UTC) - timedelta(hours=3)
    body = {"contentType": "text", "content": DESCRIPTION}
    who = [attendee("Priya Shah", "priya@shah.example")]
    return {"subject": TITLE, "body": body, "attendees": who, **times_of(begin, begin + timedelta(hours=1))}


TIMES = {"start": 0, "end": 1}
