"""What is compared: a need in somebody's words, and the cards of those who might help."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.matching.places import fold

STOP_WORDS = frozenset({
    "a", "about", "after", "again", "all", "also", "am", "an", "and", "any", "anyone", "are", "as", "at", "back",
    "be", "because", "been", "before", "being", "but", "by", "can", "cannot", "come", "could", "day", "did", "do",
    "does", "doing", "done", "down", "each", "even", "every", "few", "find", "first", "for", "from", "get",
    "getting", "give", "go", "going", "gone", "good", "got", "had", "has", "have", "having", "he", "help", "her",
    "here", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "keep", "know", "last", "like",
    "long", "look", "made", "make", "many", "may", "me", "might", "month", "more", "most", "much", "must", "my",
    "need", "needs", "never", "new", "next", "no", "not", "nothing", "now", "of", "off", "old", "on", "once", "one",
    "only", "or", "other", "our", "out", "over", "own", "people", "per", "put", "really", "right", "said", "same",
    "say", "says", "see", "she", "should", "since", "so", "some", "somebody", "someone", "something", "still",
    "such", "take", "than", "that", "the", "their", "them", "then", "there", "these", "they", "thing", "this",
    "those", "three", "through", "to", "too", "two", "under", "until", "up", "us", "use", "used", "very", "want",
    "wants", "was", "way", "we", "week", "well", "went", "were", "what", "when", "where", "which", "while", "who",
    "whole", "will", "with", "within", "without", "work", "working", "would", "year", "years", "yes", "yet", "you",
    "your",
})  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """Somebody who might help: what they say, do, and do not do; where they work, in their own words."""

    id: str
    says: str
    services: tuple[str, ...] = ()
    ideal_client: str = ""
    not_for: tuple[str, ...] = ()
    area: str = ""

    @property
    def text(self) -> str:
        """All that they do and for whom, as it is compared with a need."""
        return ". ".join(filter(None, (self.headline, ", ".join(self.services), self.ideal_client, self.rest)))

    @property
    def headline(self) -> str:
        """The first line of what they say."""
        return self.says.partition("\n")[0].strip().rstrip(".")

    @property
    def rest(self) -> str:
        """What they say after the first line."""
        return " ".join(self.says.partition("\n")[2].split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """What somebody needs, in their own words, and where they are."""

    words: str
    area: str = ""


def words_of(text: str) -> frozenset[str]:
    """The words of a text that say something, in a form in which "roofs" and "roofing" are "roof"."""
    return frozenset(_stem(word) for word in fold(text).split() if len(word) > 2 and word not in STOP_WORDS)


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ies", "ers", "er", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return re.sub(r"(.)\1$", r"\1", word.removesuffix(ending)) + ("y" if ending == "ies" else "")
    return word
