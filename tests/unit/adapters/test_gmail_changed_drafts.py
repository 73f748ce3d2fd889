"""A draft that the user has changed in Gmail, and what they then did with it: seen right, whatever Gmail left of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.adapters.formats.mime import compose
from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft
from tests.servers.google import FakeGoogle, serving
from tests.servers.google_mail import resaved
from tests.unit.adapters import test_gmail_drafts as plain
from tests.unit.adapters.test_gmail_drafts import ASKED, AT, SENDER, box, delivered

GOOGLE = FakeGoogle()
TEXT = """Hello Anna,

at the market you said that the wages keep you up at night. I know somebody for payroll, and could ask her whether she
has time for a bakery of your size. Would you like that?

Warm regards
Helen Marsh
"""
CHANGED = TEXT.replace("at the market you said that the wages keep you up at night.", "lovely to see you on Tuesday!")
OWN = "Hello Anna,\n\nthank you, I shall call you tomorrow about the cake.\n\nWarm regards\nHelen Marsh\n"


@pytest.fixture(autouse=True, scope="module")
def _served() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, serving(GOOGLE):
        patch.setattr(plain, "GOOGLE", GOOGLE)
        yield


@pytest.fixture(autouse=True)
def _as_google_answers() -> Iterator[None]:
    GOOGLE.reset()
    yield
    assert GOOGLE.problems == []


def raw(draft: Draft, **more: object) -> bytes:
    """The draft's message with other words, as Gmail's own editor saves it."""
    other = replace(draft, **more)  # type: ignore[arg-type]
    return resaved(compose(replace(other, approved_hash=other.hash), sender=SENDER))


def in_thread(**more: object) -> tuple[Draft, str]:
    GOOGLE.mail.receive(ASKED)
    return delivered(in_reply_to="<ask@bakery.example>", subject="Re: Help?", text=TEXT, **more)


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("anew", [True, False])
def test_a_draft_that_was_edited_in_gmail(answers: bool, anew: bool) -> None:
    draft, key = in_thread() if answers else delivered(text=TEXT)
    key = GOOGLE.mail.edit_draft(key, raw(draft, text=CHANGED), anew=anew)
    seen = box().look(draft)
    assert (seen.fate, seen.subject, seen.text.split()) == (Fate.EDITED, draft.subject, CHANGED.split())
    assert f"draft {key} in conversation" in seen.location


def test_a_draft_with_another_subject_another_id_and_in_another_conversation() -> None:
    draft, key = in_thread()
    GOOGLE.mail.edit_draft(key, raw(draft, subject="Your wages"), thread="other", anew=True)
    seen = box().look(draft)
    assert (seen.fate, seen.subject) == (Fate.EDITED, "Your wages")


@pytest.mark.parametrize("subject", ["", "Your wages"])
@pytest.mark.parametrize("thread", ["", "other"])
@pytest.mark.parametrize("answers", [True, False])
def test_a_draft_that_was_edited_and_sent_in_gmail(subject: str, thread: str, answers: bool) -> None:
    draft, key = in_thread() if answers else delivered(text=TEXT)
    text = TEXT.replace("lovely", "good") if subject else CHANGED
    words = {"text": text, "subject": subject or draft.subject}
    key = GOOGLE.mail.edit_draft(key, raw(draft, **words), thread=thread)
    GOOGLE.mail.send_draft(key)
    seen = box().look(draft)
    assert (seen.fate, seen.subject, seen.text.split()) == (Fate.SENT, words["subject"], text.split())
    assert seen.message_id == "<CAF-rewritten@mail.gmail.com>"


def test_words_that_were_seen_before_are_known_again() -> None:
    draft, key = in_thread()
    rewritten = "Anna, shall I ask a friend of mine who does the books for half the street? She is kind and quick.\n"
    key = GOOGLE.mail.edit_draft(key, raw(draft, text=rewritten))
    seen = box().look(draft)
    draft = draft.edited_there(subject=seen.subject, text=seen.text)
    GOOGLE.mail.send_draft(GOOGLE.mail.edit_draft(key, raw(draft, text=rewritten), thread="other"))
    assert box().look(draft).fate is Fate.SENT


@pytest.mark.parametrize("answers", [True, False])
def test_another_message_of_the_users_is_not_taken_for_the_draft(answers: bool) -> None:
    draft, key = in_thread() if answers else delivered(text=TEXT)
    thread = GOOGLE.mail.messages[GOOGLE.mail.drafts[key]].thread
    GOOGLE.mail.delete_draft(key)
    subject = "Re: Help?" if answers else "The cake"
    GOOGLE.mail.receive(raw(draft, subject=subject, text=OWN), "SENT", thread=thread if answers else "")
    assert box().look(draft).fate is Fate.GONE


def test_another_draft_of_ours_to_the_same_person_is_not_taken_for_it() -> None:
    draft, key = delivered(text=TEXT)
    other, _ = delivered(id="d-other", text=TEXT)
    GOOGLE.mail.delete_draft(key)
    assert box().look(draft).fate is Fate.GONE
    GOOGLE.mail.receive(compose(other, sender=SENDER), "SENT")
    assert box().look(draft).fate is Fate.GONE
    assert box().look(other).fate is Fate.WAITING


def test_an_answer_from_the_other_side_is_no_draft() -> None:
    draft, key = delivered(text=TEXT, cc=draft_cc())
    thread = GOOGLE.mail.messages[GOOGLE.mail.drafts[key]].thread
    GOOGLE.mail.delete_draft(key)
    answer = raw(draft, text=OWN).replace(b"From: Helen Marsh <helen@marsh.example>", b"From: Tom <tom@fair.example>")
    GOOGLE.mail.receive(answer, "INBOX", thread=thread)
    assert box().look(draft).fate is Fate.GONE


def draft_cc() -> tuple[object, ...]:
    return (replace(SENDER, name="Tom", address="tom@fair.example"),)


def test_a_draft_that_gmail_is_to_send_later_still_waits() -> None:
    draft, key = delivered(text=TEXT)
    GOOGLE.mail.edit_draft(key, raw(draft))
    GOOGLE.mail.schedule_draft(key)
    assert box().look(draft).fate is Fate.WAITING


def test_what_was_sent_and_then_thrown_away_counts_for_nothing_older() -> None:
    draft, key = delivered(text=TEXT)
    GOOGLE.mail.delete_draft(key)
    old = GOOGLE.mail.receive(raw(draft), "SENT")
    GOOGLE.mail.messages[old].at = AT - timedelta(days=3)
    assert box().look(draft).fate is Fate.GONE


def test_a_mailbox_that_breaks_down_does_not_make_a_draft_gone() -> None:
    draft, key = delivered(text=TEXT)
    sent = GOOGLE.mail.send_draft(key, rewrite=True)
    GOOGLE.fault = lambda number, path: "500" if path.endswith(sent) else ""
    with pytest.raises(Exception, match="fault of its own"):
        box().look(draft)
    GOOGLE.fault = lambda number, path: ""
    assert box().look(draft).fate is Fate.SENT
