"""Who is who: what is one person by itself, what is left for the user to say, and what merging moves."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.memory import MemoryStore
from assistant.domain.bullpen import Provider
from assistant.domain.introductions import Introduction
from assistant.domain.mentions import Kind, Mention
from assistant.domain.merging import Merged
from assistant.domain.people import Participant, Person, Preferences, Role, natural
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import TransitionError, UserError
from assistant.services.identify import completed, find, identify, merge, merges_of, unmerge
from assistant.services.identify import take_in as take
from assistant.services.likely import suggestions

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GWEN = Participant(name="Gwen Thomas", address="gwen@thomas.example")
GARETH = Participant(name="Gareth Tudor", address="gareth@tudor.example")
PRIYA = Participant(name="Priya Patel", address="priya@patel.example")


def who(name: str = "", address: str = "") -> Participant:
    return Participant(name=name, address=address)


def take_in(store: MemoryStore, person: Person) -> tuple[Person, bool]:
    taken = take(store, person)
    return taken.person, taken.changed


def people(store: MemoryStore) -> list[Person]:
    return list(store.find(Person))


@pytest.mark.parametrize(
    ("short", "around", "expected"),
    [
        ("Gwen", (GWEN, PRIYA), GWEN),
        ("gwen", (GWEN, PRIYA), GWEN),
        ("GT", (GWEN, PRIYA), GWEN),
        ("G.T.", (GWEN, PRIYA), GWEN),
        ("Gwen Thomas", (GWEN, PRIYA), GWEN),
        ("GT", (GWEN, GARETH), who("GT")),  # two of these initials
        ("Gwen", (GWEN, who("Gwen Rees", "gwen@rees.example")), who("Gwen")),  # two of this first name
        ("Al", (who("Anna Lee", "anna@lee.example"),), who("Al")),  # a first name, not two initials
        ("P", (PRIYA,), who("P")),
        ("Gwen", (GWEN, replace(GWEN, name="GWEN THOMAS")), GWEN),  # the same person, written twice
        ("Gwen", (who("Thomas, Gwen", "gwen@thomas.example"),), who("Thomas, Gwen", "gwen@thomas.example")),
        ("Zoe", (who("Zoë Ångström", "zoe@a.example"),), who("Zoë Ångström", "zoe@a.example")),
        ("Gwen", (who("", "gwen@thomas.example"),), who("Gwen")),
        ("", (GWEN,), who("")),
        ("...", (GWEN,), who("...")),
    ],
)
def test_short_names_are_completed_only_where_one_person_fits(
    short: str, around: tuple[Participant, ...], expected: Participant
) -> None:
    assert completed(who(short), around) == expected


def test_an_address_is_never_completed() -> None:
    assert completed(who("GT", "other@x.example"), (GWEN,)) == who("GT", "other@x.example")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Smith, Jane", "Jane Smith"),
        ("SMITH, JANE", "JANE SMITH"),
        ("Müller, Anna Lena", "Anna Lena Müller"),
        ("Smith, MBA", "Smith, MBA"),
        ("Acme, Ltd", "Acme, Ltd"),
        ("Jane Smith, Acme", "Jane Smith, Acme"),
        ("Smith,", "Smith,"),
        ("  Jane Smith ", "Jane Smith"),
    ],
)
def test_sorted_names_are_turned_round(written: str, spoken: str) -> None:
    assert natural(written) == spoken


def test_spellings_of_one_name_are_one_person() -> None:
    store = MemoryStore()
    ids = {identify(store, who(name)).id for name in ("José Núñez", "Jose Nunez", "JOSÉ NÚÑEZ", "Núñez, José")}
    assert len(ids) == 1
    assert len(people(store)) == 1


def test_nobody_is_refused() -> None:
    for nobody in (who(), who("?!"), who(" ", " ")):
        with pytest.raises(UserError, match="nobody who holds it"):
            identify(MemoryStore(), nobody)


def test_an_address_alone_gets_its_name_later_and_keeps_its_id() -> None:
    store = MemoryStore()
    first = identify(store, who("", "JS@Smith.example"))
    later = identify(store, who("Jane Smith", "js@smith.example"))
    assert (later.id, later.name, later.aliases, later.addresses) == (first.id, "Jane Smith", (), ("js@smith.example",))
    assert identify(store, who("", "js@smith.example")) == later  # the stand-in "js" is no name
    assert find(store, who("js")) is None


def test_an_address_that_changes_its_name_stays_one_person_under_the_first() -> None:
    store = MemoryStore()
    first = identify(store, who("Jane Smith", "jane@x.example"))
    later = identify(store, who("Jane Jones", "jane@x.example"))
    assert (later.id, later.name, later.aliases) == (first.id, "Jane Smith", ("Jane Jones",))
    assert find(store, who("Jane Jones")) == later


def test_another_address_is_another_person_until_the_user_says_so() -> None:
    store = MemoryStore()
    work, home = (identify(store, who("Jane Smith", f"jane@{place}.example")) for place in ("work", "home"))
    assert work.id != home.id
    assert [(pair.one, pair.other) for pair in suggestions(store)] in ([(work, home)], [(home, work)])
    third = identify(store, who("Jane Smith"))  # one of the two, or somebody else
    assert third.id not in (work.id, home.id)
    assert identify(store, who("Jane Smith")) == third
    newest = identify(store, who("Jane Smith", "jane@new.example"))  # it is not known that this is the third
    assert newest.id != third.id


def test_a_first_name_alone_is_suggested_and_never_merged() -> None:
    store = MemoryStore()
    patel = identify(store, PRIYA)
    alone = identify(store, who("Priya"))
    assert alone.id != patel.id
    assert [(pair.one, pair.other) for pair in suggestions(store)] == [(patel, alone)]
    identify(store, who("Priya Rao", "priya@rao.example"))
    assert list(suggestions(store)) == []  # two of that first name by now
    assert identify(store, who("Priya", "priya@singh.example")).id != alone.id


NAMES = st.sampled_from(["", "Ann Ng", "ann ng", "Ng, Ann", "Bo Li", "Ann"])
ADDRESSES = st.sampled_from(["", "ann@x.example", "ANN@x.example", "bo@y.example"])
ANYBODY = st.builds(who, NAMES, ADDRESSES).filter(lambda each: bool(each.name or each.address))


@settings(max_examples=40)
@given(st.lists(ANYBODY, max_size=8))
def test_meeting_everybody_again_changes_nothing(met: list[Participant]) -> None:
    store = MemoryStore()
    for each in met:
        identify(store, each)
    before = people(store)
    addresses = [address for person in before for address in person.addresses]
    assert len(set(addresses)) == len(addresses)  # nobody has an address that another has
    if len({person.id for person in before}) == len({name for person in before for name in person.keys}):
        for each in met:
            identify(store, each)
        assert people(store) == before


@given(st.permutations([who("Ann Ng"), who("", "ann@x.example"), who("Ann Ng", "ann@x.example"), who("Ng, Ann")]))
def test_the_order_in_which_one_person_is_met_does_not_matter(met: list[Participant]) -> None:
    store = MemoryStore()
    for each in met:
        identify(store, each)
    (one,) = people(store)
    assert (one.name, one.addresses) == ("Ann Ng", ("ann@x.example",))


@settings(max_examples=40)
@given(st.lists(ANYBODY, max_size=8), st.randoms())
def test_addresses_are_told_apart_in_any_order(met: list[Participant], random: object) -> None:
    shuffled = list(met)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    apart = []
    for order in (met, shuffled):
        store = MemoryStore()
        for each in order:
            identify(store, each)
        apart.append({person.addresses for person in people(store) if person.addresses})
    assert apart[0] == apart[1]


def card(name: str, *addresses: str, **more: object) -> Person:
    made = Person.known_as(who(name, addresses[0] if addresses else ""), **more)
    return replace(made, addresses=addresses)


def test_contacts_are_taken_in_once() -> None:
    store = MemoryStore()
    heard = identify(store, who("Jane Smith"))
    jane = card("Jane Smith", "jane@x.example", "jane@y.example", organisation="Smiths", roles=(Role.CUSTOMER,))
    known, changed = take_in(store, jane)
    assert (known.id, changed) == (heard.id, True)
    assert take_in(store, jane) == (known, False)
    assert (known.addresses, known.organisation, known.roles) == (jane.addresses, "Smiths", (Role.CUSTOMER,))
    assert people(store) == [known]


def test_a_contact_with_two_addresses_makes_one_person_of_two() -> None:
    store = MemoryStore()
    for address in ("jane@x.example", "jane@y.example"):
        identify(store, who("", address))
    known, changed = take_in(store, card("Jane Smith", "jane@x.example", "jane@y.example"))
    assert changed
    assert people(store) == [known]
    assert known.name == "Jane Smith"


def test_a_contact_is_not_everybody_of_that_first_name() -> None:
    store = MemoryStore()
    heard = identify(store, who("Sam"))
    known, _ = take_in(store, card("Sam", "sam@plumber.example"))
    assert known.id != heard.id


def test_what_the_file_says_wins() -> None:
    store = MemoryStore()
    take_in(store, card("Jane Smith", "jane@x.example", organisation="Old", note="kept"))
    known, changed = take_in(store, card("Jane Jones", "jane@x.example", organisation="New"))
    assert changed
    assert (known.name, known.aliases, known.organisation, known.note) == ("Jane Jones", ("Jane Smith",), "New", "kept")


def mention(number: int, person: Person, prompt_id: str, kind: Kind = Kind.NEED) -> Mention:
    return Mention(
        id=f"m-{number}", document_id="doc-1", kind=kind, category="tax", quote="x", start=0, end=1,
        holder=person.participant, heard_at=NOON, confidence=1, found_by="script 1", person_id=person.id,
        prompt_id=prompt_id,
    )  # fmt: skip


def asked(store: MemoryStore, number: int, person: Person, state: PromptState = PromptState.OPEN) -> Prompt:
    told = mention(number, person, f"p-{number}")
    prompt = replace(Prompt.about(told), id=f"p-{number}", state=state)
    store.put(told, prompt)
    return prompt


def two(store: MemoryStore) -> tuple[Person, Person]:
    keep, other = card("Priya Patel", "priya@patel.example"), card("Priya")
    store.put(keep, other)
    return keep, other


def test_merging_moves_all_that_belongs_to_the_other() -> None:
    store = MemoryStore()
    keep, other = two(store)
    asked(store, 1, other, PromptState.YES)
    store.put(
        Provider(id="b-1", person_id=other.id, services=("tax",), does="returns"),
        Introduction(id="i-1", prompt_id="p-1", seeker_id=other.id, category="tax", opened_at=NOON),
    )
    merged = merge(store, keep, other)
    assert people(store) == [merged]
    assert (merged.id, merged.name, merged.aliases) == (keep.id, "Priya Patel", ("Priya",))
    for kind, field in ((Mention, "person_id"), (Prompt, "person_id"), (Provider, "person_id")):
        assert [getattr(record, field) for record in store.find(kind)] == [keep.id]
    assert [intro.seeker_id for intro in store.find(Introduction)] == [keep.id]
    assert identify(store, who("Priya")) == merged
    with pytest.raises(UserError, match="one person already"):
        merge(store, merged, merged)


@pytest.mark.parametrize(
    ("kept", "others", "left"),
    [
        (PromptState.OPEN, PromptState.OPEN, {"p-1": PromptState.OPEN}),
        (PromptState.NO, PromptState.OPEN, {"p-1": PromptState.NO}),
        (PromptState.OPEN, PromptState.NO, {"p-2": PromptState.NO}),
        (PromptState.OPEN, PromptState.LATER, {"p-2": PromptState.LATER}),
        (PromptState.YES, PromptState.NO, {"p-1": PromptState.YES, "p-2": PromptState.NO}),
    ],
)
def test_merging_asks_once_and_keeps_every_answer(
    kept: PromptState, others: PromptState, left: dict[str, PromptState]
) -> None:
    store = MemoryStore()
    keep, other = two(store)
    asked(store, 1, keep, kept)
    asked(store, 2, other, others)
    merge(store, keep, other)
    prompts = list(store.find(Prompt))
    assert {prompt.id: prompt.state for prompt in prompts} == left
    assert sorted(known for prompt in prompts for known in prompt.mention_ids) == ["m-1", "m-2"]
    for told in store.find(Mention):
        prompt = store.get(Prompt, told.prompt_id)
        assert prompt is not None
        assert told.id in prompt.mention_ids


def test_a_wish_never_to_be_asked_outlives_merging() -> None:
    store = MemoryStore()
    keep, other = two(store)
    keep = replace(keep, preferences=Preferences(direct_introduction=True))
    other = replace(other, preferences=Preferences(never_ask=True))
    assert merge(store, keep, other).preferences == Preferences(direct_introduction=True, never_ask=True)


def everything(store: MemoryStore) -> dict[str, object]:
    return {known: record for kept in store.kinds.values() for known, record in kept.items()}


@pytest.mark.parametrize("kept", PromptState)
@pytest.mark.parametrize("others", PromptState)
def test_unmerging_gives_back_what_each_had(kept: PromptState, others: PromptState) -> None:
    store = MemoryStore()
    keep, other = two(store)
    asked(store, 1, keep, kept)
    asked(store, 2, other, others)
    asked(store, 3, other, others)
    store.put(
        Provider(id="b-1", person_id=other.id, services=("tax",), does="returns"),
        Introduction(id="i-1", prompt_id="p-2", seeker_id=other.id, category="tax", opened_at=NOON),
    )
    before = everything(store)
    merged = merge(store, keep, other)
    (record,) = merges_of(store, merged)
    assert unmerge(store, record) == (keep, other)
    assert everything(store) == before
    with pytest.raises(TransitionError, match="not one person any more"):
        unmerge(store, record)


def test_what_was_done_since_the_merging_is_kept() -> None:
    store = MemoryStore()
    keep, other = two(store)
    asked(store, 1, keep)
    asked(store, 2, other)
    merged = merge(store, keep, other)
    (prompt,) = store.find(Prompt)
    intro = Introduction(id="i-9", prompt_id=prompt.id, seeker_id=keep.id, category="tax", opened_at=NOON)
    store.put(replace(prompt, state=PromptState.YES, introduction_id="i-9"), intro, mention(4, merged, prompt.id))
    never = Preferences(never_ask=True)
    store.put(replace(merged, organisation="Patel and Co", addresses=("new@patel.example",), preferences=never))
    unmerge(store, merges_of(store, merged)[0])
    one, two_again = store.get(Person, keep.id), store.get(Person, other.id)
    assert one == replace(keep, organisation="Patel and Co", addresses=("new@patel.example",), preferences=never)
    assert two_again == replace(other, preferences=never)
    whose = {each.id: (each.person_id, each.state) for each in store.find(Prompt)}
    assert whose == {"p-1": (keep.id, PromptState.YES), "p-2": (other.id, PromptState.OPEN)}
    assert {each.id: (each.person_id, each.prompt_id) for each in store.find(Mention)} == {
        "m-1": (keep.id, "p-1"), "m-2": (other.id, "p-2"), "m-4": (keep.id, "p-1"),
    }  # fmt: skip
    assert [each.seeker_id for each in store.find(Introduction)] == [keep.id]


def test_the_last_merging_is_undone_first() -> None:
    store = MemoryStore()
    keep, other = two(store)
    third = card("P. Patel", "p@patel.example")
    store.put(third)
    merged = merge(store, keep, other)
    whole = merge(store, third, merged)
    (first,) = store.find(Merged, keep_id=keep.id)
    with pytest.raises(TransitionError, match=r"were made one person after that.*unmerge"):
        unmerge(store, first)
    unmerge(store, merges_of(store, whole)[0])
    unmerge(store, first)
    assert people(store) == sorted([keep, other, third], key=lambda each: each.id)


def test_a_merging_by_a_sync_can_be_undone() -> None:
    store = MemoryStore()
    identify(store, who("", "priya@patel.example"))
    identify(store, who("Priya Patel"))
    assert len(people(store)) == 2
    whole = identify(store, PRIYA)
    assert people(store) == [whole]
    (record,) = merges_of(store, whole)
    unmerge(store, record)
    assert sorted(person.addresses for person in people(store)) == [(), ("priya@patel.example",)]
