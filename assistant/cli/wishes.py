"""`wishes` and `laments`: whom people want to reach, and who says that nobody is buying."""

from typing import Annotated

import typer

from assistant.bootstrap.pairing import pairs_of
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.people import Person
from assistant.domain.wishes import Wish, WishKind, WishState
from assistant.services import laments as heard
from assistant.services import wishes as services
from assistant.services.why import look_up

app = typer.Typer(help="Whom people would like to meet.", invoke_without_command=True)
Id = Annotated[str, typer.Argument(help="Its id, or its beginning.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback()
def list_wishes(context: typer.Context, json: Json = False) -> None:
    """What is open, the latest first."""
    if context.invoked_subcommand:
        return
    assistant = assistant_of(context)
    pairs, found = pairs_of(assistant), services.open_wishes(assistant.store)
    if json:
        show.as_json([{"wish": wish, "fits": pairs.of(wish.id)} for wish in found])
        return
    for wish in found:
        person = assistant.store.get(Person, wish.person_id)
        show.say(f"{wish.id}  {person.name if person else 'somebody'}, {wish.kind}, {show.day(wish.said_at)}")
        show.say(show.quoted(wish.words))
        for seen in pairs.of(wish.id):
            show.hint(f"could be {seen.other.name}: {seen.pair.id}")
    if not found:
        show.say('No wish is noted. Note one: assistant wishes add NAME "family-run restaurants"')


@app.command()
def add(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="Whose: their id, or its beginning.")],
    words: Annotated[str, typer.Argument(help="Whom they want to meet, in their words.")],
    kind: Annotated[WishKind | None, typer.Option(help="Else it is taken from the words.")] = None,
) -> None:
    """Note whom somebody would like to meet."""
    assistant = assistant_of(context)
    person = look_up(assistant.store, Person, who)
    wish = services.note(assistant.store, person, words, kind=kind, at=assistant.clock())
    show.say(f"{wish.id}  {person.name}, {wish.kind}: {wish.state}")


@app.command()
def close(
    context: typer.Context,
    id: Id,
    met: Annotated[bool, typer.Option("--met", help="They have met somebody.")] = False,
) -> None:
    """Look for nobody any more."""
    assistant = assistant_of(context)
    state = WishState.MET if met else WishState.DROPPED
    wish = services.close(assistant.store, assistant.clock, look_up(assistant.store, Wish, id), state)
    show.say(f"{wish.id}  {wish.state}. To take it back: assistant wishes reopen {wish.id}")


@app.command()
def reopen(context: typer.Context, id: Id) -> None:
    """Let it stand again."""
    store = assistant_of(context).store
    wish = services.reopen(store, look_up(store, Wish, id))
    show.say(f"{wish.id}  {wish.state}")


def laments(context: typer.Context, json: Json = False) -> None:
    """Who says that nobody is buying, and whom they could meet."""
    assistant = assistant_of(context)
    found, _ = heard.laments(assistant.store, assistant.lookup, pairs_of(assistant))
    if json:
        show.as_json(found)
        return
    for each in found:
        show.say(f"{each.mention.id}  {each.person.name}, {show.day(each.mention.heard_at)}")
        show.say(show.quoted(each.mention.quote))
        for seen in each.fits:
            show.hint(f"could meet {seen.other.name}: {seen.pair.id}")
    if not found:
        show.say("No lament was heard.")
