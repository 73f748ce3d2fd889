"""Fetching messages by UID, some bytes at a time; one that the server cannot give stops no other."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from typing import Any

from assistant.adapters.imap.session import ImapSession
from assistant.errors import SourceError

LISTED = 1_000  # messages that are asked for their sizes at once
BATCH = 200  # messages, and
BATCH_BYTES = 2_000_000  # bytes of theirs that are fetched at once
WINDOW = 20_000  # messages whose UIDs are asked for at once: the library takes no line beyond a million bytes
SLACK = timedelta(days=2)  # the server's own days against those of the Date header, in any zone, a clock off by one
_HEAD = ("RFC822.SIZE", "FLAGS", "INTERNALDATE")
_CONCERNED = "BODY.PEEK[HEADER.FIELDS (SUBJECT FROM SENDER TO CC BCC)]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A message as the server lists it: its size in bytes, its flags in lower case, when it came, its first headers."""

    uid: int
    size: int = 0
    flags: frozenset[bytes] = frozenset()
    at: datetime | None = None
    head: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A stretch of messages that ends with the UID `last`: those to look at, rising, and how many are left as older."""

    last: int
    uids: list[int]
    older: int = 0


def new_messages(session: ImapSession, last: int, exists: int, since: date | None) -> Iterator[Window]:
    """The messages beyond the UID `last`, window by window.

    Where `since` is given, those are left out that came before it; some that are named may still be older.
    """
    starts = range(1, exists + 1, WINDOW) if last == 0 and exists > WINDOW else range(1)
    for start in starts:
        place: list[object] = []
        if len(starts) > 1:
            end = "*" if start == starts[-1] else str(start + WINDOW - 1)  # whatever it counts, none is left out
            place = [f"{start}:{end}"]
        place += ["UID", f"{last + 1}:*"]  # of a range turned round the server gives the last message
        every = _found(session, place, last)
        if not every:
            continue
        wanted = _found(session, [*place, "SINCE", since - SLACK], last) if since else every
        last = every[-1]
        yield Window(last=last, uids=wanted, older=len(every) - len(wanted))


def listed(session: ImapSession, uids: Sequence[int], *, headers: bool) -> Iterator[list[Listed | int]]:
    """How the server lists the messages, some at a time; the bare UID of one that it cannot.

    With `headers`, also what each is called and who is concerned.

    Those gone meanwhile are left out.
    """
    for start in range(0, len(uids), LISTED):
        answers = _fetched(session, uids[start : start + LISTED], (*_HEAD, *[_CONCERNED] * headers))
        yield [_as_listed(uid, answers[uid], headers=headers) for uid in sorted(answers)]


def _as_listed(uid: int, answer: Mapping[bytes, Any] | None, *, headers: bool) -> Listed | int:
    head = next((each for key, each in (answer or {}).items() if key.startswith(b"BODY[HEADER")), b"")
    if answer is None or (headers and not head):  # what is not known to be allowed is not fetched
        return uid
    at, size = answer.get(b"INTERNALDATE"), answer.get(b"RFC822.SIZE")
    flags = answer.get(b"FLAGS") or ()
    return Listed(
        uid=uid,
        size=size if isinstance(size, int) else 0,
        flags=frozenset(flag.lower() for flag in flags if isinstance(flag, bytes)),
        at=at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else None,
        head=head,
    )


def bodies(session: ImapSession, messages: Sequence[Listed]) -> Iterator[tuple[Listed, bytes | None]]:
    """The bytes of each message, without marking it as read; None for one that the server cannot give.

    While the messages of one batch are given out, the next one is under way. The session is not to be used meanwhile.
    """
    batches = list(_batches(messages))
    with ThreadPoolExecutor(1, "imap") as ahead:
        coming = deque(ahead.submit(_bodies, session, batch) for batch in batches[:1])
        for batch, following in zip_longest(batches, batches[1:]):
            answers = coming.popleft().result()
            if following:
                coming.append(ahead.submit(_bodies, session, following))
            for each in batch:
                if each.uid in answers:
                    yield each, answers.pop(each.uid)


def _bodies(session: ImapSession, batch: Sequence[Listed]) -> dict[int, bytes | None]:
    answers = _fetched(session, [each.uid for each in batch], ("BODY.PEEK[]",))
    found = ((uid, (answer or {}).get(b"BODY[]")) for uid, answer in answers.items())
    return {uid: raw if isinstance(raw, bytes) else None for uid, raw in found}


def uid_set(uids: Sequence[int]) -> str:
    """Rising UIDs as IMAP writes them, runs as ranges: the lines stay short."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(f"{first}:{end}" if end > first else str(first) for first, end in runs)


def _batches(messages: Sequence[Listed]) -> Iterator[list[Listed]]:
    batch: list[Listed] = []
    size = 0
    for each in messages:
        if batch and (len(batch) == BATCH or size + each.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += each.size
    if batch:
        yield batch


def _found(session: ImapSession, criteria: list[object], last: int) -> list[int]:
    found = session.read(lambda client: client.search(criteria))
    return sorted({uid for uid in found if isinstance(uid, int) and uid > last})


def _fetched(session: ImapSession, uids: Sequence[int], items: Sequence[str]) -> dict[int, Mapping[bytes, Any] | None]:
    """What the server gives for each UID; None where it cannot. Those that are gone are left out."""
    answers = dict(_in_parts(session, uids, items))
    silent = [uid for uid in uids if uid not in answers]
    if silent:  # gone meanwhile, or kept back: only the first is no loss
        for uid in _still_there(session, silent):
            answers |= {uid: None, **dict(_in_parts(session, [uid], items))}
    return answers


def _in_parts(
    session: ImapSession, uids: Sequence[int], items: Sequence[str]
) -> Iterator[tuple[int, Mapping[bytes, Any] | None]]:
    """As one fetch; where that fails though the server answers otherwise, in halves, down to the one to blame."""
    try:
        answers = session.read(lambda client: client.fetch(uid_set(uids), items))
    except SourceError:
        there = _still_there(session, uids)
        if len(uids) == 1:
            yield from ((uid, None) for uid in there)
            return
        for half in (uids[: len(uids) // 2], uids[len(uids) // 2 :]):
            yield from _in_parts(session, half, items)
        return
    wanted = items[0].encode().replace(b".PEEK", b"")  # the rest can be done without
    for uid in uids:
        if uid in answers and answers[uid].get(wanted) is not None:
            yield uid, answers[uid]


def _still_there(session: ImapSession, uids: Sequence[int]) -> list[int]:
    """Those of the messages that were not deleted meanwhile. Raises SourceError where the server does not answer."""
    session.read(lambda client: client.noop())  # lets the server tell of deletions
    return _found(session, ["UID", uid_set(uids)], 0)
