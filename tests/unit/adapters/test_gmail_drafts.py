"""A draft in Gmail: in its conversation, once, and whatever the user makes of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.adapters.formats.mime import compose, message_id
from assistant.adapters.google.drafts import GmailDrafts
from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.people import Participant
from assistant.errors import DeliveryError, SignInError, UncertainError
from tests.servers.google import FakeGoogle, serving
from tests.servers.google_accounts import way_to

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SENDER = Participant(name="Helen Marsh", address="helen@marsh.example")
ASKED = b"From: anna@bakery.example\r\nMessage-ID: <ask@bakery.example>\r\nSubject: Help?\r\n\r\nCan you help?\r\n"
CREATE = "POST /gmail/v1/users/me/drafts"
GOOGLE = FakeGoogle()


@pytest.fixture(autouse=True, scope="module")
def _served() -> Iterator[None]:
    with serving(GOOGLE):
        yield


@pytest.fixture(autouse=True)
def _as_google_answers() -> Iterator[None]:
    GOOGLE.reset()
    yield
    assert GOOGLE.problems == []


def approved(**more: object) -> Draft:
    waiting = Draft(
        id="d-abcdefghij",
        introduction_id="i-abcdefghij",
        kind=DraftKind.ASK_SEEKER,
        to=(Participant(name="Anna Okafor", address="anna@bakery.example"),),
        subject="Help with payroll",
        text="Hello Anna,\n\nI know somebody for payroll.\n\nHelen\n",
        html="<p>Hello Anna,</p>",
        created_at=AT,
    )
    waiting = replace(waiting, **more)
    return waiting.approved(waiting.hash, at=AT)


def box() -> GmailDrafts:
    return GmailDrafts(google=way_to(GOOGLE), sender=SENDER)


def delivered(**more: object) -> tuple[Draft, str]:
    """A draft that lies in Gmail, and Gmail's id for it."""
    draft = approved(**more)
    draft = draft.delivered(box().put(draft), at=AT)
    return draft, next(iter(GOOGLE.mail.drafts))


def edited(draft: Draft, **more: str) -> bytes:
    """The draft's message as the user has changed it; it keeps its id."""
    other = replace(draft, **more)
    other = replace(other, approved_hash=other.hash)
    ids = (message_id(each, SENDER).encode() for each in (other, draft))
    return compose(other, sender=SENDER).replace(*ids)


def test_an_answer_lies_in_the_conversation_that_it_answers() -> None:
    asked = GOOGLE.mail.receive(ASKED)
    draft, key = delivered(in_reply_to="<ask@bakery.example>", references=("<first@bakery.example>",))
    lying = GOOGLE.mail.messages[GOOGLE.mail.drafts[key]]
    assert lying.thread == asked
    assert lying.raw == compose(draft, sender=SENDER)
    assert lying.header("In-Reply-To") == "<ask@bakery.example>"
    assert lying.header("References").split() == ["<first@bakery.example>", "<ask@bakery.example>"]
    assert lying.labels == ["DRAFT"]
    assert draft.location.endswith(f"draft {key} in conversation {asked}")


def test_an_answer_to_what_lies_in_the_bin_is_a_draft_of_its_own() -> None:
    """Gmail shows no draft below a message that it does not show."""
    asked = GOOGLE.mail.receive(ASKED, "TRASH")
    _, key = delivered(in_reply_to="<ask@bakery.example>")
    assert GOOGLE.mail.messages[GOOGLE.mail.drafts[key]].thread != asked


def test_a_draft_that_waits() -> None:
    draft, _ = delivered()
    seen = box().look(draft)
    assert (seen.fate, seen.location) == (Fate.WAITING, draft.location)


def test_a_draft_that_gmail_has_saved_anew_still_waits() -> None:
    """With other line breaks, another id and without our marker, as Gmail's own editor leaves it."""
    draft, key = delivered()
    text = draft.text.replace(" somebody ", "\r\nsomebody ")
    GOOGLE.mail.edit_draft(key, f"Subject: {draft.subject}\r\nMessage-ID: <CA1@mail.gmail.com>\r\n\r\n{text}".encode())
    assert box().look(draft).fate is Fate.WAITING


