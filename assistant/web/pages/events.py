"""Events: whom the user met, read from one text and confirmed line by line; and whom to meet alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.asking import present
from assistant.domain.events import Event
from assistant.domain.meetings import Meeting
from assistant.domain.met import Entry
from assistant.errors import UserError
from assistant.services.events import MOST, Chosen, Line
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.visit import V, Visit
from assistant.web.words import instead_of

router = APIRouter()
SHOWN = 30
SEVERAL = 3  # people from outside, from which on a meeting may be told as an event
FIELDS = ("name", "organisation", "focus", "wants", "address")
LONGEST = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the first form says, and what kept it from being taken."""

    title: str = ""
    on: str = ""
    text: str = ""
    meeting: str = ""
    problems: tuple[str, ...] = ()
    hint: str = ""
    link: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of the second form: what it says, who it may be, and what is chosen."""

    line: Line
    who: str = ""
    keep: bool = True
    ask: bool = False


@router.get("/events")
def events(visit: V, after: str = "") -> Response:
    """The events that were told of, those that may be, and whom to meet alone."""
    assistant = visit.assistant
    found = assistant.lookup.listing(Event, limit=SHOWN, after=after)
    ones, version = assistant.practice.one_to_ones, assistant.lookup.version()
    day = f"{assistant.clock():%Y-%m-%d}"
    suggested = visit.desk.kept.now(("one-to-ones", day), version, ones.suggestions) if not after else []
    waiting = assistant.debrief.waiting() if not after else iter(())
    several = [each for each in waiting if len(present(each, assistant.debrief.insiders)) >= SEVERAL]
    return visit.page(
        "events", here="practice", events=found.records, next=found.next, suggested=suggested, several=several[:SHOWN]
    )


@router.get("/events/new")
def new(visit: V, meeting: str = "") -> Response:
    """The form for an evening."""
    found = look_up(visit.assistant.store, Meeting, meeting) if meeting else None
    day = (found.start if found else visit.assistant.clock()).date().isoformat()
    told = Told(title=found.title if found else "", on=day, meeting=found.id if found else "")
    return visit.page("event_new", here="practice", told=told)


@router.post("/events/read")
def read(visit: V) -> Response:
    """Show what was understood of the text. Nothing is kept."""
    told = _told(visit)
    try:
        if not told.text.strip():
            raise UserError("nothing was written", hint="a line for each person is enough")
        _, meeting = _when(visit, told)
        lines, remarks = visit.assistant.practice.events.propose(told.text, meeting)
        if not lines:
            raise UserError("nobody was found in it", hint="begin each line with a name: Ann Byrne, Byrne Interiors")
    except UserError as error:
        return _again(visit, told, error)
    rows = [Row(line=each, who=_likely(each), ask=bool(each.entry.wants)) for each in lines]
    return _confirm(visit, told, rows, "\n".join(remarks))


@router.post("/events")
def keep(visit: V) -> Response:
    """Keep what was confirmed."""
    told, remarks = _told(visit), visit.said("remarks")
    rows = [row for number in range(MOST) if (row := _row(visit, number))]
    try:
        chosen = [Chosen(entry=row.line.entry, person_id=row.who, ask=row.ask) for row in rows if row.keep]
        if not chosen:
            raise UserError("no line is chosen, so nothing was kept")
        at, meeting = _when(visit, told)
        with visit.desk.reading:
            event = visit.assistant.practice.events.keep(
                told.title, at, chosen, visit.assistant.reader, remarks=remarks, meeting=meeting
            )
    except UserError as error:
        return _confirm(visit, told, rows, remarks, error)
    number = len(chosen)
    words = f"Kept: you met {'one person' if number == 1 else f'{number} people'} at {event.title}."
    undo = Undo(path=f"/events/{event.id}/take-back")
    return visit.done(words, to=f"/events/{event.id}", undo=undo)


@router.get("/events/{id}")
def event(visit: V, id: str) -> Response:
    """Whom the user met at one event."""
    found = look_up(visit.assistant.store, Event, id)
    met = visit.assistant.practice.events.of(found)
    return visit.page("event", here="practice", event=found, met=met)


@router.post("/events/{id}/take-back")
def take_back(visit: V, id: str) -> Response:
    """Forget the event and what it added."""
    found = look_up(visit.assistant.store, Event, id)
    gone = visit.assistant.practice.events.take_back(found)
    more = f" {gone} of the people had become known by it, and are gone too." if gone else ""
    return visit.done(f"Taken back: {found.title}.{more}", to="/events")


def _told(visit: Visit) -> Told:
    return Told(
        title=visit.said("title")[:200],
        on=visit.said("on"),
        text=visit.form.get("text", "").replace("\r\n", "\n"),
        meeting=visit.said("meeting"),
    )


def _when(visit: Visit, told: Told) -> tuple[datetime, Meeting | None]:
    """When it was, and the meeting of the calendar that it is. Raises UserError where it has no name, or no day."""
    if told.meeting:
        meeting = look_up(visit.assistant.store, Meeting, told.meeting)
        return meeting.start, meeting
    if not told.title:
        raise UserError("the event has no name", hint="a word is enough: breakfast")
    try:
        day = date.fromisoformat(told.on)
    except ValueError:
        raise UserError("on which day was it?") from None
    if day > visit.assistant.clock().date():
        raise UserError("that day is still to come", hint="tell whom you met when it is over")
    return visit.assistant.practice.events.moment(told.title, day), None


def _row(visit: Visit, number: int) -> Row | None:
    """A line of the second form; None where it has none of that number."""
    words = visit.form.get(f"words-{number}", "").replace("\r\n", "\n")
    if not words.strip():
        return None
    said = {name: visit.said(f"{name}-{number}")[:LONGEST] for name in (*FIELDS, "phone")}
    said["address"] = said["address"].lower() if "@" in said["address"] else ""
    entry = Entry(words=words, **said)
    return Row(
        line=Line(entry=entry),
        who=visit.said(f"who-{number}"),
        keep=bool(visit.said(f"keep-{number}")),
        ask=bool(visit.said(f"ask-{number}")),
    )


def _likely(line: Line) -> str:
    return line.sure.id if line.sure else ""


def _again(visit: Visit, told: Told, error: UserError) -> Response:
    return visit.page("event_new", status=409, here="practice", told=_refused(told, error))


def _refused(told: Told, error: UserError) -> Told:
    hint, link = instead_of(error.hint)
    return replace(told, problems=error.problems, hint=hint, link=link)


def _confirm(visit: Visit, told: Told, rows: Sequence[Row], remarks: str, error: UserError | None = None) -> Response:
    if error:
        told = _refused(told, error)
        known = visit.assistant.practice.events.known_of([row.line.entry for row in rows])
        rows = [Row(line=line, who=row.who, keep=row.keep, ask=row.ask) for line, row in zip(known, rows, strict=True)]
    status = 409 if error else 200
    return visit.page("event_confirm", status=status, here="practice", told=told, rows=rows, remarks=remarks)
