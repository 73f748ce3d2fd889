"""What is connected, and who may see the page, as the settings show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.bootstrap import Assistant
from assistant.domain.access import Session, Token
from assistant.domain.accounts import AccountSettings
from assistant.domain.sources import SourceState
from assistant.services.access import Access
from assistant.services.kept_aside import kept_aside

TYPES = {"gmail": "Google", "microsoft": "Microsoft", "imap": "mailbox", "caldav": "calendar"}
KINDS = {
    "mbox": "mail file",
    "maildir": "mail folder",
    "eml": "folder of mail files",
    "notes": "notes",
    "ics": "calendar file",
    "people": "contacts file",
}
RULES = {
    "senders": "a person's address",
    "domains": "everybody at a firm, by what stands behind the @",
    "words": "a word in the subject, the title or a name",
    "folders": "a folder or label",
}
"""The kinds of rules of what is never read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Connected:
    """An account as the page shows it: what is read there, how far, and how much could not be."""

    settings: AccountSettings
    kind: str
    reads: tuple[str, ...]
    until: datetime | None
    is_read: bool
    aside: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Browser:
    """A browser that is signed in; `name` is read from what it calls itself."""

    session: Session
    name: str
    is_this: bool


def accounts(assistant: Assistant) -> tuple[Connected, ...]:
    """The accounts on the network."""
    aside = [failure.source for failure in kept_aside(assistant.store)]
    found = []
    for account in assistant.accounts:
        settings = account.settings
        names = [source.name for source in account.document_sources()]
        states = [state for name in names if (state := assistant.store.get(SourceState, name))]
        moments = [state.until for state in states if state.until]
        found.append(
            Connected(
                settings=settings,
                kind=TYPES[settings.type],
                reads=tuple(_reads(settings)),
                until=min(moments) if moments else None,
                is_read=bool(states),
                aside=sum(source in names for source in aside),
            )
        )
    return tuple(found)


def browsers(access: Access, this: Session) -> tuple[Browser, ...]:
    """The browsers that are signed in, the latest first."""
    sessions = sorted(access.store.find(Session), key=lambda each: each.seen_at, reverse=True)
    return tuple(Browser(session=each, name=_browser(each.browser), is_this=each.id == this.id) for each in sessions)


def tokens(access: Access) -> tuple[Token, ...]:
    """The tokens of other programs, by name."""
    return tuple(sorted(access.store.find(Token), key=lambda each: each.name))


def _reads(settings: AccountSettings) -> Iterator[str]:
    if settings.mail and settings.type != "caldav":
        yield f"mail ({', '.join(settings.folders)})" if settings.folders else "mail"
    if settings.calendar and settings.type != "imap":
        yield f"meetings ({', '.join(settings.calendars)})" if settings.calendars else "meetings"
    if settings.contacts:
        yield "contacts"


def _browser(agent: str) -> str:
    """What people call a browser and its machine."""
    names = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    name = next((name for sign, name in names if sign in agent), "A browser")
    signs = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows"}
    signs |= {"Mac OS": "Mac", "Linux": "Linux"}
    machine = next((machine for sign, machine in signs.items() if sign in agent), "")
    return f"{name} on {machine}" if machine else name
