"""Tables of TOML into frozen dataclasses: every problem is told, by key, and with what is wanted."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

T = TypeVar("T")
Checks = Mapping[str, Callable[[Any], Iterator[str]]]
"""What is well-formed but makes no sense, by key: each check gives the problems of a value."""


def read_table(kind: type[T], raw: Mapping[str, object], where: str, problems: list[str], checks: Checks) -> T | None:
    """One table as `kind`; None where a key that must be there is missing or wrong. Faults go to `problems`.

    The key of a field that ends in "_", since Python has that word for itself, is without it.
    """
    hints = get_type_hints(kind)
    known = {key_of(item.name): item for item in fields(kind)}  # type: ignore[arg-type]  # mypy: T is a dataclass
    for key in (key for key in raw if key not in known):
        near = difflib.get_close_matches(key, known, 1)
        problems.append(f"'{where}{key}' is not a key" + (f"; did you mean '{near[0]}'?" if near else ""))
    values: dict[str, Any] = {}
    whole = True
    for key, item in known.items():
        if key not in raw:
            if item.default is MISSING and item.default_factory is MISSING:
                problems.append(f"'{where}{key}' is missing: {_wanted(hints[item.name], key)}")
                whole = False
            continue
        before = len(problems)
        values[item.name] = _value(hints[item.name], raw[key], f"{where}{key}", problems, checks)
        whole = whole and len(problems) == before
    return kind(**values) if whole else None


def key_of(field: str) -> str:
    """The key that a field is written as."""
    return field.rstrip("_")


def _value(hint: Any, raw: object, where: str, problems: list[str], checks: Checks) -> object:
    if is_dataclass(hint):
        if isinstance(raw, dict):
            return read_table(hint, raw, f"{where}.", problems, checks)  # type: ignore[arg-type]  # it is a class
        problems.append(f"'{where}' is {raw!r}: {_wanted(hint, where)}")
        return None
    entry_kind = next(iter(get_args(hint)), None) if get_origin(hint) is tuple else None
    if isinstance(entry_kind, type) and is_dataclass(entry_kind):
        if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
            problems.append(f"'{where}' must be written [[{where}]], once for each")
            return None
        tables = [read_table(entry_kind, entry, f"{where} {i}: ", problems, checks) for i, entry in enumerate(raw, 1)]
        return tuple(table for table in tables if table is not None)
    try:
        value = msgspec.convert(raw, hint, dec_hook=_path)
    except msgspec.ValidationError:
        problems.append(f"'{where}' is {raw!r}: {_wanted(hint, where)}")
        return None
    problems += checks[where](value) if where in checks else ()
    return value


def _path(kind: type, raw: object) -> object:
    if kind is not Path or not isinstance(raw, str) or not raw or "\0" in raw:
        raise ValueError("no path")
    try:
        return Path(raw).expanduser()
    except RuntimeError as error:  # "~somebody" without a home
        raise ValueError("no path") from error


def _wanted(hint: Any, name: str) -> str:
    """What a key should have held, for somebody who is no programmer."""
    if is_dataclass(hint):
        return f"it must be a table: [{name}]"
    if get_origin(hint) is Literal:
        return "it must be one of " + ", ".join(f'"{choice}"' for choice in get_args(hint))
    if get_origin(hint) is tuple:
        return 'it must be a list: ["...", "..."]'
    if get_origin(hint) in (Union, UnionType):
        hint = get_args(hint)[0]
    wanted = {
        str: 'text: "..."',
        Path: 'a path: "..."',
        float: "a number",
        int: "a whole number",
        date: "a day: 2026-12-31",
        bool: "true or false",
    }
    return f"it must be {wanted[hint]}"