def test_a_draft_that_was_edited() -> None:
    draft, key = delivered()
    GOOGLE.mail.edit_draft(key, edited(draft, subject="Payroll", text="Dear Anna,\n\nshall we talk?\n"))
    seen = box().look(draft)
    assert (seen.fate, seen.subject, seen.text) == (Fate.EDITED, "Payroll", "Dear Anna,\n\nshall we talk?")
    assert box().put(draft) == draft.location
    assert len(GOOGLE.mail.drafts) == 1


@pytest.mark.parametrize("rewrite", [False, True])
@pytest.mark.parametrize("in_reply_to", ["", "<ask@bakery.example>"])
def test_a_draft_that_was_sent(rewrite: bool, in_reply_to: str) -> None:
    GOOGLE.mail.receive(ASKED)
    draft, key = delivered(in_reply_to=in_reply_to)
    GOOGLE.mail.send_draft(key, rewrite=rewrite)
    seen = box().look(draft)
    assert (seen.fate, seen.subject) == (Fate.SENT, "Help with payroll")
    assert seen.text.splitlines()[0] == "Hello Anna,"
    assert seen.message_id == ("<CAF-rewritten@mail.gmail.com>" if rewrite else message_id(draft, SENDER))
    assert seen.at is not None
    assert seen.at > AT


def test_a_message_that_was_sent_is_not_made_again() -> None:
    draft, key = delivered()
    GOOGLE.mail.send_draft(key)
    assert box().find(draft)
    assert "sent" in box().put(draft)
    assert GOOGLE.mail.drafts == {}


def test_a_draft_that_was_thrown_away() -> None:
    asked = GOOGLE.mail.receive(ASKED)
    draft, key = delivered(in_reply_to="<ask@bakery.example>")
    GOOGLE.mail.receive(b"To: anna@bakery.example\r\nSubject: Earlier\r\n\r\nBefore.\r\n", "SENT", thread=asked)
    GOOGLE.mail.messages[max(GOOGLE.mail.messages)].at = AT - timedelta(days=1)
    GOOGLE.mail.delete_draft(key)
    assert box().look(draft).fate is Fate.GONE


def test_a_draft_in_the_bin_stays_there() -> None:
    draft, key = delivered()
    GOOGLE.mail.relabel(GOOGLE.mail.drafts.pop(key), add=("TRASH",), remove=("DRAFT",))
    assert box().look(draft).fate is Fate.GONE
    assert "thrown away" in box().put(draft)
    assert GOOGLE.mail.drafts == {}


def test_a_draft_that_the_search_does_not_know_yet_is_found() -> None:
    draft, _ = delivered()
    GOOGLE.mail.messages[next(iter(GOOGLE.mail.messages))].raw = edited(draft).replace(b"<d-abcdefghij.", b"<saved.")
    assert box().find(draft) == draft.location


@pytest.mark.parametrize(("fault", "made"), [("lost", 1), ("drop", 0), ("500", 0)])
def test_a_lost_answer_is_uncertain_and_never_sent_twice(fault: str, made: int) -> None:
    GOOGLE.fault = lambda number, path: fault if path == CREATE else ""
    with pytest.raises(UncertainError):
        box().put(approved())
    assert GOOGLE.requests.count(CREATE) == 1
    assert len(GOOGLE.mail.drafts) == made
    GOOGLE.fault = lambda number, path: ""
    assert box().find(approved()) == (box().put(approved()) if made else None)
    box().put(approved())
    assert len(GOOGLE.mail.drafts) == 1


def test_a_refusal_has_made_nothing() -> None:
    GOOGLE.fault = lambda number, path: "429" if path == CREATE else ""
    with pytest.raises(DeliveryError, match="slow down") as caught:
        box().put(approved())
    assert not isinstance(caught.value, UncertainError)


def test_a_sign_in_that_was_withdrawn_says_what_to_do() -> None:
    draft, _ = delivered()
    GOOGLE.refresh_tokens.clear()
    with pytest.raises(DeliveryError, match="no longer accepts") as caught:
        box().put(approved())
    assert "assistant connect gmail" in caught.value.hint
    with pytest.raises(SignInError, match="no longer accepts"):
        box().look(draft)
