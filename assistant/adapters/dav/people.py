"""Address books on a CardDAV server."""

import re
from collections.abc import Callable, Iterator

from assistant.adapters.dav import sync as dav_sync
from assistant.adapters.dav.client import DavClient
from assistant.adapters.dav.sync import Collection, Listing
from assistant.adapters.files.people import people_in_cards
from assistant.adapters.formats.plain_text import cleaned, decoded, digest_of, one_line
from assistant.domain.people import Person
from assistant.errors import ItemError
from assistant.ports import Failed

_GROUP = re.compile(r"^(?:X-ADDRESSBOOKSERVER-)?KIND[^:\r\n]*:group\s*$", re.M | re.I)


class CarddavSource:
    """The people in an account's address books; lists of people are passed over."""

    def __init__(self, *, name: str, client: Callable[[], DavClient]) -> None:
        self._name = name
        self._client = client

    @property
    def id(self) -> str:
        """What tells it from every other one."""
        return self._name

    @property
    def name(self) -> str:
        """What people call it."""
        return self._name

    def digest(self) -> str:
        """Another one whenever somebody was added, changed or taken out. Raises SourceError, SignInError."""
        with self._client() as client:
            books = dav_sync.collections(client, "addressbook")
            return digest_of(
                repr([(book.path, book.tag or book.token or _listed(client, book).marks) for book in books])
            )

    def people(self) -> Iterator[Person | Failed]:
        """Everybody, book by book. Raises SourceError, SignInError."""
        with self._client() as client:
            for book in dav_sync.collections(client, "addressbook"):
                for page in dav_sync.things(client, book, _listed(client, book).marks):
                    for thing in page:
                        locator = f"{self._name}, {book.name}, {one_line(thing.name)}"
                        if thing.raw is not None:
                            yield from _people(thing.raw, locator)
                        elif thing.status != 404:
                            problem = f"the server cannot give it (error {thing.status})"
                            yield Failed(locator=locator, error=ItemError(problem))


def _listed(client: DavClient, book: Collection) -> Listing:
    return dav_sync.listing(client, book, token="", known={})


def _people(raw: bytes, locator: str) -> Iterator[Person | Failed]:
    text = cleaned(decoded(raw))
    if _GROUP.search(text):
        return
    found = False
    for entry in people_in_cards(text):
        found = True
        if isinstance(entry, Person):
            yield entry
        else:
            yield Failed(locator=locator, error=ItemError(entry[1]))
    if not found:
        yield Failed(locator=locator, error=ItemError("this is no contact"))
