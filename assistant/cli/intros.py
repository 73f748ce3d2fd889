"""`intros`: follow each introduction, and record what people answer."""

from datetime import datetime
from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain import clocks
from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.incentives import reward
from assistant.domain.introductions import FACTS, Introduction, State
from assistant.domain.matching import Ranking
from assistant.domain.people import Person
from assistant.domain.playbooks import reward_rules
from assistant.errors import NotFoundError, UserError
from assistant.services.answers import Words
from assistant.services.call import script
from assistant.services.letters import ASKED
from assistant.services.settle import Settle
from assistant.services.teller import made_possible_by
from assistant.services.timeline import COMES, provider_name, timeline
from assistant.services.why import look_up

app = typer.Typer(help="Introductions under way.", invoke_without_command=True)
RECORDED = {kind.replace(" ", "-"): kind for kind in FACTS}
LOOKED_AT = 5  # of those who fit: more are not read
Id = Annotated[str, typer.Argument(help="The introduction's id, or its beginning.")]


@app.callback()
def list_intros(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """The introductions that are open."""
    if context.invoked_subcommand:
        return
    assistant = assistant_of(context)
    found = [intro for intro in assistant.store.find(Introduction) if everything or intro.is_open]
    found.sort(key=lambda introduction: introduction.opened_at)
    if json:
        show.as_json(found)
        return
    for introduction in found:
        show.say(intro_line(assistant, introduction))
    if not found:
        show.say("No introduction is open. One begins when you answer a question with yes: assistant prompts")
        return
    show.hint("assistant intros show ID")


@app.command("show")
def show_intro(context: typer.Context, id: Id, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """The story so far, who fits and why, and what comes next."""
    assistant = assistant_of(context)
    introduction = look_up(assistant.store, Introduction, id)
    if json:
        show.as_json([introduction])
        return
    show.say(intro_line(assistant, introduction))
    for step in timeline(assistant.store, introduction):
        show.say(show.wrapped(f"{show.day(step.event.at)}  {step.words}"))
    due, on = clocks.due(introduction), assistant.clocks.due_on(introduction)
    if due and on:
        show.hint(f"{COMES[due]} on {show.day(on)}, unless something happens before")
    if introduction.state in (State.WON, State.THANKED):
        _thanks(assistant, introduction)
    _what_is_known(assistant, introduction)
    if introduction.state in (State.WANTED, State.PARKED):
        show.head("Who fits")
        show_ranking(assistant, assistant.introduce.ranking(introduction), introduction)
    for draft in assistant.store.find(Draft, introduction_id=introduction.id):
        if draft.state in (DraftState.WAITING, DraftState.APPROVED):
            show.draft_line(draft)


@app.command()
def record(
    context: typer.Context,
    id: Id,
    what: Annotated[str, typer.Argument(help=f"seeker or provider (then yes or no), or: {', '.join(RECORDED)}.")],
    answer: Annotated[Answer | None, typer.Argument(help="What that side said.")] = None,
    quote: Annotated[str, typer.Option(help="Their words.")] = "",
    message_id: Annotated[str, typer.Option(help="The Message-ID of the mail that says so.")] = "",
) -> None:
    """Record what somebody answered, or what happened."""
    assistant = assistant_of(context)
    introduction = look_up(assistant.store, Introduction, id)
    if what in RECORDED:
        after = assistant.answers.happened(introduction, RECORDED[what], note=quote)
    elif what in tuple(Side) and answer is not None:
        after = assistant.answers.record(introduction, Side(what), answer, Words(quote=quote, message_id=message_id))
    else:
        raise UserError(
            f"'{what}' cannot be recorded" if what not in tuple(Side) else f"what did the {what} say?",
            hint=f"assistant intros record {introduction.id} seeker|provider yes|no, or one of: {', '.join(RECORDED)}",
        )
    _after(assistant, after)


@app.command()
def later(
    context: typer.Context,
    id: Id,
    side: Annotated[Side, typer.Argument(help="Who wants to be asked later.")],
    until: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="On which day.")],
    quote: Annotated[str, typer.Option(help="Their words.")] = "",
) -> None:
    """Record that somebody wants to be asked on a later day; it comes back then."""
    assistant = assistant_of(context)
    introduction = look_up(assistant.store, Introduction, id)
    _after(assistant, assistant.answers.put_off(introduction, side, until.date(), note=quote))


@app.command()
def undo(context: typer.Context, id: Id) -> None:
    """Take the last step back, as long as no message has left because of it."""
    assistant = assistant_of(context)
    introduction = look_up(assistant.store, Introduction, id)
    after = Settle(answers=assistant.answers).undo(introduction)
    if after is None:
        show.say("Taken back: the question waits for your answer again.")
        show.hint(f"assistant prompts answer {introduction.prompt_id} yes|no|later")
        return
    _after(assistant, after)


