"""Collections on a WebDAV server: which there are, what has changed in one, and the things themselves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Literal
from urllib.parse import quote
from xml.sax.saxutils import escape

from assistant.adapters.dav.client import BUSY, DavClient, Refused
from assistant.adapters.dav.xml import CALDAV, CARDDAV, DAV, SERVER, Answer, Entry, path_of
from assistant.adapters.formats.plain_text import one_line
from assistant.errors import SourceError

Kind = Literal["calendar", "addressbook"]
PAGE = 50  # things in one request
DAY = timedelta(days=1)
MAX_PARTS = 10_000  # of one truncated answer
_TYPE = {"calendar": f"{CALDAV}calendar", "addressbook": f"{CARDDAV}addressbook"}
_HOME = {"calendar": f"{CALDAV}calendar-home-set", "addressbook": f"{CARDDAV}addressbook-home-set"}
_DATA = {"calendar": f"{CALDAV}calendar-data", "addressbook": f"{CARDDAV}address-data"}
_GIVE = {
    "calendar": ("c:calendar-multiget", "c:calendar-data"),
    "addressbook": ("a:addressbook-multiget", "a:address-data"),
}
_ABOUT = (
    "<d:resourcetype/><d:displayname/><d:current-user-principal/><c:calendar-home-set/><a:addressbook-home-set/>"
    "<d:sync-token/><s:getctag/><c:supported-calendar-component-set/><d:supported-report-set/>"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Collection:
    """A calendar or an address book. `token` and `tag` are other ones whenever something in it has changed."""

    url: str
    name: str
    kind: Kind
    token: str = ""
    tag: str = ""
    has_sync: bool = False
    is_for_events: bool = True

    @property
    def path(self) -> str:
        """What it is known by: its address without the server, whose name may change."""
        return path_of(self.url)


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """What lies in a collection by name, with a mark that changes with it.

    `is_whole` tells a listing of everything, where what is missing is gone, from one of what has changed.
    """

    marks: Mapping[str, str]
    gone: frozenset[str] = frozenset()
    token: str = ""
    is_whole: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """One thing out of a collection; without `raw` it is gone (404), or the server cannot give it."""

    name: str
    mark: str = ""
    raw: bytes | None = None
    status: int = 200


def collections(client: DavClient, kind: Kind) -> list[Collection]:
    """The user's calendars or address books, by name. Raises SourceError."""
    start = _self(client.propfind(client.url, _ABOUT, depth=0), client.url)
    if start.holds(f"{DAV}resourcetype", _TYPE[kind]):
        return [_collection(client.url, start, kind)]
    homes = start.hrefs(_HOME[kind])
    if not homes:
        principals = start.hrefs(f"{DAV}current-user-principal")
        if not principals:
            raise SourceError(
                f"{client.name}: {client.server} has no {_words(kind)} at this address",
                hint=f"look the address up anew: assistant connect {client.name}",
            )
        principal = client.joined(client.url, principals[0])
        homes = _self(client.propfind(principal, _ABOUT, depth=0), principal).hrefs(_HOME[kind])
    found = {}
    for home in dict.fromkeys(client.joined(client.url, each) for each in homes):
        for entry in client.propfind(home, _ABOUT, depth=1).entries:
            if entry.holds(f"{DAV}resourcetype", _TYPE[kind]):
                collection = _collection(client.joined(home, entry.href), entry, kind)
                found[collection.path] = collection
    return sorted(found.values(), key=lambda each: (each.name.lower(), each.path))


def listing(client: DavClient, collection: Collection, *, token: str, known: Mapping[str, str]) -> Listing:
    """What has changed since `token`, or everything where the server cannot or will not tell.

    `known` are the marks from before. A server that quietly answers an unknown token with all that it holds is found
    out by what it lists although it is as before. Raises SourceError.
    """
    if token and collection.has_sync:
        try:
            found = _since(client, collection, token)
        except Refused as error:
            if error.status in BUSY:
                raise
        else:
            if found.token and _is_believable(found, known):
                return found
    if collection.has_sync:
        try:
            whole = _since(client, collection, "")
        except Refused as error:
            if error.status in BUSY:
                raise
        else:
            if whole.token:
                return Listing(marks=whole.marks, token=whole.token)
    answer = client.propfind(collection.url, "<d:getetag/><d:resourcetype/>", depth=1)
    return Listing(marks=_marks(collection, answer), token=collection.token if collection.has_sync else "")


def names_around(client: DavClient, collection: Collection, start: datetime, end: datetime) -> set[str] | None:
    """The names of what takes place in a calendar within a time, and of some of what lies a day beside it.

    Whole days and times without a zone lie elsewhere for the server. None where it does not say. Raises SourceError.
    """
    first, last = (f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for moment in (start - DAY, end + DAY))
    span = f'<c:time-range start="{first}" end="{last}"/>'
    events = f'<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">{span}</c:comp-filter></c:comp-filter>'
    inner = f"<d:prop><d:getetag/></d:prop><c:filter>{events}</c:filter>"
    try:
        return set(_marks(collection, client.report(collection.url, "c:calendar-query", inner)))
    except Refused as error:
        if error.status in BUSY:
            raise
        return None


