"""A card filled in from what somebody says of themselves: suggestions, each with the line that it comes from.

A suggestion is only that: nothing of it is kept before the user has said so. The text is somebody else's, so it is
cut into lines and looked at word by word, and never followed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.domain.bullpen import Provider
from assistant.domain.people import unique
from assistant.domain.topics import Topic

LONGEST_TEXT, LONGEST_LINE = 200_000, 600  # characters that are looked at
MOST = {"does": 3, "services": 5, "ideal_client": 3, "not_for": 6, "area": 8}
ENOUGH = 2  # telling words of a topic
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_BOILERPLATE = re.compile(
    r"\b(?:cookies?|copyright|rights reserved|privacy policy|newsletter|subscribe|log ?in)\b|©", re.I
)
_WE = r"\b(?:we|i|our (?:team|firm|studio|company|practice))"
_DOES = re.compile(
    rf"^(?:[^,.:]{{1,60}}, )?{_WE}(?: \w+){{0,2}}? (?:help|provide|offer|run|do|make|build|design|deliver|speciali[sz]e"
    r"|advise|look after|manage|supply|install|repair|mend|support|train|write|keep|clean|move|teach)\b",
    re.I,
)
_NOT = re.compile(
    rf"{_WE} (?:do not|don['’]t|cannot|can['’]t|never|no longer) (?:do|take(?: on)?|offer|work (?:with|for|on)|handle"
    r"|provide|cover|serve|accept) ([^.;!?]{3,120})|\bnot (?:suitable |right )?for ([^.;!?]{3,120})",
    re.I,
)
_BEST = re.compile(
    r"\b(?:for|with|help|helping|serve|serving|supports?) ((?:small|medium|large|growing|owner|family|independent|local"
    r"|young|busy|established|start-?ups?)\b[^.;:!?]{3,90})"
    r"|\b(?:clients|customers) (?:are|include) ([^.;:!?]{3,90})",
    re.I,
)
_WHERE = re.compile(
    r"\b(?i:in|near|serving|serves?|across|throughout|cover(?:ing|s)?"
    r"|around|areas?(?: we)?(?: covered| cover| served| serve)?:?) "
    r"((?:the )?[A-Z][\w'’-]+(?:(?:, and | and |, | & | of | )(?:the )?[A-Z][\w'’-]+){0,12})"
)


class Part(StrEnum):
    """What of a card is suggested."""

    DOES = "does"
    SERVICES = "services"
    IDEAL_CLIENT = "ideal_client"
    NOT_FOR = "not_for"
    AREA = "area"


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """One value for a part of a card, and the line of the text that speaks for it. A service is a topic's id."""

    part: Part
    value: str
    line: str


def suggest(text: str, topics: Mapping[str, Topic], is_place: Callable[[str], bool]) -> tuple[Suggestion, ...]:
    """What a text says of somebody's work, part by part, the surest first. `is_place` knows towns and regions."""
    lines = list(_lines(text))
    found = (*_does(lines), *_services(lines, topics), *_matched(lines, is_place))
    kept: list[Suggestion] = []
    for part in Part:
        values = {suggestion.value.casefold(): suggestion for suggestion in reversed(found) if suggestion.part is part}
        kept += list(reversed(values.values()))[: MOST[part]]
    return tuple(kept)


def fill(card: Provider, chosen: Iterable[Suggestion]) -> Provider:
    """The card with what was chosen: sentences in the place of its own, lists added to."""
    values: dict[Part, list[str]] = {part: [] for part in Part}
    for suggestion in chosen:
        values[suggestion.part].append(suggestion.value)
    return replace(
        card,
        does=" ".join(values[Part.DOES]) or card.does,
        services=unique((*card.services, *values[Part.SERVICES])),
        ideal_client="; ".join(values[Part.IDEAL_CLIENT]) or card.ideal_client,
        not_for=unique((*card.not_for, *values[Part.NOT_FOR])),
        area=unique((*card.area, *values[Part.AREA])),
    )


def _lines(text: str) -> Iterator[str]:
    """Each sentence once, in its order; what every site has at its foot is left out."""
    seen = set()
    for line in text[:LONGEST_TEXT].splitlines():
        for sentence in _SENTENCE.split(" ".join(line[: 20 * LONGEST_LINE].split())):
            told = sentence[:LONGEST_LINE].strip("-•*·| ")
            if len(told) > 2 and told not in seen and not _BOILERPLATE.search(told):
                seen.add(told)
                yield told


def _does(lines: Iterable[str]) -> Iterator[Suggestion]:
    for line in lines:
        if 20 <= len(line) <= 300 and _DOES.search(line) and not _NOT.search(line) and not line.endswith("?"):
            yield Suggestion(part=Part.DOES, value=line, line=line)


def _services(lines: Iterable[str], topics: Mapping[str, Topic]) -> Iterator[Suggestion]:
    """Topics of which at least two words are told, or the one that names it."""
    told = [(line, _stems(line)) for line in lines if not _NOT.search(line)]
    every = set().union(*(stems for _, stems in told)) if told else set()
    scored = []
    for topic in topics.values():
        words = _stems(" ".join(topic.telling))
        hits = words & every
        is_named = len(topic.named) == 1 and bool(_stems(topic.named[0]) & every)
        score = len(hits) + (ENOUGH - 1 if is_named else 0)
        if score >= ENOUGH:
            best = max(told, key=lambda each: len(each[1] & words))
            scored.append((-score, topic.id, Suggestion(part=Part.SERVICES, value=topic.id, line=best[0])))
    yield from (suggestion for _, _, suggestion in sorted(scored, key=lambda each: each[:2]))


def _matched(lines: Iterable[str], is_place: Callable[[str], bool]) -> Iterator[Suggestion]:
    for line in lines:
        if limit := _NOT.search(line):
            yield Suggestion(part=Part.NOT_FOR, value=_first(limit), line=line)
            continue
        if best := _BEST.search(line):
            yield Suggestion(part=Part.IDEAL_CLIENT, value=_first(best), line=line)
        for where in _WHERE.finditer(line):
            for place in re.split(r", and | and |, | & ", where[1]):
                if is_place(place):
                    yield Suggestion(part=Part.AREA, value=place.removeprefix("the "), line=line)


def _first(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group).strip(" ,")


def _stems(text: str) -> set[str]:
    words = "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()
    return {_stem(word) for word in words if len(word) > 2}


def _stem(word: str) -> str:
    """The word without its commonest endings: roofing and roofs are roof."""
    for ending, instead in (("ies", "y"), ("ing", ""), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) > 2:
            return word.removesuffix(ending) + instead
    return word
