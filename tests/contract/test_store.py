"""What every store does. The SQLite store and the one in memory pass the same tests."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.adapters.store.kinds import KINDS
from assistant.adapters.store.sqlite_tables import SQLiteDB
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.bullpen import Evidence, EvidenceKind, Provider
from assistant.domain.captures import Capture, CaptureState, Mark, MarkKind
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.documents import Document, Medium
from assistant.domain.favours import Favour, FavourKind
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person, Role
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.sources import SourceState
from assistant.errors import StoreError
from assistant.ports import Record, Store

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))


def person(number: int, **more: object) -> Person:
    who = Person(id=f"who-{number}", name=f"Ann Ng{number}", addresses=(f"Ann{number}@Example.org", "ann@home.example"))
    return replace(who, **more)  # type: ignore[arg-type]


def prompt(number: int, state: PromptState = PromptState.OPEN) -> Prompt:
    return Prompt(
        id=f"p-{number}",
        person_id="who-1",
        category="tax",
        kind=Kind.NEED,
        mention_ids=(f"m-{number}", "m-shared"),
        first_heard=NOON,
        last_heard=NOON,
        state=state,
    )


def introduction() -> Introduction:
    consent = Consent(side=Side.SEEKER, answer=Answer.YES, at=NOON, proof=Proof.MENTION, quote="do you know a…?")
    opened = Introduction(id="i-1", prompt_id="p-1", seeker_id="who-1", category="tax", opened_at=NOON)
    return opened.after(Event(kind=EventKind.HELP_WANTED, at=NOON, consent=consent))


def mention(number: int, kind: Kind) -> Mention:
    return Mention(
        id=f"m-{number}",
        document_id="d-1",
        kind=kind,
        category="tax",
        quote="x",
        start=0,
        end=1,
        holder=Participant(name="Ann"),
        heard_at=NOON,
        confidence=0.1 + 0.2,
        found_by="rules 1",
    )


def letter(number: int, *listeners: Participant) -> Document:
    return Document(
        id=f"doc-{number}", source="mail", locator="x", medium=Medium.EMAIL, when=NOON, digest="",
        title=f"letter {number}", listeners=listeners,
    )  # fmt: skip


RECORDS: tuple[Record, ...] = (
    Capture(
        id="c-1",
        meeting_id="meet-1",
        state=CaptureState.ANSWERED,
        at=NOON,
        who=(Participant(name="Ann"),),
        marks=(Mark(kind=MarkKind.CARD, words="a card", who=Participant(name="Ann")),),
        corrected=(mention(2, Kind.NEED),),
    ),
    Favour(id="fav-1", kind=FavourKind.OFFER, words="x", person_id="who-1", meeting_id="meet-1", noted_at=NOON),
    person(1, roles=(Role.FRIEND, Role.PARTNER), note="“Grüße” 😀 \0"),
    replace(prompt(1), until=date(2026, 4, 1), answered_at=NOON),
    introduction(),
    mention(1, Kind.REQUEST),
    Provider(
        id="b-1",
        person_id="who-1",
        services=("tax",),
        does="returns",
        evidence=(Evidence(kind=EvidenceKind.VISIT, on=date(2026, 1, 2)),),
    ),
    SourceState(id="mail", cursor={"inbox": {"uid": 7}, "list": [1, None, True]}),
)


class StoreContract:
    """Inherit, and give a fixture `store`."""

    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
    def test_gives_back_what_was_put(self, store: Store, record: Record) -> None:
        assert store.get(type(record), record.id) is None
        assert store.put(record) == 1
        assert store.get(type(record), record.id) == record
        assert list(store.find(type(record))) == [record]

    def test_moments_keep_their_offset(self, store: Store) -> None:
        store.put(prompt(1))
        known = store.get(Prompt, "p-1")
        assert known is not None
        assert known.first_heard.utcoffset() == timedelta(hours=5, minutes=30)
        assert store.put(replace(known, first_heard=NOON.astimezone(UTC))) == 1

    def test_put_replaces_and_says_how_many_changed(self, store: Store) -> None:
        assert store.put(person(1), person(2)) == 2
        assert store.put(person(1), person(2)) == 0
        assert store.put(person(1), person(2, note="new"), prompt(1)) == 2
        assert store.put() == 0
        assert store.get(Person, "who-2") == person(2, note="new")
        assert store.count(Person) == 2

    def test_finds_by_equality_in_the_order_of_ids(self, store: Store) -> None:
        states = [PromptState.OPEN, PromptState.YES, PromptState.OPEN, PromptState.NO]
        store.put(*(prompt(number, state) for number, state in reversed(list(enumerate(states)))))
        assert [each.id for each in store.find(Prompt)] == ["p-0", "p-1", "p-2", "p-3"]
        assert [each.id for each in store.find(Prompt, state=PromptState.OPEN)] == ["p-0", "p-2"]
        assert [each.id for each in store.find(Prompt, state=PromptState.OPEN, id="p-2")] == ["p-2"]
        assert [each.id for each in store.find(Prompt, first_heard=NOON, until=None, category="tax")] == [
            "p-0", "p-1", "p-2", "p-3",
        ]  # fmt: skip
        assert list(store.find(Prompt, state=PromptState.LATER)) == []
        assert (store.count(Prompt), store.count(Prompt, state=PromptState.OPEN)) == (4, 2)
        assert (store.count(Person), list(store.find(Person, name="Ann"))) == (0, [])

    def test_finds_in_lists(self, store: Store) -> None:
        store.put(person(1), person(2), prompt(1), prompt(2))
        assert [each.id for each in store.find(Person, keys="ann2@example.org")] == ["who-2"]
        assert [each.id for each in store.find(Person, keys="ann ng1")] == ["who-1"]
        assert [each.id for each in store.find(Person, keys="ann@home.example")] == ["who-1", "who-2"]
        assert [each.id for each in store.find(Person, keys=person(1).keys)] == ["who-1"]
        assert [each.id for each in store.find(Prompt, mention_ids="m-2")] == ["p-2"]
        assert [each.id for each in store.find(Prompt, mention_ids=("m-2", "m-shared"))] == ["p-2"]
        store.put(person(2, addresses=("new@example.org",)))
        assert list(store.find(Person, keys="ann2@example.org")) == []
        assert [each.id for each in store.find(Person, keys="new@example.org")] == ["who-2"]
        store.delete(Person, "who-2")
        assert list(store.find(Person, keys="new@example.org")) == []

    def test_finds_what_contains_every_one_of_a_set(self, store: Store) -> None:
        bo, cy = Participant(name="Bo", address="BO@li.example"), Participant(name="Cy Ox")
        store.put(letter(1, bo, cy), letter(2, bo), letter(3, cy, bo), letter(4))

        def found(*keys: str, **more: object) -> list[str]:
            return [each.id for each in store.find(Document, people=frozenset(keys), **more)]

        assert found("bo@li.example", "cy ox") == ["doc-1", "doc-3"]
        assert found("bo@li.example", "cy ox", title="letter 3") == ["doc-3"]
        assert found("bo@li.example") == ["doc-1", "doc-2", "doc-3"]
        assert found("bo@li.example", "di") == []
        assert found() == ["doc-1", "doc-2", "doc-3", "doc-4"]
        assert store.count(Document, people=frozenset({"bo@li.example", "cy ox"})) == 2

    def test_a_field_may_be_called_kind(self, store: Store) -> None:
        store.put(mention(1, Kind.NEED), mention(2, Kind.REQUEST))
        assert [each.id for each in store.find(Mention, kind=Kind.REQUEST)] == ["m-2"]
        assert store.count(Mention, kind=Kind.PROBLEM) == 0

    def test_finds_introductions_by_the_state_of_their_log(self, store: Store) -> None:
        store.put(introduction())
        assert list(store.find(Introduction, state=State.WANTED)) == [introduction()]
        assert list(store.find(Introduction, state=State.NOTICED)) == []

    def test_a_field_that_is_none_is_refused(self, store: Store) -> None:
        with pytest.raises(TypeError, match="Person has no field adress"):
            store.find(Person, adress="x")
        with pytest.raises(TypeError, match="Person has no field adress"):
            store.count(Person, adress="x")

    def test_ids_by_their_beginning(self, store: Store) -> None:
        store.put(*(prompt(number) for number in (11, 12, 2)), person(1))
        assert store.matching_ids(Prompt, "p-1") == ["p-11", "p-12"]
        assert store.matching_ids(Prompt, "p-") == ["p-11", "p-12", "p-2"]
        assert store.matching_ids(Prompt, "p-", limit=2) == ["p-11", "p-12"]
        assert store.matching_ids(Prompt, "") == ["p-11", "p-12", "p-2"]
        assert store.matching_ids(Prompt, "%") == store.matching_ids(Mention, "m") == []

    def test_delete(self, store: Store) -> None:
        store.put(person(1), person(2))
        store.delete(Person, "who-1")
        store.delete(Person, "who-1")
        store.delete(Mention, "m-1")
        assert list(store.find(Person)) == [person(2)]

    def test_records_may_be_written_while_they_are_found(self, store: Store) -> None:
        store.put(*(prompt(number) for number in range(9)))
        for each in store.find(Prompt, state=PromptState.OPEN):
            store.put(replace(each, state=PromptState.NO))
        assert store.count(Prompt, state=PromptState.NO) == 9

    def test_a_transaction_is_all_or_nothing(self, store: Store) -> None:
        def fail(number: int) -> None:
            with store.transaction():
                store.put(person(number), prompt(number))
                store.delete(Person, "who-0")
                raise ZeroDivisionError

        store.put(person(0))
        with pytest.raises(ZeroDivisionError):
            fail(1)
        assert list(store.find(Person)) == [person(0)]
        with store.transaction():
            store.put(person(2))
            with pytest.raises(ZeroDivisionError):
                fail(3)
            with store.transaction():
                store.put(person(4))
        assert [each.id for each in store.find(Person)] == ["who-0", "who-2", "who-4"]
        assert store.count(Prompt) == 0


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()


class TestTinyDBStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        with closing(open_store(tmp_path / "store.db")) as opened:
            yield opened

    def test_broken_text_is_kept_as_far_as_it_can_be(self, store: Store) -> None:
        store.put(person(1, note="half a \ud83d pair"))
        known = store.get(Person, "who-1")
        assert known is not None
        assert known.note == "half a ? pair"
        assert store.put(person(1, note="half a \ud83d pair")) == 0

    def test_records_outlive_the_process(self, tmp_path: Path) -> None:
        with closing(open_store(tmp_path / "store.db")) as first:
            first.put(introduction())
        with closing(open_store(tmp_path / "store.db", read_only=True)) as second:
            assert second.get(Introduction, "i-1") == introduction()

    def test_a_row_that_is_no_record_stops_no_other(self, tmp_path: Path) -> None:
        with closing(open_store(tmp_path / "store.db")) as store, SQLiteDB(tmp_path / "store.db") as db:
            store.put(person(1), person(2), introduction())
            db.table("people").update({"roles": ["butler"]}, doc_ids=["who-1"])
            db.table("introductions").update({"events": [{"kind": "met", "at": "2026-03-02T12:00:00Z"}]})
            with pytest.raises(StoreError, match="table people, row who-1 cannot be read: Invalid enum value 'butler'"):
                store.get(Person, "who-1")
            with pytest.raises(StoreError, match="table introductions, row i-1 cannot be read: the log is broken"):
                store.get(Introduction, "i-1")
            assert store.get(Person, "who-2") == person(2)
            found = store.find(Person)
            assert next(found) == person(2)
            with pytest.raises(StoreError, match="table people, row who-1"):
                next(found)

    def test_exports_plain_json(self, tmp_path: Path) -> None:
        with closing(open_store(tmp_path / "store.db")) as store:
            store.put(*RECORDS, person(2))
            totals = store.export(tmp_path / "export")
        files = {path.stem: path for path in (tmp_path / "export").iterdir()}
        assert files.keys() == totals.keys() == {kept.table for kept in KINDS.values()}
        assert {name: len(json.loads(path.read_bytes())) for name, path in files.items()} == totals
        assert totals["people"] == 2
        assert totals["drafts"] == 0
        assert "“Grüße” 😀" in files["people"].read_text("utf-8")
        assert {path.stat().st_mode & 0o777 for path in files.values()} == {0o600}
        with pytest.raises(StoreError, match="cannot be written"):
            store.export(files["people"] / "no folder")
