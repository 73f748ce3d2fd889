"""Drafts as users edit them, read from `edits/*.txt`: what each says, and which rules it breaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.domain.consents import Side
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.findings import Rule
from assistant.domain.manners import Circle
from assistant.domain.people import Person

HELEN = Person(id="who-u", name="Helen Marsh", addresses=("helen@marsh.example",), organisation="Marsh Interiors")
ANNA = Person(id="who-s", name="Anna Okafor", addresses=("anna@bakery.example",), organisation="Hill Street Bakery")
TOM = Person(
    id="who-p", name="Tom Lindqvist", addresses=("tom@fairweek.example",), organisation="Fairweek Payroll Ltd."
)
MAYA = Person(id="who-m", name="Maya Brandt", addresses=("maya@brandt.example",))
SIGNATURE = "Helen Marsh\nMarsh Interiors\n+44 20 7946 0123"
CIRCLE = Circle(
    user=HELEN,
    seeker=ANNA,
    provider=TOM,
    others=(MAYA,),
    seeker_words=("Payroll eats two days of every month and somebody is still paid wrong.",),
    provider_words=("I am happy to talk, but not before March because my wife is expecting.",),
    card="They run weekly and monthly payroll for firms of up to a hundred people. I have seen their work (2026).",
    matter="payroll: paying staff, payroll errors, payroll provider",
    signature=SIGNATURE,
)
SUBJECTS = {
    DraftKind.ASK_SEEKER: "Something you said about payroll",
    DraftKind.ASK_PROVIDER: "Payroll in Leeds: may I suggest you?",
    DraftKind.OFFER_PROVIDER: "Payroll: may I introduce you to Tom Lindqvist?",
    DraftKind.REMINDER: "My question about payroll",
    DraftKind.SOFT_NO: "Payroll: not this time",
    DraftKind.THANKS: "Thank you",
    DraftKind.OUTCOME: "Did you get to talk?",
}
FOLDER = Path(__file__).parent / "edits"


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One edited draft, and the rules that a person said it breaks."""

    place: str
    draft: Draft
    faults: frozenset[Rule]


def edits(name: str) -> Iterator[Edit]:
    """Every edited draft of a file."""
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    for number, (head, body) in enumerate(re.findall(r"^== (.+)\n((?:(?!== ).*\n?)*)", text, re.MULTILINE), start=1):
        what, _, faults = head.partition(":")
        kind, side = what.split()
        yield Edit(
            place=f"{name}-{number}-{kind}",
            draft=message(DraftKind(kind), Side(side), body.strip()),
            faults=frozenset(map(Rule, faults.split())),
        )


def message(kind: DraftKind, side: Side, text: str) -> Draft:
    """The draft: with a greeting and a signature, and the usual subject, where the text has none of its own."""
    subject = SUBJECTS.get(kind, "")
    if text.startswith("Subject:"):
        head, _, text = text.partition("\n")
        subject, text = head.removeprefix("Subject:").strip(), text.strip()
    seeker, provider = ANNA.participant, TOM.participant
    joint = kind is DraftKind.JOINT
    if not re.match(r"(?:Hello|Dear|Hi|Good)\b", text):
        greeting = "Dear Anna and Tom" if joint else f"Hello {(ANNA if side is Side.SEEKER else TOM).first_name}"
        text = f"{greeting},\n\n{text}\n\nBest wishes,\n{SIGNATURE}"
    return Draft(
        id="d-1",
        introduction_id="i-1",
        kind=kind,
        side=side,
        to=(seeker if side is Side.SEEKER else provider,),
        cc=(provider,) if joint else (),
        subject=subject,
        text=f"{text}\n",
        html="",
        created_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
