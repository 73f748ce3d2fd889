"""Records as JSON values, and back. Dataclasses are taken as they are; datetimes keep their offset."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import msgspec

from assistant.errors import AssistantError, StoreError
from assistant.ports import R


def plain(value: object) -> Any:
    """A record, or one of its values, as JSON knows it. Half a surrogate pair, which JSON cannot hold, becomes `?`."""
    if type(value) is str and value.isascii():
        return value
    try:
        return msgspec.json.decode(msgspec.json.encode(value))
    except UnicodeEncodeError:
        return _whole(msgspec.to_builtins(value))


def record(kind: type[R], row: Sequence[Any], table: str) -> R:
    """The record in a row (id, JSON, …) of a table. Raises StoreError naming both where it is no such record."""
    try:
        return cast(R, _decoder(kind).decode(row[1]))
    except (msgspec.DecodeError, AssistantError) as error:  # a DecodeError also where a field is wrong
        raise StoreError(f"table {table}, row {row[0]} cannot be read: {error}") from error


@cache
def _decoder(kind: type) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(kind)


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, (list, tuple)) else value
