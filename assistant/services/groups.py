"""Groups: what is kept of them, and what the user noted there (S25)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from assistant.domain.groups import NOTED, Counted, Group, Slip, SlipKind, group_id, slip_id
from assistant.domain.ids import fold
from assistant.domain.people import USER, Person, unique
from assistant.domain.referrals import Referral, noted_in_group, source_kind
from assistant.domain.time import Clock
from assistant.errors import NotFoundError, TransitionError, UserError
from assistant.ports import Record, Store

NOON = time(12)
LONGEST = 2_000  # characters of a note
MOST_MEMBERS = 200
MOST_VALUE = 10**9


@dataclass(frozen=True, kw_only=True, slots=True)
class Groups:
    """Keeps groups and slips."""

    store: Store
    clock: Clock

    def all(self) -> list[Group]:
        """Every group, by name."""
        return sorted(self.store.find(Group), key=lambda group: fold(group.name))

    def add(self, name: str) -> Group:
        """A new group of this name. Raises UserError without a name, TransitionError where there is one of it."""
        name = " ".join(name.split())[:LONGEST]
        if not fold(name):
            raise UserError("the group has no name")
        group = Group(id=group_id(name), name=name)
        with self.store.transaction():
            if self.store.get(Group, group.id):
                raise TransitionError(f"there is a group called {name} already")
            self.store.put(group)
        return group

    def change(self, group: Group) -> Group:
        """Keep a group as it was changed. Raises UserError for too many members, or one who is not known."""
        if not fold(group.name):
            raise UserError("the group has no name")
        members = unique(group.members)
        if len(members) > MOST_MEMBERS:
            raise UserError(f"a group has {MOST_MEMBERS} members at most")
        if unknown := [each for each in members if self.store.get(Person, each) is None]:
            raise NotFoundError(f"nobody is known as '{unknown[0]}'", hint="list them: assistant people")
        group = replace(group, members=members, note=group.note[:LONGEST])
        self.store.put(group)
        return group

    def remove(self, group: Group) -> tuple[Record, ...]:
        """Remove a group with the slips that were noted of it; gives all of that, the group first. Referrals stay."""
        with self.store.transaction():
            slips = list(self.store.find(Slip, group_id=group.id))
            for slip in slips:
                self.store.delete(Slip, slip.id)
            self.store.delete(Group, group.id)
        return group, *slips

    def members(self, group: Group) -> list[Person]:
        """Its members, by name."""
        known = (self.store.get(Person, each) for each in group.members)
        return sorted((each for each in known if each), key=lambda person: person.sorts_as)

    def note(
        self, group: Group, kind: SlipKind, *, on: date, from_id: str, to_id: str = "", words: str = "", value: int = 0
    ) -> Counted:
        """Note what one gave another, each a member or "user". A visitor needs no receiver.

        A referral that the user gave or received is kept as such. Raises UserError where it lies ahead, or is not
        between two of the group.
        """
        inside = {USER, *group.members}
        if kind not in NOTED:
            raise UserError(f"a {kind} is noted in another way")
        if from_id not in inside or (to_id not in inside and (to_id or kind is not SlipKind.VISITOR)):
            raise UserError("it is between members of the group", hint="add them to the group first")
        if from_id == to_id:
            raise UserError("it is between two different people")
        if kind is SlipKind.VISITOR and not words.strip():
            raise UserError("who was the visitor?", hint="write the name")
        if not 0 <= value <= MOST_VALUE:
            raise UserError("that value cannot be", hint="write whole units of money, without signs")
        said = Counted(
            kind=kind,
            on=self._past(on),
            from_id=from_id,
            to_id=to_id,
            words=words.strip()[:LONGEST],
            evidence="",
            value=value,
            is_noted=True,
        )
        is_own = kind is SlipKind.REFERRAL and USER in (from_id, to_id)
        noted = self._referral(group, said) if is_own else self._slip(group, said)
        self.store.put(noted)
        return replace(said, evidence=noted.id)

    def meet(self, group: Group, on: date, present: Iterable[str], *, words: str = "") -> Slip:
        """Note that the group met, and which members were there; on a day of the calendar it says who truly was."""
        there = tuple(each for each in unique(present) if each in group.members)
        slip = Slip(
            id=slip_id(group.id, SlipKind.MEETING, self._past(on)),
            group_id=group.id,
            kind=SlipKind.MEETING,
            on=on,
            noted_at=self.clock(),
            words=words.strip()[:LONGEST],
            present=there,
        )
        self.store.put(slip)
        return slip

    def take_back(self, group: Group, id: str) -> Record:
        """Remove what was noted of a group, by the id of what shows it, and give it.

        Raises NotFoundError where it is not of it.
        """
        noted = self.store.get(Slip, id) or self.store.get(Referral, id)
        if noted is None or noted.group_id != group.id:
            raise NotFoundError("that is not of this group")
        self.store.delete(type(noted), noted.id)
        return noted

    def _slip(self, group: Group, said: Counted) -> Slip:
        return Slip(
            id=slip_id(group.id, said.kind, said.on, said.from_id, said.to_id, fold(said.words)),
            group_id=group.id,
            kind=said.kind,
            on=said.on,
            noted_at=self.clock(),
            from_id=said.from_id,
            to_id=said.to_id,
            words=said.words,
            value=said.value,
        )

    def _referral(self, group: Group, said: Counted) -> Referral:
        """The user's own referral; one that is known already stays as it came to be since."""
        now = self.clock()
        at = min(datetime.combine(said.on, NOON, tzinfo=now.tzinfo), now)
        made = noted_in_group(group.id, said.from_id, said.to_id, said.words, at=at)
        sender = self.store.get(Person, said.from_id)
        kind = source_kind(sender) if sender else made.kind
        return self.store.get(Referral, made.id) or replace(made, kind=kind, value=said.value)

    def _past(self, on: date) -> date:
        if on > self.clock().date():
            raise UserError("that day is still to come", hint="give the day on which it was")
        return on
