"""How what was read compares with what people labelled: which mentions were found, which are false, which were missed.

A prediction finds a label where their quotes share at least half the words of the shorter one, and two words at least;
or where they stand within `NEAR` characters of each other, with the same holder and an accepted category: two sentences
of one complaint. Each label is found once, the best pairs first.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

NEAR = 200  # characters
ENOUGH = 0.5  # of the words of the shorter quote
UNEXPECTED = "none"  # the reason of a false mention that stands at no labelled trap

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A mention as a person labelled it; `also` are further categories that a careful reader would accept."""

    quote: str
    kind: str
    holder: str
    category: str
    also: tuple[str, ...] = ()

    @property
    def accepted(self) -> frozenset[str]:
        """Every category that counts as right."""
        return frozenset((self.category, *self.also))


@dataclass(frozen=True, kw_only=True, slots=True)
class TrapLabel:
    """Words that look like a mention and are none, with the reason."""

    quote: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """A mention as the reader predicts it; `holder` is the address, or the name where there is none."""

    quote: str
    kind: str
    holder: str
    category: str
    confidence: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """A document with its labels. `text` is its readable text, `normalised`; `user` whom it was written for."""

    name: str
    user: str
    text: str
    labels: tuple[Label, ...] = ()
    traps: tuple[TrapLabel, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Scored:
    """One document's result: labels with the guess that found each, false guesses with their trap, and misses."""

    found: tuple[tuple[Label, Guess], ...] = ()
    false: tuple[tuple[Guess, str], ...] = ()
    missed: tuple[Label, ...] = ()


def score(document: Labelled, guesses: Sequence[Guess]) -> Scored:
    """Compare the guesses about one document with its labels."""
    pairs = sorted(
        (
            (max(overlap(label.quote, guess.quote), ENOUGH * near(document.text, label, guess)), i, j)
            for i, label in enumerate(document.labels)
            for j, guess in enumerate(guesses)
        ),
        reverse=True,
    )
    by_label: dict[int, int] = {}
    taken: set[int] = set()
    for share, i, j in pairs:
        if share >= ENOUGH and i not in by_label and j not in taken:
            by_label[i] = j
            taken.add(j)
    return Scored(
        found=tuple((document.labels[i], guesses[j]) for i, j in sorted(by_label.items())),
        false=tuple((guess, _trap(document, guess)) for j, guess in enumerate(guesses) if j not in taken),
        missed=tuple(label for i, label in enumerate(document.labels) if i not in by_label),
    )


def overlap(left: str, right: str) -> float:
    """Which share of the shorter quote's words stands in the other, 0 to 1; a single shared word is none."""
    a, b = _words(left), _words(right)
    shared = (a & b).total()
    return shared / min(a.total(), b.total()) if shared >= 2 else 0.0


def same_holder(left: str, right: str) -> bool:
    """Whether two holders are one: one contains the other, or they share a name of three letters or more.

    Of an address, only what stands before the @ counts as names.
    """
    a, b = left.lower(), right.lower()
    return a in b or b in a or bool(_names(a) & _names(b))


def near(text: str, label: Label, guess: Guess) -> bool:
    """Whether both quotes stand close together in the document and are about the same thing."""
    a, b = (text.find(normalised(quote).strip()) for quote in (label.quote, guess.quote))
    if a < 0 or b < 0:
        return False
    gap = b - (a + len(label.quote)) if a < b else a - (b + len(guess.quote))
    return gap <= NEAR and holder_is_right(label, guess) and guess.category in label.accepted


def holder_is_right(label: Label, guess: Guess) -> bool:
    """Whether the guess names the label's holder; a guess without a holder names a question mark."""
    return same_holder(guess.holder or "?", label.holder)


def normalised(text: str) -> str:
    """`text` without marks of quoting at the start of lines, with plain quotes and dashes and single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"^[>|\s]+", "", text, flags=re.M).translate(_PLAIN))


def _trap(document: Labelled, guess: Guess) -> str:
    hits = (trap.reason for trap in document.traps if overlap(trap.quote, guess.quote) >= ENOUGH)
    return next(hits, UNEXPECTED)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[\w'&£$€%]+", text.lower().replace("’", "'")))


def _names(holder: str) -> set[str]:
    return {word for word in re.findall(r"[a-zà-ÿ]+", re.sub(r"@.*", "", holder)) if len(word) > 2}
