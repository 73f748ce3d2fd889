"""Changing the configuration: one thing at a time, comments and order kept, and never a file that is half or wrong."""

import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from assistant.config import load
from assistant.domain.accounts import AccountSettings
from assistant.errors import ConfigError

BEFORE = ".before"
"""The end of the name of the file that keeps what stood in the configuration before the last change."""

HEAD = "Written by `assistant init`. config.example.toml shows everything that can stand here."


_ONE = threading.Lock()  # one change at a time: each is made to what the one before has written


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfigFile:
    """The configuration in `path`, readable by its owner alone. Every change raises ConfigError where it cannot be."""

    path: Path

    def create(self, user: Mapping[str, str | Sequence[str]], sources: Sequence[Mapping[str, str]] = ()) -> None:
        """A new one; `user` and `sources` as the tables have it. Raises ConfigError where there is one already."""
        document = tomlkit.document()
        document.add(tomlkit.comment(HEAD))
        document.add("user", _table(user))
        if sources:
            document.add("source", tomlkit.aot())
            for source in sources:
                document["source"].append(_table(source))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise _unwritable(self.path.parent, error) from None
        if self.path.exists():
            raise ConfigError(f"{self.path}: there is one already", hint="change it with: assistant init")
        self._put(tomlkit.dumps(document))

    def put_account(self, settings: AccountSettings) -> None:
        """Add an account, or put it in the place of the one of its name."""
        self._change(lambda document: _put_entry(document, "account", _account(settings)))

    def take_out_account(self, name: str) -> None:
        """Take an account out, and with it the delivery into its drafts folder."""
        self._change(lambda document: _take_out(document, name))

    def add_source(self, source: Mapping[str, str]) -> None:
        """Add a file or folder to read."""
        self._change(lambda document: _put_entry(document, "source", source))

    def add_cards(self, path: Path) -> None:
        """Add a file of providers' cards."""

        def added(document: tomlkit.TOMLDocument) -> None:
            bullpen = document.setdefault("bullpen", tomlkit.table())
            files = bullpen.setdefault("files", tomlkit.array())
            if str(path) not in files:
                files.append(str(path))

        self._change(added)

    def take_out_source(self, name: str) -> None:
        """Take a file or folder out."""

        def without(document: tomlkit.TOMLDocument) -> None:
            entries: Any = document.get("source", ())
            for place in [place for place, entry in enumerate(entries) if entry.get("name") == name]:
                del entries[place]

        self._change(without)

    def take_out_cards(self, path: Path) -> None:
        """Take a file of providers' cards out, however it is written down."""
        folder = self.path.absolute().parent

        def without(document: tomlkit.TOMLDocument) -> None:
            files: Any = document.get("bullpen", {}).get("files", [])
            for written in [each for each in files if folder / Path(each).expanduser() == path]:
                files.remove(written)

        self._change(without)

    def set(self, table: str, key: str, value: Any) -> None:
        """Set one key of a table."""
        self.set_all({(table, key): value})

    def set_all(self, values: Mapping[tuple[str, str], Any]) -> None:
        """Set several keys, by table and key; None takes a key out. All or nothing."""

        def changed(document: tomlkit.TOMLDocument) -> None:
            for (name, key), value in values.items():
                table = document.setdefault(name, tomlkit.table())
                if value is None:
                    table.pop(key, None)
                else:
                    table[key] = _plain(value)

        self._change(changed)

    @property
    def now(self) -> str:
        """What stands in the file, as a word that changes with it; for `undo`."""
        return hashlib.sha256(self._text().encode()).hexdigest()[:16]

    def undo(self, now: str) -> None:
        """Put back what stood there before the last change, which was to `now`; a second time, the change again.

        Raises ConfigError where the file was changed since, or nothing is known of before.
        """
        with _ONE:
            if now != self.now:
                raise ConfigError("the settings were changed again meanwhile", hint="look at them as they are now")
            try:
                before = self._before.read_text("utf-8")
            except (OSError, ValueError):
                raise ConfigError("what stood there before is not known any more") from None
            self._put(before)

    def _change(self, change: Callable[[tomlkit.TOMLDocument], None]) -> None:
        with _ONE:
            try:
                document = tomlkit.parse(self._text())
            except ValueError as error:
                raise ConfigError(f"{self.path}: cannot be read: {error}") from None
            change(document)
            self._put(tomlkit.dumps(document))

    @property
    def _before(self) -> Path:
        target = self.path.resolve()
        return target.with_name(target.name + BEFORE)

    def _text(self) -> str:
        try:
            return self.path.read_text("utf-8-sig")
        except (OSError, ValueError) as error:
            raise ConfigError(f"{self.path}: cannot be read: {error}") from None

    def _put(self, text: str) -> None:
        """Write beside it, look whether that would be right, and only then put it in its place."""
        target = self.path.resolve()  # a link stays one
        before = self._text() if target.exists() else ""
        if text == before:
            return
        self._write(target, text, self._look_and_keep(before))

    def _look_and_keep(self, before: str) -> Callable[[Path], None]:
        def look(fresh: Path) -> None:
            load(fresh)
            if before:
                self._write(self._before, before, lambda _: None)

        return look

    def _write(self, target: Path, text: str, look: Callable[[Path], object]) -> None:
        try:
            handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # for its owner alone: 0600
        except OSError as error:
            raise _unwritable(self.path, error) from None
        fresh = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            look(fresh)
            fresh.replace(target)
        except ConfigError as error:
            raise ConfigError(
                [each.replace(name, str(self.path)) for each in error.problems], hint=error.hint
            ) from None
        except OSError as error:
            raise _unwritable(self.path, error) from None
        finally:
            with suppress(OSError):
                fresh.unlink()


