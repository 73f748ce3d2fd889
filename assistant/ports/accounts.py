"""Accounts on the network, and what signing in to them needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from assistant.domain.accounts import AccountSettings
from assistant.ports.drafts import Mailbox
from assistant.ports.inbox import Inbox
from assistant.ports.sources import DocumentSource, PeopleSource


class Secrets(Protocol):
    """Keeps passwords and tokens, by name."""

    @property
    def place(self) -> str:
        """Where they lie, in words."""

    def get(self, name: str) -> str | None:
        """The secret, or None."""

    def put(self, name: str, value: str) -> None:
        """Keep a secret. Raises UserError where it cannot be kept."""

    def delete(self, name: str) -> None:
        """Forget a secret, if it is there."""

    def checks(self) -> "Iterator[Check]":
        """Look at where they lie. Raises UserError where one cannot get there."""


class Dialogue(Protocol):
    """Talks with the user while an account is connected."""

    @property
    def has_browser(self) -> bool:
        """Whether `open` can open a browser with windows on this machine."""

    def say(self, text: str) -> None:
        """Tell something."""

    def ask(self, question: str, default: str = "") -> str:
        """Ask for a line."""

    def ask_secret(self, question: str) -> str:
        """Ask for a line that is not shown while it is typed."""

    def confirm(self, question: str) -> bool:
        """Ask for yes or no."""

    def open(self, address: str) -> None:
        """Show a web address, and open it in the browser where there is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that was looked at: fine where `problem` is empty; `hint` says how to mend it."""

    what: str
    problem: str = ""
    hint: str = ""


class Connection(Protocol):
    """The user's sign-in to an account on the network."""

    @property
    def name(self) -> str:
        """The name that the configuration gives it."""

    @property
    def settings(self) -> AccountSettings:
        """How it is configured; after `connect`, as it should be."""

    def connect(self, dialogue: Dialogue) -> None:
        """Sign in: say which permissions are asked for and why, then ask for them. Raises SignInError."""

    def disconnect(self) -> str:
        """Forget the password or token; gives how the permission is taken back at the provider. Raises UserError."""

    def checks(self) -> Iterator[Check]:
        """Look at the connection, the sign-in, the permissions and the clock; never raises."""


class Account(Connection, Protocol):
    """A mail, calendar or contacts account on the network."""

    def document_sources(self) -> Sequence[DocumentSource]:
        """Its mail and its calendars, as configured."""

    def people_sources(self) -> Sequence[PeopleSource]:
        """Its address books, where they are wanted."""

    def mailbox(self) -> Mailbox | None:
        """Its drafts folder; None for an account without mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A folder or a calendar of an account, by its name, and whether it is read as the account is configured."""

    kind: Literal["folders", "calendars"]
    name: str
    is_read: bool


@runtime_checkable
class ChoosingAccount(Account, Protocol):
    """An account that can list what there is to read, so that the user can choose."""

    def choices(self) -> Sequence[Choice]:
        """Its folders and calendars, as far as they can be chosen. Raises SourceError."""


@runtime_checkable
class SendingAccount(Account, Protocol):
    """An account that can send approved messages at once, where the user chose so."""

    def sender(self) -> Mailbox | None:
        """Sends what is laid into it, and keeps a copy among what was sent; None without a server for that."""


@runtime_checkable
class InboxAccount(Account, Protocol):
    """An account into whose inbox a mail to oneself can be laid."""

    def inbox(self) -> Inbox | None:
        """Its inbox; None for an account without mail."""
