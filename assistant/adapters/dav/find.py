"""Where somebody's calendar server is, from their mail address or the server's."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.adapters.dav.client import DavClient
from assistant.errors import SourceError

ELSEWHERE = {
    "gmail": ("gmail.com", "googlemail.com"),
    "microsoft": ("outlook.com", "hotmail.com", "live.com", "msn.com", "office365.com"),
}
"""Providers with a kind of account of their own."""
NONE_AT_ALL = ("proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.com")
NEXTCLOUD = (
    "on Nextcloud: the address of your cloud, such as https://cloud.example.org/remote.php/dav; it stands in the "
    "Calendar app under Settings"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """A large provider: where its servers are, and how to come by an app password."""

    name: str
    domains: tuple[str, ...]
    calendars: str
    books: str
    advice: str


PROVIDERS = (
    Provider(
        name="iCloud",
        domains=("icloud.com", "me.com", "mac.com"),
        calendars="https://caldav.icloud.com/",
        books="https://contacts.icloud.com/",
        advice="make an app-specific password at https://account.apple.com under Sign-In and Security",
    ),
    Provider(
        name="Fastmail",
        domains=("fastmail.com", "fastmail.fm", "messagingengine.com"),
        calendars="https://caldav.fastmail.com/dav/",
        books="https://carddav.fastmail.com/dav/",
        advice="make an app password under Settings, Privacy & Security, with access to calendars and contacts",
    ),
    Provider(
        name="GMX",
        domains=("gmx.net", "gmx.de", "gmx.at", "gmx.ch"),
        calendars="https://caldav.gmx.net/",
        books="https://carddav.gmx.net/",
        advice="with two-factor sign-in, make an application-specific password under Security; else your own one",
    ),
    Provider(
        name="GMX",
        domains=("gmx.com",),
        calendars="https://caldav.gmx.com/",
        books="https://carddav.gmx.com/",
        advice="with two-factor sign-in, make an application-specific password under Security; else your own one",
    ),
    Provider(
        name="WEB.DE",
        domains=("web.de",),
        calendars="https://caldav.web.de/",
        books="https://carddav.web.de/",
        advice="with two-factor sign-in, make an application-specific password under Security; else your own one",
    ),
    Provider(
        name="mailbox.org",
        domains=("mailbox.org",),
        calendars="https://dav.mailbox.org/",
        books="https://dav.mailbox.org/",
        advice="make an app password under Settings, Security; without two-factor sign-in your own one works too",
    ),
    Provider(
        name="Posteo",
        domains=("posteo.de", "posteo.net", "posteo.org"),
        calendars="https://posteo.de:8443/",
        books="https://posteo.de:8443/",
        advice="your own password; it must be allowed for calendars in the settings",
    ),
    Provider(
        name="Yahoo",
        domains=("yahoo.com", "ymail.com"),
        calendars="https://caldav.calendar.yahoo.com/",
        books="https://carddav.address.yahoo.com/",
        advice="make an app password under Account security",
    ),
)


def provider_of(where: str) -> Provider | None:
    """The large provider that a mail address, a server's name or its web address belongs to; None for all others."""
    host = host_of(where)
    for provider in PROVIDERS:
        servers = {urlsplit(url).hostname for url in (provider.calendars, provider.books)}
        if host in servers or any(host == domain or host.endswith(f".{domain}") for domain in provider.domains):
            return provider
    return None


def kind_elsewhere(where: str) -> str:
    """The other kind of account that an address belongs to; empty where this is the right one."""
    return next((kind for kind, domains in ELSEWHERE.items() if host_of(where) in domains), "")


def host_of(where: str) -> str:
    """The server's name in a mail address, a name or a web address, in lower case."""
    bare = where.strip().rpartition("@")[2] if "://" not in where else where.strip()
    return (urlsplit(bare if "://" in bare else f"https://{bare}").hostname or "").lower()


def find(where: str, open_client: Callable[[str], DavClient]) -> str:
    """The web address of the calendar server for a mail address or a server's name.

    Nobody's password is needed for that, and none is sent. Raises SourceError where none is found.
    """
    provider = provider_of(where)
    if provider and "://" not in where:
        return provider.calendars
    if host_of(where) in NONE_AT_ALL:
        raise SourceError(
            f"{host_of(where)} has no calendar server that programs can reach",
            hint="export the calendar as a file, and name that as a source",
        )
    problems = []
    for candidate in _candidates(where):
        try:
            with open_client(candidate) as client:
                return client.leads_to(candidate)
        except SourceError as error:
            problems.append(error)
    if "://" in where and problems:
        raise problems[0]
    raise SourceError(f"no calendar server is found for {where}", hint=f"give its web address; {NEXTCLOUD}")


def _candidates(where: str) -> list[str]:
    if "://" in where:
        parts = urlsplit(where.strip())
        return [where.strip(), f"{parts.scheme}://{parts.netloc}/.well-known/caldav"]
    host = host_of(where)
    hosts = (host, f"caldav.{host}", f"dav.{host}") if "@" in where else (host,)
    return [f"https://{each}/.well-known/caldav" for each in hosts if each]
