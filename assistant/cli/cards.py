"""`cards`: the cards to write by hand, and the sheets to print."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.favours import Favour
from assistant.domain.people import Person
from assistant.services import favours
from assistant.services.why import look_up

app = typer.Typer(help="Cards to write by hand.", invoke_without_command=True)


@app.callback()
def cards(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """What waits to be written, whom one would please, and the counts of the last 30 days."""
    if context.invoked_subcommand:
        return
    written = assistant_of(context).practice.written_cards
    queue, ideas, counts = written.queue(), written.ideas(), written.counts()
    if json:
        show.as_json([{"queue": queue, "ideas": ideas, "counts": counts}])
        return
    for each in queue:
        show.say(f"{each.favour.id}  {each.person.name}: {each.favour.words}")
        for fact in each.facts:
            show.say(f"    {fact}")
        show.say(f"    {', '.join(each.person.postal) or 'no address yet'}")
    if not queue:
        show.say("No card waits to be written.")
    if ideas:
        show.head("Who would be glad of one")
    for idea in ideas:
        show.say(f"{idea.person.id}  {idea.person.name}: {idea.why}")
    show.say()
    show.say(f"In the last 30 days: {counts.events} events, {counts.contacts} new contacts, {counts.cards} cards sent.")
    if ideas:
        show.hint(f'assistant cards add {ideas[0].person.id} "what it is for"')


@app.command()
def add(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="The id of a person, or its beginning.")],
    words: Annotated[str, typer.Argument(help="What it is for, in a few words.")],
) -> None:
    """Put a card for somebody into the queue."""
    assistant = assistant_of(context)
    person = look_up(assistant.store, Person, who)
    favour = assistant.practice.written_cards.add(person, words)
    show.say(f"{favour.id}  a card for {person.name}: {favour.words}")


@app.command()
def sent(context: typer.Context, id: Annotated[str, typer.Argument(help="Its id, or its beginning.")]) -> None:
    """Say that a card was sent."""
    assistant = assistant_of(context)
    favour = favours.done(assistant.store, assistant.clock, look_up(assistant.store, Favour, id))
    show.say(f"{favour.id}  sent. To take it back: assistant favours reopen {favour.id}")


@app.command()
def sheet(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The PDF to write.")],
    envelopes: Annotated[bool, typer.Option("--envelopes", help="Address labels instead, 3 by 8 on A4.")] = False,
) -> None:
    """Write what waits as a sheet to print."""
    practice = assistant_of(context).practice
    written = practice.written_cards
    file.write_bytes(practice.press.pdf(written.envelopes() if envelopes else written.sheet()))
    show.say(f"{file}: written.")
