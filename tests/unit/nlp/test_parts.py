from __future__ import annotations

import subprocess
import sys

import pytest

from nlp import Kind, Medium, Mention, Who
from nlp.context import Context
from nlp.evidence import Scorecard, list_evidence
from nlp.filters import find_signs, find_trap
from nlp.gate import may_matter
from nlp.merge import merge_mentions
from nlp.names import find_names, is_user, match_person
from nlp.rules import find_hits, load_rules
from nlp.sentences import LONGEST, split_sentences
from nlp.taxonomy import Phrases, choose_topic, read_lexicon, topics
from nlp.turns import Stretch

MAIL = Context(medium=Medium.EMAIL, speaker=Who(address="ann@acme.example"))


def sentences(body: str) -> list[str]:
    stretch = Stretch(start=0, end=len(body), speaker=Who(), by_user=False)
    return [body[part.start : part.end] for part in split_sentences(body, stretch)]


def test_importing_the_package_loads_no_spacy() -> None:
    code = "import sys, nlp; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


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


def test_lexicon_and_topics_agree() -> None:
    assert {category for category, _, _ in read_lexicon()} == set(topics())


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        ("Our payroll provider paid half the staff the wrong wages", "payroll"),
        ("Do you know a good patent attorney?", "legal-ip"),
        ("The boiler has packed in and the plumber is gone", "trades"),
        ("Somebody hacked us, it is ransomware", "cybersecurity"),
    ],
)
def test_topics(sentence: str, category: str) -> None:
    assert choose_topic(sentence)[0] == category


def test_neighbours_tell_the_topic_where_the_sentence_does_not() -> None:
    assert choose_topic("Do you know anyone?", around="Our accountant missed the tax return.")[0] == "accounting-tax"


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Do you know a good roofer?", "request.know-anyone"),
        ("Who does your books?", "request.who-does-your"),
        ("He asked if I knew anyone who could help", "request.asks-if-i-know"),
        ("Could you point me to a decent lawyer?", "request.point-me"),
        ("We are looking for a warehouse", "need.looking-for"),
        ("Our supplier has gone bust and left us", "problem.left-us"),
    ],
)
def test_rules(sentence: str, rule: str) -> None:
    assert rule in {hit.found_by.partition(":")[2] for hit in find_hits(sentence)}


def test_rule_names_are_unique_and_say_their_kind() -> None:
    names = [rule.name for rule in load_rules()]
    assert len(set(names)) == len(names)
    assert all(rule.name.startswith(rule.kind.value + ".") for rule in load_rules())


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("We've found a roofer, thanks", "resolved"),
        ("Back in 2012 we had an awful supplier", "past"),
        ("No complaints about the bank", "negated"),
        ("If the lease ever fell through we'd be in trouble", "hypothetical"),
        ("Happy to introduce you to my accountant", "offer"),
        ("Is your website costing you customers?", "pitch"),
        ("Your driver left the gate open again", "service"),
    ],
)
def test_signs(sentence: str, sign: str) -> None:
    assert sign in find_signs(sentence, MAIL)
    assert sign not in find_signs("The roof leaks and the roofer walked out", MAIL)


def test_what_decides_alone() -> None:
    own = Context(medium=Medium.EMAIL, by_user=True)
    assert find_trap("Our server is down again", own, request=False) == "own"
    assert find_trap("Our server is down again", MAIL, request=False) == ""
    assert find_trap("Her chemo starts on Monday", MAIL, request=False) == "sensitive"
    assert find_trap("This e-mail is confidential and may be read by nobody else", MAIL, request=False) == "automated"


def test_a_scorecard_adds_up_and_names_the_strongest_rule() -> None:
    card = Scorecard({"constant": (-1, 0, 0, 0, 0), "rule need.x": (3, 0, 2, 0, 0), "sign past": (-4, 0, 0, 0, 0)})
    sure = card.weigh({"rule need.x"})
    assert sure.confidence == pytest.approx(0.8808, abs=1e-4)
    assert (sure.kind, sure.because) == (Kind.NEED, "need.x")
    assert card.weigh({"rule need.x", "sign past"}).confidence < 0.2


def test_evidence_names_what_was_seen() -> None:
    evidence = list_evidence("Roof leaks?", MAIL, (), ("past",))
    assert {"word roof", "words roof leaks", "word ?", "sign past", "medium email", "short"} <= evidence
    assert "user speaks" not in evidence


def test_the_gate() -> None:
    assert may_matter("Do you know anyone who could fix a roof before Easter?")
    assert not may_matter("12/3 44.50 17 99.10 3x 4x 88")
    assert not may_matter("Thanks Ann")


def test_names() -> None:
    assert [name for name, _ in find_names("Met Isobel Gow at the show. Contactless fails in Leeds.")] == ["Isobel Gow"]
    people = (Who(name="Ann Lee", address="ann@acme.example"), Who(name="Bo Nyman"), Who(name="Bo Ek"))
    assert match_person("AL", people) == people[0]
    assert match_person("Ann", people) == people[0]
    assert match_person("Bo", people) is None
    assert is_user(Who(name="Tom"), ("tom@x.example", "Tom Ray"))
    assert not is_user(Who(name="Tom Ray", address="tom@other.example"), ("tom@x.example",))


def mention(
    start: int,
    end: int,
    *,
    kind: Kind = Kind.PROBLEM,
    category: str = "trades",
    holder: str = "Ann",
    sure: float = 0.7,
) -> Mention:
    who = Who(name=holder)
    return Mention(
        quote="x" * (end - start),
        start=start,
        end=end,
        kind=kind,
        holder=who,
        told_by=who,
        category=category,
        confidence=sure,
        found_by="test",
    )


def test_neighbours_of_one_matter_merge_into_the_request() -> None:
    problem, request = mention(0, 50, sure=0.9), mention(60, 90, kind=Kind.REQUEST, category="other")
    merged = merge_mentions((request, problem))
    assert [(found.start, found.kind, found.category) for found in merged] == [(60, Kind.REQUEST, "trades")]


@pytest.mark.parametrize(
    "second", [mention(60, 90, holder="Bo"), mention(60, 90, category="payroll"), mention(400, 450)]
)
def test_other_matters_stay_apart(second: Mention) -> None:
    assert len(merge_mentions((mention(0, 50), second))) == 2
