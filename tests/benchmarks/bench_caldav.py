"""What calendars by CalDAV cost: the first read, a pass without news, and one with a single changed entry.

    python -m tests.benchmarks.bench_caldav

A Radicale holds 2,000 and 10,000 entries. Printed are the requests, the kilobytes each way, the seconds, the peak
memory and the size of the cursor; each figure comes from a process of its own. The seconds are mostly Radicale's, which
reads each entry from a file.
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.bench_imap import peak
from tests.servers.dav import PASSWORD, USER, DavServer, radicale
from tests.servers.proxy import Proxy, web_proxied
from tests.unit.adapters.dav_world import event, ics

SIZES = (2_000, 10_000)
WORDS = "Words about what the meeting is for, and what was said before. " * 8


def read(url: str, kept: Path) -> int:
    """One pass from the cursor in `kept`, which is replaced; gives how many documents it found."""
    from assistant.adapters.dav.calendar import CaldavSource
    from assistant.adapters.dav.client import DavClient
    from assistant.ports import Cursor, Found, Reached

    def client() -> DavClient:
        return DavClient(url, name="bench", username=USER, password=PASSWORD)

    cursor: Cursor | None = json.loads(kept.read_text("utf-8")) if kept.exists() else None
    found = 0
    for change in CaldavSource(name="bench", client=client, zone=UTC).changes(cursor):
        found += isinstance(change, Found)
        cursor = change.cursor if isinstance(change, Reached) else cursor
    kept.write_text(json.dumps(cursor), "utf-8")
    return found


def show(what: str, proxy: Proxy, kept: Path) -> None:
    """Print what one pass costs."""
    proxy.reset()
    command = [sys.executable, "-m", "tests.benchmarks.bench_caldav", proxy.url, str(kept)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    print(
        f"{what:22} {int(ran[0]):6,} found {len(proxy.commands):5,} requests {proxy.received / 1000:8,.0f} kB here "
        f"{proxy.sent / 1000:6,.0f} kB there {float(ran[1]):6.1f} s  peak {float(ran[2]):3.0f} MB  "
        f"cursor {kept.stat().st_size / 1000:5,.0f} kB"
    )


def entry(number: int, count: int, title: str = "Entry") -> str:
    """One entry of a time that is looked at, with guests."""
    start = datetime.now(UTC) - timedelta(days=80) + timedelta(minutes=number * 130 * 1440 // count)
    guests = [f"ATTENDEE;CN=Guest {each}:mailto:guest{each}@bench.example" for each in range(4)]
    return ics(event(f"e{number}", *guests, start=f"{start:%Y%m%dT%H%M00Z}", title=f"{title} {number}", words=WORDS))


def fill(folder: Path, server: DavServer, count: int) -> str:
    """Make a calendar, and lay its entries where Radicale keeps them; gives its address."""
    url = server.make("work", shown="Work")
    place = folder / "store" / "collection-root" / USER / "work"
    for number in range(count):
        (place / f"e{number}.ics").write_text(entry(number, count), "utf-8", newline="")
    login = (USER, PASSWORD)
    server.http.request("PROPFIND", url, auth=login, headers={"Depth": "1"}, timeout=900)  # it reads them all once
    return url


def main() -> None:
    """Print the costs of three passes for each size."""
    for count in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with radicale(folder) as server:
                url, kept = fill(folder, server, count), folder / "cursor.json"
                with web_proxied(server.url) as proxy:
                    show(f"{count:,} entries, first", proxy, kept)
                    show("  nothing new", proxy, kept)
                    server.put(f"{url}e7.ics", entry(7, count, title="Changed"))
                    show("  one changed", proxy, kept)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        began = time.perf_counter()
        number = read(sys.argv[1], Path(sys.argv[2]))
        print(number, time.perf_counter() - began, peak())
    else:
        main()
