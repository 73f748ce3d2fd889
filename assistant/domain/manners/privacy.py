"""What one side has told is not the other's to know: illness, money, quotations, third people (etiquette 3, 12)."""

import re
from collections.abc import Iterator

from assistant.domain.consents import Side
from assistant.domain.drafts import DraftKind
from assistant.domain.etiquette import named, repeated
from assistant.domain.findings import SUBJECT, TEXT, Finding, Rule
from assistant.domain.ids import fold
from assistant.domain.manners.phrases import PRIVATE, matches
from assistant.domain.manners.scene import QUOTED, REACH, Scene

_WRITER = frozenset({"i", "my", "me", "mine", "we", "our", "us", "i'm", "i've", "we're"})
_READER = frozenset({"you", "your", "yours", "yourself", "you're", "you've"})
_THEM = frozenset(
    {
        "she",
        "he",
        "they",
        "her",
        "his",
        "their",
        "him",
        "them",
        "who",
        "whose",
        "somebody",
        "someone",
        "person",
        "firm",
        "owner",
    }
)
_RELATIVE = re.compile(
    r"\b(?:that |whom )?(?:I|we) (?:know|(?:have|had) in mind|met|mentioned|thought of|spoke (?:to|of|about)"
    r"|am thinking of)\b",
    re.IGNORECASE,
)
TO_ONE_SIDE = frozenset(DraftKind) - {DraftKind.JOINT, DraftKind.HAND_OFF}
"""The messages that one person reads."""


def private_facts(scene: Scene) -> Iterator[Finding]:
    """Illness, family, money or law of somebody other than the reader; in a joint message, of anybody."""
    matter = f" {fold(scene.circle.matter)} "
    for match in matches(PRIVATE, scene.text):
        if any(f" {word} " in matter for word in fold(match.group()).split() if len(word) > 3):
            continue
        said_of = _said_of(scene.text, match)
        if said_of in _WRITER or (scene.draft.kind in TO_ONE_SIDE and said_of in _READER):
            continue
        words = scene.draft.text[match.start() : match.end()]
        why = f"“{words}” is private to the one it is about; leave it to them to tell."
        yield _at(match.start(), match.end(), words, why)


def told_on(scene: Scene) -> Iterator[Finding]:
    """Words that others told the user, passed on as they are; the reader's own may be."""
    circle, draft = scene.circle, scene.draft
    private: list[str] = []
    if draft.side is Side.PROVIDER or draft.kind in (DraftKind.JOINT, DraftKind.LOOP):
        private += circle.seeker_words
    if draft.side is Side.SEEKER:
        private += circle.provider_words
    if draft.kind is not DraftKind.LOOP:
        private += circle.told_words
    for run in repeated(draft.text, private):
        start, end = place(draft.text, run)
        words = draft.text[start:end]
        why = f"“{words}” was told to you in these very words; ask whoever did before you pass it on."
        yield _at(start, end, words, why)


def third_people(scene: Scene) -> Iterator[Finding]:
    """People named who are neither side: who told of it, or is in the same position."""
    sides = [person for person in (scene.circle.user, scene.circle.seeker, scene.circle.provider) if person]
    for part, text in ((SUBJECT, scene.draft.subject), (TEXT, scene.draft.text)):
        for other in scene.circle.others:
            for words in named(text, other, known=sides)[:1]:
                start, end = place(text, words)
                why = f"“{words}” is neither of the two; do they want to be brought into it?"
                yield _at(start, end, text[start:end], why, part=part)


def own_words(scene: Scene) -> Iterator[Finding]:
    """Quotation marks around what nobody said: a blurb is passed on as its writer wrote it (12)."""
    circle = scene.circle
    said = fold(" ".join((*circle.seeker_words, *circle.provider_words, *circle.told_words, circle.card)))
    for match in QUOTED.finditer(scene.draft.text):
        inner = [fold(piece) for piece in re.split(r"…|\.\.\.", match.group())]
        attributed = re.search(r"(?:said|say|says|wrote|write|words|told me)\W*$", scene.draft.text[: match.start()])
        if attributed and said and len(match.group().split()) > 3 and not all(piece in said for piece in inner):
            why = "These words are not among what they wrote or told you; are they theirs, word for word?"
            yield Finding(rule=Rule.OWN_WORDS, why=why, words=match.group(), start=match.start(), end=match.end())


def _said_of(text: str, match: re.Match[str]) -> str:
    """The nearest word for a person up to the end of the match, in lower case; empty where there is none."""
    before = re.split(r"[.!?\n]", text[max(0, match.end() - REACH) : match.end()])[-1].replace("’", "'")
    words = re.findall(r"[\w']+", _RELATIVE.sub(" ", before).lower())
    return next((word for word in reversed(words) if word in _WRITER | _READER | _THEM), "")


def place(text: str, run: str) -> tuple[int, int]:
    """Where these folded words stand in `text`; nowhere (0, 0) where signs hide them."""
    loose = r"[\W_]+".join(re.escape(word) for word in fold(run).split())
    match = re.search(rf"(?<!\w){loose}(?!\w)", text, re.IGNORECASE)
    return match.span() if match else (0, 0)


def _at(start: int, end: int, words: str, why: str, *, part: str = TEXT) -> Finding:
    return Finding(rule=Rule.PRIVATE, why=why, part=part, words=words, start=start, end=end)
