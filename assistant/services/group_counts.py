"""What counts in a group: seen in calendar, introductions and referrals, or noted; and the slips to hand in (S25)."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from functools import cached_property

from assistant.domain.groups import Counted, Group, Slip, SlipKind, Tally, is_of_group, tallies
from assistant.domain.meetings import Meeting
from assistant.domain.people import USER, Person
from assistant.domain.referrals import Direction, Referral, ReferralState
from assistant.domain.sheets import Sheet, Table
from assistant.domain.time import Clock, day
from assistant.ports import Lookup, Span, Store
from assistant.services.referrals import referrals

PAGE = 200
HEAD = ("Date", "Slip", "From", "To", "About", "Value")
HANDED_IN = (SlipKind.REFERRAL, SlipKind.ONE_TO_ONE, SlipKind.TESTIMONIAL, SlipKind.CLOSED)
"""What such groups ask for on slips."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """A meeting of the group: when, the id of what shows it, and the ids of the members who were there."""

    on: date
    title: str
    evidence: str
    present: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GroupCounts:
    """Everything that counts in one group from the first to the last day, both included, in the user's zone."""

    store: Store
    lookup: Lookup
    clock: Clock
    zone: tzinfo
    currency: str
    group: Group
    first: date
    last: date

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """The members who are known, by id."""
        return self.lookup.several(Person, self.group.members)

    @cached_property
    def meetings(self) -> list[Met]:
        """The group's meetings, the latest first; what was noted of a day goes before the calendar."""
        found: dict[date, Met] = {}
        for meeting in self._calendar:
            if is_of_group(meeting, self.group, self._owners.keys()):
                there = set(meeting.people) - set(meeting.absent)
                present = tuple(dict.fromkeys(who for key, who in self._owners.items() if key in there))
                met = Met(on=self._day(meeting), title=meeting.title, evidence=meeting.id, present=(USER, *present))
                found.setdefault(met.on, met)
        for slip in self._slips:
            if slip.kind is SlipKind.MEETING:
                title = slip.words or self.group.name
                found[slip.on] = Met(on=slip.on, title=title, evidence=slip.id, present=(USER, *slip.present))
        return sorted(found.values(), key=lambda met: met.on, reverse=True)

    @cached_property
    def counted(self) -> list[Counted]:
        """What was given and received, the latest first. What is seen and noted of one day and pair is one."""
        found: dict[tuple[object, ...], Counted] = {}
        for each in (*self._seen_alone(), *self._referred(), *self._noted()):
            if self.first <= each.on <= self.last:
                found.setdefault(_key(each), each)
        return sorted(found.values(), key=lambda each: (each.on, each.evidence), reverse=True)

    def tallies(self) -> list[Tally]:
        """The counts of the user, then of each member by name."""
        ordered = sorted(self.people.values(), key=lambda person: person.sorts_as)
        people = (USER, *(person.id for person in ordered))
        return tallies(self.counted, [met.present for met in self.meetings], people, self.first, self.last)

    def name(self, person_id: str, user: str = "You") -> str:
        """What somebody is called here; of somebody who is no member, as they are known."""
        if person_id in ("", USER):
            return user if person_id else ""
        person = self.people.get(person_id) or self.store.get(Person, person_id)
        return person.name if person else "somebody"

    def slips(self, user: str) -> list[tuple[str, ...]]:
        """The slips in the order of time, as rows under `HEAD`; `user` is the user's name."""
        rows: list[tuple[str, ...]] = []
        for each in reversed(self.counted):
            if each.kind in HANDED_IN:
                value = f"{each.value} {self.currency}" if each.value else ""
                names = (self.name(each.from_id, user), self.name(each.to_id, user))
                rows.append((each.on.isoformat(), str(each.kind), *names, each.words, value))
        return rows

    def csv(self, user: str) -> str:
        """The slips for a spreadsheet; no cell of it is read as a formula."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\r\n")
        writer.writerow(HEAD)
        writer.writerows([[_plain(cell) for cell in row] for row in self.slips(user)])
        return written.getvalue()

    def sheet(self, user: str) -> Sheet:
        """The slips to print."""
        table = Table(head=HEAD, rows=tuple(self.slips(user)), widths=(2, 3, 3, 3, 5, 2))
        return Sheet(
            title=f"{self.group.name}: slips of {user}", lead=f"{day(self.first)} to {day(self.last)}", parts=(table,)
        )

    @cached_property
    def _owners(self) -> dict[str, str]:
        """Whose each key is; only keys that mean nobody else."""
        return {key: person.id for person in self.people.values() for key in person.sure_keys}

    @cached_property
    def _calendar(self) -> list[Meeting]:
        """The meetings of the period that took place."""
        now, found, after = self.clock(), [], ""
        begin = now.replace(year=self.first.year, month=self.first.month, day=self.first.day, hour=0)
        span = Span(start=begin - timedelta(days=2), end=begin + (self.last - self.first) + timedelta(days=3))
        while True:
            page = self.lookup.listing(Meeting, limit=PAGE, after=after, span=span)
            found += [each for each in page.records if each.is_over(now) and not each.declined]
            if not (after := page.next):
                return [each for each in found if self.first <= self._day(each) <= self.last]

    @cached_property
    def _slips(self) -> list[Slip]:
        found = self.store.find(Slip, group_id=self.group.id)
        return [slip for slip in found if self.first <= slip.on <= self.last]

    def _day(self, meeting: Meeting) -> date:
        return meeting.start.astimezone(self.zone).date()

    def _seen_alone(self) -> Iterator[Counted]:
        """Meetings of exactly the user and one member."""
        for meeting in self._calendar:
            who = self._owners.get(meeting.people[0]) if len(meeting.people) == 1 else None
            if who and not meeting.absent:
                yield Counted(
                    kind=SlipKind.ONE_TO_ONE,
                    on=self._day(meeting),
                    from_id=USER,
                    to_id=who,
                    words="" if meeting.private else meeting.title,
                    evidence=meeting.id,
                )

    def _referred(self) -> Iterator[Counted]:
        """Referrals between the user and members, and the thanks for what they brought."""
        inside = {USER, *self.group.members}
        for each in referrals(self.store):
            if each.group_id != self.group.id and not {each.from_id, each.to_id} <= inside:
                continue
            on = each.at.astimezone(self.zone).date()
            evidence = each.introduction_id or each.id
            yield Counted(
                kind=SlipKind.REFERRAL,
                on=on,
                from_id=each.from_id,
                to_id=each.to_id,
                words=self._about(each),
                evidence=evidence,
                value=each.value if each.state is ReferralState.OPEN else 0,
                is_noted=each.group_id == self.group.id,
            )
            if thanks := self._thanks(each, evidence):
                yield thanks

    def _thanks(self, each: Referral, evidence: str) -> Counted | None:
        if each.direction is not Direction.RECEIVED or each.state is not ReferralState.WON or not each.value:
            return None
        on = (each.decided_at or each.at).astimezone(self.zone).date()
        return Counted(
            kind=SlipKind.CLOSED,
            on=on,
            from_id=USER,
            to_id=each.from_id,
            words=self._about(each),
            evidence=evidence,
            value=each.value,
        )

    def _about(self, each: Referral) -> str:
        """Who was sent, or what the slip says of them."""
        return self.name(each.who_id) or each.note

    def _noted(self) -> Iterator[Counted]:
        for slip in self._slips:
            if slip.kind is not SlipKind.MEETING:
                yield Counted(
                    kind=slip.kind,
                    on=slip.on,
                    from_id=slip.from_id,
                    to_id=slip.to_id,
                    words=slip.words,
                    evidence=slip.id,
                    value=slip.value,
                    is_noted=True,
                )


def _key(each: Counted) -> tuple[object, ...]:
    """A pair has one one-to-one a day; of the rest, each stands for itself."""
    if each.kind is SlipKind.ONE_TO_ONE:
        return each.kind, each.on, frozenset((each.from_id, each.to_id))
    return each.kind, each.evidence


def _plain(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
