"""What every keeper of secrets keeps to, and that none is left lying about."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from assistant.adapters import secret_file
from assistant.adapters.memory import MemorySecrets
from assistant.adapters.secret_file import FILE, LOCK, FileSecrets, alone
from assistant.adapters.secrets import SystemKeyring
from assistant.errors import UserError
from assistant.ports import Secrets

LONG = "ü" * 1_000 + "🔑" * 2_000 + "x" * 4_321


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets; like that of Windows, it takes no long secrets."""

    priority = 1  # type: ignore[assignment]  # keyring's own way of saying that it works

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        assert 0 < len(password.encode("utf-16-le")) <= 2_560  # CRED_MAX_CREDENTIAL_BLOB_SIZE
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

    def test_nothing_is_wrong_with_where_they_lie(self, kept: Secrets) -> None:
        kept.put("work", "hunter2")
        (check,) = kept.checks()
        assert (check.what, check.problem) == (f"passwords lie in {kept.place}", "")

    def test_many_at_once_lose_nothing(self, kept: Secrets) -> None:
        def refresh(account: int) -> None:
            for _ in range(5):
                kept.put(f"account {account}", LONG)
                assert kept.get(f"account {account}") == LONG

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(refresh, range(8)))
        assert [kept.get(f"account {number}") for number in range(8)] == [LONG] * 8


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
        for attempt in (*attempts, lambda: locked.delete("a"), lambda: list(locked.checks())):
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
        assert {path.name for path in self.path.parent.iterdir()} <= {FILE, LOCK}

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
        assert {path.name for path in self.path.parent.iterdir()} <= {FILE, LOCK}

    @pytest.mark.parametrize("content", [b"{", b"\xff"])
    def test_a_damaged_file_is_named_and_not_overwritten(self, kept: Secrets, content: bytes) -> None:
        kept.put("work", "hunter2")
        self.path.write_bytes(content)
        for attempt in (lambda: kept.get("work"), lambda: kept.put("work", "x")):
            with pytest.raises(UserError, match=FILE) as caught:
                attempt()
            assert caught.value.hint
        assert self.path.read_bytes() == content

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            (lambda path: path.chmod(0o644), "others on this machine may read it"),
            (lambda path: path.chmod(0o640), "others on this machine may read it"),
            (lambda path: path.parent.chmod(0o770), "another file in its place"),
        ],
        ids=["by all", "by a group", "its folder"],
    )
    def test_one_that_is_open_to_others_is_told_until_it_is_mended(
        self, kept: Secrets, change: Callable[[Path], None], problem: str
    ) -> None:
        kept.put("work", "hunter2")
        change(self.path)
        (check,) = kept.checks()
        assert problem in check.problem
        assert "chmod" in check.hint
        kept.put("work", "hunter3")
        (check,) = kept.checks()
        assert check.problem == ""

    def test_one_of_somebody_else_is_told(self, kept: Secrets, monkeypatch: pytest.MonkeyPatch) -> None:
        kept.put("work", "hunter2")
        monkeypatch.setattr(os, "getuid", lambda: 4711)
        (check,) = kept.checks()
        assert "somebody else" in check.problem

    @pytest.mark.parametrize("there", [True, False])
    def test_a_link_in_its_place_is_refused(self, kept: Secrets, tmp_path: Path, there: bool) -> None:
        kept.put("work", "hunter2")
        elsewhere = tmp_path / "elsewhere.json"
        if there:
            self.path.replace(elsewhere)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(elsewhere)
        attempts: list[Callable[[], object]] = [lambda: kept.get("work"), lambda: kept.put("work", "x")]
        for attempt in (*attempts, lambda: kept.delete("work")):
            with pytest.raises(UserError, match="is a link"):
                attempt()
        assert elsewhere.exists() == there
        (check,) = kept.checks()
        assert "is a link" in check.problem

    def test_two_processes_that_refresh_at_once_lose_nothing(self, kept: Secrets) -> None:
        code = (
            "import sys; from pathlib import Path; from assistant.adapters.secret_file import FileSecrets\n"
            "kept = FileSecrets(Path(sys.argv[1]))\n"
            "for number in range(30): kept.put(f'{sys.argv[2]} {number}', 'token')"
        )
        command = [sys.executable, "-c", code, str(self.path.parent)]
        running = [subprocess.Popen([*command, name]) for name in ("one", "two", "three")]
        assert [process.wait(60) for process in running] == [0, 0, 0]
        assert len(json.loads(self.path.read_text("utf-8"))) == 90

    def test_another_run_that_does_not_let_go_is_named(self, kept: Secrets, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(secret_file, "WAIT", 0.05)
        with alone(self.path.parent), pytest.raises(UserError, match="another run") as caught:
            kept.put("work", "hunter2")
        assert caught.value.hint
        kept.put("work", "hunter2")

    def test_it_is_plain_json(self, kept: Secrets) -> None:
        kept.put("work", "hunter2")
        assert json.loads(self.path.read_text("utf-8")) == {"work": "hunter2"}
