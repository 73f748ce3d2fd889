"""What mail and a calendar at Microsoft cost: the first read, a pass without news, and one with a single new thing.

    python -m tests.benchmarks.bench_graph

Our own stand-in for Microsoft Graph holds 1,000 and 10,000 messages made from the sample world's, and 2,000 and 10,000
calendar entries. Printed are the requests, the kilobytes that were sent to us, the seconds, the peak memory and the
size of the cursor; each figure comes from a process of its own. The seconds are those of the stand-in as well, which
shares the processor. The last lines say what a cursor of 100,000 messages costs by itself.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.bench_imap import mails, peak
from tests.servers.graph import GraphFake
from tests.servers.graph_mailbox import attendee, times_of
from tests.servers.graph_server import serving

MESSAGES, ENTRIES = (1_000, 10_000), (2_000, 10_000)
WORDS = "Words about what the meeting is for, and what was said before. " * 8


def read(kind: str, base: str, kept: Path) -> int:
    """One pass from the cursor in `kept`, which is replaced; gives how many documents it found."""
    from assistant.adapters.microsoft.calendar import GraphCalendar
    from assistant.adapters.microsoft.http import GraphClient
    from assistant.adapters.microsoft.mail import GraphMail
    from assistant.ports import Cursor, Found, Reached

    client = GraphClient(name="bench", token=lambda fresh: "token-1", base=base)
    calendar = GraphCalendar(client, name="bench", zone=UTC)
    cursor: Cursor | None = json.loads(kept.read_text("utf-8")) if kept.exists() else None
    found = 0
    for change in (calendar if kind == "entries" else GraphMail(client, name="bench")).changes(cursor):
        found += isinstance(change, Found)
        cursor = change.cursor if isinstance(change, Reached) else cursor
    kept.write_text(json.dumps(cursor), "utf-8")
    client.close()
    return found


def show(what: str, kind: str, fake: GraphFake, kept: Path) -> None:
    """Print what one pass costs."""
    fake.requests.clear()
    fake.sent = 0
    command = [sys.executable, "-m", "tests.benchmarks.bench_graph", kind, fake.base, str(kept)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    cursor = kept.stat().st_size / 1000
    print(
        f"{what:22} {int(ran[0]):6,} found {fake.count():7,} requests {fake.sent / 1000:9,.0f} kB "
        f"{float(ran[1]):6.1f} s  peak {float(ran[2]):3.0f} MB  cursor {cursor:5,.0f} kB"
    )


def passes(kind: str, count: int, fill: Callable[[GraphFake, int], None]) -> None:
    """Print the costs of three passes over so many things."""
    with serving(GraphFake()) as fake, tempfile.TemporaryDirectory() as folder:
        fill(fake, count)
        kept = Path(folder) / "cursor.json"
        show(f"{count:,} {kind}, first", kind, fake, kept)
        show("  nothing new", kind, fake, kept)
        fill(fake, 1)
        show("  one new", kind, fake, kept)


def with_messages(fake: GraphFake, count: int) -> None:
    """Have so many messages come."""
    begun = len(fake.mailbox.messages)
    for number, raw in enumerate(mails(count)):
        fake.mailbox.add(raw.replace(b"@bench", b".%d@bench" % (begun + number), 1))


def with_entries(fake: GraphFake, count: int) -> None:
    """Put so many entries into the time that is looked at."""
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=80)
    people = [attendee(f"Guest {number}", f"guest{number}@bench.example") for number in range(4)]
    for number in range(count):
        start = first + timedelta(minutes=number * 140 * 1440 // count)
        body = {"contentType": "text", "content": WORDS}
        fake.mailbox.add_event(
            subject=f"Entry {number}", body=body, attendees=people, **times_of(start, start + timedelta(hours=1))
        )


def cursor_of(count: int) -> None:
    """Print what it costs to keep which of so many messages were read."""
    from assistant.adapters.microsoft.known import Known

    known = Known()
    for number in range(count):
        known.keep(f"message {number}")
    begun = time.perf_counter()
    text = json.dumps(known.cursor(""))
    written = time.perf_counter()
    Known.of(json.loads(text), anew=False)
    read_in, written_in = time.perf_counter() - written, written - begun
    size = len(text) / 1000
    print(f"a cursor of {count:,} messages: {size:,.0f} kB, read in {read_in:.3f} s, written in {written_in:.3f} s")


def main() -> None:
    """Print everything."""
    for count in MESSAGES:
        passes("messages", count, with_messages)
    for count in ENTRIES:
        passes("entries", count, with_entries)
    cursor_of(100_000)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        began = time.perf_counter()
        number = read(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
        print(number, time.perf_counter() - began, peak())
    else:
        main()
