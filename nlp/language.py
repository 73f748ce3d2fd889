"""Which sentences of a document are not English, by the commonest words of each language and by its script.

Sentences are judged one by one, so that an English answer above German words is read and the German ones are not.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from nlp.words import load_words

ENGLISH, UNKNOWN = "English", "another language"
WORD = re.compile(r"[^\W\d_]{2,}")
SAMPLE = 400  # characters of a sentence that are looked at
ENOUGH = 3  # different words of another language that prove it, where English has no more than half as many
WORDS = 6  # from which on one fewer is enough where none is English
BEGINNING = 20  # sentences of a document that tell what its others are in
MUCH = 50  # characters from which on foreign words are more than a few
LEAST_ENGLISH = 0.1  # of a document that is read at all
SCRIPTS = (  # lower-case letters, the language that they prove, and the least share of them; the rarer come first
    ("ٹڈڑے", "Urdu", 0.02),
    ("پچژگی", "Persian", 0.02),
    ("\u0600-\u06ff", "Arabic", 0.5),
    ("\u3041-\u30ff", "Japanese", 0.1),
    ("\u4e00-\u9fff", "Chinese", 0.5),
    ("\uac00-\ud7a3", "Korean", 0.5),
    ("\u0370-\u03ff\u1f00-\u1fff", "Greek", 0.5),
    ("\u0590-\u05ff", "Hebrew", 0.5),
    ("\u0900-\u097f", "Hindi", 0.5),
    ("\u0e00-\u0e7f", "Thai", 0.5),
    ("^a-z\u00df-\u024f\u1e00-\u1eff", UNKNOWN, 0.5),  # not Latin; those who write in Cyrillic are told apart by words
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreign:
    """The sentences of a document (indexes) that are not English, and the language of most of them, else "".

    `much` says that they are more than a few words, `mostly` that there is hardly anything else.
    """

    sentences: frozenset[int]
    language: str
    much: bool
    mostly: bool


def find_foreign(sentences: Sequence[str]) -> Foreign:
    """The sentences of one document that are in another language than English.

    What proves no language ("Munich, Tuesday, 14:00") is in that of the sentences before and after it where these
    agree, else in that of the document's beginning.
    """
    spelled = [unicodedata.normalize("NFKC", sentence[:SAMPLE]).lower() for sentence in sentences]
    words = [set(WORD.findall(sentence)) for sentence in spelled]
    proven = [_language(sentence, found) for sentence, found in zip(spelled, words, strict=True)]
    main = _by_words(set[str]().union(*words[:BEGINNING])) or ENGLISH
    before = accumulate(proven, _or)
    after = reversed([*accumulate(reversed(proven), _or)])
    told = [
        each or (one if one == other else "") or main for each, one, other in zip(proven, before, after, strict=True)
    ]
    sizes: Counter[str] = Counter()
    for sentence, language in zip(sentences, told, strict=True):
        sizes[language] += len(sentence)
    english = sizes.pop(ENGLISH, 0)
    return Foreign(
        sentences=frozenset(index for index, language in enumerate(told) if language != ENGLISH),
        language=max(sizes, key=lambda language: (language != UNKNOWN, sizes[language]), default=""),
        much=sizes.total() >= MUCH,
        mostly=english < LEAST_ENGLISH * (english + sizes.total()),
    )


def _or(known: str, told: str) -> str:
    return told or known


def _language(sentence: str, words: set[str]) -> str:
    """The language that a sentence proves by its script or its words, else ""."""
    script = "" if sentence.isascii() else _by_script("".join(filter(str.isalpha, sentence)))
    return script if script not in ("", UNKNOWN) else _by_words(words, script)


def _by_words(words: set[str], unproven: str = "") -> str:
    table = _table()
    english, strange, own = words & table.english, words & table.others, 0
    enough = 1 if unproven else ENOUGH - (not english and len(words) >= WORDS)
    if len(strange) >= enough:
        hits = Counter(number for word in strange for number in table.numbers[word])
        best = max(hits, key=lambda number: (hits[number], -number))
        own = hits[best]
        english = {word for word in english if best not in table.numbers[word]}
        if (
            own >= enough
            and own >= 2 * len(english)
            and any(best in table.numbers[word] for word in strange - table.names)
        ):
            return table.languages[best]
    return ENGLISH if len(english) >= 2 and len(english) > (own or len(strange)) else unproven


def _by_script(letters: str) -> str:
    return next(
        (name for script, name, least in _scripts() if len(script.findall(letters)) > least * len(letters)),
        "",
    )


@cache
def _scripts() -> tuple[tuple[re.Pattern[str], str, float], ...]:
    return tuple((re.compile(f"[{letters}]"), name, least) for letters, name, least in SCRIPTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    """Common words with the numbers of their languages; those of English, of all others, and those that names have."""

    languages: tuple[str, ...]
    numbers: dict[str, frozenset[int]]
    english: frozenset[str]
    others: frozenset[str]
    names: frozenset[str]


@cache
def _table() -> _Table:
    """From `languages.tsv`, where the more widely written languages come first; words also without their accents."""
    with (files("nlp") / "languages.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    numbers: dict[str, set[int]] = {}
    for number, row in enumerate(rows):
        for word in WORD.findall(row["words"]):
            for spelling in (word, _plain(word)):
                numbers.setdefault(spelling, set()).add(number)
    languages = tuple(row["language"] for row in rows)
    first = languages.index(ENGLISH)
    english = frozenset(word for word, found in numbers.items() if first in found)
    return _Table(
        languages=languages,
        numbers={word: frozenset(found) for word, found in numbers.items()},
        english=english,
        others=frozenset(numbers) - english,
        names=load_words("in names"),
    )


def _plain(word: str) -> str:
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKD", word)))
