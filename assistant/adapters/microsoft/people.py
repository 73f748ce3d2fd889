"""The contacts of a Microsoft 365 or Outlook.com account."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.adapters.formats.plain_text import digest_of, one_line
from assistant.adapters.microsoft.answers import Json
from assistant.adapters.microsoft.http import GraphClient
from assistant.domain.people import Participant, Person, unique
from assistant.errors import ItemError
from assistant.ports import Failed

SELECT = "id,displayName,emailAddresses,companyName,jobTitle,businessAddress,homeAddress"


class GraphPeople:
    """The main contacts folder."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    @property
    def id(self) -> str:
        """Names the account."""
        return f"contacts of {self._client.name}"

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self._client.name} contacts"

    def digest(self) -> str:
        """Another one whenever a contact has changed. Raises SourceError."""
        listed = self._client.pages("me/contacts", **{"$select": "id,changeKey", "$top": "100"})
        return digest_of(repr(sorted((str(each.get("id")), str(each.get("changeKey"))) for each in listed)))

    def people(self) -> Iterator[Person | Failed]:
        """Everybody with a name or an address. Raises SourceError."""
        listed = self._client.pages("me/contacts", **{"$select": SELECT, "$top": "100"})
        for number, contact in enumerate(listed, start=1):
            try:
                yield _person(contact)
            except ValueError:
                yield Failed(
                    locator=f"{self.name}, contact {number}", error=ItemError("it has neither a name nor an address")
                )


def _person(contact: Json) -> Person:
    named = contact.get("emailAddresses") or []
    addresses = [one_line(str(each.get("address") or "")).lower() for each in named if isinstance(each, dict)]
    addresses = [address for address in addresses if "@" in address]
    places = (contact.get(name) or {} for name in ("businessAddress", "homeAddress"))
    person = Person.known_as(
        Participant(name=_text(contact, "displayName"), address=addresses[0] if addresses else ""),
        organisation=_text(contact, "companyName"),
        area=unique(_text(place, "city") for place in places if isinstance(place, dict)),
        note=_text(contact, "jobTitle"),
    )
    return replace(person, addresses=tuple(addresses))


def _text(record: Json, name: str) -> str:
    return one_line(str(record.get(name) or ""))
