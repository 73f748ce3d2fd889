"""A Google account: Gmail, Google Calendar and, where they are wanted, the contacts."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.adapters.account import NetworkAccount
from assistant.adapters.checks import checked, clock_check, failed
from assistant.adapters.google.calendar import PRIMARY, GoogleCalendarSource
from assistant.adapters.google.drafts import GmailDrafts
from assistant.adapters.google.faults import sign_in_again
from assistant.adapters.google.http import Google, credentials_from
from assistant.adapters.google.inbox import GmailInbox
from assistant.adapters.google.mail import GmailSource
from assistant.adapters.google.people import GooglePeople
from assistant.adapters.google.sign_in import HOW_TO, WAIT, read_registration, sign_in
from assistant.errors import SignInError, UserError
from assistant.ports import Check, Choice, Dialogue, DocumentSource, Inbox, Mailbox, PeopleSource

if TYPE_CHECKING:
    from google.oauth2.credentials import Credentials

_ROOT = "https://www.googleapis.com/auth/"
READ_MAIL, WRITE_DRAFTS = _ROOT + "gmail.readonly", _ROOT + "gmail.compose"
PUT_MAIL = _ROOT + "gmail.insert"
READ_CALENDAR, READ_CONTACTS = _ROOT + "calendar.readonly", _ROOT + "contacts.readonly"
REASONS = {
    READ_MAIL: "read your mail, to find who asked for help (it changes and deletes nothing)",
    WRITE_DRAFTS: "put drafts into your drafts folder (Google joins sending to it; the assistant only makes drafts)",
    PUT_MAIL: "put the digest into your own inbox (nothing is sent by it)",
    READ_CALENDAR: "read your calendar, to ask after your meetings",
    READ_CONTACTS: "read your contacts, to know people's names and addresses",
}
CONNECTIONS = "https://myaccount.google.com/connections"
REVOKE = f"You can withdraw this at any time: {CONNECTIONS}"


class GoogleAccount(NetworkAccount):
    """An account at Google."""

    @cached_property
    def _google(self) -> Google:
        return Google(name=self.name, credentials=self._credentials, api=self._settings.api)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The permissions that it needs as it is configured, and no others."""
        settings = self._settings
        mail = (READ_MAIL, WRITE_DRAFTS, *[PUT_MAIL] * self._lays_mail) if settings.mail else ()
        return (*mail, *[READ_CALENDAR] * settings.calendar, *[READ_CONTACTS] * settings.contacts)

    def connect(self, dialogue: Dialogue, *, wait: float = WAIT) -> None:
        """Sign in in the browser, and keep the token. Raises SignInError; then the old one stays."""
        path = self._settings.client_file or self._asked_for(dialogue)
        registration = read_registration(path)
        dialogue.say("Google will ask you to allow this app, which you have registered yourself, to:")
        for scope in self.scopes:
            dialogue.say(f"- {REASONS[scope]}")
        dialogue.say(
            "Tick every box. Google warns that the app is not verified, because only you use it: "
            "there, choose Advanced, then Go to the app."
        )
        dialogue.say(f"{REVOKE}. The token is kept in {self._secrets.place}.")
        settings = self._settings
        kept = sign_in(
            self.name, registration, self.scopes, dialogue, api=settings.api, address=settings.address, wait=wait
        )
        if missing := self._missing(kept):
            raise SignInError(
                f"{self.name}: these permissions were left unticked: {'; '.join(missing)}",
                hint=f"sign in once more and tick every box: {self._connect}",
            )
        token = json.dumps(kept)
        address = self._address(Google(name=self.name, credentials=lambda: self._from(token), api=settings.api))
        self._secrets.put(self._secret, token)
        self._settings = replace(settings, client_file=path, address=settings.address or address)
        self.__dict__.pop("_google", None)

    def checks(self) -> Iterator[Check]:
        """Look at the sign-in, the permissions, each service that is wanted, and the clock; never raises."""
        kept = self._secrets.get(self._secret)
        if not kept:
            yield Check(what=f"{self.name}: signed in", problem="not yet", hint=self._connect)
            return
        try:
            missing = self._missing(json.loads(kept))
        except (ValueError, AttributeError):
            missing = ["the token that is kept cannot be read"]
        hint = f"tick every box: {self._connect}" if missing else ""
        yield Check(what=f"{self.name}: permissions", problem="; ".join(missing), hint=hint)
        yield from self._reached()
        yield from self._clocks()

    def document_sources(self) -> Sequence[DocumentSource]:
        """Its mail and its calendars, as configured."""
        sources: list[DocumentSource] = []
        if self._settings.mail:
            sources.append(
                GmailSource(
                    name=f"{self.name} mail", google=self._google, never_read=self._never_read, clock=self._clock
                )
            )
        if self._settings.calendar:
            sources.append(self.calendar())
        return sources

    def calendar(self) -> GoogleCalendarSource:
        """Its calendars, which also say when the user is busy."""
        return GoogleCalendarSource(
            name=f"{self.name} calendar",
            google=self._google,
            zone=self._zone,
            calendars=self._settings.calendars,
            user_addresses=self._own,
            clock=self._clock,
        )

    def choices(self) -> Sequence[Choice]:
        """Its calendars, the user's own first. Raises SourceError."""
        if not self._settings.calendar:
            return ()
        chosen = [name.lower() for name in self._settings.calendars]
        there = sorted(self._calendars(), key=lambda each: not each.get("primary"))
        names = {
            str(each.get("summaryOverride") or each.get("summary") or each["id"]): each for each in reversed(there)
        }
        return [
            Choice(kind="calendars", name=name, is_read=name.lower() in chosen if chosen else bool(each.get("primary")))
            for name, each in reversed(names.items())
        ]

    def _calendars(self) -> Iterator[dict[str, Any]]:
        lists = self._google.resource("calendar", "calendarList")
        request = lists.list(fields="items(id,summary,summaryOverride,primary),nextPageToken")
        while request is not None:
            page = self._google.read(request)
            yield from page.get("items", ())
            request = lists.list_next(request, page)

    def people_sources(self) -> Sequence[PeopleSource]:
        """Its contacts, where they are wanted."""
        return [GooglePeople(name=f"{self.name} contacts", google=self._google)] if self._settings.contacts else []

    def mailbox(self) -> Mailbox | None:
        """Its drafts folder; None for an account without mail."""
        return GmailDrafts(google=self._google, sender=self._sender) if self._settings.mail else None

    def inbox(self) -> Inbox | None:
        """Its inbox, for mails to oneself; None for an account without mail."""
        return GmailInbox(google=self._google, user=self._sender) if self._settings.mail else None

    @property
    def _secret(self) -> str:
        return f"google {self.name}"

    @property
    def _revoking(self) -> str:
        return f"Google still allows it until you withdraw it: {CONNECTIONS} (choose your app, then delete it there)."

    def _credentials(self) -> "Credentials":
        kept = self._secrets.get(self._secret)
        if not kept:
            raise self._not_connected()
        return self._from(kept)

    def _from(self, token: str) -> "Credentials":
        try:
            return credentials_from(token, api=self._settings.api)
        except ValueError as error:
            raise sign_in_again(self.name, "the token that is kept cannot be read") from error

    def _missing(self, kept: dict[str, object]) -> list[str]:
        """The permissions that were not granted, in words."""
        granted = kept.get("scopes", [])
        assert isinstance(granted, list)
        return [REASONS[scope] for scope in self.scopes if scope not in granted]

    def _asked_for(self, dialogue: Dialogue) -> Path:
        """The registration file that the user names. Raises SignInError for none."""
        dialogue.say("Google lets in only programs that are registered, so you register this one as your own, once.")
        dialogue.say(f"It takes about ten minutes; {HOW_TO}")
        given = dialogue.ask("Where is the file that Google Cloud gave you for it?").strip().strip("'\"")
        if not given:
            raise SignInError(f"{self.name}: without a registration, Google lets no program in", hint=HOW_TO)
        return Path(given).expanduser().absolute()

    def _address(self, google: Google) -> str:
        """Whose account it is that answers. Raises SignInError where it is another one than the configured."""
        if self._settings.mail:
            profile = google.read(google.resource("gmail", "users").getProfile(userId="me", fields="emailAddress"))
            address = str(profile.get("emailAddress", ""))
        elif self._settings.calendar:
            own = google.resource("calendar", "calendarList").get(calendarId=PRIMARY, fields="id")
            address = str(google.read(own).get("id", ""))
        else:
            return ""
        if self._settings.address and address.lower() != self._settings.address.lower():
            raise SignInError(
                f"{self.name}: you signed in as {address}, and the account is {self._settings.address}",
                hint=f"choose the other account, or correct the address: {self._connect}",
            )
        return address

    def _reached(self) -> Iterator[Check]:
        now, calendar, people = self._clock(), self.calendar(), GooglePeople(name=self.name, google=self._google)
        services = {
            "Gmail": self._settings.mail and (lambda: self._address(self._google)),
            "Google Calendar": self._settings.calendar and (lambda: calendar.free_busy(now, now + timedelta(hours=1))),
            "Google contacts": self._settings.contacts and people.digest,
        }
        for service, ask in services.items():
            if ask:
                yield checked(f"{self.name}: {service}", ask)

    def _clocks(self) -> Iterator[Check]:
        try:
            theirs = self._google.clock()
        except UserError as error:
            yield failed(f"{self.name}: this machine's clock", error)
        else:
            yield from [clock_check(self.name, theirs, self._clock())] if theirs else []
