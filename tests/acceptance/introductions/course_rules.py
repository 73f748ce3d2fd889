"""How a matter goes, turn by turn: a message leaves, and somebody answers it, in person or by mail, or nobody does."""

from datetime import timedelta
from enum import Enum

from hypothesis import strategies as st
from hypothesis.stateful import rule

from assistant.domain.accounts import Fate
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft
from assistant.domain.introductions import AWAITED, EventKind, Introduction, State
from assistant.domain.people import Person
from assistant.domain.replies import Label, ReplyState
from assistant.ports import Seen
from tests.acceptance.introductions.box import Fault
from tests.acceptance.introductions.day_rules import DayRules
from tests.acceptance.introductions.mail_rules import MailRules
from tests.acceptance.introductions.mails import said
from tests.acceptance.introductions.scene import picks, tried
from tests.acceptance.introductions.story import Ask
from tests.acceptance.introductions.user_rules import UserRules


class Turn(Enum):
    """What comes of a message."""

    YES = "what was hoped for"
    NO = "a no"
    LATER = "they want to be asked in some days"
    NOTHING = "silence, until something comes due"
    REMIND = "the user has a reminder written"


class How(Enum):
    """How the user hears of it."""

    SAID = "in person"
    WRITTEN = "by mail"
    HINTED = "by a mail that only the user understands"


turns = st.lists(
    st.sampled_from([*[Turn.YES, Turn.NO] * 3, *[Turn.LATER, Turn.NOTHING] * 2, Turn.REMIND]),
    min_size=2, max_size=7,
)  # fmt: skip
hows = st.lists(st.sampled_from([How.SAID, How.WRITTEN, How.WRITTEN, How.HINTED]), min_size=1, max_size=3)
FACTS = {State.INTRODUCED: EventKind.CONNECTED, State.CONNECTED: EventKind.MET, State.MET: EventKind.WON}
LABELS = {EventKind.CONNECTED: Label.THANKS, EventKind.MET: Label.MET, EventKind.WON: Label.WON}
SAYS = {Turn.NO: Label.NO, Turn.LATER: Label.LATER}  # anything else: yes


class CourseRules(UserRules, MailRules, DayRules):
    """The part of all who mean well."""

    @rule(pick=picks, steps=st.integers(1, 6), quiet=st.integers(0, 3), hows=hows)
    @tried
    def go_well(self, pick: int, steps: int, quiet: int, hows: list[How]) -> None:
        """Good days: the user approves and sends what waits, and everybody says yes, until nobody does."""
        self._go_on(pick, [Turn.YES] * steps + [Turn.NOTHING] * quiet, hows)

    @rule(pick=picks, turns=turns, hows=hows, days=st.sampled_from([0, 0, 1, 6]))
    @tried
    def move_on(self, pick: int, turns: list[Turn], hows: list[How], days: int) -> None:
        """Days of any kind, of which some pass between the turns."""
        self._go_on(pick, turns, hows, days)

    def _go_on(self, pick: int, turns: list[Turn], hows: list[How], days: int = 0) -> None:
        introductions = [each for each in self.store.find(Introduction) if each.is_open and self._is_known(each)]
        for number, turn in enumerate(turns if introductions else ()):
            introduction = introductions[pick % len(introductions)]
            self._send(introduction)
            self._turn(self.world.present(introduction), turn, hows[number % len(hows)])
            self.books.look()
            self.books.keep()
            self.world.now += timedelta(minutes=1)
            self.pass_days(days)

    def _is_known(self, introduction: Introduction) -> bool:
        """Whether the seeker can be written to."""
        seeker = self.store.get(Person, introduction.seeker_id)
        return seeker is not None and bool(seeker.address)

    def _send(self, introduction: Introduction) -> None:
        """The user approves what waits, and sends it."""
        waiting = self.world.drafts(introduction)
        if not waiting:
            return
        self.approve_draft(waiting[-1], Fault.NONE)
        self.books.look()
        self.books.keep()
        self.world.now += timedelta(minutes=1)
        if self.world.follows:
            self.act(waiting[-1], Fate.SENT)
            self.world.follow.look([self.world.box])

    def _turn(self, introduction: Introduction, turn: Turn, how: How) -> None:
        ask = self.books.stories[introduction.id].ask
        if turn is Turn.NOTHING:
            self._wait(introduction)
        elif turn is Turn.REMIND and introduction.state in AWAITED:
            self.remind(introduction)
        elif how is How.SAID or ask is None:
            self._tell(introduction, turn)
        else:
            self._write(introduction, turn, ask, is_clear=how is How.WRITTEN)

    def _wait(self, introduction: Introduction) -> None:
        for _ in range(15):
            self.pass_days(1)
            if self.world.drafts(introduction):
                return

    def _tell(self, introduction: Introduction, turn: Turn) -> None:
        side = Side.PROVIDER if introduction.state is State.PROVIDER_ASKED else Side.SEEKER
        if fact := FACTS.get(introduction.state):
            self.world.answers.happened(introduction, EventKind.NOT_NOW if turn is Turn.NO else fact)
        elif turn is Turn.LATER:
            self.put_aside(introduction, side, self.books.today + timedelta(days=4))
            self.pass_days(6)
        else:
            self.recorded(introduction, side, Answer.NO if turn is Turn.NO else Answer.YES)

    def _write(self, introduction: Introduction, turn: Turn, ask: Ask, *, is_clear: bool) -> None:
        fact, label = FACTS.get(introduction.state), SAYS.get(turn, Label.YES)
        if fact and turn is not Turn.LATER:
            label = Label.LOST if turn is Turn.NO else LABELS[fact]
        until = self.books.today + timedelta(days=4) if turn is Turn.LATER else None
        reply = self.post(ask.draft_id, says=said(label, 0.99 if is_clear else 0.5, until=until))
        if reply and reply.state is ReplyState.WAITS and not is_clear:
            self.world.now += timedelta(minutes=1)
            self.settled(reply, label, until)
        if turn is Turn.LATER:
            self.pass_days(6)

    def act(self, draft: Draft, fate: Fate) -> None:
        """The user does something with a message in the mailbox."""
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
        elif ask and fate is Fate.SENT and ask.reminder_id == draft.id:
            ask.reminded = self.books.today
