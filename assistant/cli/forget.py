"""`forget`: let go of everything that is known of somebody."""

from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.bootstrap.keeping import copies_naming, remove_copy
from assistant.cli import show
from assistant.cli.people import Who, person_called
from assistant.cli.session import assistant_of
from assistant.domain.people import Participant, Person
from assistant.errors import NotFoundError


def forget(
    context: typer.Context,
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    remove_copies: Annotated[
        bool, typer.Option("--remove-copies", help="Remove the copies of the store that still hold them, too.")
    ] = False,
    lift: Annotated[bool, typer.Option("--lift", help="Let somebody who was forgotten be read about again.")] = False,
) -> None:
    """Forget somebody for good: what they said, what was asked, what was written to them. It cannot be undone."""
    from assistant.services import forget as services

    assistant = assistant_of(context)
    if lift:
        address, name = (who, "") if "@" in who else ("", who)
        known = Person.known_as(Participant(name=name, address=address))
        if not services.lift(assistant.store, known):
            raise NotFoundError(f"'{who}' was not forgotten", hint="write the address or the full name")
        show.say(f"{who} may be read about again, as from the next sync.")
        return
    person = person_called(assistant, who)
    user = assistant.config.user.addresses
    plan = services.plan_forget(assistant.store, person, user=user)
    show.say(f"{person.id}  {person.participant}")
    for name, count in plan.counts.items():
        show.hint(f"{count} of the {name}s that are kept go")
    if plan.shared:
        show.hint(f"{plan.shared} documents, meetings and introductions of others stay, without {person.first_name}")
    if not plan.under_way and not yes and not typer.confirm("Forget all of this? It cannot be undone."):
        show.say("Left as it is.")
        return
    services.apply_forget(assistant.store, person, user=user)
    is_clean = assistant.compact()
    show.say("Forgotten. What comes from them is passed over from now on.")
    if not is_clean:
        show.hint("the store is in use: the last traces leave its file when the page and the agent are stopped")
    show.hint("what lies in your mailbox, your calendar, your contacts and your drafts folder is yours to delete")
    _copies(assistant, person, remove=remove_copies, yes=yes)


def _copies(assistant: Assistant, person: Person, *, remove: bool, yes: bool) -> None:
    """Say which older copies still tell of somebody, and remove them where the user wants that."""
    told = copies_naming(assistant.config, person)
    for copy, number in told:
        held = "damaged, and may still hold them" if number < 0 else f"still holds them in {number} records"
        show.hint(f"{copy.path}: {held}")
    if not told:
        return
    if not remove and (yes or not typer.confirm("Remove these copies? They cannot be brought back.", default=False)):
        show.hint("the copies stay; remove them when you need them no more")
        return
    for copy, _ in told:
        remove_copy(assistant.config, copy.name)
    show.say(f"{len(told)} {'copy is' if len(told) == 1 else 'copies are'} removed.")
