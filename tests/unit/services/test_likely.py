"""Who may be known twice, measured on labelled pairs of people: nobody is merged wrongly, and few are asked about."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.merging import Apart, Merged
from assistant.domain.people import Participant, Person, Role
from assistant.errors import NotFoundError, UserError
from assistant.services.identify import are_kept_apart, identify, merge, take_in
from assistant.services.likely import keep_apart, let_be_asked, make_one, suggestions

PAIRS = Path(__file__).parents[2] / "data" / "people_pairs.tsv"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """Two records, and what is true of them."""

    label: str
    kind: str
    one: Person
    other: Person


def pairs() -> Iterator[Pair]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Pair(row["label"], row["kind"], read(row["one"]), read(row["other"]))


def read(text: str) -> Person:
    """`Name <address> | organisation | place`, of which all but one may be missing."""
    who, organisation, area = (part.strip() for part in f"{text} | | ".split("|")[:3])
    name, _, address = who.partition("<")
    known = Person.known_as(Participant(name=name.strip(), address=address.rstrip(">").strip()))
    return replace(known, organisation=organisation, area=(area,) if area else ())


def outcome(pair: Pair) -> set[str]:
    """What becomes of the pair from contacts and from mail, in either order: merged, suggested, or left."""
    found = set()
    for first, second in permutations((pair.one, pair.other)):
        contacts, mail = MemoryStore(), MemoryStore()
        take_in(contacts, first)
        take_in(contacts, second)
        identify(mail, first.participant)
        identify(mail, second.participant)
        is_told = all(each.addresses or not each.organisation for each in (first, second))  # mail tells of no firm
        for store in (contacts, mail) if is_told else (contacts,):
            if store.count(Person) == 1:
                found.add("merged")
            elif store is contacts:
                found.add("suggested" if list(suggestions(store)) else "left")
    return found


def test_the_pairs_are_many_and_of_many_kinds() -> None:
    known = list(pairs())
    assert len(known) >= 300
    assert len({pair.kind for pair in known}) >= 25
    assert Counter(pair.label for pair in known).keys() == {"same", "different", "unsure"}
    assert len({(str(pair.one), str(pair.other)) for pair in known}) == len(known)


def test_nobody_is_merged_wrongly_and_nearly_all_who_are_one_are_found() -> None:
    results = [(pair, outcome(pair)) for pair in pairs()]
    wrong = [pair for pair, found in results if pair.label == "different" and "merged" in found]
    assert not wrong
    same = [pair for pair, _ in results if pair.label == "same"]
    missed = [pair for pair, found in results if pair.label == "same" and "left" in found]
    assert 1 - len(missed) / len(same) >= 0.9, missed
    different = [pair for pair, _ in results if pair.label == "different"]
    asked = [pair for pair, found in results if pair.label == "different" and "suggested" in found]
    assert len(asked) / len(different) <= 0.1, asked


def test_two_who_are_not_the_same_are_never_suggested_again() -> None:
    store = MemoryStore()
    one, other = (identify(store, Participant(name="Nell Ash", address=f"nell@{at}.example")) for at in ("a", "b"))
    (pair,) = suggestions(store)
    made = keep_apart(store, [(pair.one.id, pair.other.id)], at=NOW)
    assert list(suggestions(store)) == []
    assert are_kept_apart(store, other.id, one.id)
    assert keep_apart(store, [(other.id, one.id)], at=NOW) == made
    let_be_asked(store, [each.id for each in made])
    assert list(suggestions(store)) == [pair]
    with pytest.raises(NotFoundError):
        keep_apart(store, [(one.id, "who-gone")], at=NOW)


def test_whoever_is_kept_apart_is_not_merged_by_an_address_book_either() -> None:
    store = MemoryStore()
    one, other = (identify(store, Participant(name="Nell Ash", address=f"nell@{at}.example")) for at in ("a", "b"))
    keep_apart(store, [(one.id, other.id)], at=NOW)
    take_in(store, replace(one, addresses=(*one.addresses, *other.addresses)))
    assert store.count(Person) == 2


def test_what_is_kept_apart_goes_with_whom_somebody_became() -> None:
    store = MemoryStore()
    one, other, third = (
        identify(store, Participant(name="Nell Ash", address=f"nell@{at}.example")) for at in ("a", "b", "c")
    )
    keep_apart(store, [(one.id, other.id)], at=NOW)
    merge(store, third, other)
    assert are_kept_apart(store, one.id, third.id)
    assert list(suggestions(store)) == []


def test_a_chain_of_pairs_becomes_one_person_and_a_refusal_leaves_all_as_it_was() -> None:
    store = MemoryStore()
    one, other, third = (
        identify(store, Participant(name="Nell Ash", address=f"nell@{at}.example")) for at in ("a", "b", "c")
    )
    made = make_one(store, [(one.id, other.id), (other.id, third.id), (one.id, third.id)], at=NOW)
    assert len(made) == 2
    assert [person.id for person in store.find(Person)] == [one.id]
    assert store.count(Merged) == 2
    fourth = identify(store, Participant(name="Nell Ash", address="nell@d.example"))
    with pytest.raises((NotFoundError, UserError)):
        make_one(store, [(one.id, fourth.id), (one.id, "who-gone")], at=NOW)
    assert store.count(Person) == 2
    assert store.count(Apart) == 0


def test_who_provides_and_buys_and_competes_is_one_person_with_all_these_roles() -> None:
    store = MemoryStore()
    roles = ((Role.CUSTOMER,), (Role.PROVIDER,), (Role.OTHER,))
    for each in roles:
        take_in(store, Person.known_as(Participant(name="Ida Brook", address="ida@brook.example"), roles=each))
    (ida,) = store.find(Person)
    assert set(ida.roles) == {role for each in roles for role in each}


def test_an_address_book_of_500_duplicates_keeps_its_strangers_apart() -> None:
    store = MemoryStore()
    for number in range(250):
        name = f"{chr(65 + number % 26)}{'aeiou'[number % 5]}nda Quill{'abcdefghij'[number // 26]}by"
        for address in (f"p{number}@one{number}.example", f"p{number}@two{number}.example"):
            take_in(store, Person.known_as(Participant(name=name, address=address), organisation=f"Firm {number}"))
    assert store.count(Person) == 500
    found = list(suggestions(store))
    assert {pair.one.organisation == pair.other.organisation for pair in found} == {True}
    assert len(found) == 250


def test_a_shared_mailbox_is_nobodys_alone() -> None:
    store = MemoryStore()
    names = ("Jane Reed", "Paul Voss", "")
    people = [identify(store, Participant(name=name, address="info@reedvoss.example")) for name in names]
    assert len({person.id for person in people}) == 3
    again = [identify(store, Participant(name=name, address="info@reedvoss.example")) for name in names]
    assert again == people
    card = replace(people[0], addresses=("jane@reedvoss.example", "info@reedvoss.example"))
    assert take_in(store, card).person.id == people[0].id
    assert store.count(Person) == 3
