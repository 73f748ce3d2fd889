"""What Microsoft Graph answers: pages, links and moments."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx

from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.network import PORTAL
from assistant.domain.people import Participant
from assistant.errors import SourceError

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One response of the server, read to its end."""

    status: int
    headers: httpx.Headers
    body: bytes

    def json(self) -> Json:
        """The object that it holds. Raises SourceError where it holds none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise stranger()
        return value

    @property
    def is_strange(self) -> bool:
        """Whether something else has answered in the service's place, which sends nobody on and shows no pages."""
        kind = self.headers.get("content-type", "").lower()
        return 300 <= self.status < 400 or self.status == 511 or (self.status < 300 and "text/html" in kind)

    @property
    def code(self) -> str:
        """Microsoft's own name for what went wrong; empty where it gives none."""
        try:
            code = json.loads(self.body)["error"]["code"]
        except (ValueError, LookupError, TypeError):
            return ""
        return re.sub(r"[^A-Za-z0-9_.]", "", str(code))[:60]


def stranger() -> SourceError:
    """The error that an answer from somewhere else means."""
    return SourceError("the answer did not come from Microsoft Graph", hint=PORTAL)


def entries(page: Json) -> list[Json]:
    """The objects on a page."""
    value = page.get("value")
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def link_of(page: Json, name: str) -> str:
    """The link of a page that is called `name`; empty where there is none."""
    link = page.get(f"@odata.{name}")
    return link if isinstance(link, str) else ""


def literal(value: str) -> str:
    """A text as a filter takes it."""
    return "'" + value.replace("'", "''") + "'"


def path_part(id: str) -> str:
    """An id as a part of a path."""
    return quote(id, safe="")


def moment_in(value: object) -> datetime | None:
    """A moment as Graph writes it, in UTC; None for what is none."""
    try:
        moment = datetime.fromisoformat(str(value))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the year 1 lies before time east of Greenwich
        return None


def person_in(value: object) -> Participant:
    """A person as Graph writes one; nobody for what is none."""
    named = value.get("emailAddress") if isinstance(value, dict) else None
    if not isinstance(named, dict):
        return Participant()
    address = one_line(str(named.get("address") or "")).lower()
    address = address if "@" in address else ""
    name = one_line(str(named.get("name") or "")).strip("'\" ")
    return Participant(name="" if name.lower() == address else name, address=address)
