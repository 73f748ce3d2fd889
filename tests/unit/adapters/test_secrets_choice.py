"""Which keeper of secrets is taken, and that a locked keyring is never passed over in silence."""

import time
from pathlib import Path
from threading import Thread

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, chainer, fail, null
from keyring.errors import InitError, KeyringError

from assistant.adapters.secret_file import FileSecrets
from assistant.adapters.secrets import LateSecrets, SystemKeyring, open_secrets
from assistant.errors import UserError
from assistant.ports import Secrets
from tests.contract.test_secrets import LockedKeyring, MemoryKeyring


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


def test_one_that_is_locked_is_no_reason_for_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match=r"keyring of the desktop .* does not let us in") as caught:
        chosen(tmp_path, real(monkeypatch, LockedKeyring), monkeypatch)
    assert "unlock it" in caught.value.hint
    assert "hunter2" not in repr(caught.value)
    late = LateSecrets(tmp_path)  # nothing is asked before it is needed
    with pytest.raises(UserError, match="does not let us in"):
        late.put("work", "hunter3")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(LockedKeyring, "get_password", MemoryKeyring.get_password)
    assert late.get("work") is None  # it was unlocked meanwhile
    assert "keyring" in late.place


@pytest.mark.parametrize(
    ("error", "locked"),
    [
        (KeyringError("Can't get password from keychain: -25308"), True),  # macOS, over the network
        (type("PromptDismissedException", (Exception,), {})(), True),
        (InitError("Failed to create the collection"), False),
        (RuntimeError("no recommended backend"), False),
        (ConnectionRefusedError("no bus"), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_keyring_raises_when_it_is_there_and_when_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, locked: bool
) -> None:
    class Raising(MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            raise error

    if locked:
        with pytest.raises(UserError, match="does not let us in"):
            chosen(tmp_path, real(monkeypatch, Raising), monkeypatch)
    else:
        assert isinstance(chosen(tmp_path, real(monkeypatch, Raising), monkeypatch), FileSecrets)


def test_one_that_is_half_written_is_never_read(tmp_path: Path) -> None:
    backend, old, new = MemoryKeyring(), "o" * 5_000, "n" * 5_000
    SystemKeyring(tmp_path, backend).put("work", old)
    seen: list[str | None] = []
    write = backend.set_password

    def slowly(service: str, username: str, password: str) -> None:
        if not seen:
            seen.append("")
            reader.start()
        time.sleep(0.01)
        write(service, username, password)

    reader = Thread(target=lambda: seen.append(SystemKeyring(tmp_path, backend).get("work")))
    backend.set_password = slowly  # type: ignore[method-assign]
    SystemKeyring(tmp_path, backend).put("work", new)
    reader.join(10)
    assert seen[1:] == [new]


def test_what_lies_in_a_file_stays_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FileSecrets(tmp_path).put("work", "hunter2")
    assert chosen(tmp_path, real(monkeypatch), monkeypatch).get("work") == "hunter2"
