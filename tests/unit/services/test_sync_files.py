"""A pass over files of contacts and cards: taken in whole, and only where they have changed."""

from dataclasses import replace

from assistant.adapters.memory import MemorySource, MemoryStore
from assistant.domain.bullpen import Provider
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.domain.sources import Failure
from assistant.errors import SourceError
from assistant.ports import (
    BullpenSource,
    PeopleSource,
)
from assistant.services.sync_report import SyncReport
from tests.unit.services.syncing import ANN, BO, NOON, Cards, Script, broken, engine, note, snapshot, stored


def everything(store: MemoryStore, *, dry_run: bool = False) -> SyncReport:
    card = Provider(id="b-1", person_id=BO.id, services=("tax",), does="returns")
    people: list[PeopleSource] = [Cards(ANN)]
    bullpen: list[BullpenSource] = [Cards((BO, card), name="bullpen.toml")]
    documents = [MemorySource(items=[note(1), broken(2)]), Script(SourceError("no disk"), name="torn")]
    return engine(store).run(people=people, bullpen=bullpen, documents=documents, dry_run=dry_run)


def test_a_dry_run_tells_everything_and_changes_nothing() -> None:
    dry, real = MemoryStore(), MemoryStore()
    dry.put(Person(id="who-0", name="Somebody Else"))
    real.put(Person(id="who-0", name="Somebody Else"))
    before = snapshot(dry)
    told, done = everything(dry, dry_run=True), everything(real)
    assert snapshot(dry) == before
    assert counts(told) == counts(done)
    assert [source.new for source in told.sources] == [1, 1, 1, 0]


def counts(report: SyncReport) -> list[tuple[object, ...]]:
    return [(each.name, each.new, each.changed, each.mentions, len(each.failed)) for each in report.sources]


def test_people_come_first_so_that_holders_are_recognised() -> None:
    store = MemoryStore()
    everything(store)
    assert [prompt.person_id for prompt in store.find(Prompt)] == [ANN.id]


def test_a_contacts_file_that_did_not_change_undoes_nothing() -> None:
    store = MemoryStore()
    file = Cards(ANN, BO)
    (report,) = engine(store).run(people=[file]).sources
    assert (report.new, report.known) == (2, 0)
    edited = replace(ANN, organisation="Ng & Co")
    store.put(edited)
    (report,) = engine(store).run(people=[file]).sources
    assert (report.new, report.changed, report.known) == (0, 0, 2)
    assert store.get(Person, ANN.id) == edited
    (report,) = engine(store).run(people=[Cards(replace(ANN, note="call"), BO)]).sources
    assert (report.new, report.changed, report.known) == (0, 1, 1)
    assert store.get(Person, ANN.id) == replace(edited, note="call")


def test_the_digest_says_whether_a_file_has_changed() -> None:
    store = MemoryStore()
    engine(store).run(people=[Cards(ANN, digest="1")])
    edited = replace(ANN, organisation="Ng & Co")
    store.put(edited)
    read_otherwise = replace(ANN, note="a new release reads this too", organisation="Ng")
    engine(store).run(people=[Cards(read_otherwise, digest="1")])
    assert store.get(Person, ANN.id) == edited
    engine(store).run(people=[Cards(read_otherwise, digest="2")])
    assert store.get(Person, ANN.id) != edited


def test_what_can_be_read_by_now_of_an_unchanged_file_is_taken_in() -> None:
    store = MemoryStore()
    engine(store).run(people=[Cards(ANN, broken(2), digest="1")])
    (report,) = engine(store).run(people=[Cards(ANN, BO, digest="1")]).sources
    assert report.new == 1
    assert store.get(Person, BO.id) == BO


def test_files_of_one_name_keep_apart() -> None:
    store = MemoryStore()
    files = [Cards(ANN, broken(1), id="/a/contacts"), Cards(BO, broken(2), id="/b/contacts")]
    engine(store).run(people=files)
    before = snapshot(store)
    assert store.count(Failure) == 2
    report = engine(store).run(people=files)
    assert [(source.name, source.known) for source in report.sources] == [("contacts", 1), ("contacts", 1)]
    assert snapshot(store) == before


def test_a_file_that_cannot_be_opened_stops_nothing_else() -> None:
    class Lost(Cards):
        def digest(self) -> str:
            raise SourceError("it is not there")

    store = MemoryStore()
    report = engine(store).run(people=[Lost(), Cards(ANN)], bullpen=[Lost()], documents=[MemorySource(items=[note(1)])])
    assert [bool(source.error) for source in report.sources] == [True, False, True, False]
    assert stored(store) == {"doc-1"}


def test_a_row_that_was_mended_is_no_longer_kept_aside() -> None:
    store = MemoryStore()
    other = Failure(id="f-1", source="inbox", locator="message 1", problem="torn", at=NOON)
    store.put(other)
    assert not engine(store).run(people=[Cards(ANN, broken(2), broken(3))]).is_clean
    assert not engine(store).run(people=[Cards(ANN, broken(3))]).is_clean
    assert [failure.locator for failure in store.find(Failure, source="contacts")] == ["memory 3"]
    assert engine(store).run(people=[Cards(ANN, BO)]).is_clean
    assert list(store.find(Failure)) == [other]


def test_a_card_belongs_to_the_person_who_is_known_already() -> None:
    store = MemoryStore()
    store.put(replace(BO, id="who-known"))
    everything(store)
    assert [card.person_id for card in store.find(Provider)] == ["who-known"]
