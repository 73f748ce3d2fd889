"""What one side has told is not the other's to know: illness, money, quotations, third people (etiquette 1, 3 and 12)."""

import re
from collections.abc import Iterator

from assistant.domain.consents import Side
from assistant.domain.drafts import DraftKind
from assistant.domain.etiquette import named, repeated
from assistant.domain.findings import SUBJECT, TEXT, Finding, Rule
from assistant.domain.ids import fold
from assistant.domain.manners.scene import QUOTED, Scene

PRIVATE = re.compile(
    r"(?<!\w)(?:"
    # the body and the mind
    r"(?:been |is |are |was |were |be |falls? |fell |seriously |very |quite |so |too )ill(?! at)|illness(?:es)?|cancer"
    r"|depress(?:ed|ion)|burn[- ]?(?:out|t out)|nervous breakdown|(?:has|had|having) a breakdown|anxiety|chemo\w*"
    r"|(?:in|to|from|out of) (?:the )?hospital|surgery|(?:her|his|an|their|the|heart|hip|back) operation|(?:off|on) sick(?: leave)?|sick leave|heart attack"
    r"|(?:had a|a) stroke|diagnos\w+|pregnan\w+|expecting a (?:baby|child)|maternity|miscarriage|rehab|alcohol\w*|drinking problem"
    # the family
    r"|divorc\w+|separated from|bereave\w+|funeral|passed away|(?:died|death of)|custody|affair"
    # money
    r"|debts?|insolven\w+|bankrupt\w*|overdraft|overdrawn|arrears|in the red|losing money|going under|cash[- ]flow"
    r"|(?:can(?:not|['’]?t)|could(?: not|n['’]?t)) (?:pay|afford)|behind (?:on|with) (?:the |their |her |his )?(?:rent|payments?|wages|tax|taxes|vat|bills|loan)"
    r"|owes?|owed|(?:is|are|was|were|been|go|going|gone|nearly) broke|credit rating|turnover of|(?:a |their |her |his )?budget of|salary of|short of (?:money|cash)|money (?:trouble|troubles|worries|problems)"
    r"|unpaid (?:bills|wages|tax|taxes|invoices)"
    # the law
    r"|(?:being |is |was )sued|lawsuit|taken to court|criminal|arrested|tax (?:investigation|evasion)|laid off|sacked|fired"
    r")(?!\w)",
    re.IGNORECASE,
)
_SELF = frozenset({"you", "your", "yours", "yourself", "i", "my", "me", "mine", "we", "our", "us", "i'm", "i've", "you're"})
_THEM = frozenset({"she", "he", "they", "her", "his", "their", "him", "them", "who", "whose", "somebody", "someone", "person", "firm", "owner"})
_RELATIVE = re.compile(
    r"\b(?:that |whom )?(?:I|we) (?:know|have in mind|had in mind|met|mentioned|thought of|spoke (?:to|of|about)|am thinking of)\b", re.I
)
TO_ONE_SIDE = frozenset(DraftKind) - {DraftKind.JOINT}


def private_facts(scene: Scene) -> Iterator[Finding]:
    """Illness, family, money or law of somebody other than the reader; in a joint message, of anybody."""
    matter = f" {fold(scene.circle.matter)} "
    for match in PRIVATE.finditer(scene.text):
        if any(f" {word} " in matter for word in fold(match.group()).split() if len(word) > 3):
            continue
        if scene.draft.kind in TO_ONE_SIDE and _is_the_readers(scene.text, match):
            continue
        words = scene.draft.text[match.start() : match.end()]
        why = f"“{words}” is private to the one it is about; leave it to them to tell."
        yield _at(match.start(), match.end(), words, why)


def told_on(scene: Scene) -> Iterator[Finding]:
    """Words that the other side told the user, passed on as they are."""
    circle = scene.circle
    told = {Side.SEEKER: circle.seeker_words, Side.PROVIDER: circle.provider_words}
    sides = tuple(Side) if scene.draft.kind is DraftKind.JOINT else tuple(side for side in Side if side is not scene.draft.side)
    for side in sides:
        for run in repeated(scene.draft.text, told[side]):
            start, end = _place(scene.draft.text, run)
            words = scene.draft.text[start:end]
            why = f"“{words}” is what the {side} told you, in their own words; ask them before you pass it on."
            yield _at(start, end, words, why)


def third_people(scene: Scene) -> Iterator[Finding]:
    """People named who are neither side: who told of it, or is in the same position."""
    sides = [person for person in (scene.circle.user, scene.circle.seeker, scene.circle.provider) if person]
    for part, text in ((SUBJECT, scene.draft.subject), (TEXT, scene.draft.text)):
        for other in scene.circle.others:
            for words in named(text, other, known=sides)[:1]:
                start, end = _place(text, words)
                why = f"“{words}” is neither of the two; do they want to be brought into it?"
                yield _at(start, end, text[start:end], why, part=part)


def own_words(scene: Scene) -> Iterator[Finding]:
    """Quotation marks around what nobody said: a blurb is passed on as its writer wrote it (12)."""
    circle = scene.circle
    said = fold(" ".join((*circle.seeker_words, *circle.provider_words, circle.card)))
    for match in QUOTED.finditer(scene.draft.text):
        inner = [fold(piece) for piece in re.split(r"…|\.\.\.", match.group())]
        attributed = re.search(r"(?:said|say|says|wrote|write|words|told me)\W*$", scene.draft.text[: match.start()])
        if attributed and said and len(match.group().split()) > 3 and not all(piece in said for piece in inner):
            why = "These words are not among what they wrote or told you; are they theirs, word for word?"
            yield Finding(rule=Rule.OWN_WORDS, why=why, words=match.group(), start=match.start(), end=match.end())


def _is_the_readers(text: str, match: re.Match[str]) -> bool:
    """Whether it is said of the reader, or of the user: the nearest word for a person before it says so."""
    before = re.split(r"[.!?\n]", text[: match.end()])[-1].replace("’", "'")
    before = _RELATIVE.sub(" ", before)
    words = re.findall(r"[\w']+", before.lower())
    for word in reversed(words):
        if word in _THEM:
            return False
        if word in _SELF:
            return True
    return False


def _place(text: str, run: str) -> tuple[int, int]:
    """Where these folded words stand in `text`; nowhere (0, 0) where signs hide them."""
    loose = r"[\W_]+".join(re.escape(word) for word in fold(run).split())
    match = re.search(rf"(?<!\w){loose}(?!\w)", text, re.IGNORECASE)
    return match.span() if match else (0, 0)


def _at(start: int, end: int, words: str, why: str, *, part: str = TEXT) -> Finding:
    return Finding(rule=Rule.PRIVATE, why=why, part=part, words=words, start=start, end=end)
