"""What every inbox keeps to: a mail to oneself lies in it once, unread, as it was written, and is found by its id."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from itertools import count

import pytest

from assistant.adapters.google.inbox import GmailInbox
from assistant.adapters.imap.inbox import ImapInbox
from assistant.adapters.imap.session import ImapSession
from assistant.adapters.memory_inbox import MemoryInbox
from assistant.adapters.microsoft.http import GraphClient
from assistant.adapters.microsoft.inbox import GraphInbox
from assistant.domain.people import Participant
from assistant.errors import DeliveryError, UncertainError
from assistant.ports import Inbox, Rendered, ToOneself
from tests.servers import google as google_server
from tests.servers import graph_server
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.google import FakeGoogle
from tests.servers.google_accounts import way_to
from tests.servers.graph import GraphFake
from tests.servers.proxy import Harm, Proxy, proxied

__all__ = ["dovecot"]
USERS = count(1)
AT = datetime(2026, 11, 18, 7, 5, tzinfo=UTC)
USER = Participant(name="Helen Marsh", address="helen@marsh.example")
MAIL = ToOneself(
    message_id="<digest.0123456789abcdef0123456789abcdef01234567@marsh.example>",
    at=AT,
    words=Rendered(subject="What waits — for you", text="Zoë asks.\n", html="<p>Zoë asks.</p>"),
)
OTHER = replace(MAIL, message_id="<digest.1123456789abcdef0123456789abcdef01234567@marsh.example>")


class InboxContract:
    """Inherited by a test class of each inbox."""

    def test_it_has_a_name(self, inbox: Inbox) -> None:
        assert inbox.name

    def test_a_mail_is_found_where_it_was_laid(self, inbox: Inbox) -> None:
        assert inbox.find(MAIL.message_id) is None
        arrived = inbox.deliver(MAIL)
        assert inbox.find(arrived.message_id) == arrived
        assert inbox.find(OTHER.message_id) is None

    def test_delivered_twice_it_lies_there_once(self, inbox: Inbox) -> None:
        assert inbox.deliver(MAIL) == inbox.deliver(MAIL)
        assert self.held(inbox) == 1
        inbox.deliver(OTHER)
        assert self.held(inbox) == 2

    def held(self, inbox: Inbox) -> int:
        raise NotImplementedError


class TestMemoryInbox(InboxContract):
    @pytest.fixture
    def inbox(self) -> Inbox:
        return MemoryInbox()

    def held(self, inbox: Inbox) -> int:
        assert isinstance(inbox, MemoryInbox)
        return len(inbox.mails)


class TestImapInbox(InboxContract):
    @pytest.fixture
    def place(self, dovecot: Dovecot) -> tuple[Dovecot, str]:
        return dovecot, f"own{next(USERS)}@marsh.example"

    @pytest.fixture
    def proxy(self, dovecot: Dovecot) -> Iterator[Proxy]:
        with proxied(dovecot.port) as proxy:
            yield proxy

    @pytest.fixture
    def inbox(self, place: tuple[Dovecot, str], proxy: Proxy) -> Inbox:
        login = place[0].login(place[1], port=proxy.port)
        return ImapInbox("mail", lambda: ImapSession(login, pause=lambda _: None), USER)

    @pytest.fixture(autouse=True)
    def _here(self, place: tuple[Dovecot, str]) -> None:
        self.server, self.user = place

    def held(self, inbox: Inbox) -> int:
        return len(self.server.messages(self.user, "INBOX"))

    def test_it_is_unread_and_reads_as_it_was_written(self, inbox: Inbox) -> None:
        assert inbox.deliver(MAIL).location == "mail, INBOX"
        with self.server.client(self.user, "INBOX") as client:
            assert b"\\Seen" not in client.get_flags("1")[1]
        (raw,) = self.server.messages(self.user, "INBOX")
        assert_written(raw)

    def test_it_is_found_where_the_user_has_moved_it(self, inbox: Inbox) -> None:
        inbox.deliver(MAIL)
        with self.server.client(self.user, "INBOX") as client:
            client.copy("1", "Trash")
            client.delete_messages("1")
            client.expunge()
        assert inbox.find(MAIL.message_id)
        inbox.deliver(MAIL)
        assert self.held(inbox) == 0

    def test_an_answer_that_is_lost_is_a_doubt_and_looked_up(self, inbox: Inbox, proxy: Proxy) -> None:
        proxy.names[b"APPEND"] = Harm.CUT_AFTER_COMMIT
        with pytest.raises(UncertainError):
            inbox.deliver(MAIL)
        proxy.names.clear()
        assert inbox.find(MAIL.message_id)
        inbox.deliver(MAIL)
        assert self.held(inbox) == 1


class TestGmailInbox(InboxContract):
    @pytest.fixture
    def google(self) -> Iterator[FakeGoogle]:
        google = FakeGoogle()
        with google_server.serving(google):
            yield google
        assert google.problems == []

    @pytest.fixture
    def inbox(self, google: FakeGoogle) -> Inbox:
        self.google = google
        return GmailInbox(google=way_to(google), user=USER)

    def held(self, inbox: Inbox) -> int:
        return len(self.google.mail.messages)

    def test_it_is_unread_in_the_inbox_and_reads_as_it_was_written(self, inbox: Inbox) -> None:
        inbox.deliver(MAIL)
        (mail,) = self.google.mail.messages.values()
        assert mail.labels == ["INBOX", "UNREAD"]
        assert mail.at == AT
        assert_written(mail.raw)


class TestGraphInbox(InboxContract):
    @pytest.fixture
    def fake(self) -> Iterator[GraphFake]:
        with graph_server.serving(GraphFake()) as fake:
            yield fake

    @pytest.fixture
    def inbox(self, fake: GraphFake) -> Iterator[Inbox]:
        self.fake = fake
        client = GraphClient(name="work", token=lambda fresh: "token-1", base=fake.base, sleep=lambda seconds: None)
        yield GraphInbox(client, USER)
        client.close()

    def held(self, inbox: Inbox) -> int:
        return len(self.fake.mailbox.in_folder("inbox"))

    def test_it_is_no_draft_and_unread(self, inbox: Inbox) -> None:
        inbox.deliver(MAIL)
        (mail,) = self.fake.mailbox.in_folder("inbox")
        assert (mail.fields["isDraft"], mail.fields["isRead"]) == (False, False)
        assert mail.fields["receivedDateTime"] == "2026-11-18T07:05:00Z"
        assert mail.fields["internetMessageId"] == MAIL.message_id
        assert mail.fields["from"] == {"emailAddress": {"name": "Follow-up assistant", "address": USER.address}}
        assert "Zoë asks." in mail.fields["body"]["content"]

    def test_it_is_known_under_another_message_id(self, inbox: Inbox) -> None:
        self.fake.mailbox.replaces_message_ids = True
        arrived = inbox.deliver(MAIL)
        assert arrived.message_id.endswith("@prod.outlook.example>")
        assert inbox.find(MAIL.message_id) == arrived
        inbox.deliver(MAIL)
        assert self.held(inbox) == 1

    def test_an_answer_that_is_lost_is_a_doubt_and_looked_up(self, inbox: Inbox) -> None:
        self.fake.fault = lambda method, path: "502" if method == "POST" else ""
        with pytest.raises(UncertainError):
            inbox.deliver(MAIL)
        self.fake.fault = lambda method, path: ""
        assert inbox.find(MAIL.message_id) is None

    def test_a_refusal_is_told(self, inbox: Inbox) -> None:
        self.fake.fault = lambda method, path: "400" if method == "POST" else ""
        with pytest.raises(DeliveryError) as caught:
            inbox.deliver(MAIL)
        assert not isinstance(caught.value, UncertainError)


def assert_written(raw: bytes) -> None:
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["From"] == "Follow-up assistant <helen@marsh.example>"
    assert mail["To"] == "Helen Marsh <helen@marsh.example>"
    assert mail["Subject"] == "What waits — for you"
    assert mail["Message-ID"] == MAIL.message_id
    assert (mail["Auto-Submitted"], mail["X-Followup-Digest"]) == ("auto-generated", "1")
    there = [part for part in mail.walk() if not part.is_multipart()]
    parts = {part.get_content_type(): part.get_content().replace("\r\n", "\n") for part in there}
    assert parts == {"text/plain": "Zoë asks.\n", "text/html": "<p>Zoë asks.</p>\n"}
