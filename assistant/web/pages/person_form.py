"""Somebody as a form: what a browser sends of them, and the person that it stands for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assistant.domain.people import NEVER, Channel, Person, Preferences, Role, unique
from assistant.errors import UserError

MOST_NOTICE = 60  # business days
LONGEST_CADENCE = 3650  # days
IMPORTANCE = ("Not said", "They matter", "They matter much", "They matter most")
ROLES = {
    Role.CUSTOMER: "Customer",
    Role.FORMER_CUSTOMER: "Former customer",
    Role.PROVIDER: "Provider",
    Role.PARTNER: "Partner",
    Role.PROFESSIONAL: "Professional",
    Role.SALESPERSON: "Salesperson",
    Role.FRIEND: "Friend",
    Role.FAMILY: "Family",
    Role.PROSPECT: "May become a customer",
    Role.OTHER: "Other",
}
CHANNELS = {
    Channel.ANY: "No matter how",
    Channel.MAIL: "By mail",
    Channel.PHONE: "By telephone",
    Channel.TEXT: "By text message",
    Channel.IN_PERSON: "In person",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonForm:
    """What a form of somebody holds, as typed: it is shown again where it cannot be taken."""

    name: str = ""
    addresses: str = ""
    organisation: str = ""
    area: str = ""
    note: str = ""
    roles: tuple[str, ...] = ()
    never_ask: bool = False
    direct: bool = False
    channel: str = Channel.ANY
    notice: str = "0"
    importance: str = "0"
    cares_about: str = ""
    postal: str = ""
    cadence: str = ""
    never_call: bool = False
    problems: tuple[str, ...] = ()
    hint: str = ""
    link: tuple[str, str] | None = None

    @classmethod
    def of(cls, person: Person) -> "PersonForm":
        """The form of somebody as they are known."""
        return cls(
            name=person.name,
            addresses="\n".join(person.addresses),
            organisation=person.organisation,
            area="\n".join(person.area),
            note=person.note,
            roles=tuple(person.roles),
            never_ask=person.preferences.never_ask,
            direct=person.preferences.direct_introduction,
            channel=person.preferences.channel,
            notice=str(person.preferences.notice),
            importance=str(person.importance),
            cares_about=person.cares_about,
            postal="\n".join(person.postal),
            cadence=str(person.cadence) if person.cadence > 0 else "",
            never_call=person.cadence == NEVER,
        )

    @classmethod
    def sent(cls, form: Mapping[str, str], roles: Iterable[str]) -> "PersonForm":
        """The form as a browser sent it."""

        def said(name: str) -> str:
            return form.get(name, "").replace("\r\n", "\n").strip()

        return cls(
            name=" ".join(said("name").split()),
            addresses=said("addresses").lower(),
            organisation=" ".join(said("organisation").split()),
            area=said("area"),
            note=said("note"),
            roles=tuple(roles),
            never_ask=bool(said("never_ask")),
            direct=bool(said("direct")),
            channel=said("channel") or Channel.ANY,
            notice=said("notice") or "0",
            importance=said("importance") or "0",
            cares_about=" ".join(said("cares_about").split()),
            postal=said("postal"),
            cadence=said("cadence"),
            never_call=bool(said("never_call")),
        )

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The form as a browser would send it, to set everything back as it was."""
        texts = (
            *("name", "addresses", "organisation", "area", "note", "channel", "notice"),
            *("importance", "cares_about", "postal", "cadence"),
        )
        return (
            *((name, str(getattr(self, name))) for name in texts),
            *(("roles", role) for role in self.roles),
            *(("never_ask", "1") for _ in range(self.never_ask)),
            *(("direct", "1") for _ in range(self.direct)),
            *(("never_call", "1") for _ in range(self.never_call)),
        )

    @property
    def known_roles(self) -> tuple[Role, ...]:
        """The roles that were ticked."""
        return tuple(role for role in Role if role in self.roles)

    def changed(self, person: Person) -> Person:
        """The person as the form has them. Raises UserError where it says what cannot be."""
        if self.channel not in tuple(Channel):
            raise UserError(f"'{self.channel[:20]}' is no way to ask somebody", hint="choose one of the list")
        if not _is_number(self.notice) or int(self.notice) > MOST_NOTICE:
            raise UserError(f"'{self.notice[:20]}' is no number of business days up to {MOST_NOTICE}")
        if self.importance not in map(str, range(len(IMPORTANCE))):
            raise UserError(f"'{self.importance[:20]}' is no importance", hint="choose one of the list")
        if self.cadence and not (_is_number(self.cadence) and 1 <= int(self.cadence) <= LONGEST_CADENCE):
            raise UserError(
                f"'{self.cadence[:20]}' is no number of days from 1 to {LONGEST_CADENCE}",
                hint="leave it empty to go by what they are to you",
            )
        return replace(
            person,
            name=self.name,
            addresses=lines(self.addresses),
            organisation=self.organisation,
            area=lines(self.area),
            note=self.note,
            importance=int(self.importance),
            cares_about=self.cares_about,
            postal=lines(self.postal),
            cadence=NEVER if self.never_call else int(self.cadence or 0),
            roles=self.known_roles,
            preferences=Preferences(
                direct_introduction=self.direct,
                never_ask=self.never_ask,
                channel=Channel(self.channel),
                notice=int(self.notice),
            ),
        )


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 4


def lines(text: str) -> tuple[str, ...]:
    """What stands on the lines of a text, each once."""
    return unique(" ".join(line.split()) for line in text.split("\n"))
