"""`brief`: what to know before a meeting."""

from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.meetings import Meeting
from assistant.services.brief import Attending
from assistant.services.why import look_up


def brief(
    context: typer.Context,
    event: Annotated[str, typer.Argument(help="The meeting's id; without it, the next one.")] = "",
    days: Annotated[int, typer.Option(min=1, max=60, help="How many days ahead to look.")] = 7,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """What to know before a meeting: who comes, when you last had to do with them, what is open, what to ask."""
    assistant = assistant_of(context)
    briefing = assistant.briefing()
    coming = briefing.coming(days)
    if not event and not coming:
        show.say(f"No meeting with anybody from outside in the next {days} days.")
        return
    meeting = look_up(assistant.store, Meeting, event) if event else coming[0]
    made = briefing.brief(meeting)
    if json:
        show.as_json([made])
        return
    show.meeting_line(meeting)
    for attending in made.attending:
        show_attending(attending)
    if made.left_out:
        show.say(f"… and {made.left_out} more")
    for other in [each for each in coming if each.id != meeting.id] if not event else ():
        show.hint(f"assistant brief {other.id}   {other.title}, {show.day(other.start)} {other.start:%H:%M}")


def show_attending(attending: Attending) -> None:
    """Who it is, when you last had to do with them, and what is open."""
    person, last = attending.person, attending.last
    if person is None:
        show.say(f"{attending.who}: nothing is known of them")
        return
    facts = [person.organisation, ", ".join(role.replace("_", " ") for role in person.roles)]
    about = f" ({', '.join(fact for fact in facts if fact)})" if any(facts) else ""
    show.say(f"{person.name}{about}")
    if last:
        show.hint(f"last: {show.day(last.at)}, {last.how}" + (f": “{last.title}”" if last.title else ""))
    for question in attending.questions:
        show.hint(f"{question.prompt.id}  {question.prompt.category}: “{' '.join(question.mention.quote.split())}”")
    for introduction in attending.introductions:
        show.hint(f"{introduction.id}  introduction, {introduction.category}: {introduction.state}")
    for draft in attending.drafts:
        show.hint(f"{draft.id}  draft, {draft.state}: {draft.subject}")
    for favour in attending.favours:
        show.hint(f"{favour.id}  {favour.kind}: “{favour.words}”")
    asked_about = {question.mention.id for question in attending.questions}
    for mention in attending.asked_for:
        if mention.id not in asked_about:
            show.hint(f"asked for, {show.day(mention.heard_at)}: “{' '.join(mention.quote.split())}”")
    for wish in attending.wishes:
        show.hint(f"likes to meet: {wish}")
    if attending.held:
        show.hint(f"ask nothing now: {attending.held}")
    for back in attending.ask_back:
        show.hint(f"to ask at the end: {back.words}")
