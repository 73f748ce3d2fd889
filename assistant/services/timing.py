"""Asking at the right time (S10, S19, S20): at the end of the next meeting, by a call, or by a mail at a proper hour.

Never inside a service matter, never while somebody is unhappy with the user's work, and never "now" in quiet hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.care import REMEMBERED
from assistant.domain.meetings import Meeting
from assistant.domain.people import Channel, Person
from assistant.domain.quiet_hours import QuietHours
from assistant.domain.timing import DELICATE, Proposal, is_service
from assistant.ports import Store
from assistant.services.agenda import SMALL, Agenda
from assistant.services.unhappy import Unhappy, complaint_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """Proposes when and how to ask, as of the agenda's moment."""

    store: Store
    quiet: QuietHours
    agenda: Agenda

    @classmethod
    def at(cls, store: Store, quiet: QuietHours, now: datetime) -> "Timing":
        """What is proper at this moment."""
        return cls(store=store, quiet=quiet, agenda=Agenda(store, quiet, now))

    def proposal(self, person: Person, category: str = "") -> Proposal:
        """When and how to ask this person about a topic."""
        wanted = person.preferences.channel
        if unhappy := complaint_of(self.store, person, self.agenda.now):
            return self._held(unhappy, Channel.MAIL if wanted is Channel.ANY else wanted)
        if wanted is Channel.PHONE or (wanted is Channel.ANY and category in DELICATE):
            return self._call(person)
        if wanted in (Channel.ANY, Channel.IN_PERSON):
            meeting = next(self._meetings(person), None)
            if meeting:
                return self._at_the_end(person, meeting)
        if wanted is Channel.IN_PERSON:
            return self._arrange(person)
        return self._message(person, Channel.TEXT if wanted is Channel.TEXT else Channel.MAIL)

    def _held(self, unhappy: Unhappy, way: Channel) -> Proposal:
        """Not before it is put right; where nobody ever says so, once it is remembered no longer."""
        at = self.quiet.next_proper(unhappy.document.when + REMEMBERED)
        held = f"{unhappy.person.first_name} {unhappy.words}"
        words = f"not now: {held}; put that right first"
        return Proposal(way=way, at=at, words=words, held=held, evidence=(unhappy.document.id,))

    def _meetings(self, person: Person) -> Iterator[Meeting]:
        """Small meetings with them that are no service; not before they have had the notice that they want."""
        earliest = self.agenda.now.date()
        if person.preferences.notice:
            earliest = self.quiet.days.after(earliest, person.preferences.notice)
        for meeting in self.agenda.meetings_with(person):
            is_late_enough = meeting.start.astimezone(self.quiet.zone).date() >= earliest
            if len(meeting.people) <= SMALL and not is_service(meeting.title) and is_late_enough:
                yield meeting

    def _at_the_end(self, person: Person, meeting: Meeting) -> Proposal:
        end = meeting.end.astimezone(self.quiet.zone)
        start = meeting.start.astimezone(self.quiet.zone)
        words = f"ask {person.first_name} {self._on(start)}, at the end of “{meeting.title}”"
        return Proposal(way=Channel.IN_PERSON, at=end, words=words, meeting_id=meeting.id, evidence=(meeting.id,))

    def _call(self, person: Person) -> Proposal:
        slots = self.agenda.free(person.preferences.notice)
        words = f"call {person.first_name}{self._free(slots)}"
        return Proposal(way=Channel.PHONE, at=self._first(slots), words=words, slots=slots)

    def _arrange(self, person: Person) -> Proposal:
        slots = self.agenda.free(person.preferences.notice)
        words = f"arrange to see {person.first_name}{self._free(slots)}"
        return Proposal(way=Channel.IN_PERSON, at=self._first(slots), words=words, slots=slots)

    def _message(self, person: Person, way: Channel) -> Proposal:
        """A message of its own at the next proper moment, and not on a day on which they are served."""
        at = self.quiet.next_proper(self.agenda.now)
        served = {
            meeting.start.astimezone(self.quiet.zone).date()
            for meeting in self.agenda.meetings_with(person)
            if is_service(meeting.title)
        }
        while at.date() in served:
            following = self.quiet.days.after(at.date(), 1)
            at = self.quiet.next_proper(
                at.replace(year=following.year, month=following.month, day=following.day, hour=0)
            )
        how = "send a text message to" if way is Channel.TEXT else "write to"
        when = "" if at == self.agenda.now else f", {self._on(at)} from {at:%H:%M}"
        return Proposal(way=way, at=at, words=f"{how} {person.first_name}{when}")

    def _first(self, slots: tuple[datetime, ...]) -> datetime:
        return slots[0] if slots else self.quiet.next_proper(self.agenda.now)

    def _free(self, slots: tuple[datetime, ...]) -> str:
        days = (f"{slot:%a}" if self._is_near(slot) else f"{slot.day} {slot:%b}" for slot in slots)
        shown = [f"{day} {slot:%H:%M}" for day, slot in zip(days, slots, strict=True)]
        return f"; free: {', '.join(shown)}" if shown else ""

    def _on(self, moment: datetime) -> str:
        days = (moment.date() - self.agenda.now.date()).days
        return {0: "today", 1: "tomorrow"}.get(days, f"on {self._when(moment)}")

    def _when(self, moment: datetime) -> str:
        return f"{moment:%A}" if self._is_near(moment) else f"{moment:%A} {_day(moment)}"

    def _is_near(self, moment: datetime) -> bool:
        """Whether the name of the weekday says which one."""
        return (moment.date() - self.agenda.now.date()).days < 7


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"
