"""`bullpen`: the providers you would send your best customer to."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import bench, show
from assistant.cli.intros import provider_called, show_ranking
from assistant.cli.reading import summary
from assistant.cli.session import assistant_of
from assistant.domain.bullpen import Provider
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.services.why import look_up

app = typer.Typer(help="The providers you trust.", invoke_without_command=True)
for name, command in bench.COMMANDS.items():
    app.command(name)(command)


@app.callback()
def list_bullpen(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Every card."""
    if context.invoked_subcommand:
        return
    store = assistant_of(context).store
    cards = list(store.find(Provider))
    if json:
        show.as_json(cards)
        return
    for card in cards:
        person = store.get(Person, card.person_id)
        show.say(f"{card.id}  {person.name if person else '?'}: {', '.join(card.services)}")
    if not cards:
        show.say("The bullpen is empty. Take in a file of cards: assistant bullpen import FILE")


@app.command("show")
def show_card(
    context: typer.Context,
    provider: Annotated[str, typer.Argument(help="An id, or a name.")],
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """One card."""
    assistant = assistant_of(context)
    card = provider_called(assistant, provider)
    if json:
        show.as_json([card], [{"standing": bench.as_sum(bench.told_of(assistant, card))}])
        return
    person = assistant.store.get(Person, card.person_id)
    show.say(f"{card.id}  {person.participant if person else '?'}")
    show.say(show.wrapped(card.does))
    for title, values in (("services", card.services), ("not for", card.not_for), ("area", card.area)):
        if values:
            show.hint(f"{title}: {', '.join(values)}")
    if card.ideal_client:
        show.hint(f"ideal client: {card.ideal_client}")
    for evidence in card.evidence:
        show.hint(f"{evidence.on:%d %b %Y}, {evidence.kind.replace('_', ' ')}: {evidence.note}")
    if stale := card.stale(assistant.clock().date()):
        show.hint(f"{stale}: worth another look?")
    for number, words in ((card.capacity.at_once, "at once"), (card.capacity.a_month, "a month")):
        if number:
            show.hint(f"wants {number} introductions {words}")
    if card.paused_until:
        show.hint(f"paused until {card.paused_until:%d %b %Y}" + (f": {card.paused_why}" if card.paused_why else ""))
    if card.benched:
        show.hint(f"benched on {card.benched.on:%d %b %Y}" + (f": {card.benched.why}" if card.benched.why else ""))
    bench.say_sum(bench.told_of(assistant, card))


@app.command("import")
def import_cards(context: typer.Context, file: Path) -> None:
    """Take in a file of cards: TOML or CSV."""
    assistant = assistant_of(context)
    report = assistant.sync().run(bullpen=[assistant.bullpen_source(file)])
    summary(report, assistant.config.zone)
    if woken := assistant.introduce.wake():
        show.say(f"{len(woken)} parked introductions fit somebody now: assistant intros")
    if not report.is_clean:
        raise typer.Exit(1)


@app.command("for")
def fits(context: typer.Context, prompt: Annotated[str, typer.Argument(help="A question's id.")]) -> None:
    """Who would fit a question, before anybody is asked. For your eyes only."""
    assistant = assistant_of(context)
    from assistant.services.match import matter_of, rank

    matter = matter_of(assistant.store, look_up(assistant.store, Prompt, prompt), user=assistant.user)
    today, days, books = assistant.clock().date(), assistant.business_days, assistant.practice.playbooks.all()
    show_ranking(assistant, rank(assistant.store, matter, assistant.matcher, today=today, playbooks=books, days=days))
