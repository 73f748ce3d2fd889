"""A draft in the hands of mail programs, each of which replaces the message in its own way.

None of them keeps a header that it does not know, or the message id: Thunderbird, Outlook and Apple Mail write a new
message at each saving and remove the one before, Apple Mail at times by a mark only; the web page of a provider does as
Thunderbird does. They keep whom it goes to and what it answers.
"""

import quopri
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from assistant.adapters.imap.drafts import ImapDrafts
from assistant.adapters.imap.session import ImapSession
from assistant.domain.accounts import Fate
from tests.contract.test_draft_box import SENDER, draft
from tests.servers.dovecot import Dovecot, dovecot

__all__ = ["dovecot"]

USERS = count(1)
WORDS = "Hello Anna,\n\n" + "May I introduce you to somebody who does payroll for bakeries? " * 4 + "\n\nHelen\n"
DRAFT = draft(text=WORDS)
EDITED = WORDS.replace("bakeries", "cafés")


def thunderbird(words: str, number: int) -> bytes:
    lines = "\r\n".join(line if len(line) < 70 else line.replace("? May", "? \r\nMay") for line in words.splitlines())
    head = (
        f"Message-ID: <{number}b0c-4d1e@marsh.example>\r\nUser-Agent: Mozilla Thunderbird\r\n"
        "X-Mozilla-Draft-Info: internal/draft; vcard=0; receipt=0; DSN=0; uuencode=0\r\nX-Identity-Key: id1\r\n"
        "Content-Type: text/plain; charset=UTF-8; format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n"
    )
    return f"{head}{common()}\r\n{lines}\r\n".encode()


def outlook(words: str, number: int) -> bytes:
    paragraphs = "".join(f"<p class=MsoNormal>{line or '<o:p>&nbsp;</o:p>'}</p>" for line in words.splitlines())
    rich = quopri.encodestring(f"<html><body><div class=WordSection1>{paragraphs}</div></body></html>".encode())
    plain = quopri.encodestring(words.replace("\n", "\r\n").encode())
    head = (
        f"Message-ID: <{number:04}01dc$4d1e$@marsh.example>\r\nX-Mailer: Microsoft Outlook 16.0\r\n"
        'Thread-Index: AdxTAAAA\r\nContent-Type: multipart/alternative; boundary="----=_NextPart_000"\r\n'
    )
    coded = b"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    parts = b"------=_NextPart_000\r\nContent-Type: text/plain; charset=utf-8" + coded + plain
    parts += b"\r\n------=_NextPart_000\r\nContent-Type: text/html; charset=utf-8" + coded + rich
    return f"{head}{common()}\r\n".encode() + parts + b"\r\n------=_NextPart_000--\r\n"


def apple_mail(words: str, number: int) -> bytes:
    rich = "".join(f"<div>{line or '<br>'}</div>" for line in words.splitlines())
    head = (
        f"Message-Id: <{number}A7C-4D1E@marsh.example>\r\nX-Uniform-Type-Identifier: com.apple.mail-draft\r\n"
        "X-Universally-Unique-Identifier: 4D1E\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
    )
    return f"{head}{common()}\r\n".encode() + quopri.encodestring(f"<html><body>{rich}</body></html>".encode())


def common() -> str:
    """What every program keeps."""
    return (
        "Date: Mon, 2 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\nFrom: Helen Marsh <helen@marsh.example>\r\n"
        f"To: {DRAFT.to[0].name} <{DRAFT.to[0].address}>\r\nSubject: {DRAFT.subject}\r\n"
    )


@dataclass
class World:
    """A mailbox with a draft in it, and the program in which its user goes on."""

    server: Dovecot
    user: str
    box: ImapDrafts

    def saves(self, message: bytes, *, expunges: bool = True) -> None:
        with self.server.client(self.user, "Drafts") as client:
            before = client.search("ALL")
            client.append("Drafts", message, (b"\\Draft", b"\\Seen"))
            client.delete_messages(before)
            if expunges:
                client.expunge(before)

    def sends(self, message: bytes) -> None:
        self.server.append(self.user, message, folder="Sent", flags=[b"\\Seen"])
        self.server.remove(self.user, "Drafts")


@pytest.fixture
def world(dovecot: Dovecot) -> Iterator[World]:
    user = f"program{next(USERS)}@firm.example"
    session = ImapSession(dovecot.login(user))
    box = ImapDrafts("work mail", lambda: session, SENDER)
    box.put(DRAFT)
    yield World(server=dovecot, user=user, box=box)
    session.close()


PROGRAMS = pytest.mark.parametrize("program", [thunderbird, outlook, apple_mail])


@PROGRAMS
def test_opened_and_saved_without_a_change_it_still_waits(world: World, program: object) -> None:
    world.saves(program(WORDS, 1))  # type: ignore[operator]
    assert world.box.look(DRAFT).fate is Fate.WAITING
    assert world.box.find(DRAFT) is None  # by what is certain: delivered it was already


@PROGRAMS
@pytest.mark.parametrize("expunges", [True, False])
def test_edited_twice_then_sent(world: World, program: object, expunges: bool) -> None:
    world.saves(program(EDITED, 1), expunges=expunges)  # type: ignore[operator]
    world.saves(program(EDITED.replace("Hello", "Dear"), 2), expunges=expunges)  # type: ignore[operator]
    seen = world.box.look(DRAFT)
    assert seen.fate is Fate.EDITED
    assert seen.text.split() == EDITED.replace("Hello", "Dear").split()
    world.sends(program(EDITED, 3))  # type: ignore[operator]
    seen = world.box.look(DRAFT)
    assert (seen.fate, seen.text.split()) == (Fate.SENT, EDITED.split())
    assert seen.message_id.startswith(("<3", "<0003"))
    assert seen.at is not None


@PROGRAMS
def test_edited_then_deleted(world: World, program: object) -> None:
    world.saves(program(EDITED, 1))  # type: ignore[operator]
    world.server.remove(world.user, "Drafts")
    assert world.box.look(DRAFT).fate is Fate.GONE


@PROGRAMS
def test_sent_as_it_was(world: World, program: object) -> None:
    world.sends(program(WORDS, 1))  # type: ignore[operator]
    assert world.box.look(DRAFT).fate is Fate.SENT
