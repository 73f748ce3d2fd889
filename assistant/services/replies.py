"""What comes of a reply: a clear answer moves the introduction on, anything else goes to the user with its words.

Nothing is sent by it. A reply is taken once, however often it is read.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.domain.consents import Side
from assistant.domain.documents import Content, Medium
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.ids import make_id
from assistant.domain.introductions import OUTWARD, EventKind, Introduction, State
from assistant.domain.replies import Found, Label, Reply, ReplyState, Stage
from assistant.errors import ConsentError, TransitionError
from assistant.ports import ReplyReader, Store
from assistant.services.act import ASKING, REFUSALS, act
from assistant.services.answers import Answers
from assistant.services.recognise import Recognise, Recognised, side_of

SURE = 0.75  # of a yes, so that it moves anything: the reader has a bound of its own before it says so
SURER = 0.9  # of everything else: a yes that is taken for a no is lost, and nobody hears of it
STAGES: dict[DraftKind, Stage] = {
    DraftKind.ASK_SEEKER: Stage.SEEKER,
    DraftKind.OFFER_PROVIDER: Stage.SEEKER,
    DraftKind.ASK_PROVIDER: Stage.PROVIDER,
    DraftKind.OUTCOME: Stage.OUTCOME,
}
"""What each message asks; a reminder asks what its side was asked, the others nothing."""

_REFUSED_ANY_TIME = (State.WANTED, State.PARKED, State.DEFERRED, State.LAPSED)
_UNCLEAR = {
    Label.CONDITIONAL: "they agree on a condition",
    Label.TELL_ME_MORE: "they want to know more first",
    Label.HAND_OFF: "they hand it over to somebody else",
    Label.UNCLEAR: "it is not clear what they mean",
}
_MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|bounces?)\b", re.I)


@dataclass(frozen=True, kw_only=True)
class Replies:
    """Takes replies. `user` are the user's own addresses, lower case; the reader is loaded at the first reply."""

    answers: Answers
    recognise: Recognise
    reader: Callable[[], ReplyReader]
    user: frozenset[str]

    @property
    def store(self) -> Store:
        """Where replies are kept."""
        return self.answers.introduce.store

    def take(self, content: Content) -> Reply | None:
        """Take a mail, where it answers one of our messages and was not taken before; None for any other."""
        known = self._answered(content)
        if known is None:
            return None
        document, stage = content.document, self._stage(known)
        understood = self.reader().understand(content, stage=stage, asked=_asked(known.draft))
        reply = Reply(
            id=_id(content),
            introduction_id=known.introduction.id,
            draft_id=known.draft.id,
            document_id=document.id,
            message_id=document.message_id or document.id,
            who=document.author,
            side=known.side,
            stage=stage,
            at=document.when,
            found=known.found,
            label=understood.label,
            confidence=understood.confidence,
            quote=understood.quote,
            until=understood.until,
            hand_off=understood.hand_off,
        )
        with self.store.transaction():
            reply = self._acted(reply, known, content)
            self.store.put(reply)
        return reply

    def look_ahead(self, contents: Iterable[Content], reader: ReplyReader) -> None:
        """Let a reader that takes its time see the answers among some mails, before any of them is taken."""
        for content in contents:
            if known := self._answered(content):
                reader.understand(content, stage=self._stage(known), asked=_asked(known.draft))

    def _answered(self, content: Content) -> Recognised | None:
        """What a mail answers; None where it is nothing of ours, or was taken before."""
        document = content.document
        if document.medium is not Medium.EMAIL or document.author.address.lower() in self.user:
            return None
        known = self.recognise.answered(content)
        return None if known is None or self.store.get(Reply, _id(content)) else known

    def _acted(self, reply: Reply, known: Recognised, content: Content) -> Reply:
        nothing = self._nothing_to_do(reply, known)
        if nothing:
            return replace(reply, state=ReplyState.NOTHING, why=nothing)
        if why := self._for_the_user(reply, known, content):
            return replace(reply, why=why)
        try:
            moved = act(self.answers, reply)
        except (TransitionError, ConsentError) as error:
            return replace(reply, why=f"it does not fit where this stands ({'; '.join(error.problems)})")
        now = self.answers.introduce.drafting.clock()
        return replace(reply, state=ReplyState.TAKEN if moved else ReplyState.NOTHING, taken_at=now if moved else None)

    def _nothing_to_do(self, reply: Reply, known: Recognised) -> str:
        """Why a reply needs neither the user nor a step; empty where it may need one."""
        introduction = known.introduction
        if reply.label is Label.UNRELATED and reply.confidence >= SURER:
            return "it is about something else"
        if reply.found is Found.PERSON and reply.label in (Label.UNCLEAR, Label.UNRELATED, Label.THANKS):
            return "it may be about something else"
        if reply.label is Label.YES and reply.stage in ASKING and _said_before(introduction, reply):
            return "they had said so already"
        if reply.label is Label.THANKS and reply.stage not in ASKING and introduction.state is not State.INTRODUCED:
            return "they say thank you"
        is_machine = reply.label is Label.AUTO and reply.confidence >= SURER and not _came_back(reply)
        if is_machine and not (known.is_addressee and _is_open(known)):
            return "it was written by a machine, and nothing waits for it"
        return ""

    def _for_the_user(self, reply: Reply, known: Recognised, content: Content) -> str:
        """Why only the user can tell what to make of a reply; empty where it is clear."""
        if _came_back(reply):
            return "your message came back: perhaps the address is wrong"
        if reply.label is Label.AUTO and reply.confidence >= SURER:
            return ""
        if reply.found is Found.PERSON:
            return "they wrote anew instead of answering"
        if reply.found is Found.MARKER:
            return "it holds your message, and is no answer to it"
        if reply.found is Found.THREAD:
            return "it stands in another conversation"
        if known.draft.kind is DraftKind.HAND_OFF:
            return "it answers what was handed over"
        if not known.is_addressee:
            return f"it comes from {reply.who}, to whom you had not written"
        if self._writes_to_the_other(reply, known, content):
            return "they write to each other already"
        if reply.label in _UNCLEAR:
            return _UNCLEAR[reply.label]
        if reply.confidence < (SURE if reply.label is Label.YES else SURER):
            return "I am not sure that I understand it"
        if not _is_open(known) and not _counts_any_time(reply, known.introduction):
            return "it answers an earlier message"
        return ""

    def _writes_to_the_other(self, reply: Reply, known: Recognised, content: Content) -> bool:
        """Whether a mail goes to the other side as well, before the two were introduced."""
        if reply.stage not in ASKING or known.draft.kind is DraftKind.JOINT:
            return False
        side = Side.PROVIDER if reply.side is Side.SEEKER else Side.SEEKER
        other = side_of(self.store, known.introduction, side, known.introduction.provider_id)
        return other is not None and _goes_to(content, other.addresses)

    def _stage(self, known: Recognised) -> Stage:
        if known.draft.kind in (DraftKind.REMINDER, DraftKind.HAND_OFF):
            return Stage.PROVIDER if known.draft.side is Side.PROVIDER else Stage.SEEKER
        return STAGES.get(known.draft.kind, Stage.INTRODUCED)


