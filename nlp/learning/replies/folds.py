"""Trainings that leave a part of the replies aside, to be measured on it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.encoder import Floats, softmax
from nlp.learning.replies.network import ReplyNetwork
from nlp.learning.replies.rows import Example
from nlp.learning.replies.train import judge, train
from nlp.learning.replies.wording import judge_wording, learn_wording
from nlp.replies.classifier import mix

FOLDS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Fold:
    """A network, the numbers of the replies that it did not learn from, and the shares (replies, labels) of those."""

    network: ReplyNetwork
    aside: list[int]
    shares: Floats


def train_fold(examples: Sequence[Example], fold: int, *, epochs: float, seed: int) -> Fold:
    """Train on four fifths, and judge the other one."""
    order = list(range(len(examples)))
    random.Random(seed).shuffle(order)
    aside = order[fold::FOLDS]
    apart = set(aside)
    learnt, judged = [examples[n] for n in order if n not in apart], [examples[n] for n in aside]
    network = train(learnt, epochs=epochs, seed=seed)
    by_network = softmax(judge(network, [example.asked for example in judged]))
    by_words = judge_wording(learn_wording(learnt), judged)
    return Fold(network=network, aside=aside, shares=mix(by_network, by_words))
