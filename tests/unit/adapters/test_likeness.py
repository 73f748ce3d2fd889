"""Which message is a draft of ours that somebody has changed, from nothing but the two."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.adapters.formats.likeness import is_made_of, likeness, says
from assistant.adapters.formats.message import read_message
from assistant.domain.documents import Content
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.people import Participant

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TEXT = "Hello Anna,\n\nI know somebody who does payroll for bakeries. Shall I ask her?\n\nHelen\n"
SOME = "Dear Anna, I know somebody who does payroll. Another thing: are you coming on Tuesday?"
DRAFT = Draft(
    id="d-abcdefghij",
    introduction_id="i-abcdefghij",
    kind=DraftKind.ASK_SEEKER,
    to=(Participant(name="Anna Okafor", address="Anna@bakery.example"),),
    cc=(Participant(name="Tom", address="tom@fair.example"),),
    subject="Re: Payroll",
    text=TEXT,
    html="",
    created_at=AT,
    in_reply_to="<ask@bakery.example>",
)


def mail(text: str = TEXT, **headers: str) -> Content:
    said = {"To": "anna@bakery.example", "Subject": "Re: Payroll", "From": "helen@marsh.example", **headers}
    raw = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in said.items()) + "\r\n" + text
    return read_message(raw.encode(), source="", locator="", fallback=AT)


@pytest.mark.parametrize(
    ("content", "is_it"),
    [
        (mail(), True),
        (mail(X_Followup_Draft="d-abcdefghij", text="Other words.", To="else@where.example"), True),
        (mail(X_Followup_Draft="d-other"), False),
        (mail(To="else@where.example"), False),
        (mail(To="tom@fair.example"), True),
        (mail(To="", Cc="ANNA@bakery.example"), True),
        (mail(Subject="Re: AW: re:  payroll", text=SOME), True),
        (mail(Subject="Tuesday", text=SOME), False),
        (mail(text="Hello Anna,\n\nthank you for the cake.\n\nHelen\n"), False),
        (mail(text=SOME), True),
        (mail(Subject="", text="I know somebody who does payroll."), False),
        (mail(Subject="", In_Reply_To="<ask@bakery.example>", text="I know somebody who does payroll."), True),
        (mail(Subject="Tuesday", text=f"{TEXT}\nPS: are you coming on Tuesday?"), True),
    ],
)
def test_which_is_it(content: Content, is_it: bool) -> None:
    assert is_made_of(DRAFT, content) is is_it


def test_a_subject_of_our_own_needs_no_words_but_no_subject_is_none() -> None:
    fresh = replace(DRAFT, in_reply_to="", subject="Something you said about payroll")
    assert is_made_of(fresh, mail(Subject="Something you said about payroll", text="Call me."))
    assert not is_made_of(replace(fresh, subject=""), mail(Subject="", text="Call me."))


def test_likeness_is_the_share_of_the_draft_that_is_left() -> None:
    assert likeness(DRAFT, mail()) == 1.0
    assert likeness(DRAFT, mail(text=f"{TEXT} And many other words that it did not say.")) == 1.0
    assert likeness(DRAFT, mail(text="Nothing of it.")) == 0.0
    assert likeness(replace(DRAFT, text=""), mail()) == 0.0


def test_line_breaks_change_nothing_and_words_do() -> None:
    assert says(DRAFT, mail(text=TEXT.replace(" ", "\r\n")))
    assert not says(DRAFT, mail(text=TEXT.replace("her", "him")))