def _id(content: Content) -> str:
    return make_id("r", content.document.message_id or content.document.id)


def _said_before(introduction: Introduction, reply: Reply) -> bool:
    """Whether that side has said yes to the same message already."""
    agreed = (EventKind.PROVIDER_AGREED, EventKind.HELP_WANTED, EventKind.OFFER_ACCEPTED)
    kinds = agreed[:1] if reply.side is Side.PROVIDER else agreed[1:]
    numbers = [n for n, event in enumerate(introduction.events) if event.draft_id == reply.draft_id]
    return bool(numbers) and any(event.kind in kinds for event in introduction.events[numbers[0] :])


def _came_back(reply: Reply) -> bool:
    return bool(_MACHINES.match(reply.who.address)) or (reply.found is Found.MARKER and reply.label is Label.AUTO)


def _is_open(known: Recognised) -> bool:
    """Whether the message that is answered is the one that waits for an answer."""
    return any(event.draft_id == known.draft.id for event in known.introduction.since_asked)


def _counts_any_time(reply: Reply, introduction: Introduction) -> bool:
    """Whether a no is heard although something else was asked meanwhile."""
    if reply.label is Label.STOP:
        return True
    is_late = introduction.state in _REFUSED_ANY_TIME or reply.stage is Stage.PROVIDER
    return reply.label in REFUSALS and is_late and introduction.state not in (OUTWARD - {State.AGREED})


def _goes_to(content: Content, addresses: Sequence[str]) -> bool:
    return any(who.address.lower() in addresses for who in content.document.listeners)


def _asked(draft: Draft) -> str:
    """The question of a message: its first sentence that ends so, else its subject."""
    text = " ".join((draft.own_text or draft.text).split())
    questions = re.findall(r"[^.!?]*\?", text)
    return questions[0].strip() if questions else draft.own_subject or draft.subject
