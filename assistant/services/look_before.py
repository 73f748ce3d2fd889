"""Looking before asking: what is known of two people, from mail, calendar and earlier introductions (etiquette 10).

Looked at before the user is asked about a matter (`about_seeker`), before a provider is proposed (`forbidding`), and
when a draft is read and approved (`facts`).
"""

from collections.abc import Iterator

from assistant.domain.bullpen import Provider
from assistant.domain.domains import own_domain
from assistant.domain.facts import Fact, FactKind, Weight
from assistant.domain.ids import fold
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.ports import Store
from assistant.services.look_in_mail import InCommon
from assistant.services.look_in_records import Pair, earlier, spoken


def facts(
    store: Store, seeker: Person, provider: Provider, category: str, user: Person, *, besides: str = ""
) -> tuple[Fact, ...]:
    """Everything that is known of the two and this purpose, what forbids first.

    `besides` is the id of the introduction that is being worked on: it does not speak against itself.
    """
    person = store.get(Person, provider.person_id)
    if person is None:
        return ()
    pair = Pair(seeker=seeker, provider=person, category=category, user=user, besides=besides)
    common = InCommon(store, pair)
    found = [*_against(store, pair, common), *_to_mind(store, pair, common, provider)]
    once = {(each.kind, each.words): each for each in found}.values()
    return tuple(sorted(once, key=lambda each: not each.forbids))


def forbidding(store: Store, seeker: Person, provider: Provider, category: str, user: Person) -> str:
    """The words of what keeps this provider from being proposed; empty where nothing does.

    Looks only as far as it must, since it is asked of one provider after another.
    """
    person = store.get(Person, provider.person_id)
    if person is None:
        return ""
    pair = Pair(seeker=seeker, provider=person, category=category, user=user)
    return next((found.words for found in _against(store, pair, InCommon(store, pair)) if found.forbids), "")


def about_seeker(store: Store, seeker: Person, category: str, *, besides: str = "") -> tuple[Fact, ...]:
    """What is known of somebody and a topic before the user is asked about it; `besides` is the prompt in question."""
    return (*_said_before(store, seeker, category, besides), *_offers_it(store, seeker, category))


def about_introduction(
    store: Store, introduction: Introduction, user: Person, *, provider_id: str = ""
) -> tuple[Fact, ...]:
    """What is known of the two sides of an introduction, or of the seeker where no provider is chosen."""
    seeker = store.get(Person, introduction.seeker_id)
    provider = store.get(Provider, provider_id or introduction.provider_id)
    if seeker is None:
        return ()
    if provider is None:
        return about_seeker(store, seeker, introduction.category, besides=introduction.prompt_id)
    return facts(store, seeker, provider, introduction.category, user, besides=introduction.id)


def _against(store: Store, pair: Pair, common: InCommon) -> Iterator[Fact]:
    """What may forbid, the cheap things first."""
    yield from _sides(pair)
    yield from earlier(store, pair)
    yield from common.introduced()


def _to_mind(store: Store, pair: Pair, common: InCommon, provider: Provider) -> Iterator[Fact]:
    yield from common.written()
    yield from common.met()
    yield from _colleagues(pair)
    yield from _offers_it(store, pair.seeker, pair.category, besides=pair.provider.id)
    own = {service for card in store.find(Provider, person_id=pair.seeker.id) for service in card.services}
    shared = sorted(own & set(provider.services) - {pair.category})
    if shared:
        words = f"{pair.seeker.name} and {pair.provider.name} both offer {', '.join(shared)}"
        yield Fact(kind=FactKind.COMPETITOR, weight=Weight.MIND, words=words, evidence=(provider.id,))


def _sides(pair: Pair) -> Iterator[Fact]:
    """Two sides that are one, the user as a side, and people who are never to be asked."""
    seeker, provider, user = pair.seeker, pair.provider, pair.user
    if seeker.id == provider.id or set(seeker.addresses) & set(provider.addresses):
        yield _forbids(FactKind.SAME_PERSON, f"{seeker.name} and {provider.name} are one person", provider)
    for person in (seeker, provider):
        same_name = " " in fold(user.name) and fold(user.name) in person.keys
        if same_name or set(person.addresses) & set(user.addresses):
            yield _forbids(FactKind.USER, f"{person.name} is you", person)
        if person.preferences.never_ask:
            yield _forbids(FactKind.NEVER_ASK, f"{person.name} asked not to be asked", person)


def _colleagues(pair: Pair) -> Iterator[Fact]:
    one, other = pair.seeker, pair.provider
    if is_same_firm(one, other):
        firm = other.organisation or next(iter(_domains(other)))
        words = f"both are at {firm}"
        yield Fact(kind=FactKind.COLLEAGUES, weight=Weight.MIND, words=words, evidence=(one.id, other.id))


def is_same_firm(one: Person, other: Person) -> bool:
    """Whether two people are at one organisation, by its name or by a mail domain that is its own."""
    named = fold(one.organisation)
    return bool(named and named == fold(other.organisation)) or bool(_domains(one) & _domains(other))


def _domains(person: Person) -> set[str]:
    return {own_domain(address) for address in person.addresses} - {""}


def _offers_it(store: Store, seeker: Person, category: str, *, besides: str = "") -> Iterator[Fact]:
    """Cards of theirs, or of their firm, that offer what they are said to look for; none of the person `besides`."""
    for card in store.find(Provider, services=category):
        person = store.get(Person, card.person_id)
        if person is None or person.id == besides or (person.id != seeker.id and not is_same_firm(person, seeker)):
            continue
        whose = "themselves" if person.id == seeker.id else f"in their own firm ({person.name})"
        words = f"{seeker.name} offers {category} {whose}"
        yield Fact(kind=FactKind.COMPETITOR, weight=Weight.MIND, words=words, evidence=(card.id,))


def _said_before(store: Store, seeker: Person, category: str, besides: str) -> Iterator[Fact]:
    """Earlier noes about the topic: the user's own to the question, and theirs to help."""
    for intro in store.find(Introduction, seeker_id=seeker.id):
        declined = next((event for event in intro.events if event.kind is EventKind.HELP_DECLINED), None)
        if declined and intro.category == category and intro.prompt_id != besides:
            words = f"{seeker.name} said no to help with {category} ({spoken(declined.at)})"
            yield Fact(
                kind=FactKind.SAID_NO, weight=Weight.MIND, words=words, day=declined.at.date(), evidence=(intro.id,)
            )
    for prompt in store.find(Prompt, person_id=seeker.id):
        if prompt.id != besides and prompt.category == category and prompt.state is PromptState.NO:
            at = prompt.answered_at or prompt.last_heard
            words = f"you left {category} of {seeker.name} alone ({spoken(at)})"
            yield Fact(kind=FactKind.SAID_NO, weight=Weight.MIND, words=words, day=at.date(), evidence=(prompt.id,))


def _forbids(kind: FactKind, words: str, person: Person) -> Fact:
    return Fact(kind=kind, weight=Weight.FORBIDS, words=words, evidence=(person.id,))
