"""An export of our own read again: a folder of JSON files, or a ZIP file with them, a table each."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from assistant.adapters.formats.plain_text import one_line, shown
from assistant.adapters.store.kinds import KINDS
from assistant.adapters.store.records import record
from assistant.errors import ItemError, SourceError, StoreError
from assistant.ports import Failed, Record

TABLES: dict[str, type[Record]] = {kept.table: kind for kind, kept in KINDS.items()}
"""The kind of record in each table."""
MOST = 4_000_000_000  # bytes of one file, unpacked
LONGEST = 64_000_000  # bytes of one line, which is one record: of a longer one, each part is no JSON


def is_export(path: Path) -> bool:
    """Whether this seems to be an export of ours."""
    if path.is_dir():
        return (path / "people.json").is_file()
    return path.is_file() and zipfile.is_zipfile(path) and any(name for name in _members(path) if "people.json" in name)


def records_in(path: Path) -> Iterator[tuple[str, Record] | Failed]:
    """Every record with its table, or where something is wrong and what. Raises SourceError where nothing is ours."""
    if not is_export(path):
        raise SourceError(f"{shown(path)} is no export of the assistant", hint="a folder or ZIP file with people.json")
    files = sorted(path.glob("*.json")) if path.is_dir() else [Path(name) for name in sorted(_members(path))]
    for file in files:
        kind = TABLES.get(file.stem)
        if kind is None:
            yield Failed(locator=shown(file), error=ItemError([f"there is no table '{one_line(file.stem, 40)}'"]))
            continue
        with _opened(path, file) as lines:
            yield from _records(lines, kind, file)


def _records(lines: IO[bytes], kind: type[Record], file: Path) -> Iterator[tuple[str, Record] | Failed]:
    for number, line in enumerate(iter(lambda: lines.readline(LONGEST), b""), start=1):
        text = line.decode("utf-8", "replace").strip().rstrip(",")
        if text in ("", "[", "]", "[]"):
            continue
        try:
            row: Any = json.loads(text)
            if not isinstance(row, dict) or not isinstance(row.get("id"), str):
                raise ItemError(["it is no record"])
            yield file.stem, record(kind, (row["id"], text), file.stem)
        except (ValueError, RecursionError):
            yield Failed(locator=f"{shown(file)}, line {number}", error=ItemError(["this is no JSON"]))
        except (ItemError, StoreError) as error:
            yield Failed(locator=f"{shown(file)}, line {number}", error=ItemError(list(error.problems)))


def _members(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as zipped:
        return [each.filename for each in zipped.infolist() if each.filename.endswith(".json") and not each.is_dir()]


@contextmanager
def _opened(path: Path, file: Path) -> Iterator[IO[bytes]]:
    try:
        if path.is_dir():
            with file.open("rb") as lines:
                yield lines
            return
        with zipfile.ZipFile(path) as zipped:
            name = file.as_posix()
            if zipped.getinfo(name).file_size > MOST:
                raise SourceError(f"{shown(path)}: {name} is larger than {MOST // 1_000_000_000} GB")
            with zipped.open(name) as lines:
                yield lines
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise SourceError(f"{shown(path)}: {one_line(str(error), 120)}") from error
