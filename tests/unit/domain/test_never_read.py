"""The rules for what is never read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.never_read import NeverRead
from assistant.domain.people import Participant

ANN = Participant(name="Ann Ng", address="ann@acme.example")


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("Legal", True),
        ("legal", True),
        ("INBOX.Legal", True),
        ("Clients/Legal/2026", True),
        ("Legal aid", False),
        ("Paralegal", False),
        ("INBOX", False),
    ],
)
def test_a_folder_stands_for_all_that_lies_in_it(name: str, refused: bool) -> None:
    assert bool(NeverRead(folders=("Legal",)).folder([name])) is refused


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("jo@lawfirm.example", True),
        ("JO@LawFirm.Example", True),
        ("jo@mail.lawfirm.example", True),
        ("jo@notlawfirm.example", False),
        ("jo@lawfirm.example.com", False),
        ("lawfirm.example@acme.example", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("rule", ["lawfirm.example", "@lawfirm.example", "LawFirm.example"])
def test_a_domain_stands_for_all_below_it(rule: str, address: str, refused: bool) -> None:
    people = [ANN, Participant(name="Jo", address=address)]
    assert bool(NeverRead(domains=(rule,)).message("Hello", people)) is refused


@pytest.mark.parametrize(
    ("title", "name", "refused"),
    [
        ("Re: PAYROLL for May", "Ann", True),
        ("Re: payrolls", "Ann", False),
        ("Hello", "The HR department", True),
        ("Hello", "HR", False),
        ("", "", False),
    ],
)
def test_words_stand_alone_in_the_title_or_a_name(title: str, name: str, refused: bool) -> None:
    rules = NeverRead(words=("payroll", "HR department"))
    assert bool(rules.message(title, [Participant(name=name)])) is refused


@given(st.text(), st.text(), st.text())
def test_any_word_is_found_by_itself_and_no_rule_forbids_nothing(word: str, title: str, name: str) -> None:
    assert NeverRead().message(title, [Participant(name=name)]) == ""
    if word.strip():
        assert NeverRead(words=(word,)).message(word.strip(), ())


def test_the_reason_names_the_rule() -> None:
    assert NeverRead(senders=("Ann@Acme.example",)).message("Hello", [ANN]) == "ann@acme.example is never read"
    assert NeverRead(domains=("acme.example",)).message("Hello", [ANN]) == "acme.example is never read"
