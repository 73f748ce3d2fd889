"""Who is sent to the year's user, by whom and what comes of it: drawn beforehand, and true whatever is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from random import Random

from tests.year.people import Someone
from tests.year.post import USER

ROLES = {
    "customer": 60, "former_customer": 10, "partner": 8, "professional": 6, "friend": 5, "family": 3, "salesperson": 3,
    "prospect": 3, "other": 2,
}  # fmt: skip
"""What people are to the user, in a hundred; providers are known by their cards."""

SENDS = {"customer": 5, "former_customer": 4, "partner": 9, "professional": 5, "friend": 3, "family": 2}
"""How often those of a role send somebody, against those of another; 1 for the others."""

WON = {"customer": 0.7, "former_customer": 0.6, "partner": 0.4}
"""How often something comes of it, by who sent; 0.3 for the others."""

ONLINE, BY_MAIL, UNDECIDED = 0.1, 0.6, 0.2
FIRST = ("Alba", "Brodie", "Cosima", "Dougal", "Effie", "Fergus", "Greer", "Hamish", "Iona", "Jock")


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """Somebody is sent to the user. `sender` is None for who came online, `is_mail` whether a mail tells of it.

    `won` is None where nothing is decided within the year; else it was decided on `on`, and brought `value`.
    """

    at: datetime
    who: Someone
    sender: Someone | None
    is_mail: bool
    won: bool | None
    on: date
    value: int
    message_id: str

    @property
    def thanked_by_card(self) -> bool:
        """Whether the user writes a card to whoever sent them."""
        return self.value % 300 == 0

    def message(self) -> bytes:
        """The mail by which the sender presents the two to each other."""
        assert self.sender is not None
        message = EmailMessage()
        message.set_content(
            f"Hello Helen,\n\nplease meet {self.who.name}, who is looking for somebody like you.\n\n"
            f"{self.who.first}, this is Helen Marsh, of whom I told you.\n\n"
            f"I leave it with the two of you.\n\n{self.sender.first}\n"
        )
        message["From"] = formataddr((self.sender.name, self.sender.address))
        message["To"] = formataddr(("Helen Marsh", USER))
        message["Cc"] = formataddr((self.who.name, self.who.address))
        message["Subject"] = f"Intro: Helen Marsh and {self.who.name}"
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = self.message_id
        return message.as_bytes()


def with_roles(people: Sequence[Someone], chance: Random) -> list[Someone]:
    """The same people, each with what they are to the user."""
    roles = chance.choices(list(ROLES), list(ROLES.values()), k=len(people))
    return [one if one.is_provider else replace(one, role=role) for one, role in zip(people, roles, strict=True)]


def received(people: Sequence[Someone], number: int, begin: datetime, days: int, chance: Random) -> list[Received]:
    """Everybody who is sent within these days, the first one first."""
    weights = [SENDS.get(one.role, 1) for one in people]
    return sorted(
        (_received(people, weights, each, begin, days, chance) for each in range(number)), key=lambda each: each.at
    )


def _received(
    people: Sequence[Someone], weights: Sequence[int], number: int, begin: datetime, days: int, chance: Random
) -> Received:
    (sender,) = chance.choices(people, weights)
    last = f"{chance.choice(('Mac', 'Kil', 'Dun'))}{chance.choice(('donan', 'bride', 'keld', 'more'))}{number}"
    first = chance.choice(FIRST)
    who = Someone(name=f"{first} {last}", address=f"{first}@{last}.example".lower())
    at = begin.replace(hour=7) + timedelta(days=chance.randrange(days - 1), minutes=chance.randrange(100))
    is_online = chance.random() < ONLINE
    is_won = chance.random() < WON.get(sender.role, 0.3)
    return Received(
        at=at,
        who=who,
        sender=None if is_online else sender,
        is_mail=not is_online and chance.random() < BY_MAIL,
        won=None if chance.random() < UNDECIDED else is_won,
        on=at.date() + timedelta(days=chance.randrange(5, 40)),
        value=chance.randrange(3, 80) * 100,
        message_id=f"<sent{number}@{sender.address.partition('@')[2]}>",
    )
