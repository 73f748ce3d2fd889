"""What names a person, and what only looks like it."""

from unicodedata import normalize

import pytest

from assistant.domain.etiquette import identifying, named
from assistant.domain.people import Person

ANNA = Person(id="who-1", name="Amélie Okafor-Bell", addresses=("amelie@bakery.example",), organisation="Okafor Bakery")
QUOTE = "The wages came out wrong for the third month in a row"


@pytest.mark.parametrize(
    "text",
    [
        "It is Amélie Okafor-Bell.",
        "amelie okafor-bell",
        "AMÉLIE",
        "amelie",
        normalize("NFD", "Amélie would like it."),
        "A\u200bmélie",
        "Am\u00adélie",
        "Am\u034félie",
        "Am\u3164élie",
        "\u202eeilémA\u202c",
        "Ａｍéｌｉｅ",
        "Amélie's",
        "Mrs Okafor",
        "mrs okafor",
        "okafor_bell",
        "amelie@bakery.example",
        "AMELIE@BAKERY.EXAMPLE",
        "amelie＠bakery.example",
        "ame\u200blie@bakery.exa\u200bmple",
        "see www.bakery.example",
        "OkaforBakery: Okafor Bakery",
        "okafor\nbakery",
        "They said: came out wrong, for the third month!",
    ],
)
def test_it_tells_who_it_is(text: str) -> None:
    assert identifying(f"Hello Tom,\n\n{text}\n", ANNA, quotes=[QUOTE])


@pytest.mark.parametrize(
    "text", ["", "Somebody I know is looking for help with payroll.", "wrong for the third month", "a bell"]
)
def test_it_tells_nothing(text: str) -> None:
    assert identifying(text, ANNA, quotes=[QUOTE]) == ()


@pytest.mark.parametrize(
    ("name", "innocent", "telling"),
    [
        ("Mark Good", "Is now a good time? Mark my words.", "I mean Mark here"),
        ("Will Young", "Will you? They are young. Best wishes", "ask Will"),
        ("Joy Price", "With joy, at any price.", "it is Price"),
        ("Bo Ng", "ng bo", "ask Bo about it"),
        ("J. Li", "j is a letter", "it is Li"),
    ],
)
def test_a_name_that_is_a_word_counts_where_it_stands_as_a_name(name: str, innocent: str, telling: str) -> None:
    person = Person(id="who-2", name=name)
    assert identifying(innocent, person) == ()
    assert identifying(telling, person)


def test_titles_and_legal_forms_name_nobody() -> None:
    person = Person(id="who-2", name="Dr Jane Okafor Ltd")
    assert identifying("Dr Smith runs Smith Ltd", person) == ()
    assert identifying("Dear Jane", person) == ("jane",)


def test_what_the_reader_shares_gives_nothing_away() -> None:
    reader = Person(id="who-3", name="Amélie Smith", addresses=("info@bakery.example",), organisation="Okafor Bakery")
    assert identifying("Hello Amélie at bakery.example, of Okafor Bakery", ANNA, known=[reader]) == ("okafor",)
    assert identifying("Hello Amélie", ANNA)


def test_an_organisation_of_one_word_is_a_name_only_where_it_stands_as_one() -> None:
    person = Person(id="who-2", name="Jane Okafor", organisation="Hope")
    assert named("I hope so. Hope springs eternal.", person) == ()
    assert named("somebody of Hope", person) == ("Hope",)
    assert named("somebody of ibm", Person(id="who-2", name="Jane", organisation="IBM")) == ("IBM",)


def test_others_are_named_outright_only() -> None:
    person = Person(id="who-2", name="Okafor, Jane M.", aliases=("Jane Bell",))
    assert named("Jane has an Okafor at home", person) == ()
    for text in ("Jane Okafor", "jane m okafor", "JANE BELL", "@janebell"):
        assert named(f"it is {text}!", person), text


@pytest.mark.parametrize(
    ("quote", "found"), [("one two three four five", False), ("one two three four five six", True)]
)
def test_a_run_of_six_words_gives_a_writer_away(quote: str, found: bool) -> None:
    person = Person(id="who-2", name="Jane Okafor")
    assert bool(identifying(f"so: “{quote.upper()}”", person, quotes=[quote])) is found
