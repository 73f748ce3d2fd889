"""The bullpen: whom the user would send their best customer to, how it went so far, and what nobody serves yet."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap import Assistant
from assistant.domain.bullpen import EvidenceKind, Provider
from assistant.domain.cool_down import AFTER_NOES
from assistant.domain.counted import counted
from assistant.domain.ids import fold
from assistant.domain.introductions import Introduction, State
from assistant.domain.people import Participant, Person
from assistant.domain.standing import GOOD
from assistant.errors import SourceError, UserError
from assistant.ports import Failed
from assistant.services.cards import Cards, whose_card
from assistant.services.contacts import is_address
from assistant.services.reasons import ASK_BUDGET
from assistant.services.standing import Doubted, SoFar, doubted, so_far_of
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.pages.card_form import CardForm
from assistant.web.pages.topic_groups import grouped
from assistant.web.visit import V
from assistant.web.words import instead_of

router = APIRouter()
MOST = 24  # cards of one page
EVIDENCE = {
    EvidenceKind.VISIT: "You visited them",
    EvidenceKind.WORK_SEEN: "You saw their work",
    EvidenceKind.CLIENT_WORD: "A client told you",
    EvidenceKind.OWN_CUSTOMER: "You are a customer",
}
MOST_DOUBTED = 5  # of whom the page asks


@dataclass(frozen=True, kw_only=True, slots=True)
class CardView:
    """A card with the person behind it, and how it has gone so far."""

    card: Provider
    person: Person
    services: tuple[str, ...]
    so_far: SoFar
    is_paused: bool
    stale: str


@router.get("/bullpen")
def bullpen(visit: V, service: str = "", page: int = 1) -> Response:
    """Every card, and the matters that wait since nobody serves them."""
    assistant = visit.assistant
    cards = assistant.store.find(Provider, services=service) if service else assistant.store.find(Provider)
    people = ((card, assistant.store.get(Person, card.person_id)) for card in cards)
    found = sorted(
        ((card.benched is not None, fold(person.name), card.id, card, person) for card, person in people if person),
        key=lambda x: x[:3],
    )
    at = max(1, page)
    shown = found[(at - 1) * MOST : at * MOST]
    return visit.page(
        "bullpen",
        views=visit.desk.kept.now(
            ("bullpen", id(assistant), assistant.clock().date(), service, at),
            assistant.lookup.version(),
            lambda: [view_of(assistant, card, person) for *_, card, person in shown],
        ),
        total=len(found),
        page=at,
        pages=-(-len(found) // MOST),
        service=service,
        title=_title(assistant, service) if service else "",
        unserved=_unserved(assistant),
        doubted=_doubted(visit),
        budget=ASK_BUDGET,
    )


@router.get("/bullpen/new")
def new(visit: V, person: str = "", service: str = "") -> Response:
    """The form of a new card, of somebody known or somebody new."""
    known = look_up(visit.assistant.store, Person, person) if person else None
    if known and (has := next(visit.assistant.store.find(Provider, person_id=known.id), None)):
        return card_page(visit, has)
    return new_card(visit, CardForm(services=(service,) if service else (), person_id=known.id if known else ""))


@router.post("/bullpen/new")
def write(visit: V) -> Response:
    """Keep a new card."""
    assistant, form = visit.assistant, CardForm.sent(visit.form, visit.several.get("services", []))
    store = assistant.store
    try:
        if form.person_id:
            person = look_up(store, Person, form.person_id)
        else:
            if form.address and not is_address(form.address):
                raise UserError(f"'{form.address[:60]}' is no mail address")
            person = whose_card(store, Participant(name=form.name, address=form.address), form.organisation)
        card, woken = _cards(assistant).write(person, form.card)
    except UserError as error:
        return new_card(visit, _refused(form, error))
    words = f"{person.name} is in your bullpen."
    return visit.done(words, *_woken(woken), to=f"/bullpen/{card.id}", undo=Undo(path=f"/bullpen/{card.id}/remove"))


@router.get("/bullpen/{id}")
def card(visit: V, id: str) -> Response:
    """One card, whole."""
    return card_page(visit, look_up(visit.assistant.store, Provider, id))


@router.post("/bullpen/{id}")
def change(visit: V, id: str) -> Response:
    """Keep a card as it was changed."""
    assistant, form = visit.assistant, CardForm.sent(visit.form, visit.several.get("services", []))
    before = look_up(assistant.store, Provider, id)
    try:
        if visit.said("seen") != seen(before):
            raise UserError("the card was changed elsewhere meanwhile", hint="compare the two, then save yours again")
        after, woken = _cards(assistant).change(before, form.card)
    except UserError as error:
        return card_page(visit, before, status=409, form=_refused(form, error))
    if after == before:
        return visit.done("Nothing was changed.", to=f"/bullpen/{before.id}")
    undo = Undo(path=f"/bullpen/{before.id}", fields=(*CardForm.of(before).fields, ("seen", seen(after))))
    return visit.done("Saved.", *_woken(woken), to=f"/bullpen/{before.id}", undo=undo)


@router.post("/bullpen/{id}/remove")
def remove(visit: V, id: str) -> Response:
    """Take a card out of the bullpen."""
    assistant = visit.assistant
    gone = look_up(assistant.store, Provider, id)
    _cards(assistant).remove(gone)
    person = assistant.store.get(Person, gone.person_id)
    fields = (*CardForm.of(gone).fields, ("person_id", gone.person_id))
    words = f"{person.name if person else 'They'} left your bullpen."
    elsewhere = replace(visit, form={})  # the page that it came from is gone
    return elsewhere.done(words, to="/bullpen", undo=Undo(path="/bullpen/new", fields=fields))


def seen(card: Provider) -> str:
    """What stands for a card just as it is."""
    return hashlib.sha256(repr(card).encode()).hexdigest()[:16]


def file_of(assistant: Assistant, card: Provider) -> str:
    """The name of the bullpen file that has this card as well; empty where none does."""
    for source in assistant.bullpen_sources():
        try:
            if any(not isinstance(entry, Failed) and entry[1].id == card.id for entry in source.cards()):
                return source.name
        except SourceError:  # a page need not say what is wrong with a file: settings do
            continue
    return ""


def _cards(assistant: Assistant) -> Cards:
    return Cards(introduce=assistant.introduce, topics=assistant.topics)


def view_of(assistant: Assistant, card: Provider, person: Person) -> CardView:
    """A card with how it has gone so far, as of today."""
    today = assistant.clock().date()
    return CardView(
        card=card,
        person=person,
        services=tuple(_title(assistant, service) for service in card.services),
        so_far=so_far_of(assistant.store, card, today=today, days=assistant.business_days),
        is_paused=card.is_paused(today),
        stale=card.stale(today),
    )


def _doubted(visit: V) -> list[tuple[Doubted, Person]]:
    """Of whom the bench should be thought, as the cards are now; the figures may be a moment old."""
    assistant, today = visit.assistant, visit.assistant.clock().date()
    found = visit.desk.kept.lately(
        ("doubted", id(assistant), today),
        assistant.lookup.version(),
        lambda: doubted(assistant.store, today=today, days=assistant.business_days),
    )
    told = []
    for each in found[:MOST_DOUBTED]:
        card, person = assistant.store.get(Provider, each.card.id), assistant.store.get(Person, each.card.person_id)
        if card and person and card.benched is None and card.kept_until == each.card.kept_until:
            told.append((each, person))
    return told


def _title(assistant: Assistant, service: str) -> str:
    topic = assistant.topics.get(service)
    return topic.title if topic else service


def _unserved(assistant: Assistant) -> list[tuple[str, str, int]]:
    """The topics of matters that wait until somebody fits, most wanted first: id, title, how many."""
    waiting = Counter(each.category for each in assistant.store.find(Introduction, state=State.PARKED))
    return [(topic, _title(assistant, topic), number) for topic, number in waiting.most_common(20)]


def _woken(woken: Iterable[Introduction]) -> tuple[str, ...]:
    number = len(list(woken))
    return (f"{counted(number, 'matter')} that waited for somebody now goes on: a draft is ready.",) if number else ()


def _refused(form: CardForm, error: UserError) -> CardForm:
    hint, link = instead_of(error.hint)
    return replace(form, problems=error.problems, hint=hint, link=link)


def new_card(visit: V, form: CardForm) -> Response:
    """The form of a new card, as it is filled in."""
    assistant = visit.assistant
    person = assistant.store.get(Person, form.person_id) if form.person_id else None
    return visit.page(
        "card_new",
        status=409 if form.problems else 200,
        here="bullpen",
        form=form,
        person=person,
        groups=grouped(assistant.topics),
        EVIDENCE=EVIDENCE,
    )


def card_page(visit: V, card: Provider, *, form: CardForm | None = None, status: int = 200) -> Response:
    """One card whole, with its form as it is, or as it was filled in."""
    assistant = visit.assistant
    person = assistant.store.get(Person, card.person_id)
    assert person is not None  # a card is stored together with its person
    return visit.page(
        "card",
        status=status,
        here="bullpen",
        view=view_of(assistant, card, person),
        form=form or CardForm.of(card),
        seen=seen(card),
        file=file_of(assistant, card),
        groups=grouped(assistant.topics),
        budget=ASK_BUDGET,
        GOOD=GOOD,
        rest_until=assistant.clock().date() + AFTER_NOES,
        EVIDENCE=EVIDENCE,
    )
