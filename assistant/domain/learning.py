"""How the user's own answers move the confidence that a mention needs to become a question.

The configured confidence is the least share of questions that the user wants to be right. A category or a sender starts
as if `STRENGTH` answers had fitted it exactly (a Beta prior with that mean). Each answer is added to them. Where the
odds of being right that follow are half of the configured odds, the odds of a mention, by its confidence, must be
double the configured ones. It never needs less than configured, and never more than `MOST`: nothing is silenced.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.shares import share, wilson

STRENGTH = 6  # answers: one wrong one shows, and takes a few right ones to outweigh
MOST = 0.95  # a mention as sure as this is always asked about


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many questions were about a real matter, and how many were not, by the user's answers."""

    right: int = 0
    wrong: int = 0

    def plus(self, *, right: bool) -> "Tally":
        """The tally with one more answer."""
        return Tally(right=self.right + right, wrong=self.wrong + (not right))

    @property
    def answers(self) -> int:
        """How many there are."""
        return self.right + self.wrong

    @property
    def precision(self) -> float:
        """The share that was right."""
        return share(self.right, self.answers)

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, 95 in 100."""
        return wilson(self.right, self.answers)


NOTHING = Tally()


def least_confidence(configured: float, tally: Tally) -> float:
    """The confidence that a mention needs after these answers, from `configured` to `MOST`, to three places."""
    if not (tally.wrong and 0 < configured < MOST):
        return configured
    expected = configured / (1 - configured)
    right, wrong = STRENGTH * configured + tally.right, STRENGTH * (1 - configured) + tally.wrong
    odds = expected * expected * wrong / right
    return max(configured, min(MOST, round(odds / (1 + odds), 3)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """What a mention needs, and the answers that say so: those about its category, or those about its sender."""

    confidence: float = 0.0
    configured: float = 0.0
    by_sender: bool = False
    tally: Tally = NOTHING

    @property
    def moved(self) -> bool:
        """Whether answers have raised it."""
        return self.confidence > self.configured

    def stops(self, confidence: float) -> bool:
        """Whether a mention of this confidence is held back. One that nothing was learnt about never is."""
        return self.moved and confidence < self.confidence

    def words(self, category: str) -> str:
        """What such mentions need, and why."""
        about = "to what they told" if self.by_sender else f"to questions about {category}"
        answers = f"{self.tally.wrong} of your {self.tally.answers} answers {about} said wrong"
        return f"such words need a confidence of {self.confidence:.2f} instead of {self.configured:.2f}: {answers}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Learnt:
    """What the user's answers say of each category and sender; a sender goes by `identify.teller_of`."""

    configured: float = 0.0
    categories: Mapping[str, Tally] = field(default_factory=dict)
    senders: Mapping[str, Tally] = field(default_factory=dict)

    def bar(self, category: str, sender: str) -> Bar:
        """What a mention of this category by this sender needs: the higher of the two counts."""
        bars = [
            Bar(
                confidence=least_confidence(self.configured, tally),
                configured=self.configured,
                by_sender=by_sender,
                tally=tally,
            )
            for by_sender, tally in (
                (False, self.categories.get(category, NOTHING)),
                (True, self.senders.get(sender, NOTHING)),
            )
        ]
        return max(bars, key=lambda bar: bar.confidence)
