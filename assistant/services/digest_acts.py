"""What each answer to a digest does: the same as on the page, and nothing that the page would refuse."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.domain.captures import Capture
from assistant.domain.digest import Item, ItemKind, Word
from assistant.domain.digest_answer import Said
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Label, Reply, ReplyState
from assistant.domain.time import Clock
from assistant.ports import OwnWords, Reader, Store
from assistant.services.debrief import Debrief, capture_id
from assistant.services.deliver import Deliver
from assistant.services.drafting import LIVE
from assistant.services.settle import Settle
from assistant.services.today import YOURS

LATER = timedelta(days=14)  # where no day is named

GONE = "it is there no longer"
ANSWERED = "it was answered already"


@dataclass(frozen=True, kw_only=True, slots=True)
class Acts:
    """Carries answers out. The readers are loaded only once there is something to read."""

    clock: Clock
    deliver: Deliver
    settle: Settle
    debrief: Debrief
    words: Callable[[], OwnWords]
    reader: Callable[[], Reader]

    @property
    def store(self) -> Store:
        """Where everything is kept."""
        return self.deliver.introduce.store

    def act(self, item: Item, said: Said, *, has_more: bool = False) -> str:
        """Do what is answered to an item; gives why not, in words, else an empty text.

        `has_more` says that other words stood in the answer: nothing is approved then. Raises UserError where the step
        is not allowed.
        """
        if said.word is not None and said.word not in item.words:
            return f"“{said.word}” is none of its answers ({', '.join(item.words)})"
        match item.kind:
            case ItemKind.QUESTION:
                return self._question(item, said)
            case ItemKind.REPLY:
                return self._reply(item, said)
            case ItemKind.DRAFT:
                return self._draft(item, said, has_more=has_more)
            case ItemKind.MEETING:
                return self._meeting(item, said)
            case ItemKind.IDLE:
                return self._idle(item)

    def _question(self, item: Item, said: Said) -> str:
        prompt = self.store.get(Prompt, item.record_id)
        if prompt is None:
            return GONE
        if not prompt.waits(self.clock().date()):
            return ANSWERED
        until = self._until(said) if said.word is Word.LATER else None
        if said.word is Word.LATER and until is None:
            return f"I do not understand “later {said.tail}”"
        self.deliver.introduce.answer(prompt, PromptState(str(said.word)), until=until)
        return ""

    def _reply(self, item: Item, said: Said) -> str:
        reply = self.store.get(Reply, item.record_id)
        if reply is None:
            return GONE
        if reply.state is not ReplyState.WAITS:
            return ANSWERED
        label = None if said.word is Word.NOTHING else Label(str(said.word))
        until = self._until(said, reply.until) if label is Label.LATER else None
        if label is Label.LATER and until is None:
            return f"I do not understand “later {said.tail}”"
        self.settle.settle(reply, label, until=until)
        return ""

    def _draft(self, item: Item, said: Said, *, has_more: bool) -> str:
        draft = self.store.get(Draft, item.record_id)
        if draft is None:
            return GONE
        if draft.state is not DraftState.WAITING:
            return f"the message is {draft.state} already"
        if said.word is Word.DISCARD:
            self.deliver.discard(draft.id)
            return ""
        if has_more:
            return "you wrote other words beside it, so nothing was approved"
        if not item.seen_hash or item.seen_hash != draft.hash:
            return "the message was changed after this mail, so it was not approved"
        new = [found for found in self.deliver.findings(draft) if found not in (*draft.overruled, *item.findings)]
        if new:
            return f"there is something in the message that this mail did not show: {new[0].why}"
        self.deliver.accept(draft.id, item.seen_hash, anyway=bool(item.findings))
        return ""

    def _meeting(self, item: Item, said: Said) -> str:
        meeting = self.store.get(Meeting, item.record_id)
        if meeting is None:
            return GONE
        if self.store.get(Capture, capture_id(meeting)):
            return "you had told about it already"
        if said.word is not None:
            self.debrief.nothing(meeting)
        else:
            self.debrief.answer(meeting, said.text, self.reader())
        return ""

    def _idle(self, item: Item) -> str:
        introduction = self.store.get(Introduction, item.record_id)
        if introduction is None:
            return GONE
        drafts = self.store.find(Draft, introduction_id=introduction.id)
        if introduction.state not in YOURS or any(draft.state in LIVE for draft in drafts):
            return "it has gone on already"
        self.deliver.introduce.go_on(introduction)
        return ""

    def _until(self, said: Said, told: date | None = None) -> date | None:
        """The day of a "later": the one named, the one they told, or in two weeks; None where it is not understood."""
        today = self.clock().date()
        if said.tail:
            return self.words().day(said.tail, today)
        return told if told and told > today else today + LATER
