"""What becomes of a message in the user's mailbox is noticed once, kept, and never undone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.adapters.memory import MemoryMailbox, MemoryStore
from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.people import Participant
from assistant.errors import SourceError
from assistant.ports import Seen
from assistant.services.follow import Follow

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
ANNA = Participant(name="Anna Okafor", address="anna@bakery.example")


def delivered(store: MemoryStore, mailbox: MemoryMailbox, id: str = "d-1", box: str = "memory") -> Draft:
    waiting = Draft(
        id=id, introduction_id="i-1", kind=DraftKind.ASK_SEEKER, to=(ANNA,), subject="Help?", text="Hello,\n\nwords.\n",
        html="<p>Hello</p>", created_at=NOW,
    )  # fmt: skip
    approved = waiting.approved(waiting.hash, at=NOW)
    draft = approved.delivered(mailbox.put(approved), at=NOW, box=box)
    store.put(draft)
    return draft


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def mailbox() -> MemoryMailbox:
    return MemoryMailbox()


def look(store: MemoryStore, *mailboxes: MemoryMailbox) -> tuple[list[str], list[str], list[str], list[str]]:
    report = Follow(store=store, clock=lambda: NOW).look(mailboxes)
    return (
        *([draft.id for draft in kind] for kind in (report.edited, report.sent, report.deleted)),
        [str(error) for error in report.problems],
    )  # type: ignore[return-value]


def test_a_message_that_waits_is_left_alone(store: MemoryStore, mailbox: MemoryMailbox) -> None:
    draft = delivered(store, mailbox)
    assert look(store, mailbox) == ([], [], [], [])
    assert store.get(Draft, draft.id) == draft


def test_an_edit_is_noticed_once_and_kept(store: MemoryStore, mailbox: MemoryMailbox) -> None:
    draft = delivered(store, mailbox)
    mailbox.seen[draft.id] = Seen(fate=Fate.EDITED, subject="Help at last?", text="Other words.")
    assert look(store, mailbox) == ([draft.id], [], [], [])
    assert look(store, mailbox) == ([], [], [], [])
    assert store.get(Draft, draft.id) == replace(draft, own_subject="Help at last?", own_text="Other words.")


@pytest.mark.parametrize(
    ("text", "own"),
    [("Hello,\r\n\r\nwords.", ""), ("Hello, dear Anna,\n\nwords.", "Hello, dear Anna,\n\nwords.")],
    ids=["as approved", "edited first"],
)
def test_what_the_user_sent_is_sent(store: MemoryStore, mailbox: MemoryMailbox, text: str, own: str) -> None:
    draft = delivered(store, mailbox)
    mailbox.seen[draft.id] = Seen(fate=Fate.SENT, subject="Help?", text=text, message_id="<x@y.example>", at=NOW)
    assert look(store, mailbox) == ([], [draft.id], [], [])
    sent = store.get(Draft, draft.id)
    assert sent is not None
    assert (sent.state, sent.sent_id, sent.sent_at, sent.own_text) == (DraftState.SENT, "<x@y.example>", NOW, own)
    mailbox.seen[draft.id] = Seen(fate=Fate.GONE)
    assert look(store, mailbox) == ([], [], [], [])


def test_what_the_user_deleted_stays_deleted(store: MemoryStore, mailbox: MemoryMailbox) -> None:
    draft = delivered(store, mailbox)
    mailbox.seen[draft.id] = Seen(fate=Fate.GONE)
    assert look(store, mailbox) == ([], [], [draft.id], [])
    mailbox.seen[draft.id] = Seen(fate=Fate.WAITING)
    assert look(store, mailbox) == ([], [], [], [])
    kept = store.get(Draft, draft.id)
    assert kept is not None
    assert kept.state is DraftState.DELETED


def test_a_mailbox_that_cannot_be_reached_is_named_once_and_changes_nothing(
    store: MemoryStore, mailbox: MemoryMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = [delivered(store, mailbox, each) for each in ("d-1", "d-2")]

    def unreachable(draft: Draft) -> Seen:
        raise SourceError("memory: no answer")

    monkeypatch.setattr(mailbox, "look", unreachable)
    assert look(store, mailbox) == ([], [], [], ["memory: no answer"])
    assert list(store.find(Draft)) == drafts


def test_drafts_of_other_boxes_are_not_looked_at(store: MemoryStore, mailbox: MemoryMailbox) -> None:
    draft = delivered(store, mailbox, box="/home/me/drafts")
    mailbox.seen[draft.id] = Seen(fate=Fate.GONE)
    assert look(store, mailbox) == ([], [], [], [])
