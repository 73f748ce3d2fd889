"""Files that are taken in as a whole whenever they have changed."""

import os
from pathlib import Path

from assistant.adapters.files.folder import missing, readable
from assistant.adapters.formats.plain_text import digest_of, shown
from assistant.errors import SourceError


class WholeFile:
    """A file of at most `max_size` bytes; nothing is opened before it is asked for.

    Messages call it `told`, or else where it lies. Without an `id` it is known by where it lies, since two files may
    have one name, and one file several ways to it.
    """

    max_size: int

    def __init__(self, *, name: str, path: Path, id: str = "", told: str = "") -> None:
        self._name = name
        self._path = path
        self._id = id
        self._told = told or shown(path)

    @property
    def id(self) -> str:
        """What tells it from every other file."""
        return self._id or shown(Path(os.path.realpath(self._path)))

    @property
    def name(self) -> str:
        """What people call it."""
        return self._name

    def digest(self) -> str:
        """The SHA-256 of its bytes, in hex. Raises SourceError."""
        return digest_of(self._content())

    def _content(self) -> bytes:
        """All bytes. Raises SourceError where the file is missing, too large or cannot be read."""
        with readable(self._path):
            if not self._path.is_file():
                raise missing(self._path)
            if self._path.stat().st_size > self.max_size:
                raise SourceError(f"{self._told} is larger than {self.max_size // 1_000_000} MB")
            return self._path.read_bytes()
