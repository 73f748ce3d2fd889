"""What comes due by itself, day by day: reminders, ends, returns. Each message is a draft for the user to approve."""

from dataclasses import dataclass
from datetime import date

from assistant.domain.business_days import BusinessDays
from assistant.domain.clocks import Due, Patience, due, due_on
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import AWAITED, EventKind, Introduction, State
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
        """The day from which something comes due by itself; None where nothing does."""
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

    def _sent(self, draft: Draft) -> date | None:
        moment = draft.sent_at
        is_silent = draft.state is DraftState.DELIVERED and draft.box not in self.follows
        if moment is None and (is_silent or draft.kind in _SPARED):
            moment = draft.delivered_at  # a folder that tells nothing: the user is taken to have sent it that day
        zone = self.answers.introduce.drafting.clock().tzinfo
        return moment.astimezone(zone).date() if moment else None

    def _due(self, introduction: Introduction) -> Tick | None:
        what, on = due(introduction), self.due_on(introduction)
        if what is None or on is None or on > self.answers.introduce.drafting.clock().date():
            return None
        if what in _INSTEAD:
            kind, end = _INSTEAD[what]
            if not self._is_drafted(introduction, kind):
                return self._drafted(introduction, what)
            if not self._is_over(introduction, end):
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

    def _is_drafted(self, introduction: Introduction, kind: DraftKind) -> bool:
        """Whether there was such a draft since the last ask, whatever the user made of it."""
        began = introduction.since_asked[0].at
        drafts = self.answers.introduce.store.find(Draft, introduction_id=introduction.id, kind=kind)
        return any(draft.created_at >= began for draft in drafts)

    def _is_over(self, introduction: Introduction, end: Due) -> bool:
        """Whether it has been silent so long that it ends, though the message that was due did not go out."""
        on = self.due_on(introduction)
        wait = self.patience.lapse if end is Due.LAPSE else self.patience.close
        return on is not None and self.days.after(on, wait) <= self.answers.introduce.drafting.clock().date()
