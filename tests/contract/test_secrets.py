"""What every keeper of secrets keeps to, and that none is left lying about."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, chainer, fail, null
from keyring.errors import KeyringLocked

from assistant.adapters.memory import MemorySecrets
from assistant.adapters.secrets import FILE, FileSecrets, SystemKeyring, open_secrets
from assistant.errors import UserError
from assistant.ports import Secrets

LONG = "ü" * 1_000 + "x" * 4_321


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets; like that of Windows, it takes no long secrets."""

    priority = 1  # type: ignore[assignment]  # keyring's own way of saying that it works

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        assert 0 < len(password) <= 1_280
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("the words of hunter2")

    set_password = delete_password = get_password  # type: ignore[assignment]


class SecretsContract:
    """Inherited by a test class of each."""

    def secrets(self, folder: Path) -> Secrets:
        raise NotImplementedError

    @pytest.fixture
    def kept(self, tmp_path: Path) -> Secrets:
        return self.secrets(tmp_path / "not" / "there yet")

    def test_it_says_where_they_lie(self, kept: Secrets) -> None:
        assert kept.place

    def test_what_was_put_is_there(self, kept: Secrets) -> None:
        assert kept.get("work/password") is None
        kept.put("work/password", "hunter2")
        kept.put("home/password", "päß wörd\n")
        assert kept.get("work/password") == "hunter2"
        assert kept.get("home/password") == "päß wörd\n"

    @pytest.mark.parametrize("values", [("one", "two"), (LONG, "short"), ("short", LONG), ("x" * 1_000, "x" * 2_000)])
    def test_another_one_takes_its_place(self, kept: Secrets, values: tuple[str, str]) -> None:
        for value in values:
            kept.put("work", value)
            assert kept.get("work") == value

    def test_an_empty_one_is_not_none(self, kept: Secrets) -> None:
        kept.put("work", "")
        assert kept.get("work") == ""

    def test_what_was_deleted_is_gone_and_nothing_else(self, kept: Secrets) -> None:
        for name in ("work", "work 1", "home"):
            kept.put(name, LONG)
        kept.delete("work")
        kept.delete("work")
        assert kept.get("work") is None
        assert kept.get("home") == kept.get("work 1") == LONG


class TestMemorySecrets(SecretsContract):
    def secrets(self, folder: Path) -> Secrets:
        return MemorySecrets()


class TestSystemKeyring(SecretsContract):
    def secrets(self, folder: Path) -> Secrets:
        self.backend = MemoryKeyring()
        return SystemKeyring(folder, self.backend)

    def test_nothing_is_left(self, kept: Secrets) -> None:
        kept.put("work", LONG)
        kept.put("work", "short")
        assert len(self.backend.kept) == 1
        kept.delete("work")
        assert not self.backend.kept

    def test_two_folders_have_their_own(self, kept: Secrets, tmp_path: Path) -> None:
        kept.put("work", "hunter2")
        assert SystemKeyring(tmp_path, self.backend).get("work") is None

    def test_a_locked_one_is_a_plain_fault_that_quotes_nothing(self, tmp_path: Path) -> None:
        locked = SystemKeyring(tmp_path, LockedKeyring())
        attempts: list[Callable[[], object]] = [lambda: locked.get("a"), lambda: locked.put("a", "hunter2")]
        for attempt in (*attempts, lambda: locked.delete("a")):
            with pytest.raises(UserError, match="does not let us in") as caught:
                attempt()
            assert "hunter2" not in repr(caught.value)
            assert caught.value.hint


class TestFileSecrets(SecretsContract):
    def secrets(self, folder: Path) -> Secrets:
        self.path = folder / FILE
        return FileSecrets(folder)

    def test_only_its_owner_reads_it(self, kept: Secrets) -> None:
        before = os.umask(0)
        try:
            kept.put("work", "hunter2")
        finally:
            os.umask(before)
        assert stat.S_IMODE(self.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(self.path.parent.stat().st_mode) == 0o700
        assert [path.name for path in self.path.parent.iterdir()] == [FILE]

    def test_it_warns_in_plain_words(self, kept: Secrets) -> None:
        assert str(self.path) in kept.place
        assert "not encrypted" in kept.place

    def test_a_write_that_fails_leaves_what_was_there(self, kept: Secrets, monkeypatch: pytest.MonkeyPatch) -> None:
        kept.put("work", "hunter2")

        def full(*args: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr(os, "fsync", full)
            with pytest.raises(UserError, match="No space left") as caught:
                kept.put("work", "other")
        assert caught.value.hint
        assert kept.get("work") == "hunter2"
        assert [path.name for path in self.path.parent.iterdir()] == [FILE]

    @pytest.mark.parametrize("content", [b"{", b"\xff"])
    def test_a_damaged_file_is_named_and_not_overwritten(self, kept: Secrets, content: bytes) -> None:
        kept.put("work", "hunter2")
        self.path.write_bytes(content)
        for attempt in (lambda: kept.get("work"), lambda: kept.put("work", "x")):
            with pytest.raises(UserError, match=FILE) as caught:
                attempt()
            assert caught.value.hint
        assert self.path.read_bytes() == content

    def test_it_is_plain_json(self, kept: Secrets) -> None:
        kept.put("work", "hunter2")
        assert json.loads(self.path.read_text("utf-8")) == {"work": "hunter2"}


def chosen(folder: Path, backend: KeyringBackend, monkeypatch: pytest.MonkeyPatch) -> Secrets:
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return open_secrets(folder)


def real(monkeypatch: pytest.MonkeyPatch, kind: type[MemoryKeyring] = MemoryKeyring) -> MemoryKeyring:
    """A backend that passes for one that encrypts."""
    monkeypatch.setattr(kind, "__module__", SecretService.__name__)
    return kind()


def test_a_keyring_that_works_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = chosen(tmp_path, real(monkeypatch), monkeypatch)
    assert isinstance(secrets, SystemKeyring)
    assert secrets.place == "the keyring of the desktop (Secret Service)"


def test_so_is_one_among_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several = chainer.ChainerBackend()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", (null.Keyring(), real(monkeypatch)))
    assert isinstance(chosen(tmp_path, several, monkeypatch), SystemKeyring)


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, MemoryKeyring], ids=["fail", "null", "unknown"])
def test_one_that_does_not_encrypt_is_refused(
    backend: type[KeyringBackend], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(chosen(tmp_path, backend(), monkeypatch), FileSecrets)


def test_so_is_one_that_is_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(chosen(tmp_path, real(monkeypatch, LockedKeyring), monkeypatch), FileSecrets)


def test_what_lies_in_a_file_stays_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FileSecrets(tmp_path).put("work", "hunter2")
    assert chosen(tmp_path, real(monkeypatch), monkeypatch).get("work") == "hunter2"
