"""A record of any kind that names somebody wherever it can, made from the types of its fields alone."""

import dataclasses
import re
import types
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from assistant.domain.introductions import Introduction
from assistant.domain.people import Participant, Person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_OF_OURS = re.compile(r"^((?!message_|sent_)\w*_)?(ids?|digest|hash|salt|table|cadence|timezone)$")

LEFT_EMPTY: dict[tuple[type, str], object] = {
    (Introduction, "events"): (),  # a log that tells a story; the story of forgetting has its own tests
    (Person, "roles"): (),
}
"""Fields that cannot hold just anything."""


def naming(kind: type, person: Person, number: int = 1) -> Any:
    """A record of this kind in whose every text the person is named, and in which they have every part they can."""
    return _made(kind, person, f"x-{kind.__name__.lower()}-{number}")


def _made(kind: type, person: Person, id: str) -> Any:
    if kind is Participant:
        return person.participant
    if kind is Person:
        words = _words(person)
        return Person(id=id, name="Bo Li", note=words, organisation=words, cares_about=words, postal=(words,))
    hints, values = get_type_hints(kind), dict[str, Any]()
    for field in dataclasses.fields(kind):
        if (kind, field.name) in LEFT_EMPTY:
            values[field.name] = LEFT_EMPTY[kind, field.name]
        elif field.name == "id":
            values["id"] = id
        elif field.init:
            values[field.name] = _value(hints[field.name], field.name, person, id)
    return kind(**values)


def _value(hint: Any, name: str, person: Person, id: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _value(next(each for each in arguments if each is not type(None)), name, person, id)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return (_value(arguments[0], name.rstrip("s"), person, id),)
        return tuple(_value(each, name, person, id) for each in arguments)
    if origin is frozenset:
        return frozenset({_value(arguments[0], name, person, id)})
    if origin in (list, dict, Mapping) or (origin and issubclass(origin, Mapping)):
        return {_words(person): _words(person)} if origin is not list else [_words(person)]
    simple: dict[Any, Any] = {bool: False, int: 1, float: 0.5, datetime: NOON, date: NOON.date(), time: NOON.time()}
    if hint in simple:
        return simple[hint]
    if hint is timedelta:
        return timedelta(days=1)
    if hint is str:
        return "x" if _OF_OURS.match(name) else _words(person)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if dataclasses.is_dataclass(hint):
        return _made(hint, person, id)  # type: ignore[arg-type]
    return _words(person)


def _words(person: Person) -> str:
    return f"as {person.name} <{person.address}> said"
