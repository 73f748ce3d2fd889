"""Invented letters of every kind, on which a template is tried: with all that may be known, and with little."""

from dataclasses import replace
from typing import Any

from assistant.domain.consents import Side
from assistant.domain.drafts import DraftKind
from assistant.domain.letters import (
    AskProvider,
    AskSeeker,
    Correspondent,
    HandOff,
    Joint,
    Letter,
    Loop,
    OfferProvider,
    Outcome,
    Reminder,
    SoftNo,
    Thanks,
    User,
)
from assistant.domain.mentions import Kind

SEEKER = Correspondent(name="Anna Okafor", first_name="Anna", organisation="Okafor Bakery")
PROVIDER = Correspondent(name="Tom Fairweather", first_name="Tom", organisation="Fairweek Payroll")
SOMEBODY = Correspondent(name="okafor bakery")  # of whom no first name is known
DOES = "They run payroll for small firms."
EVIDENCE = "I have seen their work (2026)."


def examples(kind: DraftKind, user: User) -> tuple[Letter, ...]:
    """Letters of this kind from `user`: first the one with most in it, then what a template must also get by with."""
    about: dict[str, Any] = {"user": user, "matter": "payroll", "area": "Leeds"}
    bare: dict[str, Any] = {"user": user, "matter": "payroll", "to": SOMEBODY}
    asks = (DraftKind.ASK_SEEKER, DraftKind.ASK_PROVIDER, DraftKind.OFFER_PROVIDER)
    offered = {DraftKind.OFFER_PROVIDER: PROVIDER}
    sides = ((Side.SEEKER, SEEKER, PROVIDER), (Side.PROVIDER, PROVIDER, SEEKER))
    match kind:
        case DraftKind.ASK_SEEKER:
            quote = "the wages came out wrong for the third month in a row"
            first = AskSeeker(**about, to=SEEKER, quote=quote, kind=Kind.PROBLEM, heard="on Tuesday")
            others = [replace(first, kind=each, heard="") for each in Kind]
            return first, *others, replace(first, again="after Easter"), AskSeeker(**bare, quote="", kind=Kind.NEED)
        case DraftKind.ASK_PROVIDER:
            told = AskProvider(
                **about, to=PROVIDER, about="A bakery with forty staff, whose wages often come out wrong."
            )
            return told, AskProvider(**bare)
        case DraftKind.OFFER_PROVIDER:
            offer = OfferProvider(**about, to=SEEKER, provider=PROVIDER, does=DOES, evidence=EVIDENCE)
            return offer, OfferProvider(**bare, provider=SOMEBODY, does=DOES)
        case DraftKind.JOINT:
            joint = Joint(**about, to=SEEKER, seeker=SEEKER, provider=PROVIDER, does=DOES, evidence=EVIDENCE)
            return joint, Joint(**bare, seeker=SOMEBODY, provider=SOMEBODY, does=DOES)
        case DraftKind.REMINDER:
            return tuple(
                Reminder(**about, to=SEEKER, of=of, provider=offered.get(of), earlier_subject=subject)
                for of in asks
                for subject in ("Something you said about payroll", "")
            )
        case DraftKind.HAND_OFF:
            return tuple(HandOff(**about, to=SEEKER, of=of, by=SOMEBODY, provider=offered.get(of)) for of in asks)
        case DraftKind.SOFT_NO:
            return tuple(SoftNo(**about, to=to, side=side) for side, to, _ in sides)
        case DraftKind.THANKS:
            return tuple(Thanks(**about, to=to, side=side, other=other) for side, to, other in sides)
        case DraftKind.OUTCOME:
            return tuple(Outcome(**about, to=to, side=side, other=other) for side, to, other in sides)
        case DraftKind.LOOP:
            loop = Loop(**about, to=PROVIDER, about=SEEKER, heard="when we spoke on 3 November")
            return loop, Loop(**bare, about=SOMEBODY)
