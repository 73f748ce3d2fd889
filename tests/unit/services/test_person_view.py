"""What a page of one person shows, and what a search finds."""

from dataclasses import replace

import pytest

from assistant.bootstrap import Assistant
from assistant.domain.bullpen import Provider
from assistant.domain.documents import Document
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.services.likely import suggestions, twins
from assistant.services.person_view import LATEST, view
from assistant.services.search import search
from tests.large_world import NOW, SMALL, USER, assistant_in, fill


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    assistant = assistant_in(tmp_path_factory.mktemp("world"))
    fill(assistant.store, SMALL)
    people = list(assistant.store.find(Person))
    lone = [
        Person(id="who-lone", name="Zebedee"),
        Person(id="who-whole", name="Zebedee Zorn", addresses=("z@z.example",)),
    ]
    namesake = replace(people[5], id="who-namesake", addresses=("other@x.example",))
    assistant.store.put(*lone, namesake)
    return assistant


def test_a_view_holds_what_the_store_holds_of_somebody(world: Assistant) -> None:
    store = world.store
    for person in store.find(Person):
        seen = view(store, world.lookup, person, user=world.user.addresses, now=NOW)
        documents = [each for each in store.find(Document) if set(person.sure_keys) & set(each.people)]
        documents.sort(key=lambda each: (each.when, each.id), reverse=True)
        assert [each.when for each in seen.documents] == [each.when for each in documents[:LATEST]]
        assert seen.documents_in_all == len(documents)
        by_them = [each.when for each in documents if each.author.address in person.addresses]
        by_user = [each.when for each in documents if each.author == USER]
        assert (seen.heard.when if seen.heard else None) == next(iter(by_them), None)
        assert (seen.written.when if seen.written else None) == next(iter(by_user), None)
        cards = {card.id for card in store.find(Provider, person_id=person.id)}
        assert {card.id for card in seen.cards} == cards
        seeking = {each.id for each in store.find(Introduction, seeker_id=person.id)}
        assert {each.id for each in seen.seeking} == seeking
        providing = {each.id for each in store.find(Introduction) if cards & set(each.providers)}
        assert len(seen.providing) == min(LATEST, len(providing))
        assert {each.id for each in seen.providing} <= providing
        assert {each.id for each in seen.prompts} == {each.id for each in store.find(Prompt, person_id=person.id)}
        assert len(seen.mentions) == min(LATEST, store.count(Mention, person_id=person.id))
        meetings = [each for each in store.find(Meeting) if set(person.sure_keys) & set(each.people)]
        assert len(seen.past) == min(LATEST, sum(each.start < NOW for each in meetings))
        assert [each.start for each in seen.coming] == sorted(each.start for each in meetings if each.start >= NOW)[
            :LATEST
        ]


def test_twins_are_the_suggestions_about_somebody(world: Assistant) -> None:
    pairs = [frozenset({pair.one.id, pair.other.id}) for pair in suggestions(world.store)]
    assert frozenset({"who-lone", "who-whole"}) in pairs
    assert any("who-namesake" in pair for pair in pairs)
    for person in world.store.find(Person):
        found = {frozenset({pair.one.id, pair.other.id}) for pair in twins(world.store, world.lookup, person)}
        assert found == {pair for pair in pairs if person.id in pair}, person.name


def test_a_search_groups_what_it_finds_and_says_where(world: Assistant) -> None:
    intro = next(iter(world.store.find(Introduction)))
    seeker = world.store.get(Person, intro.seeker_id)
    assert seeker
    found = search(world.store, world.lookup, seeker.name.upper())
    assert found.people[0].record == seeker
    assert (found.people[0].field, found.people[0].text) == ("name", seeker.name)
    assert intro.id in [hit.record.id for hit in found.introductions]
    by_address = search(world.store, world.lookup, seeker.addresses[0]) if seeker.addresses else found
    assert by_address.people[0].record == seeker
    quoted = search(world.store, world.lookup, "sunday eating me up")
    assert quoted.mentions
    assert all(hit.field == "quote" and "Sunday" in hit.text and hit.person for hit in quoted.mentions)
    assert quoted.introductions
    cards = search(world.store, world.lookup, "named contact payroll")
    assert {hit.field for hit in cards.providers} == {"does"}
    assert search(world.store, world.lookup, "trade fair").documents
    assert search(world.store, world.lookup, "review bakery").meetings


@pytest.mark.parametrize("words", ["", " ", "zzzz", "*", '"'])
def test_a_search_may_find_nothing(world: Assistant, words: str) -> None:
    assert search(world.store, world.lookup, words).is_empty
