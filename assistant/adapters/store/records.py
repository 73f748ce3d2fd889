"""Records as JSON values, and back. Dataclasses are taken as they are; datetimes keep their offset."""

from collections.abc import Mapping
from typing import Any

import msgspec

from assistant.errors import AssistantError
from assistant.ports import R


def plain(value: object) -> Any:
    """A record, or one of its values, as JSON knows it. Half a surrogate pair, which JSON cannot hold, becomes `?`."""
    try:
        return msgspec.json.decode(msgspec.json.encode(value))
    except UnicodeEncodeError:
        return _whole(msgspec.to_builtins(value))


def record(kind: type[R], row: Mapping[str, Any]) -> R:
    """The record in a row. Raises ValueError where the row is no such record, with the reason."""
    try:
        return msgspec.convert(row, kind)
    except (msgspec.ValidationError, AssistantError) as error:
        raise ValueError(str(error)) from error


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, (list, tuple)) else value
