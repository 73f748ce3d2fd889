"""A cheap test for English: the share of its commonest words, compared with other languages'."""

from __future__ import annotations

import re

from nlp.words import load_words

WORD = re.compile(r"[^\W\d_]+")
OTHERS = ("German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Polish")
SAMPLE = 6000  # characters
FEWEST = 12  # words below which nobody can tell


def foreign(body: str) -> str:
    """The name of the language a text is mostly in where that is not English, "another language", or ""."""
    words = [word.lower() for word in WORD.findall(body[:SAMPLE])]
    if len(words) < FEWEST:
        return ""
    english = _share(words, "English")
    if english >= 0.2:
        return ""
    best = max(OTHERS, key=lambda language: _share(words, language))
    if _share(words, best) > max(0.16, 1.5 * english):
        return best
    letters = [character for word in words for character in word]
    return "another language" if sum(map(str.isascii, letters)) < 0.5 * len(letters) else ""


def _share(words: list[str], language: str) -> float:
    common = load_words(language)
    return sum(word in common for word in words) / len(words)
