"""From one text about an evening to the people in it: who they are, where from, what they do, and what they want.

A plain reading by names, separators and cue words, for the user to put right; no word of the text is ever lost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.domain.ids import fold
from assistant.domain.met_words import LEAD, NO_NAMES, ORGANISED, TRADES, UNKNOWN, WANTS

LONGEST_LINE = 4_000  # characters of one sentence; what is longer is kept as it is, with nobody read out of it
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|du|la|le|bin|al|ter|ap|y)"
_WORD = r"(?:[^\W\d_a-zß-öø-ÿ][\w'’.\-]*)"
_NAME = re.compile(rf"{_WORD}(?:[ \t]+(?:{_PARTICLE}[ \t]+){{0,2}}{_WORD}){{0,3}}")
_BULLET = re.compile(r"^[ \t]*(?:[-*•–—▪‣+]|\(?\d{1,3}[.):])[ \t]+")
_STOP = re.compile(r"(?<=[.!?])(?<!\b[DMJS]r\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bProf\.)(?<!\bSt\.)[ \t]+(?=[\"“‘'(]?\w)")
_TITLE = re.compile(r"(?:(?:Dr|Mrs?|Ms|Prof|Professor|Sir|Dame|Rev)\b\.?[ \t]+)+")
_AND = re.compile(r"[ \t]*(?:,[ \t]*and\b|,|&|\+|\band\b)[ \t]*", re.IGNORECASE)
_CLAUSE = re.compile(r"[ \t]*(?:[,;:()\[\]|•]|[ \t][-–—][ \t]?|[–—]|\.(?=\s|$))[ \t]*")
_MAIL = re.compile(r"[\w.+'\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6}")
_PHONE = re.compile(r"(?<!\w)\+?\(?\d[\d ()/\-]{5,20}\d(?!\w)")
_FROM = re.compile(r"(?:(?:who )?(?:runs|owns|founded|works (?:for|at|with)|is (?:from|with|at))|from|of|at|@)[ \t]+")
_JOINTS = ("&", "and", "of", "the", "for", "+", "et", "und", "y", "e", "de")
_BEFORE_NAME = re.compile(LEAD, re.IGNORECASE)
_WANTS = re.compile(WANTS, re.IGNORECASE)
_UNKNOWN = re.compile(UNKNOWN, re.IGNORECASE)
_FOLLOWS = re.compile(
    r"[ \t]*(?:$|[,;:(\[|–—.?!@]|-[ \t]|(?:from|of|at|with|who|whose|is|runs|owns|works|wants|needs|also|has|had|said|"
    r"told|asked|would|will|does|just|hopes|looks|seeks|struggles|thinks)\b)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One person of the text, or what it says of nobody (then `name` is empty).

    `words` are the user's own. `focus` is their background, `wants` what they look for. `address` and `phone` are empty
    where none is given.
    """

    words: str
    name: str = ""
    organisation: str = ""
    focus: str = ""
    wants: str = ""
    address: str = ""
    phone: str = ""

    @property
    def is_first_name(self) -> bool:
        """Whether they are known by one name only, which could be anybody's."""
        return bool(self.name) and " " not in self.name


def read_met(text: str) -> tuple[Entry, ...]:
    """The people of a text in its order, and its remarks about nobody. Every word stands in the words of one of them.

    What is said of somebody in later sentences ("She wants …", "Ann also …") is theirs.
    """
    entries: list[Entry] = []
    for line in text.splitlines():
        body = _BULLET.sub("", line, count=1)
        is_point = body != line
        last: str | None = None if is_point else (entries[-1].name if entries and line[:1] in " \t" else None)
        for number, piece in enumerate(_pieces(body)):
            found = _people(piece, begins=number == 0)
            if found:
                known = {key: place for place, each in enumerate(entries) if each.name for key in _called(each)}
                again = known.get(fold(found[0].name)) if len(found) == 1 else None
                if again is not None:
                    entries[again] = _with(entries[again], piece)
                else:
                    entries += found
                last = found[-1].name
            elif entries and entries[-1].name and (_is_of_them(piece) or (last is not None and not _is_remark(piece))):
                entries[-1] = _with(entries[-1], piece)
                last = entries[-1].name
            else:
                entries.append(Entry(words=piece))
                last = None
    return tuple(entries)


