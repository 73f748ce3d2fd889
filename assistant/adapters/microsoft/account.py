"""An account at Microsoft: a personal one (Outlook.com) or one of an organisation (Microsoft 365)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from assistant.adapters.account import NetworkAccount
from assistant.adapters.checks import clock_check, failed
from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.microsoft.calendar import GraphCalendar
from assistant.adapters.microsoft.drafts import GraphDrafts
from assistant.adapters.microsoft.folders import to_choose_from
from assistant.adapters.microsoft.http import GraphClient
from assistant.adapters.microsoft.inbox import GraphInbox
from assistant.adapters.microsoft.mail import GraphMail
from assistant.adapters.microsoft.people import GraphPeople
from assistant.adapters.microsoft.sign_in import MicrosoftSignIn
from assistant.domain.accounts import AccountSettings
from assistant.errors import SignInError, UserError
from assistant.ports import Check, Choice, Dialogue, DocumentSource, Inbox, Mailbox, PeopleSource

MAIL = (
    "Mail.ReadWrite",
    "to read your mail, to put drafts into your Drafts folder and, if you want one, the digest into your Inbox. "
    "Microsoft has no permission for that alone: this one would let a program change and delete mail too, which this "
    "one never does.",
)
CALENDAR = ("Calendars.Read", "to see whom you meet. Nothing in the calendar can be changed.")
CONTACTS = ("Contacts.Read", "to know your contacts' names. Nothing in them can be changed.")
NEVER = "Not asked for: Mail.Send. Sending stays with you."
REVOKE = (
    "You can take this back at any time: at https://account.live.com/consent/Manage for a personal account, at "
    "https://myapps.microsoft.com for one of an organisation."
)


class MicrosoftAccount(NetworkAccount):
    """One account as it is configured: mail with its drafts folder, calendars and contacts, as far as wanted."""

    def connect(self, dialogue: Dialogue) -> None:
        """Sign in: say which permissions are asked for and why, then ask for them. Raises SignInError."""
        dialogue.say("Microsoft will ask you to allow:")
        for permission, why in self._permissions:
            dialogue.say(f"- {permission}: {why}")
        dialogue.say(NEVER)
        dialogue.say(REVOKE)
        if not self._settings.client_id:
            dialogue.say("Microsoft wants to know every program: docs/how-to/connect-microsoft.md shows how.")
            client_id = dialogue.ask("Application (client) ID of your app registration:").strip()
            if not client_id:
                raise SignInError(
                    "without an app registration Microsoft lets no program in",
                    hint=f"make one as docs/how-to/connect-microsoft.md shows; then: {self._connect}",
                )
            self._changed(replace(self._settings, client_id=client_id))
        address = self._sign_in.sign_in(dialogue)
        self._changed(replace(self._settings, address=self._settings.address or address))
        dialogue.say(f"The sign-in lies in {self._secrets.place}.")

    def checks(self) -> Iterator[Check]:
        """Look at the sign-in, the permissions, the connection and the clock; never raises."""
        signing_in = f"{self.name}: sign-in"
        try:
            missing = self._sign_in.missing()
        except UserError as error:
            yield failed(signing_in, error)
            return
        yield Check(what=signing_in)
        yield Check(
            what=f"{self.name}: permissions",
            problem=f"{', '.join(missing)} was not given" if missing else "",
            hint=f"{self._connect}, and allow it" if missing else "",
        )
        yield from self._reached()

    def document_sources(self) -> Sequence[DocumentSource]:
        """Its mail and its calendars, as configured."""
        sources: list[DocumentSource] = []
        if self._settings.mail:
            sources.append(
                GraphMail(
                    self._client,
                    name=f"{self.name} mail",
                    folders=self._settings.folders,
                    never_read=self._never_read,
                    clock=self._clock,
                )
            )
        if self._settings.calendar:
            sources += [self._calendar(calendar) for calendar in self._settings.calendars or ("",)]
        return sources

    def choices(self) -> Sequence[Choice]:
        """Its folders and calendars, as far as they are wanted. Raises SourceError."""
        found: list[Choice] = []
        if self._settings.mail:
            chosen = {name.casefold() for name in self._settings.folders}
            for name, is_usual in to_choose_from(self._client):
                found.append(
                    Choice(kind="folders", name=name, is_read=name.casefold() in chosen if chosen else is_usual)
                )
        if self._settings.calendar:
            chosen = {name.casefold() for name in self._settings.calendars}
            own = self._client.get("me/calendar", **{"$select": "id"}).get("id")
            for each in self._client.pages("me/calendars", **{"$select": "id,name", "$top": "100"}):
                name = one_line(str(each.get("name", "")))
                is_read = name.casefold() in chosen if chosen else each.get("id") == own
                found.append(Choice(kind="calendars", name=name, is_read=is_read))
        return found

    def people_sources(self) -> Sequence[PeopleSource]:
        """Its contacts, where they are wanted."""
        return [GraphPeople(self._client)] if self._settings.contacts else []

    def mailbox(self) -> Mailbox | None:
        """Its drafts folder."""
        if not self._settings.mail:
            return None
        return GraphDrafts(self._client, self._sender)

    def inbox(self) -> Inbox | None:
        """Its inbox, for mails to oneself; None where mail is switched off."""
        return GraphInbox(self._client, self._sender) if self._settings.mail else None

    @property
    def _secret(self) -> str:
        return self._sign_in.secret

    @property
    def _revoking(self) -> str:
        return f"Microsoft still allows it until you withdraw it. {REVOKE}"

    def _calendar(self, calendar: str) -> GraphCalendar:
        return GraphCalendar(
            self._client,
            name=f"{self.name} calendar {calendar}".rstrip(),
            calendar=calendar,
            zone=self._zone,
            user_addresses=self._own,
            clock=self._clock,
        )

    def _reached(self) -> Iterator[Check]:
        what = f"{self.name}: connection"
        path = "me/mailFolders/inbox" if self._settings.mail else "me/calendar"
        try:
            theirs = self._client.date_at(path, **{"$select": "id"})
        except UserError as error:
            yield failed(what, error)
            return
        yield Check(what=what)
        if theirs:
            yield clock_check(self.name, theirs, self._clock())

    def _changed(self, settings: AccountSettings) -> None:
        self._settings = settings
        self.__dict__.pop("_sign_in", None)
        self.__dict__.pop("_client", None)

    @property
    def _permissions(self) -> list[tuple[str, str]]:
        wanted = ((self._settings.mail, MAIL), (self._settings.calendar, CALENDAR), (self._settings.contacts, CONTACTS))
        return [permission for is_wanted, permission in wanted if is_wanted]

    @cached_property
    def _sign_in(self) -> MicrosoftSignIn:
        scopes = [scope for scope, _ in self._permissions]
        return MicrosoftSignIn(self._settings, secrets=self._secrets, scopes=scopes)

    @cached_property
    def _client(self) -> GraphClient:
        return GraphClient(name=self.name, token=self._sign_in.token, base=self._settings.api)
