"""What the user never wants read is not fetched from any mail account, and the rest is."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from assistant.adapters.google.mail import GmailSource
from assistant.adapters.imap import mail as imap
from assistant.adapters.imap.mail import ImapSource
from assistant.adapters.imap.session import ImapSession
from assistant.adapters.microsoft.http import GraphClient
from assistant.adapters.microsoft.mail import GraphMail
from assistant.domain.never_read import NeverRead
from assistant.ports import DocumentSource, Found, Passed
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.google import FakeGoogle
from tests.servers.google import serving as serving_google
from tests.servers.google_accounts import way_to
from tests.servers.graph import GraphFake
from tests.servers.graph_server import serving as serving_graph

__all__ = ["dovecot"]

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
USERS = count(1)
RULES = NeverRead(
    folders=("Legal",), senders=("dr.reed@surgery.example",), domains=("lawfirm.example",), words=("payroll",)
)


def mail(number: int, *, sender: str = "ann@acme.example", to: str = "helen@marsh.example", subject: str = "") -> bytes:
    return (
        f"From: Ann <{sender}>\r\nTo: {to}\r\nSubject: {subject or f'Mail {number}'}\r\n"
        f"Date: Mon, 2 Nov 2026 10:00:{number:02} +0000\r\nMessage-ID: <{number}@acme.example>\r\n\r\n"
        f"Words {number}\r\n"
    ).encode()


class NeverReadContract(ABC):
    """What each mail source has to show; `fetched` counts the messages whose bodies were asked for."""

    @abstractmethod
    def put(self, raw: bytes, folder: str = "") -> None:
        """Have a message arrive; `folder` is a folder, label or category."""

    @abstractmethod
    def source(self, rules: NeverRead) -> DocumentSource:
        """The source under these rules."""

    @abstractmethod
    def fetched(self) -> int:
        """How many bodies were asked for."""

    def test_is_not_fetched_and_counted(self) -> None:
        self.put(mail(1))
        self.put(mail(2, sender="Dr.Reed@surgery.example"))
        self.put(mail(3, to="helen@marsh.example, clerk@london.lawfirm.example"))
        self.put(mail(4, subject="=?utf-8?q?Your_Payroll=3A_November?="))
        self.put(mail(5), "Legal")
        self.put(mail(6))
        changes = list(self.source(RULES).changes(None))
        assert [each.content.text[:6] for each in changes if isinstance(each, Found)] == ["Mail 1", "Mail 6"]
        told: Counter[str] = Counter()
        for each in changes:
            if isinstance(each, Passed):
                told[each.reason] += each.count
        assert told == {
            "dr.reed@surgery.example is never read": 1,
            "lawfirm.example is never read": 1,
            '"payroll" is never read': 1,
            '"Legal" is never read': 1,
        }
        assert self.fetched() == 2

    def test_without_rules_all_is_read(self) -> None:
        self.put(mail(2, sender="dr.reed@surgery.example"))
        (found,) = [each for each in self.source(NeverRead()).changes(None) if isinstance(each, Found)]
        assert found.content.document.author.address == "dr.reed@surgery.example"


class TestImap(NeverReadContract):
    @pytest.fixture(autouse=True)
    def _server(self, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
        self._dovecot, self._user, self._bodies = dovecot, f"quiet{next(USERS)}@firm.example", 0
        real = imap.bodies

        def counted(session: ImapSession, messages: list[Any]) -> Iterator[Any]:
            self._bodies += len(messages)
            yield from real(session, messages)

        monkeypatch.setattr(imap, "bodies", counted)

    def put(self, raw: bytes, folder: str = "") -> None:
        self._dovecot.append(self._user, raw, folder=f"Clients/{folder}" if folder else "INBOX")

    def source(self, rules: NeverRead) -> ImapSource:
        login = self._dovecot.login(self._user)
        folders = ("INBOX", "Clients/Legal") if rules else ()
        return ImapSource(name="mail", open=lambda: ImapSession(login), folders=folders, never_read=rules)

    def fetched(self) -> int:
        return self._bodies


class TestGmail(NeverReadContract):
    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        self._google = FakeGoogle()
        with serving_google(self._google):
            yield
        assert self._google.problems == []

    def put(self, raw: bytes, folder: str = "") -> None:
        self._google.mail.receive(raw, *([self._google.mail.label(folder)] if folder else []))

    def source(self, rules: NeverRead) -> GmailSource:
        return GmailSource(name="mail", google=way_to(self._google), never_read=rules)

    def fetched(self) -> int:
        of_each = Counter(each for each in self._google.requests if "/messages/" in each)
        return sum(asked - 1 for asked in of_each.values())  # each was asked for its headers once


class TestGraph(NeverReadContract):
    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        with serving_graph(GraphFake()) as self._fake:
            self._client = GraphClient(name="work", token=lambda fresh: "token-1", base=self._fake.base)
            yield
            self._client.close()

    def put(self, raw: bytes, folder: str = "") -> None:
        key = self._fake.mailbox.add(raw)
        if folder:
            self._fake.mailbox.messages[key].fields["categories"] = [folder]

    def source(self, rules: NeverRead) -> GraphMail:
        return GraphMail(self._client, name="mail", never_read=rules)

    def fetched(self) -> int:
        return sum(asked for request, asked in self._fake.requests.items() if "$value" in request)
