"""`groups`: who is in them, what counts there, and the slips to hand in."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.people import person_called
from assistant.cli.session import assistant_of
from assistant.domain.counted import counted
from assistant.domain.groups import Group, Period, Rhythm, SlipKind, Weekday
from assistant.domain.people import USER
from assistant.errors import UserError
from assistant.services.why import look_up

app = typer.Typer(help="Groups that exchange referrals.", invoke_without_command=True)
Id = Annotated[str, typer.Argument(help="Its id, or its beginning.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today else.")]


@app.callback()
def groups(context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Every group."""
    if not context.invoked_subcommand:
        _list(assistant_of(context), json=json)


@app.command("list")
def list_groups(context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Every group."""
    _list(assistant_of(context), json=json)


@app.command("show")
def show_group(
    context: typer.Context,
    id: Id,
    period: Annotated[Period, typer.Option("--period", help="Over which time.")] = Period.MONTH,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """What counts in a group: in this week, month or half-year."""
    assistant = assistant_of(context)
    group = look_up(assistant.store, Group, id)
    counts = assistant.practice.group_counts(group, *period.of(assistant.clock().date()))
    if json:
        more = {"counts": counts.tallies(), "counted": counts.counted, "meetings": counts.meetings}
        show.as_json([group], [more])
        return
    show.say(f"{group.id}  {group.name}, {show.day(counts.first)} to {show.day(counts.last)}")
    for each in counts.tallies():
        show.say(
            f"    {counts.name(each.person_id)}: {each.one_to_ones} one-to-ones, {each.given} given, "
            f"{each.received} received, {each.visitors} visitors, {each.testimonials} testimonials, "
            f"{each.closed} thanked for ({each.value} {counts.currency}), {each.present} times present"
        )
    for one in counts.counted:
        show.hint(
            f"{one.on} {one.kind}: {counts.name(one.from_id)} to {counts.name(one.to_id)} {one.words} [{one.evidence}]"
        )
    show.hint(f"{counted(len(counts.meetings), 'meeting')} of the group")


@app.command()
def add(context: typer.Context, name: Annotated[str, typer.Argument(help="As your calendar calls it.")]) -> None:
    """A new group."""
    group = assistant_of(context).practice.groups.add(name)
    show.say(f"{group.id}  {group.name}")
    show.hint(f"assistant groups edit {group.id} --member WHO")


@app.command()
def edit(
    context: typer.Context,
    id: Id,
    name: Annotated[str | None, typer.Option("--name", help="Its name.")] = None,
    member: Annotated[list[str] | None, typer.Option("--member", help="Adds somebody you know.")] = None,
    without: Annotated[list[str] | None, typer.Option("--without", help="Takes somebody out.")] = None,
    weekday: Annotated[Weekday | None, typer.Option("--weekday", help="The day on which it meets.")] = None,
    rhythm: Annotated[Rhythm | None, typer.Option("--rhythm", help="How often it meets.")] = None,
    since: Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="You are in it.")] = None,
    title: Annotated[list[str] | None, typer.Option("--title", help="Another name in your calendar.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="What to remember of it.")] = None,
) -> None:
    """Change a group. What is not named stays."""
    assistant = assistant_of(context)
    group = look_up(assistant.store, Group, id)
    joined = [person_called(assistant, each).id for each in member or ()]
    left = {person_called(assistant, each).id for each in without or ()}
    group = replace(
        group,
        name=group.name if name is None else name,
        members=tuple(each for each in (*group.members, *joined) if each not in left),
        weekday=weekday if weekday is not None else group.weekday,
        rhythm=rhythm or group.rhythm,
        since=since.date() if since else group.since,
        titles=(*group.titles, *(title or ())),
        note=group.note if note is None else note,
    )
    _line(assistant.practice.groups.change(group))


@app.command()
def note(
    context: typer.Context,
    id: Id,
    kind: Annotated[SlipKind, typer.Argument(help="What it was.")],
    from_: Annotated[str, typer.Option("--from", help="Who gave it; you, unless somebody is named.")] = USER,
    to: Annotated[str, typer.Option("--to", help="Who got it; you, unless somebody is named.")] = "",
    on: Day = None,
    words: Annotated[str, typer.Option("--about", help="What about, or who the visitor was.")] = "",
    value: Annotated[int, typer.Option("--value", help="Of closed business, in whole units.")] = 0,
    present: Annotated[list[str] | None, typer.Option("--present", help="Who was at a meeting.")] = None,
) -> None:
    """Note what no mail and no calendar shows: a meeting, or what one gave another."""
    assistant = assistant_of(context)
    group, service = look_up(assistant.store, Group, id), assistant.practice.groups
    day = (on or assistant.clock()).date()
    if kind is SlipKind.MEETING:
        there = [person_called(assistant, each).id for each in present or ()]
        noted = service.meet(group, day, there, words=words).id
    else:
        ends = [each if each in ("", USER) else person_called(assistant, each).id for each in (from_, to)]
        if not ends[1] and kind is not SlipKind.VISITOR:
            ends[1] = USER if ends[0] != USER else ""
        said = service.note(group, kind, on=day, from_id=ends[0], to_id=ends[1], words=words, value=value)
        noted = said.evidence
    show.say(f"{noted}  noted: {kind}, {show.day(day)}")


@app.command()
def slips(
    context: typer.Context,
    id: Id,
    file: Annotated[Path | None, typer.Argument(help="A .csv or .pdf to write; else they are shown.")] = None,
    first: Annotated[datetime | None, typer.Option("--first", formats=["%Y-%m-%d"], help="The first day.")] = None,
    last: Annotated[datetime | None, typer.Option("--last", formats=["%Y-%m-%d"], help="The last day.")] = None,
) -> None:
    """The slips of this month, or of the days that you name."""
    assistant = assistant_of(context)
    begin, end = Period.MONTH.of(assistant.clock().date())
    begin, end = first.date() if first else begin, last.date() if last else end
    if end < begin:
        raise UserError("the period ends before it begins")
    counts = assistant.practice.group_counts(look_up(assistant.store, Group, id), begin, end)
    user = assistant.user.name
    if file is None:
        show.say(counts.csv(user).replace("\r\n", "\n").rstrip())
        return
    if file.suffix.lower() not in (".csv", ".pdf"):
        raise UserError(f"{file} is neither a .csv nor a .pdf")
    is_pdf = file.suffix.lower() == ".pdf"
    file.write_bytes(
        assistant.practice.press.pdf(counts.sheet(user)) if is_pdf else counts.csv(user).encode("utf-8-sig")
    )
    show.say(f"{file}: written.")


def _list(assistant: Assistant, *, json: bool) -> None:
    found = assistant.practice.groups.all()
    if json:
        show.as_json(found)
        return
    for group in found:
        _line(group)
    if not found:
        show.say("No group is kept yet: assistant groups add NAME")


def _line(group: Group) -> None:
    when = f", {group.rhythm} on {group.weekday}" if group.weekday else ""
    show.say(f"{group.id}  {group.name}, {len(group.members)} members{when}")
