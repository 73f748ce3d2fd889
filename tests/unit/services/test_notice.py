"""From what was read to what is asked, and back again when a document changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.captures import Capture, CaptureState
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person, Preferences
from assistant.domain.prompts import SAME_MATTER, Prompt, PromptState
from assistant.ports import Record
from assistant.services.notice import Noticed, forget_document, notice

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Participant(name="Ann Ng", address="ann@ng.example")
SAM = Participant(name="Sam Example", address="sam@firm.example")
USER = ("Sam Example", "sam@firm.example")
KINDS = (Document, Mention, Prompt, Person, Meeting)


def note(
    *lines: str, id: str = "doc-1", when: datetime = NOON, around: tuple[Participant, ...] = (), meetings: object = ()
) -> Content:
    document = Document(
        id=id, source="notes", locator=id, medium=Medium.NOTE, when=when, digest="\n".join(lines), listeners=around
    )
    return Content(document=document, text="\n".join(lines), meetings=meetings)  # type: ignore[arg-type]


def tell(store: MemoryStore, content: Content) -> Noticed:
    (read,) = MemoryReader().read([content])
    return notice(store, read, reader="script 1", user=USER)


def snapshot(store: MemoryStore) -> list[Record]:
    return [record for kind in KINDS for record in store.find(kind)]


def prompts(store: MemoryStore) -> list[Prompt]:
    return list(store.find(Prompt))


def answer(store: MemoryStore, state: PromptState) -> None:
    for prompt in prompts(store):
        until = date(2026, 4, 1) if state is PromptState.LATER else None
        store.put(prompt.answered(state, at=NOON, until=until))


def test_a_mention_becomes_one_question_with_its_chain() -> None:
    store = MemoryStore()
    noticed = tell(store, note("Ann | need | tax | our returns are late", around=(ANN,)))
    (mention,), (prompt,) = noticed.mentions, noticed.prompts
    assert (mention.prompt_id, prompt.mention_ids, mention.document_id) == (prompt.id, (mention.id,), "doc-1")
    assert store.get(Mention, mention.id) == mention
    assert store.get(Prompt, prompt.id) == prompt
    person = store.get(Person, prompt.person_id)
    assert person is not None
    assert person.participant == ANN
    document = store.get(Document, "doc-1")
    assert document is not None
    assert document.read_by == "script 1"


def test_the_same_matter_is_asked_once() -> None:
    store = MemoryStore()
    tell(store, note("Ann Ng | problem | tax | one", "Ann Ng | request | tax | two", "Ann Ng | need | payroll | three"))
    again = tell(store, note("Ann Ng | need | tax | four", id="doc-2", when=NOON + timedelta(days=9)))
    assert again.prompts == ()
    tax, payroll = sorted(prompts(store), key=lambda prompt: prompt.category, reverse=True)
    assert (len(tax.mention_ids), len(payroll.mention_ids)) == (3, 1)
    assert (tax.kind, tax.first_heard, tax.last_heard) == (Kind.REQUEST, NOON, NOON + timedelta(days=9))


@pytest.mark.parametrize(
    ("after", "asked"),
    [(SAME_MATTER, 1), (SAME_MATTER + timedelta(seconds=1), 2), (-SAME_MATTER, 1), (-SAME_MATTER - timedelta(1), 2)],
)
def test_a_matter_is_the_same_for_ninety_days(after: timedelta, asked: int) -> None:
    store = MemoryStore()
    tell(store, note("Ann Ng | need | tax | one"))
    tell(store, note("Ann Ng | need | tax | two", id="doc-2", when=NOON + after))
    assert len(prompts(store)) == asked


def test_a_mention_that_nobody_holds_is_not_kept() -> None:
    store = MemoryStore()
    tell(store, note("?! | need | tax | two", "Ann Ng | need | tax | three"))
    assert [mention.quote for mention in store.find(Mention)] == ["three"]


@pytest.mark.parametrize("holder", ["Sam Example", "Sam", "SE", "Example, Sam", "S. Example <SAM@firm.example>"])
def test_the_user_is_never_asked_about_their_own_matters(holder: str) -> None:
    store = MemoryStore()
    tell(store, note(f"{holder} | need | tax | my returns are late", around=(SAM, ANN)))
    assert not snapshot(store)[1:]  # only the document


def test_a_user_without_an_address_is_not_everybody() -> None:
    store = MemoryStore()
    (read,) = MemoryReader().read([note("Ann Ng | need | tax | one")])
    assert notice(store, read, reader="1", user=("Sam Example", "")).prompts


def test_nobody_is_asked_about_who_wants_never_to_be_asked() -> None:
    store = MemoryStore()
    ann = Person.known_as(ANN, preferences=Preferences(never_ask=True))
    store.put(ann)
    assert tell(store, note("Ann Ng | need | tax | one")).prompts == ()
    assert [mention.person_id for mention in store.find(Mention)] == [ann.id]
    tell(store, note("Ann Ng | need | payroll | one"))  # changed
    assert prompts(store) == []
    tell(store, note(""))
    assert list(store.find(Mention)) == []


@pytest.mark.parametrize("state", [PromptState.YES, PromptState.NO, PromptState.LATER])
def test_what_the_user_acted_on_outlives_its_words(state: PromptState) -> None:
    store = MemoryStore()
    tell(store, note("Ann Ng | need | tax | one", "Ann Ng | need | tax | two"))
    answer(store, state)
    before = prompts(store)
    assert tell(store, note("Ann Ng | need | tax | one")).withdrawn == 1
    assert [(mention.quote, mention.withdrawn) for mention in by_quote(store)] == [("one", False), ("two", True)]
    assert tell(store, note("nothing")).withdrawn == 1
    assert tell(store, note("nothing")).withdrawn == 0
    assert prompts(store) == before
    tell(store, note("Bo Li | request | payroll | one", "Ann Ng | need | tax | two"))  # says something else by now
    assert [(each.holder.name, each.kind, each.withdrawn) for each in by_quote(store)] == [
        ("Ann Ng", "need", False)
    ] * 2
    assert prompts(store) == before


def by_quote(store: MemoryStore) -> list[Mention]:
    return sorted(store.find(Mention), key=lambda mention: mention.quote)


def test_an_open_question_goes_with_its_last_words() -> None:
    store = MemoryStore()
    tell(store, note("Ann Ng | need | tax | one"))
    assert tell(store, note("nothing")).withdrawn == 1
    assert (store.count(Prompt), store.count(Mention)) == (0, 0)


def test_a_matter_told_in_two_documents_loses_only_what_is_withdrawn() -> None:
    store = MemoryStore()
    later = NOON + timedelta(days=60)
    tell(store, note("Ann Ng | request | tax | one"))
    tell(store, note("Ann Ng | problem | tax | two", id="doc-2", when=later))
    (both,) = prompts(store)
    assert (both.kind, both.first_heard, both.last_heard) == (Kind.REQUEST, NOON, later)
    assert forget_document(store, "doc-1") == 1
    (left,) = prompts(store)
    assert (left.id, left.kind, left.first_heard, left.last_heard) == (both.id, Kind.PROBLEM, later, later)
    assert [mention.id for mention in store.find(Mention)] == list(left.mention_ids)
    assert store.get(Document, "doc-1") is None
    assert forget_document(store, "doc-2") == 1
    assert snapshot(store) == list(store.find(Person))


def test_a_question_is_never_written_over_by_another() -> None:
    store = MemoryStore()
    for number, day in enumerate((0, 60, 120)):
        tell(store, note(f"Ann Ng | need | tax | {number}", id=f"doc-{number}", when=NOON + timedelta(days=day)))
    for number in (0, 1):
        forget_document(store, f"doc-{number}")
    answer(store, PromptState.NO)  # the question began with doc-0, and is about doc-2 alone by now
    tell(store, note("Ann Ng | need | tax | 0", id="doc-0"))
    (prompt,) = prompts(store)
    assert (prompt.state, len(prompt.mention_ids)) == (PromptState.NO, 2)


@pytest.mark.parametrize(
    "changed",
    ["Bo Li | need | tax | one", "Ann Ng | need | payroll | one", "Ann Ng | request | tax | one"],
)
def test_a_mention_that_changes_its_meaning_is_another_question(changed: str) -> None:
    store, fresh = MemoryStore(), MemoryStore()
    tell(store, note("Ann Ng | need | tax | one"))
    tell(store, note(changed))
    tell(fresh, note(changed))
    assert (prompts(store), list(store.find(Mention))) == (prompts(fresh), list(fresh.find(Mention)))


def test_a_changed_holder_leaves_the_other_words_where_they_were() -> None:
    store = MemoryStore()
    tell(store, note("Ann Ng | need | tax | one", "Ann Ng | need | tax | two"))
    tell(store, note("Bo Li | need | tax | one", "Ann Ng | need | tax | two"))
    held = {store.get(Person, prompt.person_id).name: prompt.mention_ids for prompt in prompts(store)}  # type: ignore[union-attr]
    one, two = by_quote(store)
    assert held == {"Bo Li": (one.id,), "Ann Ng": (two.id,)}


def test_corrected_attendees_correct_the_holder() -> None:
    store = MemoryStore()
    line = "Ann | need | tax | one"
    tell(store, note(line, around=(ANN,)))
    rees = Participant(name="Ann Rees", address="ann@rees.example")
    tell(store, note(line, around=(rees,)))
    (prompt,) = prompts(store)
    person = store.get(Person, prompt.person_id)
    assert person is not None
    assert person.participant == rees


def test_a_mention_moves_with_its_text_and_its_day() -> None:
    store = MemoryStore()
    tell(store, note("Ann Ng | need | tax | one"))
    day = NOON + timedelta(days=1)
    tell(store, note("A line above", "Ann Ng | need | tax | one | 0.75", when=day))
    (mention,), (prompt,) = store.find(Mention), prompts(store)
    assert (mention.start, mention.heard_at, mention.confidence) == (35, day, 0.75)
    assert (prompt.first_heard, prompt.last_heard) == (day, day)


LINES = st.sampled_from([
    "Ann Ng | need | tax | one", "Ann Ng | request | tax | two", "Ann | problem | tax | one",
    "Bo Li | need | tax | one", "Bo Li <bo@li.example> | need | payroll | three", "Ann Ng | need | tax | four | 0.1",
    "Sam Example | need | tax | five",
])  # fmt: skip
VERSIONS = st.lists(st.tuples(st.sampled_from(["doc-1", "doc-2"]), st.lists(LINES, max_size=4)), max_size=6)
ANSWERS = st.none() | st.sampled_from([PromptState.YES, PromptState.NO, PromptState.LATER])


@settings(max_examples=50)
@given(VERSIONS, st.lists(ANSWERS, min_size=6, max_size=6))
def test_any_history_of_two_notes(versions: list[tuple[str, list[str]]], answers: list[PromptState | None]) -> None:
    store = MemoryStore()
    acted: dict[str, PromptState] = {}
    for (known, lines), said in zip(versions, answers, strict=False):
        tell(store, note(*lines, id=known, around=(ANN,)))
        once = snapshot(store)
        again = tell(store, note(*lines, id=known, around=(ANN,)))
        assert (again, snapshot(store)) == (Noticed(), once)  # the second reading changes nothing
        first = next((prompt for prompt in prompts(store) if prompt.state is PromptState.OPEN), None)
        if first and said:
            until = date(2026, 4, 1) if said is PromptState.LATER else None
            store.put(first.answered(said, at=NOON, until=until))
            acted[first.id] = said
        asked = prompts(store)
        assert acted.items() <= {prompt.id: prompt.state for prompt in asked}.items()  # no answer is lost
        told = [known for prompt in asked for known in prompt.mention_ids]
        assert sorted(told) == [mention.id for mention in store.find(Mention)]  # each belongs to one question
        for prompt in asked:
            mentions = [store.get(Mention, known) for known in prompt.mention_ids]
            assert {mention and mention.prompt_id for mention in mentions} == {prompt.id}
            assert {mention and mention.person_id for mention in mentions} == {prompt.person_id}
        matters = [(prompt.person_id, prompt.category) for prompt in asked]
        assert len(set(matters)) == len(matters)  # one question a matter


@settings(max_examples=15)
@given(VERSIONS)
def test_the_same_history_gives_the_same_ids(versions: list[tuple[str, list[str]]]) -> None:
    stores = MemoryStore(), MemoryStore()
    for store in stores:
        for known, lines in versions:
            tell(store, note(*lines, id=known))
    assert snapshot(stores[0]) == snapshot(stores[1])


def test_a_document_that_returns_is_read_again() -> None:
    store = MemoryStore()
    content = note("Ann Ng | need | tax | one")
    tell(store, content)
    answer(store, PromptState.NO)
    forget_document(store, "doc-1")
    kept = store.get(Document, "doc-1")
    assert kept is not None
    assert kept.digest != content.document.digest
    tell(store, content)
    assert [mention.withdrawn for mention in store.find(Mention)] == [False]


def meeting(day: int) -> Meeting:
    start = NOON + timedelta(days=day)
    end = start + timedelta(hours=1)
    return Meeting(id=f"meet-{day}", document_id="doc-1", title="Lunch", start=start, end=end, attendees=(ANN,))


def days(store: MemoryStore) -> list[int]:
    return sorted((known.start - NOON).days for known in store.find(Meeting))


def test_a_meeting_that_moved_is_not_asked_about_twice() -> None:
    store = MemoryStore()
    tell(store, note("lunch", meetings=(meeting(1),)))
    tell(store, note("lunch", meetings=(meeting(4),)))
    assert days(store) == [4]


def test_a_series_that_changes_keeps_its_past() -> None:
    store = MemoryStore()
    tell(store, note("lunch", meetings=tuple(map(meeting, (0, 7, 14, 21)))))
    store.put(Capture(id="c-1", meeting_id="meet-14", state=CaptureState.ANSWERED, at=NOON))
    tell(store, note("lunch", meetings=tuple(map(meeting, (7, 15, 22)))))
    assert days(store) == [0, 7, 14, 15, 22]  # 14 was told about


def test_a_cancelled_entry_takes_its_meetings_along() -> None:
    store = MemoryStore()
    tell(store, note("lunch", meetings=(meeting(1), meeting(8))))
    store.put(Capture(id="c-1", meeting_id="meet-1", state=CaptureState.NOTHING, at=NOON))
    forget_document(store, "doc-1")
    assert days(store) == [1]


def test_one_broken_document_leaves_nothing_half_done() -> None:
    store = MemoryStore()
    (read,) = MemoryReader().read([note("Ann Ng | need | tax | one")])
    broken = replace(read, mentions=(*read.mentions, None))  # type: ignore[arg-type]
    with pytest.raises((AttributeError, TypeError)):
        notice(store, broken, reader="1")
    assert snapshot(store) == []
