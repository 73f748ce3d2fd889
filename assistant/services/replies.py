"""What comes of a reply: a clear answer moves the introduction on, anything else goes to the user with its words.

Nothing is sent by it. A reply is taken once, however often it is read.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.consents import Answer, Side
from assistant.domain.documents import Content, Medium
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.ids import make_id
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.replies import Found, Label, Reply, ReplyState, Stage
from assistant.errors import ConsentError, TransitionError
from assistant.ports import ReplyReader, Store
from assistant.services.answers import Answers, Words
from assistant.services.recognise import Recognise, Recognised, side_of

SURE = 0.75  # of a label, so that it moves anything; a yes has a bound of its own, in the reader
STAGES: dict[DraftKind, Stage] = {
    DraftKind.ASK_SEEKER: Stage.SEEKER,
    DraftKind.OFFER_PROVIDER: Stage.SEEKER,
    DraftKind.ASK_PROVIDER: Stage.PROVIDER,
    DraftKind.OUTCOME: Stage.OUTCOME,
}
"""What each message asks; a reminder asks what its side was asked, the others nothing."""

ASKING = (Stage.SEEKER, Stage.PROVIDER)
_REFUSALS = (Label.NO, Label.ALREADY_SOLVED, Label.STOP)
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
        document = content.document
        if document.medium is not Medium.EMAIL or document.author.address.lower() in self.user:
            return None
        known = self.recognise.answered(content)
        reply_id = make_id("r", document.message_id or document.id)
        if known is None or self.store.get(Reply, reply_id):
            return None
        stage = self._stage(known)
        understood = self.reader().understand(content, stage=stage, asked=_asked(known.draft))
        reply = Reply(
            id=reply_id,
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
        if reply.label is Label.UNRELATED and reply.confidence >= SURE:
            return "it is about something else"
        if reply.found is Found.PERSON and reply.label in (Label.UNCLEAR, Label.UNRELATED, Label.THANKS):
            return "it may be about something else"
        if reply.label is Label.YES and reply.stage in ASKING and _said_before(introduction, reply):
            return "they had said so already"
        if reply.label is Label.THANKS and reply.stage not in ASKING and introduction.state is not State.INTRODUCED:
            return "they say thank you"
        if reply.label in (Label.NO, Label.ALREADY_SOLVED) and _went_on_without(known):
            return "it had gone on without them"
        return ""

    def _for_the_user(self, reply: Reply, known: Recognised, content: Content) -> str:
        """Why only the user can tell what to make of a reply; empty where it is clear."""
        if _MACHINES.match(reply.who.address) or (reply.found is Found.MARKER and reply.label is Label.AUTO):
            return "your message came back: perhaps the address is wrong"
        if reply.label is Label.AUTO:
            return ""
        if reply.found is Found.PERSON:
            return "they wrote anew instead of answering"
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
        if reply.confidence < SURE:
            return "I am not sure that I understand it"
        is_old = not any(event.draft_id == known.draft.id for event in known.introduction.since_asked)
        if is_old and not (reply.label in _REFUSALS and known.introduction.state in _REFUSED_ANY_TIME):
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


def act(answers: Answers, reply: Reply) -> bool:
    """Move the introduction on by a reply that is clear; gives whether that changed anything.

    Raises TransitionError and ConsentError where it cannot move so.
    """
    store = answers.introduce.store
    introduction = store.get(Introduction, reply.introduction_id)
    if introduction is None:
        raise TransitionError("its introduction is gone")
    words = Words(quote=reply.quote, message_id=reply.message_id, confidence=reply.confidence)
    if reply.label is Label.STOP:  # which stands, whatever else can be made of it
        never_again(store, introduction, reply)
    if reply.label is Label.AUTO:
        return _waited_for(answers, introduction, reply.until)
    if reply.stage in ASKING:
        return _answered(answers, introduction, reply, words)
    return _told(answers, introduction, reply)


def _answered(answers: Answers, introduction: Introduction, reply: Reply, words: Words) -> bool:
    if reply.label is Label.YES:
        draft = answers.introduce.store.get(Draft, reply.draft_id)
        answers.record(introduction, reply.side, Answer.YES, words, provider_id=draft.provider_id if draft else "")
        return True
    if reply.label in _REFUSALS:
        answers.record(introduction, reply.side, Answer.NO, words)
        return True
    if reply.label is Label.LATER:
        if reply.until and reply.until > answers.introduce.drafting.clock().date():
            answers.put_off(introduction, reply.side, reply.until, note=reply.quote)
        else:  # without a day it closes gently: nobody is pressed for one
            answers.happened(introduction, EventKind.LAPSED, note=reply.quote)
        return True
    raise TransitionError(f"'{reply.label}' is no answer to what was asked")


def _told(answers: Answers, introduction: Introduction, reply: Reply) -> bool:
    """What was told after the joint message: nobody had been asked for leave."""
    steps = {
        Label.THANKS: (EventKind.CONNECTED,),
        Label.MET: (EventKind.MET,),
        Label.WON: (EventKind.MET, EventKind.WON),
        Label.LOST: (EventKind.NOT_NOW,),
        Label.STOP: (),
    }
    if reply.label is Label.LATER and reply.until:
        return _waited_for(answers, introduction, reply.until)
    if reply.label not in steps:
        raise TransitionError(f"'{reply.label}' says nothing of how it went")
    for kind in steps[reply.label]:
        if introduction.allows(kind):
            introduction = answers.happened(introduction, kind, note=reply.quote)
    return True


def _went_on_without(known: Recognised) -> bool:
    """Whether a provider answers whom the introduction is no longer about."""
    return known.side is Side.PROVIDER and known.draft.provider_id != known.introduction.provider_id


def _waited_for(answers: Answers, introduction: Introduction, until: date | None) -> bool:
    if until is None or until <= answers.introduce.drafting.clock().date() or not introduction.is_open:
        return False
    answers.away(introduction, until)
    return True


def never_again(store: Store, introduction: Introduction, reply: Reply) -> None:
    """Keep that whoever wrote is not to be asked any more."""
    draft = store.get(Draft, reply.draft_id)
    person = side_of(store, introduction, reply.side, draft.provider_id if draft else "")
    if person:
        store.put(replace(person, preferences=replace(person.preferences, never_ask=True)))


def _said_before(introduction: Introduction, reply: Reply) -> bool:
    """Whether that side has said yes to the same message already."""
    agreed = (EventKind.PROVIDER_AGREED, EventKind.HELP_WANTED, EventKind.OFFER_ACCEPTED)
    kinds = agreed[:1] if reply.side is Side.PROVIDER else agreed[1:]
    numbers = [n for n, event in enumerate(introduction.events) if event.draft_id == reply.draft_id]
    return bool(numbers) and any(event.kind in kinds for event in introduction.events[numbers[0] :])


def _goes_to(content: Content, addresses: Sequence[str]) -> bool:
    return any(who.address.lower() in addresses for who in content.document.listeners)


def _asked(draft: Draft) -> str:
    """The question of a message: its first sentence that ends so, else its subject."""
    text = " ".join((draft.own_text or draft.text).split())
    questions = re.findall(r"[^.!?]*\?", text)
    return questions[0].strip() if questions else draft.own_subject or draft.subject
