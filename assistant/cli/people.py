"""`people`: who is known, and who may be one and the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.bootstrap import Assistant, people_source
from assistant.cli import show
from assistant.cli.reading import summary
from assistant.cli.session import assistant_of
from assistant.domain.bullpen import Provider
from assistant.domain.ids import fold
from assistant.domain.people import Channel, Participant, Person, Preferences, Role, unique
from assistant.domain.touches import Noted, TouchKind
from assistant.errors import NotFoundError
from assistant.services import contacts, identify, likely
from assistant.services.touch_view import touch_view
from assistant.services.why import look_up, why

app = typer.Typer(help="The people you know.", invoke_without_command=True)
Who = Annotated[str, typer.Argument(help="An id, an address, or a name.")]


@app.callback()
def list_people(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Everybody known."""
    if context.invoked_subcommand:
        return
    people = list(assistant_of(context).store.find(Person))
    if json:
        show.as_json(people)
        return
    for person in sorted(people, key=lambda person: fold(person.name)):
        organisation = f", {person.organisation}" if person.organisation else ""
        roles = f" ({', '.join(person.roles)})" if person.roles else ""
        show.say(f"{person.id}  {person.participant}{organisation}{roles}")
    if not people:
        show.say("Nobody is known yet. Take in a contacts file: assistant people import FILE")


