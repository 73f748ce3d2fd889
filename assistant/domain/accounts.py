"""Accounts: where the user's mail, calendar and contacts are, and how they are reached. No secret is in here."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

AccountType = Literal["gmail", "microsoft", "imap", "caldav"]
Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountSettings:
    """One account as the configuration describes it.

    `address` is the user's own there; `username` is given where it is another. `server`, `port` and `security` are an
    IMAP server's, 0 for the usual port; the same with `smtp_` in front those of the server that sends. `url` is a
    CalDAV server's. `client_file` is the app registration that Google hands out as a file, `client_id` and `tenant`
    are Microsoft's. `folders` and `calendars` are those to read, by name; without any, the ones that a person would
    name. `api` is another address of the service, for a gateway or a test.
    """

    name: str
    type: AccountType
    address: str = ""
    username: str = ""
    server: str = ""
    port: int = 0
    security: Security = "tls"
    smtp_server: str = ""
    smtp_port: int = 0
    smtp_security: Security = "starttls"
    login: Literal["password", "google", "microsoft"] = "password"
    url: str = ""
    client_file: Path | None = None
    client_id: str = ""
    tenant: str = "common"
    folders: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    mail: bool = True
    calendar: bool = True
    contacts: bool = False
    api: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Whereabouts:
    """With whom a mailbox is: the kind of account, and its server where that does not follow from the address."""

    kind: AccountType
    server: str = ""


class Fate(StrEnum):
    """What has become of a message that was laid into a mailbox's drafts folder."""

    WAITING = "waiting"
    EDITED = "edited"
    SENT = "sent"
    GONE = "gone"
