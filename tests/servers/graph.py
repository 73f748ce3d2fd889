"""A fake of Microsoft Graph on a port of this machine: mail, calendars and contacts of one mailbox.

No fake by others speaks Graph's mail, so this one is ours, and strict: an unknown path, option, field or type is an
answer 400, so is a request that does not ask for ids that never change, and each answer is checked against the schema.
What goes wrong inside is kept in `faults_of_its_own`, and fails the test.
"""

import base64
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlencode

from tests.servers.graph_mailbox import HIDDEN, FakeMailbox, Json, Message
from tests.servers.graph_schema import TYPES, check, check_page

NAMED = "String {00020386-0000-0000-C000-000000000046} Name "
MARKED = re.compile(r"singleValueExtendedProperties/Any\(ep: ep/id eq '(.+?)' and ep/value eq '(.+?)'\)")
EXPANDED = re.compile(r"singleValueExtendedProperties\(\$filter=id eq '(.+?)'\)")
WRITABLE = {
    *("subject", "body", "from", "sender", "toRecipients", "internetMessageId", "isRead"),
    "singleValueExtendedProperties",
}
SIMPLE = re.compile(r"(internetMessageId) eq '(.+)'|(createdDateTime|sentDateTime) ge (\S+Z)")


class Refused(Exception):
    """Ends a request with an error of Graph's."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class GraphFake:
    """One mailbox, and who may see it. `fault` names what shall go wrong with a request, given its line."""

    def __init__(self) -> None:
        self.mailbox = FakeMailbox()
        self.tokens = {"token-1"}
        self.page_size = 100
        self.oldest = 0  # changes before this one are forgotten
        self.fault: Callable[[str, str], str] = lambda method, path: ""
        self.retry_after: str | None = "1"
        self.login: Any = None  # answers what is not Graph's
        self.seeks_named_properties = True
        self.requests: Counter[str] = Counter()
        self.sent = 0  # bytes of bodies
        self.faults_of_its_own: list[str] = []
        self.base = ""
        self._rounds: dict[str, tuple[list[Json], int]] = {}

    def count(self) -> int:
        """How many requests there were."""
        return sum(self.requests.values())

    def answer(self, method: str, path: str, query: dict[str, str], prefer: str, body: bytes) -> tuple[int, Any]:
        """The status and what is answered: bytes or JSON."""
        if 'IdType="ImmutableId"' not in prefer:
            raise Refused(400, "here, ids that may change are no use")
        parts = [unquote(part) for part in path.split("/")]
        with self.mailbox.lock:
            match parts:
                case ["me", "messages", id, "$value"] if method == "GET":
                    return 200, self._message(id).raw
                case ["me", "messages"] if method == "POST":
                    return 201, self._created(body, "")
                case ["me", "messages", id, "createReply"] if method == "POST":
                    return 201, self._created(body, self._message(id).fields["conversationId"])
                case ["me", "messages", id]:
                    return 200, self._expanded(self._message(id), query)
                case ["me", "messages"]:
                    return 200, self._page(path, self._filtered(None, query), "message", query)
                case ["me", "mailFolders"]:
                    return 200, self._page(path, self._folders(""), "mailFolder", query)
                case ["me", "mailFolders", folder]:
                    return 200, self._one(self._folder(folder), "mailFolder", query)
                case ["me", "mailFolders", folder, "childFolders"]:
                    return 200, self._page(path, self._folders(self._key(folder)), "mailFolder", query)
                case ["me", "mailFolders", folder, "messages", "delta"]:
                    return 200, self._delta(self._key(folder), path, query, prefer)
                case ["me", "mailFolders", folder, "messages"] if method == "POST":
                    return 201, self._put(self._key(folder), json.loads(body))
                case ["me", "mailFolders", folder, "messages"]:
                    return 200, self._page(path, self._filtered(self._key(folder), query), "message", query)
                case ["me", "calendarView", "delta"]:
                    return 200, self._delta("calendar", path, query, prefer)
                case ["me", "calendarView"]:
                    return 200, self._view(path, "main", query)
                case ["me", "calendars", calendar, "calendarView"]:
                    return 200, self._view(path, calendar, query)
                case ["me", "calendars"]:
                    listed = [{"id": key, "name": name} for key, name in self.mailbox.calendars.items()]
                    return 200, self._page(path, listed, "calendar", query)
                case ["me", "calendar"]:
                    return 200, self._one({"id": "main", "name": "Calendar"}, "calendar", query)
                case ["me", "events", id, "instances"] if id in self.mailbox.masters:
                    return 200, self._view(path, "main", query, master=id)
                case ["me", "events", id] if id in self.mailbox.events:
                    return 200, self._one(self.mailbox.events[id], "event", query)
                case ["me", "events", id] if id in self.mailbox.masters:
                    return 200, self._one(self.mailbox.masters[id], "event", query)
                case ["me", "contacts"]:
                    return 200, self._page(path, self.mailbox.contacts, "contact", query)
        raise Refused(404 if "events" in parts else 400, f"no such path: {path}")

    def _message(self, id: str) -> Message:
        if id not in self.mailbox.messages:
            raise Refused(404, "no such message")
        return self.mailbox.messages[id]

    def _expanded(self, message: Message, query: dict[str, str]) -> Json:
        wanted = EXPANDED.fullmatch(query.pop("$expand", ""))
        shown = self._one(self.mailbox.shown(message), "message", query)
        value = message.headers.get(wanted[1].removeprefix(NAMED)) if wanted else None
        if wanted and value is not None:
            shown["singleValueExtendedProperties"] = [{"id": wanted[1], "value": value}]
        check(shown, "message")
        return shown

    def _created(self, body: bytes, conversation: str) -> Json:
        known = self.mailbox.add(base64.b64decode(body, validate=True), "drafts", draft=True)
        if conversation:
            self.mailbox.touch(known, conversationId=conversation)
        return self.mailbox.shown(self.mailbox.messages[known])

    def _put(self, folder: str, message: Json) -> Json:
        """A message made of JSON: a draft, unless its flags say otherwise in this very call."""
        check(message, "message")
        if unknown := message.keys() - WRITABLE:
            raise Refused(400, f"these cannot be written: {unknown}")
        known = self.mailbox.put(message, folder)
        return self.mailbox.shown(self.mailbox.messages[known])

    def _key(self, folder: str) -> str:
        key = folder.removeprefix("id-")
        if key not in self.mailbox.folders:
            raise Refused(404, "no such folder")
        return key

    def _folder(self, folder: str) -> Json:
        key = self._key(folder)
        children = [child for child, parent in self.mailbox.parents.items() if parent == key]
        total = len(self.mailbox.in_folder(key))
        counts = {"totalItemCount": total, "unreadItemCount": total, "childFolderCount": len(children)}
        return {"id": f"id-{key}", "displayName": self.mailbox.folders[key], "parentFolderId": None, **counts}

    def _folders(self, within: str) -> list[Json]:
        shown = (key for key in self.mailbox.folders if key != HIDDEN)
        return [self._folder(key) for key in shown if self.mailbox.parents.get(key, "") == within]

    def _filtered(self, folder: str | None, query: dict[str, str]) -> list[Json]:
        there = (each for each in self.mailbox.messages.values() if each.folder != HIDDEN)
        messages = [each for each in there if folder in (None, each.folder)]
        condition = query.pop("$filter", "")
        if not self.seeks_named_properties and "ExtendedProperties" in condition:
            raise Refused(405, "a filter that is not supported")
        if marked := MARKED.fullmatch(condition):
            name, value = marked[1].removeprefix(NAMED), marked[2]
            messages = [each for each in messages if each.headers.get(name) == value]
        elif simple := SIMPLE.fullmatch(condition):
            name, wanted = (simple[1], simple[2].replace("''", "'")) if simple[1] else (simple[3], simple[4])
            messages = [
                each for each in messages if (each.fields[name] == wanted if simple[1] else each.fields[name] >= wanted)
            ]
        elif condition:
            raise Refused(400, f"a filter that is not supported: {condition}")
        return [self.mailbox.shown(each) for each in messages]

    def _one(self, value: Json, kind: str, query: dict[str, str]) -> Json:
        selected = self._selected(value, kind, query)
        if query:
            raise Refused(400, f"options that are not supported: {list(query)}")
        check(selected, kind)
        return selected

    def _selected(self, value: Json, kind: str, query: dict[str, str]) -> Json:
        names = query.pop("$select", "").split(",") if "$select" in query else list(TYPES[kind])
        if unknown := [name for name in names if name not in TYPES[kind]]:
            raise Refused(400, f"{kind} has no {unknown}")
        return {name: value[name] for name in {"id": None, **dict.fromkeys(names)} if name in value}

    def _page(self, path: str, values: list[Json], kind: str, query: dict[str, str], **more: str) -> Json:
        skip, top = int(query.pop("$skip", "0")), int(query.pop("$top", "10"))
        select = query.pop("$select", "")
        if query:
            raise Refused(400, f"options that are not supported: {list(query)}")
        chosen = {"$select": select} if select else {}
        page: Json = {"value": [self._selected(value, kind, dict(chosen)) for value in values[skip : skip + top]]}
        page["@odata.context"] = f"{self.base}/$metadata"
        if skip + top < len(values):
            rest = urlencode({"$skip": str(skip + top), "$top": str(top)} | chosen | more)
            page["@odata.nextLink"] = f"{self.base}/{path}?{rest}"
        check_page(page, kind)
        return page

    def _view(self, path: str, calendar: str, query: dict[str, str], *, master: str = "") -> Json:
        window = {name: query.pop(name) for name in ("startDateTime", "endDateTime")}
        events = self._events(calendar, window["startDateTime"], window["endDateTime"])
        events = [event for event in events if not master or event["seriesMasterId"] == master]
        return self._page(path, events, "event", query, **window)

    def _events(self, calendar: str, start: str, end: str) -> list[Json]:
        return [
            event
            for key, event in self.mailbox.events.items()
            if self.mailbox.event_calendar[key] == calendar
            and not (str(event["start"]["dateTime"]) >= end or str(event["end"]["dateTime"]) <= start)
        ]

    def _delta(self, place: str, path: str, query: dict[str, str], prefer: str) -> Json:
        """One page of a round; the tokens hold where it goes on."""
        size = min(self.page_size, int((re.findall(r"maxpagesize=(\d+)", prefer) or ["10"])[0]))
        kind = "event" if place == "calendar" else "message"
        if token := query.pop("$skiptoken", ""):
            entries, upto = self._rounds[token]
        else:
            entries, upto = self._round(place, kind, query), len(self.mailbox.changes)
        if query:
            raise Refused(400, f"options that are not supported: {list(query)}")
        page: Json = {"@odata.context": f"{self.base}/$metadata", "value": entries[:size]}
        window = self._window if place == "calendar" else ""
        if entries[size:]:
            token = f"s{len(self._rounds)}"
            self._rounds[token] = (entries[size:], upto)
            page["@odata.nextLink"] = f"{self.base}/{path}?$skiptoken={token}"
        else:
            page["@odata.deltaLink"] = f"{self.base}/{path}?$deltatoken={upto}{window}"
        check_page(page, kind)
        return page

    def _round(self, place: str, kind: str, query: dict[str, str]) -> list[Json]:
        token = query.pop("$deltatoken", "")
        if place == "calendar":
            if "$select" in query:
                raise Refused(400, "the delta of a calendar view takes no $select")
            start, end = token.split("_")[1:] if token else (query.pop("startDateTime"), query.pop("endDateTime"))
            self._window = f"_{start}_{end}"
            current = {event["id"]: _brief(event) for event in self._events("main", start, end)}
        else:
            select = {"$select": query.pop("$select")} if "$select" in query else {}
            shown = (self.mailbox.shown(each) for each in self.mailbox.in_folder(place))
            current = {each["id"]: self._selected(each, kind, dict(select)) for each in shown}
        since = int(token.split("_")[0]) if token else 0
        if token and since < self.oldest:
            raise Refused(410, "the state is gone")
        if not token:
            return list(current.values())
        changed = dict.fromkeys(key for where, key in self.mailbox.changes[since:] if where == place)
        return [current.get(key, {"id": key, "@removed": {"reason": "deleted"}}) for key in changed]

    _window = ""


def _brief(event: Json) -> Json:
    """Of an occurrence the delta query gives no more than this."""
    if event["type"] != "occurrence":
        return event
    return {name: event[name] for name in ("id", "type", "seriesMasterId", "start", "end")}
