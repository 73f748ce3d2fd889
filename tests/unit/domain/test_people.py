"""Who somebody is, and two records that become one."""

import pytest

from assistant.domain.people import Channel, Participant, Person, Preferences, Role

ANNA = Person(id="who-1", name="Anna Okafor", addresses=(" Anna@Bakery.example ", "anna@bakery.example"))
OTHER = Person(
    id="who-2",
    name="A. Okafor",
    addresses=("a@home.example", "anna@bakery.example"),
    organisation="Okafor Bakery",
    area=("Ashford",),
    roles=(Role.CUSTOMER,),
    note="met at the fair",
)


def test_addresses_are_lower_case_and_keys_follow() -> None:
    assert ANNA.addresses == ("anna@bakery.example",)
    assert ANNA.address == "anna@bakery.example"
    assert ANNA.keys == ("anna@bakery.example", "anna okafor")
    assert Person(id="who-3", name="José", aliases=("JOSE", "Pepe"), keys=("a lie",)).keys == ("jose", "pepe")


def test_an_id_follows_from_the_address_or_else_the_name() -> None:
    by_address = Person.known_as(Participant(name="Anna", address="Anna@Bakery.example"))
    assert by_address.id == Person.known_as(Participant(name="A. O.", address="anna@bakery.example ")).id
    assert Person.known_as(Participant(name="Anna  OKAFOR")).id == Person.known_as(Participant(name="anna okafor")).id
    assert Person.known_as(Participant(address="anna@bakery.example")).name == "anna"
    for nobody in (Participant(), Participant(name=" . ")):
        with pytest.raises(ValueError, match="a name or an address"):
            Person.known_as(nobody)


def test_merged_people_keep_everything_and_their_own_facts_win() -> None:
    whole = ANNA.merged_with(OTHER)
    assert (whole.id, whole.name, whole.aliases) == ("who-1", "Anna Okafor", ("A. Okafor",))
    assert whole.addresses == ("anna@bakery.example", "a@home.example")
    assert (whole.organisation, whole.area, whole.roles, whole.note) == (
        "Okafor Bakery", ("Ashford",), (Role.CUSTOMER,), "met at the fair"
    )  # fmt: skip
    assert OTHER.merged_with(ANNA).organisation == "Okafor Bakery"
    assert whole.merged_with(OTHER) == whole


def test_an_address_is_no_name_where_there_is_a_better_one() -> None:
    known = Person(id="who-1", name="anna@bakery.example", addresses=("anna@bakery.example",))
    assert known.merged_with(ANNA).name == "Anna Okafor"


@pytest.mark.parametrize("mine", [Preferences(), Preferences(direct_introduction=True), Preferences(never_ask=True)])
@pytest.mark.parametrize("theirs", [Preferences(), Preferences(direct_introduction=True), Preferences(never_ask=True)])
def test_never_ask_outlives_a_merge(mine: Preferences, theirs: Preferences) -> None:
    one = Person(id="who-1", name="Anna", preferences=mine)
    merged = one.merged_with(Person(id="who-2", name="Anna", preferences=theirs))
    assert merged.preferences.never_ask is (mine.never_ask or theirs.never_ask)


@pytest.mark.parametrize(
    ("mine", "theirs", "channel", "notice"),
    [
        (Preferences(), Preferences(channel=Channel.PHONE, notice=2), Channel.PHONE, 2),
        (Preferences(channel=Channel.TEXT, notice=3), Preferences(channel=Channel.PHONE, notice=2), Channel.TEXT, 3),
        (Preferences(direct_introduction=True), Preferences(channel=Channel.PHONE, notice=2), Channel.PHONE, 2),
    ],
)
def test_how_they_like_to_be_asked_outlives_a_merge(
    mine: Preferences, theirs: Preferences, channel: Channel, notice: int
) -> None:
    one = Person(id="who-1", name="Anna", preferences=mine)
    merged = one.merged_with(Person(id="who-2", name="Anna", preferences=theirs)).preferences
    assert (merged.channel, merged.notice, merged.direct_introduction) == (channel, notice, mine.direct_introduction)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (Participant(name="Anna", address="a@b.example"), "Anna <a@b.example>"),
        (Participant(name="Anna"), "Anna"),
        (Participant(address="a@b.example"), "a@b.example"),
        (Participant(), "somebody"),
    ],
)
def test_a_participant_in_words(who: Participant, words: str) -> None:
    assert str(who) == words
