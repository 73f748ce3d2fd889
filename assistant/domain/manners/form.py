"""What a message must have: a way out of an ask; names, length and first step of a joint message (etiquette 4, 11)."""

import re
from collections.abc import Iterator

from assistant.domain.drafts import DraftKind
from assistant.domain.findings import SUBJECT, Finding, Rule
from assistant.domain.ids import fold
from assistant.domain.letters import AFTER_NAMES, Correspondent
from assistant.domain.manners.phrases import WAYS_OUT
from assistant.domain.manners.scene import Scene
from assistant.domain.manners.wording import ASKS
from assistant.domain.people import Person

LONGEST_JOINT = 4  # sentences
STEPS = re.compile(
    r"\b(?:first|over to you|writ(?:e|es|ing)|(?:call|ring|contact|e-?mail|suggest|send|start)(?:s|ing)?"
    r"|phon(?:e|es|ing)|(?:gets?|getting|be|is) in touch|drops?|reach(?:es)? out|propos(?:e|es|ing)|picks? up"
    r"|finds? a time|repl(?:y|ies)|begins?)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:each other|one another|between you(?:rselves)?|the two of you|you two|both of you)\b", re.IGNORECASE
)


def way_out(scene: Scene) -> Iterator[Finding]:
    """An ask that cannot be refused with ease."""
    asks = scene.draft.kind in ASKS
    if asks and not any(pattern.search(scene.text) for pattern in WAYS_OUT):
        yield Finding(
            rule=Rule.WAY_OUT, why="There is no easy way out of this; add something like “if not, no reason needed”."
        )


def length(scene: Scene) -> Iterator[Finding]:
    """A joint message of more than four sentences."""
    if scene.draft.kind is DraftKind.JOINT and len(scene.sentences) > LONGEST_JOINT:
        start, end = scene.sentences[LONGEST_JOINT][0], scene.sentences[-1][1]
        yield Finding(
            rule=Rule.LENGTH,
            why=f"This has {len(scene.sentences)} sentences; three or four are read, and the two can tell the rest.",
            words=scene.draft.text[start:end].strip(),
            start=start,
            end=end,
        )


def names(scene: Scene) -> Iterator[Finding]:
    """A joint message whose subject does not name both."""
    if scene.draft.kind is not DraftKind.JOINT:
        return
    subject = f" {fold(scene.draft.subject)} "
    sides = [person for person in (scene.circle.seeker, scene.circle.provider) if person]
    missing = [person.name for person in sides if not any(f" {name} " in subject for name in _called(person))]
    if missing:
        why = f"The subject does not name {' and '.join(missing)}; with both names, each finds the message again."
        yield Finding(rule=Rule.NAMES, why=why, part=SUBJECT)


def who_writes(scene: Scene) -> Iterator[Finding]:
    """A joint message after which each may wait for the other."""
    if scene.draft.kind is not DraftKind.JOINT:
        return
    sides = [person for person in (scene.circle.seeker, scene.circle.provider) if person]
    called = {name for person in sides for name in _called(person)}
    for start, end in scene.sentences:
        sentence = scene.draft.text[start:end]
        is_named = any(f" {name} " in f" {fold(sentence)} " for name in called)
        if is_named and STEPS.search(sentence) and not _BOTH.search(sentence):
            return
    yield Finding(rule=Rule.WHO_WRITES, why="It does not say who writes first; without that, each waits for the other.")


def addressed(scene: Scene) -> Iterator[Finding]:
    """A joint message that does not go to the one helped, with the one who gives time in copy."""
    if scene.draft.kind is not DraftKind.JOINT or scene.circle.provider is None:
        return
    to, cc = (scene.circle.seeker.participant,), (scene.circle.provider.participant,)
    if (scene.draft.to, scene.draft.cc) != (to, cc):
        why = f"It should go to {to[0]}, with {cc[0]} in copy: the one who is helped answers first."
        yield Finding(rule=Rule.ADDRESSED, why=why)


def _called(person: Person) -> set[str]:
    """What a person goes by, folded: the name, its first and last word, what a greeting says, the bare firm."""
    names = [name for name in (person.name, *person.aliases) if name.strip()]
    parts = [part for name in names for part in (name.split()[0], name.split()[-1])]
    greeted = Correspondent.of(person)
    firm = " ".join(word for word in fold(person.organisation).split() if word not in AFTER_NAMES)
    return {fold(name) for name in (*names, *parts, greeted.name, greeted.first_name, firm)} - {""}
