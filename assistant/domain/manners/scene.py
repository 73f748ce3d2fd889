"""A message and what is known around it: what its words are held against."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from assistant.domain.consents import Side
from assistant.domain.drafts import Draft
from assistant.domain.ids import fold
from assistant.domain.people import Person

QUOTED = re.compile(r"“[^“”]*”|\"[^\"\n]{12,}\"")
GREETING = re.compile(r"(?:hello|hi|hey|dear|good (?:morning|afternoon|evening))\b", re.IGNORECASE)
LONGEST_GREETING = 8  # words
REACH = 300  # code points of a sentence that are looked at around a finding
CLOSING = re.compile(
    r"(?:(?:with )?(?:my |very |all |the )*(?:best|kind(?:est)?|warm(?:est)?|good)(?: and)?(?: \w+)?"
    r"|regards|sincerely|yours(?: \w+)?|cheers|(?:many )?thanks(?: again)?|thank you|see you soon|greetings)[,.]?$",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|mr|mrs|ms|dr|st|prof|vs|etc|e\.g|i\.e|approx|ltd|inc|co)\.$", re.IGNORECASE)
_END = re.compile(r"(?<![.!?…])[.!?…]++[”\"')]*+(?=\s|$)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Circle:
    """Who and what a message is about.

    `others` are people who are neither reader nor the other side, and are not to be told of. `seeker_words` and
    `provider_words` are what each side has told the user, word for word, `told_words` what somebody else told of the
    matter; `card` is what the provider's card says;
    `matter` is what the introduction is about, in every word for it.
    """

    user: Person
    seeker: Person
    provider: Person | None = None
    others: tuple[Person, ...] = ()
    seeker_words: tuple[str, ...] = ()
    provider_words: tuple[str, ...] = ()
    told_words: tuple[str, ...] = ()
    card: str = ""
    matter: str = ""
    signature: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A draft among the people it concerns.

    `subject` and `text` are the draft's with everything blanked out, sign for sign, that is not the user's own wording:
    quotations, names, the card's sentences and the signature. What others say of themselves is not mended here.
    `sentences` are the places in the text where each begins and ends, without the greeting and what it is signed with.
    """

    draft: Draft
    circle: Circle
    subject: str
    text: str
    sentences: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, draft: Draft, circle: Circle) -> Self:
        """The draft among these people."""
        start, end = _body(draft.text, _signed(circle))
        hidden = QUOTED.sub(lambda match: "x" * len(match.group()), draft.text)
        return cls(
            draft=draft,
            circle=circle,
            subject=_own(draft.subject, circle),
            text=_own(draft.text, circle),
            sentences=tuple(_sentences(hidden, start, end)),
        )

    @property
    def reader(self) -> Person | None:
        """The one side that it goes to."""
        return self.circle.seeker if self.draft.side is Side.SEEKER else self.circle.provider


def _own(text: str, circle: Circle) -> str:
    """`text` with what others wrote blanked out."""
    signed = _signed(circle)
    lines = (_blank(line) if fold(line) in signed else line for line in text.splitlines(keepends=True))
    text = QUOTED.sub(lambda match: _blank(match.group()), "".join(lines))
    for given in _given(circle):
        text = re.sub(given, lambda match: _blank(match.group()), text, flags=re.IGNORECASE)
    return text


def _blank(text: str) -> str:
    """As many signs that say nothing, line breaks kept."""
    return re.sub(r"[^\n]", "\N{MIDDLE DOT}", text)


def _given(circle: Circle) -> Iterator[str]:
    """Patterns of what others wrote or are called: names, firms, the sentences of the card."""
    people = (circle.user, circle.seeker, circle.provider)
    names = [name for person in people if person for name in (person.organisation, person.name)]
    for words in (*names, *re.split(r"(?<=[.!?])\s+", circle.card)):
        bare = words.strip().rstrip(".!?")
        if len(bare) > 3:
            yield r"(?<!\w)" + r"\s+".join(re.escape(word) for word in bare.split()) + r"(?!\w)"


def _signed(circle: Circle) -> frozenset[str]:
    """The lines that a message is signed with."""
    lines = (circle.user.name, circle.user.first_name, *circle.signature.splitlines())
    return frozenset(fold(line) for line in lines) - {""}


def _body(text: str, signed: frozenset[str]) -> tuple[int, int]:
    """Where the text begins after its greeting, and ends before it is signed."""
    start = position = 0
    is_first = True
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare and is_first:
            greets = bare.endswith((",", ":")) or GREETING.match(bare)
            start = position + len(line) if greets and len(bare.split()) <= LONGEST_GREETING else position
            is_first = False
        elif CLOSING.match(bare) or fold(bare) in signed:
            return start, position
        position += len(line)
    return start, position


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for paragraph in re.finditer(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*", text[start:end]):
        begin, stop = start + paragraph.start(), start + paragraph.end()
        for match in _END.finditer(text, begin, stop):
            following = text[match.end() : stop].lstrip()
            if following[:1].islower() or (_ABBREVIATED.search(text[begin : match.end()]) and following):
                continue
            yield begin, match.end()
            begin = match.end()
        if re.search(r"\w", text[begin:stop]):
            yield begin, stop
