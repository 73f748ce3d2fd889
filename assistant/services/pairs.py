"""Pairs as the user sees them, with the reasons in words (S4, S11)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.ids import fold
from assistant.domain.introductions import Introduction, State
from assistant.domain.pairs import About, Pair, PairState
from assistant.domain.people import USER, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.wishes import Wish, WishState
from assistant.ports import Lookup, Store
from assistant.services.partners import business_of
from assistant.services.told import standing_mentions_of

VERY = 0.8  # of chance, from which on it is said without "near"
SHORT = 140  # characters of an ideal client
A_DAY = 5  # pairs of one day that are put to the user; weaker ones are there to be looked for


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A pair as it is shown.

    `said` is what the seeker said, at `said_at`, and `evidence` the id that shows it; `told_by` is who said it where
    that was somebody else. `does` is what is known of the other, and `reasons` are why they may fit, each in words. Of
    partners, `said` is what the first one does. `needs_card` is whether the other has no card, so that nobody could be
    asked yet. `waits` is the introduction that waits for somebody fitting, where there is one.
    """

    pair: Pair
    seeker: Person
    other: Person
    does: str
    needs_card: bool
    said: str = ""
    said_at: datetime | None = None
    evidence: str = ""
    told_by: str = ""
    reasons: tuple[str, ...] = ()
    waits: Introduction | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairs:
    """Shows pairs. `user` stands for the user among people."""

    store: Store
    lookup: Lookup
    user: Person

    def new(self, *, about: Collection[About] = tuple(About), all_of_them: bool = False, limit: int = 50) -> list[Seen]:
        """The new ones, the latest first, of each day the `A_DAY` surest unless all are asked for."""
        found = self.lookup.listing(Pair, limit=4 * limit, state=PairState.NEW).records
        days: dict[str, list[Seen]] = {}
        for pair in found:
            if pair.about in about and (seen := self.see(pair)):
                days.setdefault(f"{pair.found_at:%Y-%m-%d}", []).append(seen)
        most = None if all_of_them else A_DAY
        ordered = (sorted(day, key=lambda seen: -seen.pair.chance)[:most] for day in days.values())
        return [seen for day in ordered for seen in day][:limit]

    def taken(self, *, limit: int = 20) -> list[Seen]:
        """The latest that were taken up."""
        found = self.lookup.listing(Pair, limit=limit, state=PairState.TAKEN_UP).records
        return [seen for pair in found if (seen := self.see(pair))]

    def of(self, subject_id: str) -> list[Seen]:
        """The new ones of one matter or wish, the surest first."""
        found = [pair for pair in self.store.find(Pair, subject_id=subject_id) if pair.state is PairState.NEW]
        found.sort(key=lambda pair: (-pair.chance, pair.id))
        return [seen for pair in found if (seen := self.see(pair))]

    def see(self, pair: Pair) -> Seen | None:
        """The pair with what is known of it now; None where nothing is left of what they fit each other in."""
        seeker, other = self._person(pair.seeker_id), self._person(pair.other_id)
        if seeker is None or other is None or seeker.id == other.id:
            return None
        card = next(self.store.find(Provider, person_id=other.id), None)
        seen = Seen(
            pair=pair,
            seeker=seeker,
            other=other,
            does=card.does if card else "\n".join(filter(None, (other.organisation, other.note))),
            needs_card=card is None and seeker.id != USER,
        )
        if pair.about is About.PARTNERS:
            return self._partners(seen)
        told = self._of_prompt(seen) if pair.about is About.MATTER else self._of_wish(seen)
        return told and replace(told, reasons=tuple(_reasons(told, card)))

    def _of_prompt(self, seen: Seen) -> Seen | None:
        """With what was told of the matter; None once it is answered, unless it waits for somebody fitting."""
        prompt = self.store.get(Prompt, seen.pair.subject_id)
        mentions = standing_mentions_of(self.store, prompt) if prompt else []
        if prompt is None or not mentions:
            return None
        introduction = self.store.get(Introduction, prompt.introduction_id) if prompt.introduction_id else None
        waits = introduction if introduction and introduction.state is State.PARKED else None
        is_open = prompt.state in (PromptState.OPEN, PromptState.LATER) or waits
        if not is_open and seen.pair.state is PairState.NEW:
            return None
        last = max(mentions, key=lambda mention: mention.heard_at)
        told_by = last.told_by.name or last.told_by.address if last.told_by != last.holder else ""
        return replace(seen, said=last.quote, said_at=last.heard_at, evidence=last.id, told_by=told_by, waits=waits)

    def _of_wish(self, seen: Seen) -> Seen | None:
        """With the words of the wish, or the ideal client of the card; None once it is closed."""
        subject = seen.pair.subject_id
        if wish := self.store.get(Wish, subject):
            is_open = wish.state is WishState.OPEN or seen.pair.state is not PairState.NEW
            return replace(seen, said=wish.words, said_at=wish.said_at, evidence=wish.id) if is_open else None
        card = self.store.get(Provider, subject)
        return replace(seen, said=card.ideal_client, evidence=card.id) if card and card.ideal_client else None

    def _partners(self, seen: Seen) -> Seen | None:
        """With what each does and for whom; None where that is not known any more."""
        one, two = (business_of(self.store, person.id) for person in (seen.seeker, seen.other))
        if one is None or two is None:
            return None
        reasons = [f"both serve such people: “{_short(one.ideal_client)}”, “{_short(two.ideal_client)}”"]
        if set(one.services) & set(two.services):
            reasons.append(f"the same work in different places: {', '.join(one.area)}; {', '.join(two.area)}")
        else:
            reasons.append("neither does the other’s work")
        return replace(seen, said=one.does, does=two.does, reasons=tuple(reasons))

    def _person(self, person_id: str) -> Person | None:
        person = self.user if person_id == USER else self.store.get(Person, person_id)
        return None if person is None or person.preferences.never_ask else person


def _reasons(seen: Seen, card: Provider | None) -> Iterator[str]:
    if seen.pair.about is About.WISH:
        yield "they come near whom is wished for" if seen.pair.chance < VERY else "they are whom is wished for"
    else:
        yield "what they do comes near it" if seen.pair.chance < VERY else "what they do is what was told of"
    if card and seen.pair.category in card.services:
        yield "their card names the very service"
    shared = [word for stem in seen.pair.shared if (word := _whole(stem, seen.said))]
    if shared:
        yield f"both speak of {', '.join(dict.fromkeys(shared))}"
    both = [place for place in seen.seeker.area if fold(place) in map(fold, seen.other.area)]
    if both:
        yield f"both are in {', '.join(both)}"
    if card is None:
        yield "they have no card in your bullpen"


def _whole(stem: str, said: str) -> str:
    """The word that the stem was made of, as it was said; empty where it was another sentence that held it."""
    return next((word for word in fold(said).split() if word.startswith(stem)), "")


def _short(words: str) -> str:
    return words if len(words) <= SHORT else words[:SHORT].rpartition(" ")[0] + " …"
