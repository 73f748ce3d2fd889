"""The daily check-ins: a few people to call, each with a reason, what was said last, and an opening (S8, S15)."""

from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.care import WEEK, CheckIn, CheckInState, Reason, gently, opening
from assistant.domain.people import NEVER, Person, Role
from assistant.domain.time import Clock
from assistant.domain.touches import Touch, TouchKind, Way
from assistant.errors import TransitionError
from assistant.ports import Lookup, Store
from assistant.services.day_list import DayList
from assistant.services.last_words import Said, last_words, private_at
from assistant.services.touches import Touches


@dataclass(frozen=True, kw_only=True, slots=True)
class ToCall:
    """Somebody to call. `said` is what was said last, None where nothing is known.

    `opening` is a sentence or two to begin with; `mind` says what to be careful of, and may be empty.
    """

    check_in: CheckIn
    person: Person
    said: Said | None
    opening: str
    mind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Customer:
    """A customer: the last touch, and the day by which they should hear from the user; None where none is known."""

    person: Person
    last: Touch | None
    due_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Care:
    """Says whom to call, and keeps what came of it."""

    store: Store
    lookup: Lookup
    clock: Clock
    touches: Touches
    day_list: DayList

    def today(self) -> list[ToCall]:
        """Who is still to be called today, in order; whoever was in touch since the list was made is left out."""
        waiting = [
            (each, person)
            for each in self.day_list.check_ins()
            if each.state is CheckInState.OPEN
            and (person := self.store.get(Person, each.person_id))
            and not person.preferences.never_ask
        ]
        last = self.touches.last([person for _, person in waiting])
        return [self._to_call(each, person) for each, person in waiting if not _is_over(each, last.get(person.id))]

    def waiting(self) -> int | None:
        """How many of the day's list are not answered; None as long as it is not made."""
        if not self.day_list.is_made():
            return None
        return self.store.count(CheckIn, day=self.clock().date(), state=CheckInState.OPEN)

    def answered(self) -> list[tuple[CheckIn, Person]]:
        """The check-ins of today that were answered."""
        found = self.store.find(CheckIn, day=self.clock().date())
        return [
            (each, person)
            for each in sorted(found, key=lambda each: each.place)
            if each.state is not CheckInState.OPEN and (person := self.store.get(Person, each.person_id))
        ]

    def done(self, check_in: CheckIn, words: str = "") -> CheckIn:
        """Note that they were called, and what was said. Raises TransitionError where it is answered already."""
        with self.store.transaction():
            person = self._asked(check_in)
            noted = self.touches.note(person, kind=TouchKind.CALL, words=words)
            return self._kept(check_in.done(noted.id))

    def later(self, check_in: CheckIn) -> CheckIn:
        """Put it off by a week. Raises TransitionError where it is answered already."""
        with self.store.transaction():
            self._asked(check_in)
            return self._kept(check_in.later(self.clock().date() + WEEK))

    def never(self, check_in: CheckIn) -> CheckIn:
        """Never propose to call them again. Raises TransitionError where it is answered already."""
        with self.store.transaction():
            person = self._asked(check_in)
            self.store.put(replace(person, cadence=NEVER))
            return self._kept(check_in.never(person.cadence))

    def reopen(self, check_in: CheckIn) -> CheckIn:
        """Take the answer back, with what it changed."""
        with self.store.transaction():
            known = self.store.get(CheckIn, check_in.id) or check_in
            if known.noted_id:
                self.touches.take_back(known.noted_id)
            person = self.store.get(Person, known.person_id)
            if known.state is CheckInState.NEVER and person and person.cadence == NEVER:
                self.store.put(replace(person, cadence=known.cadence))
            return self._kept(known.reopened())

    def customers(self, limit: int = 50) -> list[Customer]:
        """The customers, the most important first, at most so many."""
        found = self.store.find(Person, roles=Role.CUSTOMER)
        people = sorted(found, key=lambda each: (-each.importance, each.sorts_as, each.id))[:limit]
        last = self.touches.last(people)
        return [
            Customer(person=each, last=last.get(each.id), due_on=self.day_list.due_on(each, last.get(each.id)))
            for each in people
        ]

    def _to_call(self, check_in: CheckIn, person: Person) -> ToCall:
        said, private = last_words(self.store, self.lookup, person), private_at(self.store, person, self.clock())
        told_on = said.at.date() if said and said.is_theirs else None
        return ToCall(
            check_in=check_in,
            person=person,
            said=said,
            opening=opening(check_in.reason, told_on=told_on, is_private=private is not None),
            mind=gently(private.date()) if private else "",
        )

    def _asked(self, check_in: CheckIn) -> Person:
        """Whom an open check-in is about."""
        known, person = self.store.get(CheckIn, check_in.id), self.store.get(Person, check_in.person_id)
        if known is None or known.state is not CheckInState.OPEN or person is None:
            raise TransitionError("that check-in is answered already", hint="take the answer back first")
        return person

    def _kept(self, check_in: CheckIn) -> CheckIn:
        self.store.put(check_in)
        return check_in


def _is_over(check_in: CheckIn, last: Touch | None) -> bool:
    """Whether they were in touch since: what is to be put right, or was promised, needs the user to have spoken."""
    if last is None or last.at <= check_in.at:
        return False
    return check_in.reason is Reason.OVERDUE or last.way is not Way.THEIRS
