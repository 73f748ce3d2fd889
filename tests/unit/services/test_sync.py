"""One pass over the sources: nothing is read twice, nothing is lost, and one broken thing stops no other."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.memory import MemorySource, MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.documents import Content, Document
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.never_read import NeverRead
from assistant.domain.people import Participant
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.sources import Failure, SourceState
from assistant.errors import ItemError, ReaderError, SourceError
from assistant.ports import (
    Change,
    Cursor,
    Failed,
    Found,
    Gone,
    Reached,
    Read,
    Reader,
    Settled,
)
from assistant.services import sync
from assistant.services.sync import CHUNK, Sync
from tests.unit.services.syncing import ANN, END, NOON, Cards, Script, broken, engine, note, run, snapshot, stored


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_every_document_is_read_once(size: int) -> None:
    store, source = MemoryStore(), MemorySource(items=[note(number) for number in range(size)])
    (report,) = run(store, source).sources
    assert (report.new, report.mentions, report.prompts) == (size, size, min(size, 1))
    assert len(stored(store)) == size
    before = snapshot(store)
    again = run(store, source)
    assert (again.is_empty, again.is_clean, snapshot(store)) == (True, True, before)


def test_the_reader_is_loaded_only_where_there_is_something_to_read() -> None:
    def fail() -> Reader:
        raise ReaderError("the model is missing")

    store = MemoryStore()
    pass_ = Sync(store=store, reader=fail, clock=lambda: NOON)
    assert pass_.run(documents=[MemorySource()]).is_empty
    with pytest.raises(ReaderError):
        pass_.run(documents=[MemorySource(items=[note(1)])])
    assert snapshot(store) == [SourceState(id="memory", cursor={"digests": {}})]


def test_changed_and_vanished_documents() -> None:
    store, source = MemoryStore(), MemorySource(items=[note(1), note(2)])
    run(store, source)
    source.items = [note(2, "Bo Li | need | payroll | it takes us days")]
    (report,) = run(store, source).sources
    assert (report.new, report.changed, report.gone, report.mentions) == (0, 1, 1, 1)
    assert [mention.holder.name for mention in store.find(Mention)] == ["Bo Li"]
    assert [prompt.category for prompt in store.find(Prompt)] == ["payroll"]
    assert stored(store) == {"doc-2"}


def test_the_same_document_twice_in_a_chunk_counts_once() -> None:
    store = MemoryStore()
    (report,) = run(store, MemorySource(items=[note(1), note(2), note(1)])).sources
    assert (report.new, report.known, report.mentions) == (2, 1, 2)


def test_the_last_word_on_a_document_counts() -> None:
    store = MemoryStore()
    newer = note(1, "Bo Li | need | payroll | it takes us days")
    run(store, Script(Found(content=note(1)), Found(content=newer), END))
    assert [mention.holder.name for mention in store.find(Mention)] == ["Bo Li"]
    run(store, Script(Found(content=note(2)), Gone(document_id="doc-2"), END))
    run(store, Script(Gone(document_id="doc-1"), Found(content=note(1)), END))
    assert [mention.holder.name for mention in store.find(Mention)] == ["Ann Ng"]
    assert stored(store) == {"doc-1"}


def test_corrected_attendees_are_a_change() -> None:
    store = MemoryStore()
    content = note(1, "Ann | need | tax | late again")
    run(store, Script(Found(content=content), END))
    ann = Participant(name="Ann Ng", address="ann@ng.example")
    corrected = replace(content, document=replace(content.document, listeners=(ann,)))
    assert run(store, Script(Found(content=corrected), END)).sources[0].changed == 1
    assert {mention.holder for mention in store.find(Mention)} == {ann}


def test_a_known_entry_whose_series_has_grown_is_not_read_again() -> None:
    store = MemoryStore()
    meeting = Meeting(id="meet-1", document_id="doc-1", title="Lunch", start=NOON, end=NOON + timedelta(hours=1))
    run(store, Script(Found(content=replace(note(1), meetings=(meeting,))), END))
    later = replace(meeting, id="meet-2", start=NOON + timedelta(7), end=NOON + timedelta(8))
    report = run(store, Script(Found(content=replace(note(1), meetings=(later,))), END)).sources[0]
    assert (report.known, report.changed) == (1, 0)
    assert [known.id for known in store.find(Meeting)] == ["meet-1", "meet-2"]


def test_what_fails_is_kept_aside_until_it_is_mended() -> None:
    store, source = MemoryStore(), MemorySource(items=[note(1), broken(2), note(3)])
    report = run(store, source)
    assert (report.is_clean, stored(store)) == (False, {"doc-1", "doc-3"})
    (failure,) = store.find(Failure)
    assert (failure.locator, failure.problem, failure.at) == ("memory 2", "it is torn", NOON)
    later = Sync(store=store, reader=MemoryReader, clock=lambda: NOON + timedelta(days=1))
    assert not later.run(documents=[source]).is_clean
    assert list(store.find(Failure)) == [failure]  # the same fault keeps its day
    source.items[1] = note(2)
    assert run(store, source).is_clean
    assert list(store.find(Failure)) == []
    assert stored(store) == {"doc-1", "doc-2", "doc-3"}


def test_what_failed_and_is_there_no_longer_is_not_complained_of() -> None:
    store = MemoryStore()
    run(
        store,
        Script(*(Failed(locator=where, error=ItemError("torn")) for where in ("a.ics", "a.ics, Tea", "b.ics")), END),
    )
    assert run(store, Script(Settled(locator="a.ics"), END)).is_clean
    assert [failure.locator for failure in store.find(Failure)] == ["b.ics"]


@pytest.mark.parametrize(
    ("failed", "found", "is_mended"),
    [
        ("a.ics", "a.ics, Lunch", True),  # the whole file
        ("a.ics, Lunch, repetition", "a.ics, Lunch", True),  # a part of it
        ("a.ics", "a.icsx, Lunch", False),
        ("in.mbox, message 1", "in.mbox, message 12", False),
        ("in.mbox, message 12", "in.mbox, message 1", False),
    ],
)
def test_what_is_mended_is_told_by_where_it_lies(failed: str, found: str, is_mended: bool) -> None:
    store = MemoryStore()
    failure = Failed(locator=failed, error=ItemError("torn"))
    content = note(1, locator=found)
    run(store, Script(failure, Found(content=content), END))
    assert store.count(Failure) == 1  # told in the same pass: it is not mended
    run(store, Script(Found(content=content), END))
    assert store.count(Failure) == (0 if is_mended else 1)


def test_a_source_that_fails_leaves_the_others_theirs() -> None:
    store = MemoryStore()
    torn = Script(Found(content=note(1, source="torn")), SourceError("the disk is gone"), name="torn")
    other = MemorySource("other", [note(2, source="other")])
    report = run(store, torn, other)
    assert [str(source.error) for source in report.sources] == ["the disk is gone", "None"]
    assert not report.is_clean
    assert stored(store) == {"doc-2"}
    assert store.get(SourceState, "torn") is None
    assert run(store, MemorySource("torn", [note(1, source="torn")])).sources[0].new == 1


def test_a_source_that_is_suddenly_empty_changes_nothing() -> None:
    store, source = MemoryStore(), MemorySource(items=[note(1)])
    run(store, source)
    before = snapshot(store)
    source.items = []
    assert isinstance(run(store, source).sources[0].error, SourceError)
    assert snapshot(store) == before


def test_a_later_day_loses_no_document_for_good() -> None:
    store, source = MemoryStore(), MemorySource(items=[note(1), note(2)])
    engine(store, since=date(2026, 11, 10)).run(documents=[source])
    assert stored(store) == set()
    assert run(store, source).sources[0].new == 2


LAWYER = Participant(address="jo@lawfirm.example")
RULES = NeverRead(domains=("lawfirm.example",))


def test_what_is_never_read_is_dropped_before_the_reader() -> None:
    store, seen = MemoryStore(), list[str]()

    class Watched(MemoryReader):
        def read(self, contents: Iterable[Content]) -> Iterator[Read]:
            contents = list(contents)
            seen.extend(content.document.id for content in contents)
            return super().read(contents)

    source = MemorySource(items=[note(1), note(2, author=LAWYER), note(3, listeners=(LAWYER,))])
    report = engine(store, Watched(), never_read=RULES).run(documents=[source])
    assert report.sources[0].passed == {"lawfirm.example is never read": 2}
    assert seen == ["doc-1"]
    assert stored(store) == {"doc-1"}


def test_a_new_rule_forgets_what_was_read_and_a_lifted_one_has_it_read_again() -> None:
    private = note(2, "Bo Ek | need | payroll | 2", author=LAWYER)
    store, source = MemoryStore(), MemorySource(items=[note(1), private])
    run(store, source)
    assert len(list(store.find(Prompt))) == 2
    forbidding = engine(store, never_read=RULES)
    assert forbidding.run(documents=[source]).forgotten == 1
    assert stored(store) == {"doc-1"}
    assert len(list(store.find(Prompt))) == 1
    assert forbidding.run(documents=[source]).forgotten == 0
    assert run(store, source).sources[0].new == 1
    assert stored(store) == {"doc-1", "doc-2"}


def test_a_sync_back_to_a_day_that_broke_off_is_taken_up() -> None:
    asked: list[date | None] = []

    class Long(MemorySource):
        """Breaks off after its first checkpoint, once."""

        breaks = True

        def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
            asked.append(since)
            yield Reached(cursor={"half": "way"})
            if self.breaks:
                self.breaks = False
                raise SourceError("the line is dead")
            yield Reached(cursor={"all": "of it"})

    store, source, configured, earlier = MemoryStore(), Long(), date(2026, 11, 1), date(2020, 1, 1)
    engine(store, since=configured, back_to=earlier).run(documents=[source])
    for _ in range(2):
        engine(store, since=configured).run(documents=[source])
    assert asked == [earlier, earlier, configured]


def test_documents_of_another_source() -> None:
    store = MemoryStore()
    inbox, archive = MemorySource("inbox", [note(1, source="inbox")]), MemorySource("archive")
    run(store, inbox, archive)
    for prompt in store.find(Prompt):
        store.put(prompt.answered(PromptState.NO, at=NOON))
    before = list(store.find(Prompt))
    inbox.items, archive.items = [note(9, "gone", source="inbox")], [note(1, source="archive")]
    report = run(store, archive, inbox)  # it was found in its new place before it was missed in the old one
    assert [(source.new, source.known, source.gone) for source in report.sources] == [(0, 1, 0), (1, 0, 0)]
    document = store.get(Document, "doc-1")
    assert document is not None
    assert (document.source, document.locator) == ("archive", "archive 1")
    assert list(store.find(Prompt)) == before
    assert [mention.withdrawn for mention in store.find(Mention)] == [False]


def test_a_document_that_vanished_and_returned_is_whole_again() -> None:
    store, source = MemoryStore(), MemorySource(items=[note(1), note(2, "nothing")])
    run(store, source)
    for prompt in store.find(Prompt):
        store.put(prompt.answered(PromptState.NO, at=NOON))
    whole = snapshot(store)
    passes: list[list[Content | Failed]] = [[note(2, "nothing")], [note(1), note(2, "nothing")]]
    for items in passes:
        source.items = items
        run(store, source)
    assert snapshot(store) == whole


class Crashing(MemoryReader):
    """Breaks off in the middle of the document with this number in its id."""

    def __init__(self, number: int) -> None:
        self.fatal = f"doc-{number}"

    def read(self, contents: Iterable[Content]) -> Iterator[Read]:
        for read in super().read(contents):
            yield read
            if read.content.document.id == self.fatal:
                raise MemoryError


@settings(max_examples=25)
@given(crash=st.integers(0, 9), steps=st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_a_crash_loses_nothing(crash: int, steps: list[int]) -> None:
    contents = [note(number) for number in range(10)]
    changes: list[Change] = []
    done = 0
    for step in [*steps, 10]:
        changes += [Found(content=content) for content in contents[done : done + step]]
        done = min(done + step, 10)
        changes.append(Reached(cursor={"done": done}))

    class Mailbox(Script):
        def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
            skip = int(str((cursor or {}).get("done", 0)))
            for change in changes:
                if not (isinstance(change, Found) and change.content in contents[:skip]):
                    yield change

    store = MemoryStore()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sync, "CHUNK", 3)
        with pytest.raises(MemoryError):
            engine(store, Crashing(crash)).run(documents=[Mailbox()])
        state = store.get(SourceState, "memory")
        reached = int(str(state.cursor["done"])) if state else 0
        assert {content.document.id for content in contents[:reached]} <= stored(store)  # never ahead
        assert f"doc-{crash}" not in stored(store)  # not half a chunk
        kept = len(stored(store))
        report = run(store, Mailbox()).sources[0]
    whole = MemoryStore()
    run(whole, Mailbox())
    assert {mention.quote for mention in store.find(Mention)} == {str(number) for number in range(10)}
    assert store.count(Prompt) == 1
    assert report.new == 10 - kept
    assert list(store.find(Document)) == list(whole.find(Document))
    assert store.get(SourceState, "memory") == whole.get(SourceState, "memory")


def test_progress_adds_up() -> None:
    told: list[tuple[str, int]] = []
    contents: list[Content | Failed] = [note(number) for number in range(CHUNK + 3)]
    pass_ = engine(MemoryStore(), progress=lambda name, count: told.append((name, count)))
    pass_.run(people=[Cards(ANN)], documents=[MemorySource(items=contents)])
    assert told == [("contacts", 1), ("memory", CHUNK), ("memory", 3)]


def test_nothing_older_than_the_day_is_looked_at() -> None:
    store = MemoryStore()
    old = note(1, when=NOON - timedelta(days=30))
    pass_ = engine(store, since=date(2026, 3, 1))
    pass_.run(documents=[MemorySource(items=[old, note(2)])])
    assert stored(store) == {"doc-2"}


def test_the_users_own_matters_are_passed_over() -> None:
    store = MemoryStore()
    text = "Sam Example | need | tax | mine\nAnn Ng | need | tax | hers"
    engine(store, user=("Sam Example", "sam@firm.example")).run(documents=[MemorySource(items=[note(1, text)])])
    assert [mention.quote for mention in store.find(Mention)] == ["hers"]