def _called(entry: Entry) -> set[str]:
    name = fold(entry.name)
    return {name, name.split()[0]}


def _pieces(line: str) -> Iterator[str]:
    """A line in sentences, and in parts between semicolons where each begins with somebody."""
    for sentence in filter(str.strip, _STOP.split(line)):
        parts = sentence.split(";")
        kept = parts[0]
        for part in parts[1:]:
            if _people(part.strip(), begins=False) and kept.strip():
                yield kept.strip()
                kept = part
            else:
                kept = f"{kept};{part}"
        if kept.strip():
            yield kept.strip()


def _people(piece: str, *, begins: bool) -> list[Entry]:
    """Whom a sentence begins with: several where they are joined, nobody where it begins otherwise."""
    if len(piece) > LONGEST_LINE:
        return []
    lead = _BEFORE_NAME.match(piece)
    start = lead.end() if lead else 0
    title = _TITLE.match(piece, start)
    start = title.end() if title else start
    names, end = _names(piece, start)
    if names and not (lead or _FOLLOWS.match(piece, end) or (begins and len(names[0].split()) > 1)):
        names = []
    if not names:
        typed = _as_typed_small(piece, start) if begins or lead else None
        if typed is None:
            return []
        names, end = [typed[0]], typed[1]
    rest = piece[end:]
    return [_told(Entry(words=piece, name=name), rest) for name in names]


def _names(piece: str, start: int) -> tuple[list[str], int]:
    """The names that stand there one after another, joined by "and" or commas, and where they end."""
    names: list[str] = []
    end = at = start
    while match := _NAME.match(piece, at):
        name = match[0].rstrip(".-'’")
        if not _is_name(name):
            break
        joined = _AND.match(piece, match.end())
        if names and "," in piece[end:at] and not _is_list(piece, match.end(), joined):
            break  # "Tom, Delta": what follows a comma is no second name unless an "and" follows
        names.append(name)
        end = match.start() + len(name)
        if joined is None or joined.end() == match.end():
            break
        at = joined.end()
    if len(names) > 1 and "," in piece[start:end] and not re.search(r"&|\+|\band\b", piece[start:end], re.IGNORECASE):
        return names[:1], start + len(names[0])
    return names, end


def _is_list(piece: str, end: int, joined: re.Match[str] | None) -> bool:
    """Whether an "and" joins the name that ends there with others."""
    before = piece[:end]
    return bool(joined and "," not in joined[0]) or bool(re.search(r"(?:\band\b|&|\+)[^,]*$", before, re.IGNORECASE))


def _is_name(name: str) -> bool:
    first = fold(name).split()
    return bool(first) and first[0] not in NO_NAMES and fold(name) not in TRADES and not ORGANISED.search(name)


def _as_typed_small(piece: str, start: int) -> tuple[str, int] | None:
    """A name in small letters, as typed in a hurry at the beginning of a line, before a separator."""
    match = re.compile(r"([^\W\d_]+(?:[ \t]+[^\W\d_]+){0,2})(?=[ \t]*(?:[,:(|–—]|[ \t]-[ \t]|from\b|@))").match(
        piece, start
    )
    if match is None or not match[1].islower() or set(fold(match[1]).split()) & (NO_NAMES | TRADES):
        return None
    name = re.sub(r"[ \t]+from$", "", match[1])
    return name.title(), start + len(name)


def _told(entry: Entry, rest: str) -> Entry:
    """The entry with what the rest of its sentence says."""
    address = _MAIL.search(rest)
    rest = _MAIL.sub(",", rest) if address else rest
    phone = _PHONE.search(rest)
    rest = _PHONE.sub(",", rest) if phone else rest
    entry = replace(
        entry,
        address=entry.address or (address[0].lower() if address else ""),
        phone=entry.phone or (phone[0].strip() if phone else ""),
    )
    for number, clause in enumerate(filter(None, (each.strip(" \t.") for each in _CLAUSE.split(rest)))):
        entry = _placed(entry, clause, is_first=number == 0)
    return entry


