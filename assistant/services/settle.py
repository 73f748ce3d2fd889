"""The user says what a reply means."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parseaddr
from enum import StrEnum

from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import AWAITED, Introduction
from assistant.domain.people import Participant
from assistant.domain.replies import Label, Reply, ReplyState
from assistant.errors import TransitionError, UserError
from assistant.services.act import act
from assistant.services.answers import Answers


class Meaning(StrEnum):
    """What the user makes of a reply."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    STOP = "stop"
    MET = "met"
    WON = "won"
    LOST = "lost"
    HAND_OFF = "hand-off"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settle:
    """Settles replies that wait for the user, and others that were taken wrongly once that was undone."""

    answers: Answers

    def take_for(
        self, reply: Reply, meaning: Meaning, *, until: date | None = None, to: str = ""
    ) -> tuple[Reply, Draft | None]:
        """Take the reply for what the user says it is; also gives the question to a colleague after a hand-off.

        `until` goes with later, `to` ("Name <address>") with a hand-off, where they are not what was read. Raises
        UserError for a later without a day, and what `settle` and `hand_over` raise.
        """
        day = until or reply.until
        if meaning is Meaning.LATER and day is None:
            raise UserError("later, but when?", hint=f"assistant replies settle {reply.id} later --until 2027-01-15")
        if meaning is Meaning.HAND_OFF:
            name, address = parseaddr(to or reply.hand_off)
            draft = self.hand_over(reply, Participant(name=name, address=address.lower()))
            return self.answers.introduce.store.get(Reply, reply.id) or reply, draft
        return self.settle(reply, None if meaning is Meaning.NOTHING else Label(meaning), until=day), None

    def settle(self, reply: Reply, label: Label | None, *, until: date | None = None) -> Reply:
        """Take the reply for what the user says it is; None: nothing comes of it.

        Raises TransitionError where the introduction does not wait for that, or the reply was settled.
        """
        store = self.answers.introduce.store
        with store.transaction():
            reply = store.get(Reply, reply.id) or reply
            if reply.taken_at is not None:
                raise TransitionError(
                    "the introduction went on by this reply", hint=f"assistant intros undo {reply.introduction_id}"
                )
            settled = replace(reply, state=ReplyState.SETTLED, why="")
            if label is not None:
                settled = replace(settled, label=label, until=until, confidence=1.0)
                act(self.answers, settled)
                now = self.answers.introduce.drafting.clock()  # not before what came of it: `undo` looks for that
                settled = replace(settled, taken_at=now)
            store.put(settled)
            return settled

    def hand_over(self, reply: Reply, to: Participant) -> Draft:
        """Draft the question to whom it was handed over, with whoever did so in copy (etiquette 9).

        Raises ConsentError without an address, TransitionError where nothing is asked at present.
        """
        store = self.answers.introduce.store
        with store.transaction():
            introduction = store.get(Introduction, reply.introduction_id)
            if introduction is None or introduction.state not in AWAITED:
                raise TransitionError(
                    "nothing is asked at present", hint=f"assistant intros show {reply.introduction_id}"
                )
            draft = self.answers.introduce.drafting.draft(introduction, DraftKind.HAND_OFF, side=reply.side, to=to)
            now = self.answers.introduce.drafting.clock()
            store.put(replace(reply, state=ReplyState.SETTLED, label=Label.HAND_OFF, why="", taken_at=now))
            return draft

    def undo(self, introduction: Introduction) -> Introduction | None:
        """Take the last step of an introduction back; the reply that it came of waits for the user again.

        Gives the introduction as it was, None where that was before it began. Raises TransitionError where a message
        has left since.
        """
        store = self.answers.introduce.store
        with store.transaction():
            introduction = self.answers.introduce.present(introduction)
            since = introduction.events[-1].at if introduction.events else introduction.opened_at
            after = self.answers.undo(introduction)
            self._reopen(introduction.id, since)
            return after

    def _reopen(self, introduction_id: str, since: datetime) -> None:
        """Have the reply by which an introduction went on at that moment wait for the user: that was taken back."""
        store = self.answers.introduce.store
        replies = store.find(Reply, introduction_id=introduction_id)
        taken = [(reply.taken_at, reply) for reply in replies if reply.taken_at and reply.taken_at >= since]
        for _, last in sorted(taken, key=lambda each: each[0])[-1:]:
            store.put(replace(last, state=ReplyState.WAITS, why="you took back what came of it", taken_at=None))
