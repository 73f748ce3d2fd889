"""What puts the providers who fit in order: each reason with its points, and in words."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from assistant.domain.bullpen import MONTH, EvidenceKind, Provider
from assistant.domain.cases import Led
from assistant.domain.cool_down import AFTER_AN_ASK
from assistant.domain.drafts import OUT, Draft, DraftKind
from assistant.domain.ids import fold
from assistant.domain.matching import Reason
from assistant.domain.playbooks import Overheard
from assistant.domain.standing import standing_of
from assistant.ports import Compared, Store
from assistant.services.standing import SoFar

ASK_BUDGET = 3  # asks of one provider in 30 days; more, and even a friend stops answering (S2)
BUDGET_DAYS = MONTH
LIKENESS = 3.0  # points of what is certain
SURE, NEAR = 0.5, 0.1  # of chance, to say that it is what they do, or near to it
CLOSE_LIMIT = -0.5  # points of the matcher, from which on a limit is worth a word
TOLD = 1.0  # points that the matcher may take away or add for a limit or an ideal client
IDEAL = 1.5  # points of the matcher, from which on the ideal client is worth a word
STANDING, MOST_STANDING = 25, 1.0  # of 100, that are worth a point; points at most
REFUSED = 0.5  # points
JUDGED = 1.5  # points of whom a language model puts first, shared by the place of the others
LISTENED = 0.5
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


REFUSALS = frozenset({Led.NO, Led.SILENT, Led.WITHDREW})
UNTRIED = standing_of(()).total


def reasons(
    provider: Provider,
    compared: Compared,
    past: SoFar,
    *,
    category: str,
    told: str,
    asked: Sequence[date],
    today: date,
) -> Iterator[Reason]:
    """Everything that speaks for or against a provider who fits.

    `told` is all that was said of the matter; `asked` are the days on which they were asked, for this or another one.
    """
    yield from _of_the_work(provider, compared, category, told)
    yield from _of_the_place(provider, compared)
    if latest := provider.last_seen:
        points = min(1.0, 0.25 * len(provider.evidence)) + (0.5 if today - latest.on < timedelta(days=365) else 0.0)
        yield Reason(factor="evidence", points=points, words=f"{EVIDENCE_WORDS[latest.kind]} ({latest.on:%B %Y})")
    yield from _of_the_past(past)
    if any(day >= today - AFTER_AN_ASK for day in asked):
        yield Reason(factor="cool-down", points=-0.5, words="you asked them within the last week")


def listened(said: Overheard) -> Reason:
    """That what was told is what their profession listens for."""
    words = f"“{said.trigger.words}” is what their profession listens for ({said.playbook.profession.lower()})"
    return Reason(factor="playbook", points=LISTENED, words=words)


def _of_the_work(provider: Provider, compared: Compared, category: str, told: str) -> Iterator[Reason]:
    if category in provider.services:
        main = provider.services[0] == category
        words = "it is their main line" if main else "they do this too"
        yield Reason(factor="service", points=3.0 if main else 2.0, words=words)
    if compared.chance >= NEAR:
        words = "what they do is what was told of" if compared.chance >= SURE else "what they do comes near it"
        yield Reason(factor="likeness", points=round(LIKENESS * compared.chance, 2), words=words)
    if compared.place:
        words = "puts them first" if compared.place == 1 else "finds that they fit, too"
        yield Reason(factor="judge", points=JUDGED / compared.place, words=f"a language model {words}")
    shared = sorted(words_of(told) & words_of(f"{provider.does} {provider.ideal_client}"))
    if shared:
        points = min(1.5, 0.5 * len(shared))
        yield Reason(factor="words", points=points, words=f"their card speaks of {', '.join(shared[:4])}")
    if compared.ideal_client >= IDEAL and provider.ideal_client:
        yield Reason(factor="ideal client", points=0.5, words=f"their ideal client: {provider.ideal_client}")
    if compared.limit <= CLOSE_LIMIT:
        points = max(-TOLD, round(compared.limit, 2))
        yield Reason(factor="limit", points=points, words=f"near to what they do not do: {compared.nearest_limit}")


def _of_the_place(provider: Provider, compared: Compared) -> Iterator[Reason]:
    if compared.reach == "inside":
        yield Reason(factor="area", points=0.5, words=f"they work where it is wanted: {', '.join(provider.area)}")
    elif compared.reach == "near":
        yield Reason(factor="area", points=0.25, words=f"they work near by: {', '.join(provider.area)}")


def _of_the_past(past: SoFar) -> Iterator[Reason]:
    """How earlier introductions to them went, and whether they said no of late."""
    standing, answer = past.standing, past.answer
    points = (standing.total - UNTRIED) / STANDING
    if standing.is_known and points:
        words = f"their standing is {standing.words}, {standing.total} of 100"
        if won := [case for case in past.cases if case.led is Led.HELPED]:
            times = "once" if len(won) == 1 else f"{len(won)} times"
            words += f": it worked out {times}, last in {won[-1].helped_at:%B %Y}"
        yield Reason(factor="standing", points=round(max(-MOST_STANDING, min(MOST_STANDING, points)), 2), words=words)
    if answer and answer.led in REFUSALS:
        said = f"the last time, in {answer.answered_at:%B %Y}, {answer.led}"
        yield Reason(factor="refusal", points=-REFUSED, words=said)


def asks_of(store: Store, provider: Provider, *, since: date, besides: str = "") -> int:
    """How often the person behind the card was asked since that day; see `asked_on`."""
    return sum(day >= since for day in asked_on(store, provider, besides=besides))


def asked_on(store: Store, provider: Provider, *, besides: str = "") -> list[date]:
    """The days on which the person behind the card was asked, for any card of theirs.

    An ask of which nobody knows whether it has left counts, too; `besides` is the id of one that does not.
    """
    cards = store.find(Provider, person_id=provider.person_id)
    asks = [ask for card in cards for ask in store.find(Draft, provider_id=card.id, kind=DraftKind.ASK_PROVIDER)]
    left = [ask.delivered_at if ask.state in OUT else ask.uncertain_at for ask in asks if ask.id != besides]
    return [moment.date() for moment in left if moment is not None]


def words_of(text: str) -> set[str]:
    """The words of a text that say something, folded."""
    return {word for word in fold(text).split() if len(word) > 2 and word not in STOP_WORDS}
