"""Access tokens for mailboxes that want no password (XOAUTH2), from Google's and Microsoft's sign-in."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from assistant.adapters.quiet import quiet_session
from assistant.domain.accounts import AccountSettings
from assistant.errors import SignInError
from assistant.ports import Dialogue, Secrets

MICROSOFT_READ = "https://outlook.office.com/IMAP.AccessAsUser.All"
MICROSOFT_SEND = "https://outlook.office.com/SMTP.Send"
GOOGLE_SCOPES = ("https://mail.google.com/",)  # the least that Google lets IMAP have
EARLY = timedelta(minutes=2)
WHY = "{vendor} will ask you to allow reading and writing all your mail: IMAP knows no smaller permission."


class Tokens(Protocol):
    """The sign-in of one account."""

    def sign_in(self, dialogue: Dialogue) -> object:
        """Have the user sign in, and keep it. Raises SignInError."""

    def token(self, fresh: bool = False) -> str:
        """An access token that is still good, a new one where `fresh`. Raises SignInError, SourceError."""


def tokens_for(settings: AccountSettings, secrets: Secrets) -> Tokens:
    """The sign-in that the account is configured with; sending is asked for only where it was set up."""
    if settings.login == "microsoft":
        from assistant.adapters.microsoft.sign_in import MicrosoftSignIn

        scopes = (MICROSOFT_READ, MICROSOFT_SEND) if settings.smtp_server else (MICROSOFT_READ,)
        return MicrosoftSignIn(settings, secrets=secrets, scopes=scopes)
    return GoogleTokens(settings, secrets)


def registration_asked(settings: AccountSettings, dialogue: Dialogue) -> dict[str, str | Path]:
    """What the sign-in needs to know of the app registration, as settings; asked for where it is not configured.

    Raises SignInError where there is none.
    """
    vendor = settings.login.capitalize()
    dialogue.say(WHY.format(vendor=vendor))
    if settings.login == "microsoft":
        known: str | Path | None = settings.client_id
        question, key = "Application (client) ID of your app registration:", "client_id"
    else:
        known = settings.client_file
        question, key = "Where is the registration file from Google Cloud?", "client_file"
    how = f"docs/how-to/connect-{settings.login}.md"
    if not known:
        dialogue.say(f"{vendor} wants to know every program: {how} shows how.")
        known = dialogue.ask(question).strip()
    if not known:
        hint = f"make one as {how} shows; then: assistant connect {settings.name}"
        raise SignInError(f"without an app registration {vendor} lets no program in", hint=hint)
    return {key: Path(known).expanduser().absolute() if key == "client_file" else known}


class GoogleTokens:
    """Google's sign-in with the permission that IMAP needs."""

    def __init__(self, settings: AccountSettings, secrets: Secrets) -> None:
        self._settings = settings
        self._secrets = secrets
        self._token = ""
        self._until = datetime.min.replace(tzinfo=UTC)

    def sign_in(self, dialogue: Dialogue) -> None:
        """Have the user sign in in the browser, and keep it. Raises SignInError."""
        from assistant.adapters.google.sign_in import HOW_TO, read_registration, sign_in

        name, file = self._settings.name, self._settings.client_file
        if file is None:
            raise SignInError(f"{name} has no 'client_file'", hint=HOW_TO)
        kept = sign_in(
            name,
            read_registration(file),
            GOOGLE_SCOPES,
            dialogue,
            api=self._settings.api,
            address=self._settings.address,
        )
        self._secrets.put(self._secret, json.dumps(kept))
        self._token = ""

    def token(self, fresh: bool = False) -> str:
        """An access token that is still good, a new one where `fresh`. Raises SignInError, SourceError."""
        if fresh or not self._token or datetime.now(UTC) > self._until:
            self._renew()
        return self._token

    def _renew(self) -> None:
        from google.auth.transport.requests import Request

        from assistant.adapters.google.faults import VENDOR_ERRORS, fault_of
        from assistant.adapters.google.http import credentials_from

        name, kept = self._settings.name, self._secrets.get(self._secret)
        if not kept:
            raise SignInError(f"{name} is not connected yet", hint=f"assistant connect {name}")
        try:
            credentials = credentials_from(kept, api=self._settings.api)
            credentials.refresh(Request(quiet_session()))  # type: ignore[no-untyped-call]
        except VENDOR_ERRORS as error:
            raise fault_of(error, name).error from error
        self._token = str(credentials.token)
        until = credentials.expiry  # in UTC, without saying so
        self._until = until.replace(tzinfo=UTC) - EARLY if until else self._until

    @property
    def _secret(self) -> str:
        return f"imap {self._settings.name}"
