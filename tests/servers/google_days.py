"""Google calendars and contacts as Google keeps them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.servers.google_mail import Missing, _page


class Expired(Exception):
    """410"""


@dataclass(kw_only=True)
class Calendar:
    """One calendar; recurring entries lie in it as masters and exceptions. `span` says what `timeMin` asks for."""

    title: str = "helen@marsh.example"
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    number: int = 0
    oldest: int = 0
    busy: list[dict[str, str]] = field(default_factory=list)

    def put(self, event: dict[str, Any]) -> None:
        self.number += 1
        stamp = f"2026-11-20T09:{self.number // 60 % 60:02}:{self.number % 60:02}.000Z"
        known = self.events.get(event["id"], {"created": stamp, "status": "confirmed", "kind": "calendar#event"})
        uid = event.get("recurringEventId", event["id"]) + "@google.com"
        self.events[event["id"]] = {"iCalUID": uid, **known, **event, "updated": stamp}
        self.changed[event["id"]] = self.number

    def cancel(self, key: str) -> None:
        """Only what Google guarantees is left of it."""
        self.number += 1
        kept = ("id", "recurringEventId", "originalStartTime")
        event = self.events[key]
        self.events[key] = {name: event[name] for name in kept if name in event} | {"status": "cancelled"}
        self.changed[key] = self.number

    def expire(self) -> None:
        self.oldest = self.number = self.number + 1

    def list_events(self, query: dict[str, str]) -> dict[str, Any]:
        after = int(query.get("syncToken", "0"))
        if "syncToken" in query and after < self.oldest:
            raise Expired
        if "syncToken" in query:
            assert not query.keys() & {"timeMin", "timeMax", "iCalUID"}
        found = [
            event
            for key, event in sorted(self.events.items(), key=lambda pair: self.changed[pair[0]])
            if self.changed[key] > after and self._wanted(event, query)
        ]
        page = _page("items", found, query)
        token = {} if "nextPageToken" in page else {"nextSyncToken": str(self.number)}
        if query.keys() & {"timeMin", "iCalUID"}:
            token = {}
        stamp = f"2026-11-20T09:{self.number // 60 % 60:02}:{self.number % 60:02}.000Z"
        return {"kind": "calendar#events", "updated": stamp, "items": [], **page, **token}

    def _wanted(self, event: dict[str, Any], query: dict[str, str]) -> bool:
        if "iCalUID" in query:
            master = event.get("recurringEventId", event["id"])
            return bool(self.events.get(master, {}).get("iCalUID") == query["iCalUID"])
        if event["status"] == "cancelled" and "syncToken" not in query:
            return "recurringEventId" in event
        if "timeMin" in query and "recurrence" not in event:
            start = event.get("start", {}).get("dateTime", "1970-01-01T00:00:00+00:00")
            begin, end = (datetime.fromisoformat(query[name]) for name in ("timeMin", "timeMax"))
            return begin <= datetime.fromisoformat(start).astimezone(UTC) < end
        return True

    def get_event(self, key: str) -> dict[str, Any]:
        if key not in self.events:
            raise Missing
        return self.events[key]


@dataclass(kw_only=True)
class Diary:
    """A user's calendars by id, and contacts."""

    calendars: dict[str, Calendar] = field(default_factory=lambda: {"primary": Calendar()})
    contacts: list[dict[str, Any]] = field(default_factory=list)

    def calendar(self, key: str) -> Calendar:
        if key not in self.calendars:
            raise Missing
        return self.calendars[key]

    def calendar_list(self, query: dict[str, str]) -> dict[str, Any]:
        items: list[dict[str, Any]] = [
            {"id": key, "summary": each.title} | ({"primary": True} if key == "primary" else {})
            for key, each in self.calendars.items()
        ]
        return _page("items", items, query)

    def free_busy(self, body: dict[str, Any]) -> dict[str, Any]:
        ids = [each["id"] for each in body["items"]]
        return {"calendars": {key: {"busy": self.calendar(key).busy} for key in ids}}

    def connections(self, query: dict[str, str]) -> dict[str, Any]:
        return _page("connections", self.contacts, query | {"maxResults": query.get("pageSize", "100")}) | {
            "totalItems": len(self.contacts)
        }
