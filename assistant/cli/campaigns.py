"""`campaigns`: a number of good deeds within some days, counted by what happens."""

from datetime import datetime
from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.people import person_called
from assistant.cli.session import assistant_of
from assistant.domain.campaigns import Campaign, CampaignKind
from assistant.services.why import look_up

app = typer.Typer(help="A number of good deeds within some days.", invoke_without_command=True)
Id = Annotated[str, typer.Argument(help="Its id, or its beginning.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback()
def campaigns(context: typer.Context, json: Json = False) -> None:
    """Every campaign with how it stands."""
    if not context.invoked_subcommand:
        _list(assistant_of(context), json=json)


@app.command("list")
def list_campaigns(context: typer.Context, json: Json = False) -> None:
    """Every campaign with how it stands."""
    _list(assistant_of(context), json=json)


@app.command("show")
def show_campaign(context: typer.Context, id: Id, json: Json = False) -> None:
    """One campaign: what counts, for whom it is, and who would be glad of it."""
    assistant = assistant_of(context)
    service, campaign = assistant.practice.campaigns, look_up(assistant.store, Campaign, id)
    stands, chosen, ideas = service.progress(campaign), service.candidates(campaign), service.ideas(campaign)
    if json:
        more = {"progress": stands, "words": stands.words, "candidates": [each for each, _ in chosen], "ideas": ideas}
        show.as_json([campaign], [more])
        return
    show.say(f"{campaign.id}  {campaign.name}: {stands.words}")
    for deed in stands.deeds:
        show.hint(f"{show.day(deed.at)} [{deed.evidence}]")
    for candidate, person in chosen:
        show.say(f"for {person.name}{f': {candidate.why}' if candidate.why else ''}")
    if ideas:
        show.head("Who would be glad of it")
    for idea in ideas:
        show.say(f"{idea.person.id}  {idea.person.name}: {idea.why}")


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.")],
    goal: Annotated[int, typer.Option("--goal", help="How many.")],
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="The last day.")],
    kind: Annotated[CampaignKind, typer.Option("--kind", help="Of what.")] = CampaignKind.REFERRALS,
    begin: Annotated[datetime | None, typer.Option("--begin", formats=["%Y-%m-%d"], help="Today else.")] = None,
    candidate: Annotated[list[str] | None, typer.Option("--for", help="Somebody for whom it is.")] = None,
    only: Annotated[bool, typer.Option("--only", help="Count only what is done for those.")] = False,
) -> None:
    """Set a campaign."""
    assistant = assistant_of(context)
    people = [person_called(assistant, each) for each in candidate or ()]
    service = assistant.practice.campaigns
    with assistant.store.transaction():
        campaign = service.add(
            name, kind, goal, begin=begin.date() if begin else None, deadline=until.date(), only_candidates=only
        )
        for person in people:
            service.choose(campaign, person)
    show.say(f"{campaign.id}  {campaign.name}: {service.progress(campaign).words}")


@app.command()
def end(context: typer.Context, id: Id) -> None:
    """End a campaign before its deadline."""
    assistant = assistant_of(context)
    campaign = assistant.practice.campaigns.end(look_up(assistant.store, Campaign, id))
    show.say(f"{campaign.id}  {campaign.name}: ended.")


def _list(assistant: Assistant, *, json: bool) -> None:
    service = assistant.practice.campaigns
    found = service.all()
    if json:
        stands = [service.progress(each) for each in found]
        show.as_json(found, [{"done": each.done, "words": each.words} for each in stands])
        return
    for campaign in found:
        show.say(f"{campaign.id}  {campaign.name}: {service.progress(campaign).words}")
    if not found:
        show.say("No campaign is set: assistant campaigns add NAME --goal 10 --until DAY")
