"""People as vCards of version 4 (RFC 6350), with all that is kept of them in fields of their own."""

import re
from collections.abc import Iterable, Iterator

from assistant.domain.people import Person, Preferences

OURS = "X-FOLLOWUP-"
"""What the names of our own fields begin with; other programs pass them over, or keep them as they are."""
_LONGEST = 75  # octets of a line


def vcards(people: Iterable[Person]) -> Iterator[str]:
    """Each person as a card; the cards one after the other are a file."""
    for person in people:
        lines = ["BEGIN:VCARD", "VERSION:4.0", *_lines(person), "END:VCARD"]
        yield "".join(f"{_folded(line)}\r\n" for line in lines)


def _lines(person: Person) -> Iterator[str]:
    yield f"UID:{_text(person.id)}"
    yield f"FN;PREF=1:{_text(person.name)}"
    yield from (f"FN:{_text(alias)}" for alias in person.aliases)
    given, _, family = person.name.rpartition(" ")
    yield f"N:{_text(family)};{_text(given)};;;"
    for place, address in enumerate(person.addresses, start=1):
        yield f"EMAIL;PREF={min(place, 100)}:{_text(address)}"
    if person.organisation:
        yield f"ORG:{_text(person.organisation)}"
    if person.postal:
        yield f"ADR:;;{','.join(map(_text, person.postal))};;;;"
    if person.roles:
        yield f"CATEGORIES:{','.join(map(_text, person.roles))}"
    if person.note:
        yield f"NOTE:{_text(person.note)}"
    yield from (f"{OURS}AREA:{_text(area)}" for area in person.area)
    liked = person.preferences
    own = {
        "IMPORTANCE": person.importance,
        "CARES-ABOUT": person.cares_about,
        "CADENCE": person.cadence,
        "CHANNEL": liked.channel if liked.channel != Preferences().channel else "",
        "NOTICE": liked.notice,
        "NEVER-ASK": "yes" if liked.never_ask else "",
        "DIRECT": "yes" if liked.direct_introduction else "",
    }
    yield from (f"{OURS}{name}:{_text(str(value))}" for name, value in own.items() if value)


def _text(value: str) -> str:
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"([\\,;])", r"\\\1", value).replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, no sign of it cut in two."""
    pieces, piece, length = list[str](), "", 0
    for sign in line:
        octets = len(sign.encode("utf-8", "replace"))
        if length + octets > _LONGEST:
            pieces.append(piece)
            piece, length = " ", 1
        piece, length = piece + sign, length + octets
    return "\r\n".join((*pieces, piece))
