"""`favours`: what you promised, what you were offered, and the cards to send."""

from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.favours import Favour
from assistant.domain.people import Person
from assistant.ports import Store
from assistant.services import favours as services
from assistant.services.why import look_up

app = typer.Typer(help="What you promised, what you were offered, and cards to send.", invoke_without_command=True)


@app.callback()
def list_favours(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those that are done, too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """What is open."""
    if context.invoked_subcommand:
        return
    store = assistant_of(context).store
    found = list(store.find(Favour)) if everything else services.open_favours(store)
    if json:
        show.as_json(found)
        return
    for favour in found:
        favour_line(store, favour)
    if not found:
        show.say("Nothing is open. What was promised or offered is noted with: assistant debrief --mark")
        return
    show.hint(f"assistant favours done {found[0].id}")


@app.command()
def done(context: typer.Context, id: Annotated[str, typer.Argument(help="Its id, or its beginning.")]) -> None:
    """Say that it is done."""
    assistant = assistant_of(context)
    favour_line(assistant.store, services.done(assistant.store, assistant.clock, look_up(assistant.store, Favour, id)))


@app.command()
def reopen(context: typer.Context, id: Annotated[str, typer.Argument(help="Its id, or its beginning.")]) -> None:
    """Say that it is not done after all."""
    store = assistant_of(context).store
    favour_line(store, services.undo(store, look_up(store, Favour, id)))


def favour_line(store: Store, favour: Favour) -> None:
    """One of them in two lines."""
    person = store.get(Person, favour.person_id)
    whom = person.name if person else "somebody"
    words = {
        "promise": f"you promised {whom}",
        "offer": f"{whom} offered you",
        "card": f"a card for {whom}",
    }[favour.kind]
    show.say(f"{favour.id}  {words}, {show.day(favour.noted_at)}: {favour.state}")
    show.say(show.quoted(favour.words))
