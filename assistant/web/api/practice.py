"""The practice around the introductions, to be looked at: whom to call, groups, campaigns, pairs, cards and others."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.bootstrap.pairing import pairs_of
from assistant.domain.campaigns import Campaign
from assistant.domain.events import Event, Met
from assistant.domain.goodwill import Entry
from assistant.domain.groups import Group, Slip
from assistant.domain.pairs import About, Pair, PairState
from assistant.domain.people import Person
from assistant.domain.tables import Table
from assistant.domain.wishes import Wish, WishState
from assistant.errors import NotFoundError
from assistant.services.advocates import Placed
from assistant.services.care import ToCall
from assistant.services.goodwill import Waiting
from assistant.services.insight_tables import Tables
from assistant.services.laments import Lament, laments
from assistant.services.pairs import Seen
from assistant.services.written_cards import ToWrite
from assistant.web.api.caller import Reads, known
from assistant.web.api.paging import AGAIN, NOWHERE, Page, Spanned
from assistant.web.api.problems import ONE, UnfitError

router = APIRouter(tags=["Practice"])
Most = Annotated[int, Query(ge=1, le=200, description="How many at most.")]


@router.get("/care", summary="Whom to call today")
def list_care(desk: Reads) -> list[ToCall]:
    """In order, each with the reason, what was said last, and what to be careful of."""
    return desk.assistant.practice.care.today()


@router.get("/goodwill", summary="What there is to do about referrals that you received")
def list_goodwill(desk: Reads) -> list[Waiting]:
    """Whom to thank, whom to tell what came of it, and what to decide."""
    return desk.assistant.practice.goodwill.waiting()


@router.get("/goodwill/{id}", summary="What you and somebody did for each other", responses=ONE)
def get_goodwill(desk: Reads, id: str) -> list[Entry]:
    """The entries of one person, by the person's id. No sum is drawn."""
    return desk.assistant.practice.goodwill.of(known(desk.assistant.store, Person, id))


@router.get("/groups", summary="The groups")
def list_groups(desk: Reads) -> list[Group]:
    """By name, each with the ids of its members."""
    return desk.assistant.practice.groups.all()


@router.get("/groups/{id}", summary="One group", responses=ONE)
def get_group(desk: Reads, id: str) -> Group:
    """When it meets, and who is in it."""
    return known(desk.assistant.store, Group, id)


@router.get("/groups/{id}/slips", summary="What was noted in a group", responses=ONE)
def list_slips(desk: Reads, id: str, span: Spanned) -> Page[Slip]:
    """The latest first."""
    store = desk.assistant.store
    found = store.find(Slip, group_id=known(store, Group, id).id)
    return span.page(store, Slip, found, lambda each: each.noted_at, newest_first=True)


@router.get("/campaigns", summary="The campaigns")
def list_campaigns(desk: Reads) -> list[Campaign]:
    """Those that run and those that are over."""
    return desk.assistant.practice.campaigns.all()


@router.get("/campaigns/{id}", summary="One campaign", responses=ONE)
def get_campaign(desk: Reads, id: str) -> Campaign:
    """What it is for, and until when."""
    return known(desk.assistant.store, Campaign, id)


@router.get("/pairs", summary="Two people who may fit each other")
def list_pairs(desk: Reads, span: Spanned, state: PairState | None = None) -> Page[Pair]:
    """The latest first; what you said to them stands in `state`."""
    return span.listing(desk.assistant.lookup, Pair, **({"state": state} if state else {}))


@router.get("/partners", summary="Who may be a partner of whom")
def list_partners(desk: Reads, limit: Most = 50) -> list[Seen]:
    """Two who serve the same clients, with the reasons; new ones only."""
    return pairs_of(desk.assistant).new(about=(About.PARTNERS,), all_of_them=True, limit=limit)


@router.get("/insight", summary="What your own practice shows")
def get_insight(desk: Reads) -> Table:
    """Every figure in one sentence, as a table."""
    assistant, version = desk.assistant, desk.assistant.lookup.version()
    found = desk.kept.now(("insight facts", assistant.clock().date()), version, assistant.practice.insight)
    return Tables(found, {}, assistant.config.practice.currency).summary()


@router.get("/cards", summary="The cards to write")
def list_cards(desk: Reads) -> list[ToWrite]:
    """By hand, each with true things to begin with."""
    return desk.assistant.practice.written_cards.queue()


@router.get("/events", summary="The events you told of")
def list_events(desk: Reads, span: Spanned) -> Page[Event]:
    """The latest first."""
    store = desk.assistant.store
    return span.page(store, Event, store.find(Event), lambda each: each.at, newest_first=True)


@router.get("/events/{id}", summary="Whom you met at an event", responses=ONE)
def list_met(desk: Reads, id: str) -> list[Met]:
    """Each with what was said of them."""
    return [met for met, _ in desk.assistant.practice.events.of(known(desk.assistant.store, Event, id))]


@router.get("/wishes", summary="Whom people wish to reach")
def list_wishes(desk: Reads, span: Spanned, state: WishState | None = None) -> Page[Wish]:
    """The latest first."""
    return span.listing(desk.assistant.lookup, Wish, **({"state": state} if state else {}))


@router.get("/laments", summary="Who needs clients")
def list_laments(desk: Reads, limit: Most = 30, cursor: Annotated[str, Query(max_length=1000)] = "") -> Page[Lament]:
    """Those who said that they need more clients, the latest first, with whom they could meet."""
    assistant = desk.assistant
    try:
        found, following = laments(assistant.store, assistant.lookup, pairs_of(assistant), after=cursor, limit=limit)
    except NotFoundError:
        raise UnfitError(NOWHERE, hint=AGAIN) from None
    return Page(items=tuple(found), next=following or None)


@router.get("/advocates", summary="Who is nearest to sending you others")
def list_advocates(desk: Reads, limit: Most = 50) -> list[Placed]:
    """Where each stands, why, and what is against asking anything of them now."""
    return desk.assistant.practice.advocates.nearest()[:limit]
