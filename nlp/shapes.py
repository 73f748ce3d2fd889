"""What one line looks like by itself: something said, a contact line, a greeting, or no prose at all."""

from __future__ import annotations

import re

from nlp.cues import load_kind

CONTACT = re.compile(
    r"(?:\+|\b0|\(0)\d[\d\s()./-]{5,18}\d|\b\d{3}[)./ -]{1,2}\d{3,4}[. -]\d{3,4}\b"
    r"|[\w.+-]{1,64}@[\w-]{1,63}\.\w|https?://|\bwww\.\w"
    r"|\b(?:tel|telefon|téléphone|tél|teléfono|phone|mob|mobile|mobil|cell|fax|direct|ddi|office|[tmewdpf])"
    r"\s?[:.|]\s?[+(\d\w]"
    r"|\b[A-Z]{1,2}\d[\dA-Z]?\s\d[A-Z]{2}\b|\b[A-Z]{2}\s\d{5}\b"
    r"|\b\d{1,5}\s+\w+\s(?:street|st|road|rd|avenue|ave|lane|way|house|square|drive)\b|\b\w+(?:straße|strasse|str\.|weg|straat)\s\d",
    re.I,
)
COMPANY = re.compile(
    r"(?<=\s)(?:ltd|limited|gmbh|inc|llc|llp|plc|corp|pty|sarl|srl|spa|s\.p\.a|bv|b\.v|s\.a|sas|ag|kg|lda|oy|aps)\b",
    re.I,
)
HINT = re.compile(r"[\d@:|]|www\.")
GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|hallo|"
    r"liebe[rs]?|sehr geehrte\w*|guten (?:tag|morgen)|bonjour|salut|ch[eè]re?s?|hola|buen[oa]s|estimad[oa]|ciao|"
    r"buongiorno|gentile|beste|geachte|dag|"
    r"ol[aá]|caro|cara|prezad[oa]|all|team|folks)\b",
    re.I,
)
BULLETS = ("-", "*", "•", "–", "·")
CELL = re.compile(r"\||\t| {3,}")
CODE = re.compile(
    r"[=(][^\s;]*[)\]\"']*;$|^[\w.]+\s?=\s?\S+[;)]$|[{}]$"
    r"|^(?:#include|#!/|def \w+\(|at [\w.$]+\(|Traceback \(most|</?\w+[^<>]*>$)"
)
LOGGED = re.compile(r"^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|^\w{3} +\d+ \d\d:\d\d:\d\d ")
LETTERS = bytes(code for code in range(256) if code >= 128 or chr(code).isalpha() or chr(code) in " ,.'!?")
LONGEST = 400  # characters of a line that are looked at closely


def is_said(line: str) -> bool:
    """Whether a line reads as something said rather than as a name, a title or an address."""
    if line.endswith("?") or "? " in line:
        return True
    words = line[:LONGEST].lower().replace("’", "'").split()
    if len(words) >= 8:
        return True
    return len(words) >= 3 and (line.startswith(BULLETS) or not load_kind("said").isdisjoint(words))


def is_contact(line: str) -> bool:
    """Whether a line gives a number, an address, a page or a company rather than saying something."""
    if len(line) > 200:
        return False
    words = [word for word in line.lower().replace("’", "'").split() if word.isalpha() or "'" in word]
    if len(words) > 10 or (len(words) >= 3 and not load_kind("said").isdisjoint(words)):
        return False
    return bool(COMPANY.search(line) or (HINT.search(line) and CONTACT.search(line)))


def is_greeting(line: str) -> bool:
    """Whether a line only greets."""
    return len(line) < 50 and len(line.split()) <= 5 and bool(GREETING.match(line))


def is_layout(line: str) -> bool:
    """Whether a line is a rule, figures, a row of a table, code, a log, an address of the web or encoded data."""
    if len(line) < 3:
        return not line.isalnum()
    if len(line) >= 40 and " " not in line and line.isascii():
        return True
    other = len(line[:LONGEST].encode("utf-8", "replace").translate(None, LETTERS))
    if other < 2:
        return False
    if other >= 0.5 * (min(len(line), LONGEST) - line.count(" ", 0, LONGEST)):
        return True
    if ("|" in line or "\t" in line or "   " in line) and len(line) < LONGEST:
        cells = [cell for cell in CELL.split(line) if cell.strip()]
        if len(cells) >= 3 and max(len(cell.split()) for cell in cells) <= 6:
            return True
    if line.startswith(("http://", "https://")) and " " not in line:
        return True
    return len(line) < LONGEST and bool(CODE.search(line) or LOGGED.match(line))
