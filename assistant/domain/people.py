"""People: who they are, how they are reached, and how they like to be introduced."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from typing import Self, TypeVar

from assistant.domain.addresses import is_shared_address
from assistant.domain.ids import fold, make_id

T = TypeVar("T")
MOST_KEYS = 200
USER = "user"
"""Stands for the user among the ids of people."""
NEVER = -1
"""As a cadence: they are not to be called."""
NOT_FIRST_NAMES = frozenset({"jr", "sr", "junior", "senior", "esq", "phd", "ph d", "co", "inc", "ltd", "plc"})


class Role(StrEnum):
    """What a person is to the user; the source kinds of a referral (S9)."""

    CUSTOMER = "customer"
    FORMER_CUSTOMER = "former_customer"
    PROVIDER = "provider"
    PARTNER = "partner"
    PROFESSIONAL = "professional"
    SALESPERSON = "salesperson"
    FRIEND = "friend"
    FAMILY = "family"
    PROSPECT = "prospect"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Participant:
    """A name and an address as a document gives them; either may be empty."""

    name: str = ""
    address: str = ""

    def __str__(self) -> str:
        if self.name and self.address:
            return f"{self.name} <{self.address}>"
        return self.name or self.address or "somebody"


class Channel(StrEnum):
    """How a person likes to be asked."""

    ANY = "any"
    MAIL = "mail"
    PHONE = "phone"
    TEXT = "text"
    IN_PERSON = "in-person"


@dataclass(frozen=True, kw_only=True, slots=True)
class Preferences:
    """How a person wants to be treated in introductions.

    `notice` is how many business days before a call or a meeting they want to know of it.
    """

    direct_introduction: bool = False  # said so themselves: may be introduced without being asked first
    never_ask: bool = False
    channel: Channel = Channel.ANY
    notice: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody the user knows, or has heard of in a document.

    `addresses` are lower case, the one to write to first. `aliases` are other spellings of the name. `importance` is
    from 0 (not said) to 3, `cares_about` what matters to them in the user's words, `postal` the lines of the address
    that a card is sent to, `cadence` after how many days without a touch the user wants to call (0: as for their role,
    `NEVER`: not at all). `keys` follows from addresses and names (folded), `sorts_as` from the name; both exist so that
    a store can look people up, and put them in order, by them.
    """

    id: str
    name: str
    addresses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    organisation: str = ""
    area: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)
    note: str = ""
    importance: int = 0
    cares_about: str = ""
    postal: tuple[str, ...] = ()
    cadence: int = 0
    keys: tuple[str, ...] = ()
    sorts_as: str = ""

    def __post_init__(self) -> None:
        addresses = unique(address.strip().lower() for address in self.addresses)
        object.__setattr__(self, "addresses", addresses)
        names = [fold(name) for name in (self.name, *self.aliases)]
        object.__setattr__(self, "keys", (*addresses, *unique(names)))
        object.__setattr__(self, "sorts_as", names[0])

    @classmethod
    def known_as(cls, who: Participant, **more: object) -> Self:
        """A new person, with an id that follows from the address, or from the name where there is no address.

        An address that many may write from, such as info@, says who it is only together with the full name.
        """
        address, name = who.address.strip().lower(), natural(who.name)
        if not (address or fold(name)):
            raise ValueError("a person needs a name or an address")
        is_one_of_many = " " in fold(name) and is_shared_address(address)
        return cls(
            id=make_id("who", address, fold(name)) if is_one_of_many else make_id("who", address or fold(name)),
            name=name or address.partition("@")[0],
            addresses=(address,) if address else (),
            **more,  # type: ignore[arg-type]
        )

    @property
    def address(self) -> str:
        """The address to write to; empty where none is known."""
        return self.addresses[0] if self.addresses else ""

    @property
    def sure_keys(self) -> tuple[str, ...]:
        """The keys that mean nobody else: addresses and full names. A first name alone could be anybody's."""
        return tuple(key for key in self.keys if "@" in key or " " in key)

    @property
    def first_name(self) -> str:
        """What the person is called in a salutation."""
        return self.name.split()[0] if self.name.split() else self.name

    @property
    def participant(self) -> Participant:
        """The person as a name and an address."""
        return Participant(name=self.name, address=self.address)

    def merged_with(self, other: "Person") -> "Person":
        """This person with everything that `other` adds; this one's own facts win. The id stays."""
        stand_ins = {address.partition("@")[0] for address in (*self.addresses, *other.addresses)}
        spellings: dict[str, str] = {}
        for name in unique((self.name, *self.aliases, other.name, *other.aliases)):
            if "@" not in name and name not in stand_ins:
                spellings.setdefault(fold(name), name)  # another case or accent is no other name
        names = tuple(spellings.values()) or (self.name,)
        preferences = self.preferences if self.preferences != Preferences() else other.preferences
        never = self.preferences.never_ask or other.preferences.never_ask  # a no outlives the merging of two records
        return replace(
            self,
            name=names[0],
            addresses=unique((*self.addresses, *other.addresses)),
            aliases=names[1:],
            organisation=self.organisation or other.organisation,
            area=unique((*self.area, *other.area)),
            roles=unique((*self.roles, *other.roles)),
            preferences=replace(
                preferences,
                never_ask=never,
                channel=other.preferences.channel if preferences.channel is Channel.ANY else preferences.channel,
                notice=max(self.preferences.notice, other.preferences.notice),
            ),
            note=self.note or other.note,
            importance=max(self.importance, other.importance),
            cares_about=self.cares_about or other.cares_about,
            postal=self.postal or other.postal,
            cadence=NEVER if NEVER in (self.cadence, other.cadence) else self.cadence or other.cadence,
        )


def keys_of(people: Iterable[Participant]) -> tuple[str, ...]:
    """What a store looks people up by, each once: the address in lower case, or the folded name where there is none.

    The first `MOST_KEYS` of them: in a larger crowd nobody is looked for, and a hostile mail may name a million.
    """
    return tuple(islice(dict.fromkeys(filter(None, map(_key, people))), MOST_KEYS))


def _key(who: Participant) -> str:
    return who.address.strip().lower() or fold(natural(who.name))


def natural(name: str) -> str:
    """The name as it is spoken: "Smith, Jane", as address books sort it, is Jane Smith; "Smith, MBA" stays."""
    last, comma, first = name.strip().partition(",")
    is_sorted = comma and "," not in first and len(last.split()) == 1 and 1 <= len(first.split()) <= 2
    if not is_sorted or fold(first) in NOT_FIRST_NAMES or first.isupper() != last.isupper():
        return name.strip()
    return f"{first.strip()} {last}"


def unique(items: Iterable[T]) -> tuple[T, ...]:
    """The items in order, each once, empty ones left out."""
    return tuple(dict.fromkeys(item for item in items if item))