def _placed(entry: Entry, clause: str, *, is_first: bool) -> Entry:
    """The entry with one clause where it belongs."""
    if _UNKNOWN.search(clause) or not fold(clause):
        return entry
    if wanted := _WANTS.search(clause):
        before = re.sub(
            r"\b(?:and|who|she|he|they|is|also)\s*$", "", clause[: wanted.start()], flags=re.IGNORECASE
        ).strip()
        entry = replace(entry, wants="; ".join(filter(None, (entry.wants, clause[wanted.start() :].strip()))))
        return _placed(entry, before, is_first=is_first) if before else entry
    if entry.wants and re.match(r"(?:and|or|but|also)\b", clause, re.IGNORECASE):
        return replace(entry, wants=f"{entry.wants}, {clause}")
    come = _FROM.match(clause)
    if come and not entry.organisation:
        house = _NAME.match(clause, come.end()) or re.compile(r"\S+").match(clause, come.end())
        if house and (_is_house(clause[come.end() :]) or house[0][:1].isupper() or come[0].strip() in ("from", "@")):
            end = _house_end(clause, come.end())
            rest = re.sub(r"^(?:who|which|and|that)\b\s*", "", clause[end:].strip(), flags=re.IGNORECASE)
            entry = replace(entry, organisation=clause[come.end() : end].strip())
            return _placed(entry, rest, is_first=False) if rest else entry
    if not entry.organisation and not entry.focus and _is_house(clause) and is_first:
        return replace(entry, organisation=clause)
    clause = re.sub(r"^(?:who\s+)?(?:is\s+(?:an?\s+)?|an?\s+)", "", clause, flags=re.IGNORECASE) or clause
    return replace(entry, focus=", ".join(filter(None, (entry.focus, clause))))


def _is_house(words: str) -> bool:
    """Whether words are written as the name of an organisation is: in capitals, and no trade."""
    said = [word for word in words.split() if word.lower() not in _JOINTS]
    if not said or fold(words) in TRADES:
        return False
    said_small = words.lower().split()
    is_called_so = len(said_small) > 1 and not {"a", "an"} & set(said_small) and ORGANISED.search(words) is not None
    return is_called_so or all(word[:1].isupper() or word[:1].isdigit() for word in said)


def _house_end(clause: str, start: int) -> int:
    """Where the name of an organisation that begins there ends: at the first word in small letters."""
    end = start
    for word in re.finditer(r"\S+", clause[start:]):
        is_joint = word[0] in _JOINTS and clause[start + word.end() :].strip()[:1].isupper()
        if end > start and not (word[0][:1].isupper() or word[0][:1].isdigit() or is_joint):
            break
        end = start + word.end()
    return end


def _with(entry: Entry, words: str) -> Entry:
    """The entry with a further sentence about the same person."""
    said = re.sub(
        rf"^(?:{re.escape(entry.name.split()[0])}|s?he|they|it|his|her|their|also|and|but)\b(?:['’]s)?[ \t]*",
        "",
        words,
        flags=re.IGNORECASE,
    )
    told = _told(replace(entry, words=f"{entry.words} {words}"), said) if len(words) <= LONGEST_LINE else entry
    return replace(told, words=f"{entry.words} {words}")


def _is_of_them(piece: str) -> bool:
    """Whether a sentence speaks of whoever was spoken of before."""
    begins = re.match(r"(?:s?he|they|his|her|their|also|and|but|wants|needs|forgot)\b", piece, re.IGNORECASE)
    return bool(begins or re.search(r"\b(?:him|her|them|s?he)\b", piece, re.IGNORECASE))


def _is_remark(piece: str) -> bool:
    """Whether a sentence begins as one about the evening does, and not about a person."""
    first = fold(piece).split()[:1]
    return bool(first) and first[0] in NO_NAMES
