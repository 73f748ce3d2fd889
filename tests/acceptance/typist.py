"""Somebody at a terminal: starts the program in a terminal of its own, waits for a question, and types."""

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from types import TracebackType
from typing import Self

PATIENCE = 60.0  # seconds for a question to come
CTRL_C = "\x03"
AGAIN = 10.0  # seconds after which somebody presses Ctrl-C once more
_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_START = (  # a password is asked for on the terminal that the process belongs to
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); from assistant.cli import main; main()"
)


class Typist:
    """One run of `assistant` in a terminal of 100 by 40; `screen` is all that was shown."""

    def __init__(self, *words: str, **environment: str) -> None:
        self.screen = ""
        self.status: int | None = None
        self._seen = 0
        self._typed = ""
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100", **environment},
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        os.close(self._master)

    def answer(self, question: str, typed: str, *, hidden: bool = False) -> None:
        """Wait until `question` stands below what was answered last, with `hidden` until nothing shows; then type."""
        until = time.monotonic() + PATIENCE
        while question not in self.screen[self._seen :]:
            assert self._read(until), f"{question!r} was never asked:\n{self.screen}"
        self._seen = self.screen.index(question, self._seen) + len(question)
        while hidden and termios.tcgetattr(self._master)[3] & termios.ECHO:
            assert time.monotonic() < until, f"what is typed at {question!r} would be shown"
            time.sleep(0.01)
        self._typed = typed
        os.write(self._master, (typed if typed == CTRL_C else f"{typed}\n").encode())

    def ends(self) -> str:
        """Wait for the end; gives what was shown since the last answer, and keeps the exit status.

        Ctrl-C that comes between the writing of a question and the reading of its answer is only noticed by Python with
        the next key, so it is pressed again while the program waits, as somebody does who sees nothing happen.
        """
        until = time.monotonic() + PATIENCE
        stopping = self._typed == CTRL_C
        while True:
            if stopping and not self._comes(AGAIN):
                os.write(self._master, CTRL_C.encode())
            if not self._read(until):
                break
        self.status = self._process.wait(10)
        return self.screen[self._seen :]

    def _comes(self, seconds: float) -> bool:
        return bool(select.select([self._master], [], [], max(0.0, seconds))[0])

    def _read(self, until: float) -> bool:
        """Take what has come; False at the end."""
        assert self._comes(until - time.monotonic()), f"nothing comes:\n{self.screen}"
        try:
            raw = os.read(self._master, 65536)
        except OSError:  # how Linux tells the end of a terminal
            raw = b""
        self.screen += _STEERING.sub("", raw.decode("utf-8", "replace")).replace("\r\n", "\n")
        return bool(raw)
