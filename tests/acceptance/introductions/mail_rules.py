"""What comes by mail: answers, half answers, wrong ones, again and again; and what the user makes of them."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import EventKind
from assistant.domain.people import Participant, Person
from assistant.domain.replies import Label, Reply, ReplyState, Understood
from tests.acceptance.introductions.mails import Hand, Mail, Script, Way, said
from tests.acceptance.introductions.scene import Scene, picks, tried
from tests.acceptance.introductions.story import HELP, OFFER, WILLING, Story

E = EventKind
REFUSALS = (Label.NO, Label.ALREADY_SOLVED, Label.STOP)
FOLLOWS = frozenset({E.PARKED, E.TOLD_SOFTLY})  # besides, a provider who need not be asked
MOVES: dict[Label, frozenset[EventKind]] = {
    Label.YES: frozenset({E.HELP_WANTED, E.PROVIDER_AGREED, E.OFFER_ACCEPTED}),
    **dict.fromkeys(REFUSALS, frozenset({E.HELP_DECLINED, E.PROVIDER_DECLINED, E.OFFER_DECLINED, E.PROVIDER_WITHDREW})),
    Label.STOP: frozenset({E.HELP_DECLINED, E.PROVIDER_DECLINED, E.CANCELLED, E.DISMISSED}),
    Label.LATER: frozenset({E.DEFERRED, E.PROVIDER_DEFERRED, E.LAPSED, E.PROVIDER_LAPSED, E.AWAY}),
    Label.AUTO: frozenset({E.AWAY}),
    Label.THANKS: frozenset({E.CONNECTED}),
    Label.MET: frozenset({E.MET}),
    Label.WON: frozenset({E.MET, E.WON}),
    Label.LOST: frozenset({E.NOT_NOW}),
}
"""What may come of a mail that says so clearly; of any other label, nothing."""

ways = st.sampled_from([Way.ANSWER] * 6 + [*Way])
hands = st.sampled_from([Hand.ADDRESSEE] * 6 + [*Hand])
labels = st.sampled_from([Label.YES] * 6 + [Label.NO, Label.LATER] * 4 + [*Label])
meanings = st.sampled_from([None, Label.YES, Label.NO, Label.LATER] * 4 + [*Label])
sure = st.sampled_from([0.99, 0.99, 0.3, 0.75, 0.89, 0.9, 0.99, 0.99])
days = st.sampled_from([None, -3, 0, 1, 4, 25])


class MailRules(Scene):
    """The part of those who answer."""

    @precondition(lambda self: self.books.left)
    @rule(pick=picks, way=ways, hand=hands, label=labels, sure=sure, days=days, openly=st.integers(0, 5), old=picks)
    @tried
    def mail(
        self, pick: int, way: Way, hand: Hand, label: Label, sure: float, days: int | None, openly: int, old: int
    ) -> None:
        """A mail comes; mostly the answer to what was asked last."""
        asks = [story.ask.draft_id for story in self.books.stories.values() if story.ask]
        drafts = asks if asks and old % 4 else sorted(self.books.left)
        until = None if days is None else self.books.today + timedelta(days=days)
        says = said(label, sure, until=until)
        self.post(drafts[pick % len(drafts)], says=says, way=way, hand=hand, openly=not openly)

    def post(
        self,
        key: str,
        label: Label = Label.YES,
        *,
        says: Understood | None = None,
        way: Way = Way.ANSWER,
        hand: Hand = Hand.ADDRESSEE,
        openly: bool = False,
    ) -> Reply | None:
        """A mail comes to a message of ours; gives what the product kept of it."""
        draft = self.store.get(Draft, key) or self.books.left[key].draft
        story = self.books.stories[draft.introduction_id]
        mail = Mail(
            number=len(self.books.mails) + 1,
            draft=draft,
            way=way,
            hand=hand,
            author=self._author(draft, hand),
            at=self.world.now,
            says=says or said(label),
            turn=story.deferrals + story.turns[draft.provider_id],
            also_to=self._other_side(draft, story) if openly and draft.kind is not DraftKind.JOINT else (),
        )
        message_id = mail.content.document.message_id
        self.books.mails[message_id] = mail
        self.take(mail)
        return next(self.store.find(Reply, message_id=message_id), None)

    @precondition(lambda self: self.books.mails)
    @rule(pick=picks)
    @tried
    def mail_again(self, pick: int) -> None:
        """The same mail is read once more."""
        mails = sorted(self.books.mails.values(), key=lambda mail: mail.number)
        mail = mails[pick % len(mails)]
        known = list(self.store.find(Reply, message_id=mail.content.document.message_id))
        before = self.logs()
        self.take(mail)
        assert not known or self.logs() == before, "the same mail counted twice"

    def take(self, mail: Mail) -> None:
        """Hand the mail to the product; what comes of it must be allowed by what it says."""
        content, key = mail.content, mail.draft.introduction_id
        before = self.logs()
        script = Script({content.document.id: mail.says})
        try:
            reply = self.world.replies(script).take(content)
            if reply:
                self.books.reached[f"{reply.state} {reply.label}"] += 1
        finally:
            kept = next(self.store.find(Reply, message_id=content.document.message_id), None)
            if kept and kept.state is ReplyState.WAITS and key in self.books.stories:
                self.books.waits[kept.id] = mail.draft.id
            after = self.logs()
            new = {each: after[each][len(before.get(each, ())) :] for each in after if after[each] != before.get(each)}
            stops = mail.says.label is Label.STOP and mail.is_clear and kept is not None
            if stops and kept:
                self.stop(mail.draft, kept.side)
            assert stops or set(new) <= {key}, "an answer to one matter moved another"
            for event in new.get(key, ()):
                follows = event.kind in (E.PROVIDER_AGREED, E.OFFER_ACCEPTED)
                is_direct = follows and self.books.needs_no_ask(event.provider_id)
                may = MOVES.get(mail.says.label, frozenset()) if self._counts(mail) else frozenset()
                assert event.kind in may | FOLLOWS or is_direct, f"{event.kind} came of {mail.says.label} ({mail})"
            if key in new and kept and kept.state is ReplyState.TAKEN:
                self._heard(mail, self.books.stories[key])

    def _counts(self, mail: Mail) -> bool:
        """Whether the mail may move anything: an absence may be told under any subject."""
        if mail.says.label is Label.AUTO:
            return mail.is_theirs and mail.is_sure and mail.way in (Way.ANSWER, Way.THREAD, Way.SUBJECT)
        return mail.is_clear

    @precondition(lambda self: self.store.count(Reply))
    @rule(pick=picks, label=meanings, days=days)
    @tried
    def settle(self, pick: int, label: Label | None, days: int | None) -> None:
        """The user says what a mail means; mostly of one that waits."""
        waiting = [key for key in self.books.waits if self.store.get(Reply, key)]
        reply = self.store.get(Reply, waiting[pick % len(waiting)]) if waiting and pick % 4 else self.pick(Reply, pick)
        assert reply is not None
        self.settled(reply, label, None if days is None else self.books.today + timedelta(days=days))

    def settled(self, reply: Reply, label: Label | None, until: date | None = None) -> None:
        """The user says what this mail means."""
        mail = self.books.mails[reply.message_id]
        meant = replace(mail, says=replace(mail.says, label=label or Label.UNRELATED, until=until))
        before = self.log(reply.introduction_id)
        try:
            self.world.settle.settle(reply, label, until=until)
        finally:
            kept = self.store.get(Reply, reply.id)
            after = self.log(reply.introduction_id)
            if kept != reply:
                self.books.waits.pop(reply.id, None)
                self.books.reached[f"settled {label or 'nothing'}"] += 1
                assert reply.state is not ReplyState.TAKEN, "settled what was taken"
                if label is Label.STOP:
                    self.stop(mail.draft, reply.side)
            if after != before:
                assert kept != reply
                self._heard(meant, self.books.stories[reply.introduction_id])

    def _heard(self, mail: Mail, story: Story) -> None:
        """What a clear mail, or one that the user has read, means for the story."""
        question, card, label = self._question(mail.draft), mail.draft.provider_id, mail.says.label
        until = mail.says.until if mail.says.until and mail.says.until > self.books.today else None
        if label is Label.AUTO or (label is Label.LATER and question not in (HELP, WILLING, OFFER)):
            if until:
                self.books.away(story, until)
        elif question not in (HELP, WILLING, OFFER):
            assert label is not Label.YES, "a yes to nothing"
        elif label is Label.YES:
            assert mail.turn == story.deferrals + story.turns[card], "a yes from before it was put aside"
            story.yes(question, card, stands=self.stands(mail.draft.introduction_id))
        elif label in REFUSALS:
            self.refused(story, question, card)
        elif label is Label.LATER:
            self._later(story, question, card, until)

    def _later(self, story: Story, question: DraftKind, card: str, until: date | None) -> None:
        if question is not WILLING:
            story.defer(until) if until else story.lapse()
        elif until:
            story.defer_provider(card, until)
        else:
            story.refused.add(self.books.person(card))
            story.without_provider()

    def refused(self, story: Story, question: DraftKind, card: str) -> None:
        """A no to one of the three questions."""
        if question is WILLING or (question is OFFER and not story.put_off and story.offered == card):
            story.end_with(self.books.person(card), card)
            story.lapsed = story.lapsed and question is WILLING  # to an offer that has lapsed it is the end
        else:
            story.over, story.lapsed, story.put_off = True, False, None

    def stop(self, draft: Draft, side: Side) -> None:
        """Somebody wants no more of it, whatever it is about."""
        person = self._person(draft, side)
        self.books.stopped.add(person)
        for story in self.books.stories.values():
            if self.books.one(story.seeker) == person and not story.introduced:
                story.over, story.lapsed, story.put_off = True, False, None
            for card in self.store.find(Provider, person_id=person):
                if card.id in (story.asked, story.offered) and not story.introduced:
                    story.end_with(person, card.id)

    def _question(self, draft: Draft) -> DraftKind:
        """What a message asks; a reminder asks what its ask did."""
        if draft.kind is not DraftKind.REMINDER:
            return draft.kind
        return WILLING if draft.side is Side.PROVIDER else OFFER if draft.provider_id else HELP

    def _person(self, draft: Draft, side: Side) -> str:
        """Who stands on one side of what a message is about."""
        story = self.books.stories[draft.introduction_id]
        return self.books.one(story.seeker if side is Side.SEEKER else self.books.person(draft.provider_id))

    def _other_side(self, draft: Draft, story: Story) -> tuple[Participant, ...]:
        """The other side of the matter, where there is one at present who can be written to."""
        other = self._other(draft)
        # an ask that may have left: whether it has is settled before any mail is read
        in_doubt = self.store.count(Draft, introduction_id=draft.introduction_id, state=DraftState.APPROVED)
        is_there = draft.side is Side.PROVIDER or (story.asked and not in_doubt)
        return (other.participant,) if is_there and other.address else ()

    def _other(self, draft: Draft) -> Person:
        story = self.books.stories[draft.introduction_id]
        card = draft.provider_id or story.asked or "b-stonelaw"
        person = self.books.person(card) if draft.side is Side.SEEKER else self.books.one(story.seeker)
        return self.store.get(Person, person) or Person(id="nobody", name="Nobody", addresses=("nobody@x.example",))

    def _author(self, draft: Draft, hand: Hand) -> Participant:
        person = self.store.get(Person, self._person(draft, draft.side))
        assert person is not None
        match hand:
            case Hand.ADDRESSEE:
                return person.participant
            case Hand.ELSEWHERE:
                another = f"{person.first_name.lower()}@home-of-{person.id}.example"
                if person.addresses:
                    self.store.put(replace(person, addresses=(*person.addresses, another)))
                return Participant(name=person.name, address=another)
            case Hand.COLLEAGUE:
                return Participant(name="Kim Colley", address=f"kim@{person.address.partition('@')[2]}")
            case Hand.OTHER_SIDE:
                return self._other(draft).participant
            case Hand.STRANGER:
                return Participant(name="Olu Gossip", address="olu@elsewhere.example")
            case Hand.MACHINE:
                return Participant(address="mailer-daemon@mail.example")
