"""What the year's user tells the assistant of the people they met: at an event, and in their group."""

from dataclasses import dataclass, field, replace

from assistant.bootstrap import Assistant
from assistant.domain.groups import Group, SlipKind
from assistant.domain.people import USER, Participant
from assistant.services.events import Chosen
from assistant.services.identify import find
from tests.year.clock import Clock
from tests.year.gatherings import GROUP, Breakfast, Evening, Gatherings
from tests.year.ledger import Ledger


@dataclass
class Attending:
    """Tells of each gathering on the morning after it."""

    assistant: Assistant
    clock: Clock
    ledger: Ledger
    gatherings: Gatherings
    group: Group | None = field(default=None)

    def tell(self) -> None:
        """Tell of what was since the last time."""
        for evening in self.gatherings.evenings[len(self.ledger.evenings) :]:
            if evening.at > self.clock():
                break
            self._evening(evening)
        for breakfast in self.gatherings.breakfasts[len(self.ledger.breakfasts) :]:
            if breakfast.on >= self.clock().date():
                break
            self._breakfast(breakfast)

    def _evening(self, evening: Evening) -> None:
        events = self.assistant.practice.events
        lines, _ = events.propose(evening.told)
        chosen = [Chosen(entry=line.entry, person_id=line.sure.id if line.sure else "") for line in lines]
        events.keep(evening.title, evening.at, chosen, self.assistant.reader)
        self.ledger.evenings.append(evening)

    def _breakfast(self, breakfast: Breakfast) -> None:
        groups, group = self.assistant.practice.groups, self._group()
        groups.meet(group, breakfast.on, [self._id(name) for name in breakfast.present])
        for slip in breakfast.slips:
            groups.note(
                group,
                slip.kind,
                on=breakfast.on,
                from_id=self._id(slip.giver),
                to_id=self._id(slip.taker),
                value=slip.value if slip.kind is SlipKind.CLOSED else 0,
            )
        self.ledger.breakfasts.append(breakfast)

    def _group(self) -> Group:
        if self.group is None:
            groups = self.assistant.practice.groups
            members = tuple(self._id(one.name) for one in self.gatherings.members)
            self.group = groups.change(replace(groups.add(GROUP), members=members))
        return self.group

    def _id(self, name: str) -> str:
        """The user, or somebody of the group as they are known."""
        if not name:
            return USER
        address = next(one.address for one in self.gatherings.members if one.name == name)
        person = find(self.assistant.store, Participant(address=address))
        assert person is not None  # they stand in the contacts
        return person.id
