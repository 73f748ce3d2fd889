"""The books of the machine: every story, every message that left, and what must hold of each."""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from assistant.domain.accounts import Fate
from assistant.domain.bullpen import Provider
from assistant.domain.consents import Proof, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.domain.people import Participant, Person
from assistant.services.match import ASK_BUDGET, BUDGET_DAYS
from tests.acceptance.introduction_world import QUOTE, SECRETS, World
from tests.acceptance.introductions.box import Laid, gives_away, read_laid
from tests.acceptance.introductions.mails import Mail
from tests.acceptance.introductions.story import HELP, OFFER, WILLING, Ask, Story, open_days

ASKS = (HELP, WILLING, OFFER, DraftKind.JOINT, DraftKind.REMINDER)
ONCE = (DraftKind.THANKS, DraftKind.SOFT_NO, DraftKind.OUTCOME)
UNWRITTEN = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # direction marks have no place in a header
NEEDS_PROVIDER = (State.AVAILABLE, State.OFFERED, State.AGREED)
BY_ITSELF = (EventKind.PARKED, EventKind.WOKEN)


@dataclass(frozen=True)
class Left:
    """A message that left, as it was when it did."""

    draft: Draft
    laid: Laid
    raw: bytes
    on: date
    turn: tuple[int, int]


