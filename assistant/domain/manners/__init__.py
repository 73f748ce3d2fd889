"""Good manners, read off the words of a message: what the etiquette would mend in it.

Pure functions over a draft and the people it concerns. What consents forbid is not here: that is `domain.etiquette`,
and nothing overrules it. What is found here is shown, explained, and the user's to decide.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

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


def found_early(draft: Draft, named: Iterable[str]) -> tuple[Finding, ...]:
    """The words that name somebody before their own yes (1), each in its place. Nothing overrules these."""
    why = "“{words}” names somebody who has not agreed to it yet; say it without."
    found = []
    for words in named:
        explained = Finding(rule=Rule.NAMED_EARLY, why=why.format(words=words))
        parts = [
            (part, text, *privacy.place(text, words)) for part, text in ((SUBJECT, draft.subject), (TEXT, draft.text))
        ]
        placed = [replace(explained, part=part, words=text[a:b], start=a, end=b) for part, text, a, b in parts if b]
        found += placed or [explained]  # where signs hide it, it has no place
    return tuple(found)


def lint(draft: Draft, circle: Circle) -> tuple[Finding, ...]:
    """Everything that the etiquette would mend in the draft, the subject first, in the order of its words."""
    scene = Scene.of(draft, circle)
    found = {finding for checks in RULES.values() for check in checks for finding in check(scene)}
    return tuple(sorted(found, key=lambda each: (each.part != SUBJECT, each.start, each.end, each.rule)))
