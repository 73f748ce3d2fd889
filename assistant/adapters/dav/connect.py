"""The questions that connect a calendar account, for somebody who has never heard of CalDAV."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.adapters.dav import sync as dav_sync
from assistant.adapters.dav.client import DavClient
from assistant.adapters.dav.find import NEXTCLOUD, find, host_of, kind_elsewhere, provider_of
from assistant.domain.accounts import AccountSettings
from assistant.errors import SignInError, SourceError
from assistant.ports import Dialogue

TRIES = 3
WHY = (
    "The assistant reads your calendars, to ask after a meeting what came up in it. It writes nothing there. Calendar "
    "servers know no passwords for reading alone, so please give it an app password of its own: you can take that "
    "back at any time, and your other programs go on working."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """An account that has let us in, and what the user wants of it."""

    address: str
    url: str
    username: str
    password: str
    calendars: tuple[str, ...] = ()
    contacts: bool = False


def asked(settings: AccountSettings, dialogue: Dialogue, *, default: str) -> Found:
    """Ask for everything, and try it. Raises SignInError after three wrong passwords, SourceError without a server."""
    dialogue.say(WHY)
    where = settings.url or dialogue.ask("Your mail address there, or the calendar server's web address", default)
    if other := kind_elsewhere(where):
        raise SourceError(f"{where} is another kind of account", hint=f"assistant connect {other}")
    url = _server(where, settings, dialogue)
    address = settings.address or (where if "@" in where and "://" not in where else "")
    provider = provider_of(where) or provider_of(url)
    if provider:
        dialogue.say(f"{provider.name}: {provider.advice}.")
    username = dialogue.ask("Your user name there", settings.username or address)
    password, calendars = _signed_in(settings, url, username, dialogue)
    chosen = _chosen(calendars, settings.calendars, dialogue)
    found = Found(address=address, url=url, username=username, password=password, calendars=chosen)
    if not dialogue.confirm("Read your address books there too, so that people are recognised?"):
        return found
    try:
        with client_for(settings, provider.books if provider else url, username, password) as client:
            books = dav_sync.collections(client, "addressbook")
    except SourceError as error:
        dialogue.say(f"The address books cannot be read: {'; '.join(error.problems)}. The calendars are enough.")
        return found
    dialogue.say(f"Address books: {', '.join(book.name for book in books) or 'none'}")
    return Found(address=address, url=url, username=username, password=password, calendars=chosen, contacts=bool(books))


def _server(where: str, settings: AccountSettings, dialogue: Dialogue) -> str:
    """The server's web address; asked for where it does not follow from what is known."""

    def probe(url: str) -> DavClient:
        return DavClient(url, name=settings.name, insecure=settings.security == "none")

    try:
        url = find(where, probe)
    except SourceError as error:
        if "://" in where:
            raise
        dialogue.say(f"{'; '.join(error.problems)}.")
        where = dialogue.ask(f"The calendar server's web address ({NEXTCLOUD})")
        url = find(where, probe)
    host, domain = host_of(url), host_of(where)
    belongs = provider_of(url) or host == domain or host.endswith(f".{domain}")
    if not belongs and not dialogue.confirm(f"{domain} says that its calendars are at {host}. Is that right?"):
        raise SourceError("no calendar server was agreed on", hint="ask your provider for its CalDAV address")
    return url


def _signed_in(
    settings: AccountSettings, url: str, username: str, dialogue: Dialogue
) -> tuple[str, list[dav_sync.Collection]]:
    """The password that works, and the calendars that it opens."""
    for attempt in range(1, TRIES + 1):
        password = dialogue.ask_secret("The app password")
        try:
            with client_for(settings, url, username, password) as client:
                found = dav_sync.collections(client, "calendar")
        except SignInError as error:
            if attempt == TRIES:
                raise
            dialogue.say(f"{'; '.join(error.problems)}. Please try again.")
        else:
            return password, [calendar for calendar in found if calendar.is_for_events]
    raise AssertionError("the last try raises")


def client_for(settings: AccountSettings, url: str, username: str, password: str) -> DavClient:
    """A connection to a server in the user's name."""
    provider = provider_of(url)
    return DavClient(
        url,
        name=settings.name,
        username=username,
        password=password,
        insecure=settings.security == "none",
        domains=provider.domains if provider else (),
    )


def _chosen(calendars: Sequence[dav_sync.Collection], before: tuple[str, ...], dialogue: Dialogue) -> tuple[str, ...]:
    """The names of the calendars that the user wants; none stands for all, those of the future too."""
    if not calendars:
        raise SourceError("there is no calendar in this account", hint="make one there, then connect again")
    for number, calendar in enumerate(calendars, start=1):
        dialogue.say(f"  {number}  {calendar.name}")
    default = ", ".join(str(n) for n, calendar in enumerate(calendars, start=1) if calendar.name in before) or "all"
    while True:
        answer = dialogue.ask("Which of them are yours? Their numbers, or all", default)
        if answer.strip().lower() == "all":
            return ()
        numbers = [int(each) for each in re.findall(r"\d+", answer)]
        if numbers and all(1 <= number <= len(calendars) for number in numbers):
            return tuple(dict.fromkeys(calendars[number - 1].name for number in numbers))
        dialogue.say(f"Please answer with numbers from 1 to {len(calendars)}, such as 1, 2.")
