"""What an answer to a digest says: numbers with words, as people type them on a telephone.

`1 yes, 3 later`, `2 no 4 no`, `1-3 no`, `5: she needs a bookkeeper`, `the rest no`. Whatever stands beside a number
and a word and is no courtesy may be a condition: such an answer is not acted on, nor one that contradicts itself.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.domain.digest import ABOVE, Item, ItemKind, Purpose, Word

LIMIT = 20_000  # characters that are looked at
SHOWN = 60  # characters of what was not understood
TAIL_WORDS = 6  # of "later until the week after Easter"

_WAYS = {
    Word.YES: "yes please|yes|yep|yeah|y|ask them|ask her|ask him|ask",
    Word.NO: "no thanks|no thank you|no|nope|n|leave it",
    Word.LATER: "later|not now",
    Word.WRONG: "wrong",
    Word.APPROVE: "approve|approved|ok|okay",
    Word.DISCARD: "discard|discarded|throw away|throw it away",
    Word.DRAFT: "draft|draft it|write it",
    Word.NOTHING: "nothing came up|nothing|none|nil",
    Word.MET: "they have met|they met|met",
    Word.WON: "won|it helped|helped",
    Word.LOST: "lost|nothing came of it",
    Word.STOP: "stop|never again",
}
_MEANT = {way: word for word, ways in _WAYS.items() for way in ways.split("|")}
_END = r"(?![\w'’])"
_KEYWORD = "(?:" + "|".join(sorted(_MEANT, key=len, reverse=True)).replace(" ", r"\s+") + ")" + _END
_NUMBER = r"(?:number\s+|#)?\d{1,3}(?!\d)"
_NUMBERS = rf"{_NUMBER}(?:\s*(?:,|&|\+|/|and\b|to\b|[-–—])\s*{_NUMBER})*"
_SIGN = r"\s*[:.)=–—-]?>?\s*"
_EVERY = r"(?:all|everything|(?:the\s+)?(?:rest|others))\b"
_CLAUSE = re.compile(rf"(?P<which>{_NUMBERS}|{_EVERY}){_SIGN}(?P<word>{_KEYWORD})", re.I)
_AHEAD = rf"(?:{_NUMBERS}|{_EVERY}){_SIGN}{_KEYWORD}"
_TAIL = re.compile(rf"(?P<tail>[^,;]*?)(?=(?:[\s,;]+(?:and\s+)?{_AHEAD})|[,;]|$)", re.I)
_TEXT = re.compile(r"(?:number\s+|#)?(?P<number>\d{1,3})(?:\s*[:.)=–—-]+\s*|\s+|$)(?P<text>.*)", re.I)
_TEXT_LINE = re.compile(r"\s*#?(\d{1,3})\s*[:.)]")
_COURTESY = r"(?:and|then|please|pls|thanks|thank\s+you|thx|cheers|many\s+thanks|ta)\b"
_GLUE = re.compile(rf"(?:[\s,;.!&*•–—-]|{_COURTESY})*", re.I)
_RANGE = re.compile(r"\s*(?:to\b|[-–—])\s*", re.I)
_CLOSING = re.compile(
    rf"(?:(?:hi|hello|hey|dear|good morning)(?: there)?|(?:kind|best|warm)? ?(?:regards|wishes)|best|{_COURTESY}"
    r"|sent from my .{1,30}|get outlook for .{1,20})[\s,.!]*",
    re.I,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is answered to one item: a word, with the day that a "later" names as it was written, or free text."""

    number: int
    word: Word | None = None
    tail: str = ""
    text: str = ""

    def __str__(self) -> str:
        """As the user would write it; free text is left out."""
        return " ".join(filter(None, (str(self.number), self.word, self.tail))) + (": …" if self.text else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """An answer, read: at most one `said` an item.

    `contradicted` are numbers that were answered in two ways, `unknown` those that are not in the digest. `unread` is
    what looked like an answer and was not understood; `has_more` says that other words stood in it.
    """

    said: tuple[Said, ...] = ()
    contradicted: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    unread: tuple[str, ...] = ()
    has_more: bool = False


class _Sheet:
    """What was found so far: which items, as written, with what; the texts about meetings; and what was not read."""

    def __init__(self, items: Sequence[Item], names: Collection[str]) -> None:
        self.items = items
        self.names = frozenset(part.casefold() for name in names for part in (name, *name.split()))
        self.found: list[tuple[str, Said]] = []
        self.texts: dict[int, list[str]] = {}
        self.unread: list[str] = []
        self.prose: list[str] = []


def read_answer(
    text: str, items: Sequence[Item], *, purpose: Purpose = Purpose.DAILY, names: Collection[str] = ()
) -> Answered:
    """What the new words of a mail answer to these items. Never raises.

    `names` are the user's own, which may sign it. After a meeting, the whole text is what came up in it.
    """
    text = _above(text[:LIMIT])
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n")]
    sheet = _Sheet(items, names)
    if purpose is Purpose.AFTER_MEETING:
        return _after_meeting(lines, sheet)
    for paragraph in _paragraphs(lines):
        _read_paragraph(paragraph, sheet)
    if len(items) == 1 and not sheet.found and not sheet.texts and not sheet.unread:
        _read_bare(sheet)
    return _resolved(sheet)


def _above(text: str) -> str:
    """What stands above the line that the digest begins with."""
    lines = text.split("\n")
    below = (number for number, line in enumerate(lines) if ABOVE.casefold() in " ".join(line.casefold().split()))
    return "\n".join(lines[: next(below, len(lines))])


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in (*lines, ""):
        if line and not line.startswith(">"):
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []


def _read_paragraph(lines: Sequence[str], sheet: _Sheet) -> None:
    meetings = {item.number for item in sheet.items if item.kind is ItemKind.MEETING}
    telling, began = 0, len(sheet.found)  # the meeting whose text goes on
    for line in lines:
        clauses, number, words, left = _scanned(line, meetings)
        other = _TEXT_LINE.match(line)
        is_new = (clauses and not left) or (other and int(other[1]) in meetings)
        if telling and not is_new:
            if not _is_closing(line, sheet):
                sheet.texts[telling].append(line)
            continue
        telling = number
        if left and not (clauses or line[:1].isdigit() or line[:1] == "#"):
            if _is_closing(line, sheet):
                continue
            sheet.prose.append(line)
            if len(sheet.found) > began:  # it may be a condition of what stands before it
                which, said = sheet.found.pop()
                sheet.unread.append(f"{which} {said.word} / {line}")
            continue
        if left:
            sheet.unread.append(line)
            sheet.prose.append(line)
        sheet.found += clauses
        if number:
            sheet.texts.setdefault(number, []).append(words)


def _scanned(line: str, meetings: Collection[int]) -> tuple[list[tuple[str, Said]], int, str, str]:
    """The clauses that a line begins with, the meeting it then tells of with the words, and what is left unread."""
    clauses: list[tuple[str, Said]] = []
    place = _after_glue(line, 0)
    while place < len(line):
        match = _CLAUSE.match(line, place)
        end = match.end() if match else place
        tail = ""
        if match and _meant(match["word"]) is Word.LATER:
            more = _TAIL.match(line, end)
            tail, end = (more["tail"], more.end()) if more else ("", end)
        after = _after_glue(line, end)
        if match and (after == len(line) or _CLAUSE.match(line, after) or _tells(line, after, meetings)):
            said = Said(number=0, word=_meant(match["word"]), tail=_bare(tail))
            clauses.append((match["which"], said))
            place = after
            continue
        if told := _tells(line, place, meetings):
            return clauses, int(told["number"]), told["text"].strip(), ""
        return clauses, 0, "", line[place:]
    return clauses, 0, "", ""


def _tells(line: str, place: int, meetings: Collection[int]) -> re.Match[str] | None:
    told = _TEXT.match(line, place)
    return told if told and int(told["number"]) in meetings else None


def _after_glue(line: str, place: int) -> int:
    match = _GLUE.match(line, place)
    return match.end() if match else place


def _meant(word: str) -> Word:
    return _MEANT[" ".join(word.casefold().split())]


def _bare(tail: str) -> str:
    """The day that a "later" names, without courtesies around it."""
    return re.sub(rf"(?:[\s.!]|\b{_COURTESY})+$", "", tail[_after_glue(tail, 0) :], flags=re.I)


def _is_closing(line: str, sheet: _Sheet) -> bool:
    """Whether a line only greets, thanks or signs."""
    rest = line.casefold()
    while (match := _CLOSING.match(rest)) and match.end():
        rest = rest[match.end() :]
    return not rest.strip(" ,.!-–—") or rest.strip(" ,.!-–—") in sheet.names


def _read_bare(sheet: _Sheet) -> None:
    """A single word, where there is only one item that it can be about."""
    number = sheet.items[0].number
    clauses, _, _, left = _scanned(f"{number} {' '.join(sheet.prose)}", ())
    if clauses and not left:
        sheet.found += clauses
        sheet.prose.clear()


def _after_meeting(lines: Sequence[str], sheet: _Sheet) -> Answered:
    kept = [line for line in lines if not line.startswith(">")]
    while kept and (not kept[-1] or _is_closing(kept[-1], sheet)):
        kept.pop()
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    if not text or not sheet.items:
        return Answered()
    number = sheet.items[0].number
    own = re.sub(rf"^#?{number}\s*[:.)]\s*", "", text)
    clauses, _, _, left = _scanned(f"{number} {own}", ())
    if clauses and not left and clauses[0][1].word in (Word.NO, Word.NOTHING):
        return Answered(said=(Said(number=number, word=Word.NOTHING),))
    return Answered(said=(Said(number=number, text=own),)) if own else Answered()


def _resolved(sheet: _Sheet) -> Answered:
    """One meaning a number; what is said of all counts for those that take it, of the rest for those not named."""
    known = {item.number: item for item in sheet.items}
    meanings: dict[int, set[Said]] = {}
    unknown: set[int] = set()
    for which, said in sheet.found:
        if which[0].isdigit() or which[0] in "#nN":
            ends, between = _numbers(which)
            unknown |= ends - known.keys()
            for number in (ends | between) & known.keys():
                meanings.setdefault(number, set()).add(replace(said, number=number))
    for number, words in sheet.texts.items():
        text = "\n".join(filter(None, words))
        if text:
            meanings.setdefault(number, set()).add(Said(number=number, text=text))
    named = set(meanings)
    for which, said in sheet.found:
        if which[0] in "aeAE" or which.split()[-1].casefold() in ("rest", "others"):
            is_rest = which[0] not in "aeAE"
            for number, item in known.items():
                may = said.word in item.words and said.word is not Word.APPROVE  # approved is only what is named
                if may and not (is_rest and number in named):
                    meanings.setdefault(number, set()).add(replace(said, number=number))
    said_of = dict(sorted(meanings.items()))
    understood = tuple(next(iter(ways)) for ways in said_of.values() if len(ways) == 1)
    unread = sheet.unread or ([] if meanings or unknown else sheet.prose[:1])
    return Answered(
        said=understood,
        contradicted=tuple(number for number, ways in said_of.items() if len(ways) > 1),
        unknown=tuple(sorted(unknown)),
        unread=tuple(line if len(line) <= SHOWN else f"{line[:SHOWN]}…" for line in unread),
        has_more=bool(sheet.prose),
    )


def _numbers(which: str) -> tuple[set[int], set[int]]:
    """The numbers that stand there, and those between the two of a range."""
    ends = [int(number) for number in re.findall(r"\d+", which)]
    signs = re.split(r"(?:number\s+|#)?\d+", which)[1:-1]
    between: set[int] = set()
    for first, sign, last in zip(ends, signs, ends[1:], strict=False):
        if _RANGE.fullmatch(sign):
            between |= set(range(min(first, last), max(first, last) + 1))
    return set(ends), between
