"""`bullpen`: what came of each provider, who is benched or rests, what is lacking, and a card from a site."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.intros import provider_called
from assistant.cli.people import person_called
from assistant.cli.session import assistant_of
from assistant.domain.bullpen import Provider
from assistant.domain.people import Person
from assistant.services.bench import Bench
from assistant.services.cards import Cards
from assistant.services.standing import SoFar, so_far_of

Who = Annotated[str, typer.Argument(help="A card's id, or a name.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Why = Annotated[str, typer.Option(help="The reason, in your words.")]


def told_of(assistant: Assistant, card: Provider) -> SoFar:
    """How it has gone with a provider, as of today."""
    return so_far_of(assistant.store, card, today=assistant.clock().date(), days=assistant.business_days)


def as_sum(so_far: SoFar) -> Mapping[str, object]:
    """A standing with its sum, as JSON takes it."""
    standing = so_far.standing
    return {
        "total": standing.total,
        "words": standing.words,
        "cases": standing.cases,
        "doubt": standing.doubt,
        "terms": [
            {"counted": each.counted, "good": each.good, "bad": each.bad, "sum": each.arithmetic}
            for each in standing.terms
        ],
    }


def say_sum(so_far: SoFar) -> None:
    """A standing with its sum and the introductions behind it."""
    standing = so_far.standing
    if not standing.is_known:
        show.hint("standing: not tried yet")
        return
    show.hint(f"standing: {standing.total} of 100, {standing.words}, by {standing.cases} asks")
    for term in standing.terms:
        show.hint(f"  {term.counted}: {term.arithmetic}")
        for words, ids in (("well", term.good), ("not", term.bad)):
            if ids:
                show.hint(f"    {words}: {', '.join(ids)}")
    if standing.doubt:
        show.hint(f"still one of your best? {standing.doubt}")
    if so_far.peace_until:
        show.hint(f"best left in peace until {so_far.peace_until:%d %b %Y}")
    if so_far.rest:
        show.hint(f"time for a rest until {so_far.rest.until:%d %b %Y}: {so_far.rest.why}")


def bench(context: typer.Context, provider: Who, why: Why = "") -> None:
    """Take a provider out of play: nobody is sent to them any more."""
    assistant = assistant_of(context)
    card = Bench(introduce=assistant.introduce).bench(provider_called(assistant, provider), why)
    show.say(f"{_name(assistant, card)} is benched. To take it back: assistant bullpen bring-back {card.id}")


def bring_back(context: typer.Context, provider: Who) -> None:
    """Put a benched provider in play again."""
    assistant = assistant_of(context)
    card, woken = Bench(introduce=assistant.introduce).bring_back(provider_called(assistant, provider))
    show.say(f"{_name(assistant, card)} is back in play.")
    if woken:
        show.say(f"{len(woken)} parked introductions fit somebody now: assistant intros")


def keep(context: typer.Context, provider: Who) -> None:
    """Keep a provider whatever the figures say; the question comes back in 90 days."""
    assistant = assistant_of(context)
    card = Bench(introduce=assistant.introduce).keep(provider_called(assistant, provider))
    show.say(f"{_name(assistant, card)} stays; the question comes back after {card.kept_until:%d %b %Y}.")


def rest(
    context: typer.Context,
    provider: Who,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Until when; without it, ends.")] = None,
    why: Why = "",
) -> None:
    """Leave a provider in peace until a day."""
    assistant = assistant_of(context)
    card = provider_called(assistant, provider)
    card = Bench(introduce=assistant.introduce).pause(card, until.date() if until else None, why)
    words = f"is left in peace until {card.paused_until:%d %b %Y}" if card.paused_until else "may be asked again"
    show.say(f"{_name(assistant, card)} {words}.")


def show_gaps(context: typer.Context, json: Json = False) -> None:
    """Needs that came up and that nobody in the bullpen serves, and whom one could ask."""
    assistant = assistant_of(context)
    from assistant.services.gaps import gaps, might_serve

    found = gaps(assistant.store, assistant.topics)
    if json:
        show.as_json(found)
        return
    for gap in found:
        last = f", last on {show.day(gap.last)}" if gap.last else ""
        waits = f", {len(gap.waiting)} waiting ({', '.join(gap.waiting)})" if gap.waiting else ""
        show.say(f"{gap.title}: told {gap.mentions} times by {len(gap.people)}{last}{waits}")
        names = (_called(assistant, each) for each in gap.people[:5])
        show.hint(f"by {', '.join(names)}")
        topic = assistant.topics.get(gap.category)
        for thought in might_serve(assistant.store, assistant.lookup, topic, without=gap.people) if topic else ():
            show.hint(f"could you ask {thought.person.name}? What you know of them says “{thought.word}”")
    if not found:
        show.say("No gap so far: whatever came up is served by somebody in the bullpen.")


def alarms(context: typer.Context, json: Json = False) -> None:
    """How often questions and asks of providers were for nothing, by month and by provider."""
    assistant = assistant_of(context)
    from assistant.services.false_alarms import false_alarms

    found = false_alarms(assistant.store)
    if json:
        show.as_json(found.months, ({"rate": each.rate} for each in found.months))
        return
    for each in (*found.months, found.overall):
        show.say(
            f"{each.month or 'in all':8} {each.rate:4.0%}  {len(each.wrong)} of {each.questions} questions, "
            f"{len(each.nowhere)} of {each.asks} asks for nothing"
        )
    for told in found.providers:
        led = ", ".join(f"{words} {len(ids)}" for words, ids in told.led.items())
        show.say(f"{told.card.id}  {_name(assistant, told.card)}: asked {told.asks} times; {led}")


def fill_card(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="A person: an id, an address, or a name.")],
    text: Annotated[Path, typer.Option(help="Their web site as you saved it: .html or .txt.")],
    json: Json = False,
) -> None:
    """Fill in a card from somebody's own web site; each suggestion is asked about. With --json, nothing is kept."""
    assistant = assistant_of(context)
    from assistant.bootstrap.filling import suggestions_in
    from assistant.domain.filling import Part, fill

    person = person_called(assistant, who)
    found = suggestions_in(text, assistant.topics)
    if json:
        show.as_json(found)
        return
    if not found:
        show.say("Nothing in it tells what they do.")
        raise typer.Exit(1)
    chosen = []
    for each in found:
        named = assistant.topics[each.value].title if each.part is Part.SERVICES else each.value
        show.say(f"{each.part.replace('_', ' ')}: {named}")
        show.say(show.quoted(each.line))
        if typer.confirm("Take it?", default=False):
            chosen.append(each)
    if not chosen:
        show.say("Nothing was kept.")
        return
    cards = Cards(introduce=assistant.introduce, topics=assistant.topics)
    has = next(assistant.store.find(Provider, person_id=person.id), None)
    card = fill(has or Provider(id="", person_id="", services=(), does=""), chosen)
    card, woken = cards.change(has, card) if has else cards.write(person, card)
    show.say(f"{card.id}  {person.name}: {', '.join(card.services)}")
    if woken:
        show.say(f"{len(woken)} parked introductions fit somebody now: assistant intros")


COMMANDS: Mapping[str, Callable[..., None]] = {
    "bench": bench,
    "bring-back": bring_back,
    "keep": keep,
    "rest": rest,
    "gaps": show_gaps,
    "alarms": alarms,
    "fill": fill_card,
}
"""What `bullpen` does besides."""


def _name(assistant: Assistant, card: Provider) -> str:
    return _called(assistant, card.person_id)


def _called(assistant: Assistant, person_id: str) -> str:
    person = assistant.store.get(Person, person_id)
    return person.name if person else "?"
