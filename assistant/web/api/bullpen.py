"""The bullpen: the providers whom the user would send their best customer to, and who fits what."""

from dataclasses import dataclass

from fastapi import APIRouter

from assistant.domain.bullpen import Provider
from assistant.domain.matching import PassedOver, Ranking, Reason, Suggestion
from assistant.domain.people import Person
from assistant.ports import Store
from assistant.web.api.caller import Reads, known
from assistant.web.api.paging import Page, Spanned
from assistant.web.api.problems import ONE

router = APIRouter(prefix="/bullpen", tags=["Bullpen"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A card with whose it is."""

    provider: Provider
    person: Person | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """A provider who fits. `score` is the sum of the reasons' points."""

    provider_id: str
    name: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fits:
    """Who fits, best first; who would, but is passed over; and whom else one might think of."""

    matches: tuple[Fit, ...]
    passed_over: tuple[PassedOver, ...]
    suggestions: tuple[Suggestion, ...]


@router.get("", summary="Every card")
def list_providers(desk: Reads, span: Spanned) -> Page[Provider]:
    """The providers, by id."""
    return span.page(desk.assistant.store, Provider, desk.assistant.store.find(Provider))


@router.get("/{id}", summary="One card", responses=ONE)
def get_provider(desk: Reads, id: str) -> Card:
    """A card, and the person behind it."""
    provider = known(desk.assistant.store, Provider, id)
    return Card(provider=provider, person=desk.assistant.store.get(Person, provider.person_id))


def fits_of(store: Store, ranking: Ranking) -> Fits:
    """A ranking with names."""
    fits = [
        Fit(
            provider_id=match.provider_id,
            name=_name(store, match.provider_id),
            score=match.score,
            reasons=tuple(match.reasons),
        )
        for match in ranking.matches
    ]
    return Fits(matches=tuple(fits), passed_over=tuple(ranking.passed_over), suggestions=tuple(ranking.suggestions))


def _name(store: Store, provider_id: str) -> str:
    provider = store.get(Provider, provider_id)
    person = store.get(Person, provider.person_id) if provider else None
    return person.name if person else ""
