"""Starts the program under drill, command by command, and kills it where it is told."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 30.0  # seconds for one command
BROKEN = 70
"""The status of a command that ended in a way the program does not know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a command ended: its status (negative: the signal that killed it), and what it printed."""

    status: int
    said: str


@dataclass
class Hand:
    """Runs one command at a time. `kill` may be called from another thread."""

    process: "subprocess.Popen[str]"
    kills: int = 0
    _number: int = 0
    _is_running: threading.Event = field(default_factory=threading.Event)

    def run(self, config: Path, now: datetime, *command: str, is_impatient: bool = False) -> Ended:
        """Run a command of the command line to its end; an impatient one waits for no server."""
        log = config.parent / "log"
        self._send(
            {
                "config": str(config),
                "log": str(log),
                "now": now.isoformat(),
                "command": command,
                "is_impatient": is_impatient,
            }
        )
        self._number = self._told("process")
        self._is_running.set()
        overdue = threading.Timer(LONGEST, self._end, [signal.SIGABRT])
        overdue.start()
        status = self._told("status")
        overdue.cancel()
        self._is_running.clear()
        return Ended(status=status, said=log.read_text("utf-8", "replace") if log.exists() else "")

    def kill(self) -> None:
        """Kill -9 the command that runs."""
        if self._is_running.wait(LONGEST):
            self.kills += self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> bool:
        try:
            os.kill(self._number, number)
        except ProcessLookupError:
            return False
        return True

    def _send(self, what: dict[str, str | bool | Sequence[str]]) -> None:
        assert self.process.stdin
        print(json.dumps(what), file=self.process.stdin, flush=True)

    def _told(self, what: str) -> int:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"the program under drill is gone: {self.process.poll()}"
        return int(json.loads(line)[what])


@contextmanager
def hand() -> Iterator[Hand]:
    """The program under drill, loaded and waiting."""
    command = [sys.executable, "-m", "tests.drills.worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        ready = Hand(process)
        ready._told("ready")
        try:
            yield ready
        finally:
            assert process.stdin
            process.stdin.close()
