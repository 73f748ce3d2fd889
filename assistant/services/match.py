"""Who fits? Every provider of the bullpen against one matter, with the reasons in words.

First version: a card fits where it serves the matter's category; place, evidence, shared words and how often the
provider was asked lately put the fitting ones in order. "Nobody fits" is an answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.domain.bullpen import EvidenceKind, Provider
from assistant.domain.drafts import OUT, Draft, DraftKind
from assistant.domain.ids import fold
from assistant.domain.introductions import Introduction
from assistant.domain.matching import Match, PassedOver, Ranking, Reason
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.ports import Store
from assistant.services.told import standing_mentions_of

ASK_BUDGET = 3  # asks of one provider in 30 days; more, and even a friend stops answering (S2)
BUDGET_DAYS = timedelta(days=30)
ANYWHERE = frozenset({"remote", "online", "anywhere", "uk", "worldwide"})
STOP_WORDS = frozenset({
    "about", "after", "all", "also", "and", "any", "are", "been", "but", "can", "does", "for", "from", "had", "has",
    "have", "her", "his", "its", "just", "need", "not", "our", "out", "she", "some", "that", "the", "their", "them",
    "there", "they", "this", "too", "very", "was", "were", "what", "when", "who", "will", "with", "would", "you",
    "your",
})  # fmt: skip
EVIDENCE_WORDS = {
    EvidenceKind.VISIT: "you have visited them",
    EvidenceKind.WORK_SEEN: "you have seen their work",
    EvidenceKind.CLIENT_WORD: "a client of theirs told you so",
    EvidenceKind.OWN_CUSTOMER: "you are their customer yourself",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """What a provider is wanted for: the category, the seeker, and the seeker's words."""

    category: str
    seeker: Person
    quotes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def matter_of(store: Store, prompt: Prompt, *, refused: Sequence[str] = ()) -> Matter:
    """The matter behind a prompt."""
    mentions = standing_mentions_of(store, prompt)
    seeker = store.get(Person, prompt.person_id)
    assert seeker is not None  # a prompt is stored together with its person
    return Matter(
        category=prompt.category,
        seeker=seeker,
        quotes=tuple(mention.quote for mention in mentions),
        refused=tuple(refused),
    )


def rank(store: Store, matter: Matter, *, today: date) -> Ranking:
    """Every provider who serves the matter's category, in order, with reasons."""
    matches: list[Match] = []
    passed: list[PassedOver] = []
    for provider in store.find(Provider, services=matter.category):
        person = store.get(Person, provider.person_id)
        if person is None:
            continue
        against = _against(store, provider, person, matter, today)
        if against:
            passed.append(PassedOver(provider_id=provider.id, words=against))
        else:
            reasons = tuple(_reasons(store, provider, matter, today))
            matches.append(Match(provider_id=provider.id, reasons=reasons))
    return Ranking(
        matches=tuple(sorted(matches, key=lambda match: (-match.score, match.provider_id))), passed_over=tuple(passed)
    )


def _against(store: Store, provider: Provider, person: Person, matter: Matter, today: date) -> str:
    """Why this provider must not be proposed, in words; empty where nothing speaks against it."""
    if person.id == matter.seeker.id:
        return "they have the matter themselves"
    if provider.id in matter.refused:
        return "it was tried for this matter already"
    if provider.is_paused(today):
        return f"they take nothing new before {provider.paused_until:%d %B %Y}"
    if person.preferences.never_ask:
        return "they asked not to be asked"
    if not person.address:
        return "no address of theirs is known"
    if asks_of(store, provider, since=today - BUDGET_DAYS) >= ASK_BUDGET:
        return f"asked {ASK_BUDGET} times in the last {BUDGET_DAYS.days} days: their patience is finite"
    told = _words(" ".join((*matter.quotes, matter.seeker.organisation)))
    for limit in provider.not_for:
        words = _words(limit)
        if words and words <= told:
            return f"not for: {limit}"
    if not _reaches(provider, matter.seeker):
        return (
            f"they work in {', '.join(provider.area)}, and {matter.seeker.name} is in {', '.join(matter.seeker.area)}"
        )
    live = store.find(Introduction, seeker_id=matter.seeker.id, provider_id=provider.id)
    if any(introduction.is_open and introduction.category == matter.category for introduction in live):
        return f"you are introducing them to {matter.seeker.name} for this already"
    return ""


def _reasons(store: Store, provider: Provider, matter: Matter, today: date) -> Iterator[Reason]:
    main = provider.services[0] == matter.category
    yield Reason(
        factor="service",
        points=3.0 if main else 2.0,
        words="it is their main line" if main else "they do this too",
    )
    shared = sorted(_words(" ".join(matter.quotes)) & _words(f"{provider.does} {provider.ideal_client}"))
    if shared:
        points = min(1.5, 0.5 * len(shared))
        yield Reason(factor="words", points=points, words=f"their card speaks of {', '.join(shared[:4])}")
    places = {fold(place) for place in matter.seeker.area} & {fold(place) for place in provider.area}
    if places:
        yield Reason(factor="area", points=0.5, words=f"both are in {', '.join(sorted(places)).title()}")
    if provider.evidence:
        latest = max(provider.evidence, key=lambda evidence: evidence.on)
        points = min(1.0, 0.25 * len(provider.evidence)) + (0.5 if today - latest.on < timedelta(days=365) else 0.0)
        yield Reason(factor="evidence", points=points, words=f"{EVIDENCE_WORDS[latest.kind]} ({latest.on:%B %Y})")


def asks_of(store: Store, provider: Provider, *, since: date) -> int:
    """How often the person behind the card was asked since that day, for any card of theirs."""
    cards = store.find(Provider, person_id=provider.person_id)
    asks = [ask for card in cards for ask in store.find(Draft, provider_id=card.id, kind=DraftKind.ASK_PROVIDER)]
    return sum(ask.state in OUT and ask.delivered_at is not None and ask.delivered_at.date() >= since for ask in asks)


def _reaches(provider: Provider, seeker: Person) -> bool:
    """Whether the provider works where the seeker is; unknown places speak against nobody."""
    area = {fold(place) for place in provider.area}
    return not area or not seeker.area or bool(area & ANYWHERE) or bool(area & {fold(place) for place in seeker.area})


def _words(text: str) -> set[str]:
    return {word for word in fold(text).split() if len(word) > 2 and word not in STOP_WORDS}
