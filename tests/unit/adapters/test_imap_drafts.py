"""What becomes of a draft on an IMAP server, as Dovecot tells it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from assistant.adapters.formats.mime import message_id
from assistant.adapters.imap.drafts import ImapDrafts
from assistant.adapters.imap.session import ImapSession
from assistant.domain.accounts import Fate
from assistant.errors import DeliveryError, SourceError, UncertainError
from assistant.ports import Seen
from tests.contract.test_draft_box import AT, SENDER, draft
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.proxy import Harm, Proxy, proxied

__all__ = ["dovecot"]

USERS = count(1)
DRAFT = draft(text="Hello Anna,\n\n" + "May I introduce you to somebody who does payroll for bakeries? " * 4 + "\n")


@dataclass
class World:
    """A mailbox with a draft in it, and a user who goes on with it."""

    server: Dovecot
    user: str
    proxy: Proxy
    box: ImapDrafts

    def look(self) -> Seen:
        return self.box.look(DRAFT)

    def takes(self) -> bytes:
        """The draft, taken out of its folder."""
        (message,) = self.server.messages(self.user, "Drafts")
        self.server.remove(self.user, "Drafts")
        return message


@pytest.fixture
def world(dovecot: Dovecot) -> Iterator[World]:
    user = f"writer{next(USERS)}@firm.example"
    with proxied(dovecot.port) as proxy:
        session = ImapSession(dovecot.login(user, port=proxy.port), pause=lambda _: None)
        box = ImapDrafts("work mail", lambda: session, SENDER)
        yield World(server=dovecot, user=user, proxy=proxy, box=box)
        session.close()


def test_it_waits_as_a_draft_that_was_read(world: World) -> None:
    location = world.box.put(DRAFT)
    assert location == "work mail, Drafts: d-abcdefghij"
    assert world.look() == Seen(fate=Fate.WAITING, location=location)
    with world.server.client(world.user, "Drafts") as client:
        assert set(client.get_flags("1")[1]) >= {b"\\Draft", b"\\Seen"}


@pytest.mark.parametrize("keeps", ["all", "the marker", "the id", "neither"])
def test_an_edit_is_seen_whatever_the_mail_program_keeps(world: World, keeps: str) -> None:
    world.box.put(DRAFT)
    message = world.takes().replace(b"payroll for bakeries", b"wages for shops")
    if keeps in ("the marker", "neither"):
        message = re.sub(rb"Message-ID: .*?\r\n(?! )", b"Message-ID: <new@program>\r\n", message, flags=re.S)
    if keeps in ("the id", "neither"):
        message = re.sub(rb"X-Followup-Draft: .*\r\n", b"", message)
    world.server.append(world.user, message, folder="Drafts", flags=[b"\\Draft"])
    seen = world.look()
    assert seen.fate is Fate.EDITED
    assert seen.subject == DRAFT.subject
    assert "wages for shops" in seen.text


def test_lines_broken_anew_are_no_edit(world: World) -> None:
    world.box.put(DRAFT)
    message = world.takes()
    world.server.append(world.user, message.replace(b"Hello Anna", b"Hello=20=\r\nAnna"), folder="Drafts")
    assert world.look().fate is Fate.WAITING


@pytest.mark.parametrize("keeps", ["all", "neither"])
def test_a_sent_one_is_known_with_its_id_and_time(world: World, keeps: str) -> None:
    world.box.put(DRAFT)
    message = world.takes()
    if keeps == "neither":
        message = re.sub(rb"Message-ID: .*?\r\n(?! )", b"Message-ID: <sent@program>\r\n", message, flags=re.S)
        message = re.sub(rb"X-Followup-Draft: .*\r\n", b"", message)
    world.server.append(world.user, message, folder="Sent")
    seen = world.look()
    expected = message_id(DRAFT, SENDER) if keeps == "all" else "<sent@program>"
    assert (seen.fate, seen.message_id, seen.at, seen.subject) == (Fate.SENT, expected, AT, DRAFT.subject)
    assert " ".join(seen.text.split()) == " ".join(DRAFT.text.split())
    assert "Sent" in seen.location


def test_another_mail_to_the_same_person_is_not_taken_for_it(world: World) -> None:
    world.box.put(DRAFT)
    message = world.takes().replace(b"X-Followup-Draft", b"X-Other").replace(b"<d-abc", b"<other")
    world.server.append(world.user, re.sub(rb"Subject: .*?\r\n(?! )", b"Subject: Lunch\r\n", message), folder="Sent")
    assert world.look().fate is Fate.GONE


@pytest.mark.parametrize("how", ["expunged", "marked", "moved to the bin"])
def test_one_that_was_deleted_is_gone(world: World, how: str) -> None:
    world.box.put(DRAFT)
    with world.server.client(world.user, "Drafts") as client:
        if how == "moved to the bin":
            client.move([1], "Trash")
        else:
            client.delete_messages([1])
        if how == "expunged":
            client.expunge()
    assert world.look() == Seen(fate=Fate.GONE)


def test_a_lost_answer_is_in_doubt_and_is_found_again(world: World) -> None:
    world.proxy.reset(Harm.CUT_AFTER_COMMIT, name=b"APPEND")
    with pytest.raises(UncertainError, match="may or may not"):
        world.box.put(DRAFT)
    assert world.proxy.struck
    assert world.box.find(DRAFT) == "work mail, Drafts: d-abcdefghij"
    assert world.box.put(DRAFT) == world.box.find(DRAFT)
    assert len(world.server.messages(world.user, "Drafts")) == 1


@pytest.mark.parametrize("folder", ["Sent", "Trash"])
def test_what_was_sent_or_thrown_away_during_a_doubt_is_not_laid_down_again(world: World, folder: str) -> None:
    world.proxy.reset(Harm.CUT_AFTER_COMMIT, name=b"APPEND")
    with pytest.raises(UncertainError):
        world.box.put(DRAFT)
    with world.server.client(world.user, "Drafts") as client:
        client.move("1", folder)
    assert world.box.find(DRAFT) == world.box.put(DRAFT) == f"work mail, {folder}: d-abcdefghij"
    assert world.server.messages(world.user, "Drafts") == []


def test_a_refusal_is_no_doubt(world: World) -> None:
    world.proxy.reset(Harm.BUSY, name=b"APPEND")
    with pytest.raises(DeliveryError, match="come back later") as caught:
        world.box.put(DRAFT)
    assert not isinstance(caught.value, UncertainError)
    assert world.box.find(DRAFT) is None


def test_a_server_out_of_reach_is_told_by_either_port(dovecot: Dovecot) -> None:
    box = ImapDrafts("work mail", lambda: ImapSession(dovecot.login("a@firm.example", port=1)), SENDER)
    for call in (box.put, box.find):
        with pytest.raises(DeliveryError, match="takes no connections"):
            call(DRAFT)
    with pytest.raises(SourceError, match="takes no connections"):
        box.look(DRAFT)
