"""`events`: whom you met, told in one text and confirmed line by line; and whom to meet alone."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.events import Event
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person
from assistant.errors import UserError
from assistant.services.events import Chosen, Line
from assistant.services.why import look_up

app = typer.Typer(help="Whom you met at events, and whom to meet alone.", invoke_without_command=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback()
def list_events(context: typer.Context, json: Json = False) -> None:
    """The events that you told of, the latest first."""
    if context.invoked_subcommand:
        return
    assistant = assistant_of(context)
    found = sorted(assistant.store.find(Event), key=lambda event: event.at, reverse=True)
    if json:
        events = assistant.practice.events
        show.as_json(found, [{"met": [met for met, _ in events.of(each)]} for each in found])
        return
    for event in found:
        show.say(f"{event.id}  {event.title}, {show.day(event.at)}")
        for met, person in assistant.practice.events.of(event):
            show.hint(", ".join(filter(None, (person.name, person.organisation, met.focus, met.wants))))
    if not found:
        show.say(
            "No event was told of yet. Write whom you met into a file, and: assistant events tell FILE --title NAME"
        )


@app.command()
def tell(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A text about everybody you met; - for what you type.")],
    title: Annotated[str, typer.Option("--title", help="What the event was.")] = "",
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="When it was; today else.")] = None,
    meeting: Annotated[str, typer.Option("--meeting", help="The id of the meeting in your calendar.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what is understood.")] = False,
    json: Json = False,
) -> None:
    """Tell whom you met. Each is shown for you to confirm, and kept only then."""
    assistant = assistant_of(context)
    events = assistant.practice.events
    told = look_up(assistant.store, Meeting, meeting) if meeting else None
    if not (told or title.strip() or dry_run):
        raise UserError("the event has no name", hint="add --title, or --meeting")
    text = sys.stdin.read() if file == "-" else _text(Path(file))
    lines, remarks = events.propose(text, told)
    if json:
        show.as_json(lines)
    if json or dry_run:
        for line in lines if not json else ():
            _shown(line)
        return
    chosen = [each for line in lines if (each := _confirmed(line))]
    if not chosen:
        show.say("Nobody was chosen, so nothing was kept.")
        return
    name = told.title if told else title
    at = told.start if told else events.moment(name, (on or assistant.clock()).date())
    event = events.keep(name, at, chosen, assistant.reader, remarks="\n".join(remarks), meeting=told)
    show.say(f"{event.id}  kept: {len(chosen)} met. To take it back: assistant events undo {event.id}")


@app.command()
def undo(context: typer.Context, id: Annotated[str, typer.Argument(help="Its id, or its beginning.")]) -> None:
    """Take an event back with all that it added."""
    assistant = assistant_of(context)
    gone = assistant.practice.events.take_back(look_up(assistant.store, Event, id))
    show.say(f"Taken back. Of the people, {gone} had become known by it, and are gone too.")


@app.command("one-to-ones")
def one_to_ones(context: typer.Context, json: Json = False) -> None:
    """Whom to meet alone, why, and your free half-hours."""
    ones = assistant_of(context).practice.one_to_ones
    found, slots = ones.suggestions(), ones.slots()
    if json:
        show.as_json([{"suggested": found, "slots": slots}])
        return
    for each in found:
        show.say(f"{each.person.id}  {each.person.name}")
        for fact in each.facts:
            show.hint(f"{fact.words} [{fact.evidence}]")
    if not found:
        show.say("Nobody is to be met alone at present.")
        return
    show.say()
    show.say(f"Free: {', '.join(f'{slot:%a} {slot.day} {slot:%b %H:%M}' for slot in slots) or 'no half-hour'}")
    show.hint(f"assistant events slot {found[0].person.id} FILE.ics")


@app.command()
def slot(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="The id of a person, or its beginning.")],
    file: Annotated[Path, typer.Argument(help="The .ics file to write, for your own calendar.")],
    number: Annotated[int, typer.Option("--number", min=1, help="Which of the free half-hours.")] = 1,
) -> None:
    """Write a free half-hour with somebody as a file that you open in your calendar, and a question to copy."""
    assistant = assistant_of(context)
    ones, person = assistant.practice.one_to_ones, look_up(assistant.store, Person, who)
    slots = ones.slots()
    if number > len(slots):
        raise UserError(f"there are {len(slots)} free half-hours", hint="list them: assistant events one-to-ones")
    file.write_bytes(ones.invitation(person, slots[number - 1]))
    show.say(f"{file}: {slots[number - 1]:%A} {show.day(slots[number - 1])} {slots[number - 1]:%H:%M}")
    show.say()
    show.say(ones.words(person, slots[number - 1 :]))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from error


def _shown(line: Line) -> None:
    entry = line.entry
    show.say(", ".join(filter(None, (entry.name, entry.organisation, entry.focus, entry.wants, entry.address))))
    show.hint(show.quoted(entry.words).strip())
    if line.sure:
        show.hint(f"known: {line.sure.name}")


def _confirmed(line: Line) -> Chosen | None:
    """The line as the user answers for it; None where it is left out."""
    _shown(line)
    for number, person in enumerate(line.options, 1):
        show.hint(f"{number}: {person.name}{f', {person.organisation}' if person.organisation else ''}?")
    known = "; a number: somebody you know" if line.options else ""
    said = typer.prompt(f"Keep? y: yes{', as known' if line.sure else ', as new'}{known}; n: no", default="y")
    if said.strip().isdecimal() and 1 <= int(said) <= len(line.options):
        return Chosen(entry=line.entry, person_id=line.options[int(said) - 1].id, ask=bool(line.entry.wants))
    if said.strip().lower() not in ("y", "yes"):
        return None
    return Chosen(entry=line.entry, person_id=line.sure.id if line.sure else "", ask=bool(line.entry.wants))