def things(client: DavClient, collection: Collection, names: Iterable[str]) -> Iterator[list[Thing]]:
    """The things of these names, in pages. Raises SourceError."""
    rest = iter(names)
    while page := list(islice(rest, PAGE)):
        yield _page(client, collection, page)


def _page(client: DavClient, collection: Collection, names: list[str]) -> list[Thing]:
    """One page; where the server chokes on it, in halves, so that one thing does not keep the others from coming."""
    report, data = _GIVE[collection.kind]
    hrefs = "".join(f"<d:href>{escape(quote(collection.path + name, safe=_PLAIN))}</d:href>" for name in names)
    try:
        answer = client.report(collection.url, report, f"<d:prop><d:getetag/><{data}/></d:prop>{hrefs}")
    except Refused as error:
        if error.status in BUSY | {401, 403, 404}:
            raise
        if len(names) == 1:
            return [Thing(name=names[0], status=error.status or 500)]
        middle = len(names) // 2
        return _page(client, collection, names[:middle]) + _page(client, collection, names[middle:])
    given = {name: entry for entry in answer.entries if (name := _name(collection, entry))}
    return [_thing(name, given.get(name), _DATA[collection.kind]) for name in names]


def _thing(name: str, entry: Entry | None, data: str) -> Thing:
    if entry is None or (entry.status < 400 and data not in entry.properties):
        return Thing(name=name, status=500)
    if entry.status >= 400:
        return Thing(name=name, status=entry.status)
    words = entry.properties[data].text or ""
    return Thing(name=name, mark=entry.text(f"{DAV}getetag"), raw=words.encode())


def _since(client: DavClient, collection: Collection, token: str) -> Listing:
    """What the server tells of changes since `token`, all parts of it; of everything where it is empty."""
    marks, gone = dict[str, str](), set[str]()
    for _ in range(MAX_PARTS):
        asked = f"<d:sync-token>{escape(token)}</d:sync-token><d:sync-level>1</d:sync-level>"
        answer = client.report(collection.url, "d:sync-collection", f"{asked}<d:prop><d:getetag/></d:prop>", depth=0)
        for entry in answer.entries:
            if (name := _name(collection, entry)) and entry.status == 404:
                gone.add(name)
                marks.pop(name, None)
        for name, mark in _marks(collection, answer).items():
            marks[name] = mark
            gone.discard(name)
        is_cut = any(entry.status == 507 and not _name(collection, entry) for entry in answer.entries)
        if not is_cut or not answer.token or answer.token == token:
            return Listing(marks=marks, gone=frozenset(gone), token="" if is_cut else answer.token, is_whole=False)
        token = answer.token
    raise Refused(f"{client.name}: {client.server} has no end of changes", status=0)


def _is_believable(found: Listing, known: Mapping[str, str]) -> bool:
    """Whether this tells of changes alone: it tells of some, of fewer than there are things, and of no other thing."""
    same = any(known.get(name) == mark for name, mark in found.marks.items())
    return not same and bool(found.marks or found.gone) and len(found.marks) < max(len(known), 1)


def _marks(collection: Collection, answer: Answer) -> dict[str, str]:
    entries = [entry for entry in answer.entries if not entry.holds(f"{DAV}resourcetype", f"{DAV}collection")]
    listed = {_name(collection, entry): entry for entry in entries if entry.status < 300}
    return {name: entry.text(f"{DAV}getetag") for name, entry in sorted(listed.items()) if name}


def _name(collection: Collection, entry: Entry) -> str:
    """A thing's name within its collection; empty for the collection itself."""
    return entry.path.removeprefix(collection.path).strip("/")


def _collection(url: str, entry: Entry, kind: Kind) -> Collection:
    components = entry.properties.get(f"{CALDAV}supported-calendar-component-set")
    names = {each.get("name", "").upper() for each in components} if components is not None else set()
    slashed = url if url.endswith("/") else f"{url}/"
    return Collection(
        url=slashed,
        name=one_line(entry.text(f"{DAV}displayname")) or path_of(url).rstrip("/").rpartition("/")[2],
        kind=kind,
        token=entry.text(f"{DAV}sync-token"),
        tag=entry.text(f"{SERVER}getctag"),
        has_sync=entry.holds(f"{DAV}supported-report-set", f"{DAV}sync-collection")
        or bool(entry.text(f"{DAV}sync-token")),
        is_for_events=not names or "VEVENT" in names,
    )


def _self(answer: Answer, url: str) -> Entry:
    return next(iter(answer.entries), Entry(href=url))


def _words(kind: Kind) -> str:
    return "calendars" if kind == "calendar" else "address books"


_PLAIN = "/@:+!$&'()*,;=~-._"
