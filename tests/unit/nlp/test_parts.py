from __future__ import annotations

import subprocess
import sys

import pytest

from nlp import Who
from nlp.encoder import load_encoder
from nlp.gate import may_matter
from nlp.names import find_names, is_colleague, is_user, match_person
from nlp.phrases import Phrases
from nlp.sentences import LONGEST, split_sentences
from nlp.taxonomy import topics
from nlp.turns import Stretch


def sentences(body: str) -> list[str]:
    stretch = Stretch(start=0, end=len(body), speaker=Who(), by_user=False)
    return [body[part.start : part.end] for part in split_sentences(body, stretch)]


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, nlp; sys.exit(str({'spacy', 'onnxruntime', 'tokenizers', 'numpy'} & set(sys.modules) or ''))"
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert run.stderr.strip() == ""


def test_sentences_split_at_stops_but_not_at_abbreviations() -> None:
    assert sentences("Mr. Lee left. Who knows a roofer? Ring me.") == [
        "Mr. Lee left.",
        "Who knows a roofer?",
        "Ring me.",
    ]


def test_endless_sentences_are_cut_and_nothing_is_lost() -> None:
    body = "word " * 5000
    parts = sentences(body)
    assert max(map(len, parts)) <= LONGEST
    assert sum(len(part.split()) for part in parts) == 5000


def test_phrases_stand_for_whole_words() -> None:
    phrases = Phrases({"till": "a", "recruit*": "b", "van": "c"})
    assert [value for _, _, value in phrases.find("still no vans, recruiting")] == ["c", "b"]


def test_the_encoder_knows_the_topics_in_their_order() -> None:
    assert load_encoder().categories == tuple(topics())


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("Do you know anyone who could fix a roof before Easter?", True),
        ("we need plumber", True),
        ("Thanks Ann", False),
        ("", False),
        (" \n\t ", False),
        ("12/3 44.50 17 99.10 3x 4x 88", False),
        ("a 1 2 3 4 5 6 7 8", False),
        ("======= ------- #######", False),
        ("Können Sie uns einen Dachdecker empfehlen?", True),
    ],
)
def test_the_gate_keeps_out_what_is_too_short_or_no_prose(sentence: str, passes: bool) -> None:
    assert may_matter(sentence) is passes


def test_names() -> None:
    assert [name for name, _ in find_names("Met Isobel Gow at the show. Contactless fails in Leeds.")] == ["Isobel Gow"]
    people = (Who(name="Ann Lee", address="ann@acme.example"), Who(name="Bo Nyman"), Who(name="Bo Ek"))
    assert match_person("AL", people) == people[0]
    assert match_person("Ann", people) == people[0]
    assert match_person("Bo", people) is None
    assert is_user(Who(name="Tom"), ("tom@x.example", "Tom Ray"))
    assert not is_user(Who(name="Tom Ray", address="tom@other.example"), ("tom@x.example",))


@pytest.mark.parametrize(
    ("address", "user", "colleague"),
    [
        ("ann@acme.example", "tom@acme.example", True),
        ("ann@ACME.example", "tom@acme.example ", True),
        ("ann@mail.acme.example", "tom@mail.acme.example", True),
        ("ann@acme.example", "tom@firm.example", False),
        ("ann@gmail.com", "tom@gmail.com", False),
        ("ann@yahoo.co.uk", "tom@yahoo.co.uk", False),
        ("", "tom@acme.example", False),
        ("ann@acme.example", "Tom Ray", False),
        ("", "Tom Ray", False),
    ],
)
def test_a_colleague_writes_from_the_users_own_company(address: str, user: str, colleague: bool) -> None:
    assert is_colleague(Who(name="Ann", address=address), (user,)) is colleague