@app.command()
def choose(
    context: typer.Context,
    id: Id,
    provider: Annotated[str, typer.Argument(help="The provider's id, or name.")],
) -> None:
    """Ask another provider than the one proposed."""
    assistant = assistant_of(context)
    introduction = look_up(assistant.store, Introduction, id)
    draft = assistant.introduce.choose(introduction, provider_called(assistant, provider))
    show.draft_line(draft)


@app.command()
def remind(context: typer.Context, id: Id) -> None:
    """Draft the one reminder of the ask that is open."""
    assistant = assistant_of(context)
    show.draft_line(assistant.introduce.remind(look_up(assistant.store, Introduction, id)))


@app.command("script")
def show_script(context: typer.Context, id: Id) -> None:
    """What to say on the telephone instead of the ask that comes next."""
    assistant = assistant_of(context)
    introduction = look_up(assistant.store, Introduction, id)
    call = script(assistant.introduce, introduction)
    show.head(f"To say to {call.person.name}")
    show.say(show.wrapped(call.words))
    if introduction.state in (State.NOTICED, *ASKED):
        show.hint(f"assistant intros record {introduction.id} {call.side} yes   (or no), with --quote and their words")


@app.command()
def outcome(context: typer.Context, id: Id) -> None:
    """Draft "did you meet, did it help?" to both."""
    assistant = assistant_of(context)
    for draft in assistant.introduce.ask_outcome(look_up(assistant.store, Introduction, id)):
        show.draft_line(draft)


@app.command("next")
def draft_next(context: typer.Context, id: Id) -> None:
    """Draft what comes next, where you had discarded it."""
    assistant = assistant_of(context)
    with assistant.store.transaction():
        introduction = assistant.introduce.go_on(look_up(assistant.store, Introduction, id))
    _after(assistant, introduction)


def provider_called(assistant: Assistant, called: str) -> Provider:
    """The provider with this id, or of this name. Raises NotFoundError."""
    if called.startswith("b-"):
        return look_up(assistant.store, Provider, called)
    from assistant.domain.ids import fold

    wanted = fold(called)
    for provider in assistant.store.find(Provider):
        person = assistant.store.get(Person, provider.person_id)
        if person and wanted in (fold(person.name), fold(person.organisation)):
            return provider
    raise NotFoundError(f"nobody in the bullpen is called '{called}'", hint="list it: assistant bullpen")


def _after(assistant: Assistant, introduction: Introduction) -> None:
    show.say(intro_line(assistant, introduction))
    if introduction.state is State.PARKED:
        show.say(show.wrapped("Nobody in the bullpen fits just now. It is taken up again when somebody does."))
    for draft in assistant.store.find(Draft, introduction_id=introduction.id, state=DraftState.WAITING):
        show.draft_line(draft)
        show.hint(f"assistant drafts approve {draft.id}")


def _thanks(assistant: Assistant, introduction: Introduction) -> None:
    """Who else made it possible, and what the user gives for that."""
    person = made_possible_by(assistant.store, introduction)
    if person is None:
        return
    rules = reward_rules(assistant.practice.playbooks.all())
    given = reward(person, introduction.category, assistant.config.incentives, rules)
    show.hint(f"{person.name} told you of it" + (f": you give {given.words}" if given.words else ""))
    if given.warning:
        show.hint(f"but look first whether you may: {given.warning}")


def _what_is_known(assistant: Assistant, introduction: Introduction, provider_id: str = "") -> None:
    """What mail, calendar and earlier introductions say of the two."""
    from assistant.services.look_before import about_introduction

    show.facts(about_introduction(assistant.store, introduction, assistant.user, provider_id=provider_id))


def intro_line(assistant: Assistant, introduction: Introduction) -> str:
    """One introduction: whose, about what, with whom, and where it stands."""
    seeker = assistant.store.get(Person, introduction.seeker_id)
    provider = f" with {provider_name(assistant.store, introduction.provider_id)}" if introduction.provider_id else ""
    who = seeker.name if seeker else introduction.seeker_id
    return f"{introduction.id}  {who}: {introduction.category}{provider}: {introduction.state}"


def show_ranking(assistant: Assistant, ranking: Ranking, introduction: Introduction | None = None) -> None:
    """Who fits, best first, with the reasons; who was passed over, and why.

    For an introduction, also what is known already of its seeker and the best ones.
    """
    for match in ranking.matches:
        show.say(f"{match.provider_id}  {provider_name(assistant.store, match.provider_id)}: {match.score:.2f}")
        for reason in match.reasons:
            show.say(show.wrapped(f"{reason.points:+.2f} {reason.words}"))
        if introduction and match in ranking.matches[:LOOKED_AT]:
            _what_is_known(assistant, introduction, match.provider_id)
    for passed in ranking.passed_over:
        show.say(
            f"{passed.provider_id}  {provider_name(assistant.store, passed.provider_id)}: not proposed: {passed.words}"
        )
    if not ranking.matches:
        show.say("Nobody fits.")
    for suggestion in ranking.suggestions:
        person = assistant.store.get(Person, suggestion.person_id)
        show.say(f"{suggestion.person_id}  {person.participant if person else '?'}: {suggestion.words}")
