"""From a TinyDB query to SQL that can use an index.

The SQL is a necessary condition only: it lets through every document that the query matches, and maybe others. What is
not understood adds nothing. TinyDB describes a query by the tuple that it hashes; `any` on a list, `==`, `one_of` and
their conjunctions are read from it.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

# ruff: noqa: S608  paths and names are our own, and values are bound

Path = tuple[str, ...]

EXACT_INTEGERS = 2**53  # beyond it, a number that JSON spells as a float may have been rounded
NOT_A_LIST = "x''"  # stands, among the elements of a list index, for a value that is no list


def parse_path(dotted: str) -> Path:
    """`person.name` as a path of keys. Raises ValueError for what cannot be written as a plain JSON path."""
    if not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)*", dotted, re.ASCII):
        raise ValueError(f"{dotted!r} is not a path of plain keys")
    return tuple(dotted.split("."))


def json_path(path: Path) -> str:
    """`path` as an SQL text that SQLite's JSON functions take."""
    return f"'$.{'.'.join(path)}'"


def json_value(path: Path, data: str = "data") -> str:
    """SQL for the value at `path`; an index serves only where the text is the same."""
    return f"json_extract({data}, {json_path(path)})"


@dataclass(frozen=True, slots=True)
class Order:
    """What rows are kept in order by: the value at a path, as it is, or as the moment that it tells."""

    path: Path
    is_moment: bool = False

    def sql(self, data: str = "data") -> str:
        """SQL for the value; moments are compared whatever their offset, to the millisecond."""
        value = json_value(self.path, data)
        return f"julianday({value})" if self.is_moment else value


def prefilter(cond: object, indexes: Collection[Path], lists: Mapping[Path, str]) -> tuple[str, list[object]]:
    """A WHERE condition with its parameters that is true for every row that `cond` matches.

    `indexes` are the paths that have an index on `json_value`, `lists` the tables (value, id), as quoted names,
    that hold the elements of the lists at a path.
    """
    clauses, parameters, _ = _read(cond, indexes, lists)
    return " AND ".join(clauses) or "TRUE", parameters


def is_whole(cond: object, indexes: Collection[Path], lists: Collection[Path]) -> bool:
    """Whether `prefilter` lets through what `cond` matches and nothing else, given that `lists` lead to lists."""
    return cond is None or _read(cond, indexes, dict.fromkeys(lists, ""))[2]


def _read(cond: object, indexes: Collection[Path], lists: Mapping[Path, str]) -> tuple[list[str], list[object], bool]:
    clauses: list[str] = []
    parameters: list[object] = []
    terms = list(_terms(getattr(cond, "_hash", None)))
    for operator, path, values in terms:
        if not all(map(_comparable, values)):
            continue
        if operator == "any" and path in lists:
            elements = f"SELECT value FROM json_each(?) UNION ALL SELECT {NOT_A_LIST}"
            clauses.append(f"id IN (SELECT id FROM {lists[path]} WHERE value IN ({elements}))")
            parameters.append(json.dumps(list(values)))
        elif operator == "==" and path in indexes:
            clauses.append(f"{json_value(path)} = ?")
            parameters += values
        elif operator == "one_of" and path in indexes:
            clauses.append(f"{json_value(path)} IN (SELECT value FROM json_each(?))")
            parameters.append(json.dumps(list(values)))
    return clauses, parameters, len(clauses) == len(terms)


def _terms(described: object) -> Iterator[tuple[str, Path, Collection[object]]]:
    """The parts of a conjunction; what is not understood is a part without a path."""
    match described:
        case ("and", frozenset() as parts):
            for part in parts:
                yield from _terms(part)
        case ("==", tuple() as path, value):
            yield "==", path, (value,)
        case ("one_of" | "any" as operator, tuple() as path, (tuple() | frozenset()) as values):
            yield operator, path, values
        case _:
            yield "", (), ()


def _comparable(value: object) -> bool:
    """Whether SQLite, too, finds `value` equal to all that Python finds equal to it."""
    if isinstance(value, str):  # an enum of strings is one, unless it compares in its own way
        odd = "\0" in value or (not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value))
        return type(value).__eq__ is str.__eq__ and not odd
    return isinstance(value, int) and type(value) in (bool, int) and abs(value) <= EXACT_INTEGERS
