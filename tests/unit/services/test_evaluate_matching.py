"""Labelled needs are put to each matcher, and everything is counted from what they propose."""

from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.adapters.plain_matchers import Bm25Matcher
from assistant.domain.match_scoring import LabelledNeed, MatchFigures, Proposal, match_figures
from assistant.ports import Candidate, Compared
from assistant.services.evaluate_matching import MOST, evaluate_matching

CARDS = [Candidate(id=name, says=says) for name, says in (("bo", "we mend roofs"), ("cy", "wages paid on time"))]
NEEDS = [
    LabelledNeed(id="n1", text="the roofs leak", right=("bo",), wrong=("cy",), seeker_area="Leeds"),
    LabelledNeed(id="n2", text="nobody is paid on time", right=("cy",)),
    LabelledNeed(id="n3", text="a song for a wedding"),
]


def proposal(name: str, *ranked: str, none: bool = False) -> Proposal:
    return Proposal(id=name, ranked=tuple((each, 0.5) for each in ranked), none=none)


def test_first_among_three_and_nobody_are_counted() -> None:
    needs = [*NEEDS, LabelledNeed(id="n4", text="", right=("bo", "cy")), LabelledNeed(id="n5", text="")]
    proposals = {
        "n1": proposal("n1", "cy", "x", "bo"),  # tempted, and right among three
        "n2": proposal("n2", "cy", none=True),  # called off, so missed
        "n3": proposal("n3", none=True),
        "n4": proposal("n4", "cy"),
        "n5": proposal("n5", "bo"),
    }
    figures = match_figures(needs, proposals)
    assert figures == MatchFigures(needs=5, fitting=3, top1=1, top3=2, tempted=1, claimed=2, rightly=1)
    assert figures.plain() == {
        "needs": 5, "top1": 0.333, "top3": 0.667, "wrong_top1": 1,
        "none_precision": 0.5, "none_recall": 0.5, "none_f1": 0.5,
    }  # fmt: skip


def test_every_matcher_is_asked_about_every_need_and_told_its_words_and_place_only() -> None:
    matcher = MemoryMatcher({"bo": Compared(id="bo", chance=0.9)})
    told: list[int] = []
    result = evaluate_matching(NEEDS, CARDS, matcher=matcher, beside=[Bm25Matcher()], progress=told.append)
    assert [(wanted.words, wanted.area) for wanted, _ in matcher.asked] == [
        ("the roofs leak", ("Leeds",)),
        ("nobody is paid on time", ()),
        ("a song for a wedding", ()),
    ]
    assert sum(told) == 2 * len(NEEDS)
    assert result.proposals["n1"].ranked == (("bo", 0.9), ("cy", 0.0))
    assert {name: figures.top1 for name, figures in result.figures.items()} == {"memory": 1, "BM25": 2}


def test_five_are_proposed_at_most() -> None:
    many = [Candidate(id=f"p{number}", says="roofs") for number in range(9)]
    result = evaluate_matching(NEEDS[:1], many, matcher=Bm25Matcher())
    assert len(result.proposals["n1"].ranked) == MOST == 5
