"""Google's contacts as people."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from assistant.adapters.formats.plain_text import digest_of, one_line
from assistant.adapters.google.http import Google
from assistant.domain.people import Participant, Person, unique
from assistant.errors import ItemError
from assistant.ports import Failed

PAGE = 1000
_ASKED = "names,emailAddresses,organizations,addresses"
_FIELDS = (
    "connections(resourceName,names(displayName),emailAddresses(value,metadata/primary),organizations(name),"
    "addresses(city)),nextPageToken"
)


class GooglePeople:
    """A `PeopleSource`: everybody in the user's contacts. They are asked for once, when they are first needed."""

    def __init__(self, *, name: str, google: Google) -> None:
        self._name = name
        self._google = google

    @property
    def id(self) -> str:
        """What tells it from every other source of people."""
        return f"google contacts: {self._google.name}"

    @property
    def name(self) -> str:
        """What people call it."""
        return self._name

    def digest(self) -> str:
        """Another one whenever a contact has changed. Raises SourceError."""
        return digest_of(repr(self._everybody))

    def people(self) -> Iterator[Person | Failed]:
        """Everybody with a name or an address. Raises SourceError."""
        return iter(self._everybody)

    @cached_property
    def _everybody(self) -> list[Person | Failed]:
        connections = self._google.resource("people", "people", "connections")
        request = connections.list(
            resourceName="people/me",
            personFields=_ASKED,
            pageSize=PAGE,
            sortOrder="LAST_NAME_ASCENDING",
            fields=_FIELDS,
        )
        everybody: list[Person | Failed] = []
        while request is not None:
            page = self._google.read(request)
            everybody += [self._person(each) for each in page.get("connections", ())]
            request = connections.list_next(request, page)
        return everybody

    def _person(self, contact: Mapping[str, Any]) -> Person | Failed:
        emails = sorted(contact.get("emailAddresses", ()), key=lambda each: not each.get("metadata", {}).get("primary"))
        addresses = unique(one_line(str(each.get("value", ""))).lower() for each in emails)
        names = [one_line(str(each.get("displayName", ""))) for each in contact.get("names", ())]
        try:
            person = Person.known_as(
                Participant(name=next(iter(names), ""), address=next(iter(addresses), "")),
                aliases=unique(names[1:]),
                organisation=next(
                    (one_line(str(each.get("name", ""))) for each in contact.get("organizations", ())), ""
                ),
                area=unique(one_line(str(each.get("city", ""))) for each in contact.get("addresses", ())),
            )
        except ValueError:
            where = f"{self._name}, {contact.get('resourceName', 'a contact')}"
            return Failed(locator=where, error=ItemError("it has neither a name nor an address"))
        return replace(person, addresses=addresses)
