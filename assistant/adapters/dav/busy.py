"""When the user is taken, by the entries of CalDAV calendars: not every server answers that question itself."""

import re
from collections.abc import Collection, Iterable, Iterator

from assistant.adapters.dav import sync as dav_sync
from assistant.adapters.dav.client import DavClient
from assistant.adapters.formats.calendar_events import CalendarReader
from assistant.adapters.formats.plain_text import decoded
from assistant.adapters.stretches import Stretch
from assistant.domain.documents import Content
from assistant.errors import ItemError

_FOLD = re.compile(r"\r?\n[ \t]")
_EVENT = re.compile(r"^BEGIN:VEVENT\s*?$.*?^END:VEVENT\s*?$", re.M | re.S | re.I)
_END = re.compile(r"^END:VEVENT\s*?$", re.M | re.I)
_STATUS = re.compile(r"^STATUS[;:].*\n?", re.M | re.I)
_FREE = re.compile(r"^TRANSP(?:;[^:\r\n]*)?:TRANSPARENT\s*?$", re.M | re.I)
_DECLINED = re.compile(r"^ATTENDEE(?=[;:])[^\r\n]*PARTSTAT=\"?DECLINED[^\r\n]*mailto:([^\r\n]+?)\"?\s*?$", re.M | re.I)


def taken(client: DavClient, calendars: Iterable[dav_sync.Collection], reader: CalendarReader) -> Iterator[Stretch]:
    """When entries take place in the reader's time; one that cannot be read takes none. Raises SourceError."""
    for calendar in calendars:
        names = dav_sync.names_around(client, calendar, reader.start, reader.end)
        if names is None:
            names = set(dav_sync.listing(client, calendar, token="", known={}).marks)
        for page in dav_sync.things(client, calendar, sorted(names)):
            for thing in page:
                yield from _meetings(thing.raw or b"", reader)


def _meetings(raw: bytes, reader: CalendarReader) -> Iterator[Stretch]:
    text = _FOLD.sub("", decoded(raw))
    marked = _EVENT.sub(lambda found: _marked(found.group(), reader.user_addresses), text)
    try:
        contents = [each for each in reader.read(marked.encode(), "") if isinstance(each, Content)]
    except ItemError:
        return
    for content in contents:
        yield from ((each.start, each.end) for each in content.meetings if not each.cancelled)


def _marked(event: str, own: Collection[str]) -> str:
    """An entry; one that takes none of the user's time says that it is cancelled, so that it still stands in its
    series for the occurrence that it replaces.
    """
    is_declined = any(address.strip().lower() in own for address in _DECLINED.findall(event))
    return (
        _END.sub("STATUS:CANCELLED\nEND:VEVENT", _STATUS.sub("", event))
        if is_declined or _FREE.search(event)
        else event
    )
