"""Mail on an IMAP server: only what is new is transferred, and nothing there is touched."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Event
from typing import Any, TypedDict, cast

from assistant.adapters.files.folder import reaches_back, since_mark, wanted
from assistant.adapters.formats.message import MAX_MESSAGE, concerned, read_message
from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.imap.fetch import Listed, bodies, listed, new_messages
from assistant.adapters.imap.folders import folders_of, to_read
from assistant.adapters.imap.idle import wait_for_mail
from assistant.adapters.imap.session import ImapSession
from assistant.domain.never_read import READ_ALL, NeverRead
from assistant.domain.time import Clock, utc_now
from assistant.errors import ItemError, SignInError, SourceError
from assistant.ports import Change, Cursor, Failed, Found, Passed, Reached

CHECKPOINT = 300  # messages between two cursors
_LEFT = {b"\\draft": "a draft", b"\\deleted": "deleted", b"$junk": "spam", b"junk": "spam"}


class Mark(TypedDict):
    """How far a folder was read: `last` is a UID that means something while `validity` stays; `held` messages."""

    validity: int
    last: int
    modseq: int
    held: int
    since: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ImapSource:
    """The mail of an account, from the folders that a person would name, or from `folders`.

    Drafts, spam and the bin are never opened; mail that was deleted is not told. `open` gives a new session.
    """

    name: str
    open: Callable[[], ImapSession]
    folders: tuple[str, ...] = ()
    never_read: NeverRead = READ_ALL
    clock: Clock = field(default=utc_now)

    def size(self) -> int | None:
        """How many messages the server says there are; None where it cannot be asked."""
        try:
            with closing(self.open()) as session:
                names = to_read(folders_of(session), self.folders)
                return sum(_status(session, name) for name in names)
        except SourceError:
            return None

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new since `cursor`, folder by folder, in the order in which it came there."""
        began = self.clock()
        before = cast(Mapping[str, Mark], (cursor or {}).get("folders", {}))
        with closing(self.open()) as session:
            listed = to_read(folders_of(session), self.folders)
            refused = {name: reason for name in listed if (reason := self.never_read.folder([name]))}
            yield from (Passed(reason=refused[name], count=_status(session, name)) for name in refused)
            names = [name for name in listed if name not in refused]
            self._refuse_emptiness(session, names, sum(mark["held"] for mark in before.values()))
            marks = {name: before[name] for name in names if name in before}
            is_whole = True
            for name in names:
                try:
                    reading = _Reading(self.name, session, name, marks.get(name), since, began, self.never_read)
                except SignInError:
                    raise
                except SourceError as error:
                    session.read(lambda client: client.noop())
                    if len(names) == 1:
                        raise
                    is_whole = False
                    yield Failed(locator=one_line(name), error=ItemError(error.problems, hint=error.hint))
                    continue
                for change in reading.changes():
                    marks[name] = reading.mark
                    yield change
                    if reading.is_due():
                        yield Reached(cursor={"folders": dict(marks)})
                marks[name] = reading.finished()
            yield Reached(cursor={"folders": dict(marks)}, until=began if is_whole else None)

    def idle(self, timeout: float, cursor: Cursor | None = None, *, stop: Event | None = None) -> bool:
        """Wait until something new is in the inbox, at most `timeout` seconds; gives whether it is.

        What is new is told by `cursor`, so that nothing slips through between a sync and the waiting; without one,
        it is whatever comes from now on. Another thread ends the waiting within a second by setting `stop`. Raises
        SourceError.
        """
        with closing(self.open()) as session:
            folder = to_read(folders_of(session), self.folders)[0]
            answer = session.examine(folder)
            mark = cast(Mapping[str, Mark], (cursor or {}).get("folders", {})).get(folder)
            is_known = mark is not None and mark["validity"] == _number(answer, b"UIDVALIDITY")
            last = mark["last"] if mark and is_known else _number(answer, b"UIDNEXT") - 1
            return wait_for_mail(session, folder, max(last, 0), timeout, stop=stop or Event())

    def _refuse_emptiness(self, session: ImapSession, names: list[str], held: int) -> None:
        if held and not any(_status(session, name) or _holds(session, name) for name in names):
            raise SourceError(
                f"{self.name} is empty, it held {held:,} messages before; nothing was changed",
                hint=f'if that is right, give the account "{self.name}" another name in the configuration',
            )


