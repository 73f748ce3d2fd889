"""People as vCards and as a table: what is written and read again is the same person."""

import csv
import io
import string
from pathlib import Path

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.files.people import ContactsFile, people_in_cards
from assistant.adapters.formats.vcard import vcards
from assistant.adapters.store.records import plain
from assistant.adapters.store.taking_out import flat, safe
from assistant.domain.people import Channel, Participant, Person, Preferences, Role
from assistant.ports import Failed

SIGNS = string.ascii_letters + string.digits + "äöñéłЖ李😀,;:\\'\"=+-@()/&%#<>[]{}|~^$!? "
LINE = st.text(SIGNS, min_size=1, max_size=90).map(lambda text: " ".join(text.split())).filter(bool)
WORDS = st.lists(st.text("abcdefghijäöÄÖ", min_size=2, max_size=8), min_size=2, max_size=4)
NAMES = WORDS.map(lambda words: " ".join(words).title())
ADDRESSES = st.builds(
    "{}@{}.example".format, st.from_regex(r"[a-z0-9.+'-]{1,20}", fullmatch=True), st.sampled_from("xyz")
)
LIKED = st.builds(
    Preferences,
    direct_introduction=st.booleans(),
    never_ask=st.booleans(),
    channel=st.sampled_from(Channel),
    notice=st.integers(0, 60),
)


@st.composite
def people(draw: st.DrawFn, lines: st.SearchStrategy[str] = LINE) -> Person:
    """Anybody, with all that is kept of people."""
    addresses = draw(st.lists(ADDRESSES, max_size=4, unique=True))
    name = draw(NAMES)
    many = st.lists(lines, max_size=3, unique=True).map(tuple)
    return Person(
        id=Person.known_as(Participant(name=name, address=addresses[0] if addresses else "")).id,
        name=name,
        addresses=tuple(addresses),
        aliases=tuple(each for each in draw(st.lists(NAMES, max_size=2, unique=True)) if each != name),
        organisation=draw(lines | st.just("")),
        area=draw(many),
        roles=tuple(draw(st.lists(st.sampled_from(Role), max_size=3, unique=True))),
        preferences=draw(LIKED),
        note="\n".join(draw(st.lists(LINE, max_size=3))),
        importance=draw(st.integers(0, 3)),
        cares_about=draw(LINE | st.just("")),
        postal=draw(many),
        cadence=draw(st.integers(0, 400)),
    )


@given(st.lists(people(), min_size=1, max_size=3))
def test_cards_bring_everything_back(known: list[Person]) -> None:
    text = "".join(vcards(known))
    assert list(people_in_cards(text.replace("\r\n", "\n"))) == known
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@given(people(LINE.filter(lambda line: ";" not in line)))
def test_a_table_brings_everything_back(tmp_path_factory: pytest.TempPathFactory, person: Person) -> None:
    row = dict(flat(plain(person)))
    buffer = io.StringIO(newline="")
    table = csv.DictWriter(buffer, row)
    table.writeheader()
    table.writerow(row)
    file = tmp_path_factory.mktemp("table") / "people.csv"
    file.write_bytes(buffer.getvalue().encode())
    assert list(ContactsFile(name="people", path=file).people()) == [person]


@given(st.text(max_size=20))
def test_no_cell_is_a_formula_and_a_quote_is_all_that_is_added(text: str) -> None:
    cell = safe(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text, f"'{text}")


def test_other_programs_read_the_cards() -> None:
    person = Person(
        id="who-1", name="Ann Lee", addresses=("ann@x.example", "lee@x.example"), organisation="Lee; Co",
        roles=(Role.CUSTOMER, Role.FRIEND), postal=("12 High St, Top", "Leeds"), note="a\nb",
    )  # fmt: skip
    (text,) = vcards([person])
    card = vobject.readOne(text)
    assert card.version.value == "4.0"
    assert card.fn.value == "Ann Lee"
    assert [line.value for line in card.contents["email"]] == list(person.addresses)
    assert (card.org.value, card.note.value) == (["Lee; Co"], "a\nb")
    assert card.adr.value.street == ["12 High St, Top", "Leeds"]
    assert card.categories.value == ["customer", "friend"]


def test_the_address_of_another_programs_card_is_taken_as_on_an_envelope() -> None:
    text = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nADR:PO 3;;1 Main St;Dublin;;D02;Ireland\nADR:;;Home;;;;\nEND:VCARD\n"
    (person,) = people_in_cards(text)
    assert isinstance(person, Person)
    assert person.postal == ("1 Main St", "PO 3", "D02 Dublin", "Ireland")
    assert person.area == ("Dublin",)


def test_what_a_table_says_wrongly_is_named(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,importance,cadence,channel\nAnn,9,soon,pigeon\n", "utf-8")
    found = list(ContactsFile(name="people", path=file).people())
    (failed,) = [each for each in found if isinstance(each, Failed)]
    assert len(failed.error.problems) == 3
    assert [each.name for each in found if isinstance(each, Person)] == ["Ann"]
