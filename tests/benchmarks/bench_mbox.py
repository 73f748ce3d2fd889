"""How fast an mbox is read, and with how much memory.

    python -m tests.benchmarks.bench_mbox [FOLDER]

Builds two mailboxes of 2,000 and 20,000 messages from the .eml files in FOLDER (else the sample world's), each message
with an id of its own, and prints messages a second of the whole sync (parsing, reading, storing) and of `MboxSource`
alone beside the standard library's bare parse of the same messages. Every figure comes from a process of its own, so
that its peak memory is its own.
"""

import re
import resource
import subprocess
import sys
import tempfile
import time
from email import message_from_bytes
from itertools import cycle, islice
from pathlib import Path

SIZES = (2_000, 20_000)
WAYS = ("standard library", "MboxSource", "sync")
SAMPLE = Path(__file__).parents[2] / "assistant" / "sample" / "mail" / "loose"


def build(path: Path, mails: list[bytes], count: int) -> None:
    """Write an mbox of `count` messages."""
    with path.open("wb") as mbox:
        for number, raw in enumerate(islice(cycle(mails), count)):
            named = re.sub(rb"(?mi)^Message-ID:.*\n(?:[ \t].*\n)*", b"", raw.replace(b"\r\n", b"\n"), count=1)
            named = b"Message-ID: <%d@bench.example>\n" % number + re.sub(rb"(?m)^(>*From )", rb">\1", named)
            mbox.write(b"From bench Mon Nov  2 10:00:00 2026\n" + named.rstrip(b"\n") + b"\n\n")


def read(way: str, path: Path) -> int:
    """Read all messages one way; gives how many there were."""
    if way == "MboxSource":
        from assistant.adapters.files.mail import MboxSource
        from assistant.ports import Found

        return sum(isinstance(change, Found) for change in MboxSource(name="bench", path=path).changes(None))
    if way == "sync":
        from assistant.bootstrap import Assistant
        from assistant.config import Config, Source, User

        user = User(name="Bench", addresses=("user@bench.example",))
        with tempfile.TemporaryDirectory() as data:
            config = Config(user=user, data=Path(data), source=(Source(name="bench", type="mbox", path=path),))
            assistant = Assistant(config)
            (report,) = assistant.sync().run(documents=assistant.document_sources()).sources
            return report.new
    count, lines = 0, list[bytes]()
    with path.open("rb") as mbox:
        for line in mbox:
            if line.startswith(b"From ") and lines:
                count += bool(message_from_bytes(b"".join(lines)))
                lines.clear()
            elif not line.startswith(b"From "):
                lines.append(line)
    return count + bool(message_from_bytes(b"".join(lines)))


def measured(way: str, path: Path) -> tuple[int, float, float]:
    """Messages, seconds and peak megabytes of one way, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_mbox", way, str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    count, seconds, peak = done.stdout.split()
    return int(count), float(seconds), float(peak)


def main() -> None:
    """Print one line for each size and way."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    mails = [path.read_bytes() for path in sorted(folder.rglob("*.eml"))]
    with tempfile.TemporaryDirectory() as scratch:
        for size in SIZES:
            path = Path(scratch, f"{size}.mbox")
            build(path, mails, size)
            for way in WAYS:
                count, seconds, peak = measured(way, path)
                print(f"{way:16}  {count:6,} messages  {count / seconds:7,.0f} a second  peak {peak:5.0f} MB")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        begun = time.perf_counter()
        number = read(sys.argv[1], Path(sys.argv[2]))
        spent = time.perf_counter() - begun
        print(number, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    else:
        main()
