"""Whom to call on a day: gathered from touches, promises and complaints, chosen once, and kept (S8, S15)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.domain.acquaintance import cadence_of, due_on
from assistant.domain.care import WEEK, Candidate, CheckIn, CheckInState, Pick, Reason, check_in_id, chosen
from assistant.domain.favours import Favour, FavourKind
from assistant.domain.people import NEVER, Person
from assistant.domain.practice import Practice
from assistant.domain.time import Clock, day
from assistant.domain.touches import Derived, Touch
from assistant.ports import Store
from assistant.services.favours import open_favours
from assistant.services.touches import Touches
from assistant.services.unhappy import Complaints, Unhappy

MADE = "check-ins"
IMPORTANT = ("", ", and they matter to you", ", and they matter much to you", ", and they matter most to you")


@dataclass(frozen=True, kw_only=True, slots=True)
class DayList:
    """Makes the list of a day."""

    store: Store
    clock: Clock
    touches: Touches
    practice: Practice
    complaints: Complaints

    def check_ins(self) -> list[CheckIn]:
        """Today's, in order; they are chosen when they are first asked for.

        A list without anybody is made again only once more people are known.
        """
        today = self.clock().date()
        known = list(self.store.find(CheckIn, day=today))
        made = Derived(id=MADE, by=f"{today} {self.store.count(Person)}")
        if not known and self.store.get(Derived, made.id) != made:
            fresh = self._chosen(today)
            with self.store.transaction():
                known = list(self.store.find(CheckIn, day=today))  # another process may have been quicker
                if not known:
                    self.store.put(*fresh, made)
                    known = fresh
        return sorted(known, key=lambda each: each.place)

    def is_made(self) -> bool:
        """Whether today's have been chosen."""
        made = self.store.get(Derived, MADE)
        return made is not None and made.by.startswith(f"{self.clock().date()} ")

    def due_on(self, person: Person, last: Touch | None) -> date | None:
        """The day by which somebody should hear from the user; None where none follows."""
        return due_on(self._date(last), cadence_of(person, self.practice.cadence)) if last else None

    def _date(self, touch: Touch) -> date:
        return touch.at.astimezone(self.clock().tzinfo).date()

    def _chosen(self, today: date) -> list[CheckIn]:
        unhappy = {each.person.id: each for each in self.complaints.all()}
        promises = self._promises()
        people, candidates = dict[str, Person](), list[Candidate]()
        for person, candidate in self._candidates(today, unhappy, promises):
            people[person.id] = person
            candidates.append(candidate)
        return [
            CheckIn(
                id=check_in_id(pick.candidate.person_id, today),
                person_id=pick.candidate.person_id,
                day=today,
                at=self.clock(),
                place=place,
                reason=pick.reason,
                why=_why(pick, people[pick.candidate.person_id], unhappy, promises),
            )
            for place, pick in enumerate(chosen(candidates, today, self.practice.check_ins))
        ]

    def _promises(self) -> dict[str, Favour]:
        """The oldest promise to each person that has waited for a week."""
        found: dict[str, Favour] = {}
        for favour in open_favours(self.store, kind=FavourKind.PROMISE):
            if favour.noted_at <= self.clock() - WEEK:
                found.setdefault(favour.person_id, favour)
        return found

    def _candidates(
        self, today: date, unhappy: Mapping[str, Unhappy], promises: Mapping[str, Favour]
    ) -> Iterator[tuple[Person, Candidate]]:
        """Everybody who may be called, but those who were asked after lately and those who are to be left alone."""
        resting, last = self._resting(today), self.touches.last_of_all()
        for person in self.store.find(Person):
            touch, complaint = last.get(person.id), unhappy.get(person.id)
            due, is_promised = self.due_on(person, touch), person.id in promises
            is_left_alone = person.id in resting or person.cadence == NEVER or person.preferences.never_ask
            if is_left_alone or not (due or complaint or is_promised):
                continue
            candidate = Candidate(
                person_id=person.id,
                importance=person.importance,
                last=self._date(touch) if touch else None,
                due_on=due,
                complaint=complaint.document.when.date() if complaint else None,
                promise=is_promised,
            )
            yield person, candidate

    def _resting(self, today: date) -> set[str]:
        days = [today - timedelta(days=number) for number in range(WEEK.days + 1)]
        states = (CheckInState.DONE, CheckInState.LATER)
        found = (each for near in days for state in states for each in self.store.find(CheckIn, day=near, state=state))
        return {each.person_id for each in found if each.rests(today)}


def _why(pick: Pick, person: Person, unhappy: Mapping[str, Unhappy], promises: Mapping[str, Favour]) -> str:
    who = pick.candidate
    if pick.reason is Reason.COMPLAINT:
        return unhappy[who.person_id].words
    if pick.reason is Reason.PROMISE:
        favour = promises[who.person_id]
        return f"you promised on {day(favour.noted_at)}: “{favour.words}”"
    if who.last is None or who.due_on is None:
        return ""
    every = (who.due_on - who.last).days
    return (
        f"you were last in touch on {day(who.last)}; meant is every {every} days{IMPORTANT[min(3, person.importance)]}"
    )
