"""The store as a file: where it is, copies of it, and back."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import Config
from assistant.domain.people import Person
from assistant.errors import NotFoundError, StoreError

if TYPE_CHECKING:
    from assistant.bootstrap.restoring import Restored


def store_path(config: Config) -> Path:
    """The file that everything is kept in."""
    return config.data / "assistant.db"


def backup_store(config: Config, file: Path) -> None:
    """Copy the store into `file`. Raises StoreError."""
    from assistant.adapters.store.backup import backup

    backup(store_path(config), file)


def restore_store(config: Config, file: Path) -> "Restored":
    """Put a backup in the store's place; gives where the store that was there lies now. Raises StoreError."""
    from assistant.bootstrap.restoring import put_back

    return put_back(file, store_path(config), user=config.user.addresses)


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """A copy of the store in the data folder: `name` is its path there, `size` in bytes."""

    name: str
    path: Path
    at: datetime
    size: int


def copies(config: Config) -> list[Copy]:
    """The copies of the store in the data folder, the newest first."""
    found = []
    for path in copies_of_store(config):
        with suppress(OSError):
            stat = path.stat()
            at = datetime.fromtimestamp(stat.st_mtime, UTC)
            name = path.relative_to(config.data).as_posix()
            found.append(Copy(name=name, path=path, at=at, size=stat.st_size))
    return sorted(found, key=lambda copy: (copy.at, copy.name), reverse=True)


def copy_called(config: Config, name: str) -> Copy:
    """The copy of this name. Raises NotFoundError."""
    found = next((copy for copy in copies(config) if copy.name == name), None)
    if found is None:
        raise NotFoundError(f"there is no copy '{name[:80]}' any more")
    return found


def look_into(copy: Copy) -> dict[str, int]:
    """How many records a copy holds, by table. Raises StoreError where it is damaged."""
    from assistant.adapters.store.backup import holds

    return holds(copy.path)


def remove_copy(config: Config, name: str) -> None:
    """Delete a copy for good. Raises NotFoundError, and StoreError where it cannot be deleted."""
    copy = copy_called(config, name)
    try:
        copy.path.unlink()
    except OSError as error:
        raise StoreError(f"{copy.path}: it cannot be deleted: {error.strerror}") from error


def copies_naming(config: Config, person: Person) -> list[tuple[Copy, int]]:
    """The copies that still tell of somebody, each with how many of its records do; -1 for one that is damaged."""
    from assistant.adapters.store.backup import records_naming

    words = (
        *person.addresses,
        *(name for name in (person.name, *person.aliases) if " " in name or len(person.keys) == 1),
    )
    found = []
    for copy in copies(config):
        try:
            number = records_naming(copy.path, words)
        except StoreError:
            number = -1
        if number:
            found.append((copy, number))
    return found


def backup_now(config: Config, at: datetime) -> Copy:
    """Keep a copy of this moment beside the daily ones; it stays until the user removes it. Raises StoreError."""
    file = backups_folder(config) / f"{store_path(config).stem}-{at:%Y-%m-%d-%H%M%S}{store_path(config).suffix}"
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{file.parent}: the backups cannot be written: {error.strerror}") from error
    backup_store(config, file)
    return copy_called(config, file.relative_to(config.data).as_posix())


def copies_of_store(config: Config) -> list[Path]:
    """The copies of the store that lie in the data folder, as far as they were made by us, by name."""
    store = store_path(config)
    patterns = (f"{store.name}.form-*", f"{store.stem}-*{store.suffix}", f"{backups_folder(config).name}/*")
    return sorted(path for pattern in patterns for path in store.parent.glob(pattern))


def backups_folder(config: Config) -> Path:
    """Where the daily backups lie."""
    return config.data / "backups"


def daily_backup(config: Config, day: date) -> bool:
    """Keep a backup of this day, and the newest `agent.backups` of all; whether one was made. Raises StoreError."""
    from assistant.adapters.store.backup import backup_of_day

    return backup_of_day(store_path(config), backups_folder(config), day, keep=config.agent.backups)
