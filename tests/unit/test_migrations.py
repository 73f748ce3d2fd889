"""The version of the stored form: steps forward, a copy before the first, and no step back."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from tinydb.table import Document as Row

from assistant.adapters.store.migrations import MIGRATIONS, Migration, copy_path, migrate, schema_version
from assistant.adapters.store.records import plain
from assistant.adapters.store.sqlite_tables import SQLiteDB
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.documents import Document, Medium
from assistant.domain.groups import Group, Slip, SlipKind
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, Person, Role
from assistant.domain.referrals import Direction, Referral, SourceKind
from assistant.errors import StoreError
from assistant.services.groups import Groups

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[SQLiteDB]:
    with SQLiteDB(tmp_path / "store.db") as opened:
        yield opened


def rename_field(db: SQLiteDB) -> None:
    def rename(document: Any) -> None:
        document["area"] = document.pop("region")

    db.table("people").update(rename)


def fail(db: SQLiteDB) -> None:
    db.table("people").truncate()
    raise KeyError("region")


RENAME = Migration(name="region becomes area", apply=rename_field)
FAIL = Migration(name="a step that fails", apply=fail)


def people(db: SQLiteDB) -> list[dict[str, Any]]:
    return [dict(each) for each in db.table("people")]


def with_one_person(db: SQLiteDB) -> None:
    migrate(db)
    db.table("people").insert(Row({"region": "north"}, "who-1"))  # type: ignore[arg-type]


def test_a_new_file_gets_the_newest_form_without_a_copy(db: SQLiteDB) -> None:
    assert schema_version(db.file) == 0
    assert migrate(db) == [step.name for step in MIGRATIONS]
    assert schema_version(db.file) == len(MIGRATIONS) == 5
    assert migrate(db) == []
    assert db.tables() == set()
    assert not copy_path(db.file.path, 0).exists()


def test_a_step_changes_the_rows_and_leaves_a_copy_of_the_older_form(db: SQLiteDB) -> None:
    with_one_person(db)
    assert migrate(db, [*MIGRATIONS, RENAME]) == ["region becomes area"]
    assert people(db) == [{"area": "north"}]
    copy = copy_path(db.file.path, len(MIGRATIONS))
    assert copy.stat().st_mode & 0o777 == 0o600
    with SQLiteDB(copy) as older:
        assert people(older) == [{"region": "north"}]
        assert schema_version(older.file) == len(MIGRATIONS)


def test_a_step_that_fails_leaves_the_file_at_the_step_before(db: SQLiteDB) -> None:
    with_one_person(db)
    with pytest.raises(StoreError, match=r"store\.db: the step 'a step that fails' failed: 'region'"):
        migrate(db, [*MIGRATIONS, RENAME, FAIL, RENAME])
    assert people(db) == [{"area": "north"}]
    assert schema_version(db.file) == len(MIGRATIONS) + 1
    with SQLiteDB(copy_path(db.file.path, len(MIGRATIONS))) as older:
        assert people(older) == [{"region": "north"}]


def test_no_step_without_its_copy(db: SQLiteDB) -> None:
    with_one_person(db)
    copy_path(db.file.path, len(MIGRATIONS)).with_suffix(f".form-{len(MIGRATIONS)}.part").mkdir()
    copy_path(db.file.path, len(MIGRATIONS)).mkdir()
    with pytest.raises(StoreError, match="the copy cannot be written"):
        migrate(db, [*MIGRATIONS, RENAME])
    assert people(db) == [{"region": "north"}]
    assert schema_version(db.file) == len(MIGRATIONS)


def test_a_step_is_taken_once_where_two_processes_start_together(db: SQLiteDB, monkeypatch: pytest.MonkeyPatch) -> None:
    with_one_person(db)
    steps = [*MIGRATIONS, RENAME]
    begin = db.file.transaction

    def after_the_other() -> AbstractContextManager[None]:
        monkeypatch.undo()
        with SQLiteDB(db.file.path) as other:
            assert migrate(other, steps) == ["region becomes area"]
        return begin()

    monkeypatch.setattr(db.file, "transaction", after_the_other)
    assert migrate(db, steps) == []
    assert people(db) == [{"area": "north"}]


def test_a_newer_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with SQLiteDB(path) as db:
        migrate(db, [*MIGRATIONS, *[Migration(name="later", apply=lambda db: None)] * 3])
    with pytest.raises(StoreError, match=r"store\.db: it was written by a newer version \(form 8, .* 5\).*update"):
        open_store(path)


def test_an_older_form_is_not_changed_by_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with SQLiteDB(path):
        pass
    with pytest.raises(StoreError, match="older form"):
        open_store(path, read_only=True)
    open_store(path).close()
    with closing(open_store(path, read_only=True)):
        pass


def test_documents_of_the_first_form_are_found_by_people_after_the_step(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    ann, bo = Participant(name="Ann Ng", address="Ann@Ng.example"), Participant(name="Li, Bo")
    document = Document(
        id="doc-1",
        source="mail",
        locator="x",
        medium=Medium.EMAIL,
        when=NOON,
        digest="",
        author=ann,
        listeners=(bo,),
        title="Ann <> Bo",
    )
    meeting = Meeting(id="meet-1", document_id="doc-2", title="Lunch", start=NOON, end=NOON, attendees=(ann,))
    with SQLiteDB(path) as db:
        migrate(db, MIGRATIONS[:1])
        for table, record in (("documents", document), ("meetings", meeting)):
            new = ("people", "introduced", "days")
            db.table(table).insert({key: value for key, value in plain(record).items() if key not in new})
    with closing(open_store(path)) as store:
        assert list(store.find(Document, people=frozenset({"ann@ng.example", "bo li"}))) == [document]
        assert list(store.find(Document, introduced=frozenset({"ann", "bo"}))) == [document]
        assert list(store.find(Meeting, people="ann@ng.example")) == [meeting]
        assert list(store.find(Meeting, people="bo li")) == []
        assert list(store.find(Meeting, days=NOON.date())) == [meeting]
    assert copy_path(path, 1).exists()


def test_notes_of_the_second_form_are_found_by_their_day(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    facts = {"source": "notes", "locator": "x", "when": NOON, "digest": ""}
    note = Document(id="doc-1", medium=Medium.NOTE, **facts)  # type: ignore[arg-type]
    mail = Document(id="doc-2", medium=Medium.EMAIL, **facts)  # type: ignore[arg-type]
    with SQLiteDB(path) as db:
        migrate(db, MIGRATIONS[:2])
        for record in (note, mail):
            new = ("days", "about")
            db.table("documents").insert({key: value for key, value in plain(record).items() if key not in new})
    with closing(open_store(path)) as store:
        assert list(store.find(Document, days=NOON.date())) == [note]


def test_an_older_file_is_listed_and_searched_after_the_step(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    people = [Person(id=f"who-{name}", name=name, addresses=(f"{name}@X.example",)) for name in ("Zoë", "Émile", "bo")]
    asked = Event(kind=EventKind.SEEKER_ASKED, at=NOON + timedelta(days=2))
    opened = Introduction(id="i-1", prompt_id="p-1", seeker_id="who-bo", category="tax", opened_at=NOON)
    new = ("sorts_as", "since", "providers", "milestones")
    with SQLiteDB(path) as db:
        migrate(db, MIGRATIONS[:2])
        db.table("people", lists=("keys",))  # type: ignore[call-arg]
        for table, record in (*(("people", who) for who in people), ("introductions", opened.after(asked))):
            db.table(table).insert({key: value for key, value in plain(record).items() if key not in new})
        db.table("introductions").insert(Row({"events": [{"kind": "met", "at": "2026-03-02T12:00:00Z"}]}, "i-2"))  # type: ignore[arg-type]
    with closing(open_store(path)) as store:
        assert [who.name for who in store.lookup.listing(Person).records] == ["bo", "Émile", "Zoë"]
        assert [who.name for who in store.lookup.search(Person, "emi")] == ["Émile"]
        assert [who.name for who in store.find(Person, keys="bo@x.example")] == ["bo"]
        (found,) = store.lookup.listing(Introduction, state=State.ASKED).records
        assert (found.since, found.milestones) == (asked.at, ("opened 2026-03",))


def test_a_slip_of_the_users_own_referral_becomes_a_referral_once(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    noted = datetime(2026, 3, 4, 21, 0, tzinfo=timezone(timedelta(hours=13)))
    own = Slip(
        id="slip-own", group_id="group-1", kind=SlipKind.REFERRAL, on=noted.date(), noted_at=noted,
        from_id="who-ann", to_id="user", words="a roof",
    )  # fmt: skip
    gave = replace(own, id="slip-gave", from_id="user", to_id="who-ann", words="a bakery")
    others = replace(own, id="slip-others", to_id="who-bo")
    tea = replace(own, id="slip-tea", kind=SlipKind.ONE_TO_ONE)
    group = Group(id="group-1", name="Breakfast", members=("who-ann",))
    with SQLiteDB(path) as db:
        migrate(db, MIGRATIONS[:4])
        for table, record in (
            ("people", Person(id="who-ann", name="Ann Ng", roles=(Role.CUSTOMER,))),
            ("groups", group),
            *(("slips", slip) for slip in (own, gave, others, tea)),
        ):
            db.table(table).insert(plain(record))
        db.table("slips").insert(Row({"kind": "referral", "from_id": "user", "on": "soon"}, "slip-broken"))  # type: ignore[arg-type]
    with closing(open_store(path)) as store:
        received, given = sorted(store.find(Referral), key=lambda each: each.direction, reverse=True)
        assert (received.from_id, received.who_id, received.to_id, received.note) == ("who-ann", "", "user", "a roof")
        assert (received.direction, received.kind) == (Direction.RECEIVED, SourceKind.CUSTOMER)
        assert received.at.date() == noted.date()
        assert (given.direction, given.to_id, given.group_id) == (Direction.GIVEN, "who-ann", "group-1")
        with pytest.raises(StoreError, match="slip-broken"):
            list(store.find(Slip))
        store.delete(Slip, "slip-broken")
        assert {slip.id for slip in store.find(Slip)} == {"slip-others", "slip-tea"}
        groups = Groups(store=store, clock=lambda: noted + timedelta(days=1))
        groups.note(group, own.kind, on=own.on, from_id=own.from_id, to_id=own.to_id, words="A roof")
        assert store.count(Referral) == 2
