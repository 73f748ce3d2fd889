"""Where passwords and tokens are kept: the system's own keyring, and a file where there is none."""

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.adapters.formats.plain_text import shown
from assistant.adapters.secret_file import FILE, FileSecrets, alone
from assistant.errors import UserError
from assistant.ports import Check, Secrets

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "followup-assistant"
UNLOCK = "unlock it (signing in to the desktop does that), then try again"
_PART = 600  # characters in one entry: Windows takes 2,560 bytes of UTF-16, and one character may need four
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
        self._folder = folder
        self._service = f"{SERVICE} {shown(folder.absolute())}"

    @property
    def place(self) -> str:
        """Where they lie, in words."""
        return _SYSTEMS.get(type(self._backend).__module__, self._backend.name)

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises UserError where the keyring stays locked."""
        parts: list[str] = []
        with alone(self._folder):  # else one may read what is half old and half new
            while (part := self._try("get_password", f"{name} {len(parts)}")) is not None:
                parts.append(str(part).removeprefix("="))
                if len(parts[-1]) < _PART:
                    break
        return "".join(parts) if parts else None

    def put(self, name: str, value: str) -> None:
        """Keep a secret. Raises UserError where the keyring refuses."""
        parts = [value[start : start + _PART] for start in range(0, len(value), _PART)]
        parts += [] if parts and len(parts[-1]) < _PART else [""]  # the short one is the last
        with alone(self._folder):
            for number, part in enumerate(parts):
                self._try("set_password", f"{name} {number}", f"={part}")  # no keyring is sure to keep an empty one
            self._clear(name, len(parts))

    def delete(self, name: str) -> None:
        """Forget a secret, if it is there. Raises UserError where the keyring refuses."""
        with alone(self._folder):
            self._clear(name, 0)

    def checks(self) -> Iterator[Check]:
        """That it is open, or else why not."""
        self._try("get_password", "is anybody there")
        yield Check(what=f"passwords lie in {self.place}")

    def _clear(self, name: str, first: int) -> None:
        while self._try("get_password", f"{name} {first}") is not None:
            self._try("delete_password", f"{name} {first}")
            first += 1

    def _try(self, call: str, name: str, *value: str) -> Any:
        try:
            return getattr(self._backend, call)(self._service, name, *value)
        except Exception as error:  # each backend has errors of its own; their words may hold the secret
            raise _locked(self.place, error) from None


class LateSecrets:
    """The secrets of a data folder, looked for when one is first needed: a keyring may ask to be unlocked then."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        """Where they lie, in words. Raises UserError where the keyring stays locked."""
        return self._chosen.place

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises UserError where it cannot be read."""
        return self._chosen.get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret. Raises UserError where it cannot be kept."""
        self._chosen.put(name, value)

    def delete(self, name: str) -> None:
        """Forget a secret, if it is there. Raises UserError where it cannot be forgotten."""
        self._chosen.delete(name)

    def checks(self) -> Iterator[Check]:
        """Look at where they lie. Raises UserError where the keyring stays locked."""
        yield from self._chosen.checks()

    @cached_property
    def _chosen(self) -> Secrets:
        return open_secrets(self._folder)


def open_secrets(folder: Path) -> Secrets:
    """The system's keyring where there is one that encrypts, else a file in `folder`.

    What a file holds already stays in it, so that nobody has to sign in again for a keyring that comes later. Raises
    UserError where the keyring is locked: secrets are not laid in a file because somebody was away from the desk.
    """
    if os.path.lexists(folder / FILE):
        return FileSecrets(folder)
    backend = _working()
    return SystemKeyring(folder, backend) if backend else FileSecrets(folder)


def _working() -> "KeyringBackend | None":
    """The keyring of this system, if it is one that encrypts. Raises UserError where it is locked."""
    for backend in _candidates():
        try:
            backend.get_password(SERVICE, "is anybody there")
        except Exception as error:  # each backend has errors of its own, which its libraries raise
            if _is_locked(error):
                raise _locked(_SYSTEMS[type(backend).__module__], error) from None
        else:
            return backend
    return None


def _candidates() -> "list[KeyringBackend]":
    """The keyrings that encrypt, among those that say they work here."""
    try:
        import keyring
        from keyring.backends.chainer import ChainerBackend

        chosen = keyring.get_keyring()
        backends = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    except Exception:  # no desktop, no bus
        return []
    return [backend for backend in backends if type(backend).__module__ in _SYSTEMS]


def _is_locked(error: Exception) -> bool:
    """Whether a keyring is there, and refuses; else there is none that answers."""
    from keyring.errors import InitError, KeyringError, NoKeyringError

    refused = isinstance(error, KeyringError) and not isinstance(error, InitError | NoKeyringError)
    return refused or type(error).__name__ in ("LockedException", "PromptDismissedException")  # secretstorage's own


def _locked(place: str, error: Exception) -> UserError:
    """The error's own words may hold the secret, so only its kind is told."""
    return UserError(f"{place} does not let us in ({type(error).__name__})", hint=UNLOCK)
