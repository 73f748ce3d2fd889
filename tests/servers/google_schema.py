"""Google's own discovery documents as a measure for what a fake of it may answer, and partial answers (`fields`)."""

import json
from functools import cache
from typing import Any

from googleapiclient.discovery_cache import get_static_doc
from jsonschema import Draft202012Validator

VERSIONS = {"gmail": "v1", "calendar": "v3", "people": "v1"}


@cache
def validator(api: str, schema: str) -> Draft202012Validator:
    """Refuses wrong types and fields that Google does not have."""
    document = json.loads(get_static_doc(api, VERSIONS[api]))
    definitions = {name: strict(each) for name, each in document["schemas"].items()}
    return Draft202012Validator({"$ref": f"#/$defs/{schema}", "$defs": definitions})


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of a discovery document as JSON Schema."""
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    if schema.get("type") == "object" and "properties" in schema:
        properties = {name: strict(each) for name, each in schema["properties"].items()}
        return {"type": "object", "properties": properties, "additionalProperties": False}
    if schema.get("type") == "object":
        return {"type": "object", "additionalProperties": strict(schema.get("additionalProperties", {}))}
    if schema.get("type") == "array":
        return {"type": "array", "items": strict(schema["items"])}
    return {} if schema.get("type", "any") == "any" else {"type": schema["type"]}


def check(api: str, schema: str, answer: Any) -> None:
    """Fails where Google would not answer so."""
    errors = [f"{each.json_path}: {each.message}" for each in validator(api, schema).iter_errors(answer)]
    assert not errors, f"{schema}: {errors}"


def partial(answer: Any, fields: str) -> Any:
    """What is left of an answer when only `fields` were asked for."""
    return _picked(answer, _parsed(fields)) if fields else answer


def _parsed(fields: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    depth, start = 0, 0
    for place, sign in enumerate(fields + ","):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            part = fields[start:place]
            start = place + 1
            cut = min((at for at in (part.find("("), part.find("/")) if at >= 0), default=-1)
            name, rest = (part, "") if cut < 0 else (part[:cut], part[cut:])
            inner = rest[1:-1] if rest.startswith("(") else rest[1:]
            tree[name] = _parsed(inner) if inner else {}
    return tree


def _picked(answer: Any, tree: dict[str, Any]) -> Any:
    if not tree:
        return answer
    if isinstance(answer, list):
        return [_picked(each, tree) for each in answer]
    return {name: _picked(answer[name], inner) for name, inner in tree.items() if name in answer}
