"""Who fits? Every provider of the bullpen against one matter, with the reasons in words.

A card fits where it serves the matter's category, or where the matcher is sure enough that what they do is what is
needed. What speaks against a provider altogether is `objection`; what puts the fitting ones in order is in `reasons`.
"Nobody fits" is an answer. Where people are wanted, those without a card are thought of, too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain.bullpen import Provider
from assistant.domain.business_days import BusinessDays
from assistant.domain.ids import fold
from assistant.domain.introductions import Introduction
from assistant.domain.matching import Match, PassedOver, Ranking, Reason, Suggestion
from assistant.domain.pairs import Pair, PairState
from assistant.domain.people import Person
from assistant.domain.playbooks import Playbooks, overheard
from assistant.domain.prompts import Prompt
from assistant.ports import Candidate, Compared, Matcher, Store, Wanted
from assistant.services.look_before import forbidding
from assistant.services.reasons import ASK_BUDGET, BUDGET_DAYS, asked_on, listened, reasons, words_of
from assistant.services.standing import SoFar, so_far_of
from assistant.services.told import standing_mentions_of

LIKELY = 0.3  # of chance that a card is the right one, from which on it fits whatever services it names
PEOPLE = frozenset({"partnerships", "sales-clients"})  # matters in which people are wanted, not services
THOUGHT_OF = 3  # people at most
WORTH_A_THOUGHT = 0.1  # of chance
THOUGHT_POINTS, THOUGHT = 10.0, "you thought of them for this"
WEEKDAYS = BusinessDays()
NO_PLAYBOOKS: Playbooks = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """What a provider is wanted for: the category, the seeker, and the seeker's words.

    `thought_of` are cards of people whom the user has put together with the seeker for this: they fit, whatever they
    serve. With the `user`, what mail, calendar and earlier introductions say of the two is looked at as well.
    """

    category: str
    seeker: Person
    quotes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    thought_of: tuple[str, ...] = ()
    user: Person | None = None

    @property
    def wanted(self) -> Wanted:
        """The matter as it is compared with cards."""
        return Wanted(words=" ".join(self.quotes), area=self.seeker.area, may_ask=True)


def matter_of(store: Store, prompt: Prompt, *, refused: Sequence[str] = (), user: Person | None = None) -> Matter:
    """The matter behind a prompt."""
    mentions = standing_mentions_of(store, prompt)
    seeker = store.get(Person, prompt.person_id)
    assert seeker is not None  # a prompt is stored together with its person
    return Matter(
        category=prompt.category,
        seeker=seeker,
        quotes=tuple(mention.quote for mention in mentions),
        refused=tuple(refused),
        thought_of=tuple(_thought_of(store, prompt)),
        user=user,
    )


def _thought_of(store: Store, prompt: Prompt) -> Iterator[str]:
    for pair in store.find(Pair, prompt_id=prompt.id):
        if pair.state is PairState.TAKEN_UP:
            yield from (card.id for card in store.find(Provider, person_id=pair.other_id))


def rank(
    store: Store,
    matter: Matter,
    matcher: Matcher,
    *,
    today: date,
    playbooks: Playbooks = NO_PLAYBOOKS,
    days: BusinessDays = WEEKDAYS,
) -> Ranking:
    """Every provider who fits, in order, with reasons; and who would, but must not be proposed.

    Whoever's profession listens for words that were said fits, too, by the `playbooks`. `days` are those on which
    people work: how soon a provider answers is counted in them.
    """
    said = {each.playbook.category_of(each.trigger): each for each in overheard(playbooks, " ".join(matter.quotes))}
    cards = {card.id: (card, person) for card in store.find(Provider) if (person := store.get(Person, card.person_id))}
    compared = _compare(matter, [candidate_of(card) for card, _ in cards.values()], matcher)
    matches: list[Match] = []
    passed: list[PassedOver] = []
    for card, person in cards.values():
        beside = compared.get(card.id, Compared(id=card.id, chance=0.0))
        listens = next((said[service] for service in card.services if service in said), None)
        chosen = card.id in matter.thought_of
        if matter.category not in card.services and beside.chance < LIKELY and not (listens or chosen):
            continue
        asked = asked_on(store, card)
        past = so_far_of(store, card, today=today, days=days)
        if against := objection(store, card, person, matter, beside, asked, past, today):
            passed.append(PassedOver(provider_id=card.id, words=against))
        else:
            found = reasons(card, beside, past, category=matter.category, told=_told(matter), asked=asked, today=today)
            heard = [listened(listens)] if listens else []
            if chosen:
                heard.append(Reason(factor="thought of", points=THOUGHT_POINTS, words=THOUGHT))
            matches.append(Match(provider_id=card.id, reasons=(*found, *heard)))
    return Ranking(
        matches=tuple(sorted(matches, key=lambda match: (-match.score, match.provider_id))),
        passed_over=tuple(passed),
        suggestions=tuple(_suggestions(store, matter, matcher)) if matter.category in PEOPLE else (),
    )


def candidate_of(card: Provider) -> Candidate:
    """A card as it is compared."""
    return Candidate(
        id=card.id,
        says=card.does,
        services=tuple(service.replace("-", " ") for service in card.services),
        ideal_client=card.ideal_client,
        not_for=card.not_for,
        area=card.area,
    )


def _compare(matter: Matter, candidates: Sequence[Candidate], matcher: Matcher) -> dict[str, Compared]:
    if not candidates:
        return {}
    comparison = matcher.compare(matter.wanted, candidates, most=len(candidates))
    return {each.id: each for each in comparison.compared}


def _told(matter: Matter) -> str:
    return " ".join((*matter.quotes, matter.seeker.organisation))


def objection(
    store: Store,
    provider: Provider,
    person: Person,
    matter: Matter,
    compared: Compared,
    asked: Sequence[date],
    past: SoFar,
    today: date,
) -> str:
    """Why this provider must not be proposed, in words; empty where nothing speaks against it."""
    if person.id == matter.seeker.id:
        return "they have the matter themselves"
    if provider.id in matter.refused:
        return "it was tried for this matter already"
    if provider.benched:
        why = f": {provider.benched.why}" if provider.benched.why else ""
        return f"you benched them on {provider.benched.on:%d %B %Y}{why}"
    if provider.is_paused(today):
        why = f" ({provider.paused_why})" if provider.paused_why else ""
        return f"they take nothing new before {provider.paused_until:%d %B %Y}{why}"
    if person.preferences.never_ask:
        return "they asked not to be asked"
    if not person.address:
        return "no address of theirs is known"
    if sum(day >= today - BUDGET_DAYS for day in asked) >= ASK_BUDGET:
        return f"asked {ASK_BUDGET} times in the last {BUDGET_DAYS.days} days: their patience is finite"
    if full := provider.capacity.full(under_way=past.busy, lately=past.lately):
        return full
    told = words_of(_told(matter))
    for limit in provider.not_for:
        words = words_of(limit)
        if words and words <= told:
            return f"not for: {limit}"
    if compared.reach == "outside":
        return (
            f"they work in {', '.join(provider.area)}, and {matter.seeker.name} is in {', '.join(matter.seeker.area)}"
        )
    live = store.find(Introduction, seeker_id=matter.seeker.id, provider_id=provider.id)
    if any(introduction.is_open and introduction.category == matter.category for introduction in live):
        return f"you are introducing them to {matter.seeker.name} for this already"
    return forbidding(store, matter.seeker, provider, matter.category, matter.user) if matter.user else ""


def _suggestions(store: Store, matter: Matter, matcher: Matcher) -> Iterator[Suggestion]:
    """People without a card whom the seeker might like to meet, the likeliest first."""
    carded = {card.person_id for card in store.find(Provider)}
    people = {
        person.id: person
        for person in store.find(Person)
        if person.id not in carded
        and person.id != matter.seeker.id
        and not (person.organisation and fold(person.organisation) == fold(matter.seeker.organisation))
        and not person.preferences.never_ask
        and (person.note or person.organisation)
    }
    candidates = [
        Candidate(
            id=person.id,
            says="\n".join(filter(None, (person.organisation, person.note))),
            services=tuple(role.replace("_", " ") for role in person.roles),
            area=person.area,
        )
        for person in people.values()
    ]
    likely = [each for each in _compare(matter, candidates, matcher).values() if each.chance >= WORTH_A_THOUGHT]
    for each in sorted(likely, key=lambda each: (-each.chance, each.id))[:THOUGHT_OF]:
        person = people[each.id]
        about = person.note.partition("\n")[0] or person.organisation
        yield Suggestion(person_id=each.id, words=f"not of your bullpen, but you know them: {about}")
