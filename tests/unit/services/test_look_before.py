"""Looking before asking: what mail and calendar say of two people, with the evidence."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.adapters.store import tinydb_store
from assistant.adapters.store.records import record
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.bullpen import Provider
from assistant.domain.documents import Medium
from assistant.domain.facts import FactKind
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, Person, Preferences
from assistant.ports import Store
from assistant.services.look_before import about_seeker, forbidding
from assistant.services.match import Matter, rank
from tests.unit.services.looking import ANN, BO, CARD, CY, DAY, SAM, F, W, heard, look, mail, only, stores


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    yield from stores(request.param, tmp_path)


def test_nothing_is_known_of_two_who_have_nothing_in_common(store: Store) -> None:
    store.put(mail(1, SAM, ANN), mail(2, BO, SAM), mail(3, CY, SAM, ANN), mail(4, SAM, BO, CY))
    assert look(store) == ()
    assert forbidding(store, ANN, CARD, "payroll", SAM) == ""


@pytest.mark.parametrize("title", ["Ann <> Bo", "Ann, meet Bo", "Introducing Ann Ng and Bo Li", "Ng / Li", "Bo & Ann"])
def test_a_mail_that_introduced_them_forbids_at_any_time(store: Store, title: str) -> None:
    store.put(mail(1, SAM, ANN, BO, title=title, day=-900), mail(2, SAM, ANN, BO, title="Hello", day=-1000))
    found = only(store)
    assert (found.kind, found.weight, found.day) == (F.INTRODUCED, W.FORBIDS, date(2023, 9, 14))
    assert found.words == f"you introduced them by mail on 14 September 2023: “{title}”"
    assert found.evidence == ("doc-1",)
    assert forbidding(store, ANN, CARD, "payroll", SAM) == found.words


def test_it_counts_from_and_to_any_address_and_by_full_name_alone(store: Store) -> None:
    old = replace(mail(1, SAM), author=Participant(address="SAM@home.example"), title="Ann <> Bo")
    store.put(replace(old, listeners=(Participant(address="Ann@OLD.example"), Participant(name="Li, Bo"))))
    assert only(store).kind is F.INTRODUCED


def test_a_mail_to_both_since_the_matter_was_heard_was_the_introduction(store: Store) -> None:
    store.put(heard(1), mail(1, SAM, ANN, BO, title="Wages", day=2), mail(2, SAM, ANN, BO, title="Wages", day=-2))
    assert (only(store).kind, only(store).evidence) == (F.INTRODUCED, ("doc-1",))


def test_other_mails_to_both_say_only_that_they_may_know_each_other(store: Store) -> None:
    crowd = [Person.known_as(Participant(address=f"x{n}@y.example")) for n in range(3)]
    store.put(heard(1), mail(1, SAM, ANN, BO, day=-3), mail(2, SAM, ANN, BO, *crowd, day=2))
    assert look(store) == ()
    store.put(mail(3, CY, ANN, BO, SAM, title="Party"))
    found = only(store)
    assert (found.kind, found.weight) == (F.KNOW_EACH_OTHER, W.MIND)
    assert found.words == "both are in 3 mails, the last on 4 March 2026: “Hello”"
    assert found.evidence == ("doc-2", "doc-3", "doc-1")


def test_a_crowd_says_nothing(store: Store) -> None:
    crowd = [Person.known_as(Participant(address=f"x{n}@y.example")) for n in range(12)]
    everybody = tuple(person.participant for person in (ANN, BO, *crowd))
    fair = Meeting(id="meet-1", document_id="x", title="Fair", start=DAY, end=DAY, attendees=everybody)
    store.put(fair, mail(1, SAM, ANN, BO, *crowd, title="Ann <> Bo"))
    assert look(store) == ()


def test_a_title_with_both_names_is_enough_where_one_of_them_got_it(store: Store) -> None:
    store.put(
        mail(1, SAM, ANN, title="Ann, meet Bo"),
        mail(2, SAM, CY, title="Ann, meet Bo"),
        mail(3, CY, ANN, title="Ann, meet Bo"),
        mail(4, SAM, ANN, title="Ann and Bo: the invoice"),
    )
    assert only(store).evidence == ("doc-1",)


def test_they_write_to_each_other(store: Store) -> None:
    store.put(mail(1, ANN, BO, SAM, title="Wages", day=1), mail(2, BO, SAM, ANN, title="Re: Wages", day=3))
    found = only(store)
    assert (found.kind, found.weight, found.day) == (F.KNOW_EACH_OTHER, W.MIND, date(2026, 3, 5))
    assert found.words == "they have written to each other (2 times, last on 5 March 2026: “Re: Wages”)"


def test_somebody_else_introduced_them(store: Store) -> None:
    store.put(mail(1, CY, ANN, BO, SAM, title="Intro: Ann / Bo"))
    assert (only(store).weight, only(store).words) == (
        W.MIND,
        "Cy Ox introduced them on 2 March 2026: “Intro: Ann / Bo”",
    )


def test_they_met_or_will(store: Store) -> None:
    both = (ANN.participant, BO.participant)
    lunch = Meeting(id="meet-1", document_id="doc-9", title="Lunch", start=DAY, end=DAY, attendees=both)
    store.put(replace(lunch, cancelled=True))
    assert look(store) == ()
    store.put(lunch, replace(lunch, id="meet-2", start=DAY + timedelta(days=7), end=DAY + timedelta(days=7)))
    assert only(store).words == "both are in “Lunch” on 9 March 2026 (2 meetings)"
    assert only(store).evidence == ("meet-2", "meet-1")


def test_full_names_count_where_no_address_is_known_and_first_names_do_not(store: Store) -> None:
    both = (Participant(name="ANN NG"), Participant(name="Li, Bo"))
    lunch = Meeting(id="meet-1", document_id="doc-9", title="Lunch", start=DAY, end=DAY, attendees=both)
    store.put(lunch)
    assert only(store).kind is F.KNOW_EACH_OTHER
    store.put(replace(lunch, attendees=(Participant(name="Ann"), Participant(name="Bo"))))
    store.put(replace(BO, aliases=("Bo",)))
    assert look(store, seeker=replace(ANN, aliases=("Ann",))) == ()


def test_a_conversation_that_was_noted_with_both_counts(store: Store) -> None:
    store.put(mail(1, SAM, ANN, BO, title="Breakfast", medium=Medium.TRANSCRIPT))
    assert only(store).words == "both were in “Breakfast” on 2 March 2026"


@pytest.mark.parametrize(
    ("ann", "bo", "words"),
    [
        ({"organisation": "LI wages"}, {}, "both are at Li Wages"),
        ({"addresses": ("a@LI.example",)}, {"organisation": ""}, "both are at li.example"),
        ({"addresses": ("a@gmail.com",)}, {"addresses": ("b@gmail.com",)}, ""),
        ({"organisation": ""}, {"organisation": ""}, ""),
    ],
)
def test_they_work_together(store: Store, ann: dict[str, object], bo: dict[str, object], words: str) -> None:
    store.put(replace(BO, **bo))  # type: ignore[arg-type]
    found = look(store, seeker=replace(ANN, **ann))  # type: ignore[arg-type]
    assert [(each.kind, each.weight, each.words) for each in found] == (
        [(F.COLLEAGUES, W.MIND, words)] if words else []
    )


def test_a_competitor(store: Store) -> None:
    store.put(Provider(id="b-ann", person_id=ANN.id, services=("payroll", "hr", "tax"), does="x"))
    assert {(each.kind, each.weight, each.words) for each in look(store)} == {
        (F.COMPETITOR, W.MIND, "Ann Ng offers payroll themselves"),
        (F.COMPETITOR, W.MIND, "Ann Ng and Bo Li both offer hr"),
    }
    assert [each.evidence for each in about_seeker(store, ANN, "payroll")] == [("b-ann",)]


def test_a_competitor_in_their_own_firm(store: Store) -> None:
    colleague = Person(id="who-di", name="Di Ng", organisation="NG bakeries")
    store.put(colleague, Provider(id="b-di", person_id=colleague.id, services=("payroll",), does="x"))
    assert [each.words for each in about_seeker(store, ANN, "payroll")] == [
        "Ann Ng offers payroll in their own firm (Di Ng)"
    ]


@pytest.mark.parametrize(
    ("ann", "bo", "kind", "words"),
    [
        ({"addresses": BO.addresses}, {}, F.SAME_PERSON, "Ann Ng and Bo Li are one person"),
        ({"addresses": SAM.addresses}, {}, F.USER, "Ann Ng is you"),
        ({}, {"aliases": ("SAM example",)}, F.USER, "Bo Li is you"),
        ({}, {"preferences": Preferences(never_ask=True)}, F.NEVER_ASK, "Bo Li asked not to be asked"),
        ({"preferences": Preferences(never_ask=True)}, {}, F.NEVER_ASK, "Ann Ng asked not to be asked"),
    ],
)
def test_sides_that_cannot_be(
    store: Store, ann: dict[str, object], bo: dict[str, object], kind: FactKind, words: str
) -> None:
    store.put(replace(BO, **bo))  # type: ignore[arg-type]
    first = look(store, seeker=replace(ANN, **ann))[0]  # type: ignore[arg-type]
    assert (first.kind, first.weight, first.words) == (kind, W.FORBIDS, words)


def test_the_ranking_passes_over_whom_they_were_introduced_to(store: Store) -> None:
    store.put(mail(1, SAM, ANN, BO, title="Ann <> Bo"))
    matter = Matter(category="payroll", seeker=ANN, user=SAM)
    ranking = rank(store, matter, MemoryMatcher(), today=DAY.date())
    assert [each.words for each in ranking.passed_over] == ["you introduced them by mail on 2 March 2026: “Ann <> Bo”"]
    assert ranking.matches == ()
    assert rank(store, replace(matter, user=None), MemoryMatcher(), today=DAY.date()).passed_over == ()


def test_a_look_reads_what_the_two_have_in_common_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_store(tmp_path / "store.db")) as store:
        store.put(ANN, BO, CARD, mail(0, ANN, BO, SAM))
        store.put(*(mail(n, SAM, (ANN, BO, CY)[n % 3], title="Cy and Di") for n in range(1, 1_000)))
        rows: list[str] = []

        def counted(kind: type[Any], row: tuple[str, str], table: str) -> Any:
            rows.append(row[0])
            return record(kind, row, table)

        monkeypatch.setattr(tinydb_store, "record", counted)
        assert only(store).kind is F.KNOW_EACH_OTHER
        assert "doc-0" in rows
        assert len(rows) < 20
