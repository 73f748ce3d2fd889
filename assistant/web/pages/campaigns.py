"""Campaigns: a goal within some days, how it goes, and for whom it would do good."""

from datetime import date, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.campaigns import Campaign, CampaignKind, Candidate, Progress, burn_up
from assistant.domain.people import Person
from assistant.domain.plots import Scheme
from assistant.errors import NotFoundError, UserError
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.pages.picture import drawn, version_of
from assistant.web.pages.put_back import way_back
from assistant.web.visit import V, Visit

router = APIRouter()
SHOWN = 50
OPTIONS = 8


@router.get("/campaigns")
def campaigns(visit: V) -> Response:
    """Every campaign with how it stands."""
    service = visit.assistant.practice.campaigns
    stands = [_progress(visit, each) for each in service.all()[:SHOWN]]
    today = visit.assistant.clock().date()
    return visit.page(
        "campaigns",
        here="practice",
        stands=stands,
        kinds=tuple(CampaignKind),
        today=today,
        week=today + timedelta(days=6),
    )


@router.post("/campaigns")
def add(visit: V) -> Response:
    """A new campaign."""
    kind, goal = visit.said("kind"), visit.said("goal")
    if kind not in tuple(CampaignKind):
        raise UserError("choose what is counted")
    if not (goal.isascii() and goal.isdecimal() and len(goal) < 6):
        raise UserError("the goal is a number")
    campaign = visit.assistant.practice.campaigns.add(
        visit.said("name"),
        CampaignKind(kind),
        int(goal),
        begin=_day(visit.said("begin")) if visit.said("begin") else None,
        deadline=_day(visit.said("deadline")),
        only_candidates=bool(visit.said("only")),
    )
    undo = Undo(path=f"/campaigns/{campaign.id}/remove")
    return visit.done(f"{campaign.name} is set.", to=f"/campaigns/{campaign.id}", undo=undo)


@router.get("/campaigns/{id}")
def campaign(visit: V, id: str, q: str = "") -> Response:
    """One campaign: how it stands, what was done, for whom it would do good."""
    assistant = visit.assistant
    found = look_up(assistant.store, Campaign, id)
    service, version = assistant.practice.campaigns, assistant.lookup.version()
    stands = _progress(visit, found)
    people = assistant.lookup.several(Person, (who for deed in stands.deeds for who in deed.people))
    plot, chosen = burn_up(stands), service.candidates(found)
    taken = {each.person_id for each, _ in chosen}
    others = assistant.lookup.search(Person, q, limit=OPTIONS) if q.strip() else []
    return visit.page(
        "campaign",
        here="practice",
        stands=stands,
        rows=list(zip(stands.days, stands.counts, strict=True)),
        runs=service.runs(found),
        people=people,
        candidates=chosen,
        ideas=visit.desk.kept.now(("campaign", found.id, stands.left), version, lambda: service.ideas(found)),
        plot=plot,
        version=version_of(plot),
        q=q,
        found=[each for each in others if each.id not in taken],
    )


@router.get("/campaigns/{id}/picture.svg")
def picture(visit: V, id: str, scheme: str = Scheme.LIGHT, narrow: bool = False) -> Response:
    """How it goes, as a picture."""
    found = look_up(visit.assistant.store, Campaign, id)
    return drawn(visit, f"campaign {found.id}", burn_up(_progress(visit, found)), scheme=scheme, narrow=narrow)


@router.post("/campaigns/{id}/end")
def end(visit: V, id: str) -> Response:
    """End it before its deadline."""
    found = visit.assistant.practice.campaigns.end(look_up(visit.assistant.store, Campaign, id))
    return visit.done(f"{found.name} has ended.", to="/campaigns", undo=Undo(path=f"/campaigns/{found.id}/go-on"))


@router.post("/campaigns/{id}/go-on")
def go_on(visit: V, id: str) -> Response:
    """Let it run on."""
    found = visit.assistant.practice.campaigns.go_on(look_up(visit.assistant.store, Campaign, id))
    return visit.done(f"{found.name} goes on.", to=f"/campaigns/{found.id}")


@router.post("/campaigns/{id}/remove")
def remove(visit: V, id: str) -> Response:
    """Remove it; what was done stays."""
    found = look_up(visit.assistant.store, Campaign, id)
    undo = way_back(visit, *visit.assistant.practice.campaigns.remove(found))
    return visit.done(f"{found.name} is gone. What was done stays done.", to="/campaigns", undo=undo)


@router.post("/campaigns/{id}/candidates")
def choose(visit: V, id: str) -> Response:
    """Make somebody a candidate."""
    store, service = visit.assistant.store, visit.assistant.practice.campaigns
    found, person = look_up(store, Campaign, id), look_up(store, Person, visit.said("who"))
    candidate = service.choose(found, person, visit.said("why"))
    undo = Undo(path=f"/campaigns/{found.id}/drop", fields=(("candidate", candidate.id),))
    return visit.done(f"{person.name} is a candidate.", to=f"/campaigns/{found.id}", undo=undo)


@router.post("/campaigns/{id}/drop")
def drop(visit: V, id: str) -> Response:
    """Make them none."""
    store = visit.assistant.store
    found, candidate = look_up(store, Campaign, id), look_up(store, Candidate, visit.said("candidate"))
    if candidate.campaign_id != found.id:
        raise NotFoundError("that is no candidate of this campaign")
    visit.assistant.practice.campaigns.drop(candidate)
    undo = Undo(path=f"/campaigns/{found.id}/candidates", fields=(("who", candidate.person_id), ("why", candidate.why)))
    return visit.done("No longer a candidate.", to=f"/campaigns/{found.id}", undo=undo)


def _progress(visit: Visit, campaign: Campaign) -> Progress:
    day = f"{visit.assistant.clock():%Y-%m-%d}"
    service, version = visit.assistant.practice.campaigns, visit.assistant.lookup.version()
    return visit.desk.kept.now(("progress", campaign.id, day), version, lambda: service.progress(campaign))


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise UserError("that is no day", hint="choose one, such as 2026-11-25") from None
    if not 1990 <= day.year <= 2200:
        raise UserError("that day is too far away")
    return day
