"""The agent's own log: plain lines in a file that is turned over, for nobody else to read."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from assistant.adapters.quiet import hush
from assistant.domain.time import Clock

LARGEST = 512 * 1024  # bytes of one file: some months
KEPT = 5
NAME = "assistant.agent"


class _PrivateFile(RotatingFileHandler):
    """Every file it opens is readable by its owner alone."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return open(handle, self.mode, encoding="utf-8", errors="backslashreplace")  # type: ignore[return-value]  # noqa: PTH123


@contextmanager
def agent_log(
    folder: Path, clock: Clock, *, echo: IO[str] | None = None, largest: int = LARGEST
) -> Iterator[Callable[[str], None]]:
    """What writes a line, with the moment by `clock`, to `agent.log` in `folder`, and to `echo` where somebody looks.

    A disk that is full is no reason to stop: the line is lost.
    """
    hush()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    logger = logging.Logger(NAME)  # of its own: what others set on loggers does not reach it, nor it them
    file = _PrivateFile(folder / "agent.log", maxBytes=largest, backupCount=KEPT)
    file.handleError = lambda record: None  # type: ignore[method-assign]  # it would print to a terminal nobody sees
    logger.addHandler(file)
    if echo:
        logger.addHandler(logging.StreamHandler(echo))

    def tell(line: str) -> None:
        plain = "".join(sign if sign.isprintable() else " " for sign in line)
        logger.info("%s  %s", f"{clock():%Y-%m-%d %H:%M:%S}", plain)

    try:
        yield tell
    finally:
        with suppress(OSError):
            file.close()
