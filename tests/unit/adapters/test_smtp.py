"""Approved messages that are sent at once: each once, to all or to nobody, and a doubt stays with the user."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import pytest

from assistant.adapters.formats.mime import compose, message_id
from assistant.adapters.imap.connection import Credential, Login, Server
from assistant.adapters.imap.session import ImapSession
from assistant.adapters.imap.smtp import SmtpSender
from assistant.adapters.imap.smtp_connection import SmtpServer, smtp_signed_in
from assistant.domain.accounts import Fate
from assistant.domain.people import Participant
from assistant.errors import ConsentError, DeliveryError, SignInError, SourceError, UncertainError
from tests.contract.test_draft_box import SENDER, draft
from tests.servers.dovecot import PASSWORD, Dovecot, dovecot
from tests.servers.proxy import Harm, Proxy, proxied
from tests.servers.smtp import Outbox, taking_mail

__all__ = ["dovecot"]

USERS = count(1)
DRAFT = draft()


@dataclass
class World:
    """A mailbox, and a server that sends."""

    server: Dovecot
    user: str
    proxy: Proxy
    outbox: Outbox
    sender: SmtpSender

    def copies(self) -> tuple[int, int]:
        """How many messages lie among the drafts, and among the sent mail."""
        drafts, sent = (self.server.messages(self.user, folder) for folder in ("Drafts", "Sent"))
        return len(drafts), len(sent)


@pytest.fixture(scope="module")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outbox]:
    with taking_mail(tmp_path_factory.mktemp("smtp")) as running:
        yield running


@pytest.fixture
def world(dovecot: Dovecot, outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("SSL_CERT_FILE", str(outbox.authority))
    outbox.messages, outbox.fault, outbox.refuse = [], "", set()
    user = f"sender{next(USERS)}@firm.example"
    with proxied(dovecot.port) as proxy:
        login = dovecot.login(user, port=proxy.port)
        session = ImapSession(login, pause=lambda _: None)
        server = SmtpServer(host="localhost", port=outbox.port)
        sender = SmtpSender("work mail", server, login, lambda: session, SENDER)
        yield World(server=dovecot, user=user, proxy=proxy, outbox=outbox, sender=sender)
        session.close()


def test_a_message_goes_out_once_and_is_kept_among_the_sent_mail(world: World) -> None:
    assert world.sender.find(DRAFT) is None
    location = world.sender.put(DRAFT)
    assert location == world.sender.find(DRAFT) == world.sender.put(DRAFT) == "work mail, Sent: d-abcdefghij"
    (envelope,) = world.outbox.messages
    assert envelope.content == compose(DRAFT, sender=SENDER) == world.server.messages(world.user, "Sent")[0]
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER.address, ["anna@bakery.example"])
    assert world.copies() == (0, 1)
    assert world.sender.look(DRAFT).fate is Fate.SENT


def test_all_get_it_or_nobody(world: World) -> None:
    both = replace(DRAFT, cc=(Participant(name="Bo", address="bo@payroll.example"),))
    both = both.edited(subject=both.subject, text="Other", html="Other")
    both = both.approved(both.hash, at=DRAFT.created_at)
    world.outbox.refuse = {"bo@payroll.example"}
    with pytest.raises(DeliveryError, match=r"bo@payroll.example: 5.1.1 nobody of that name") as caught:
        world.sender.put(both)
    assert not isinstance(caught.value, UncertainError)
    assert (world.outbox.messages, world.copies()) == ([], (0, 0))
    world.outbox.refuse = set()
    world.sender.put(both)
    assert world.outbox.messages[0].rcpt_tos == ["anna@bakery.example", "bo@payroll.example"]


def test_only_the_approved_text_goes_out(world: World) -> None:
    with pytest.raises(ConsentError):
        world.sender.put(replace(DRAFT, text="Other"))
    assert world.outbox.messages == []


def test_a_refusal_leaves_nothing_and_may_be_tried_again(world: World) -> None:
    world.outbox.fault = "full"
    with pytest.raises(DeliveryError, match="no space left"):
        world.sender.put(DRAFT)
    assert world.copies() == (0, 0)
    world.outbox.fault = ""
    world.sender.put(DRAFT)
    assert len(world.outbox.messages) == 1


@pytest.mark.parametrize(("fault", "sent"), [("cut before", 0), ("cut after", 1)])
def test_after_a_lost_answer_it_is_never_sent_again_by_itself(world: World, fault: str, sent: int) -> None:
    world.outbox.fault = fault
    with pytest.raises(UncertainError, match="not sent again by itself"):
        world.sender.put(DRAFT)
    world.outbox.fault = ""
    assert world.sender.find(DRAFT) is None
    for _ in range(2):
        with pytest.raises(UncertainError) as caught:
            world.sender.put(DRAFT)
        assert "a copy lies in Drafts" in caught.value.hint
    assert len(world.outbox.messages) == sent
    assert world.copies() == (1, 0)


@pytest.mark.parametrize("name", [b"LIST", b"SEARCH", b"APPEND", b"STORE", b"EXPUNGE"])
@pytest.mark.parametrize("harm", [Harm.DROP, Harm.CUT_AFTER_COMMIT])
def test_a_mailbox_that_breaks_off_never_makes_two(world: World, name: bytes, harm: Harm) -> None:
    world.proxy.reset(harm, name=name)
    for _ in range(3):
        try:
            world.sender.put(DRAFT)
        except DeliveryError:
            continue
    assert world.proxy.struck
    assert len(world.outbox.messages) <= 1
    assert sum(world.copies()) == 1


@pytest.mark.parametrize("harm", [Harm.DROP, Harm.CUT_AFTER_COMMIT])
def test_a_copy_whose_answer_is_lost_is_no_doubt_since_nothing_was_sent(world: World, harm: Harm) -> None:
    world.proxy.reset(harm, name=b"APPEND")
    with pytest.raises(DeliveryError, match="nothing was sent") as caught:
        world.sender.put(DRAFT)
    assert not isinstance(caught.value, UncertainError)
    assert (world.outbox.messages, world.copies()) == ([], (0, 0))
    world.sender.put(DRAFT)
    assert (len(world.outbox.messages), world.copies()) == (1, (0, 1))


@pytest.mark.parametrize("name", [b"STORE", b"EXPUNGE"])
def test_a_copy_that_could_not_be_taken_away_at_once_is_taken_away_later(world: World, name: bytes) -> None:
    world.proxy.reset(Harm.BUSY, name=name)
    world.sender.put(DRAFT)
    assert world.proxy.struck
    assert world.copies() == (0, 1)
    world.server.append(world.user, compose(DRAFT, sender=SENDER), folder="Drafts")
    assert world.sender.find(DRAFT) == "work mail, Sent: d-abcdefghij"
    assert world.copies() == (0, 1)
    assert len(world.outbox.messages) == 1


def test_a_copy_that_cannot_be_put_away_is_named_and_put_away_at_the_next_look(world: World) -> None:
    world.proxy.rewrite = lambda data: None if world.outbox.messages else data
    location = world.sender.put(DRAFT)
    assert location == "work mail: sent; its copy still lies in Drafts until the next sync, do not send it again"
    with pytest.raises(SourceError):
        world.sender.look(DRAFT)
    world.proxy.rewrite = lambda data: data
    assert (len(world.outbox.messages), world.copies()) == (1, (1, 0))
    assert world.sender.look(DRAFT).fate is Fate.SENT
    assert (len(world.outbox.messages), world.copies()) == (1, (0, 1))


def test_what_was_sent_stays_sent_though_the_user_deletes_every_copy(world: World) -> None:
    world.sender.put(DRAFT)
    with world.server.client(world.user, "Sent") as client:
        client.delete_messages(client.search())
        client.expunge()
    seen = world.sender.look(DRAFT)
    assert (seen.fate, seen.message_id) == (Fate.SENT, message_id(DRAFT, SENDER))
    assert world.copies() == (0, 0)


def test_signing_in_is_refused_in_plain_words(world: World) -> None:
    wrong = Login(server=Server(host="localhost"), user="a@b.example", credential=lambda: Credential(secret="wrong"))
    with pytest.raises(SignInError, match=r"localhost does not let a@b\.example send"):
        smtp_signed_in(SmtpServer(host="localhost", port=world.outbox.port), wrong)


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (SmtpServer(host="localhost", port=1), "takes no connections on port 1"),
        (SmtpServer(host="127.0.0.1"), "does not prove that it is 127.0.0.1"),
        (SmtpServer(host="localhost", security="tls"), "no encrypted connection"),
    ],
)
def test_a_server_that_cannot_be_talked_to(world: World, server: SmtpServer, words: str) -> None:
    server = replace(server, port=server.port or world.outbox.port)
    login = Login(server=Server(host="x"), user="a", credential=lambda: Credential(secret=PASSWORD))
    with pytest.raises(SourceError, match=words):
        smtp_signed_in(server, login)
