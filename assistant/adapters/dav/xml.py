"""WebDAV's answers: what a server says of each thing that it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
CARDDAV = "{urn:ietf:params:xml:ns:carddav}"
SERVER = "{http://calendarserver.org/ns/}"

Element = Any  # an lxml element: the package has no types


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing that a server holds: its address as given, its status, and what it says of itself."""

    href: str
    status: int = 200
    properties: Mapping[str, Element] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The address in the one spelling that it is known by: without server, and with nothing escaped."""
        return path_of(self.href)

    def text(self, name: str) -> str:
        """A property's words; empty where there is none."""
        element = self.properties.get(name)
        return "" if element is None else (element.text or "").strip()

    def hrefs(self, name: str) -> list[str]:
        """The addresses that a property holds."""
        element = self.properties.get(name)
        found = [] if element is None else [_address(each.text) for each in element.iter(f"{DAV}href")]
        return [each for each in found if each]

    def holds(self, name: str, inner: str) -> bool:
        """Whether a property holds such an element, however deep."""
        element = self.properties.get(name)
        return element is not None and next(element.iter(inner), None) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Everything that a server answers to one request, with the sync token that it hands out."""

    entries: tuple[Entry, ...]
    token: str = ""


def path_of(href: str) -> str:
    """An address without its server, and with nothing escaped. Raises ValueError for what is none."""
    return unquote(urlsplit(href).path)


def answer_in(raw: bytes) -> Answer:
    """The answer in `raw`. Raises ValueError where it is none."""
    root = _parsed(raw)
    if root is None or root.tag != f"{DAV}multistatus":
        raise ValueError("this is no answer of a WebDAV server")
    token = root.findtext(f"{DAV}sync-token") or ""
    return Answer(entries=tuple(map(_entry, root.iterfind(f"{DAV}response"))), token=token.strip())


def preconditions_in(raw: bytes) -> frozenset[str]:
    """The reasons that a server gives for a refusal, such as `valid-sync-token`."""
    root = _parsed(raw)
    if root is None or root.tag != f"{DAV}error":
        return frozenset()
    return frozenset(etree.QName(each).localname for each in root if isinstance(each.tag, str))


def _parsed(raw: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _entry(response: Element) -> Entry:
    properties = {}
    statuses = [_code(response.findtext(f"{DAV}status"))]
    for part in response.iterfind(f"{DAV}propstat"):
        code = _code(part.findtext(f"{DAV}status"))
        if code == 200:
            properties.update({each.tag: each for each in part.iterfind(f"{DAV}prop/*") if isinstance(each.tag, str)})
        elif code >= 500:
            statuses.append(code)
    return Entry(href=_address(response.findtext(f"{DAV}href")), status=max(statuses), properties=properties)


def _address(text: str | None) -> str:
    """An address as it is written; empty for what is none."""
    href = (text or "").strip()
    try:
        urlsplit(href)
    except ValueError:
        return ""
    return href


def _code(status: str | None) -> int:
    parts = (status or "HTTP/1.1 200 OK").split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 500
