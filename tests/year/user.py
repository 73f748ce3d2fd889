"""The simulated user: answers questions by the truth, reads drafts, sends them from the mailbox, and errs sometimes."""

from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from random import Random

from assistant.bootstrap import Assistant
from assistant.domain.consents import Answer, Side
from assistant.domain.documents import Document
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction, State
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.referrals import Referral, ReferralState
from assistant.domain.replies import Label, Reply, ReplyState, Stage
from assistant.errors import UserError
from assistant.services import favours, referrals
from assistant.services.answers import Words
from assistant.services.identify import find
from assistant.services.replies import STAGES
from assistant.services.settle import Settle
from assistant.services.today import look
from tests.year.clock import Clock
from tests.year.ledger import Approved, Asked, Ledger, Word
from tests.year.others import Others
from tests.year.passages import Mail
from tests.year.post import USER, Post
from tests.year.received import Received

UNREAD, EDITS, DISCARDS = 0.06, 0.05, 0.02  # of the drafts, each day
PHONES, UNDOES = 0.08, 0.03  # of the days
LATER, UNWANTED = 0.08, 0.07  # of the questions about real matters
MEANT = {
    Label.YES: Label.YES, Label.NO: Label.NO, Label.ALREADY_SOLVED: Label.NO, Label.STOP: Label.STOP,
    Label.LATER: Label.LATER, Label.MET: Label.MET, Label.WON: Label.WON, Label.LOST: Label.LOST,
}  # fmt: skip
"""What the user settles a reply as, by what it truly says; nothing comes of the others."""

OPEN = {Label.CONDITIONAL, Label.TELL_ME_MORE, Label.UNCLEAR}
_WAITS = {State.ASKED: Side.SEEKER, State.PROVIDER_ASKED: Side.PROVIDER, State.OFFERED: Side.SEEKER}


