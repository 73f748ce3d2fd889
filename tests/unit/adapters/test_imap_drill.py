"""The fault drill: something breaks at a random call of each run; in the end nothing is lost and nothing doubled."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from assistant.adapters.imap import connection as imap_connection
from assistant.adapters.imap import fetch as imap_fetch
from assistant.adapters.imap import mail as imap
from assistant.adapters.imap.drafts import ImapDrafts
from assistant.adapters.imap.mail import ImapSource
from assistant.adapters.imap.session import ImapSession
from assistant.domain.accounts import Fate
from assistant.errors import DeliveryError, SourceError, UncertainError
from assistant.ports import Cursor, Failed, Found, Reached
from tests.contract.test_document_source import mail
from tests.contract.test_draft_box import SENDER, draft
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.proxy import Harm, Proxy, proxied

__all__ = ["dovecot"]

READS = 150
WRITES = 80
MESSAGES = 14
WEIGHTS = [1 if each is Harm.STALL else 6 for each in Harm]  # waiting takes time


@dataclass
class Kept:
    """What a sync keeps: documents by id and the last cursor, both only as of a `Reached`."""

    documents: dict[str, str] = field(default_factory=dict)
    cursor: Cursor | None = None

    def sync(self, source: ImapSource, *, dies_after: int = -1) -> None:
        """One pass, as the service makes it; `dies_after` so many changes, as a killed process does."""
        chunk: dict[str, str] = {}
        for number, change in enumerate(source.changes(self.cursor)):
            if number == dies_after:
                raise ProcessLookupError
            if isinstance(change, Found):
                document = change.content.document
                chunk[document.id] = document.message_id
            elif isinstance(change, Failed):
                pytest.fail(f"{change.locator}: {change.error}")
            elif isinstance(change, Reached):
                self.documents |= chunk
                chunk, self.cursor = {}, change.cursor


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "CHECKPOINT", 4)
    monkeypatch.setattr(imap_fetch, "BATCH", 3)
    monkeypatch.setattr(imap_fetch, "LISTED", 6)
    monkeypatch.setattr(imap_connection.connected, "__kwdefaults__", {"timeout": 1.5})


@pytest.fixture(scope="module")
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    with proxied(dovecot.port) as before:
        yield before


@pytest.fixture(scope="module")
def reader(dovecot: Dovecot) -> str:
    user = "reader@firm.example"
    dovecot.fill(user, (mail(number) for number in range(MESSAGES - 3)))
    dovecot.append(user, *(mail(number) for number in range(MESSAGES - 3, MESSAGES)), folder="Sent")
    return user


def test_reading_ends_as_without_faults(dovecot: Dovecot, proxy: Proxy, reader: str) -> None:
    login = dovecot.login(reader, port=proxy.port)
    source = ImapSource(name="mail", open=lambda: ImapSession(login, pause=lambda _: None))
    proxy.reset()
    faultless = Kept()
    faultless.sync(source)
    calls = len(proxy.commands)
    assert len(faultless.documents) == MESSAGES
    harmed = 0
    for seed in range(READS):
        chance = random.Random(seed)
        kept = Kept()
        dies_after = chance.randrange(MESSAGES) if seed % 8 == 0 else -1
        harm = chance.choices(list(Harm), WEIGHTS)[0]
        proxy.reset(harm, at=chance.randrange(calls))
        for _ in range(5):
            try:
                kept.sync(source, dies_after=dies_after)
                break
            except (SourceError, ProcessLookupError):
                dies_after = -1
        if seed % 8 == 1 and kept.cursor:  # the server numbers its messages anew
            kept.cursor = {"folders": {name: {**mark, "validity": 1} for name, mark in marks(kept.cursor).items()}}
            kept.sync(source)
        harmed += proxy.struck
        assert kept.documents == faultless.documents, (seed, harm)
        assert kept.cursor == faultless.cursor, (seed, harm)
    assert harmed > READS * 0.9


def marks(cursor: Cursor) -> dict[str, dict[str, object]]:
    folders = cursor["folders"]
    assert isinstance(folders, dict)
    return folders


def test_each_draft_is_laid_down_once(dovecot: Dovecot, proxy: Proxy) -> None:
    user = "writer@firm.example"
    login = dovecot.login(user, port=proxy.port)
    doubts = 0
    with dovecot.client(user) as observer:
        for seed in range(WRITES):
            chance = random.Random(seed)
            each = draft(id=f"d-{seed:010}")
            harm = chance.choices(list(Harm), WEIGHTS)[0]
            proxy.reset(harm, at=chance.randrange(10))
            for _ in range(5):
                box = ImapDrafts("work mail", lambda: ImapSession(login, pause=lambda _: None), SENDER)
                try:
                    if box.find(each) is None:
                        box.put(each)
                    break
                except UncertainError:
                    doubts += 1
                except DeliveryError:
                    continue
            assert proxy.struck, (seed, harm)
            assert box.look(each).fate is Fate.WAITING, (seed, harm)
            observer.select_folder("Drafts", readonly=True)
            assert len(observer.search(["HEADER", "X-Followup-Draft", each.id])) == 1, (seed, harm)
    assert doubts > 5
