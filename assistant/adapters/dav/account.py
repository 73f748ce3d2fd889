"""An account on a CalDAV server: calendars, and address books where they are wanted."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.adapters.account import NetworkAccount
from assistant.adapters.checks import clock_check, failed
from assistant.adapters.dav import sync as dav_sync
from assistant.adapters.dav.calendar import CaldavSource
from assistant.adapters.dav.client import CertificateError, DavClient
from assistant.adapters.dav.connect import Found, asked, client_for
from assistant.adapters.dav.find import provider_of
from assistant.adapters.dav.people import CarddavSource
from assistant.errors import SignInError, SourceError, UserError
from assistant.ports import Check, Dialogue, DocumentSource, PeopleSource


class CaldavAccount(NetworkAccount):
    """A calendar account. The password lies in `secrets`, under the account's name."""

    def connect(self, dialogue: Dialogue) -> None:
        """Ask for the address and an app password, try them, and let the user choose the calendars.

        Nothing is kept before it has worked. Raises SignInError, SourceError.
        """
        found: Found = asked(self._settings, dialogue, default=self._settings.address or self._user.address)
        login = {"username": found.username, "password": found.password}
        self._secrets.put(self._secret, json.dumps(login))
        self._settings = replace(
            self._settings, address=found.address, url=found.url, calendars=found.calendars, contacts=found.contacts
        )
        dialogue.say(f"The password lies in {self._secrets.place}.")

    def checks(self) -> Iterator[Check]:
        """Look at the server, its certificate, the sign-in, the calendars and the clock; never raises."""
        try:
            with self._client() as client:
                yield from self._looked(client)
        except UserError as error:  # there is no password, or no way to it
            yield failed(f"{self.name}: signed in", error)

    def document_sources(self) -> Sequence[DocumentSource]:
        """Its calendars, as one source."""
        if not self._settings.calendar:
            return ()
        return (
            CaldavSource(
                name=self.name,
                client=self._client,
                zone=self._zone,
                chosen=self._settings.calendars,
                user_addresses=self._own,
                clock=self._clock,
            ),
        )

    def people_sources(self) -> Sequence[PeopleSource]:
        """Its address books, as one source, where they are wanted."""
        if not self._settings.contacts:
            return ()
        return (CarddavSource(name=f"{self.name} contacts", client=self._books),)

    @property
    def _secret(self) -> str:
        return f"{self.name}/password"

    @property
    def _revoking(self) -> str:
        return "The app password still works until you delete it on your provider's web page."

    def _client(self, url: str = "") -> DavClient:
        """A connection in the user's name. Raises SignInError where there is no password, or the address is missing."""
        kept = self._secrets.get(self._secret)
        if not kept or not self._settings.url:
            raise self._not_connected()
        try:
            login = json.loads(kept)
            username, password = str(login["username"]), str(login["password"])
        except (ValueError, LookupError, TypeError):  # their words hold the password
            raise SignInError(f"{self.name}: the password that is kept is damaged", hint=self._connect) from None
        return client_for(self._settings, url or self._settings.url, username, password)

    def _books(self) -> DavClient:
        """A connection to where the address books are, which large providers keep on another server."""
        provider = provider_of(self._settings.url)
        return self._client(provider.books if provider else "")

    def _looked(self, client: DavClient) -> Iterator[Check]:
        try:
            found = dav_sync.collections(client, "calendar")
        except SourceError as error:
            yield from self._failed(client, error)
            found = []
        else:
            yield from (Check(what=what) for what in self._steps(client))
            yield from self._encrypted(client)
            yield from self._calendars(found)
            yield from self._contacts()
        if client.date:
            yield clock_check(self.name, client.date, self._clock())

    def _steps(self, client: DavClient) -> list[str]:
        proof = [f"{self.name}: its certificate is good"] if client.is_encrypted else []
        return [f"{self.name}: {client.server} answers", *proof, f"{self.name}: signed in"]

    def _encrypted(self, client: DavClient) -> Iterator[Check]:
        if not client.is_encrypted and not client.is_here:
            yield Check(
                what=f"{self.name}: the connection is encrypted",
                problem="it is not: others can read the password on the way",
                hint="use the server's https:// address, and take security out of the configuration",
            )

    def _failed(self, client: DavClient, error: SourceError) -> Iterator[Check]:
        """The steps up to the one that failed."""
        steps = self._steps(client)
        count = len(steps) if isinstance(error, SignInError) else 2 if isinstance(error, CertificateError) else 1
        *passed, last = steps[:count]
        yield from (Check(what=what) for what in passed)
        yield failed(last, error)

    def _calendars(self, found: Sequence[dav_sync.Collection]) -> Iterator[Check]:
        there = {calendar.name for calendar in found}
        missing = ", ".join(f'"{name}"' for name in self._settings.calendars if name not in there)
        read = [each for each in found if each.name in (self._settings.calendars or there) and each.is_for_events]
        problem = f"there is no calendar {missing}" if missing else "" if read else "there is no calendar"
        names = ", ".join(calendar.name for calendar in read)
        yield Check(
            what=f"{self.name}: calendars {names}".rstrip(),
            problem=problem,
            hint=f"choose again: {self._connect}" if problem else "",
        )
        slow = ", ".join(calendar.name for calendar in read if not calendar.has_sync)
        yield Check(
            what=f"{self.name}: the server lists what has changed"
            + (f" (not in {slow}: all entries are compared, which takes longer)" if slow else "")
        )

    def _contacts(self) -> Iterator[Check]:
        if not self._settings.contacts:
            return
        try:
            with self._books() as client:
                count = len(dav_sync.collections(client, "addressbook"))
        except UserError as error:
            yield failed(f"{self.name}: address books", error)
        else:
            yield Check(what=f"{self.name}: {count} address books", problem="" if count else "there is none")
