"""Words that a user listens for, each with the category that it speaks of: they make a sentence worth judging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp.cues import fold
from nlp.encoder import Floats
from nlp.phrases import Phrases

AMONG = 3  # the categories that the encoder finds likeliest, of which a trigger may choose one
ODDS = 2.0  # by which a trigger raises the odds that a sentence is a mention


class Triggers:
    """Finds triggers in sentences. `categories` are the encoder's, in its order."""

    def __init__(self, triggers: Mapping[str, str], categories: Sequence[str]) -> None:
        self._phrases = Phrases(triggers)
        self._any = bool(triggers)
        self._places = {category: place for place, category in enumerate(categories)}

    def said(self, sentence: str) -> str:
        """The category of the first trigger in a sentence; empty where it holds none."""
        if not self._any:
            return ""
        return next((str(category) for _, _, category in self._phrases.find(fold(sentence))), "")

    def category(self, said: str, categories: Floats) -> int:
        """The place of the category: the likeliest, or what was `said` where that is among the likeliest."""
        place = self._places.get(said)
        likeliest = categories.argsort()[::-1][:AMONG]
        return place if place is not None and place in likeliest else int(likeliest[0])


def raised(share: float) -> float:
    """The probability of a mention once a trigger stands in its sentence."""
    return ODDS * share / (1.0 + (ODDS - 1.0) * share)
