"""What lies in the fake mailbox: folders, messages, events and contacts, and the changes that a delta query tells."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import formataddr, getaddresses, parsedate_to_datetime
from threading import RLock
from typing import Any

Json = dict[str, Any]
EPOCH = datetime(2026, 11, 20, 9, 40, tzinfo=UTC)
WELL_KNOWN = {
    "inbox": "Inbox",
    "sentitems": "Sent Items",
    "archive": "Archive",
    "drafts": "Drafts",
    "junkemail": "Junk Email",
    "deleteditems": "Deleted Items",
    "recoverableitemsdeletions": "Deletions",
}
FLAGS, UNSENT = "Integer 0x0E07", 8  # PidTagMessageFlags, mfUnsent
HIDDEN = "recoverableitemsdeletions"  # found by its own name only


@dataclass
class Message:
    """A message as Exchange keeps it; `headers` are those of its own that begin with X-."""

    id: str
    raw: bytes
    folder: str
    fields: Json
    headers: dict[str, str] = field(default_factory=dict)


class FakeMailbox:
    """A mailbox with its changes, numbered. What a user does in Outlook is done by its methods."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.folders: dict[str, str] = dict(WELL_KNOWN)
        self.parents: dict[str, str] = {}
        self.messages: dict[str, Message] = {}
        self.events: dict[str, Json] = {}
        self.masters: dict[str, Json] = {}
        self.calendars = {"main": "Calendar"}
        self.event_calendar: dict[str, str] = {}
        self.contacts: list[Json] = []
        self.changes: list[tuple[str, str]] = []  # a place, and the id of what changed there
        self.replaces_message_ids = False
        self._count = 0

    def now(self) -> str:
        """A moment later than all before."""
        self._count += 1
        return stamp(EPOCH + timedelta(seconds=self._count))

    def add(self, raw: bytes, folder: str = "inbox", *, draft: bool = False, received: str = "") -> str:
        """Have a message arrive, or a draft saved; gives its id."""
        with self.lock:
            at = self.now()
            known = f"AAkALg{len(self.messages) + len(self.changes):06}+/=="
            parsed = message_from_bytes(raw)
            parts = {part.get_content_subtype(): part.get_payload(decode=True) for part in parsed.walk()}
            rich, plain = parts.get("html"), parts.get("plain")
            content = (rich or plain or b"").decode()
            own = str(parsed["Message-ID"] or f"<{len(self.messages)}@prod.outlook.example>")
            if draft and self.replaces_message_ids:
                own = f"<AAAA{len(self.messages)}@prod.outlook.example>"
            try:
                date = stamp(parsedate_to_datetime(str(parsed["Date"])))
            except (ValueError, TypeError):
                date = at
            fields = {
                "createdDateTime": at,
                "lastModifiedDateTime": at,
                "receivedDateTime": received or (at if draft else date),
                "sentDateTime": date,
                "subject": words(parsed["Subject"]),
                "body": {"contentType": "html" if rich else "text", "content": content},
                "internetMessageId": own,
                "isDraft": draft,
                "isRead": False,
                "conversationId": f"conversation of {own}",
                "from": next(iter(recipients(parsed["From"])), None),
                "sender": next(iter(recipients(parsed["Sender"] or parsed["From"])), None),
                "bccRecipients": recipients(parsed["Bcc"]),
                "categories": [],
                "toRecipients": recipients(parsed["To"]),
                "ccRecipients": recipients(parsed["Cc"]),
            }
            if rich:
                fields["body"]["content"] = f"<html><head></head><body>\r\n{fields['body']['content']}</body></html>"
            headers = {name.lower(): str(value) for name, value in parsed.items() if name.lower().startswith("x-")}
            self.messages[known] = Message(id=known, raw=raw, folder=folder, fields=fields, headers=headers)
            self.changes.append((folder, known))
            return known

    def put(self, message: Json, folder: str) -> str:
        """Have a program make a message of fields: a draft, unless its flags are set without mfUnsent ([MS-OXCMSG])."""
        named = {each["id"]: each["value"] for each in message.get("singleValueExtendedProperties", ())}
        whole = EmailMessage()
        for name, key in (("From", "from"), ("To", "toRecipients")):
            people = [each["emailAddress"] for each in _listed(message.get(key))]
            whole[name] = ", ".join(formataddr((each["name"], each["address"])) for each in people)
        whole["Subject"], whole["Date"] = message["subject"], datetime.fromisoformat(named["SystemTime 0x0039"])
        whole["Message-ID"] = message["internetMessageId"]
        whole.set_content(message["body"]["content"], subtype="html")
        draft = bool(int(named.get(FLAGS, "8")) & UNSENT)
        known = self.add(whole.as_bytes(), folder, draft=draft, received=named["SystemTime 0x0E06"])
        with self.lock:
            made = self.messages[known]
            made.fields["isRead"] = message["isRead"]
            if self.replaces_message_ids:
                made.fields["internetMessageId"] = f"<BBBB{known[:8]}@prod.outlook.example>"
            own = (key.rpartition(" Name ") for key in named)
            made.headers |= {name: named[f"{kind} Name {name}"] for kind, sign, name in own if sign}
        return known

    def move(self, id: str, folder: str) -> None:
        """Move a message; its id stays."""
        with self.lock:
            message = self.messages[id]
            self.changes += [(message.folder, id), (folder, id)]
            message.folder = folder

    def delete(self, id: str) -> None:
        """Delete a message for good."""
        with self.lock:
            self.changes.append((self.messages.pop(id).folder, id))

    def touch(self, id: str, **fields: Any) -> None:
        """Change fields of a message: read it, edit a draft."""
        with self.lock:
            message = self.messages[id]
            message.fields |= {"lastModifiedDateTime": self.now()} | fields
            self.changes.append((message.folder, id))

    def send(self, id: str, message_id: str = "") -> None:
        """Send a draft: it becomes a sent message with the same id."""
        known = message_id or self.messages[id].fields["internetMessageId"]
        self.touch(id, isDraft=False, sentDateTime=self.now(), internetMessageId=known)
        self.move(id, "sentitems")

    def drafts(self) -> list[Message]:
        """Every draft that is not in the bin."""
        with self.lock:
            return [each for each in self.messages.values() if each.fields["isDraft"] and each.folder == "drafts"]

    def shown(self, message: Message) -> Json:
        """A message with all its fields."""
        return {"id": message.id, "parentFolderId": f"id-{message.folder}", **message.fields}

    def in_folder(self, folder: str) -> list[Message]:
        """The messages of a folder, in the order in which they came."""
        return [message for message in self.messages.values() if message.folder == folder]

    def add_event(self, calendar: str = "main", **fields: Any) -> str:
        """Put an occurrence, an exception or a single event into a calendar; gives its id."""
        with self.lock:
            known = fields.pop("id", f"AAkEvent{len(self.events) + len(self.changes):05}=")
            self.events[known] = event(known, self.now()) | fields
            self.event_calendar[known] = calendar
            self.changes.append(("calendar", known))
            return str(known)

    def add_series(self, uid: str, starts: list[datetime], **fields: Any) -> list[str]:
        """Put a series into the calendar: a master, which no view shows, and its occurrences."""
        master = f"AAkMaster-{uid}"
        self.masters[master] = event(master, self.now()) | {"iCalUId": uid, "type": "seriesMaster"} | fields
        ids = []
        for number, start in enumerate(starts):
            own = {"seriesMasterId": master, "type": "occurrence", "iCalUId": f"{uid}-{number}"}
            times = {"originalStart": stamp(start), **times_of(start, start + timedelta(hours=1))}
            ids.append(self.add_event(**own, **times, **fields))
        return ids

    def change_event(self, id: str, **fields: Any) -> None:
        """Move, rename or cancel an event."""
        with self.lock:
            self.events[id] |= fields
            self.changes.append(("calendar", id))

    def delete_event(self, id: str) -> None:
        """Take an event out of the calendar."""
        with self.lock:
            del self.events[id]
            self.changes.append(("calendar", id))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def event(id: str, at: str) -> Json:
    """An event of an hour, with nobody in it."""
    start = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    return {
        "id": id,
        "iCalUId": f"uid-{id}",
        "type": "singleInstance",
        "seriesMasterId": None,
        "originalStart": None,
        "createdDateTime": at,
        "subject": "Event",
        "body": {"contentType": "text", "content": ""},
        "isAllDay": False,
        "isCancelled": False,
        "location": {"displayName": ""},
        "organizer": {"emailAddress": {"name": "Helen Marsh", "address": "helen@marsh.example"}},
        "attendees": [],
        "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
        "sensitivity": "normal",
        "showAs": "busy",
        **times_of(start, start + timedelta(hours=1)),
    }


def times_of(start: datetime, end: datetime) -> Json:
    """The two fields that say when an event is."""
    return {"start": local(start), "end": local(end)}


def local(moment: datetime) -> Json:
    """A moment as an event gives it when UTC is asked for."""
    return {"dateTime": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


def attendee(name: str, address: str, kind: str = "required") -> Json:
    """Somebody invited."""
    status = {"response": "none", "time": None}
    return {"emailAddress": {"name": name, "address": address}, "type": kind, "status": status}


def stamp(moment: datetime) -> str:
    """A moment as Graph writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def words(header: str | None) -> str:
    """A header with its encoded words decoded, on one line."""
    return " ".join(str(make_header(decode_header(header or ""))).split())


def recipients(header: str | None) -> list[Json]:
    """The people of an address header."""
    found = getaddresses([words(header)])
    return [{"emailAddress": {"name": name or at, "address": at}} for name, at in found if at]
