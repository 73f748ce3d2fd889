"""Days pass, and what is due is done."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from assistant.domain.clocks import Due
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.services.clocks import Tick
from tests.acceptance.introductions.scene import Scene, tried
from tests.acceptance.introductions.story import WILLING, Story, open_days


class DayRules(Scene):
    """The part of the calendar."""

    @rule(days=st.sampled_from([1, 1, 3, 7, 30, 100]), hours=st.sampled_from([0, 0, 5, 14]), ticks=st.integers(0, 2))
    @tried
    def time_passes(self, days: int, hours: int, ticks: int) -> None:
        self.world.now += timedelta(days=days, hours=hours)
        for _ in range(ticks):
            self._tick()

    @rule(days=st.integers(1, 12))
    @tried
    def day_by_day(self, days: int) -> None:
        """Nothing but days."""
        self.pass_days(days)

    def pass_days(self, days: int) -> None:
        """Each morning, what is due is done."""
        for _ in range(days):
            self.world.now += timedelta(days=1)
            self._tick()

    def _tick(self) -> None:
        if self.world.follows:
            self.world.follow.look([self.world.box])  # as every run does, before it looks at the days
        before = {each.id: each for each in self.store.find(Introduction)}
        logs = self.logs()
        ticks: list[Tick] = []
        try:
            ticks = self.world.clocks.tick()
            again = self.logs()
            assert self.world.clocks.tick() == [], "what was due is due again"
            assert self.logs() == again
        finally:  # where the process ends, either everything was kept or nothing
            if self.logs() != logs and not ticks:
                changed = [each for each in self.store.find(Introduction) if each.events != logs[each.id]]
                ticks = [Tick(introduction=each, due=_due_of(logs[each.id], each)) for each in changed]
            for tick in ticks:
                self.books.reached[f"due {tick.due}"] += 1
                self._came_due(tick, before[tick.introduction.id], self.books.stories[tick.introduction.id])
            self.books.keep()
        for key, story in self.books.stories.items():
            late = story.put_off and open_days(story.put_off - timedelta(days=1), self.books.today) >= 1
            # an approved message may have left: what became of it is settled first, by the next sync
            in_doubt = self.store.count(Draft, introduction_id=key, state=DraftState.APPROVED)
            assert not late or story.over or in_doubt, "what was put off did not come back"

    def _came_due(self, tick: Tick, before: Introduction, story: Story) -> None:
        today, ask = self.books.today, story.ask
        if tick.due is Due.RESUME:
            assert story.put_off is not None
            assert today >= story.put_off, "it came back too early"
            story.begin_anew()
            return
        assert ask is not None, f"{tick.due} of nothing"
        if tick.due in (Due.REMIND, Due.LAPSE):
            assert ask.begin is not None, "nobody can answer what was not sent"
            assert open_days(ask.begin, today) >= 5, "out of patience too early"
            assert ask.draft_id not in self.books.waits.values(), "they have answered"
            assert not ask.reminder_id or ask.reminder_id not in self.books.waits.values(), "they have answered"
        if tick.due is Due.LAPSE:
            assert open_days(ask.sent or today, today) >= 10 or ask.reminder_id in self.books.by_hand
            if before.state is State.PROVIDER_ASKED:
                assert ask.kind is WILLING
                story.refused.add(self.books.person(story.asked))
                story.without_provider()
            else:
                story.lapse()
        if tick.due in (Due.ASK_OUTCOME, Due.CLOSE):
            assert ask.kind is DraftKind.JOINT
            asked = self.books.outcome_asked(before.id) if tick.due is Due.CLOSE else None
            begin = ask.sent or asked  # the user may ask how it went though the joint message lies unsent
            assert begin is not None, "nobody can tell of what was not sent"
            assert open_days(begin, today) >= 10, "out of patience too early"


def _due_of(before: tuple[object, ...], now: Introduction) -> Due:
    kinds = {EventKind.RESUMED: Due.RESUME, EventKind.RESTED: Due.CLOSE}
    return kinds.get(now.events[len(before)].kind, Due.LAPSE)
