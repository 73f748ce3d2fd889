"""Contacts from files: vCards, our own CSV columns, and LinkedIn's export of connections."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import vobject

from assistant.adapters.formats.plain_text import cleaned, decoded, one_line
from assistant.adapters.formats.vcard import OURS
from assistant.adapters.formats.whole_file import WholeFile
from assistant.domain.people import NEVER, Channel, Participant, Person, Preferences, Role, unique
from assistant.errors import ItemError, SourceError
from assistant.ports import Failed

MAX_FILE = 50_000_000  # bytes
NOBODY = "it has neither a name nor an address"
COLUMNS = ("name", "email", "organisation", "role", "area", "note")
LONGEST = 20_000  # characters of a note
MOST_OF_ONE = 100  # addresses, or other names, of one person
_SAME_COLUMN = {
    "organization": "organisation",
    "company": "organisation",
    "e-mail": "email",
    "emails": "email",
    "addresses": "email",
    "address": "email",
    "roles": "role",
    "notes": "note",
    "cares about": "cares_about",
    "cares-about": "cares_about",
    "never-ask": "never_ask",
    "preferences.channel": "channel",
    "preferences.notice": "notice",
    "preferences.never_ask": "never_ask",
    "preferences.direct_introduction": "direct",
}
_YES = frozenset({"yes", "true", "1", "x"})
_EDGE = re.compile(r"^(BEGIN|END):VCARD[ \t]*$", re.M | re.I)
_ADDRESS = re.compile(r"(?<![^\s;,<>])[^\s;,<>]+@[^\s;,<>]+")  # looked for once a word: a long one costs no more


Entry = Person | tuple[str, list[str]]
"""Somebody, or where in the file something is wrong, and what."""


class ContactsFile(WholeFile):
    """vCards of versions 2.1, 3 and 4, our own columns in any order, or LinkedIn's Connections.csv."""

    max_size = MAX_FILE

    def people(self) -> Iterator[Person | Failed]:
        """Everybody with a name or an address; the reader is chosen by what the file holds.

        Somebody whose role is unknown comes without it. Raises SourceError where the file holds no contacts.
        """
        for entry in self._entries(cleaned(decoded(self._content()))):
            if isinstance(entry, Person):
                yield entry
            else:
                where, problems = entry
                yield Failed(locator=f"{self._told}, {where}", error=ItemError(problems))

    def _entries(self, text: str) -> Iterator[Entry]:
        if "BEGIN:VCARD" in text.upper():
            return people_in_cards(text)
        if re.search(r'^"?First Name"?,"?Last Name"?', text, re.M):
            return _from_linkedin(text)
        header = [_column(each) for each in re.split(r"[,;\t]", text.lstrip().partition("\n")[0])]
        if "name" in header or "email" in header:
            return _from_columns(text)
        raise SourceError(
            f"{self._told} holds no contacts that can be read",
            hint="vCards, LinkedIn's Connections.csv, or a CSV file that begins with "
            f"{','.join(COLUMNS)}; a spreadsheet is saved as CSV first",
        )


def people_in_cards(text: str) -> Iterator[Entry]:
    """Everybody in some vCards, of version 2.1, 3 or 4."""
    for number, block in enumerate(_cards(text), start=1):
        try:
            person = _from_card(next(vobject.readComponents(block, allowQP=True)))
        except Exception as error:  # the library raises many kinds on broken cards
            yield f"card {number}", [f"it cannot be read: {one_line(str(error), 120)}"]
            continue
        yield person or (f"card {number}", [NOBODY])


def _cards(text: str) -> Iterator[str]:
    """Each card from where it begins to the first end after that; one without an end is none."""
    begins = -1
    for edge in _EDGE.finditer(text):
        if edge[1].upper() == "BEGIN":
            begins = edge.start() if begins < 0 else begins
        elif begins >= 0:
            yield text[begins : edge.end()]
            begins = -1


def _from_columns(text: str) -> Iterator[Entry]:
    for line, row in _rows(text):
        roles, unknown = _roles(row.get("role", ""))
        more, wrong = _kept_of(row)
        person = _person(
            row.get("name", ""),
            _ADDRESS.findall(row.get("email", "")),
            organisation=row.get("organisation", ""),
            area=_several(row.get("area", "")),
            roles=roles,
            note=row.get("note", ""),
            aliases=_several(row.get("aliases", "")),
            postal=_several(row.get("postal", "").replace("\n", ";")),
            **more,
        )
        problems = wrong + [f"no role '{each}'; the roles are {', '.join(Role)}" for each in unknown]
        problems += [] if person else [NOBODY]
        if problems:
            yield f"line {line}", problems
        if person:
            yield person


def _from_linkedin(text: str) -> Iterator[Entry]:
    """The table, which stands below some lines of explanation."""
    skipped = text.find("First Name")
    start = text.rfind("\n", 0, skipped) + 1
    for line, row in _rows(text[start:], first=text.count("\n", 0, start) + 1):
        person = _person(
            f"{row.get('first name', '')} {row.get('last name', '')}",
            _ADDRESS.findall(row.get("email address", "") or row.get("email", "")),
            organisation=row.get("organisation", ""),
            note=row.get("position", ""),
        )
        yield person or (f"line {line}", [NOBODY])


