"""The question after a meeting, and what becomes of the answer."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.captures import Capture, CaptureState
from assistant.domain.documents import Document
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.services.debrief import Debrief

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
SAM = Participant(name="Sam Example", address="sam@firm.example")
PRIYA = Participant(name="Priya Patel", address="priya@patel.example")
TOM = Participant(name="Tom Rees", address="tom@rees.example")


def meeting(number: int = 1, *, ended: timedelta = timedelta(hours=1), **more: object) -> Meeting:
    end = NOW - ended
    facts = {"attendees": (PRIYA, TOM), **more}
    start = end - timedelta(hours=1)
    return Meeting(id=f"meet-{number}", document_id="doc-1", title="Lunch", start=start, end=end, **facts)  # type: ignore[arg-type]


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def debrief(store: MemoryStore) -> Debrief:
    return Debrief(store=store, clock=lambda: NOW, user=SAM)


@pytest.mark.parametrize(
    ("asked", "more"),
    [
        (True, {}),
        (True, {"ended": timedelta(0)}),
        (True, {"ended": timedelta(days=7)}),
        (False, {"ended": timedelta(days=7, seconds=1)}),
        (False, {"ended": timedelta(seconds=-1)}),
        (False, {"cancelled": True}),
        (False, {"attendees": ()}),
        (False, {"all_day": True}),
    ],
)
def test_meetings_that_are_asked_about(
    debrief: Debrief, store: MemoryStore, asked: bool, more: dict[str, object]
) -> None:
    store.put(meeting(**more))  # type: ignore[arg-type]
    assert bool(list(debrief.waiting())) is asked


def test_the_latest_comes_first_and_an_answered_one_no_more(debrief: Debrief, store: MemoryStore) -> None:
    meetings = [meeting(number, ended=timedelta(days=days)) for number, days in enumerate((3, 1, 2))]
    store.put(*meetings)
    assert [each.id for each in debrief.waiting()] == ["meet-1", "meet-2", "meet-0"]
    debrief.nothing(meetings[1])
    debrief.answer(meetings[2], "all well", MemoryReader())
    assert [each.id for each in debrief.waiting()] == ["meet-0"]


def test_an_answer_is_kept_and_read_at_once(debrief: Debrief, store: MemoryStore) -> None:
    text = "Priya | need | tax | returns\nTR | request | payroll | do you know a clerk\nSam | need | tax | mine"
    capture, noticed = debrief.answer(meeting(), text, MemoryReader())
    assert (capture.state, capture.text, capture.at, capture.meeting_id) == (CaptureState.ANSWERED, text, NOW, "meet-1")
    assert store.get(Capture, capture.id) == capture
    assert len(noticed.prompts) == 2
    assert {mention.holder for mention in store.find(Mention)} == {PRIYA, TOM}
    assert {person.participant for person in store.find(Person)} == {PRIYA, TOM}
    document = store.get(Document, capture.document_id)
    assert document is not None
    assert (document.when, document.author, document.listeners) == (meeting().end, SAM, (PRIYA, TOM))
    assert document.locator == "your answer after: Lunch"


def test_a_second_answer_replaces_the_first(debrief: Debrief, store: MemoryStore) -> None:
    _, first = debrief.answer(meeting(), "Priya | need | tax | one\nTom | need | payroll | two", MemoryReader())
    _, second = debrief.answer(meeting(), "Priya | need | tax | one", MemoryReader())
    assert (len(second.mentions), second.withdrawn) == (0, 1)
    assert list(store.find(Prompt)) == [prompt for prompt in first.prompts if prompt.category == "tax"]
    assert store.count(Capture) == store.count(Document) == 1


def test_nothing_after_all_takes_the_answer_back(debrief: Debrief, store: MemoryStore) -> None:
    debrief.answer(meeting(), "Priya | need | tax | one", MemoryReader())
    capture = debrief.nothing(meeting())
    assert list(store.find(Capture)) == [capture]
    assert (capture.state, capture.text) == (CaptureState.NOTHING, "")
    assert [store.count(kind) for kind in (Prompt, Mention, Document)] == [0, 0, 0]


def test_nothing_after_all_keeps_what_was_acted_on(debrief: Debrief, store: MemoryStore) -> None:
    _, noticed = debrief.answer(meeting(), "Priya | need | tax | one", MemoryReader())
    yes = noticed.prompts[0].answered(PromptState.YES, at=NOW)
    store.put(yes)
    debrief.nothing(meeting())
    assert list(store.find(Prompt)) == [yes]


def test_who_was_there_is_found_among_the_invited(debrief: Debrief, store: MemoryStore) -> None:
    present = (Participant(name="Priya"), Participant(name="Ann Ng"))
    capture, _ = debrief.answer(meeting(), "Priya | need | tax | one", MemoryReader(), who=present)
    document = store.get(Document, capture.document_id)
    assert document is not None
    assert document.listeners == (PRIYA, Participant(name="Ann Ng"))


def test_an_answer_that_cannot_be_read_leaves_the_question(debrief: Debrief, store: MemoryStore) -> None:
    store.put(meeting())
    with pytest.raises(ValueError, match="is not a valid Kind"):
        debrief.answer(meeting(), "Priya | wish | tax | one", MemoryReader())
    assert [each.id for each in debrief.waiting()] == ["meet-1"]
    assert list(store.find(Document)) == []
