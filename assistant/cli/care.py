"""`care`: whom to call today, who is unhappy, and the customers by importance."""

from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.care import CheckIn
from assistant.domain.people import Person
from assistant.domain.time import day
from assistant.services.why import look_up

app = typer.Typer(help="Whom to call today, and after whom to look.", invoke_without_command=True)

Id = Annotated[str, typer.Argument(help="The id of a check-in, or its beginning.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback()
def care(context: typer.Context, json: Json = False) -> None:
    """Whom to call today, each with a reason, the last words and an opening; and who is unhappy with your work."""
    if context.invoked_subcommand:
        return
    practice = assistant_of(context).practice
    calls, unhappy = practice.care.today(), practice.complaints.all()
    if json:
        show.as_json([{"calls": calls, "unhappy": unhappy}])
        return
    for each in calls:
        show.say(f"{each.check_in.id}  {each.person.name}: {each.check_in.why}")
        if each.mind:
            show.say(f"    {each.mind}")
        if each.said:
            who = "they told you" if each.said.is_theirs else "you noted"
            show.say(show.wrapped(f"    {who} on {day(each.said.at)}: “{each.said.words}”"))
        show.say(show.wrapped(f"    “{each.opening}”"))
    if not calls:
        show.say("Nobody is to be called today.")
    if unhappy:
        show.head("Unhappy with your work")
    for each_unhappy in unhappy:
        show.say(f"{each_unhappy.person.id}  {each_unhappy.person.name} {each_unhappy.words}")
    if calls:
        show.hint(f'assistant care done {calls[0].check_in.id} --words "what was said"')


@app.command()
def done(
    context: typer.Context,
    id: Id,
    words: Annotated[str, typer.Option("--words", help="What was said, for the next time.")] = "",
) -> None:
    """Say that you have called them."""
    assistant = assistant_of(context)
    _say(assistant, assistant.practice.care.done(look_up(assistant.store, CheckIn, id), words), "called")


@app.command()
def later(context: typer.Context, id: Id) -> None:
    """Put it off by a week."""
    assistant = assistant_of(context)
    _say(assistant, assistant.practice.care.later(look_up(assistant.store, CheckIn, id)), "again in a week")


@app.command()
def never(context: typer.Context, id: Id) -> None:
    """Never propose them again."""
    assistant = assistant_of(context)
    _say(assistant, assistant.practice.care.never(look_up(assistant.store, CheckIn, id)), "not proposed any more")


@app.command()
def reopen(context: typer.Context, id: Id) -> None:
    """Take back what you said to it."""
    assistant = assistant_of(context)
    check_in = assistant.practice.care.reopen(look_up(assistant.store, CheckIn, id))
    show.say(f"{check_in.id}  {_name(assistant, check_in)}: on the list again.")


@app.command()
def settle(
    context: typer.Context, who: Annotated[str, typer.Argument(help="The id of a person, or its beginning.")]
) -> None:
    """Say that whatever somebody complained of has been put right."""
    assistant = assistant_of(context)
    person = look_up(assistant.store, Person, who)
    assistant.practice.complaints.settle(person)
    show.say(f"{person.id}  put right for {person.name}.")


@app.command()
def customers(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 50,
    json: Json = False,
) -> None:
    """Your customers, the most important first."""
    found = assistant_of(context).practice.care.customers(limit)
    if json:
        show.as_json(found)
        return
    for each in found:
        last = f"last in touch on {day(each.last.at)}" if each.last else "no touch is known"
        show.say(f"{each.person.id}  {'*' * each.person.importance:3}  {each.person.name}: {last}")
    if not found:
        show.say("Nobody is known as a customer. Say so on somebody's page under People.")


def _say(assistant: Assistant, check_in: CheckIn, words: str) -> None:
    show.say(
        f"{check_in.id}  {_name(assistant, check_in)}: {words}. To take it back: assistant care reopen {check_in.id}"
    )


def _name(assistant: Assistant, check_in: CheckIn) -> str:
    person = assistant.store.get(Person, check_in.person_id)
    return person.name if person else "somebody"