def _rows(text: str, first: int = 1) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row that is not empty, by column, with the line it ends on; nothing of one that cannot be read."""
    header, _, _ = text.partition("\n")
    delimiter = max(",;\t", key=header.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: list[str] = []
    while True:
        try:
            row = next(table)
        except StopIteration:
            return
        except csv.Error:  # a field beyond the library's limit
            if columns:
                yield first + table.line_num - 1, {}
            continue
        if not columns:
            columns = [_column(each) for each in row]
        elif any(each.strip() for each in row):
            yield first + table.line_num - 1, dict(zip(columns, map(_plain_cell, row), strict=False))


def _plain_cell(cell: str) -> str:
    """What a cell says; the quote before what a spreadsheet would take for a formula is ours, and no part of it."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


def _kept_of(row: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What only we keep of somebody, and what of it cannot be."""
    numbers, problems = dict[str, int](), list[str]()
    for name, most in (("importance", 3), ("cadence", 3_650), ("notice", 60)):
        given = row.get(name, "").strip() or "0"
        if (name, given) == ("cadence", str(NEVER)) or (given.isdecimal() and int(given) <= most):
            numbers[name] = int(given)
        else:
            problems.append(f"{name} is a number up to {most}, not '{one_line(given, 20)}'")
    channel = one_line(row.get("channel", "")).lower() or Channel.ANY
    if channel not in tuple(Channel):
        problems.append(f"no channel '{channel[:20]}'; the channels are {', '.join(Channel)}")
        channel = Channel.ANY
    preferences = Preferences(
        channel=Channel(channel),
        notice=numbers.pop("notice", 0),
        never_ask=row.get("never_ask", "").strip().lower() in _YES,
        direct_introduction=row.get("direct", "").strip().lower() in _YES,
    )
    return {**numbers, "preferences": preferences, "cares_about": row.get("cares_about", "")}, problems


def _column(title: str) -> str:
    name = title.strip(' "\ufeff').lower()
    return _SAME_COLUMN.get(name, name)


def _person(name: str, addresses: Iterable[str], **more: Any) -> Person | None:
    name = one_line(name)
    lowered = unique(one_line(address).lower() for address in islice(addresses, MOST_OF_ONE))
    more = {key: _lines(value) if isinstance(value, str) else value for key, value in more.items()}
    try:
        person = Person.known_as(Participant(name=name, address=lowered[0] if lowered else ""), **more)
    except ValueError:
        return None
    return replace(person, addresses=lowered)


def _lines(text: str) -> str:
    """A text with its lines, without space around them."""
    return "\n".join(one_line(line, LONGEST) for line in text[:LONGEST].split("\n")).strip()


def _roles(words: str) -> tuple[tuple[Role, ...], list[str]]:
    known, unknown = list[Role](), list[str]()
    for word in _several(words):
        try:
            known.append(Role(re.sub(r"[\s-]+", "_", word.lower())))
        except ValueError:
            unknown.append(word)
    return unique(known), unknown


def _several(words: str) -> tuple[str, ...]:
    signs = ";" if ";" in words else "[,|]"
    return unique(one_line(each) for each in re.split(signs, words, maxsplit=MOST_OF_ONE)[:MOST_OF_ONE])


def _from_card(card: Any) -> Person | None:
    lines: Mapping[str, list[Any]] = card.contents
    emails = sorted(lines.get("email", ()), key=lambda line: "PREF" not in repr(line.params).upper())
    parts = lines["n"][0].value if "n" in lines else None
    structured = " ".join(_plain(getattr(parts, part, "")) for part in ("given", "additional", "family"))
    names = [_plain(line.value) for line in lines.get("fn", ())] or [structured]
    addresses = [line.value for line in lines.get("adr", ())]
    own = {name.lower().replace("-", "_"): _whole(each[0].value) for name, each in _own(lines)}
    more, _ = _kept_of(own)
    return _person(
        names[0],
        [_plain(line.value) for line in emails],
        organisation=_plain(lines["org"][0].value) if "org" in lines else "",
        area=unique(_plain(line.value) for line in lines.get(f"{OURS}AREA".lower(), ()))
        or unique(_plain(getattr(each, "city", "")) for each in addresses),
        roles=unique(role for line in lines.get("categories", ()) for role in _roles(";".join(_listed(line.value)))[0]),
        note=_whole(lines["note"][0].value) if "note" in lines else "",
        aliases=unique(names[1:MOST_OF_ONE]),
        postal=next(filter(None, map(_postal, addresses)), ()),
        **more,
    )


def _own(lines: Mapping[str, list[Any]]) -> Iterator[tuple[str, list[Any]]]:
    begin = OURS.lower()
    return ((name.removeprefix(begin), each) for name, each in lines.items() if name.startswith(begin))


def _postal(address: Any) -> tuple[str, ...]:
    """The lines of an address as they stand on an envelope; none where it names no street or box."""
    street = [one_line(each) for part in ("extended", "street", "box") for each in _listed(getattr(address, part, ""))]
    place = " ".join(_plain(getattr(address, part, "")) for part in ("code", "city", "region")).strip()
    return unique((*street, place, _plain(getattr(address, "country", "")))) if any(street) else ()


def _listed(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _plain(value: Any) -> str:
    return one_line(", ".join(filter(None, (each.strip() for each in _listed(value)))), 1000)


def _whole(value: Any) -> str:
    return _lines(cleaned("\n".join(_listed(value))))
