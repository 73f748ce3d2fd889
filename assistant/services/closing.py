"""Signs that two people who were introduced have found each other: a mail between them, a meeting with both."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.domain.consents import Side
from assistant.domain.documents import Content, Medium
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.domain.meetings import Meeting
from assistant.services.answers import Answers
from assistant.services.recognise import side_of

BEFORE_MET = (State.INTRODUCED, State.CONNECTED)


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Looks for such signs; make a new one for each pass."""

    answers: Answers

    def see(self, content: Content) -> Introduction | None:
        """The introduction whose two sides a mail shows in touch, as it is by now; None for any other mail."""
        document = content.document
        if document.medium is not Medium.EMAIL:
            return None
        listeners = {who.address.lower() for who in document.listeners}
        for introduction_id, others in self._pairs.get(document.author.address.lower(), {}).items():
            introduction = self.answers.introduce.store.get(Introduction, introduction_id)
            if introduction is None or introduction.state is not State.INTRODUCED or not listeners & others:
                continue
            if document.when >= _introduced(introduction).at:
                note = f"{document.author} wrote to the other"
                return self.answers.happened(introduction, EventKind.CONNECTED, note=note)
        return None

    def meetings(self) -> list[Introduction]:
        """Record that those met who were in a meeting together since they were introduced; gives these."""
        store, now = self.answers.introduce.store, self.answers.introduce.drafting.clock()
        waiting = [found for state in BEFORE_MET for found in store.find(Introduction, state=state)]
        if not waiting:
            return []
        since = min(_introduced(introduction).at for introduction in waiting)
        over = [meeting for meeting in store.find(Meeting) if meeting.is_over(now) and meeting.start >= since]
        met = []
        for introduction in waiting:
            sides = [self._addresses(introduction, side) for side in Side]
            for meeting in over:
                there = {who.address.lower() for who in meeting.attendees}
                if meeting.start >= _introduced(introduction).at and all(there & side for side in sides):
                    note = f"in “{meeting.title}”"
                    met.append(self.answers.happened(introduction, EventKind.MET, note=note))
                    break
        return met

    @cached_property
    def _pairs(self) -> Mapping[str, Mapping[str, set[str]]]:
        """By address: the introductions of somebody, with the other side's addresses."""
        pairs: dict[str, dict[str, set[str]]] = {}
        for introduction in self.answers.introduce.store.find(Introduction, state=State.INTRODUCED):
            seeker, provider = (self._addresses(introduction, side) for side in Side)
            for one, other in ((seeker, provider), (provider, seeker)):
                for address in one:
                    pairs.setdefault(address, {})[introduction.id] = other
        return pairs

    def _addresses(self, introduction: Introduction, side: Side) -> set[str]:
        person = side_of(self.answers.introduce.store, introduction, side, introduction.provider_id)
        return set(person.addresses) if person else set()


def _introduced(introduction: Introduction) -> Event:
    return next(event for event in introduction.events if event.kind is EventKind.INTRODUCED)
