"""The store as a file: where it is, copies of it, and back."""

from datetime import date
from pathlib import Path

from assistant.config import Config


def store_path(config: Config) -> Path:
    """The file that everything is kept in."""
    return config.data / "assistant.db"


def backup_store(config: Config, file: Path) -> None:
    """Copy the store into `file`. Raises StoreError."""
    from assistant.adapters.store.backup import backup

    backup(store_path(config), file)


def restore_store(config: Config, file: Path) -> Path | None:
    """Put a backup in the store's place; gives where the store that was there lies now. Raises StoreError."""
    from assistant.adapters.store.backup import restore

    return restore(file, store_path(config))


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
