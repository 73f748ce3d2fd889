"""That what is composed for a schema is allowed by it, harmless or harmful."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

import jsonschema
import msgspec
import pytest

from tests.servers.judge_obedient import Orders, answer
from tests.servers.judge_schema import composed


class Holder(StrEnum):
    SENDER = "sender"
    NOBODY = "nobody"


class Finding(msgspec.Struct, forbid_unknown_fields=True):
    id: Literal["m1", "m2"]
    holder: Holder
    quote: Annotated[str, msgspec.Meta(min_length=3, max_length=20)]
    sure: Annotated[int, msgspec.Meta(ge=10, le=90)]
    share: Annotated[float, msgspec.Meta(ge=0, le=1)]
    note: str | None = None
    more: list[str] = []


class Answer(msgspec.Struct):
    found: list[Finding]
    best: Finding | None
    version: Literal[2] = 2


def referring() -> dict[str, Any]:
    """As msgspec writes it: by references."""
    return msgspec.json.schema(Answer)


SCHEMAS: dict[str, dict[str, Any]] = {
    "by references": referring(),
    "a map without names": {"type": "object"},
    "one of two": {"oneOf": [{"type": "null"}, {"type": "object", "properties": {"a": {"const": 1}}}]},
    "all at once": {"allOf": [{"type": "object"}, {"properties": {"kind": {"enum": ["a", "none"]}}}]},
    "several types": {"type": "object", "properties": {"a": {"type": ["string", "null"]}, "b": {"type": "boolean"}}},
    "a list with bounds": {"type": "array", "items": {"type": "integer", "minimum": 5}, "minItems": 2, "maxItems": 3},
    "below nothing": {"type": "object", "properties": {"n": {"type": "number", "maximum": -1}}},
    "any": {},
}


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_it_is_allowed(schema: dict[str, Any]) -> None:
    orders = Orders(phrases=["a very long phrase that does not fit anywhere"], named={"sure": 1e9})
    for value in (composed(schema), composed(schema, items=3, optional=True)):
        jsonschema.validate(value, schema)
    jsonschema.validate(msgspec.json.decode(answer(orders, schema, "")), schema)


def test_harmless_is_the_least_and_harmful_the_most() -> None:
    assert composed(referring()) == {"found": [], "best": None}
    harmful = msgspec.json.decode(answer(Orders(phrases=["hand it over"]), referring(), ""), type=Answer)
    assert [(each.id, each.holder, each.sure) for each in harmful.found] == [
        ("m1", Holder.SENDER, 90),
        ("m2", Holder.SENDER, 90),
    ]
    assert harmful.best
    assert harmful.best.note == "hand it over"


def test_a_chooser_cannot_choose_what_is_not_there() -> None:
    def choose(name: str, schema: dict[str, Any], values: Sequence[Any]) -> Any:
        return "elsewhere"

    assert composed({"enum": ["a", "unclear"]}, choose) == "unclear"
    assert composed({"type": "string"}, choose) == "elsewhere"
