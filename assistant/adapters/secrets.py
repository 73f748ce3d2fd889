"""Where passwords and tokens are kept: the system's own keyring, and a file where there is none."""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.adapters.formats.plain_text import shown
from assistant.errors import UserError
from assistant.ports import Secrets

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "followup-assistant"
FILE = "secrets.json"
_PART = 1_000  # characters in one entry: Windows takes no more than 1,280 of them, and a token may be longer
_SYSTEMS = {
    "keyring.backends.macOS": "the macOS keychain",
    "keyring.backends.Windows": "the Windows Credential Manager",
    "keyring.backends.SecretService": "the keyring of the desktop (Secret Service)",
    "keyring.backends.libsecret": "the keyring of the desktop (libsecret)",
    "keyring.backends.kwallet": "the KDE wallet",
}
"""The keyrings that encrypt. Others (null, fail, the plain files of `keyrings.alt`) are not used."""


class SystemKeyring:
    """Secrets in the system's keyring. `folder` tells the secrets of one data folder from those of another."""

    def __init__(self, folder: Path, backend: "KeyringBackend") -> None:
        self._backend = backend
        self._service = f"{SERVICE} {shown(folder.absolute())}"

    @property
    def place(self) -> str:
        """Where they lie, in words."""
        return _SYSTEMS.get(type(self._backend).__module__, self._backend.name)

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises UserError where the keyring stays locked."""
        parts: list[str] = []
        while (part := self._try("get_password", f"{name} {len(parts)}")) is not None:
            parts.append(str(part).removeprefix("="))
            if len(parts[-1]) < _PART:
                break
        return "".join(parts) if parts else None

    def put(self, name: str, value: str) -> None:
        """Keep a secret. Raises UserError where the keyring refuses."""
        parts = [value[start : start + _PART] for start in range(0, len(value), _PART)]
        parts += [] if parts and len(parts[-1]) < _PART else [""]  # the short one is the last
        for number, part in enumerate(parts):
            self._try("set_password", f"{name} {number}", f"={part}")  # no keyring is sure to keep an empty one
        self._clear(name, len(parts))

    def delete(self, name: str) -> None:
        """Forget a secret, if it is there. Raises UserError where the keyring refuses."""
        self._clear(name, 0)

    def _clear(self, name: str, first: int) -> None:
        while self._try("get_password", f"{name} {first}") is not None:
            self._try("delete_password", f"{name} {first}")
            first += 1

    def _try(self, call: str, name: str, *value: str) -> Any:
        try:
            return getattr(self._backend, call)(self._service, name, *value)
        except Exception as error:  # each backend has errors of its own; their words may hold the secret
            raise UserError(
                f"{self.place} does not let us in ({type(error).__name__})",
                hint="unlock it, then try again",
            ) from None


class FileSecrets:
    """Secrets in a file that only its owner can read; not encrypted."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    @property
    def place(self) -> str:
        """Where they lie, in words, with the warning that belongs to it."""
        return (
            f"the file {shown(self._path)}, which is not encrypted: nobody else with an account on this machine can "
            "read it, but whoever copies the disk or a backup can"
        )

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises UserError where the file cannot be read."""
        return self._read().get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret. Raises UserError where it cannot be written."""
        self._write({**self._read(), name: value})

    def delete(self, name: str) -> None:
        """Forget a secret, if it is there. Raises UserError where the file cannot be written."""
        kept = self._read()
        if kept.pop(name, None) is not None:
            self._write(kept)

    def _read(self) -> dict[str, str]:
        try:
            raw = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UserError(
                f"{shown(self._path)} cannot be read ({type(error).__name__})",
                hint="remove the file, then connect the accounts again: assistant connect",
            ) from None
        return {str(name): str(value) for name, value in raw.items()} if isinstance(raw, dict) else {}

    def _write(self, kept: dict[str, str]) -> None:
        folder = self._path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            handle, fresh = tempfile.mkstemp(prefix=f".{FILE}.", dir=folder)  # made for its owner alone: 0600
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as stream:
                    json.dump(kept, stream)
                    stream.flush()
                    os.fsync(stream.fileno())
                Path(fresh).replace(self._path)
            except BaseException:
                with suppress(OSError):
                    Path(fresh).unlink()
                raise
        except OSError as error:
            raise UserError(
                f"{shown(self._path)} cannot be written: {error.strerror or type(error).__name__}",
                hint="free some space, or correct the permissions of the folder",
            ) from None


def open_secrets(folder: Path) -> Secrets:
    """The system's keyring where a real one works, else a file in `folder`.

    What a file holds already stays in it, so that nobody has to sign in again for a keyring that comes later.
    """
    if (folder / FILE).exists():
        return FileSecrets(folder)
    backend = _working()
    return SystemKeyring(folder, backend) if backend else FileSecrets(folder)


def _working() -> "KeyringBackend | None":
    """The keyring of this system, if it is one that encrypts, and answers."""
    try:
        import keyring
        from keyring.backends.chainer import ChainerBackend

        chosen = keyring.get_keyring()
        candidates = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
        for backend in candidates:
            if type(backend).__module__ in _SYSTEMS:
                backend.get_password(SERVICE, "is anybody there")
                return backend
    except Exception:  # no desktop, no bus, locked for good: each backend says so in its own way
        return None
    return None
