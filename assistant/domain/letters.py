"""What each message is told: one frozen record a kind, its fields being the variables of the template.

A seeker's record never holds the provider before the provider's yes, and a provider's record never holds the seeker
before the seeker accepted that very provider (PRACTICE: etiquette 1): a template cannot tell what it is not given.
"""

from dataclasses import dataclass, fields
from typing import Self

from assistant.domain.consents import Side
from assistant.domain.drafts import DraftKind
from assistant.domain.ids import fold
from assistant.domain.mentions import Kind
from assistant.domain.people import Person

HONORIFICS = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "herr", "frau"]
)
AFTER_NAMES = frozenset(["ltd", "limited", "llc", "llp", "inc", "plc", "gmbh", "jr", "sr", "phd", "mba", "esq"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Correspondent:
    """Somebody whom a message greets or names. `first_name` is what a greeting says; empty where nobody can tell."""

    name: str
    first_name: str = ""
    organisation: str = ""

    @classmethod
    def of(cls, person: Person) -> Self:
        """The person as a message knows them.

        "Smith, Jane" is turned round; "Dr Jane Smith" is greeted as Jane, "Dr Smith" as Dr Smith; an initial, a firm or
        the local part of an address is no first name.
        """
        name = " ".join(person.name.split())
        last, comma, first = name.partition(", ")
        if comma and len(first.split()) == 1 and fold(first) not in AFTER_NAMES:
            name = f"{first} {last}"
        return cls(name=name, first_name=_first_name(name, person), organisation=person.organisation)


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """The one who writes. `signature` may have several lines; where it is empty the name is used."""

    name: str
    first_name: str = ""
    organisation: str = ""
    signature: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What every message is told.

    `matter` fits after "help with"; `area` fits after "in" and may be empty.
    """

    user: User
    to: Correspondent
    matter: str
    area: str = ""

    def context(self) -> dict[str, object]:
        """The variables of the template, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, kw_only=True, slots=True)
class AskSeeker(Letter):
    """Would they like outside help?

    `quote` is empty where they did not say it to the user themselves: the letter then does not tell on anybody.
    `heard` fits before "you said"; `again` fits after "you asked me to come back", where they had asked to be asked
    again: after Easter. Both may be empty.
    """

    quote: str
    kind: Kind
    heard: str = ""
    again: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AskProvider(Letter):
    """Would they like to be suggested? `about` is in the user's own general words and may be empty."""

    about: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferProvider(Letter):
    """Would they like to meet this provider? `does` and `evidence` are sentences; the second may be empty."""

    provider: Correspondent
    does: str
    evidence: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Joint(Letter):
    """The introduction itself, to both. `to` is the seeker."""

    seeker: Correspondent
    provider: Correspondent
    does: str
    evidence: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder(Letter):
    """The one reminder of an ask. `provider` is known only in one of OFFER_PROVIDER.

    `earlier_subject` is the ask's own, so that mail programs keep the two together; it may be empty.
    """

    of: DraftKind
    provider: Correspondent | None = None
    earlier_subject: str = ""

    def __post_init__(self) -> None:
        _only_an_offer_names(self.of, self.provider)


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOff(Letter):
    """The ask, put to the colleague whom somebody named. `by` handed it over, and reads it in copy.

    `of` is the ask that was made; `provider` is known only in one of OFFER_PROVIDER.
    """

    of: DraftKind
    by: Correspondent
    provider: Correspondent | None = None

    def __post_init__(self) -> None:
        _only_an_offer_names(self.of, self.provider)


@dataclass(frozen=True, kw_only=True, slots=True)
class Loop(Letter):
    """It came to something, told to whoever told the user of it. `about` is the one who was helped; no provider.

    `heard` fits before "you told me"; it may be empty.
    """

    about: Correspondent
    heard: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SoftNo(Letter):
    """Nothing comes of it, and nobody is to blame. `side` is the one who is told."""

    side: Side


@dataclass(frozen=True, kw_only=True, slots=True)
class Thanks(Letter):
    """Thanks, whatever came of it. `side` is the one who is thanked, `other` the one they were introduced to."""

    side: Side
    other: Correspondent


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome(Letter):
    """Did they meet, did it help? `side` is the one who is asked, `other` the one they were introduced to."""

    side: Side
    other: Correspondent


REMINDED = frozenset({DraftKind.ASK_SEEKER, DraftKind.ASK_PROVIDER, DraftKind.OFFER_PROVIDER})
"""The asks: what somebody may be reminded of, hand over, or be asked on the telephone."""

LETTERS: dict[DraftKind, type[Letter]] = {
    DraftKind.ASK_SEEKER: AskSeeker,
    DraftKind.ASK_PROVIDER: AskProvider,
    DraftKind.OFFER_PROVIDER: OfferProvider,
    DraftKind.JOINT: Joint,
    DraftKind.REMINDER: Reminder,
    DraftKind.SOFT_NO: SoftNo,
    DraftKind.THANKS: Thanks,
    DraftKind.OUTCOME: Outcome,
    DraftKind.HAND_OFF: HandOff,
    DraftKind.LOOP: Loop,
}


def _only_an_offer_names(of: DraftKind, provider: Correspondent | None) -> None:
    if of not in REMINDED:
        raise ValueError(f"nobody is reminded of {of}, or hands it over")
    if (of is DraftKind.OFFER_PROVIDER) != (provider is not None):
        raise ValueError("the provider is named where one was offered, and only there")


def _first_name(name: str, person: Person) -> str:
    words = name.split()
    plain = [word for word in words if fold(word) not in HONORIFICS]
    if not plain:
        return ""
    first = plain[0] if len(plain) > 1 or len(words) == 1 else name
    own_address = {address.partition("@")[0] for address in person.addresses}
    firm = "&" in words or fold(name) == fold(person.organisation)
    initial = len(fold(first)) < 2 and first.isascii()  # Li is one letter where it is 李
    if firm or initial or first.islower() or "@" in first or name in own_address:
        return ""
    return first