class _Reading:
    """One folder, read once; `mark` is as far as it got."""

    def __init__(
        self,
        source: str,
        session: ImapSession,
        folder: str,
        mark: Mark | None,
        since: date | None,
        began: datetime,
        never_read: NeverRead,
    ) -> None:
        answer = session.examine(folder)
        self._never_read = never_read
        self._source, self._session, self._folder, self._since, self._began = source, session, folder, since, began
        self._exists = _number(answer, b"EXISTS")
        self._modseq = _number(answer, b"HIGHESTMODSEQ")
        validity = _number(answer, b"UIDVALIDITY")
        is_known = mark is not None and mark["validity"] == validity and not reaches_back(mark, since)
        self._is_unchanged = is_known and mark is not None and 0 < self._modseq == mark["modseq"]
        self.mark = Mark(
            validity=validity,
            last=mark["last"] if mark and is_known else 0,
            modseq=mark["modseq"] if mark and self._is_unchanged else 0,
            held=max(self._exists, 0),
            since=since_mark(since),
        )
        self._count = 0

    def changes(self) -> Iterator[Change]:
        """Every message that is new; `mark` follows behind what was given."""
        if self._is_unchanged:
            return
        for window in new_messages(self._session, self.mark["last"], self._exists, self._since):
            if window.older:
                yield self._older(window.older)
            for chunk in listed(self._session, window.uids, headers=self._never_read.about_messages):
                yield from self._chunk(chunk)
            self._reached(window.last)

    def is_due(self) -> bool:
        """Whether enough was read since this was last so."""
        is_due = self._count >= CHECKPOINT
        self._count = 0 if is_due else self._count
        return is_due

    def finished(self) -> Mark:
        """The mark of a folder that was read to its end."""
        return {**self.mark, "modseq": self._modseq}

    def _chunk(self, chunk: list[Listed | int]) -> Iterator[Change]:
        reasons = {each: self._left_alone(each) for each in chunk if isinstance(each, Listed)}
        counted = Counter(reason for reason in reasons.values() if reason)
        yield from (Passed(reason=reason, count=count) for reason, count in sorted(counted.items()))
        yield from (self._kept_back(each) for each in chunk if isinstance(each, int))
        yield from self._read([each for each, reason in reasons.items() if not reason])

    def _left_alone(self, message: Listed) -> str:
        """Why a message is not fetched; empty where it is."""
        if message.size > MAX_MESSAGE:
            return f"larger than {MAX_MESSAGE // 1_000_000} MB"
        flagged = next((reason for flag, reason in _LEFT.items() if flag in message.flags), "")
        return flagged or self._never_read.message(*concerned(message.head))

    def _read(self, messages: list[Listed]) -> Iterator[Change]:
        for each, raw in bodies(self._session, messages):
            self._reached(each.uid)
            self._count += 1
            if raw is None:
                yield self._kept_back(each.uid)
                continue
            try:
                fallback = each.at or self._began
                content = read_message(raw, source=self._source, locator=self._where(each.uid), fallback=fallback)
            except ItemError as error:
                yield Failed(locator=self._where(each.uid), error=error)
                continue
            yield Found(content=content) if wanted(content, self._since) else self._older(1)

    def _reached(self, uid: int) -> None:
        self.mark = {**self.mark, "last": max(uid, self.mark["last"])}

    def _older(self, count: int) -> Passed:
        return Passed(reason=f"older than {since_mark(self._since)}", count=count)

    def _kept_back(self, uid: int) -> Failed:
        return Failed(locator=self._where(uid), error=ItemError("the server does not hand this message over"))

    def _where(self, uid: int) -> str:
        return f"{one_line(self._folder)}, message {uid}"


def _status(session: ImapSession, folder: str) -> int:
    answer: Mapping[bytes, Any] = session.read(lambda client: client.folder_status(folder, ["MESSAGES"]))
    return _number(answer, b"MESSAGES")


def _holds(session: ImapSession, folder: str) -> bool:
    """Whether there is a message all the same, whatever the server counts."""
    session.examine(folder)
    return bool(session.read(lambda client: client.search(["UID", "1:*"])))


def _number(answer: Mapping[bytes, Any], key: bytes) -> int:
    value = answer.get(key)
    return value if isinstance(value, int) else 0
