"""Watches, each day, that nothing happened which must not: by the truth, and by what really lies in the mailbox."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.documents import Document
from assistant.domain.drafts import DraftKind
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.domain.replies import Label
from assistant.ports import Store
from assistant.services.reasons import ASK_BUDGET, BUDGET_DAYS
from tests.year.ledger import Approved, Asked, Ledger, Said
from tests.year.people import Someone
from tests.year.post import Lying, Post

ASKS = (DraftKind.ASK_SEEKER, DraftKind.ASK_PROVIDER, DraftKind.OFFER_PROVIDER)
YES = {
    EventKind.HELP_WANTED: DraftKind.ASK_SEEKER,
    EventKind.PROVIDER_AGREED: DraftKind.ASK_PROVIDER,
    EventKind.OFFER_ACCEPTED: DraftKind.OFFER_PROVIDER,
}
_REFUSED = (Label.NO, Label.ALREADY_SOLVED, Label.STOP)


@dataclass
class Observer:
    """Keeps what must not have happened in `breaks`, wrong yeses in `wrong_yes`, each in a line."""

    store: Store
    post: Post
    ledger: Ledger
    people: Sequence[Someone]
    breaks: list[str] = field(default_factory=list)
    wrong_yes: list[str] = field(default_factory=list)
    wrong_requests: list[str] = field(default_factory=list)
    looked: int = 0
    reminders: int = 0
    _provider_asks: list[tuple[Asked, date]] = field(default_factory=list)
    _laid: Counter[str] = field(default_factory=Counter)
    _asked: dict[object, list[str]] = field(default_factory=dict)
    _reminded: dict[object, list[str]] = field(default_factory=dict)
    _events: dict[str, int] = field(default_factory=dict)

    @property
    def asks(self) -> dict[str, list[date]]:
        """The days on which each provider was asked; what the user deleted unsent asked nobody."""
        days: dict[str, list[date]] = {}
        for asked, day in self._provider_asks:
            if asked.draft_id not in self.ledger.deleted:
                days.setdefault(asked.provider_id, []).append(day)
        return days

    def look(self, now: datetime) -> None:
        """Look at the mailbox, and at the consents that were recorded since."""
        for lying in self.post.new("Drafts"):
            self._draft(lying, now)
        for lying in self.post.new("Sent"):
            self._sent(lying)
        for introduction in self.store.find(Introduction):
            known = self._events.get(introduction.id, 0)
            self._events[introduction.id] = len(introduction.events)
            for event in introduction.events[known:]:
                if event.consent and event.kind in YES:
                    self._consent(introduction, event.kind, event.consent)

    def _draft(self, lying: Lying, now: datetime) -> None:
        """A message that lies among the drafts since the last look."""
        self.looked += 1
        approved, draft_id = self.ledger.approved.get(lying.draft_id), lying.draft_id
        if approved is None:
            self._broken(now, draft_id or lying.message["Subject"], "lies there without approval")
            return
        self._laid[draft_id] += 1
        self.ledger.laid.add(draft_id)
        if draft_id in self.ledger.own_texts:
            return  # the user's own words
        if self._laid[draft_id] > 1:
            self._broken(now, draft_id, "was laid down twice")
            return
        self._text(lying, approved, now)
        asked = self.ledger.asked[draft_id]
        self._counted(asked, approved, now)
        self._refused(asked, approved, now)
        self._naming(lying, asked, approved, now)

    def _text(self, lying: Lying, approved: Approved, now: datetime) -> None:
        draft = approved.draft
        people = [who.address.lower() for who in (*draft.to, *draft.cc)]
        said = (_spaced(str(lying.message["Subject"])), _spaced(lying.text), lying.people)
        if said != (_spaced(draft.subject), _spaced(draft.text), people):
            self._broken(now, draft.id, "is not the text that was approved")

    def _counted(self, asked: Asked, approved: Approved, now: datetime) -> None:
        """Asks are not doubled, reminded of once at most, and within the budget."""
        if approved.draft.kind is DraftKind.REMINDER:
            self.reminders += 1
            reminded = self._reminded.setdefault(asked.key, [])
            reminded.append(asked.draft_id)
            if self._undeleted(reminded) > self._undeleted(self._asked.get(asked.key, ())):
                self._broken(now, asked.draft_id, "is a second reminder")
        elif asked.kind in ASKS:
            earlier = self._asked.setdefault(asked.key, [])
            if self._undeleted(earlier) > self._taken_up(asked, approved.introduction, now):
                self._broken(now, asked.draft_id, f"asks the {asked.side} again")
            earlier.append(asked.draft_id)
        if approved.draft.kind is DraftKind.ASK_PROVIDER:
            self._provider_asks.append((asked, now.date()))
            days = self.asks[asked.provider_id]
            if sum(day > now.date() - BUDGET_DAYS for day in days) > ASK_BUDGET:
                self._broken(now, asked.draft_id, f"is over the budget of {asked.provider_id}")

    def _undeleted(self, drafts: Sequence[str]) -> int:
        return sum(each not in self.ledger.deleted for each in drafts)

    def _taken_up(self, asked: Asked, introduction: Introduction, now: datetime) -> int:
        """How often there was reason to ask the same anew: somebody wanted it later, or a provider had been let go."""
        laters = sum(label is Label.LATER for _, label in self.ledger.answers(asked, now))
        kinds = Counter(event.kind for event in introduction.events if event.provider_id in ("", asked.provider_id))
        if asked.side is Side.SEEKER:
            told = self.ledger.let_go(asked.introduction_id, Side.SEEKER) if asked.provider_id else 0
            return max(laters, told, kinds[EventKind.DEFERRED] + kinds[EventKind.RESUMED])
        let_go = self.ledger.let_go(asked.introduction_id, Side.PROVIDER, asked.provider_id)
        return max(laters, kinds[EventKind.PROVIDER_DEFERRED]) + max(let_go, kinds[EventKind.DEFERRED])

    def _refused(self, asked: Asked, approved: Approved, now: datetime) -> None:
        """Nobody hears again of what they said no to, and nothing at all after "stop"."""
        read = approved.at - timedelta(minutes=1)
        if asked.kind in (*ASKS, DraftKind.JOINT):
            told = [label for _, label in self.ledger.answers(asked, read) if label is not Label.AUTO]
            if told and told[-1] in _REFUSED:
                self._broken(now, asked.draft_id, f"writes to the {asked.side} after their '{told[-1]}'")
        to = {who.address for who in (*approved.draft.to, *approved.draft.cc)}
        stopped = [s for s in self.ledger.said.values() if s.label is Label.STOP and s.at <= read]
        if any(said.who.address in to for said in stopped):
            self._broken(now, asked.draft_id, f"({approved.draft.kind}) writes to somebody who said stop")

    def _naming(self, lying: Lying, asked: Asked, approved: Approved, now: datetime) -> None:
        """Nobody is named before their own yes."""
        draft, introduction = approved.draft, approved.introduction
        shown = f"{lying.message['To']} {lying.message['Cc'] or ''} {lying.message['Subject']} {lying.text}".casefold()
        words = set(re.findall(r"[\w.@-]+", shown)) | set(re.findall(r"\w+", shown))
        known = {DraftKind.JOINT: (), DraftKind.HAND_OFF: (*draft.to, *draft.cc)}.get(draft.kind, draft.to)
        free = {who.address for who in known}
        for one in self.people:
            marks = (one.last, one.address, *([one.firm.split()[0]] if one.firm else []))
            if one.address in free or not any(mark.casefold() in words for mark in marks):
                continue
            if not self._may_be_named(one, introduction, asked.provider_id, approved.at):
                self._broken(now, draft.id, f"({draft.kind}) names {one.name} before their yes")

    def _may_be_named(self, one: Someone, introduction: Introduction, provider_id: str, until: datetime) -> bool:
        person = next(self.store.find(Person, keys=one.address), None)
        kind = DraftKind.OFFER_PROVIDER if person and person.id == introduction.seeker_id else DraftKind.ASK_PROVIDER
        return self.ledger.agreed(introduction.id, kind, provider_id, until)

    def _sent(self, lying: Lying) -> None:
        """What the user sent says what they approved, or what they made of it themselves."""
        approved = self.ledger.approved.get(lying.draft_id)
        if approved is None:
            return  # a mail of the user's own, or one whose marker a mail program dropped
        text = self.ledger.own_texts.get(lying.draft_id, approved.draft.text)
        if _spaced(lying.text) != _spaced(text):
            self.breaks.append(f"{lying.draft_id} was sent with another text than was approved")

    def _consent(self, introduction: Introduction, kind: EventKind, consent: Consent) -> None:
        """Every yes was said, and to that question."""
        asked = (introduction.id, consent.side, YES[kind], consent.provider_id)
        if consent.proof is Proof.MESSAGE:
            said = self.ledger.said.get(consent.message_id)
            is_it = said is not None and (said.asked.key == asked or self._is_more(said, introduction, kind))
            if said is None or not said.means(Label.YES) or not is_it:
                about = f"'{said.label}', {said.how}, to {said.asked.kind}" if said else "no reply at all"
                self.wrong_yes.append(
                    f"{consent.at:%Y-%m-%d} {introduction.id} {kind}: {consent.message_id} is {about}"
                )
        elif consent.proof is Proof.MENTION:
            if not self._requested(introduction):
                self.wrong_requests.append(f"{consent.at:%Y-%m-%d} {introduction.id} ({introduction.category})")
        elif not any(
            (word.introduction_id, word.side, word.answer, word.provider_id)
            == (introduction.id, consent.side, Answer.YES, consent.provider_id)
            for word in self.ledger.words
        ):
            self.breaks.append(f"{consent.at:%Y-%m-%d} {introduction.id}: nobody said the yes of '{kind}'")

    def _is_more(self, said: Said, introduction: Introduction, kind: EventKind) -> bool:
        """Whether they said yes to a provider let go, or who wanted no more: so help is wanted, by whomever."""
        to_offer = said.asked.kind is DraftKind.OFFER_PROVIDER and said.asked.introduction_id == introduction.id
        let_go = self.ledger.let_go(introduction.id, Side.PROVIDER, said.asked.provider_id)
        theirs = (each for each in self.ledger.said.values() if each.asked.side is Side.PROVIDER)
        about = (each.label for each in theirs if each.asked.provider_id == said.asked.provider_id)
        return kind is EventKind.HELP_WANTED and to_offer and (let_go > 0 or any(each in _REFUSED for each in about))

    def _requested(self, introduction: Introduction) -> bool:
        prompt = self.store.get(Prompt, introduction.prompt_id)
        mentions = [self.store.get(Mention, each) for each in (prompt.mention_ids if prompt else ())]
        documents = [self.store.get(Document, each.document_id) for each in mentions if each]
        mails = [self.ledger.mails.get(each.message_id) for each in documents if each]
        return any(mail.passage.requests(introduction.category) for mail in mails if mail)

    def _broken(self, now: datetime, draft_id: str, what: str) -> None:
        self.breaks.append(f"{now:%Y-%m-%d} {draft_id} {what}")


def _spaced(text: str) -> str:
    return " ".join(text.split())
