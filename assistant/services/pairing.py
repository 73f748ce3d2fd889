"""The memory game: whatever is new is compared with all that is known, in both directions (S4).

A new matter or wish is compared with everybody; whoever is new, with every matter and wish that is open. Which came
first makes no difference. What was compared is remembered, so that a pass costs what is new, not what is there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.ids import fold
from assistant.domain.introductions import Introduction
from assistant.domain.pairs import About, Looked, Pair, pair_id
from assistant.domain.people import Person
from assistant.domain.time import Clock
from assistant.ports import Candidate, Compared, Matcher, Store
from assistant.services.known_pairs import was_put
from assistant.services.match import WEEKDAYS, Matter, objection
from assistant.services.partners import Partners
from assistant.services.reasons import asked_on
from assistant.services.sought import Acquaintance, Sought, acquaintances, sought
from assistant.services.standing import so_far_of

SURE = 0.6  # of chance among all who are known: of needs that were labelled, four in five such pairs are right
SURE_SERVED = 0.4  # where their card names the very service, too
WORTH_A_LOOK = 0.05  # among the new ones only: below, they cannot be sure among all
PEOPLE_A_PASS = 2000  # new ones at most, so that a first pass over a large address book ends; the rest follow
MATTERS_A_PASS = 200
FOR_ONE = 3  # people at most that one pass finds for one matter


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairing:
    """Finds pairs. `user` is as in `match.Matter`."""

    store: Store
    matcher: Matcher
    clock: Clock
    user: Person
    partners: Partners

    def run(self) -> list[Pair]:
        """Compare what is new since the last time; gives the pairs that were found, which are stored.

        Comparing takes a while where many are new: nobody who writes to the store meanwhile has to wait for it.
        """
        pairs, looked = self._matters()
        partners, businesses = self.partners.run()
        with self.store.transaction():
            found = [pair for pair in (*pairs, *partners) if self.store.get(Pair, pair.id) is None]
            self.store.put(*found, *looked, businesses)
        return found

    def _matters(self) -> tuple[list[Pair], list[Looked]]:
        people, wanted = list(acquaintances(self.store)), list(sought(self.store, self.clock()))
        old_people, fresh_people = self._divided("people", [each.mark for each in people], PEOPLE_A_PASS)
        old_wanted, fresh_wanted = self._divided("matters", [each.mark for each in wanted], MATTERS_A_PASS)
        pool = Pool.of(people[at] for at in sorted((*old_people, *fresh_people)))
        new = Pool.of(people[at] for at in fresh_people)
        looked = [wanted[at] for at in fresh_wanted]
        looked += [wanted[at] for at in old_wanted if self._could_be(wanted[at], new)]
        looked.sort(key=lambda each: each.about)  # those of one kind are compared with the same people in a row
        pairs = {pair.id: pair for each in looked for pair in self._for(each, pool)}
        return list(pairs.values()), [
            _looked("people", (people[at].mark for at in (*old_people, *fresh_people))),
            _looked("matters", (wanted[at].mark for at in (*old_wanted, *fresh_wanted))),
        ]

    def _divided(self, what: str, marks: Sequence[str], most: int) -> tuple[list[int], list[int]]:
        """The places of those that were compared before, and of those that are new, `most` at most."""
        seen = set(looked.marks) if (looked := self.store.get(Looked, what)) else set()
        fresh = [at for at, mark in enumerate(marks) if mark not in seen]
        return [at for at, mark in enumerate(marks) if mark in seen], fresh[:most]

    def _could_be(self, wanted: Sought, new: "Pool") -> bool:
        """Whether any of the new ones comes near it: that is cheap to see, before all are compared."""
        return any(each.chance >= WORTH_A_LOOK for each in self._compared(wanted, new))

    def _compared(self, wanted: Sought, pool: "Pool") -> tuple[Compared, ...]:
        if not pool.people:
            return ()
        return self.matcher.compare(wanted.wanted, pool.beside[wanted.about], most=2 * FOR_ONE).compared

    def _for(self, wanted: Sought, pool: "Pool") -> list[Pair]:
        """The new pairs of one matter or wish, the likeliest first."""
        found = (self._pair(wanted, pool.people[each.id], each) for each in self._compared(wanted, pool))
        return [pair for pair in found if pair][:FOR_ONE]

    def _pair(self, wanted: Sought, other: Acquaintance, compared: Compared) -> Pair | None:
        """The pair of them; None where they are not sure enough, must not be, or were put to the user before."""
        if compared.chance < _needed(wanted, other) or compared.reach == "outside":
            return None
        seeker, person = wanted.person, other.person
        same_house = seeker.organisation and fold(seeker.organisation) == fold(person.organisation)
        if seeker.id == person.id or same_house or self._stands_against(wanted, other, compared):
            return None
        if was_put(self.store, wanted.about, wanted.subject_id, seeker.id, person.id):
            return None
        return Pair(
            id=pair_id(wanted.about, wanted.subject_id, seeker.id, person.id),
            about=wanted.about,
            seeker_id=seeker.id,
            other_id=person.id,
            found_at=self.clock(),
            chance=compared.chance,
            subject_id=wanted.subject_id,
            category=wanted.category,
            shared=compared.shared[:5],
        )

    def _stands_against(self, wanted: Sought, other: Acquaintance, compared: Compared) -> bool:
        if other.card is None:
            return False
        met = self.store.find(Introduction, seeker_id=wanted.person.id, providers=other.card.id)
        if any(each.category == wanted.category for each in met):
            return True
        matter = Matter(category=wanted.category, seeker=wanted.person, quotes=(wanted.words,), user=self.user)
        asked, today = asked_on(self.store, other.card), self.clock().date()
        past = so_far_of(self.store, other.card, today=today, days=WEEKDAYS)
        return bool(objection(self.store, other.card, other.person, matter, compared, asked, past, today))


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """People by the id they are compared under, and as they are compared with each sort of thing that is looked for.

    The same tuple serves for all that is looked for: a matcher makes people ready once, and sees that it has.
    """

    people: Mapping[str, Acquaintance]
    beside: Mapping[About, tuple[Candidate, ...]]

    @classmethod
    def of(cls, people: Iterable[Acquaintance]) -> "Pool":
        """These people."""
        known = {each.candidate.id: each for each in people}
        sorts = (About.MATTER, About.WISH)
        return cls(people=known, beside={sort: tuple(each.beside(sort) for each in known.values()) for sort in sorts})


def _looked(what: str, marks: Iterable[str]) -> Looked:
    return Looked(id=what, marks=tuple(sorted(set(marks))))


def _needed(wanted: Sought, other: Acquaintance) -> float:
    """The chance that the other needs to be put to the user."""
    is_served = other.card and wanted.about is About.MATTER and wanted.category in other.card.services
    return SURE_SERVED if is_served else SURE