def _account(settings: AccountSettings) -> dict[str, Any]:
    """What of an account has to be written down."""
    values = {field.name: (getattr(settings, field.name), field.default) for field in fields(AccountSettings)}
    return {name: _plain(value) for name, (value, default) in values.items() if value != default}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else list(value) if isinstance(value, tuple) else value


def _table(values: Mapping[str, Any], kind: Callable[[], Any] = tomlkit.table) -> Any:
    table = kind()
    for key, value in values.items():
        table[key] = _plain(value)
    return table


def _put_entry(document: tomlkit.TOMLDocument, name: str, values: Mapping[str, Any]) -> None:
    """Change the entry of this name in a list of tables where it stands, or add one at the end."""
    if name not in document:
        document.add(tomlkit.nl())
        document.add(name, tomlkit.aot())
    entries: Any = document[name]
    for entry in entries:
        if entry["name"] == values["name"]:
            for key in [key for key in entry if key not in values]:
                del entry[key]
            for key, value in values.items():
                if key not in entry or entry[key] != value:
                    entry[key] = value
            return
    if isinstance(entries, AoT) and entries:
        entries[-1].add(tomlkit.nl())
    entries.append(_table(values, tomlkit.table if isinstance(entries, AoT) else tomlkit.inline_table))


def _take_out(document: tomlkit.TOMLDocument, account: str) -> None:
    others = [table for table in document.get("account", ()) if table.get("name") != account]
    document.pop("account", None)
    for table in others:
        _put_entry(document, "account", table)
    needing = {("drafts", "deliver_to"): ("deliver_to", "send"), ("digest", "account"): ("account",)}
    for (table, key), keys in needing.items():
        settings = document.get(table, {})
        if settings.get(key) == account:
            for each in keys:
                settings.pop(each, None)
    if not any(table.get("mail", True) and table.get("type") != "caldav" for table in others):
        document.get("digest", {}).pop("at", None)
        document.get("debrief", {}).pop("mail", None)


def _unwritable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        f"{path}: cannot be written: {error.strerror or error}", hint="free some space, or correct the permissions"
    )
