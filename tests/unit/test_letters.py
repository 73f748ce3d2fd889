"""How people, topics and cards become names and sentences of a message."""

import pytest

from assistant.adapters.phrases import first_sentence, full, own_words, quoted, sentence
from assistant.domain.drafts import DraftKind
from assistant.domain.letters import Correspondent, Reminder
from assistant.domain.people import Person
from tests.unit.regenerate_golden import MATTER, PROVIDER, SEEKER, USER


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Jane Smith", "Jane"),
        ("Smith, Jane", "Jane"),
        ("van der Berg, Jan", "Jan"),
        ("Dr. Jane Smith", "Jane"),
        ("Dr Smith", "Dr Smith"),
        ("J. Smith", ""),
        ("jane", ""),
        ("info", ""),
        ("jane@smith.example", ""),
        ("Baker & Co, Ltd", ""),
        ("Smith Ltd", ""),
        ("", ""),
        ("李 明", "李"),
    ],
)
def test_a_greeting_uses_a_first_name_or_none(name: str, first: str) -> None:
    person = Person(id="who-x", name=name, addresses=("info@smith.example",), organisation="Smith Ltd")
    assert Correspondent.of(person).first_name == first


def test_sentences_of_a_card_fit_into_a_message() -> None:
    assert sentence("runs payroll") == "Runs payroll."
    assert sentence("Why not?") == "Why not?"
    assert sentence(" ") == ""
    assert own_words("We run payroll.") == "In their own words: “We run payroll.”"
    assert own_words("runs payroll") == "Runs payroll."
    assert first_sentence("Works with St. Mary's and Dr. Lee. Based in Hull.") == "Works with St. Mary's and Dr. Lee."
    assert quoted('"say "no""') == "“say 'no”"
    assert len(quoted("word " * 200)) <= 242
    assert full({"name": "Tom", "first_name": "", "organisation": "Fairweek Ltd."}) == "Tom of Fairweek Ltd"
    assert full({"name": "Fairweek", "first_name": "", "organisation": "fairweek"}) == "Fairweek"


def test_a_reminder_names_a_provider_only_where_one_was_offered() -> None:
    with pytest.raises(ValueError, match="only there"):
        Reminder(user=USER, to=SEEKER, matter=MATTER, of=DraftKind.ASK_SEEKER, provider=PROVIDER)
    with pytest.raises(ValueError, match="nobody is reminded"):
        Reminder(user=USER, to=SEEKER, matter=MATTER, of=DraftKind.JOINT)
