"""The bullpen from a file: providers' cards in TOML or CSV."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assistant.adapters.formats.plain_text import cleaned, decoded, one_line, shown
from assistant.adapters.formats.whole_file import WholeFile
from assistant.domain.bullpen import Capacity, Evidence, EvidenceKind, Provider
from assistant.domain.ids import make_id
from assistant.domain.people import Participant, Person, Role, unique
from assistant.errors import ItemError, SourceError
from assistant.ports import Failed

MAX_FILE = 5_000_000  # bytes
FIELDS = (
    "name", "organisation", "email", "phone", "services", "does", "not_for", "area", "ideal_client", "paused_until",
    "paused_why", "at_once", "a_month",
)  # fmt: skip
EVIDENCE_FIELDS = ("kind", "date", "note")

Card = Mapping[str, Any]


class BullpenFile(WholeFile):
    """Providers' cards; `topics` are the ids that a service may have."""

    max_size = MAX_FILE

    def __init__(self, *, path: Path, topics: frozenset[str], id: str = "") -> None:
        super().__init__(name=path.name, path=path, id=id)
        self._topics = topics

    def cards(self) -> Iterator[tuple[Person, Provider] | Failed]:
        """Every card, with the person behind it. A card that has faults is left out, and all of them are named.

        Raises SourceError where the file as a whole cannot be read.
        """
        text = decoded(self._content())
        listed = _toml(self._path, text) if self._path.suffix.lower() == ".toml" else _csv(self._path, text)
        for number, entry in enumerate(listed, start=1):
            card = _Card(entry=entry, topics=self._topics)
            read = card.read()
            if card.problems:
                where = ", ".join(filter(None, (f"provider {number}", one_line(str(entry.get("name", ""))))))
                yield Failed(locator=f"{shown(self._path)}, {where}", error=ItemError(card.problems))
            elif read:
                yield read


@dataclass(kw_only=True, slots=True)
class _Card:
    entry: Card
    topics: frozenset[str]
    problems: list[str] = field(default_factory=list)

    def read(self) -> tuple[Person, Provider] | None:
        for name in sorted(self.entry.keys() - {*FIELDS, "evidence"}):
            self.problems.append(f"{name}: there is no such field; the fields are {', '.join((*FIELDS, 'evidence'))}")
        name, address = self._words("name"), self._words("email").lower()
        if not name:
            self.problems.append("name: it is missing")
        if address and not re.fullmatch(r"[^\s@]+@[^\s@]+", address):
            self.problems.append(f"email: '{address}' is no address")
        services = self._several("services")
        for service in services:
            if service not in self.topics:
                self.problems.append(f"services: there is no '{service}'")
        if not services and not any(problem.startswith("services") for problem in self.problems):
            self.problems.append("services: at least one is needed")
        if not self._words("does"):
            self.problems.append("does: it is missing; say in a sentence what they do")
        phone = self._words("phone")
        try:
            person = Person.known_as(
                Participant(name=name, address=address),
                organisation=self._words("organisation"),
                area=self._several("area"),
                roles=(Role.PROVIDER,),
                note=f"Phone: {phone}" if phone else "",
            )
        except ValueError:  # no name and no address, told above
            return None
        return person, Provider(
            id=make_id("b", person.id),
            person_id=person.id,
            services=services,
            does=self._words("does"),
            not_for=self._several("not_for"),
            area=self._several("area"),
            ideal_client=self._words("ideal_client"),
            evidence=tuple(self._evidence()),
            paused_until=self._day("paused_until", self.entry.get("paused_until")),
            paused_why=self._words("paused_why"),
            capacity=Capacity(at_once=self._number("at_once"), a_month=self._number("a_month")),
        )

    def _evidence(self) -> Iterator[Evidence]:
        entries = self.entry.get("evidence", [])
        if not (isinstance(entries, list) and all(isinstance(each, Mapping) for each in entries)):
            self.problems.append("evidence: it is written as [[provider.evidence]] with kind, date and note")
            return
        for each in entries:
            for name in sorted(each.keys() - set(EVIDENCE_FIELDS)):
                self.problems.append(f"evidence.{name}: no such field; the fields are {', '.join(EVIDENCE_FIELDS)}")
            on = self._day("evidence.date", each.get("date"), needed=True)
            try:
                kind = EvidenceKind(one_line(str(each.get("kind", ""))).lower())
            except ValueError:
                self.problems.append(f"evidence.kind: '{each.get('kind', '')}' is none of {', '.join(EvidenceKind)}")
                continue
            if on:
                yield Evidence(kind=kind, on=on, note=one_line(str(each.get("note", "")), 1000))

    def _words(self, name: str) -> str:
        value = self.entry.get(name, "")
        if isinstance(value, str | int | float):
            return one_line(str(value), 2000)
        self.problems.append(f"{name}: it has to be a text")
        return ""

    def _several(self, name: str) -> tuple[str, ...]:
        value = self.entry.get(name, [])
        values = value.split(";") if isinstance(value, str) else value
        if isinstance(values, list) and all(isinstance(each, str) for each in values):
            return unique(one_line(each, 500) for each in values)
        self.problems.append(f"{name}: it has to be a list of texts")
        return ()

    def _number(self, name: str) -> int:
        told = self._words(name)
        if not told or (told.isdecimal() and len(told) < 4):
            return int(told or 0)
        self.problems.append(f"{name}: '{told[:20]}' is no number from 1 to 999")
        return 0

    def _day(self, name: str, value: object, *, needed: bool = False) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if not value and not needed:
            return None
        try:
            return date.fromisoformat(str(value or ""))
        except ValueError:
            self.problems.append(f"{name}: '{value or ''}' is no day such as 2026-11-30")
            return None


def _toml(path: Path, text: str) -> list[Card]:
    try:
        listed = tomllib.loads(text).get("provider", [])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"{shown(path)} is not written in TOML: {one_line(str(error))}") from error
    if not (isinstance(listed, list) and listed and all(isinstance(each, Mapping) for each in listed)):
        raise SourceError(f"{shown(path)} names no providers", hint="each one begins with [[provider]]")
    return listed


def _csv(path: Path, text: str) -> Iterator[Card]:
    lines = cleaned(text).splitlines()
    delimiter = "\t" if lines and "\t" in lines[0] else ","
    try:
        for row in csv.DictReader(lines, delimiter=delimiter, restkey="", restval=""):
            card = {str(name).strip().lower(): value for name, value in row.items() if name and value and value.strip()}
            evidence = {name: card.pop(f"evidence_{name}", "") for name in EVIDENCE_FIELDS}
            if card:
                yield {**card, "evidence": [evidence] if any(evidence.values()) else []}
    except csv.Error as error:
        raise SourceError(f"{shown(path)} is no CSV file that can be read: {error}") from error
    if not lines or "name" not in lines[0].lower():
        raise SourceError(f"{shown(path)} names no providers", hint="it begins with its columns: name,services,does…")
