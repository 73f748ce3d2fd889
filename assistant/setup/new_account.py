"""The questions that come before somebody signs in to an account for the first time."""

import re
from dataclasses import dataclass, replace
from typing import get_args

from assistant.bootstrap.accounts import by_domain, by_name_service
from assistant.config import Config
from assistant.domain.accounts import AccountSettings, AccountType, Whereabouts
from assistant.errors import SourceError, UserError
from assistant.setup import answers
from assistant.setup.asking import Asking

TYPES: tuple[AccountType, ...] = get_args(AccountType)
EXPLAINED: dict[AccountType, str] = {
    "gmail": "Gmail or Google Workspace: mail, calendar, and contacts if you like",
    "microsoft": "Outlook.com or Microsoft 365: mail, calendar, and contacts if you like",
    "imap": "a mailbox at any other provider, by IMAP",
    "caldav": "a calendar at any other provider, by CalDAV",
}
WORDS: dict[str, AccountType] = {
    "google": "gmail",
    "outlook": "microsoft",
    "office365": "microsoft",
    "mail": "imap",
    "calendar": "caldav",
}
"""What people call a kind of account otherwise."""
WHOSE = {
    "gmail": "Google",
    "microsoft": "Microsoft",
    "imap": "another provider, which lets mail programs in with a password",
}
GOOGLE_STEPS = """\
Google lets a program in only if somebody has registered it. You do that yourself, once; nobody else holds the key:
  1  open https://console.cloud.google.com and make a new project
  2  APIs & Services, Library: enable the Gmail API, the Google Calendar API, and for contacts the People API
  3  APIs & Services, OAuth consent screen, Get started: any name, your own address; as the audience Internal if it is offered, else External, and then Audience, Publish app
  4  Clients, Create client, type Desktop app; then Download JSON
Each step in detail: docs/how-to/connect-google.md. If you stop here, you can begin again another time."""  # noqa: E501  each is a line that is wrapped when it is shown
MICROSOFT_STEPS = """\
Microsoft lets a program in only if somebody has registered it. In a company, ask your administrator for the ID first. Otherwise, once:
  1  open https://entra.microsoft.com, App registrations, New registration
  2  any name; accounts in any organizational directory and personal Microsoft accounts; as Redirect URI choose Public client/native and write http://localhost
  3  after Register, copy the Application (client) ID; under Authentication, Settings, allow public client flows
Each step in detail: docs/how-to/connect-microsoft.md. If you stop here, you can begin again another time."""  # noqa: E501
WHERE_TO_MAKE_IT = (
    "Make it at https://myaccount.google.com/apppasswords; Google shows that page once two-step sign-in is on. "
    "Type it without its spaces."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAccount:
    """Asks for what an account needs before its own sign-in begins. `config` says what there is already."""

    asking: Asking
    config: Config

    def where(self, address: str) -> Whereabouts | None:
        """With whom a mailbox is, asked for where its address does not say it; None to leave it out."""
        if known := by_domain(address):
            self.asking.say(f"To judge by its name, {address} is with {WHOSE[known.kind]}.")
            return known
        domain = address.rpartition("@")[2]
        options = (
            "Google (you read this mail at mail.google.com, or in the Gmail app)",
            "Microsoft (you read it at outlook.office.com or outlook.live.com, or with Microsoft 365)",
            "another provider, such as the one that runs your website",
            f"I am not sure: look it up (your computer asks the internet who takes mail for {domain}, no more)",
            "leave this one out",
        )
        while True:
            chosen = self.asking.choose(f"Who runs the mailbox {address}?", options, 0)
            if chosen == 4:
                return None
            if chosen < 3:
                return Whereabouts(kind=TYPES[chosen])
            try:
                found = by_name_service(address)
            except SourceError as error:
                self.asking.regret(error)
                continue
            found = found or Whereabouts(kind="imap")
            self.asking.say(f"Mail for {domain} is taken by {WHOSE[found.kind]}.")
            return found

    def settings(
        self, kind: AccountType, *, address: str = "", name: str = "", server: str = "", mail: bool = True
    ) -> AccountSettings | None:
        """A new account of this kind; None where the user leaves it for now. Without `mail`, its calendar alone."""
        if kind == "caldav":
            return AccountSettings(name=self._name(name or "calendar"), type=kind, address=address)
        address = address or self.asking.until("Your mail address there", answers.address, self._likely(kind))
        if kind == "gmail" and mail and self._by_app_password():
            kind, server = "imap", "" if by_domain(address) else "imap.gmail.com"
        spoken = {"gmail": "google", "microsoft": "microsoft"}.get(kind, kind)
        fresh = AccountSettings(
            name=self._name(name or (address if mail else spoken)), type=kind, address=address, server=server, mail=mail
        )
        return fresh if kind == "imap" else self._registered(self._wanted(fresh))

    def _likely(self, kind: AccountType) -> str:
        """The first of the user's addresses that no account has, and that is not known to be with somebody else."""
        taken = {account.address.lower() for account in self.config.account if account.mail}
        free = [each for each in self.config.user.addresses if each.lower() not in taken]
        known = {each: by_domain(each) for each in free}
        return next((each for each, found in known.items() if found is None or found.kind == kind), "")

    def _name(self, wanted: str) -> str:
        """The name, or the first like it that is free."""
        taken = {"eml", "maildir", *(account.name for account in self.config.account)}
        taken |= {source.name for source in self.config.source}
        names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
        return next(each for each in names if each not in taken)

    def _by_app_password(self) -> bool:
        ways = (
            "sign in at Google: the permissions are narrow (read mail, write drafts), and the calendar comes with it; "
            "but Google wants you to register the assistant first, which takes about ten minutes, once",
            "an app password: two minutes, mail only; Google gives it out where two-step sign-in is on, and it opens "
            "the whole mailbox. The assistant still only reads, and writes drafts",
        )
        if self.asking.choose("There are two ways into Gmail. You can take either back at any time.", ways) == 0:
            return False
        self.asking.say(WHERE_TO_MAKE_IT)
        return True

    def _wanted(self, settings: AccountSettings) -> AccountSettings:
        """Asked beforehand, so that no permission is asked for in vain."""
        calendar = not settings.mail or self.asking.confirm(
            "Read your calendar there too? I ask after a meeting what came up in it."
        )
        contacts = self.asking.confirm("Read your contacts there too, to recognise people?", default=False)
        return replace(settings, calendar=calendar, contacts=contacts)

    def _registered(self, settings: AccountSettings) -> AccountSettings | None:
        """With the app registration: that of another account of this kind, else asked for."""
        for other in self.config.account:
            if other.type == settings.type and (other.client_file or other.client_id):
                return replace(settings, client_file=other.client_file, client_id=other.client_id, tenant=other.tenant)
        if settings.type == "gmail":
            self.asking.say(GOOGLE_STEPS)
            file = self.asking.place("The file that Google gave you", "to stop here")
            return replace(settings, client_file=file) if file else None
        self.asking.say(MICROSOFT_STEPS)
        client_id = self.asking.until("The Application (client) ID (Enter to stop here)", _client_id)
        return replace(settings, client_id=client_id) if client_id else None


def _client_id(text: str) -> str:
    typed = answers.clean(text)
    if typed and not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", typed):
        raise UserError("that is no such ID", hint="it looks like 11111111-2222-3333-4444-555555555555")
    return typed