@dataclass
class User:
    """Does what a user does on a business day."""

    assistant: Assistant
    clock: Clock
    post: Post
    others: Others
    ledger: Ledger
    chance: Random
    noted: dict[str, str] = field(default_factory=dict)
    """The referral that was kept of each who was sent, by their address."""

    def decide(self) -> None:
        """Settle replies, answer questions, record calls, take something back, and approve drafts."""
        self._settle()
        self._answer()
        if self.chance.random() < PHONES:
            self._call()
        if self.chance.random() < UNDOES:
            self._undo()
        self._read_drafts()

    def _settle(self) -> None:
        settle = Settle(answers=self.assistant.answers)
        for reply in list(self.assistant.store.find(Reply, state=ReplyState.WAITS)):
            self.clock.goes_on()
            said = self.ledger.said.get(reply.message_id)
            asked = self.ledger.asked[reply.draft_id]
            is_misplaced = said is not None and said.asked.key != asked.key
            label = None if said is None or is_misplaced else MEANT.get(said.label)
            until = (reply.until or self.clock().date()) if label is Label.LATER else None
            if until and until <= self.clock().date():
                until = self.clock().date() + timedelta(days=30)
            try:
                settle.settle(reply, label, until=until)
            except UserError as error:
                self._note("settle", error)
                label = None
            if label is None:
                self.ledger.aside.add(reply.message_id)
                settle.settle(reply, None)
            if said and said.label in OPEN and said.asked.stage in (Stage.SEEKER, Stage.PROVIDER):
                self._write_back(reply, said.message_id)
            if said and is_misplaced and said.label in (Label.YES, Label.NO):
                answer = Answer.YES if said.label is Label.YES else Answer.NO
                self._record(said.asked, answer, Words(quote=reply.quote))

    def _write_back(self, reply: Reply, message_id: str) -> None:
        """The user tells in their own words what somebody wanted to know."""
        at, own_id = self.clock(), f"<own-{reply.id}@marsh.example>"
        message = EmailMessage()
        message.set_content("Hello, happy to tell you more. Does that help?\n\nHelen\n")
        draft = self.assistant.store.get(Draft, reply.draft_id)
        subject = f"Re: {draft.subject.removeprefix('Re: ')}" if draft else "Re: your question"
        for name, value in (
            ("From", f"Helen Marsh <{USER}>"), ("To", str(reply.who)), ("Subject", subject),
            ("Date", format_datetime(at)), ("Message-ID", own_id), ("In-Reply-To", message_id),
        ):  # fmt: skip
            message[name] = value
        self.post.sent(message, at)
        self.others.told_more(self.ledger.said[message_id], own_id, subject, at)

    def _answer(self) -> None:
        today = self.clock().date()
        for question in look(self.assistant.store, self.assistant.debrief).questions:
            prompt = question.prompt
            self.clock.goes_on()
            mails = self._mails(prompt)
            is_real = any(mail.passage.tells(prompt.category) for mail in mails)
            self.ledger.questions.setdefault(prompt.id, is_real)
            roll = self.chance.random()
            if not is_real:
                answer = PromptState.WRONG
            elif roll < LATER:
                answer = PromptState.LATER
            else:
                answer = PromptState.NO if roll < LATER + UNWANTED else PromptState.YES
            until = today + timedelta(days=self.chance.randrange(5, 30)) if answer is PromptState.LATER else None
            self.assistant.introduce.answer(prompt, answer, until=until)
            self.ledger.answered[prompt.id] = self.clock(), answer
            if any(_is_asked_for(mail, prompt.category) for mail in mails):
                self.ledger.requested.add(prompt.id)
            self.ledger.heard[prompt.id] = min(
                (mail.at for mail in mails), default=self.clock()
            )  # else an event told it

    def _mails(self, prompt: Prompt) -> list[Mail]:
        """The mails that a question rests on, as they were written."""
        store = self.assistant.store
        mentions = (store.get(Mention, each) for each in prompt.mention_ids)
        documents = (store.get(Document, each.document_id) for each in mentions if each)
        mails = (self.ledger.mails.get(each.message_id) for each in documents if each)
        return [mail for mail in mails if mail]

    def note(self) -> None:
        """Keep who was sent to the user, by a mail or otherwise, and what has come of each."""
        store, now = self.assistant.store, self.clock()
        for each in self.ledger.received:
            key = each.who.address
            if key not in self.noted and each.at <= now:
                self.noted[key] = self._noted(each).id
                self._thank_by_card(each)
            referral = store.get(Referral, self.noted.get(key, ""))
            if referral and each.won is not None and each.on <= now.date() and referral.decided_at is None:
                state = ReferralState.WON if each.won else ReferralState.LOST
                referrals.decide(store, referral, state, at=now, value=each.value if each.won else 0)
        for seen in referrals.suggested(store):
            referrals.decide(store, seen, ReferralState.NONE, at=now)  # nobody was sent there

    def _thank_by_card(self, each: Received) -> None:
        """Some of those who sent somebody get a card, written and posted on the same day."""
        sender = find(self.assistant.store, Participant(address=each.sender.address)) if each.sender else None
        if sender and each.thanked_by_card:
            card = self.assistant.practice.written_cards.add(sender, f"thanks for sending {each.who.name}")
            favours.done(self.assistant.store, self.clock, card)
            self.ledger.cards.append((self.clock(), sender.address))

    def _noted(self, each: Received) -> Referral:
        """What is kept of it: a suggestion that was right, or a note by hand."""
        store = self.assistant.store
        who = find(store, Participant(address=each.who.address))
        if who is None:
            who = Person.known_as(Participant(name=each.who.name, address=each.who.address))
            store.put(who)
        suggestion = next((seen for seen in referrals.suggested(store) if seen.who_id == who.id), None)
        if suggestion:
            return referrals.decide(store, suggestion, ReferralState.OPEN, at=self.clock())
        sender = find(store, Participant(address=each.sender.address)) if each.sender else None
        return referrals.note(store, who, at=each.at, sender=sender, is_online=sender is None)

    def _call(self) -> None:
        """Somebody who was asked says on the telephone what they want; some of them write it as well."""
        waiting = [
            got.asked
            for got in self.others.open.values()
            if (found := self.assistant.store.get(Introduction, got.asked.introduction_id))
            and _WAITS.get(found.state) is got.asked.side
            and found.provider_id == got.asked.provider_id
        ]
        if waiting:
            asked = self.chance.choice(waiting)
            answer = Answer.YES if self.chance.random() < 0.7 else Answer.NO
            self.others.hang_up(asked.key)
            self._record(asked, answer, Words(quote="said so on the telephone"))

    def _record(self, asked: Asked, answer: Answer, words: Words) -> None:
        at = self.clock.goes_on()
        introduction = self.assistant.store.get(Introduction, asked.introduction_id)
        assert introduction is not None
        try:
            self.assistant.answers.record(introduction, asked.side, answer, words, provider_id=asked.provider_id)
        except UserError as error:
            self._note("record", error)
            return
        about = (asked.introduction_id, asked.side, answer, asked.provider_id)
        self.ledger.words.append(
            Word(introduction_id=about[0], side=about[1], answer=about[2], provider_id=about[3], at=at)
        )

    def _undo(self) -> None:
        """Take the last step of something back, where nothing has left since; it is then settled anew."""
        recent = [
            found
            for found in self.assistant.store.find(Introduction)
            if found.events and self.clock() - found.events[-1].at < timedelta(days=2)
        ]
        if not recent:
            return
        introduction = self.chance.choice(recent)
        self.clock.goes_on()
        try:
            Settle(answers=self.assistant.answers).undo(introduction)
        except UserError:
            return  # a message has left
        self.ledger.undone += 1
        self._settle()

    def _read_drafts(self) -> None:
        for draft in list(self.assistant.store.find(Draft, state=DraftState.WAITING)):
            self.clock.goes_on()
            roll = self.chance.random()
            if roll < UNREAD:
                continue
            try:
                if roll < UNREAD + DISCARDS:
                    self.assistant.deliver.discard(draft.id)
                    continue
                if roll < UNREAD + DISCARDS + EDITS:
                    text = f"{draft.text.rstrip()}\n\nPS: I hope all is well.\n"
                    draft = self.assistant.deliver.edit(draft.id, subject=draft.subject, text=text)
                self._approve(draft)
            except UserError as error:
                self._note(f"approve {draft.kind}", error)
                self._discard(draft)

    def _approve(self, draft: Draft) -> None:
        introduction = self.assistant.store.get(Introduction, draft.introduction_id)
        seen = self.assistant.store.get(Draft, draft.id)
        assert introduction is not None
        if seen is None or seen.state is not DraftState.WAITING:
            return  # gone since the list was made
        self.ledger.approved[draft.id] = Approved(draft=seen, introduction=introduction, at=self.clock())
        self.ledger.asked[draft.id] = asked_of(seen, introduction)
        self.assistant.deliver.approve(draft.id, draft.hash)

    def _discard(self, draft: Draft) -> None:
        kept = self.assistant.store.get(Draft, draft.id)
        if kept and kept.state in (DraftState.WAITING, DraftState.APPROVED):
            self.assistant.deliver.discard(draft.id)

    def _note(self, doing: str, error: UserError) -> None:
        self.ledger.refused.append(f"{doing}: {error.problems[0]}")


def _is_asked_for(mail: Mail, category: str) -> bool:
    """Whether somebody asks for it outright, in words that are of this category before any other."""
    return any(matter.kind is Kind.REQUEST and matter.categories[0] == category for matter in mail.passage.matters)


def asked_of(draft: Draft, introduction: Introduction) -> Asked:
    """What a message asks, and of whom."""
    kind = draft.kind
    if kind is DraftKind.REMINDER:
        of_seeker = DraftKind.OFFER_PROVIDER if draft.provider_id else DraftKind.ASK_SEEKER
        kind = DraftKind.ASK_PROVIDER if draft.side is Side.PROVIDER else of_seeker
    return Asked(
        draft_id=draft.id,
        introduction_id=introduction.id,
        seeker_id=introduction.seeker_id,
        category=introduction.category,
        kind=kind,
        side=draft.side,
        provider_id=draft.provider_id,
        stage=STAGES.get(kind, Stage.INTRODUCED),
    )
