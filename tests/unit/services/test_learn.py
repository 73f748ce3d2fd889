"""What answers teach: they raise what is needed, hold mentions back, and leave no trace when they are taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.learning import Tally
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import TransitionError
from assistant.services.identify import teller_of
from assistant.services.insight import reading
from assistant.services.learn import learn
from assistant.services.notice import Noticed, held_back, notice, take_up
from assistant.services.why import why

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAM = Participant(name="Sam Example", address="sam@firm.example")
CONFIGURED = 0.65
ANSWERS = (PromptState.YES, PromptState.NO, PromptState.LATER, PromptState.WRONG)


def tell(store: MemoryStore, *lines: str, id: str = "doc-1", by: Participant = SAM, teach: bool = True) -> Noticed:
    text = "\n".join(lines)
    document = Document(id=id, source="n", locator=id, medium=Medium.NOTE, when=NOON, digest=text, author=by)
    (read,) = MemoryReader().read([Content(document=document, text=text)])
    return notice(store, read, reader="1", learnt=learn(store, CONFIGURED) if teach else None)


def asked(*people: str, category: str = "tax") -> MemoryStore:
    """A store with a question about each of these people's taxes."""
    store = MemoryStore()
    for person in people:
        quote = f"{person} wants it done"
        tell(store, f"{person} | need | {category} | {quote} | 0.7", id=f"doc-{person}")
    return store


def prompt_of(store: MemoryStore, person: str) -> Prompt:
    return next(p for p in store.find(Prompt) if store.get(Person, p.person_id).name == person)  # type: ignore[union-attr]


def answer(store: MemoryStore, person: str, state: PromptState, at: datetime = NOON) -> None:
    until = date(2027, 1, 1) if state is PromptState.LATER else None
    store.put(prompt_of(store, person).answered(state, at=at, until=until))


def test_yes_and_later_are_right_wrong_is_wrong_and_no_says_nothing() -> None:
    store = asked("Ann Ng", "Bo Li", "Cy Rees", "Di Tan", "Ed Wu")
    for person, state in zip(("Ann Ng", "Bo Li", "Cy Rees", "Di Tan"), ANSWERS, strict=True):
        answer(store, person, state)
    learnt = learn(store, CONFIGURED)
    assert learnt.categories == {"tax": Tally(right=2, wrong=1)}
    assert learnt.senders == {"sam@firm.example": Tally(right=2, wrong=1)}


def test_whoever_told_it_is_its_sender_else_whose_matter_it_is() -> None:
    store = asked("Ann Ng")
    (mention,) = store.find(Mention)
    assert teller_of(store, mention) == "sam@firm.example"
    assert teller_of(store, replace(mention, told_by=Participant())) == mention.person_id
    assert teller_of(store, replace(mention, told_by=Participant(name="Doe, Jo"))) == "jo doe"
    store.put(known := Person.known_as(SAM))
    assert teller_of(store, mention) == known.id


def test_a_mention_below_what_is_needed_is_kept_without_a_question() -> None:
    store = asked("Ann Ng", "Bo Li")
    answer(store, "Ann Ng", PromptState.WRONG)
    lines = "Cy Rees | need | tax | one | 0.7", "Di Tan | need | tax | two | 0.8", "Ed Wu | need | hr | three | 0.7"
    noticed = tell(store, *lines, by=Participant(name="Jo Doe"))
    assert (len(noticed.mentions), len(noticed.prompts), noticed.held) == (3, 2, 1)
    (held,) = held_back(store)
    assert (held.quote, held.needed, held.prompt_id) == ("one", 0.733, "")
    again = tell(store, "", *lines, by=Participant(name="Jo Doe"))
    assert (again, [mention.start - held.start for mention in held_back(store)]) == (Noticed(), [1])
    tell(store, "", by=Participant(name="Jo Doe"))
    assert held_back(store) == []


def test_a_sender_is_learnt_about_whatever_the_topic() -> None:
    store = asked("Ann Ng")
    answer(store, "Ann Ng", PromptState.WRONG)
    assert tell(store, "Bo Li | need | hr | one | 0.7").held == 1
    assert tell(store, "Bo Li | need | hr | one | 0.7", id="doc-2", by=Participant(name="Jo Doe")).held == 0


def test_a_matter_that_is_a_question_already_is_told_again() -> None:
    store = asked("Ann Ng", "Bo Li")
    answer(store, "Ann Ng", PromptState.WRONG)
    assert tell(store, "Bo Li | need | tax | one | 0.66").held == 0
    assert len(prompt_of(store, "Bo Li").mention_ids) == 2