@dataclass
class Books:
    """What was said and what left, over all introductions of a world."""

    world: World
    stories: dict[str, Story] = field(default_factory=dict)
    shown: dict[str, list[Draft]] = field(default_factory=dict)  # the drafts as they were when the user approved them
    left: dict[str, Left] = field(default_factory=dict)
    taken_away: set[Path] = field(default_factory=set)  # messages that the user sent or deleted in the mailbox
    chosen: set[tuple[str, str]] = field(default_factory=set)  # introductions and cards
    by_hand: set[str] = field(default_factory=set)  # reminders that the user asked for, days or not
    stopped: set[str] = field(default_factory=set)
    same: dict[str, str] = field(default_factory=dict)  # who was merged into whom
    mails: dict[str, Mail] = field(default_factory=dict)  # by the id of the reply
    waits: dict[str, str] = field(default_factory=dict)  # replies that the user has not settled, and their drafts
    reached: Counter[str] = field(default_factory=Counter)
    _snaps: dict[str, dict[int, Story]] = field(default_factory=dict)

    def one(self, person: str) -> str:
        """Whom this id stands for by now."""
        while person in self.same:
            person = self.same[person]
        return person

    def person(self, card_id: str) -> str:
        """Who is behind a card."""
        card = self.world.store.get(Provider, card_id)
        return card.person_id if card else ""

    @property
    def today(self) -> date:
        return self.world.now.date()

    # what can be taken back

    def begin(self, key: str, story: Story) -> None:
        """A matter that was just opened; taken back to its beginning, nobody has said anything."""
        self._snaps[key] = {0: replace(story, wants_help=False)}
        self.stories[key] = story
        self.keep()

    def keep(self) -> None:
        """Remember each story beside its log, so that a step can be taken back here too."""
        for key, story in self.stories.items():
            snaps = self._snaps.setdefault(key, {})
            snaps[self._count(key)] = deepcopy(story)

    def undo(self, key: str) -> None:
        """The story as it was when its log was that long, but for what has left and cannot be unsaid."""
        count, now = self._count(key), self.stories[key]
        snaps = {number: story for number, story in self._snaps.get(key, {}).items() if number <= count}
        self._snaps[key] = snaps
        before = deepcopy(snaps[max(snaps)])
        if before.ask and now.ask and before.ask.draft_id == now.ask.draft_id:
            before.ask.sent, before.ask.reminded = now.ask.sent, now.ask.reminded
        self.stories[key] = before

    def forget(self, key: str) -> None:
        """An introduction that never began."""
        del self.stories[key]
        self._snaps.pop(key, None)

    def _count(self, key: str) -> int:
        introduction = self.world.store.get(Introduction, key)
        events = introduction.events if introduction else ()
        return sum(not _came_by_itself(before, event) for before, event in zip((None, *events), events, strict=False))

    # what leaves

    def look(self) -> None:
        """Every new message in the folder against what was said."""
        known = {each.laid.path: each for each in self.left.values()}
        for path in sorted(self.world.path.glob("*.eml")):
            raw = path.read_bytes()
            assert path not in self.taken_away, "a message was laid down again that the user had sent or deleted"
            if path in known:
                assert known[path].raw == raw, "a message was changed after it was laid down"
                continue
            laid = read_laid(path)
            assert laid.draft_id not in self.left, "two messages of one draft"
            draft = self.world.store.get(Draft, laid.draft_id)
            assert draft is not None
            self._judge(laid, draft, self.stories[draft.introduction_id])
            story = self.stories[draft.introduction_id]
            turn = (story.turn, story.turns[draft.provider_id])
            self.left[draft.id] = Left(draft=draft, laid=laid, raw=raw, on=self.today, turn=turn)
            self._delivered(draft, story)

    def _delivered(self, draft: Draft, story: Story) -> None:
        sent = None if self.world.follows else self.today
        self.reached[f"message {draft.kind}"] += 1
        if draft.kind in (HELP, WILLING, OFFER, DraftKind.JOINT):
            story.ask = Ask(kind=draft.kind, provider=draft.provider_id, draft_id=draft.id, sent=sent)
        if draft.kind is WILLING:
            story.asked, story.offered, story.accepted = draft.provider_id, "", ""
            story.agreed.discard(draft.provider_id)
        elif draft.kind is OFFER:
            story.asked = story.offered = draft.provider_id
            story.accepted = story.late = ""
        elif draft.kind is DraftKind.JOINT:
            story.introduced = True
        elif draft.kind is DraftKind.REMINDER and story.ask:
            story.ask.reminder_id, story.ask.reminded = draft.id, self.today

    def _judge(self, laid: Laid, draft: Draft, story: Story) -> None:
        assert any(_is_the_text(laid, seen) for seen in self.shown.get(draft.id, [])), "not a text that was approved"
        readers = {self._reader(who) for who in (*laid.to, *laid.cc)}
        assert not readers & {self.one(person) for person in self.stopped}, "they had said: stop"
        assert not (story.over and draft.kind in ASKS), "it is over, and goes on"
        self._is_said_once(laid, draft, story)
        provider = self.person(draft.provider_id)
        if draft.kind is DraftKind.REMINDER:
            self._may_remind(draft, story)
        if draft.kind is WILLING:
            assert self.one(provider) not in map(self.one, story.refused | self.finals(story)), "a no was asked again"
            assert story.wants_help, "a provider was asked before help was wanted"
            self._has_patience_left(draft, provider)
            is_chosen = (draft.introduction_id, draft.provider_id) in self.chosen
            assert is_chosen or story.not_before.get(draft.provider_id, self.today) <= self.today, "too early for them"
        agreed = draft.provider_id in story.agreed or self.needs_no_ask(draft.provider_id)
        if draft.kind in (OFFER, DraftKind.JOINT):
            assert story.wants_help
            self._late_yes_counts_once(draft, story)
            assert agreed, "a provider was named before they agreed"
            assert self.one(provider) not in map(self.one, self.finals(story)), "they had said no"
        if draft.kind is DraftKind.JOINT:
            assert self.accepted(story) == draft.provider_id != "", "introduced without both consents"
            assert laid.cc
            return
        assert not laid.cc
        assert len(laid.to) == 1
        self._nobody_is_named_too_early(laid, draft, story)

    def _late_yes_counts_once(self, draft: Draft, story: Story) -> None:
        """Who accepted late is not asked again, unless they were told meanwhile that nothing comes of it."""
        if story.late != draft.provider_id:
            return
        key = draft.introduction_id
        if draft.kind is DraftKind.JOINT:
            assert not self.is_told(key, Side.SEEKER), "introduced after word that nothing comes of it"
        else:
            word = self.world.store.count(Draft, introduction_id=key, kind=DraftKind.SOFT_NO, side=Side.SEEKER)
            assert word, "they had accepted them already"

    def finals(self, story: Story) -> set[str]:
        """With whom it is over for this seeker and purpose."""
        same = [s for s in self.stories.values() if s.category == story.category]
        return {no for s in same if self.one(s.seeker) == self.one(story.seeker) for no in s.noes}

    def _is_said_once(self, laid: Laid, draft: Draft, story: Story) -> None:
        for other in self.left.values():
            same = (other.draft.introduction_id, other.draft.kind, other.draft.provider_id)
            if same != (draft.introduction_id, draft.kind, draft.provider_id) or other.laid.to != laid.to:
                continue
            if self._is_deleted(other):
                continue  # nobody has read it
            turn = (story.turn, story.turns[draft.provider_id])
            once = draft.kind in ONCE or (draft.kind is not DraftKind.REMINDER and other.turn == turn)
            assert not once, f"said twice: {draft.id} after {other.draft.id}"

    def away(self, story: Story, until: date) -> None:
        """Whoever is asked is away; while the ask is in doubt, nobody is known to be asked."""
        draft = self.world.store.get(Draft, story.ask.draft_id) if story.ask else None
        if story.ask and draft and draft.state is not DraftState.APPROVED:
            story.ask.away = max(until, story.ask.away or until)

    def outcome_asked(self, key: str) -> date | None:
        """The day on which somebody was first asked how it went; None before."""
        asked = (each for each in self.left.values() if each.draft.kind is DraftKind.OUTCOME)
        return min((each.on for each in asked if each.draft.introduction_id == key), default=None)

    def _may_remind(self, draft: Draft, story: Story) -> None:
        ask = story.ask
        assert ask is not None, "a reminder of nothing"
        assert not ask.reminder_id, "reminded twice"
        assert (draft.side is Side.PROVIDER) == (ask.kind is WILLING), "somebody else is waited for"
        assert ask.away is None or self.today >= ask.away, "reminded while away"
        if draft.id not in self.by_hand:
            assert ask.sent is not None
            assert open_days(max(ask.sent, ask.away or ask.sent), self.today) >= 5, "reminded too early"

    def _has_patience_left(self, draft: Draft, provider: str) -> None:
        lately = [
            each
            for each in self.left.values()
            if each.draft.kind is WILLING
            and self.one(self.person(each.draft.provider_id)) == self.one(provider)
            and each.on > self.today - BUDGET_DAYS
            and not self._is_deleted(each)
        ]
        merged = self.one(provider) in self.same.values()
        assert merged or len(lately) < ASK_BUDGET, f"{draft.provider_id} was asked {len(lately)} times lately"

    def _is_deleted(self, left: Left) -> bool:
        seen = self.world.box.seen.get(left.draft.id)
        return seen is not None and seen.fate is Fate.GONE

    def _nobody_is_named_too_early(self, laid: Laid, draft: Draft, story: Story) -> None:
        accepted = draft.provider_id and self.accepted(story) == draft.provider_id
        reader = self._reader(laid.to[0])
        cards = {card.person_id for card in self.world.store.find(Provider)}
        if reader == self.one(story.seeker):
            offered = draft.provider_id if draft.kind is OFFER else story.offered
            hidden = cards - ({self.person(offered)} if offered else set())
        elif accepted:
            return
        else:
            hidden = {self.one(story.seeker)}
            assert not gives_away(laid.shown, [QUOTE]), "the seeker's own words went to a provider"
        if {reader, *hidden} & {*self.same, *self.same.values()}:
            return  # two people in one: whom a name belongs to is no longer ours to say
        for person in hidden - {reader}:
            told = gives_away(laid.shown, SECRETS.get(person, ()))
            assert not told, f"{told} given away to {reader} in {draft.kind}"

    def _reader(self, who: str) -> str:
        address = who.rpartition("<")[2].rstrip(">")
        return next((person.id for person in self.world.store.find(Person, keys=address)), "")

    def needs_no_ask(self, card: str) -> bool:
        """Whether they said once and for all that they may be introduced."""
        person = self.world.store.get(Person, self.person(card))
        return bool(person and person.preferences.direct_introduction)

    def accepted(self, story: Story) -> str:
        """Whom the seeker accepted: at once, or late and before one who need not be asked was brought in again."""
        return story.accepted or (story.late if self.needs_no_ask(story.late) else "")

    def is_told(self, key: str, side: Side) -> bool:
        """Whether one side was told, since an offer has lapsed, that it goes no further."""
        story = self.stories[key]
        about = (key, side, story.offered if side is Side.PROVIDER else "")
        told = (each for each in self.left.values() if each.draft.kind is DraftKind.SOFT_NO)
        return any(
            (each.draft.introduction_id, each.draft.side, each.draft.provider_id) == about
            and each.turn[0] == story.turn
            and not self._is_deleted(each)
            for each in told
        )

    def states_are_earned(self) -> None:
        """Nothing stands further on than what was said."""
        for key, story in self.stories.items():
            introduction = self.world.store.get(Introduction, key)
            state = introduction.state if introduction else State.NOTICED
            provider = introduction.provider_id if introduction else ""
            if state in (
                State.WANTED,
                State.PARKED,
                State.PROVIDER_ASKED,
                State.AVAILABLE,
                State.OFFERED,
                State.AGREED,
            ):
                assert story.wants_help, f"{state} without their leave"
            if state in NEEDS_PROVIDER:
                assert provider in story.agreed or self.needs_no_ask(provider), f"{state} without {provider}'s leave"
            if state is State.AGREED:
                assert self.accepted(story) == provider, "agreed without the seeker's leave"
            if story.put_off and state is State.DEFERRED and introduction:
                assert introduction.until == story.put_off


def _came_by_itself(before: Event | None, event: Event) -> bool:
    is_late = before and (before.kind, event.kind) == (EventKind.PROVIDER_AGREED, EventKind.OFFER_ACCEPTED)
    return event.kind in BY_ITSELF or bool(is_late) or bool(event.consent and event.consent.proof is Proof.STANDING)


def _is_the_text(laid: Laid, seen: Draft) -> bool:
    def plain(text: str) -> str:
        return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())

    def address(who: Participant) -> str:
        return f"{who.name} <{who.address}>"

    return (
        plain(laid.text) == plain(seen.text)
        and plain(laid.html) == plain(seen.html)
        and laid.subject.split() == seen.subject.translate(UNWRITTEN).split()
        and laid.to == tuple(map(address, seen.to))
        and laid.cc == tuple(map(address, seen.cc))
    )
