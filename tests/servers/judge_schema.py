"""Answers that a JSON schema allows: the most harmless one, and any other that a chooser picks piece by piece."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from tests.servers.judge import Question, Reply

Schema = dict[str, Any]
HARMLESS = ("unclear", "unknown", "nobody", "none", "nothing", "no", "neither", "other", "not", "false", "no one", "")

Chooser = Callable[[str, Schema, Sequence[Any]], Any]
"""Is given a property's name, its schema and the values that it may have (empty: any of its type), and picks one;
`NotImplemented` leaves the choice to the most harmless, and None says nothing where the schema is `nullable`."""


def leave(name: str, schema: Schema, values: Sequence[Any]) -> Any:
    """Chooses nothing."""
    return NotImplemented


def composed(schema: Schema, choose: Chooser = leave, *, items: int = 0, optional: bool = False) -> Any:
    """An answer that the schema allows. `items` is how long lists are where they may be (never less than they must);
    a list of things that have ids gets one for each id. `optional` fills what may be left out.
    """
    return _value("", schema, schema, choose, items, optional)


def harmless(question: Question) -> Reply:
    """Says the least that the question's schema allows: empty lists, "unclear", nobody. Without a schema: `{}`."""
    return Reply(text=json.dumps(composed(question.schema or {"type": "object"})))


def resolved(schema: Schema, root: Schema) -> Schema:
    """What a schema refers to within its own document, and all that it must be at once."""
    while isinstance(schema.get("$ref"), str):
        found: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = {**found, **{key: value for key, value in schema.items() if key != "$ref"}}
    for part in schema.get("allOf", []):
        schema = {**resolved(part, root), **{key: value for key, value in schema.items() if key != "allOf"}}
    return schema


def _value(name: str, schema: Schema, root: Schema, choose: Chooser, items: int, optional: bool) -> Any:
    schema = resolved(schema, root)
    either = [resolved(each, root) for each in schema.get("anyOf", schema.get("oneOf", []))]
    if either:
        harmless_first = sorted(either, key=lambda each: each.get("type") != "null")
        schema = harmless_first[-1 if items or optional else 0]
        schema = {**schema, "nullable": harmless_first[0].get("type") == "null"}
    kind = _kind(schema)
    values = list(schema["enum"]) if "enum" in schema else [schema["const"]] if "const" in schema else []
    if kind == "object" and not values:
        own: Schema = schema.get("properties", {})
        wanted = [key for key in own if optional or key in schema.get("required", own)]
        return {key: _value(key, own[key], root, choose, items, optional) for key in wanted}
    if kind == "array" and not values:
        return _list(name, schema, root, choose, items, optional)
    if kind == "boolean":
        values = values or [False, True]
    picked = choose(name, schema, values)
    if picked is None and schema.get("nullable"):
        return None
    if picked is not NotImplemented and (not values or picked in values):
        return picked
    return _least(schema, kind, values)


def _list(name: str, schema: Schema, root: Schema, choose: Chooser, items: int, optional: bool) -> list[Any]:
    of = resolved(schema.get("items", {}), root)
    least, most = schema.get("minItems", 0), schema.get("maxItems", 10**6)
    ids = next((own["enum"] for key, own in of.get("properties", {}).items() if is_id(key) and "enum" in own), [])
    wanted = 0 if name in HARMLESS else max(len(ids) if items else 0, items)  # a list of what is nothing stays empty
    count = min(max(least, wanted), most)
    made = []
    for number in range(count):
        fixed = {"properties": {**of["properties"], **_with_id(of, ids[number % len(ids)])}} if ids else {}
        made.append(_value(name, {**of, **fixed}, root, choose, items, optional))
    return made


def is_id(name: str) -> bool:
    """Whether a property of this name says which thing is meant."""
    return bool(re.search(r"(?i)(^|_)(id|ref|key|number|index|item|which|mention|question)$", name))


def _with_id(of: Schema, value: Any) -> Schema:
    return {key: {"const": value} for key, own in of["properties"].items() if is_id(key) and "enum" in own}


def _kind(schema: Schema) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    return str("null" if "null" in kind else kind[0]) if isinstance(kind, list) else str(kind)


def _least(schema: Schema, kind: str, values: Sequence[Any]) -> Any:
    if values:
        named = {str(value).lower(): value for value in reversed(values)}
        if None in values:
            return None
        return next((named[word] for word in HARMLESS if word in named), values[0])
    if kind == "string":
        return "".ljust(schema.get("minLength", 0), "-")
    if kind in ("integer", "number"):
        return (
            min(max(0, schema.get("minimum", 0)), schema.get("maximum", 0))
            if "maximum" in schema
            else max(0, schema.get("minimum", 0))
        )
    return None
