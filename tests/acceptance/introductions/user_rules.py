"""What a user does: answers, approves, edits, discards, records what they were told in person, takes it back."""

from collections.abc import Callable
from datetime import date, timedelta
from unicodedata import normalize

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import FACTS, EventKind, Introduction, State
from assistant.domain.mentions import Kind, Mention
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Reply
from assistant.services.answers import Words
from tests.acceptance.introduction_world import CATEGORIES, QUOTE, SECRETS, SEEKERS
from tests.acceptance.introductions.box import Fault
from tests.acceptance.introductions.scene import Scene, picks, tried
from tests.acceptance.introductions.story import WILLING, Story

DISGUISES: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    str.title,
    lambda name: "\u200b".join(name),
    lambda name: name[:2] + "\u00ad" + name[2:],
    lambda name: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in name),
    lambda name: normalize("NFD", name).title(),
    lambda name: f"\u202e{name[::-1]}\u202c",
    lambda name: name.replace(" ", "_"),
    lambda name: name.replace(" ", "\n"),
)
MATTERS = st.lists(
    st.tuples(st.sampled_from(range(len(SEEKERS))), st.sampled_from(CATEGORIES), st.booleans()),
    min_size=2, max_size=5, unique_by=lambda each: each[:2],
)  # fmt: skip


