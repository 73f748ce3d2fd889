"""What comes due by itself, day by day: reminders, ends, returns. Each message is a draft for the user to approve."""

from dataclasses import dataclass
from datetime import date, datetime

from assistant.domain.business_days import BusinessDays
from assistant.domain.clocks import Due, Patience, due, due_on
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import AWAITED, EventKind, Introduction, State
from assistant.domain.replies import Reply, ReplyState
from assistant.errors import ConsentError, TransitionError
from assistant.services.answers import Answers

RUNNING = (*sorted(AWAITED), State.DEFERRED, State.INTRODUCED, State.CONNECTED, State.MET)
_INSTEAD = {Due.REMIND: (DraftKind.REMINDER, Due.LAPSE), Due.ASK_OUTCOME: (DraftKind.OUTCOME, Due.CLOSE)}
"""What is drafted first, and what comes of it where that stays unsent."""

_SPARED = (DraftKind.REMINDER, DraftKind.OUTCOME)
"""What ends all the same where the user leaves it lying in the mailbox, or deletes it there."""

_ENDS = {Due.LAPSE: EventKind.LAPSED, Due.CLOSE: EventKind.RESTED, Due.RESUME: EventKind.RESUMED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """One introduction that came due, and for what; it is given as it is now."""

    introduction: Introduction
    due: Due


@dataclass(frozen=True, kw_only=True, slots=True)
class Clocks:
    """Looks at the days. `follows` says of a drafts folder, by its name, whether it tells when a message was sent."""

    answers: Answers
    patience: Patience
    days: BusinessDays
    follows: frozenset[str] = frozenset()

    def tick(self) -> list[Tick]:
        """Do what is due today; doing it again the same day changes nothing."""
        store = self.answers.introduce.store
        ticks = []
        with store.transaction():
            for introduction in [found for state in RUNNING for found in store.find(Introduction, state=state)]:
                if tick := self._due(introduction):
                    ticks.append(tick)
        return ticks

    def due_on(self, introduction: Introduction) -> date | None:
        """The day from which something comes due; None where nothing does, or an answer waits for the user."""
        if introduction.state is not State.DEFERRED and self._has_answered(introduction):
            return None
        return due_on(introduction, self.sent(introduction), self.patience, self.days)

    def sent(self, introduction: Introduction) -> date | None:
        """The day on which the message left that waits for an answer, or its reminder; None while it lies unsent."""
        days = []
        for event in introduction.since_asked:
            draft = self.answers.introduce.store.get(Draft, event.draft_id) if event.draft_id else None
            if draft is None or event.kind is EventKind.TOLD_SOFTLY:
                continue
            sent = self._sent(draft)
            if sent is None:
                return None
            days.append(sent)
        return max(days, default=None)

    def _has_answered(self, introduction: Introduction) -> bool:
        """Whether somebody wrote to what was asked, and the user has not said what it means: that is no silence."""
        asked = {event.draft_id for event in introduction.since_asked if event.draft_id}
        replies = self.answers.introduce.store.find(Reply, introduction_id=introduction.id, state=ReplyState.WAITS)
        return any(reply.draft_id in asked for reply in replies)

    def _is_leaving(self, introduction: Introduction) -> bool:
        """Whether a message is on its way, and may have arrived: the next run knows."""
        store = self.answers.introduce.store
        return store.count(Draft, introduction_id=introduction.id, state=DraftState.APPROVED) > 0

    def _sent(self, draft: Draft) -> date | None:
        moment = draft.sent_at
        is_silent = draft.state is DraftState.DELIVERED and draft.box not in self.follows
        if moment is None and (is_silent or draft.kind in _SPARED):
            moment = draft.delivered_at  # a folder that tells nothing: the user is taken to have sent it that day
        return self._day(moment) if moment else None

    def _due(self, introduction: Introduction) -> Tick | None:
        what, on = due(introduction), self.due_on(introduction)
        if what is None or on is None or on > self.answers.introduce.drafting.clock().date():
            return None
        if self._is_leaving(introduction):
            return None
        if what in _INSTEAD:
            kind, end = _INSTEAD[what]
            drafted = self._drafted_on(introduction, kind)
            if drafted is None and (tick := self._drafted(introduction, what)):
                return tick
            if not self._is_over(end, max(on, drafted or on)):
                return None  # it waits for the user, or they did not want it
            what = end
        return Tick(introduction=self.answers.happened(introduction, _ENDS[what]), due=what)

    def _drafted(self, introduction: Introduction, what: Due) -> Tick | None:
        introduce = self.answers.introduce
        try:
            if what is Due.REMIND:
                introduce.remind(introduction)
            else:
                introduce.ask_outcome(introduction)
        except (TransitionError, ConsentError):  # such as a provider who is gone from the bullpen
            return None
        return Tick(introduction=introduction, due=what)

    def _drafted_on(self, introduction: Introduction, kind: DraftKind) -> date | None:
        """The day of the last such draft since the last ask, whatever the user made of it; None where there is none."""
        began = introduction.since_asked[0].at
        drafts = self.answers.introduce.store.find(Draft, introduction_id=introduction.id, kind=kind)
        return max((self._day(draft.created_at) for draft in drafts if draft.created_at >= began), default=None)

    def _is_over(self, end: Due, since: date) -> bool:
        """Whether it ends, though the message that was due did not go out: the user had the days for it, too."""
        wait = self.patience.lapse if end is Due.LAPSE else self.patience.close
        return self.days.after(since, wait) <= self.answers.introduce.drafting.clock().date()

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.answers.introduce.drafting.clock().tzinfo).date()
