"""Good manners, read off the words of a message: what the etiquette would mend in it.

Pure functions over a draft and the people it concerns. What consents forbid is not here: that is `domain.etiquette`,
and nothing overrules it. What is found here is shown, explained, and the user's to decide.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from assistant.domain.drafts import Draft
from assistant.domain.findings import SUBJECT, TEXT, Finding, Rule
from assistant.domain.manners import form, privacy, wording
from assistant.domain.manners.scene import Circle, Scene

__all__ = ["RULES", "Circle", "Scene", "found_early", "lint"]

RULES: dict[Rule, tuple[Callable[[Scene], Iterator[Finding]], ...]] = {
    Rule.PRIVATE: (privacy.private_facts, privacy.told_on, privacy.third_people),
    Rule.WAY_OUT: (form.way_out,),
    Rule.PRESSURE: (wording.pressure,),
    Rule.BLAME: (wording.blame,),
    Rule.LENGTH: (form.length,),
    Rule.NAMES: (form.names,),
    Rule.WHO_WRITES: (form.who_writes,),
    Rule.ADDRESSED: (form.addressed,),
    Rule.OWN_WORDS: (privacy.own_words,),
    Rule.BLANK: (wording.blanks,),
    Rule.SELLING: (wording.selling,),
    Rule.PROMISE: (wording.promises,),
}


MOST = 20  # findings of one check: enough to mend


def found_early(draft: Draft, named: Iterable[str]) -> tuple[Finding, ...]:
    """The words that name somebody before their own yes (1), each in its place. Nothing overrules these."""
    found = []
    for words in named:
        why = f"“{words}” names somebody who has not agreed to it yet; say it without."
        parts = ((part, text, *privacy.place(text, words)) for part, text in _parts(draft))
        placed = [
            Finding(rule=Rule.NAMED_EARLY, why=why, part=part, words=text[start:end], start=start, end=end)
            for part, text, start, end in parts
            if end
        ]
        found += placed or [Finding(rule=Rule.NAMED_EARLY, why=why)]  # where signs hide it, it has no place
    return tuple(found)


def lint(draft: Draft, circle: Circle) -> tuple[Finding, ...]:
    """What the etiquette would mend in the draft, the subject first, in the order of its words; MOST of each check."""
    scene = Scene.of(draft, circle)
    found = {finding for checks in RULES.values() for check in checks for finding in islice(check(scene), MOST)}
    return tuple(sorted(found, key=lambda each: (each.part != SUBJECT, each.start, each.end, each.rule)))


def _parts(draft: Draft) -> tuple[tuple[str, str], tuple[str, str]]:
    return (SUBJECT, draft.subject), (TEXT, draft.text)
