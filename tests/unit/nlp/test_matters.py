"""Matters: what neighbours tell together, and what stays apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import Kind, Mention, Who
from nlp.encoder import Judgement
from nlp.matters import LEAST, NEAR, REACH, find_matters, merge_mentions
from nlp.utterances import Utterance
from tests.unit.nlp.judgements import CATEGORIES, judgement

ANN, BO = Who(name="Ann"), Who(name="Bo")


def say(*speakers: Who, gap: int = 1) -> list[Utterance]:
    return [
        Utterance(
            start=at * (30 + gap),
            end=at * (30 + gap) + 30,
            words="Our roof leaks and nobody comes",
            speaker=who,
            by_user=False,
            opens=False,
        )
        for at, who in enumerate(speakers)
    ]


def test_neighbours_add_up_to_one_matter_at_the_best_sentence() -> None:
    judged = {0: judgement(0.2), 1: judgement(0.5, kind=Kind.REQUEST), 2: judgement(0.1)}
    (matter,) = find_matters(say(ANN, ANN, ANN), judged)
    assert (matter.index, matter.judgement) == (1, judged[1])
    assert matter.share == pytest.approx(0.8)
    assert matter.categories[CATEGORIES.index("trades")] == pytest.approx(0.8)


def test_the_share_is_a_probability() -> None:
    (matter,) = find_matters(say(ANN, ANN, ANN), {0: judgement(0.7), 1: judgement(0.9), 2: judgement(0.8)})
    assert (matter.index, matter.share) == (1, 1.0)


@pytest.mark.parametrize(
    ("utterances", "judged"),
    [
        pytest.param(say(ANN, BO), {0: judgement(0.6), 1: judgement(0.5)}, id="another speaker"),
        pytest.param(say(ANN, ANN, gap=NEAR + 1), {0: judgement(0.6), 1: judgement(0.5)}, id="far away"),
        pytest.param(
            say(*[ANN] * (REACH + 2)), {0: judgement(0.6), REACH + 1: judgement(0.5)}, id="too many sentences between"
        ),
        pytest.param(say(ANN, ANN), {0: judgement(0.6), 1: judgement(0.5, category="payroll")}, id="another category"),
    ],
)
def test_what_is_not_one_matter_stays_apart(utterances: list[Utterance], judged: dict[int, Judgement]) -> None:
    assert [(matter.index, matter.share) for matter in find_matters(utterances, judged)] == [
        (index, each.mention) for index, each in judged.items()
    ]


@pytest.mark.parametrize(
    ("utterances", "last"),
    [
        pytest.param(say(ANN, ANN, gap=NEAR), 1, id="as far as may be"),
        pytest.param(say(*[ANN] * (REACH + 1)), REACH, id="as many sentences between as may be"),
        pytest.param(say(ANN, BO, ANN), 2, id="somebody else between"),
    ],
)
def test_what_just_reaches_adds_up(utterances: list[Utterance], last: int) -> None:
    (matter,) = find_matters(utterances, {0: judgement(0.3), last: judgement(0.4)})
    assert (matter.index, matter.share) == (last, pytest.approx(0.7))


def test_a_sentence_counts_for_one_matter_only() -> None:
    judged = {0: judgement(0.6), 2: judgement(0.3), 4: judgement(0.5)}
    shares = {matter.index: matter.share for matter in find_matters(say(*[ANN] * 5), judged)}
    assert shares == {0: pytest.approx(0.9), 4: pytest.approx(0.5)}


def test_what_is_hardly_a_mention_is_no_matter() -> None:
    assert not list(find_matters(say(ANN, ANN), {0: judgement(LEAST / 2), 1: judgement(LEAST / 2)}))


@given(
    speakers=st.lists(st.sampled_from([ANN, BO]), min_size=1, max_size=12),
    gap=st.sampled_from([1, NEAR, NEAR + 1]),
    data=st.data(),
)
def test_every_believable_sentence_counts_once_and_the_likeliest_comes_first(
    speakers: list[Who], gap: int, data: st.DataObject
) -> None:
    drawn = st.builds(judgement, st.floats(0, 1), category=st.sampled_from(CATEGORIES[:3]))
    judged = {index: data.draw(drawn) for index in range(len(speakers))}
    matters = list(find_matters(say(*speakers, gap=gap), judged))
    best = [matter.judgement.mention for matter in matters]
    assert best == sorted(best, reverse=True)
    assert len({matter.index for matter in matters}) == len(matters)
    for matter in matters:
        assert LEAST <= judged[matter.index].mention <= matter.share <= 1
    counted = sum(float(matter.categories.sum()) for matter in matters)
    assert counted == pytest.approx(sum(each.mention for each in judged.values() if each.mention >= LEAST), abs=1e-3)


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


@pytest.mark.parametrize(("problem_sure", "request_sure", "kept"), [(0.9, 0.6, 0), (0.6, 0.9, 60)])
def test_neighbours_of_one_matter_merge_into_the_surer_and_keep_the_category(
    problem_sure: float, request_sure: float, kept: int
) -> None:
    problem = mention(0, 50, sure=problem_sure)
    request = mention(60, 90, kind=Kind.REQUEST, category="other", sure=request_sure)
    (merged,) = merge_mentions((request, problem))
    assert (merged.start, merged.category) == (kept, "trades")


@pytest.mark.parametrize(
    "second", [mention(60, 90, holder="Bo"), mention(60, 90, category="payroll"), mention(400, 450)]
)
def test_other_matters_stay_apart(second: Mention) -> None:
    assert merge_mentions((second, mention(0, 50))) == (mention(0, 50), second)


def test_no_mentions_merge_into_none() -> None:
    assert merge_mentions(()) == ()
