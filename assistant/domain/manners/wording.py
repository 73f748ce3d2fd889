"""Words that have no place in a message of this kind: selling, promises, pressure, blame."""

import re
from collections.abc import Callable, Iterable, Iterator

from assistant.domain.drafts import DraftKind
from assistant.domain.findings import SUBJECT, TEXT, Finding, Rule
from assistant.domain.manners import phrases
from assistant.domain.manners.scene import REACH, Scene

ASKS = frozenset({
    DraftKind.ASK_SEEKER, DraftKind.ASK_PROVIDER, DraftKind.OFFER_PROVIDER, DraftKind.REMINDER, DraftKind.HAND_OFF,
})  # fmt: skip
"""The messages that ask for something that may be refused."""


def selling(scene: Scene) -> Iterator[Finding]:
    """Superlatives, discounts, urgency and the user's own wares (S7)."""
    why = "“{words}” sounds like selling, and people you help are not there to be sold to; say what you know instead."
    yield from _found(scene, phrases.SELLING, Rule.SELLING, why)


def promises(scene: Scene) -> Iterator[Finding]:
    """What somebody else would have to keep: guarantees, dates, prices, "free" (S2)."""
    why = "“{words}” promises something that another has to keep; leave it to them to say."
    yield from _found(scene, phrases.PROMISES, Rule.PROMISE, why, keep=_is_stated)


def pressure(scene: Scene) -> Iterator[Finding]:
    """What makes a question a demand, and a reminder a reproach (5)."""
    why = "“{words}” presses for an answer; a light touch gets more of them."
    if scene.draft.kind is DraftKind.REMINDER:
        yield from _found(scene, [*phrases.DEMANDS, *phrases.REPROACHES], Rule.PRESSURE, why)
    elif scene.draft.kind in ASKS or scene.draft.kind is DraftKind.OUTCOME:
        yield from _found(scene, phrases.DEMANDS, Rule.PRESSURE, why)


def blame(scene: Scene) -> Iterator[Finding]:
    """What says whose fault it is that nothing comes of it (6)."""
    why = "“{words}” can be read as blame; a soft no gives no reason that hurts."
    if scene.draft.kind is DraftKind.SOFT_NO:
        yield from _found(scene, phrases.BLAME, Rule.BLAME, why)


def blanks(scene: Scene) -> Iterator[Finding]:
    """What was left to fill in (17)."""
    for part, text in ((SUBJECT, scene.draft.subject), (TEXT, scene.draft.text)):
        for match in phrases.matches(phrases.BLANKS, text):
            why = f"“{match.group().strip()}” looks like something that was left to fill in."
            yield at(match, part, Rule.BLANK, why)


def at(match: re.Match[str], part: str, rule: Rule, why: str) -> Finding:
    """The finding at this place."""
    return Finding(rule=rule, why=why, part=part, words=match.group(), start=match.start(), end=match.end())


def _found(
    scene: Scene,
    patterns: Iterable[re.Pattern[str]],
    rule: Rule,
    why: str,
    *,
    keep: Callable[[str, re.Match[str]], bool] = lambda text, match: True,
) -> Iterator[Finding]:
    for part, text, own in (
        (SUBJECT, scene.subject, scene.draft.subject),
        (TEXT, scene.text, scene.draft.text),
    ):
        for match in phrases.matches(patterns, text):
            if keep(text, match):
                words = own[match.start() : match.end()]
                yield Finding(
                    rule=rule,
                    why=why.format(words=" ".join(words.split())),
                    part=part,
                    words=words,
                    start=match.start(),
                    end=match.end(),
                )


def _is_stated(text: str, match: re.Match[str]) -> bool:
    """Whether it is said outright, not asked, doubted or denied in the same sentence."""
    before = re.split(r"[.!?\n]", text[max(0, match.start() - REACH) : match.start()])[-1]
    after = re.match(r"[^.!?\n]*+\??", text[match.end() : match.end() + REACH])
    return not phrases.DOUBTED.search(before) and not (after and after.group().endswith("?"))
