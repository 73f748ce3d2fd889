"""What every look-up does. The one over the SQLite store and the one in memory pass the same tests."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_lookup import MemoryLookup
from assistant.adapters.store.kinds import KINDS
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.activity import Activity
from assistant.domain.documents import Document, Medium
from assistant.domain.drafts import Draft
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person, Role
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Reply
from assistant.domain.sources import SourceState
from assistant.errors import NotFoundError
from assistant.ports import Lookup, Page, R, Span, Store

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EAST = timezone(timedelta(hours=9))
Both = tuple[Store, Lookup]
SHOWN = {
    Mention: ("person_id",),
    Prompt: ("state", "person_id"),
    Introduction: ("state", "seeker_id", "providers"),
    Draft: ("state",),
    Reply: ("state",),
    Activity: ("deed",),
}
"""What pages list records by, besides by their lists."""


def person(name: str, **more: object) -> Person:
    return replace(Person(id=f"who-{name.lower()}", name=name), **more)  # type: ignore[arg-type]


def prompt(number: int, state: PromptState = PromptState.OPEN, *, who: str = "who-1") -> Prompt:
    at = NOON + timedelta(hours=number)
    return Prompt(
        id=f"p-{number}", person_id=who, category="tax", kind=Kind.NEED, mention_ids=(f"m-{number}",), state=state,
        first_heard=at, last_heard=at.astimezone(EAST if number % 2 else UTC),
    )  # fmt: skip


def document(number: int, *people: str, title: str = "") -> Document:
    return Document(
        id=f"doc-{number}", source="mail", locator="x", medium=Medium.EMAIL, when=NOON + timedelta(days=number),
        digest="", title=title, listeners=tuple(Participant(address=each) for each in people),
    )  # fmt: skip


def mention(number: int, quote: str) -> Mention:
    return Mention(
        id=f"m-{number}", document_id="doc-1", kind=Kind.NEED, category="tax", quote=quote, start=0, end=1,
        holder=Participant(name="Ann"), heard_at=NOON, confidence=0.9, found_by="rules 1",
    )  # fmt: skip


def ids(found: Page[R] | list[R]) -> list[str]:
    return [each.id for each in (found.records if isinstance(found, Page) else found)]


class LookupContract:
    """Inherit, and give a fixture `both`: a store, and the look-up over it."""

    def test_people_come_by_name_whatever_their_case_and_accents(self, both: Both) -> None:
        store, lookup = both
        store.put(*map(person, ("zoë Ng", "Émile", "bo", "Zoe Adams", "eve")))
        names = ["bo", "Émile", "eve", "Zoe Adams", "zoë Ng"]
        assert [each.name for each in lookup.listing(Person).records] == names
        assert [each.name for each in lookup.listing(Person, turned=True).records] == names[::-1]

    def test_people_are_listed_from_a_name_on(self, both: Both) -> None:
        store, lookup = both
        store.put(*(person(name) for name in ("Zoe", "Mia", "Änne", "Max", "Łukasz")))
        assert ids(lookup.listing(Person, begin="m")) == ["who-max", "who-mia", "who-zoe", "who-łukasz"]
        first = lookup.listing(Person, begin="m", limit=1)
        assert ids(lookup.listing(Person, begin="m", limit=1, after=first.next)) == ["who-mia"]
        assert ids(lookup.listing(Person, begin="{")) == ["who-łukasz"]
        with pytest.raises(TypeError):
            lookup.listing(Prompt, begin="m")

    def test_what_has_a_moment_comes_the_latest_first_whatever_its_offset(self, both: Both) -> None:
        store, lookup = both
        store.put(*map(prompt, (3, 1, 2, 4)))
        assert ids(lookup.listing(Prompt)) == ["p-4", "p-3", "p-2", "p-1"]
        assert ids(lookup.listing(Prompt, turned=True)) == ["p-1", "p-2", "p-3", "p-4"]

    @pytest.mark.parametrize("turned", [False, True])
    @pytest.mark.parametrize("equal", [{}, {"state": PromptState.OPEN}, {"category": "tax"}], ids=str)
    def test_pages_together_are_the_whole_list(self, both: Both, turned: bool, equal: dict[str, object]) -> None:
        store, lookup = both
        store.put(*(replace(prompt(number // 2), id=f"p-{number}") for number in range(7)), prompt(9, PromptState.NO))
        whole = ids(lookup.listing(Prompt, turned=turned, **equal))
        assert len(whole) == store.count(Prompt, **equal)
        found, after = [], ""
        while True:
            page = lookup.listing(Prompt, limit=2, after=after, turned=turned, **equal)
            found += ids(page)
            after = page.next
            if not after:
                break
            assert len(page.records) == 2
        assert found == whole

    def test_pages_of_names_and_of_a_list(self, both: Both) -> None:
        store, lookup = both
        store.put(*(person(f"Ann {number}", roles=(Role.FRIEND,)) for number in range(5)))
        first = lookup.listing(Person, limit=3, roles=Role.FRIEND)
        assert ids(first) == ["who-ann 0", "who-ann 1", "who-ann 2"]
        assert lookup.listing(Person, limit=3, after=first.next, roles=Role.FRIEND).next == ""
        assert ids(lookup.listing(Person, limit=3, after=first.next, roles=Role.FRIEND)) == ["who-ann 3", "who-ann 4"]
        assert ids(lookup.listing(Person, roles=Role.PARTNER)) == []

    def test_a_list_is_narrowed_by_values_elements_and_moments(self, both: Both) -> None:
        store, lookup = both
        store.put(*(document(number, "ann@x.example", *(["bo@x.example"] * (number % 2))) for number in range(6)))
        assert ids(lookup.listing(Document, people="ann@x.example", limit=2)) == ["doc-5", "doc-4"]
        assert ids(lookup.listing(Document, people="bo@x.example")) == ["doc-5", "doc-3", "doc-1"]
        two = frozenset({"ann@x.example", "bo@x.example"})
        assert ids(lookup.listing(Document, people=two, source="mail")) == ["doc-5", "doc-3", "doc-1"]
        assert ids(lookup.listing(Document, people="bo@x.example", source="notes")) == []
        span = Span(start=(NOON + timedelta(days=1)).astimezone(EAST), end=NOON + timedelta(days=3))
        assert ids(lookup.listing(Document, span=span)) == ["doc-2", "doc-1"]
        assert ids(lookup.listing(Document, span=span, people="bo@x.example")) == ["doc-1"]
        assert ids(lookup.listing(Document, span=Span(end=NOON))) == []

    def test_a_list_follows_what_is_changed_and_deleted(self, both: Both) -> None:
        store, lookup = both
        store.put(document(1, "ann@x.example"), document(2, "ann@x.example"))
        store.put(replace(document(1, "ann@x.example"), when=NOON + timedelta(days=9)))
        assert ids(lookup.listing(Document, people="ann@x.example")) == ["doc-1", "doc-2"]
        store.delete(Document, "doc-1")
        assert ids(lookup.listing(Document, people="ann@x.example")) == ["doc-2"]
        assert ids(lookup.listing(Document)) == ["doc-2"]

    def test_what_cannot_be_listed_is_refused(self, both: Both) -> None:
        store, lookup = both
        store.put(prompt(1), person("Ann"))
        for wrong in ("x", "[]", "[1]", '["a", 2]', "{}", '[null, "p-1"]', "[[], []]"):
            with pytest.raises(NotFoundError, match="no place in the list"):
                lookup.listing(Prompt, after=wrong)
        with pytest.raises(TypeError, match="no field adress"):
            lookup.listing(Person, adress="x")
        with pytest.raises(TypeError, match="no order, or no moment"):
            lookup.listing(Person, span=Span(start=NOON))
        with pytest.raises(TypeError, match="no order"):
            lookup.listing(SourceState)
        with pytest.raises(TypeError, match="no field adress"):
            lookup.tally(Person, "adress")
        with pytest.raises(TypeError, match="no words"):
            lookup.search(Prompt, "tax")

    def test_tallies(self, both: Both) -> None:
        store, lookup = both
        assert lookup.tally(Prompt, "state") == {}
        store.put(*(prompt(n, PromptState.NO if n > 3 else PromptState.OPEN, who=f"who-{n % 2}") for n in range(5)))
        assert lookup.tally(Prompt, "state") == {"no": 1, "open": 4}
        assert lookup.tally(Prompt, "state", person_id="who-1") == {"open": 2}
        assert lookup.tally(Prompt, "category", state=PromptState.OPEN) == {"tax": 4}
        assert lookup.tally(Prompt, "until") == {}
        store.put(document(1, "ann@x.example", "bo@x.example"), document(2, "ann@x.example"))
        assert lookup.tally(Document, "people") == {"ann@x.example": 2, "bo@x.example": 1}
        assert lookup.tally(Document, "people", id="doc-2") == {"ann@x.example": 1}
        store.put(Introduction(id="i-1", prompt_id="p-1", seeker_id="who-1", category="tax", opened_at=NOON))
        assert lookup.tally(Introduction, "milestones") == {"opened 2026-03": 1}

    def test_several(self, both: Both) -> None:
        store, lookup = both
        assert lookup.several(Person, ["who-ann"]) == {}
        store.put(person("Ann"), person("Bo"), person("Cy"))
        assert lookup.several(Person, iter(["who-cy", "who-x", "who-ann", "who-cy"])).keys() == {"who-cy", "who-ann"}
        assert lookup.several(Person, []) == {}

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("mull", ["who-jörg müller"]),
            ("MÜLLER", ["who-jörg müller"]),
            ("mu jorg", ["who-jörg müller"]),
            ("uller", []),
            ("jorg ann", []),
            ("ann@x", ["who-ann o'hara"]),
            ("ann@x.exa", ["who-ann o'hara"]),
            ("x@ann", []),
            ("o'ha", ["who-ann o'hara"]),
            ("O’Hara", ["who-ann o'hara"]),
            ("dental", ["who-cy dental", "who-ann o'hara"]),
            ("kiwi", ["who-ann o'hara"]),
            ("", []),
            ("  ", []),
            ("!? *", []),
            ("dental !", ["who-cy dental", "who-ann o'hara"]),
        ],
    )
    def test_a_search_finds_the_beginnings_of_words(self, both: Both, words: str, found: list[str]) -> None:
        store, lookup = both
        store.put(
            person("Jörg Müller", aliases=("George M.",)),
            person("Ann O'Hara", addresses=("ann@x.example",), organisation="Hara Dental", note="likes kiwis"),
            person("Cy Dental"),
        )
        assert ids(lookup.search(Person, words)) == found
        assert ids(lookup.search(Person, words, limit=1)) == found[:1]

    def test_a_search_follows_what_is_changed_and_deleted(self, both: Both) -> None:
        store, lookup = both
        assert lookup.search(Mention, "payroll") == []
        store.put(mention(1, "our payroll is late"), mention(2, "payroll again"))
        assert sorted(ids(lookup.search(Mention, "payroll late"))) == ["m-1"]
        store.put(mention(1, "our books are late"))
        assert ids(lookup.search(Mention, "payroll")) == ["m-2"]
        assert ids(lookup.search(Mention, "books")) == ["m-1"]
        store.delete(Mention, "m-2")
        assert lookup.search(Mention, "payroll") == []
        store.put(Meeting(id="meet-1", document_id="doc-1", title="Lunch, late", start=NOON, end=NOON))
        store.put(document(1, title="Late again"))
        assert (ids(lookup.search(Meeting, "late")), ids(lookup.search(Document, "late"))) == (["meet-1"], ["doc-1"])

    def test_a_transaction_that_fails_leaves_no_words(self, both: Both) -> None:
        store, lookup = both

        def fail() -> None:
            with store.transaction():
                store.put(mention(1, "payroll"))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert lookup.search(Mention, "payroll") == []

    def test_the_version_changes_with_what_is_kept_only(self, both: Both) -> None:
        store, lookup = both
        store.put(person("Ann"))
        before = lookup.version()
        assert lookup.version() == before
        assert lookup.search(Person, "ann")
        assert lookup.version() == before
        store.put(person("Bo"))
        after = lookup.version()
        assert after != before
        store.delete(Person, "who-bo")
        assert lookup.version() != after

    def test_moments_are_told_without_the_records(self, both: Both) -> None:
        store, lookup = both
        store.put(document(1, "a@x.example", "b@x.example"), document(2, "a@x.example"), document(3, "c@x.example"))
        days = {f"doc-{number}": NOON + timedelta(days=number) for number in (1, 2, 3)}

        def told(*values: str, **more: object) -> list[tuple[str, str]]:
            found = lookup.moments(Document, "people", values or None, **more)  # type: ignore[arg-type]
            assert all(moment.at == days[moment.id] for moment in found)
            return [(moment.value[0], moment.id) for moment in found]

        assert told() == [("a", "doc-2"), ("a", "doc-1"), ("b", "doc-1"), ("c", "doc-3")]
        assert told(only_last=True) == [("a", "doc-2"), ("b", "doc-1"), ("c", "doc-3")]
        assert told("b@x.example", "z@x.example") == [("b", "doc-1")]
        before = Span(end=days["doc-2"])
        assert told("a@x.example", span=before, only_last=True) == [("a", "doc-1")]
        store.delete(Document, "doc-2")
        assert told("a@x.example", only_last=True) == [("a", "doc-1")]

    def test_there_are_no_moments_of_what_has_none(self, both: Both) -> None:
        for kind, field in ((Person, "keys"), (Document, "title")):
            with pytest.raises(TypeError):
                both[1].moments(kind, field)  # type: ignore[type-var]


class TestMemoryLookup(LookupContract):
    @pytest.fixture
    def both(self) -> Both:
        store = MemoryStore()
        return store, MemoryLookup(store)


class TestSQLiteLookup(LookupContract):
    @pytest.fixture
    def both(self, tmp_path: Path) -> Iterator[Both]:
        with closing(open_store(tmp_path / "store.db")) as opened:
            yield opened, opened.lookup

    def test_another_process_changes_the_version(self, tmp_path: Path) -> None:
        with closing(open_store(tmp_path / "store.db")) as one, closing(open_store(tmp_path / "store.db")) as other:
            one.put(person("Ann"))
            before = one.lookup.version()
            other.put(person("Bo"))
            assert one.lookup.version() != before

    @pytest.mark.parametrize(
        "kind", [kind for kind, kept in KINDS.items() if kept.order], ids=lambda kind: kind.__name__
    )
    def test_every_list_is_read_by_an_index(self, tmp_path: Path, kind: type) -> None:
        with closing(open_store(tmp_path / "store.db")) as store:
            store.put(person("Ann"))
            kept = KINDS[kind]
            seen: list[str] = []
            fetch = store._db.file.fetch

            def watched(sql: str, values: object = ()) -> list[tuple[object, ...]]:
                if "ORDER BY" in sql:
                    seen.extend(row[3] for row in fetch(f"EXPLAIN QUERY PLAN {sql}", values))
                return fetch(sql, values)

            store._table(kind).put()  # type: ignore[attr-defined]
            store._db.table(kept.table)._create()  # type: ignore[attr-defined]
            store._db.file.fetch = watched  # type: ignore[attr-defined]
            ways = [{}, *({field: "x"} for field in (*SHOWN.get(kind, ()), *kept.lists))]
            for way in ways:
                store.lookup.listing(kind, **way)
            assert len([step for step in seen if "INDEX" in step or "PRIMARY KEY" in step]) >= len(ways)
            assert not [step for step in seen if "TEMP B-TREE" in step]


@given(words=st.one_of(st.text(max_size=60), st.from_regex(r"[a\"*(){}:^+\-.,'NEAR ORNT]{0,30}", fullmatch=True)))
def test_no_words_break_a_search(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    with closing(open_store(tmp_path_factory.getbasetemp() / "searched.db")) as store:
        store.put(person("Ann", note='He said "NEAR" (or not): a*b'))
        assert isinstance(store.lookup.search(Person, words), list)
        assert isinstance(MemoryLookup(MemoryStore()).search(Person, words), list)
