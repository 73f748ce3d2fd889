"""People who were close once and fell silent: the best one may be the one that was written off (S16)."""

from dataclasses import dataclass

from assistant.domain.documents import Document
from assistant.domain.goodwill import SILENT, Once, resurfacing, warmest
from assistant.domain.people import Person
from assistant.domain.referrals import Direction
from assistant.domain.time import Clock, day
from assistant.domain.touches import Touch
from assistant.ports import Lookup
from assistant.services.goodwill import Goodwill
from assistant.services.touches import Touches

SHOWN = 8
LOOKED_AT = 80  # those with the most mail, whose touches are then counted exactly


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiet:
    """Somebody who fell silent, since when, and why they come to mind."""

    person: Person
    last: Touch
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietPeople:
    """Finds those to think of again. Whether they ever gave anything back is no measure."""

    lookup: Lookup
    clock: Clock
    touches: Touches
    goodwill: Goodwill

    def found(self) -> list[Quiet]:
        """A short list, the warmest first."""
        now = self.clock()
        last = {who: touch for who, touch in self.touches.last_of_all().items() if now - touch.at >= SILENT}
        known_people = self.lookup.several(Person, last)
        people = {each: person for each in last if (person := known_people.get(each)) and _may_be_called(person)}
        gave: dict[str, int] = {}
        for entry in self.goodwill.entries():
            if entry.way is Direction.RECEIVED:
                gave[entry.person_id] = gave.get(entry.person_id, 0) + 1
        written = self.lookup.tally(Document, "people")

        def documents(person: Person) -> int:
            return sum(written.get(address, 0) for address in person.addresses)

        most = sorted(people.values(), key=documents, reverse=True)[:LOOKED_AT]
        near = {person.id: person for person in (*most, *(people[each] for each in gave if each in people))}
        known = [
            Once(
                person_id=person.id,
                last=last[person.id].at,
                touches=warmest(touch.at for touch in self.touches.of(person)),
                gave=gave.get(person.id, 0),
            )
            for person in near.values()
        ]
        return [
            Quiet(person=near[each.person_id], last=last[each.person_id], why=_why(each))
            for each in resurfacing(known, now)[:SHOWN]
        ]


def _may_be_called(person: Person) -> bool:
    return not person.preferences.never_ask


def _why(once: Once) -> str:
    once_warm = f"you had to do with each other {once.touches} times within a year, and not since {day(once.last)}"
    return f"they did you a good turn once; {once_warm}" if once.gave else once_warm
