"""`playbooks`: how each profession is referred well."""

from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.errors import NotFoundError

app = typer.Typer(help="How each profession is referred well.", invoke_without_command=True)


@app.callback()
def playbooks(context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Every one that there is."""
    if context.invoked_subcommand:
        return
    shelf = assistant_of(context).practice.playbooks
    if json:
        show.as_json(list(shelf.all().values()))
        return
    for book in shelf.all().values():
        show.say(f"{book.id}  {book.profession}" + (" (yours)" if book.is_own else ""))
    for problem in shelf.problems():
        show.say(show.wrapped(problem))


@app.command(name="show")
def show_one(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="Its name in the list.")],
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """One of them: what to listen for, what to ask, natural partners, rewards."""
    books = assistant_of(context).practice.playbooks.all()
    if id not in books:
        raise NotFoundError(f"there is no playbook '{id}'", hint="list them: assistant playbooks")
    book = books[id]
    if json:
        show.as_json([book])
        return
    show.head(book.profession)
    for trigger in book.triggers:
        show.say(f"  “{trigger.words}” ({book.category_of(trigger)})")
    show.head("What to ask")
    for question in book.questions:
        show.say(f"  {question}")
    show.head("Natural partners")
    for ally in book.partners:
        show.say(f"  {ally.playbook}: {ally.why}")
    if book.reward:
        show.head("Rewards")
        show.say(show.wrapped(book.reward))
