"""A whole pass: what became of the drafts, what is new in the sources, and what the new day brings.

The command, the page and the background agent do the same by it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.domain.drafts import Draft
from assistant.domain.introductions import Introduction
from assistant.domain.learning import Learnt
from assistant.domain.pairs import Pair
from assistant.domain.prompts import Prompt
from assistant.errors import UserError
from assistant.ports import BullpenSource, DocumentSource, Mailbox, PeopleSource
from assistant.services.clocks import Clocks, Tick
from assistant.services.closing import Closing
from assistant.services.deliver import Deliver
from assistant.services.follow import Follow, FollowReport
from assistant.services.notice import take_up
from assistant.services.pairing import Pairing
from assistant.services.sync import Sync
from assistant.services.sync_report import SyncReport

if TYPE_CHECKING:  # only where there is one
    from assistant.services.judged import JudgePass


@dataclass(frozen=True, kw_only=True, slots=True)
class LookedAfter:
    """What became of the drafts: `delivered` now, though approved earlier; what `followed` in the mailboxes."""

    delivered: Sequence[Draft] = ()
    followed: FollowReport = field(default_factory=FollowReport)
    problems: Sequence[UserError] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenUp:
    """What the new day brings: who `met`, what came due, which questions wait now, which introductions go on.

    `paired` are people who may fit each other, found now. `delivered` are the messages that an answer to a digest
    approved; what keeps one back is told by the next pass.
    """

    met: Sequence[Introduction] = ()
    ticks: Sequence[Tick] = ()
    asked: Sequence[Prompt] = ()
    woken: Sequence[Introduction] = ()
    paired: Sequence[Pair] = ()
    delivered: Sequence[Draft] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class WholeReport:
    """What happened in a whole pass."""

    looked_after: LookedAfter
    read: SyncReport
    taken_up: TakenUp


@dataclass(frozen=True, kw_only=True, slots=True)
class WholePass:
    """The three parts of a pass: `look_after`, `read`, `take_up`. What a call gives is made when it is needed."""

    deliver: Callable[[], Deliver]
    follow: Follow
    mailboxes: Callable[[], Sequence[Mailbox]]
    sync: Callable[[], Sync]
    people: Sequence[PeopleSource]
    bullpen: Sequence[BullpenSource]
    documents: Sequence[DocumentSource]
    clocks: Callable[[], Clocks]
    learnt: Callable[[], Learnt]
    pairing: Callable[[], Pairing]
    check_ins: Callable[[], object]
    judge: "Callable[[], JudgePass | None]"

    def run(self) -> WholeReport:
        """All of it."""
        return WholeReport(looked_after=self.look_after(), read=self.read(), taken_up=self.take_up())

    def look_after(self) -> LookedAfter:
        """Finish what a broken run left half-done, and see what the user did with drafts: replies are known by it."""
        delivered, problems = self.deliver().finish()
        followed = self.follow.look(self.mailboxes())
        every = {str(error): error for error in (*problems, *followed.problems)}
        return LookedAfter(delivered=delivered, followed=followed, problems=list(every.values()))

    def read(self, *, dry_run: bool = False) -> SyncReport:
        """Read what is new; what had waited for a language model is asked first."""
        judge = None if dry_run else self.judge()
        if judge:
            judge.begin()
        report = self.sync().run(people=self.people, bullpen=self.bullpen, documents=self.documents, dry_run=dry_run)
        report.judge = judge.end() if judge else None
        return report

    def take_up(self) -> TakenUp:
        """What the new day brings: what comes due, what waited for somebody new, and whom to call.

        The list of calls is chosen here because that takes seconds where many people are known.
        """
        delivered, _ = self.deliver().finish()
        clocks = self.clocks()
        met = Closing(answers=clocks.answers).meetings()
        ticks, woken = clocks.tick(), clocks.answers.introduce.wake()
        asked = take_up(clocks.answers.introduce.store, self.learnt())
        paired = self.pairing().run()
        self.check_ins()
        return TakenUp(met=met, ticks=ticks, asked=asked, woken=woken, paired=paired, delivered=delivered)
