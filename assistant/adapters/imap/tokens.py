"""Access tokens for mailboxes that want no password (XOAUTH2), from Google's and Microsoft's sign-in."""

import json
from datetime import UTC, datetime, timedelta
from typing import Protocol

from assistant.adapters.quiet import quiet_session
from assistant.adapters.registry import adapter
from assistant.domain.accounts import AccountSettings
from assistant.errors import SignInError
from assistant.ports import Dialogue, Secrets

MICROSOFT_SCOPES = ("https://outlook.office.com/IMAP.AccessAsUser.All",)
GOOGLE_SCOPES = ("https://mail.google.com/",)  # the least that Google lets IMAP have
EARLY = timedelta(minutes=2)


class Tokens(Protocol):
    """The sign-in of one account."""

    def sign_in(self, dialogue: Dialogue) -> object:
        """Have the user sign in, and keep it. Raises SignInError."""

    def token(self) -> str:
        """An access token that is still good. Raises SignInError, SourceError."""


def tokens_for(settings: AccountSettings, secrets: Secrets) -> Tokens:
    """The sign-in that the account is configured with."""
    if settings.login == "microsoft":
        kind = adapter("assistant.adapters.microsoft.sign_in:MicrosoftSignIn")
        tokens: Tokens = kind(settings, secrets=secrets, scopes=MICROSOFT_SCOPES)
        return tokens
    return GoogleTokens(settings, secrets)


class GoogleTokens:
    """Google's sign-in with the permission that IMAP needs."""

    def __init__(self, settings: AccountSettings, secrets: Secrets) -> None:
        self._settings = settings
        self._secrets = secrets
        self._token = ""
        self._until = datetime.min.replace(tzinfo=UTC)

    def sign_in(self, dialogue: Dialogue) -> None:
        """Have the user sign in in the browser, and keep it. Raises SignInError."""
        name, file = self._settings.name, self._settings.client_file
        if file is None:
            raise SignInError(f"{name} has no 'client_file'", hint="make one: docs/how-to/connect-google.md")
        dialogue.say(
            "Google will ask you to allow reading and writing all your mail: IMAP knows no smaller permission."
        )
        registration = adapter("assistant.adapters.google.sign_in:read_registration")(file)
        sign_in = adapter("assistant.adapters.google.sign_in:sign_in")
        address, api = self._settings.address, self._settings.api
        kept = sign_in(name, registration, GOOGLE_SCOPES, dialogue.open, api=api, address=address)
        self._secrets.put(self._secret, json.dumps(kept))
        self._token = ""

    def token(self) -> str:
        """An access token that is still good. Raises SignInError."""
        from google.auth.exceptions import GoogleAuthError
        from google.auth.transport.requests import Request

        if not self._token or datetime.now(UTC) > self._until:
            kept = self._secrets.get(self._secret)
            hint = f"sign in again: assistant connect {self._settings.name}"
            if not kept:
                raise SignInError(f"{self._settings.name} is not connected yet", hint=hint)
            try:
                credentials = adapter("assistant.adapters.google.http:credentials_from")(kept, api=self._settings.api)
                credentials.refresh(Request(quiet_session()))
            except (GoogleAuthError, ValueError) as error:
                raise SignInError(f"{self._settings.name}: Google no longer accepts the sign-in", hint=hint) from error
            self._token = str(credentials.token)
            self._until = credentials.expiry.replace(tzinfo=UTC) - EARLY
        return self._token

    @property
    def _secret(self) -> str:
        return f"imap {self._settings.name}"
