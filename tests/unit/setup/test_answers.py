"""What people type: read kindly, or refused in words that help; nothing that is typed ends the program."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.errors import UserError
from assistant.setup import answers

TODAY = date(2026, 11, 20)
TYPED = st.text(st.one_of(st.characters(), st.sampled_from("@.,;<>\"'~/\\- 0123456789\u200b\u00a0\ud800")), max_size=60)
NAMES = st.from_regex(r"[a-zäö0-9._+-]{1,12}", fullmatch=True)
DOMAINS = st.from_regex(r"[a-zäö0-9-]{1,10}(\.[a-z]{2,5}){1,2}", fullmatch=True)


@given(TYPED)
@example("")
@example("~nobody-is-called-so/x")
@example("\0")
@example("x" * 5000)
@example("file://[")
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    readers = (
        answers.required,
        answers.addresses,
        answers.address,
        answers.place,
        answers.zone,
        lambda line: answers.number(line, ("Google", "Microsoft")),
        lambda line: answers.numbers(line, 3),
        lambda line: answers.day(line, TODAY),
    )
    refusals = []
    for read in readers:
        try:
            read(text)
        except UserError as error:
            refusals.append(error)
    assert all(error.problems[0].strip() for error in refusals)


@given(st.lists(st.tuples(NAMES, DOMAINS), min_size=1, max_size=4), st.sampled_from([",", ", ", " ; ", "  ", "\u00a0"]))
def test_several_addresses_come_back_in_order_and_once(parts: list[tuple[str, str]], between: str) -> None:
    typed = [f"{name.strip('.') or 'x'}@{domain}" for name, domain in parts]
    found = answers.addresses(between.join([*typed, typed[0].upper()]))
    assert [each.lower() for each in found] == list(dict.fromkeys(each.lower() for each in typed))
    assert found[0] == typed[0]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Helen Marsh <helen@marsh.example>, h@b.example", ("helen@marsh.example", "h@b.example")),
        ("mailto:helen@marsh.example.", ("helen@marsh.example",)),
        (" \u200bhelen@marsh.example\u200b ", ("helen@marsh.example",)),
        ("hélène@boulangerie-marché.example", ("hélène@boulangerie-marché.example",)),
        ('"helen@marsh.example"', ("helen@marsh.example",)),
    ],
)
def test_addresses_as_people_write_them(typed: str, read: tuple[str, ...]) -> None:
    assert answers.addresses(typed) == read


@pytest.mark.parametrize("typed", ["helen", "helen@marsh", "helen@@marsh.example", "@marsh.example", "a@b@c.example"])
def test_what_is_no_address_is_named(typed: str) -> None:
    with pytest.raises(UserError, match=f"“{typed}” is no mail address"):
        answers.addresses(typed)


def test_one_address_is_one() -> None:
    with pytest.raises(UserError, match="more than one"):
        answers.address("a@b.example, c@d.example")


@pytest.mark.parametrize("name", ["My Notes", "it's", "Ünïcode – 日本", "a\\b", "'quoted'"])
def test_a_path_is_found_however_it_is_written(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / name
    folder.mkdir()
    dragged = str(folder).replace("\\", "\\\\").replace(" ", "\\ ").replace("'", "\\'")
    for typed in (f"{folder}", f"  {folder} ", f"'{folder}'", f'"{folder}"', f"~/{name}", folder.as_uri(), dragged):
        assert answers.place(typed) == folder, typed


def test_a_path_that_is_not_there_says_how_to_name_one() -> None:
    with pytest.raises(UserError, match=r"~/nowhere is not there \(write the whole path"):
        answers.place("~/nowhere")


@pytest.mark.parametrize(
    ("typed", "index"), [("2", 1), (" 2. ", 1), ("2)", 1), ("microsoft", 1), ("Gmail", 0), ("other", 2)]
)
def test_an_option_by_its_number_or_a_word_of_it(typed: str, index: int) -> None:
    assert answers.number(typed, ("Google (Gmail)", "Microsoft", "another provider")) == index


@pytest.mark.parametrize("typed", ["", "0", "4", "o", "-1", "²", "google microsoft"])
def test_no_option_is_guessed(typed: str) -> None:
    with pytest.raises(UserError, match="a number from 1 to 3"):
        answers.number(typed, ("Google (Gmail)", "Microsoft", "another provider"))


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("1, 3", (0, 2)),
        ("3 1 3", (2, 0)),
        ("2-4", (1, 2, 3)),
        ("1 and 2", (0, 1)),
        ("ALL", (0, 1, 2, 3)),
        ("1 – 2", (0, 1)),
    ],
)
def test_several_by_their_numbers(typed: str, chosen: tuple[int, ...]) -> None:
    assert answers.numbers(typed, 4) == chosen


@pytest.mark.parametrize("typed", ["", "5", "0", "3-1", "one", "1-", "99999999999-999999999999"])
def test_numbers_that_are_none(typed: str) -> None:
    with pytest.raises(UserError):
        answers.numbers(typed, 4)


@given(st.dates(date(1990, 1, 1), TODAY))
def test_a_day_in_every_spelling(day: date) -> None:
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y"):
        assert answers.day(f" {day:{pattern}} ", TODAY) == day


def test_a_number_of_days_back_and_all() -> None:
    assert answers.day("90", TODAY) == answers.day("90 days ago", TODAY) == TODAY - timedelta(days=90)
    assert answers.day("all", TODAY) is None
    with pytest.raises(UserError, match="has not come yet"):
        answers.day("2026-11-21", TODAY)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Europe/London", "Europe/London"), ("london", "Europe/London"), ("new york", "America/New_York"), ("utc", "UTC")],
)
def test_a_zone_by_its_name_or_a_city(typed: str, zone: str) -> None:
    assert answers.zone(typed) == zone


def test_a_misspelt_zone_is_told_the_near_one() -> None:
    with pytest.raises(UserError, match="did you mean Europe/London"):
        answers.zone("Lodnon")