class UserRules(Scene):
    """The user's part."""

    @initialize(begun=MATTERS, follows=st.booleans())
    def begin(self, begun: list[tuple[int, str, bool]], follows: bool) -> None:
        self.world.follows = follows
        self.world.restart()
        for seeker, category, in_person in begun:
            self._begun(self.world.hear(SEEKERS[seeker], category), PromptState.YES, in_person=in_person)

    @rule(
        seeker=st.sampled_from(range(len(SEEKERS))),
        category=st.sampled_from(CATEGORIES),
        kind=st.sampled_from(Kind),
        hearsay=st.booleans(),
    )
    @tried
    def hear(self, seeker: int, category: str, kind: Kind, hearsay: bool) -> None:
        self.world.hear(self.known(SEEKERS[seeker]), category, kind, hearsay=hearsay)

    @precondition(lambda self: self.store.count(Prompt))
    @rule(pick=picks, state=st.sampled_from([*PromptState, PromptState.YES, PromptState.YES]), in_person=st.booleans())
    @tried
    def answer(self, pick: int, state: PromptState, in_person: bool) -> None:
        self._begun(self.pick(Prompt, pick), state, in_person=in_person)

    def _begun(self, prompt: Prompt, state: PromptState, *, in_person: bool) -> None:
        said = (self.store.get(Mention, known) for known in prompt.mention_ids)
        asked_for = any(told and told.kind is Kind.REQUEST and told.holder == told.told_by for told in said)
        until = self.world.now.date() + timedelta(days=3)
        self.opened(
            prompt,
            lambda: self.world.introduce.answer(prompt, state, until=until, in_person=in_person),
            wants_help=in_person or asked_for,
        )

    @rule(pick=picks, side=st.sampled_from(Side), answer=st.sampled_from(Answer), other=st.none() | picks)
    @tried
    def record(self, pick: int, side: Side, answer: Answer, other: int | None) -> None:
        """Somebody told the user; a provider, too, who was not asked by a message."""
        card = self.pick(Provider, other).id if other is not None and side is Side.PROVIDER else ""
        self.recorded(self.pick(Introduction, pick), side, answer, card=card)

    def recorded(self, introduction: Introduction, side: Side, answer: Answer, *, card: str = "") -> None:
        """Record an answer that was given in person."""
        story = self.books.stories[introduction.id]
        question = story.question(side, answer)
        about = card or story.asked or introduction.provider_id

        def heard(story: Story) -> None:
            if answer is Answer.YES:
                stands = self.stands(introduction.id)
                story.yes(question, about if question is WILLING else story.offered, stands=stands)
            elif question is WILLING:
                story.end_with(self.books.person(about), about)
            elif story.offered and not story.put_off:
                story.end_with(self.books.person(story.offered), story.offered)
                story.lapsed = False
            else:
                story.over, story.lapsed, story.put_off = True, False, None

        words = Words(quote="so be it")
        self.told(
            introduction.id,
            lambda: self.world.answers.record(introduction, side, answer, words, provider_id=card or None),
            heard,
        )

    @rule(pick=picks, fact=st.sampled_from(FACTS), seldom=st.integers(0, 2))
    @tried
    def happen(self, pick: int, fact: EventKind, seldom: int) -> None:
        if seldom and fact in ("lapsed", "cancelled"):
            return
        introduction = self.pick(Introduction, pick)

        def heard(story: Story) -> None:
            if fact == "lapsed" and introduction.state is State.PROVIDER_ASKED:
                story.refused.add(self.books.person(story.asked))
                story.without_provider()
            elif fact == "lapsed":
                story.lapse()
            elif fact == "cancelled":
                story.over, story.lapsed, story.put_off = True, False, None

        self.told(introduction.id, lambda: self.world.answers.happened(introduction, fact), heard)

    @rule(pick=picks, side=st.sampled_from([*Side, None]), days=st.sampled_from([0, 1, 3, 20]))
    @tried
    def put_off(self, pick: int, side: Side | None, days: int) -> None:
        """One side wants to be asked later, or is away; where it was put off already, the user takes it up."""
        self.put_aside(self.pick(Introduction, pick), side, self.books.today + timedelta(days=days))

    def put_aside(self, introduction: Introduction, side: Side | None, until: date) -> None:
        """Record that somebody wants to be asked on that day, or, without a side, is away until then."""

        def heard(story: Story) -> None:
            if introduction.state is State.DEFERRED and side:
                story.begin_anew()
            elif side is Side.SEEKER:
                story.defer(until)
            elif side is Side.PROVIDER:
                story.defer_provider(introduction.provider_id, until)
            else:
                self.books.away(story, until)

        answers = self.world.answers
        if introduction.state is State.DEFERRED and side:
            self.told(introduction.id, lambda: answers.resume(introduction), heard)
        elif side:
            self.told(introduction.id, lambda: answers.put_off(introduction, side, until), heard)
        else:
            self.told(introduction.id, lambda: answers.away(introduction, until), heard)

    @rule(pick=picks, seldom=st.integers(0, 2))
    @tried
    def undo(self, pick: int, seldom: int) -> None:
        if seldom:
            return
        introduction = self.pick(Introduction, pick)
        before = self.log(introduction.id)
        try:
            with self.store.transaction():
                self.world.settle.undo(introduction)
        finally:
            if self.store.get(Introduction, introduction.id) is None:
                self.books.forget(introduction.id)
            elif self.log(introduction.id) != before:
                self.books.undo(introduction.id)
                self.books.reached["undone"] += 1
            self.books.waits = {
                key: draft for key, draft in self.books.waits.items() if self.store.get(Reply, key) is not None
            }

    @rule(pick=picks, what=st.sampled_from(["remind", "outcome", "draft"]))
    @tried
    def have_drafted(self, pick: int, what: str) -> None:
        """The user wants a reminder, to know how it went, or whatever comes next."""
        introduction = self.pick(Introduction, pick)
        if what == "remind":
            self.remind(introduction)
        elif what == "outcome":
            self.world.introduce.ask_outcome(introduction)
        else:
            self.world.introduce.go_on(introduction)

    def remind(self, introduction: Introduction) -> None:
        """The user wants a reminder, days or not; the process may end once it is written."""
        try:
            self.world.introduce.remind(introduction)
        finally:
            written = self.store.find(Draft, introduction_id=introduction.id)
            self.books.by_hand |= {draft.id for draft in written if draft.kind is DraftKind.REMINDER}

    @rule(pick=picks, other=picks)
    @tried
    def choose(self, pick: int, other: int) -> None:
        introduction, card = self.pick(Introduction, pick), self.pick(Provider, other)
        self.books.chosen.add((introduction.id, card.id))
        self.world.introduce.choose(introduction, card)

    @rule(pick=picks, fault=st.sampled_from(Fault), stale=st.booleans(), again=st.booleans())
    @tried
    def approve(self, pick: int, fault: Fault, stale: bool, again: bool) -> None:
        live = [draft for draft in self.store.find(Draft) if draft.state in (DraftState.WAITING, DraftState.APPROVED)]
        drafts = live or list(self.store.find(Draft))
        if drafts:
            self.approve_draft(drafts[pick % len(drafts)], fault, stale=stale and pick % 5 == 0)
            if again:
                self.approve_draft(drafts[pick % len(drafts)], fault)

    @rule(
        pick=picks,
        secret=st.sampled_from([*(secret for secrets in SECRETS.values() for secret in secrets), QUOTE, "nothing"]),
        disguise=st.sampled_from(DISGUISES),
        in_subject=st.booleans(),
    )
    @tried
    def edit(self, pick: int, secret: str, disguise: Callable[[str], str], in_subject: bool) -> None:
        draft = self.pick(Draft, pick)
        words = f"and by the way {disguise(secret)} is who I mean"
        subject = f"{draft.subject} {words}" if in_subject else draft.subject
        self.world.deliver.edit(
            draft.id, subject=subject, text=draft.text if in_subject else f"{draft.text}\n{words}\n"
        )

    @rule(pick=picks, back=st.booleans())
    @tried
    def throw_away(self, pick: int, back: bool) -> None:
        """A draft is discarded, or one that was is taken back."""
        thrown_away = list(self.store.find(Draft, state=DraftState.DISCARDED))
        if back and thrown_away:
            self.world.deliver.restore(thrown_away[pick % len(thrown_away)].id)
        elif not back:
            self.world.deliver.discard(self.pick(Draft, pick).id)
