"""How fast mail is first read by IMAP, beside imapclient alone, and with how much memory.

    python -m tests.benchmarks.bench_imap

Starts a Dovecot and fills three mailboxes: 1,000 and 10,000 messages made from the sample world's, which are short,
and 2,000 with the headers, the HTML and now and then the attachment that mail has nowadays. Each message has an id, a
sender and boundaries of its own. Prints messages a second and peak memory of four ways: imapclient fetching every
message (200 at a time, nothing done with them), our transfer of the same (sizes first, then batches bounded in bytes),
imapclient and `read_message` of each, and `ImapSource`, which is the last two together. Each figure comes from a
process of its own, and the ways take turns, so that they meet the same server and the same other load.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

from tests.servers.dovecot import HOST, PASSWORD, Dovecot, running

ROUNDS = 2
WAYS = ("imapclient", "our transfer", "and read_message", "ImapSource")
SIGNED = (b"DKIM-Signature", b"ARC-Seal", b"ARC-Message-Signature", b"X-Google-DKIM-Signature")
PLAIN_HEAD = (
    b"From: Ottoline Grace <ottoline@graceferris.example>\r\nTo: Maren Holt <maren@holtandfen.example>\r\n"
    b"Date: Mon, 2 Nov 2026 10:00:00 +0000\r\nSubject: The till\r\nMIME-Version: 1.0\r\n"
)
SAMPLE = Path(__file__).parents[2] / "assistant" / "sample" / "mail" / "loose"


def mails(count: int) -> Iterator[bytes]:
    """So many messages of the sample world."""
    raws = [path.read_bytes() for path in sorted(SAMPLE.rglob("*.eml"))]
    bare = [re.sub(rb"(?mi)^Message-ID:.*\r?\n(?:[ \t].*\n)*", b"", raw, count=1) for raw in raws]
    return (one_of_its_own(number, raw) for number, raw in enumerate(islice(cycle(bare), count)))


def lifelike(count: int) -> Iterator[bytes]:
    """So many messages as a provider hands them over: 4 kB of headers, plain text and HTML, a tenth with a picture."""
    signature = b"".join(b" %076x\r\n" % number for number in range(9))
    head = b"".join(b"%s: v=1; a=rsa-sha256; b=\r\n%s" % (name, signature) for name in SIGNED)
    head += b"".join(
        b"Received: from mx%d.example by mx.example; Mon, 2 Nov 2026 10:00:00 +0000\r\n" % n for n in range(6)
    )
    words = b"We talked about the shop, the wages and the till on Tuesday, and I still owe you an answer.\r\n" * 12
    rich = (
        b'<div style=3D"margin:0"><p class=3D"MsoNormal">We talked about the shop and the till.</p></div>=\r\n\r\n'
        * 120
    )
    picture = b"QUJD" * 19 + b"\r\n"
    for number in range(count):
        parts = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + words]
        parts += [
            b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + rich
        ]
        twin = b"Content-Type: multipart/alternative; boundary=twin\r\n\r\n" + between(b"twin", parts)
        more = b"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + picture * 2_000
        whole = between(b"whole", [twin, more] if number % 10 == 0 else [twin])
        raw = head + PLAIN_HEAD + b"Content-Type: multipart/mixed; boundary=whole\r\n\r\n" + whole
        yield one_of_its_own(number, raw)


def between(boundary: bytes, parts: Sequence[bytes]) -> bytes:
    """The parts of a multipart."""
    return b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts) + b"--%s--\r\n" % boundary


def one_of_its_own(number: int, raw: bytes) -> bytes:
    """A message with its own id and boundaries, from one of 500 people."""
    for boundary in set(re.findall(rb"boundary=\"?([^\";\s]+)", raw)):
        raw = raw.replace(boundary, b"%s%d" % (boundary, number))
    raw = re.sub(rb"(?m)^From: ", b"From: %d " % (number % 500), raw, count=1)
    return b"Message-ID: <%d@bench.example>\r\n" % number + raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def read(way: str, port: int, user: str) -> tuple[int, float]:
    """Read all messages one way; gives how many there were, and in how many seconds, imports apart."""
    if way in ("ImapSource", "our transfer"):
        from assistant.adapters.imap.connection import Credential, Login, Server
        from assistant.adapters.imap.fetch import Listed, bodies, listed, new_messages
        from assistant.adapters.imap.mail import ImapSource
        from assistant.adapters.imap.session import ImapSession
        from assistant.ports import Found

        begun = time.perf_counter()
        server = Server(host=HOST, port=port, security="none")
        login = Login(server=server, user=user, credential=lambda: Credential(secret=PASSWORD))
        if way == "ImapSource":
            source = ImapSource(name="bench", open=lambda: ImapSession(login))
            return sum(isinstance(change, Found) for change in source.changes(None)), time.perf_counter() - begun
        with closing(ImapSession(login)) as session:
            exists = session.examine("INBOX")[b"EXISTS"]
            chunks = (
                chunk
                for each in new_messages(session, 0, exists, None)
                for chunk in listed(session, each.uids, headers=False)
            )
            messages = ([each for each in chunk if isinstance(each, Listed)] for chunk in chunks)
            return sum(1 for each in messages for _ in bodies(session, each)), time.perf_counter() - begun
    from datetime import UTC, datetime

    import imapclient

    from assistant.adapters.formats.message import read_message

    begun, count, now = time.perf_counter(), 0, datetime.now(UTC)
    with imapclient.IMAPClient(HOST, port, ssl=False) as client:
        client.plain_login(user, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        uids = client.search("ALL")
        for start in range(0, len(uids), 200):
            for answer in client.fetch(uids[start : start + 200], ["BODY.PEEK[]"]).values():
                count += 1
                if way == "and read_message":
                    read_message(answer[b"BODY[]"], source="bench", locator="bench", fallback=now)
    return count, time.perf_counter() - begun


def measured(way: str, server: Dovecot, user: str) -> tuple[int, float, float]:
    """Messages, seconds and peak megabytes of one way, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_imap", way, str(server.port), user]
    count, seconds, peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(count), float(seconds), float(peak)


def main() -> None:
    """Print one line for each size and way, the quickest of some rounds."""
    with running() as server:
        for size, kind in ((1_000, mails), (10_000, mails), (2_000, lifelike)):
            user = f"{kind.__name__}{size}@firm.example"
            server.fill(user, kind(size))
            print(f"{size:,} {kind.__name__}:")
            for way in WAYS[:1]:
                measured(way, server, user)  # Dovecot indexes the folder
            rounds = [[measured(way, server, user) for way in WAYS] for _ in range(ROUNDS)]
            best = [min(each[number] for each in rounds) for number in range(len(WAYS))]
            for way, (count, seconds, megabytes) in zip(WAYS, best, strict=True):
                assert count == size
                ratio = seconds / best[0][1]
                line = f"{way:17} {count / seconds:7,.0f} a second  {ratio:4.2f} times"
                print(f"{line}  peak {megabytes:3.0f} MB")


def peak() -> float:
    """The most memory that this process took, in megabytes. The system's other figure counts who started it as well."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(*read(sys.argv[1], int(sys.argv[2]), sys.argv[3]), peak())
    else:
        main()
