"""How much each factor counts, and from when on nobody fits: learnt on cards that the encoder never saw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from nlp.learning.matching.world import Labelled, World
from nlp.matching.bench import FACTORS, FORBIDS, LEAST, NOBODY, Bench, claims_nobody
from nlp.matching.vectors import Vectors

FOR = (
    "likeness",
    "service",
    "ideal",
    "words",
)  # more of these never speaks against a card, more of the others never for it
NEUTRAL = ("near",)
PULL = 0.003  # towards 0, where the needs do not say otherwise
ROUNDS = 60
RIGHT = 2 / 3  # of the claims that nobody fits, at least, as far as the cases can show
DEVIATIONS = 1.96  # for 95 in 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A need: the factors (C, F) of the cards that are looked at, which of them are right (C), whether any is."""

    table: Tensor
    right: Tensor
    fits: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """How well cards are ranked. Top-1 and top-3 are shares of the needs that somebody fits, counting those for which
    it is said that nobody does as missed."""

    needs: int
    top1: float
    top3: float
    nobody_precision: float
    nobody_recall: float
    nobody_f1: float


def cases_of(worlds: Sequence[World], vectors: Vectors) -> Iterator[Case]:
    """One case a need, against its own bullpen."""
    for world in worlds:
        bench = Bench(world.cards, vectors)
        for each in world.needs:
            yield _case(bench, each)


def _case(bench: Bench, each: Labelled) -> Case:
    looked, table = bench.factors(each.need)
    right = torch.tensor([name in each.right for name in looked], dtype=torch.bool)
    return Case(table=torch.tensor(table, dtype=torch.float32), right=right, fits=bool(each.right))


def weigh(cases: Sequence[Case]) -> dict[str, float]:
    """The weights of the factors and of nobody, and the least chance that somebody fits."""
    signs = torch.tensor([1.0 if name in FOR else 0.0 if name in NEUTRAL else -1.0 for name in FACTORS])
    raw = torch.zeros(len(FACTORS))
    raw[0] = 10.0
    raw.requires_grad_()
    nobody = torch.tensor(3.0, requires_grad=True)

    def weights() -> Tensor:
        return torch.where(signs == 0, raw, signs * torch.nn.functional.softplus(raw))

    learnt = [case for case in cases if case.right.any() or not case.fits]
    optimizer = torch.optim.LBFGS([raw, nobody], max_iter=ROUNDS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = (
            torch.stack([_loss(case, weights(), nobody) for case in learnt]).mean() + PULL * weights().square().mean()
        )
        loss.backward()
        return loss

    optimizer.step(closure)
    found = dict(zip(FACTORS, weights().tolist(), strict=True)) | {NOBODY: nobody.item()}
    with torch.no_grad():
        return found | {LEAST: _least(cases, found), FORBIDS: _forbids(cases, found)}


def _loss(case: Case, weights: Tensor, nobody: Tensor) -> Tensor:
    worths = torch.cat((case.table @ weights, nobody.reshape(1)))
    wanted = worths[:-1][case.right] if case.fits else worths[-1:]
    return worths.logsumexp(0) - wanted.logsumexp(0)


def measure(cases: Sequence[Case], weights: dict[str, float]) -> Figures:
    """The figures over cases."""
    found = [_judged(case, weights) for case in cases]
    claims = [claims_nobody(somebody, best, weights) for _, somebody, best in found]
    fitting = [(order, claim) for (order, *_), claim, case in zip(found, claims, cases, strict=True) if case.fits]
    claimed = [case.fits for case, claim in zip(cases, claims, strict=True) if claim]
    rightly, nobody = claimed.count(False), len(found) - len(fitting)
    return Figures(
        needs=len(found),
        top1=sum(order[0] and not claim for order, claim in fitting) / max(1, len(fitting)),
        top3=sum(any(order[:3]) and not claim for order, claim in fitting) / max(1, len(fitting)),
        nobody_precision=rightly / max(1, len(claimed)),
        nobody_recall=rightly / max(1, nobody),
        nobody_f1=2 * rightly / max(1, len(claimed) + nobody),
    )


def _judged(case: Case, weights: dict[str, float]) -> tuple[list[bool], float, list[float]]:
    """Whether each card, best first, is right; the chance that somebody fits; the factors of the best card."""
    worths = case.table @ torch.tensor([weights[name] for name in FACTORS])
    order = worths.argsort(descending=True)
    shares = torch.cat((worths, torch.tensor([weights[NOBODY]]))).softmax(0)
    return case.right[order].tolist(), 1 - shares[-1].item(), case.table[order[0]].tolist()


def _least(cases: Sequence[Case], weights: dict[str, float]) -> float:
    """The highest chance below which "nobody" is right often enough; 0, where it never is: then it is never said.

    A wrong "nobody" parks a matter that could be helped; a wrong proposal is seen by the user, who chooses another.
    """
    chances = [_judged(case, weights)[1] for case in cases]
    return max(
        (step / 100 for step in range(1, 100) if _is_right(cases, [each < step / 100 for each in chances])),
        default=0.0,
    )


def _forbids(cases: Sequence[Case], weights: dict[str, float]) -> float:
    """The lowest limit factor of the best card above which "nobody" is right often enough; 1, where it never is."""
    limits = [_judged(case, weights)[2][FACTORS.index("limit")] for case in cases]
    return min(
        (step / 100 for step in range(1, 100) if _is_right(cases, [each > step / 100 for each in limits])), default=1.0
    )


def _is_right(cases: Sequence[Case], claims: Sequence[bool]) -> bool:
    """Whether the claims are right often enough by more than chance: the lower end of Wilson's interval."""
    claimed = [case.fits for case, claim in zip(cases, claims, strict=True) if claim]
    count, square = len(claimed), DEVIATIONS**2
    if not count:
        return False
    rate = claimed.count(False) / count
    spread = DEVIATIONS * (rate * (1 - rate) / count + square / (4 * count**2)) ** 0.5
    return bool((rate + square / (2 * count) - spread) / (1 + square / count) >= RIGHT)
