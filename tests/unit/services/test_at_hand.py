"""People held in memory while a long list is taken in: the same comes of it as without."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.memory import MemoryStore
from assistant.domain.bringing import Changed, Imported
from assistant.domain.merging import Merged
from assistant.domain.people import Person
from assistant.services.at_hand import PeopleAtHand
from assistant.services.bringing import bring_people

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAMES = ("Ann Ng", "Anna Ng", "A. Ng", "Bo Li", "Bo", "Li, Bo")
ADDRESSES = ("ann@b.example", "a.ng@b.example", "info@b.example", "bo@c.example")


def person(name: str, addresses: list[str], organisation: str) -> Person:
    return Person(
        id="-".join(("who", name, *addresses)), name=name, addresses=tuple(addresses), organisation=organisation
    )


people = st.lists(
    st.builds(
        person,
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(ADDRESSES), max_size=2, unique=True),
        st.sampled_from(("", "Firm", "Other firm")),
    ),
    max_size=7,
)


@given(known=people, fresh=people)
def test_the_same_comes_of_it(known: list[Person], fresh: list[Person]) -> None:
    below, plain = MemoryStore(), MemoryStore()
    for store in (below, plain):
        store.put(*known)
    at_hand = PeopleAtHand(below)
    arrivals = bring_people(at_hand, "contacts.csv", fresh, at=NOW)
    at_hand.write()
    assert arrivals == bring_people(plain, "contacts.csv", fresh, at=NOW)
    for kind in (Person, Merged, Changed, Imported):
        assert list(below.find(kind)) == list(plain.find(kind))


def test_nothing_of_people_is_kept_before_it_is_written_or_asked_for_below() -> None:
    below = MemoryStore()
    at_hand = PeopleAtHand(below)
    ann = person("Ann Ng", ["ann@b.example"], "")
    assert (at_hand.put(ann), at_hand.put(ann)) == (1, 0)
    assert list(at_hand.find(Person, keys="ann@b.example")) == [ann]
    assert below.count(Person) == 0
    assert list(at_hand.find(Person)) == [ann]
    assert below.get(Person, ann.id) == ann
    at_hand.delete(Person, ann.id)
    assert (at_hand.get(Person, ann.id), below.get(Person, ann.id)) == (None, None)
    assert not list(at_hand.find(Person, keys="ann ng"))
