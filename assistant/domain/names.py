"""What two spellings of a name have to do with each other."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from assistant.domain.given_names import COMMON, may_be_one_name
from assistant.domain.ids import fold
from assistant.domain.people import natural

_TITLES = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "herr", "frau", "sir", "dame", "lord", "lady", "rev",
    "fr", "mag", "dipl", "ing", "mba", "phd", "md", "cpa", "esq", "msc", "bsc", "ma", "ba", "llm", "llb", "obe", "mbe",
    "cfa", "aca", "acca", "mme", "monsieur", "madame", "sr", "sra", "senor", "senora", "shri", "smt", "drs", "med",
})  # fmt: skip
_PARTICLES = frozenset({
    "van", "der", "den", "de", "la", "le", "del", "von", "zu", "di", "da", "dos", "das", "do", "bin", "ibn", "al", "el",
    "ter", "ten", "du", "des", "af", "av",
})  # fmt: skip
_GENERATIONS = {"jr": "2", "junior": "2", "ii": "2", "senior": "1", "iii": "3", "iv": "4"}
_LATIN = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
            [
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "e",
                "zh",
                "z",
                "i",
                "y",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "f",
                "kh",
                "ts",
                "ch",
                "sh",
                "shch",
                "",
                "y",
                "",
                "e",
                "yu",
                "ya",
                "i",
                "i",
                "e",
                "g",
            ],
            strict=True,
        )
    )
    | {"ø": "o", "ł": "l", "đ": "d", "æ": "a", "œ": "o", "þ": "th", "ð": "d", "ı": "i"}
)
_BESIDE = re.compile(r"\([^)]*\)|\"[^\"]*\"|“[^”]*”|\[[^\]]*\]")


class Likeness(StrEnum):
    """How two full names are alike."""

    NOT = "not"
    SAME = "same"
    TURNED = "turned"
    SHORTER = "shorter"
    CALLED = "called"
    INITIAL = "initial"
    SPELLED = "spelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A name in parts, folded to Latin letters, without titles and particles; all empty where there is nothing.

    `given` is the first word, `family` the last; empty where there is but one, and then `is_full` says no. `smooth` are
    the words as they sound where an umlaut was written as two letters, `ordered` the words by the alphabet: all follow
    from the words, and are worked out once, because every name is compared with many.
    """

    words: tuple[str, ...]
    generation: str = ""
    given: str = field(init=False, compare=False)
    family: str = field(init=False, compare=False)
    is_full: bool = field(init=False, compare=False)
    smooth: tuple[str, ...] = field(init=False, compare=False)
    ordered: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        is_full = len(self.words) > 1
        object.__setattr__(self, "given", self.words[0] if self.words else "")
        object.__setattr__(self, "family", self.words[-1] if is_full else "")
        object.__setattr__(self, "is_full", is_full)
        object.__setattr__(self, "smooth", tuple(re.sub("([aou])e", r"\1", word) for word in self.words))
        object.__setattr__(self, "ordered", tuple(sorted(self.words)))

    @property
    def is_common(self) -> bool:
        """Whether many people have this family name."""
        return bool(COMMON & {self.family, self.given if len(self.words) == 2 else ""})


@lru_cache(maxsize=65_536)
def name_of(text: str) -> Name:
    """A name as somebody writes it, in parts: "Dr. Müller, Anna (Acme)" is anna muller."""
    plain = fold(fold(_BESIDE.sub(" ", natural(text)) or text).translate(_LATIN))
    words = [word for word in plain.split() if not word.isdigit()]
    generation = next((_GENERATIONS[word] for word in words[2:] if word in _GENERATIONS), "")
    if len(words) > 2 and words[-1] == "sr":
        generation = "1"
    words = [word for word in words if word not in _TITLES and word not in _GENERATIONS] or words
    bare = [word for word in words if word not in _PARTICLES]
    return Name(words=tuple(bare if len(bare) > 1 else words), generation=generation)


def likeness(one: Name, other: Name) -> Likeness:
    """How two full names are alike; NOT where one of them is no full name."""
    if not (one.is_full and other.is_full) or (one.generation and other.generation and one != other):
        return Likeness.NOT if one != other or not one.is_full else Likeness.SAME
    if one.words == other.words:
        return Likeness.SAME
    if one.smooth == other.smooth:
        return Likeness.SAME
    if one.ordered == other.ordered:
        return Likeness.TURNED
    if len(one.words) != len(other.words):
        short, long = sorted((one.words, other.words), key=len)
        if set(short) <= set(long) and may_be_one_name(short[0], long[0]):
            return Likeness.SHORTER
    if one.smooth[-1] == other.smooth[-1]:
        return _by_given(one.words[:-1], other.words[:-1])
    if one.given != other.given or min(len(one.family), len(other.family)) <= 4:
        return Likeness.NOT
    return Likeness.SPELLED if _is_near(one.family, other.family) else Likeness.NOT


def _by_given(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    """Of two names with one family name."""
    first, second = one[0], other[0]
    if one[1:] and other[1:] and not any(a[0] == b[0] and (len(a) == 1 or len(b) == 1 or a == b)
                                         for a in one[1:] for b in other[1:]):  # fmt: skip
        return Likeness.NOT  # John E. is not John F.
    if first == second:
        return Likeness.SHORTER
    if may_be_one_name(first, second):
        return Likeness.CALLED
    if 1 in (len(first), len(second)):
        return Likeness.INITIAL if first[0] == second[0] else Likeness.NOT
    return Likeness.SPELLED if min(len(first), len(second)) > 4 and _is_near(first, second) else Likeness.NOT


def _is_near(one: str, other: str) -> bool:
    """Whether one sign was left out, added, changed, or two beside each other were changed round."""
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    same = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if same is None:
        return True
    a, b = one[same:], other[same:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
