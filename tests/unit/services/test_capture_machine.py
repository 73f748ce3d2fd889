"""Whatever the user tells, marks, puts right and takes back, questions and mentions fit each other."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.captures import Capture, Mark, MarkKind
from assistant.domain.documents import Document
from assistant.domain.favours import Favour, FavourState
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import TransitionError
from assistant.services import corrections, favours
from assistant.services.debrief import Debrief

NOW = datetime(2026, 3, 9, 14, tzinfo=UTC)
WHO = (
    Participant(name="Priya Patel", address="priya@patel.example"),
    Participant(name="Tom Rees", address="tom@rees.example"),
)
LINES = [f"{name} | {kind} | {topic} | {words}" for name, kind, topic, words in (
    ("Priya", "need", "tax", "one"), ("Priya", "problem", "tax", "two"), ("Tom", "request", "it", "three"),
    ("Tom", "need", "tax", "four"), ("Priya", "need", "it", "five"),
)]  # fmt: skip
MARKS = [
    Mark(kind=kind, words=words, who=who)
    for kind, words, who in (
        (MarkKind.REQUEST, "five", WHO[0]),
        (MarkKind.NEED, "a van", WHO[1]),
        (MarkKind.PROMISE, "the list", WHO[0]),
        (MarkKind.CARD, "two", WHO[1]),
    )
]


class Captures(RuleBasedStateMachine):
    """Two meetings with the same people, told about again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore()
        self.reopened: set[str] = set()
        self.debrief = Debrief(store=self.store, clock=lambda: NOW, user=Participant(name="Sam", address="s@s.x"))
        self.meetings = [
            Meeting(
                id=f"meet-{n}",
                document_id=f"doc-{n}",
                title="Lunch",
                start=NOW - timedelta(hours=3 * n + 2),
                end=NOW - timedelta(hours=3 * n + 1),
                attendees=WHO,
            )
            for n in range(2)
        ]
        self.store.put(*self.meetings)

    @rule(
        which=st.integers(0, 1),
        lines=st.lists(st.sampled_from(LINES), unique=True),
        marks=st.lists(st.sampled_from(MARKS), unique=True),
    )
    def answer(self, which: int, lines: list[str], marks: list[Mark]) -> None:
        self.debrief.answer(self.meetings[which], "\n".join(lines), MemoryReader(), marks=marks)

    @rule(which=st.integers(0, 1))
    def nothing(self, which: int) -> None:
        self.debrief.nothing(self.meetings[which])

    @rule(which=st.integers(0, 1))
    def take_back(self, which: int) -> None:
        self.debrief.take_back(self.meetings[which])

    @precondition(lambda self: self.mentions())
    @rule(data=st.data())
    def wrong(self, data: st.DataObject) -> None:
        mention = data.draw(st.sampled_from(self.mentions()))
        assert corrections.wrong(self.store, self.debrief.clock, mention).state is PromptState.WRONG

    @precondition(lambda self: self.mentions())
    @rule(
        data=st.data(),
        holder=st.sampled_from([None, *WHO]),
        kind=st.sampled_from([None, *Kind]),
        topic=st.sampled_from(["", "it", "tax", "hr"]),
    )
    def put_right(self, data: st.DataObject, holder: Participant | None, kind: Kind | None, topic: str) -> None:
        mention = data.draw(st.sampled_from(self.mentions()))
        try:
            right = corrections.put_right(
                self.store, self.debrief.clock, mention, holder=holder, kind=kind, category=topic
            )
        except TransitionError:
            return  # its question was answered
        assert right.category == (topic or mention.category)
        back = corrections.undo(self.store, self.debrief.clock, right)
        if mention.found_by != "you":
            assert (back.holder, back.kind, back.category) == (mention.holder, mention.kind, mention.category)
        else:
            corrections.put_right(self.store, self.debrief.clock, back, holder=holder, kind=kind, category=topic)

    @precondition(lambda self: self.mentions())
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        mention = data.draw(st.sampled_from(self.mentions()))
        try:
            corrections.undo(self.store, self.debrief.clock, mention)
        except TransitionError:
            return

    @precondition(lambda self: self.store.count(Favour))
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        favour = data.draw(st.sampled_from(list(self.store.find(Favour))))
        if favour.state is FavourState.OPEN:
            favours.done(self.store, self.debrief.clock, favour)
        else:
            favours.undo(self.store, favour)
            self.reopened.add(favour.id)

    def mentions(self) -> list[Mention]:
        return [mention for mention in self.store.find(Mention) if not mention.withdrawn]

    @invariant()
    def questions_and_mentions_fit(self) -> None:
        mentions = {mention.id: mention for mention in self.store.find(Mention)}
        prompts = {prompt.id: prompt for prompt in self.store.find(Prompt)}
        for mention in mentions.values():
            prompt = prompts[mention.prompt_id]
            assert mention.id in prompt.mention_ids
            assert (prompt.person_id, prompt.category) == (mention.person_id, mention.category)
        for prompt in prompts.values():
            assert prompt.mention_ids
            assert all(mentions[each].prompt_id == prompt.id for each in prompt.mention_ids)
        waiting = [
            (prompt.person_id, prompt.category) for prompt in prompts.values() if prompt.state is PromptState.OPEN
        ]
        assert len(waiting) == len(set(waiting)), "one question a matter"

    @invariant()
    def words_stand_where_they_are_said_to(self) -> None:
        texts = {capture.document_id: capture.text for capture in self.store.find(Capture) if capture.document_id}
        for mention in self.mentions():
            assert texts[mention.document_id][mention.start : mention.end] == mention.quote
        kept = set(texts) | {mention.document_id for mention in self.store.find(Mention)}
        assert {document.id for document in self.store.find(Document)} <= kept

    @invariant()
    def open_favours_are_marked(self) -> None:
        marked = {(capture.meeting_id, mark.words) for capture in self.store.find(Capture) for mark in capture.marks}
        for favour in self.store.find(Favour, state=FavourState.OPEN):
            assert self.store.get(Person, favour.person_id)
            assert (favour.meeting_id, favour.words) in marked or favour.id in self.reopened


TestCaptures = Captures.TestCase
TestCaptures.settings = settings(max_examples=60, stateful_step_count=14, deadline=None)
