"""Whether the configuration file has changed since somebody last looked."""

from pathlib import Path

Stamp = tuple[int, int, int]


class Following:
    """Watches one file, by its time, size and place on the disk. A file that is away for a moment has not changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._stamp()

    def has_changed(self) -> bool:
        """Whether it is another one than at the last look."""
        now = self._stamp()
        if now is None or now == self._seen:
            return False
        self._seen = now
        return True

    def _stamp(self) -> Stamp | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
