"""Search: one field over everything that is kept, in groups, with where the words stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap import Assistant
from assistant.domain.bullpen import Provider
from assistant.domain.documents import Document
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.services.search import Found, Hit, search
from assistant.web.visit import V
from assistant.web.words import STATES, place_of

router = APIRouter()
LONGEST = 200  # signs of what is searched for
FIELDS = {
    "name": "",
    "aliases": "also called",
    "organisation": "",
    "addresses": "",
    "note": "note",
    "quote": "in their words",
    "title": "",
    "does": "card",
    "services": "card",
}
"""What is said before the text in which the words were found."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One thing that was found: its name, where its page is (empty where it has none), and where the words stand."""

    name: str
    path: str
    where: str = ""
    text: str = ""
    at: object = None


@router.get("/search")
def find(visit: V, q: str = "") -> Response:
    """What fits the words."""
    words = q.strip()[:LONGEST]
    found = search(visit.assistant.store, visit.assistant.lookup, words) if words else Found()
    groups = [(title, rows) for title, rows in _groups(visit.assistant, found) if rows]
    return visit.page("search", here="", q=q[:LONGEST], groups=groups)


def _groups(assistant: Assistant, found: Found) -> Iterator[tuple[str, list[Row]]]:
    for title, hits in (
        ("People", found.people),
        ("What they told", found.mentions),
        ("Introductions", found.introductions),
        ("Bullpen", found.providers),
        ("Meetings", found.meetings),
        ("Mails and notes", found.documents),
    ):
        yield title, [_row(assistant, hit) for hit in hits]


def _row(assistant: Assistant, hit: Hit) -> Row:
    record, who = hit.record, hit.person.name if hit.person else ""
    said = {"where": FIELDS.get(hit.field, ""), "text": hit.text}
    match record:
        case Person():
            more = {} if hit.field == "name" else said
            return Row(name=record.name, path=place_of(record.id), **more)
        case Mention():
            path = place_of(record.prompt_id) if record.prompt_id else place_of(record.person_id)
            return Row(name=who or "Somebody", path=path, at=record.heard_at, **said)
        case Introduction():
            topic = assistant.topics.get(record.category)
            title = topic.title if topic else record.category
            seeker = assistant.store.get(Person, record.seeker_id)
            name = f"{seeker.name if seeker else who}: {title}"
            return Row(name=name, path=place_of(record.id), where=STATES[record.state], at=record.since)
        case Provider():
            return Row(name=who or record.id, path=place_of(record.id), **said)
        case Meeting():
            return Row(name=record.title or "A meeting", path=place_of(record.id), at=record.start)
        case Document():
            author = record.author.name or record.author.address
            return Row(name=record.title or "Without a title", path="", where=author, at=record.when)
