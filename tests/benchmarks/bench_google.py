"""What reading Gmail and Google Calendar costs: time beside Google's client alone, memory, requests and bytes.

    python -m tests.benchmarks.bench_google

Fills the stand-in with 1,000 and 10,000 messages made from the sample world's, and with as many calendar entries. Of a
first read it prints the processor's time and peak memory of three ways: Google's client listing and fetching every
message in batches of the same size (nothing done with them), the same with `read_message` of each, and `GmailSource`.
Each figure comes from a process of its own, without the time that the stand-in takes in this one. Then it prints what
one new message, and one new entry, cost.
"""

import base64
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from subprocess import run

from assistant.adapters.google.calendar import GoogleCalendarSource
from assistant.adapters.google.http import BATCH
from assistant.adapters.google.mail import GmailSource
from assistant.ports import Cursor, DocumentSource, Found, Reached
from tests.benchmarks.bench_imap import mails, peak
from tests.servers.google import FakeGoogle, serving
from tests.servers.google_accounts import way_to

SIZES = (1_000, 10_000)
WAYS = ("Google's client", "and read_message", "GmailSource", "Calendar")
GOOGLE = FakeGoogle()


def source(way: str) -> DocumentSource:
    """Gmail, or Google Calendar."""
    if way == "Calendar":
        return GoogleCalendarSource(name="bench", google=way_to(GOOGLE), zone=UTC)
    return GmailSource(name="bench", google=way_to(GOOGLE))


def read(way: str) -> int:
    """Read all messages or entries one way; gives how many there were."""
    if way in ("GmailSource", "Calendar"):
        return sum(isinstance(change, Found) for change in source(way).changes(None))
    from assistant.adapters.formats.message import read_message

    google, now, count = way_to(GOOGLE), datetime.now(UTC), 0
    messages = google.resource("gmail", "users", "messages")
    request, ids = messages.list(userId="me", maxResults=500), []
    while request is not None:
        page = request.execute()
        ids += [each["id"] for each in page["messages"]]
        request = messages.list_next(request, page)
    for start in range(0, len(ids), BATCH):
        answers: list[bytes] = []
        batch = google.resource("gmail").new_batch_http_request(
            callback=lambda key, answer, error, answers=answers: answers.append(base64.urlsafe_b64decode(answer["raw"]))
        )
        for key in ids[start : start + BATCH]:
            batch.add(messages.get(userId="me", id=key, format="raw"))
        batch.execute()
        count += len(answers)
        if way == "and read_message":
            for raw in answers:
                read_message(raw, source="bench", locator="bench", fallback=now)
    return count


def fill(size: int) -> None:
    """So many messages, and entries of which few are near today."""
    GOOGLE.reset()
    GOOGLE.is_checked = False
    for raw in mails(size):
        GOOGLE.mail.receive(raw)
    for number in range(size):
        add(number, datetime.now(UTC) - timedelta(hours=number))


def add(number: int, start: datetime) -> None:
    times = {"start": {"dateTime": start.isoformat()}, "end": {"dateTime": (start + timedelta(hours=1)).isoformat()}}
    GOOGLE.diary.calendars["primary"].put({"id": f"e{number}", "summary": f"Entry {number}", **times})


def measured(way: str) -> tuple[float, float, int, int, int]:
    """Seconds of the processor's, peak megabytes, documents, calls and bytes of one way, in a process of its own."""
    calls, sent = GOOGLE.calls, GOOGLE.sent
    command = [sys.executable, "-m", "tests.benchmarks.bench_google", way, GOOGLE.url]
    count, seconds, megabytes = run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(megabytes), int(count), GOOGLE.calls - calls, GOOGLE.sent - sent


def last(changes: Iterable[object]) -> Cursor:
    """The cursor that a read ends with."""
    return [change.cursor for change in changes if isinstance(change, Reached)][-1]


def one_new(way: str, size: int) -> str:
    """What reading one new message or entry costs."""
    reader = source(way)
    cursor = last(reader.changes(None))
    if way == "Calendar":
        add(size, datetime.now(UTC))
    else:
        GOOGLE.mail.receive(next(mails(1)).replace(b"<0@", b"<new@"))
    calls, sent = GOOGLE.calls, GOOGLE.sent
    count = sum(isinstance(change, Found) for change in reader.changes(cursor))
    assert count == 1
    return f"{GOOGLE.calls - calls} requests, {GOOGLE.sent - sent:,} bytes of answers"


def main() -> None:
    """Print one line for each size and way, the quickest of some rounds."""
    with serving(GOOGLE):
        for size in SIZES:
            fill(size)
            figures = [measured(way) for way in WAYS]
            for way, (seconds, megabytes, count, calls, sent) in zip(WAYS, figures, strict=True):
                times = f"{seconds:6.2f} s  {seconds / figures[0][0]:4.2f} times  peak {megabytes:3.0f} MB"
                print(f"{way:17} {count:6,} documents  {times}  {calls:5,} requests  {sent / 1e6:5.1f} MB")
            for way in WAYS[2:]:
                print(f"{way:17} 1 new in {size:6,}: {one_new(way, size)}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        GOOGLE.url = sys.argv[2]
        begun = time.process_time()
        number = read(sys.argv[1])
        print(number, time.process_time() - begun, peak())
    else:
        main()
