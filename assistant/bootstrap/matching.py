"""Matchers, and what they are measured on."""

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.ports import Candidate, Matcher

if TYPE_CHECKING:
    from assistant.domain.match_scoring import LabelledNeed
    from assistant.ports.judging import Judge


def labelled_needs(folder: Path) -> "tuple[list[Candidate], list[LabelledNeed]]":
    """Who might help, and needs with those who are right for them. Raises SourceError."""
    from assistant.adapters.files.labelled_needs import read_candidates, read_needs

    return read_candidates(folder), read_needs(folder)


def load_matchers(judge: "Judge | None" = None) -> tuple[Matcher, list[Matcher], str]:
    """Ours, with a `judge` beside it; those to measure it against; and what is missing of these, in words."""
    from assistant.adapters.encoder_matcher import EncoderMatcher
    from assistant.adapters.plain_matchers import Bm25Matcher, untuned

    plain = untuned()
    missing = "" if plain else "Not measured: the untuned encoder, whose weights are not installed (the extra `dev`)."
    return judged_matcher(EncoderMatcher(), judge), [Bm25Matcher(), *([plain] if plain else [])], missing


def judged_matcher(trained: Matcher, judge: "Judge | None") -> Matcher:
    """A matcher with a second opinion, where there is somebody to give one."""
    if judge is None:
        return trained
    from assistant.adapters.judging.matcher import JudgedMatcher

    return JudgedMatcher(trained, judge)
