"""What comes about by itself: days pass, messages are sent or deleted in the mailbox, processes end, people meet."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from assistant.domain.accounts import Fate
from assistant.domain.clocks import Due
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person
from assistant.domain.replies import Label
from assistant.ports import Seen
from assistant.services.clocks import Tick
from assistant.services.identify import merge
from tests.acceptance.introductions.box import Fault
from tests.acceptance.introductions.mail_rules import MailRules
from tests.acceptance.introductions.mails import Hand, Mail, Way, said
from tests.acceptance.introductions.scene import picks, tried
from tests.acceptance.introductions.story import WILLING, Story, open_days
from tests.acceptance.introductions.user_rules import UserRules

WAITS = ((0,), (0,), (1,), (0, 6), (0, 3, 5), (0, 12))  # days after each step
FATES = (Fate.SENT, Fate.SENT, Fate.SENT, Fate.EDITED, Fate.GONE)


class WorldRules(UserRules, MailRules):
    """The rest of the world."""

    @rule(pick=picks, steps=st.integers(2, 9), noes=st.integers(0, 15), by_mail=picks, days=st.sampled_from(WAITS))
    @tried
    def move_on(self, pick: int, steps: int, noes: int, by_mail: int, days: tuple[int, ...]) -> None:
        """Good days: the user approves and sends what waits, and somebody answers, in person or by mail."""
        introductions = [each for each in self.store.find(Introduction) if each.is_open]
        for step in range(steps if introductions else 0):
            yes = noes >> step & 1 == 0 or noes > 7
            self._move_on(
                self.world.present(introductions[pick % len(introductions)]), yes=yes, by_mail=by_mail >> step & 3 != 0
            )
            self.books.look()
            self.books.keep()
            self.world.now += timedelta(minutes=1)
            if days[step % len(days)]:
                self.pass_days(days[step % len(days)])

    def _move_on(self, introduction: Introduction, *, yes: bool, by_mail: bool) -> None:
        waiting = self.world.drafts(introduction)
        ask = self.books.stories[introduction.id].ask
        if waiting:
            self.approve_draft(waiting[-1], Fault.NONE)
            if self.world.follows:
                self.books.look()
                self._act(waiting[-1], Fate.SENT)
                self.world.follow.look([self.world.box])
            return
        if introduction.state in (State.INTRODUCED, State.CONNECTED, State.MET):
            label = {State.INTRODUCED: Label.THANKS, State.CONNECTED: Label.MET}.get(introduction.state, Label.WON)
            fact = {Label.THANKS: EventKind.CONNECTED, Label.MET: EventKind.MET}.get(label, EventKind.WON)
            if by_mail and ask:
                self.post(ask.draft_id, label if yes else Label.LOST)
            else:
                self.world.answers.happened(introduction, fact)
        elif not yes and not introduction.reminded:
            self.remind(introduction)
        elif by_mail and ask:
            self.post(ask.draft_id, Label.YES if yes else Label.NO)
        else:
            side = Side.PROVIDER if introduction.state is State.PROVIDER_ASKED else Side.SEEKER
            self.recorded(introduction, side, Answer.YES if yes else Answer.NO)

    @rule(fault=st.sampled_from(Fault), what=st.sampled_from(["finish", "finish", "restart", "wake"]))
    @tried
    def meanwhile(self, fault: Fault, what: str) -> None:
        """What a run of the assistant does besides."""
        if what == "finish":
            self.world.box.fault = fault
            self.world.deliver.finish()
        elif what == "wake":
            self.world.introduce.wake()
        else:
            self.world.restart()

    @rule(writes=st.integers(0, 12))
    @tried
    def power_will_fail(self, writes: int) -> None:
        """The process ends at one of the next writes."""
        self.store.dies_after = writes

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
            assert open_days(ask.sent or today, today) >= 10

    # the mailbox

    @precondition(lambda self: self.world.follows)
    @rule(
        pick=picks, fate=st.sampled_from([Fate.SENT, Fate.SENT, Fate.SENT, Fate.EDITED, Fate.GONE]), look=st.booleans()
    )
    @tried
    def in_the_mailbox(self, pick: int, fate: Fate, look: bool) -> None:
        """The user sends a message there, changes it, or deletes it; the assistant looks now or later."""
        lying = [each for each in self.books.left.values() if each.laid.path.exists()]
        if lying:
            left = lying[pick % len(lying)]
            is_in_doubt = (self.store.get(Draft, left.draft.id) or left.draft).delivered_at is None
            if not (fate is Fate.GONE and is_in_doubt):
                self._act(left.draft, fate)
        if look:
            self.world.follow.look([self.world.box])

    def _act(self, draft: Draft, fate: Fate) -> None:
        laid = self.books.left[draft.id].laid
        if not laid.path.exists():
            return  # sent before the assistant knew that it had left
        words = f"{laid.text}\nMy own words.\n" if fate is Fate.EDITED else ""
        sent_id = f"<sent-{draft.id}@marsh.example>" if fate is Fate.SENT else ""
        seen = Seen(fate=fate, subject=laid.subject, text=words, message_id=sent_id, at=self.world.now)
        self.world.box.act(laid, seen)
        if fate is not Fate.EDITED:
            self.books.taken_away.add(laid.path)
        ask = self.books.stories[draft.introduction_id].ask
        if ask and fate is Fate.SENT and ask.draft_id == draft.id:
            ask.sent = self.books.today
        elif ask and ask.reminder_id == draft.id:
            ask.reminded = self.books.today

    # people

    @precondition(lambda self: any(story.introduced for story in self.books.stories.values()))
    @rule(pick=picks, by_mail=st.booleans())
    @tried
    def in_touch(self, pick: int, by_mail: bool) -> None:
        """Two who were introduced write to each other, or meet."""
        joint = [each.draft for each in self.books.left.values() if each.draft.kind is DraftKind.JOINT]
        draft = joint[pick % len(joint)]
        provider = self._other(draft)
        if by_mail:
            mail = Mail(
                number=len(self.books.mails) + 1, draft=draft, way=Way.SUBJECT, hand=Hand.ADDRESSEE,
                author=draft.to[0], at=self.world.now, says=said("thanks"), turn=0, also_to=(provider.participant,),
            )  # fmt: skip
            self.world.closing().see(mail.content)
            return
        start = self.world.now - timedelta(hours=2)
        meeting = Meeting(
            id=f"meet-{pick}", document_id="doc-1", title="Coffee", start=start, end=start + timedelta(hours=1),
            attendees=(draft.to[0], provider.participant),
        )  # fmt: skip
        self.store.put(meeting)
        self.world.closing().meetings()

    @rule(pick=picks, other=st.none() | picks, seldom=st.integers(0, 15))
    @tried
    def people_change(self, pick: int, other: int | None, seldom: int) -> None:
        """Somebody is corrected, or turns out to be somebody else."""
        person = self.pick(Person, pick)
        gone = self.pick(Person, other) if other is not None else person
        if gone.id != person.id:
            if not seldom:
                self._merge(person, gone)
        elif not person.addresses:
            self.store.put(replace(person, addresses=("priya@nowhere.example",)))
        elif not person.aliases:
            self.store.put(replace(person, aliases=(person.name,), name=person.name.upper()))

    def _merge(self, keep: Person, gone: Person) -> None:
        try:
            merge(self.store, keep, gone)
        finally:
            if self.store.get(Person, gone.id) is None:
                self.books.same[gone.id] = keep.id
                self.books.stopped |= {keep.id} if gone.id in self.books.stopped else set()
                self.books.reached["merged"] += 1


def _due_of(before: tuple[object, ...], now: Introduction) -> Due:
    kinds = {EventKind.RESUMED: Due.RESUME, EventKind.RESTED: Due.CLOSE}
    return kinds.get(now.events[len(before)].kind, Due.LAPSE)
