"""`pairs` and `partners`: who may fit whom, and what you say to it."""

from typing import Annotated

import typer

from assistant.bootstrap.pairing import pair_acts_of, pairs_of
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.pairs import About, Pair
from assistant.domain.people import USER
from assistant.services.pairs import Seen
from assistant.services.why import look_up

app = typer.Typer(help="People who may fit each other.", invoke_without_command=True)
Id = Annotated[str, typer.Argument(help="Its id, or its beginning.")]
All = Annotated[bool, typer.Option("--all", help="The less sure ones, too.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback()
def list_pairs(context: typer.Context, everything: All = False, json: Json = False) -> None:
    """Whose matter or wish may fit somebody else, newest first."""
    if not context.invoked_subcommand:
        _listed(context, (About.MATTER, About.WISH), everything, json)


def partners(context: typer.Context, everything: All = False, json: Json = False) -> None:
    """Two who serve the same ideal client without doing each other's work."""
    _listed(context, (About.PARTNERS,), everything, json)


@app.command()
def take(context: typer.Context, id: Id) -> None:
    """Begin with it: whoever has the matter is asked first. Nothing is sent."""
    assistant = assistant_of(context)
    pair, introduction = pair_acts_of(assistant).take_up(look_up(assistant.store, Pair, id))
    show.say(f"{pair.id}  taken up")
    if introduction:
        show.hint(f"read what is drafted: assistant drafts   ({introduction.id})")


@app.command()
def dismiss(
    context: typer.Context,
    id: Id,
    never: Annotated[bool, typer.Option("--never", help="Never put these two together, in any matter.")] = False,
) -> None:
    """Say that they do not fit in this. It does not come back."""
    assistant = assistant_of(context)
    pair = pair_acts_of(assistant).dismiss(look_up(assistant.store, Pair, id), never=never)
    show.say(f"{pair.id}  {pair.state}. To take it back: assistant pairs reopen {pair.id}")


@app.command()
def reopen(context: typer.Context, id: Id) -> None:
    """Take back what you said to it."""
    assistant = assistant_of(context)
    pair = pair_acts_of(assistant).undo(look_up(assistant.store, Pair, id))
    show.say(f"{pair.id}  {pair.state}")


def pair_lines(seen: Seen) -> None:
    """One of them in a few lines."""
    who = "you" if seen.seeker.id == USER else seen.seeker.name
    show.say(f"{seen.pair.id}  {who} and {seen.other.name}, found {show.day(seen.pair.found_at)}")
    show.say(show.quoted(seen.said))
    for reason in seen.reasons:
        show.hint(reason)


def _listed(context: typer.Context, about: tuple[About, ...], everything: bool, json: bool) -> None:
    found = pairs_of(assistant_of(context)).new(about=about, all_of_them=everything)
    if json:
        show.as_json(found)
        return
    for seen in found:
        pair_lines(seen)
    if found:
        show.hint(f"assistant pairs take {found[0].pair.id}   (or: dismiss)")
    else:
        show.say("Nobody new fits anybody. Each sync looks again.")
