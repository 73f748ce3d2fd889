"""The version of the stored form, and the steps from one version to the next."""

from collections.abc import Callable, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any, cast

import msgspec
from tinydb import where

from assistant.adapters.store.records import plain
from assistant.adapters.store.sqlite_file import MissingTableError, SQLiteFile
from assistant.adapters.store.sqlite_schema import META, drop_lists
from assistant.adapters.store.sqlite_storage import SQLiteStorage
from assistant.adapters.store.sqlite_tables import SQLiteDB, SQLiteTable
from assistant.domain.documents import NOTED, introduced_in
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import days_of
from assistant.domain.people import USER, Participant, Person, keys_of
from assistant.domain.referrals import noted_in_group, source_kind
from assistant.errors import AssistantError, StoreError

# ruff: noqa: S608  the table's name is a constant


@dataclass(frozen=True, kw_only=True, slots=True)
class Migration:
    """One step to the next version; `apply` runs in a transaction of its own."""

    name: str
    apply: Callable[[SQLiteDB], None]


def _who_was_there(db: SQLiteDB) -> None:
    """The fields `people`, `introduced` and `days`, by which documents and meetings are looked up from here on."""
    whom = {"documents": ("author", "listeners"), "meetings": ("attendees",)}

    def write(row: MutableMapping[str, Any], fields: Sequence[str]) -> None:
        given = (row.get(field) or [] for field in fields)
        people = [who for value in given for who in (value if isinstance(value, list) else [value])]
        named = [Participant(name=who.get("name", ""), address=who.get("address", "")) for who in people]
        row["people"] = list(keys_of(named))
        if "locator" in row:  # it is a document
            row["introduced"] = list(introduced_in(row.get("title", "")))
        if "start" in row:
            span = (datetime.fromisoformat(row[field]) for field in ("start", "end"))
            row["days"] = [day.isoformat() for day in days_of(*span)]

    for table, fields in whom.items():
        # not by `db.table`, which would go on giving the table as it was opened here, without its indexes
        SQLiteTable(cast(SQLiteStorage, db.storage), table).update(partial(write, fields=fields))


def _in_order(db: SQLiteDB) -> None:
    """What people and introductions are listed by; indexes on lists are made anew, in the order of their records."""
    drop_lists(db.file)
    for table, kind in (("people", Person), ("introductions", Introduction)):

        def write(row: MutableMapping[str, Any], kind: type = kind) -> None:
            with suppress(AssistantError, msgspec.ValidationError):  # a row that is no record stops no other
                row.update(plain(msgspec.convert(row, kind)))

        SQLiteTable(cast(SQLiteStorage, db.storage), table).update(write)


def _days_of_notes(db: SQLiteDB) -> None:
    """The field `days` of documents, by which a meeting finds its notes."""

    def write(row: MutableMapping[str, Any]) -> None:
        row["days"] = [row["when"][:10]] if row.get("medium") in NOTED else []

    SQLiteTable(cast(SQLiteStorage, db.storage), "documents").update(write)


def _referrals_of_slips(db: SQLiteDB) -> None:
    """Slips of the user's own referrals become referrals, at noon of their day where they were noted."""
    storage = cast(SQLiteStorage, db.storage)
    slips, referrals, people = (SQLiteTable(storage, name) for name in ("slips", "referrals", "people"))
    for row in slips.search(where("kind") == "referral"):
        from_id, to_id = row.get("from_id", ""), row.get("to_id", "")
        if USER not in (from_id, to_id):
            continue
        with suppress(AssistantError, msgspec.ValidationError, KeyError, ValueError):  # as above
            zone = datetime.fromisoformat(row["noted_at"]).tzinfo
            at = datetime.combine(date.fromisoformat(row["on"]), time(12), tzinfo=zone)
            made = noted_in_group(row["group_id"], from_id, to_id, row.get("words", ""), at=at)
            sender = people.get(doc_id=from_id)
            kind = source_kind(msgspec.convert(sender, Person)) if sender else made.kind
            referrals.upsert(plain(replace(made, kind=kind, value=row.get("value", 0))))
            slips.remove(doc_ids=[row.doc_id])


MIGRATIONS: tuple[Migration, ...] = (
    Migration(name="first form", apply=lambda db: None),
    Migration(name="documents and meetings by people", apply=_who_was_there),
    Migration(name="people and introductions in order", apply=_in_order),
    Migration(name="notes by day", apply=_days_of_notes),
    Migration(name="referrals noted in groups", apply=_referrals_of_slips),
)
"""In order; the position, counted from 1, is the version that a step leads to. Never change one that was released.

A field that is new and looked up by `find` needs a step that writes it into the rows there are."""


def migrate(db: SQLiteDB, migrations: Sequence[Migration] = MIGRATIONS) -> list[str]:
    """Bring the file to the newest version; gives the names of the steps taken.

    A copy of a file that has been used before is kept beside it. Raises StoreError where a step fails (the file then
    stands at the version before it), and where the file was written by a newer version of the product.
    """
    file = db.file
    done: list[str] = []
    while (version := schema_version(file)) != len(migrations):
        if version > len(migrations):
            raise StoreError(
                f"{file.path}: it was written by a newer version (form {version}, this one knows {len(migrations)})",
                hint="update the assistant",
            )
        if file.read_only:
            raise StoreError(
                f"{file.path}: it has an older form ({version} of {len(migrations)})",
                hint="run the assistant once without read-only access",
            )
        with file.transaction():
            if schema_version(file) != version:  # another process was faster
                continue
            if version and not done:
                file.copy_to(copy_path(file.path, version))
            step = migrations[version]
            try:
                step.apply(db)
            except StoreError:
                raise
            except Exception as error:
                raise StoreError(f"{file.path}: the step '{step.name}' failed: {error}") from error
            _set_version(file, version + 1)
            done.append(step.name)
    return done


def schema_version(file: SQLiteFile) -> int:
    """The version of the file's form; 0 for a new file."""
    try:
        ((version,),) = file.fetch(f"SELECT value FROM {META} WHERE key = 'schema_version'") or [(0,)]
    except MissingTableError:
        return 0
    return int(version)


def copy_path(path: Path, version: int) -> Path:
    """Where the copy of a file of that version is kept."""
    return path.with_name(f"{path.name}.form-{version}")


def _set_version(file: SQLiteFile, version: int) -> None:
    file.write(f"CREATE TABLE IF NOT EXISTS {META} (key TEXT PRIMARY KEY NOT NULL, value NOT NULL)")
    file.write(f"INSERT OR REPLACE INTO {META} VALUES ('schema_version', ?)", [version])
