"""The user says what a reply means."""

from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import AWAITED, Introduction
from assistant.domain.people import Participant
from assistant.domain.replies import Label, Reply, ReplyState
from assistant.errors import TransitionError
from assistant.services.answers import Answers
from assistant.services.replies import act


@dataclass(frozen=True, kw_only=True, slots=True)
class Settle:
    """Settles replies that wait for the user, and others that were taken wrongly once that was undone."""

    answers: Answers

    def settle(self, reply: Reply, label: Label | None, *, until: date | None = None) -> Reply:
        """Take the reply for what the user says it is; None: nothing comes of it.

        Raises TransitionError where the introduction does not wait for that, or the reply was settled.
        """
        store = self.answers.introduce.store
        with store.transaction():
            reply = store.get(Reply, reply.id) or reply
            if reply.state is ReplyState.TAKEN:
                raise TransitionError(
                    "the introduction went on by this reply", hint=f"assistant intros undo {reply.introduction_id}"
                )
            now = self.answers.introduce.drafting.clock()
            settled = replace(reply, state=ReplyState.SETTLED, why="", taken_at=now)
            if label is not None:
                settled = replace(settled, label=label, until=until, confidence=1.0)
                act(self.answers, settled)
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

    def reopen(self, introduction_id: str) -> None:
        """Have the last reply by which an introduction went on wait for the user: that step was taken back."""
        store = self.answers.introduce.store
        states = (ReplyState.TAKEN, ReplyState.SETTLED)
        taken = [reply for reply in store.find(Reply, introduction_id=introduction_id) if reply.state in states]
        last = max(taken, key=lambda reply: reply.taken_at or reply.at, default=None)
        if last:
            store.put(replace(last, state=ReplyState.WAITS, why="you took back what came of it", taken_at=None))