@app.command("show")
def show_person(context: typer.Context, who: Who, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Everything known about somebody."""
    assistant = assistant_of(context)
    person = person_called(assistant, who)
    touches = touch_view(assistant.store, assistant.lookup, assistant.practice.touches, person, now=assistant.clock())
    if json:
        show.as_json([person], also=[{"touches": touches}])
        return
    for link in why(assistant.store, person.id):
        show.say(show.wrapped(f"{link.what} {link.id}: {link.words}"))
    if person.preferences != Preferences():
        show.say(show.wrapped("; ".join(_liked(person.preferences))))
    show.say(show.wrapped(f"touches: {touches.reason}"))
    if touches.due:
        show.say(f"every {touches.cadence} days, so again by {show.day(touches.due)}")
    for each in touches.latest:
        title = f", “{each.title}”" if each.title else ""
        show.say(show.wrapped(f"  {each.touch.at.astimezone(assistant.config.zone):%Y-%m-%d} {each.words}{title}"))


@app.command()
def touched(
    context: typer.Context,
    who: Who,
    kind: Annotated[TouchKind, typer.Option(help="call, meeting or card.")] = TouchKind.CALL,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; without it, today.")] = None,
    words: Annotated[str, typer.Option(help="What was said.")] = "",
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Note a call, or whatever else no mail and no calendar shows."""
    assistant = assistant_of(context)
    person = person_called(assistant, who)
    day = on.date() if on else None
    noted = assistant.practice.touches.note(person, kind=kind, on=day, words=words)
    if json:
        show.as_json([noted])
        return
    show.say(f"{noted.id}  {person.name}: {noted.kind} on {noted.at:%Y-%m-%d}")
    show.hint(f"not so? assistant people untouched {noted.id}")


@app.command()
def untouched(context: typer.Context, noted: Annotated[str, typer.Argument(help="The id of what was noted.")]) -> None:
    """Take back what was noted with `people touched`."""
    assistant = assistant_of(context)
    found = look_up(assistant.store, Noted, noted)
    assistant.practice.touches.take_back(found.id)
    show.say("Taken back.")


@app.command("import")
def import_people(context: typer.Context, file: Path) -> None:
    """Take in a contacts file: vCard, CSV, or LinkedIn's connections export."""
    assistant = assistant_of(context)
    report = assistant.sync().run(people=[people_source(file.name, file)])
    summary(report, assistant.config.zone)
    if not report.is_clean:
        raise typer.Exit(1)


@app.command()
def suggestions(context: typer.Context, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Pairs who may be one person."""
    found = list(likely.suggestions(assistant_of(context).store))
    if json:
        show.as_json(found)
        return
    for pair in found:
        show.say(f"{pair.one.participant} and {pair.other.participant}: {pair.reason}")
        show.hint(f"assistant people merge {pair.one.id} {pair.other.id}")
        show.hint(f"or, where they are not the same: assistant people apart {pair.one.id} {pair.other.id}")
    if not found:
        show.say("Nobody seems to be known twice.")


@app.command()
def merge(
    context: typer.Context,
    keep: Who,
    other: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Make one person of two; the first one's facts win."""
    assistant = assistant_of(context)
    for person in (person_called(assistant, keep), person_called(assistant, other)):
        cards = assistant.store.count(Provider, person_id=person.id)
        card = " (in the bullpen)" if cards else ""
        show.say(f"{person.id}  {person.name}, {', '.join(person.addresses) or 'no address'}{card}")
    if not yes and not typer.confirm("Is this one and the same person?"):
        show.say("Left as they are.")
        return
    with assistant.store.transaction():  # a sync may be at work on the same people
        one, two = person_called(assistant, keep), person_called(assistant, other)
        merged = identify.merge(assistant.store, one, two, at=assistant.clock())
    show.say(f"{merged.id}  {merged.participant}")
    show.hint(f"two people after all? assistant people unmerge {merged.id}")


@app.command()
def apart(
    context: typer.Context,
    one: Who,
    other: Who,
    undo: Annotated[bool, typer.Option("--undo", help="Take that back.")] = False,
) -> None:
    """Remember for good that two are not the same."""
    assistant = assistant_of(context)
    first, second = person_called(assistant, one), person_called(assistant, other)
    if undo:
        likely.let_be_asked(assistant.store, identify.kept_apart(assistant.store, first.id, second.id))
        show.say(f"{first.name} and {second.name} may be suggested again.")
        return
    likely.keep_apart(assistant.store, [(first.id, second.id)], at=assistant.clock())
    show.say(f"{first.name} and {second.name} are two people, and will not be suggested again.")


@app.command()
def unmerge(context: typer.Context, who: Who) -> None:
    """Make two people again of one that was merged, the last one first."""
    assistant = assistant_of(context)
    person = person_called(assistant, who)
    merges = identify.merges_of(assistant.store, person)
    if not merges:
        raise NotFoundError(f"{person.name} was not merged with anybody", hint="assistant people")
    for each in identify.unmerge(assistant.store, merges[0]):
        show.say(f"{each.id}  {each.participant}")


@app.command()
def edit(
    context: typer.Context,
    who: Who,
    name: Annotated[str, typer.Option(help="The name.")] = "",
    address: Annotated[str, typer.Option(help="The mail address to write to.")] = "",
    organisation: Annotated[str, typer.Option(help="The organisation.")] = "",
    area: Annotated[list[str] | None, typer.Option(help="Where they are or work. Repeat it.")] = None,
    role: Annotated[list[Role] | None, typer.Option(help="What they are to you. Repeat it.")] = None,
    never_ask: Annotated[bool | None, typer.Option("--never-ask/--may-ask", help="Never raise a matter.")] = None,
    direct: Annotated[
        bool | None, typer.Option("--direct/--ask-first", help="They told you that they need not be asked first.")
    ] = None,
    channel: Annotated[Channel | None, typer.Option(help="How they like to be asked.")] = None,
    notice: Annotated[
        int | None, typer.Option(min=0, help="Business days before a call or meeting that they want to know of it.")
    ] = None,
) -> None:
    """Change what is known about somebody."""
    assistant = assistant_of(context)
    name, address = " ".join(name.split()), address.strip().lower()
    with assistant.store.transaction():  # a sync may be at work on the same person
        person = person_called(assistant, who)
        preferences = person.preferences
        if never_ask is not None:
            preferences = replace(preferences, never_ask=never_ask)
        if direct is not None:
            preferences = replace(preferences, direct_introduction=direct)
        if channel is not None:
            preferences = replace(preferences, channel=channel)
        if notice is not None:
            preferences = replace(preferences, notice=notice)
        changed = replace(
            person,
            name=name or person.name,
            addresses=unique((address, *person.addresses)),
            organisation=organisation or person.organisation,
            area=tuple(area) if area else person.area,
            roles=tuple(role) if role else person.roles,
            preferences=preferences,
        )
        changed = contacts.change(assistant.store, person, changed)
    show.say(f"{changed.id}  {changed.participant}")


def _liked(preferences: Preferences) -> Iterator[str]:
    """How they like to be treated, in words."""
    if preferences.never_ask:
        yield "never to be asked"
    if preferences.direct_introduction:
        yield "need not be asked before they are suggested"
    if preferences.channel is not Channel.ANY:
        yield f"liked best: {preferences.channel}"
    if preferences.notice:
        days = "business day" if preferences.notice == 1 else "business days"
        yield f"wants {preferences.notice} {days} of notice of a call or a meeting"


def person_called(assistant: Assistant, called: str) -> Person:
    """The person with this id, address or name. Raises NotFoundError."""
    if called.startswith("who-"):
        return look_up(assistant.store, Person, called)
    address, name = (called, "") if "@" in called else ("", called)
    person = identify.find(assistant.store, Participant(address=address, name=name))
    if person is None:
        namesakes = [person.id for person in assistant.store.find(Person, keys=fold(called))]
        raise NotFoundError(
            f"'{called}' is the name of several people: {', '.join(namesakes)}"
            if namesakes
            else f"nobody is known as '{called}'",
            hint="assistant people",
        )
    return person
