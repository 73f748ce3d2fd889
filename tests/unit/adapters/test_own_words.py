"""What somebody has written now, in the shapes in which mail programs send an answer, and the days that they name."""

from datetime import UTC, date, datetime

import pytest

from assistant.adapters.formats.message import read_message
from assistant.adapters.jinja_digest import JinjaDigestWriter
from assistant.adapters.own_words import ZonedWords
from tests.unit.regenerate_golden import MAILS

OWN = "helen@marsh.example"
NEW = "1 yes, 3 later until 15 January\n2: no\n5: Yusuf's firm needs a bookkeeper."
DIGEST = "-- Answer above this line --\n\nHello Helen,\n\n[1] Would Anna like outside help?\n    “4 yes”"
MARKED = "\n".join(f"> {line}".rstrip() for line in DIGEST.split("\n"))
OUTLOOK = f"From: Follow-up assistant <{OWN}>\nSent: Wednesday, November 18, 2026 7:05 AM\nTo: Helen Marsh <{OWN}>"
WROTE = f"On 18 Nov 2026, at 07:05, Follow-up assistant <{OWN}> wrote:"
WORDS = ZonedWords()
SHAPES = {
    "alone": NEW,
    "telephone": f"{NEW}\n\nSent from my iPhone\n\n> {WROTE}\n{MARKED}",
    "gmail": f"{NEW}\n\nOn Wed, 18 Nov 2026 at 07:05, Follow-up assistant <{OWN}> wrote:\n\n{MARKED}",
    "outlook": f"{NEW}\n\n________________________________\n{OUTLOOK}\nSubject: What waits for you\n\n{DIGEST}",
    "outlook mobile": f"{NEW}\n\nGet Outlook for iOS\n_____________________\n{OUTLOOK}\nSubject: What\n\n{DIGEST}",
    "original": f"{NEW}\n\n-----Original Message-----\n{OUTLOOK}\nSubject: What waits for you\n\n{DIGEST}",
    "german": f"{NEW}\n\nAm 18.11.2026 um 07:05 schrieb Follow-up assistant <{OWN}>:\n{MARKED}",
    "signed": f"{NEW}\n\n-- \nHelen Marsh\n+44 20 7946 0123\n\n{WROTE}\n{MARKED}",
    "below": f"{WROTE}\n{MARKED}\n\n{NEW}",
}


def own(text: str) -> str:
    kind = "html" if text.startswith("<") else "plain"
    head = f"From: Helen Marsh <{OWN}>\nTo: {OWN}\nSubject: Re: What waits for you"
    raw = f"{head}\nContent-Type: text/{kind}; charset=utf-8\n\n{text}"
    content = read_message(raw.encode(), source="mail", locator="1", fallback=datetime(2026, 11, 18, tzinfo=UTC))
    return WORDS.of(content)


@pytest.mark.parametrize("shape", SHAPES)
def test_only_what_was_written_now_is_taken(shape: str) -> None:
    assert own(SHAPES[shape]) == NEW


def test_an_answer_in_html_alone_is_read_too() -> None:
    new = "".join(f"<div>{line}</div>" for line in NEW.splitlines())
    digest = MAILS["daily-one"]
    quoted = f"<blockquote type='cite'>{JinjaDigestWriter().write(digest).html}</blockquote>"
    wrote = WROTE.replace("<", "&lt;").replace(">", "&gt;")
    assert own(f"<html><body>{new}<br><div>{wrote}</div>{quoted}</body></html>") == NEW


@pytest.mark.parametrize("answer", ["1 yes", "all no", "Nothing", "1 yes\n2 no\n3 no", "No", "2: no", "1\n\n2 yes"])
def test_a_short_answer_is_no_signature(answer: str) -> None:
    assert own(f"{answer}\n\n{WROTE}\n{MARKED}") == answer


def test_an_answer_of_nothing_is_nothing() -> None:
    assert own(f"\n\nOn 18 Nov 2026, at 07:05, Follow-up assistant <{OWN}> wrote:\n{MARKED}") == ""


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("until 15 January", date(2027, 1, 15)),
        ("till 15 January", date(2027, 1, 15)),
        ("15 January", date(2027, 1, 15)),
        ("next week", date(2026, 11, 23)),
        ("in two weeks", date(2026, 12, 2)),
        ("until Monday", date(2026, 11, 23)),
        ("in March", date(2027, 3, 1)),
        ("after Easter", date(2027, 3, 30)),
        ("tomorrow", date(2026, 11, 19)),
        ("when it suits", None),
    ],
)
def test_the_days_that_people_name(words: str, day: date | None) -> None:
    assert WORDS.day(words, date(2026, 11, 18)) == day
