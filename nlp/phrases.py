"""Phrases found at word bounds: a plural or a genitive counts, `*` stands for any ending."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import ahocorasick


class Phrases:
    """Finds phrases at word bounds in lower-cased text, in one pass."""

    def __init__(self, phrases: Mapping[str, object]) -> None:
        self._automaton = ahocorasick.Automaton()
        for phrase, value in phrases.items():
            self._automaton.add_word(phrase.rstrip("*"), (len(phrase.rstrip("*")), phrase.endswith("*"), value))
        if phrases:
            self._automaton.make_automaton()

    def find(self, lowered: str) -> Iterator[tuple[int, int, object]]:
        """Start, end and value of every phrase."""
        for last, (length, open_ended, value) in self._automaton.iter(lowered):
            start, end = last + 1 - length, last + 1
            if start and (lowered[start - 1].isalnum() or lowered[start - 1] == "_") and lowered[start].isalnum():
                continue
            if open_ended or _ends(lowered, end):
                yield start, end, value


def _ends(lowered: str, end: int) -> bool:
    if lowered[end : end + 1].isalnum():
        rest = 2 if lowered.startswith("es", end) else 1 if lowered.startswith("s", end) else 0
        return bool(rest) and not lowered[end + rest : end + rest + 1].isalnum()
    return True