def test_nothing_learnt_holds_nothing_back() -> None:
    store = asked("Ann Ng")
    assert tell(store, "Bo Li | need | tax | one | 0.1").held == 0
    answer(store, "Ann Ng", PromptState.WRONG)
    assert tell(store, "Cy Rees | need | tax | one | 0.1", id="doc-2", teach=False).held == 0


def test_what_was_held_back_is_asked_once_the_answer_is_taken_back() -> None:
    store = asked("Ann Ng")
    answer(store, "Ann Ng", PromptState.WRONG)
    tell(store, "Bo Li | need | tax | one | 0.7", "Cy Rees | need | tax | two | 0.66")
    assert take_up(store, learn(store, CONFIGURED)) == []
    assert [mention.needed for mention in held_back(store)] == [0.733, 0.733]
    store.put(prompt_of(store, "Ann Ng").reopened())
    taken = take_up(store, learn(store, CONFIGURED))
    assert {prompt.id for prompt in taken} == {prompt_of(store, person).id for person in ("Bo Li", "Cy Rees")}
    assert held_back(store) == []
    untaught = asked("Ann Ng")
    tell(untaught, "Bo Li | need | tax | one | 0.7", "Cy Rees | need | tax | two | 0.66")
    for kind in (Prompt, Mention):
        assert list(store.find(kind)) == list(untaught.find(kind))


PEOPLE = ("Ann Ng", "Bo Li", "Cy Rees", "Di Tan")
HISTORY = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ANSWERS)), max_size=8)


@settings(max_examples=50)
@given(HISTORY, st.permutations(PEOPLE))
def test_only_the_answers_as_they_stand_count(history: list[tuple[str, PromptState]], order: list[str]) -> None:
    lived, told = asked(*PEOPLE), asked(*PEOPLE)
    for person, state in history:
        answer(lived, person, state)
    final = dict(history)
    for person in order:
        if person in final:
            answer(told, person, final[person])
    assert learn(lived, CONFIGURED) == learn(told, CONFIGURED)
    before = learn(lived, CONFIGURED)
    for person in PEOPLE:
        answered = prompt_of(lived, person)
        answer(lived, person, PromptState.WRONG)
        worse = learn(lived, CONFIGURED)
        assert worse.bar("tax", "").confidence >= before.bar("tax", "").confidence
        lived.put(answered)
        assert learn(lived, CONFIGURED) == before  # as if it had never been said


def test_an_answer_can_be_taken_back_unless_an_introduction_came_of_it() -> None:
    store = asked("Ann Ng")
    fresh = prompt_of(store, "Ann Ng")
    for state in ANSWERS:
        answer(store, "Ann Ng", state)
        assert prompt_of(store, "Ann Ng").reopened() == fresh
    with pytest.raises(TransitionError, match="answered with yes already"):
        replace(fresh, introduction_id="i-1").reopened()


def test_insight_counts_by_month_topic_and_sender() -> None:
    store = asked(*PEOPLE)
    tell(store, "Ed Wu | need | hr | help | 0.7", by=Participant(name="Jo Doe"))
    answer(store, "Ann Ng", PromptState.WRONG)
    answer(store, "Bo Li", PromptState.YES, at=NOON + timedelta(days=40))
    answer(store, "Cy Rees", PromptState.WRONG, at=NOON + timedelta(days=41))
    answer(store, "Di Tan", PromptState.NO)
    answer(store, "Ed Wu", PromptState.YES)
    tell(store, "Flo Day | need | tax | soon | 0.7", id="doc-9")
    found = reading(store, learn(store, CONFIGURED))
    assert (found.overall.right, found.overall.wrong, found.unjudged) == (2, 2, 1)
    assert [(each.name, each.right, each.wrong) for each in found.months] == [("2026-03", 1, 1), ("2026-04", 1, 1)]
    assert [(each.name, each.needs) for each in found.categories] == [("tax", 0.743), ("hr", 0.65)]
    assert [each.name for each in found.senders] == ["sam@firm.example", "jo doe"]
    assert found.categories[0].low < found.categories[0].precision < found.categories[0].high
    assert [mention.quote for mention in found.held] == ["soon"]


def test_why_says_where_a_threshold_moved() -> None:
    store = asked("Ann Ng", "Bo Li")
    before = why(store, prompt_of(store, "Bo Li").id, learnt=learn(store, CONFIGURED))
    assert "threshold" not in [link.what for link in before]
    answer(store, "Ann Ng", PromptState.WRONG)
    moved = why(store, prompt_of(store, "Bo Li").id, learnt=learn(store, CONFIGURED))
    (words,) = [link.words for link in moved if link.what == "threshold"]
    assert "0.73 instead of 0.65: 1 of your 1 answers to questions about tax said wrong" in words
    tell(store, "Cy Rees | need | tax | one | 0.7")
    (held,) = held_back(store)
    assert "held back, since it lacked 0.73" in why(store, held.id)[0].words
