"""Mail in Gmail: all that was received and sent, without drafts, chats, spam and bin."""

import base64
import binascii
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from assistant.adapters.files.folder import reaches_back, since_mark, wanted
from assistant.adapters.formats.message import concerned, read_message
from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.google.faults import NotThere, ServerFault
from assistant.adapters.google.http import Answer, Google
from assistant.domain.never_read import READ_ALL, NeverRead
from assistant.domain.time import Clock, utc_now
from assistant.errors import ItemError, SourceError
from assistant.ports import Change, Cursor, Failed, Found, Passed, Reached, Settled

LEFT_ALONE = {"DRAFT": "drafts", "SPAM": "spam", "TRASH": "in the bin", "CHAT": "chats"}
CHECKPOINT = 200  # messages between two cursors
PAGE = 500
CONCERNED = ("Subject", "From", "Sender", "To", "Cc", "Bcc")
TRIED = 20  # passes in which a message is asked for that Google breaks down over
REMEMBERED = 20  # messages that were read last, of which one at least is still there when a first read goes on
_RECORD = "id,messagesAdded/message(id,labelIds),labelsRemoved(labelIds,message(id,labelIds))"
_HISTORY = f"history({_RECORD}),historyId,nextPageToken"


@dataclass(frozen=True, kw_only=True, slots=True)
class GmailSource:
    """One Gmail account's mail. Mail that was deleted from it is not told.

    The cursor is the mailbox's history id, taken before anything is listed; once Google has forgotten it, everything is
    listed again.
    """

    name: str
    google: Google
    never_read: NeverRead = READ_ALL
    clock: Clock = utc_now

    def size(self) -> int | None:
        """How many messages there are, as Gmail says; None where it cannot be asked."""
        try:
            return self._profile()[1]
        except SourceError:
            return None

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new since `cursor`; in a first read the oldest first. Raises SourceError."""
        now = self.clock()
        history, count = self._profile()
        held = _number(cursor, "count")
        if held and not count:
            raise SourceError(
                f"{self.name} is empty, it held {held:,} messages before; nothing was changed",
                hint="look into Gmail in the browser; if that is right, give the account another name",
            )
        kept = cursor or {}
        known = str(kept.get("history", ""))
        reading = _Pass(
            since=since,
            now=now,
            mark={"history": history, "count": count, "since": since_mark(since)},
            tried=cast(Mapping[str, int], kept.get("again", {})),
        )
        if not known or reaches_back(cursor, since):
            yield from self._everything(reading, ())
            return
        yield from self._messages(list(reading.tried), reading)
        if "done" in kept:  # a first read that broke off
            reading.mark["history"] = known
            yield from self._everything(reading, cast(Sequence[str], kept["done"]))
        else:
            yield from self._since(known, reading)

    def _since(self, known: str, reading: "_Pass") -> Iterator[Change]:
        asked = {"startHistoryId": known, "historyTypes": ["messageAdded", "labelRemoved"], "fields": _HISTORY}
        seen: set[str] = set()
        token: str | None = ""
        while token is not None:
            page_of = {"pageToken": token} if token else {}  # list_next fails where a parameter has two values
            try:
                page = self.google.read(self._of("history").list(userId="me", maxResults=PAGE, **asked, **page_of))
            except NotThere:  # Google keeps the history for a week or more
                yield from self._everything(reading, ())
                return
            came = {key: labels for key, labels in _came(page) if key not in seen}
            seen |= came.keys()
            passed = Counter(reason for labels in came.values() if (reason := _left_alone(labels)))
            yield from (Passed(reason=reason, count=count) for reason, count in sorted(passed.items()))
            yield from self._messages([key for key, labels in came.items() if not _left_alone(labels)], reading)
            token = page.get("nextPageToken")
            if token is not None:
                known = max([known, *(str(record["id"]) for record in page.get("history", ()))], key=int)
                yield reading.reached(history=known)
            else:
                known = str(page.get("historyId", known))
        yield reading.reached(history=known, until=reading.now)

    def _everything(self, reading: "_Pass", done: Sequence[str]) -> Iterator[Change]:
        if not done:
            yield from self._counted()
        chunks = list(_chunks(_after(done, self._listed(reading.since))))
        for chunk in chunks:
            yield from self._messages(chunk, reading)
            done = [*done, *chunk][-REMEMBERED:]
            if chunk is not chunks[-1]:
                yield reading.reached(done=done)
        yield reading.reached(until=reading.now)

    def _listed(self, since: date | None) -> list[str]:
        """The ids of all messages that are wanted, the oldest first: Gmail lists the newest first, and no other way.

        They take some 70 bytes each.
        """
        query = "-in:drafts -in:chats"
        if since:  # a day earlier: dates in the mail are its author's, Gmail asks for when it came
            midnight = datetime.combine(since - timedelta(days=1), time(), UTC)
            query += f" after:{int(midnight.timestamp())}"
        messages = self._of("messages")
        fields = "messages/id,nextPageToken"
        request = messages.list(userId="me", q=query, maxResults=PAGE, fields=fields)
        ids: list[str] = []
        while request is not None:
            page = self.google.read(request)
            ids += [message["id"] for message in page.get("messages", ())]
            request = messages.list_next(request, page)
        return ids[::-1]

    def _messages(self, ids: Sequence[str], reading: "_Pass") -> Iterator[Change]:
        get = self._of("messages").get
        if self.never_read:
            allowed: list[str] = []
            yield from self._permitted(ids, allowed, reading)
            ids = allowed
        fields = "id,labelIds,internalDate,raw"
        requests = {key: get(userId="me", id=key, format="raw", fields=fields) for key in ids}
        passed: Counter[str] = Counter()
        for key, answer in self.google.read_each("gmail", requests):
            if isinstance(answer, NotThere):
                passed["deleted before it could be read"] += 1
                yield from [Settled(locator=self._locator(key))] * (key in reading.tried)
            elif isinstance(answer, SourceError):
                yield self._failed(key, answer, reading)
            elif reason := _left_alone(answer.get("labelIds", ())):
                passed[reason] += 1
            else:
                yield from self._message(key, answer, reading.since)
        yield from (Passed(reason=reason, count=count) for reason, count in sorted(passed.items()))

    def _failed(self, key: str, error: SourceError, reading: "_Pass") -> Failed:
        """The message that cannot be had. Raises SourceError where nothing can be."""
        if isinstance(error, ServerFault):
            self._profile()  # raises where it is not the message alone
            reading.broke_down(key)
        return Failed(locator=self._locator(key), error=ItemError(error.problems))

    def _permitted(self, ids: Sequence[str], allowed: list[str], reading: "_Pass") -> Iterator[Change]:
        """Puts those that may be read to `allowed`, by their labels and headers, and tells of the others."""
        labels = self.google.read(self._of("labels").list(userId="me", fields="labels(id,name)")).get("labels", ())
        names = {label["id"]: label["name"] for label in labels}
        get, asked = self._of("messages").get, {"format": "metadata", "metadataHeaders": list(CONCERNED)}
        fields = "id,labelIds,payload/headers"
        requests = {key: get(userId="me", id=key, fields=fields, **asked) for key in ids}
        for key, answer in self.google.read_each("gmail", requests):
            if isinstance(answer, NotThere):
                yield Passed(reason="deleted before it could be read")
                continue
            if isinstance(answer, SourceError):
                yield self._failed(key, answer, reading)
                continue
            reason = self.never_read.folder(names.get(label, label) for label in answer.get("labelIds", ()))
            if reason := reason or self.never_read.message(*concerned(_head(answer))):
                yield Passed(reason=reason)
            else:
                allowed.append(key)

    def _message(self, key: str, answer: Answer, since: date | None) -> Iterator[Change]:
        try:
            content = read_message(
                raw_of(answer), source=self.name, locator=self._locator(key), fallback=moment_in(answer)
            )
        except ItemError as error:
            yield Failed(locator=self._locator(key), error=error)
        else:
            if wanted(content, since):
                yield Found(content=content)

    def _counted(self) -> Iterator[Passed]:
        """How much is not read at all, for the report."""
        get = self._of("labels").get
        requests = {label: get(userId="me", id=label, fields="messagesTotal") for label in LEFT_ALONE}
        for label, answer in self.google.read_each("gmail", requests):
            count = 0 if isinstance(answer, SourceError) else int(answer.get("messagesTotal", 0))
            if count:
                yield Passed(reason=LEFT_ALONE[label], count=count)

    def _profile(self) -> tuple[str, int]:
        """The history id of this moment, and how many messages there are."""
        answer = self.google.read(self._of().getProfile(userId="me", fields="historyId,messagesTotal"))
        return str(answer.get("historyId", "")), int(answer.get("messagesTotal", 0))

    def _of(self, *names: str) -> Any:
        return self.google.resource("gmail", "users", *names)

    def _locator(self, key: str) -> str:
        return f"{self.name}, message {key}"


@dataclass(kw_only=True, slots=True)
class _Pass:
    """One pass: what its cursors hold, and the messages that Google broke down over, with how often, before and now."""

    since: date | None
    now: datetime
    mark: dict[str, object]
    tried: Mapping[str, int]
    again: dict[str, int] = field(default_factory=dict)

    def broke_down(self, key: str) -> None:
        """Have a message read again next time, unless that was tried often enough."""
        times = self.tried.get(key, 0) + 1
        if times < TRIED:
            self.again[key] = times

    def reached(self, *, until: datetime | None = None, **more: object) -> Reached:
        """The cursor of this moment."""
        again = {"again": dict(self.again)} if self.again else {}
        return Reached(cursor={**self.mark, **more, **again}, until=until)


def raw_of(answer: Answer) -> bytes:
    """The bytes of a message that was asked for with format=raw. Raises ItemError."""
    try:
        return base64.urlsafe_b64decode(str(answer["raw"]) + "==")
    except (LookupError, ValueError, binascii.Error) as error:
        raise ItemError("Gmail gave no bytes for this message") from error


def moment_in(answer: Answer) -> datetime:
    """When Gmail took a message in; 1970 where it does not say."""
    return datetime.fromtimestamp(int(answer.get("internalDate", 0)) / 1000, UTC)


def _head(answer: Answer) -> bytes:
    """The headers that an answer holds, as they would stand in a message."""
    headers = answer.get("payload", {}).get("headers", ())
    return "".join(f"{one_line(each['name'])}: {one_line(each['value'])}\r\n" for each in headers).encode()


def _came(page: Answer) -> Iterator[tuple[str, Sequence[str]]]:
    """The messages that came, or came out of spam or bin, with their labels."""
    for record in page.get("history", ()):
        freed = (each for each in record.get("labelsRemoved", ()) if _left_alone(each.get("labelIds", ())))
        for each in (*record.get("messagesAdded", ()), *freed):
            yield each["message"]["id"], each["message"].get("labelIds", ())


def _left_alone(labels: Sequence[str]) -> str:
    """Why a message with these labels is not read; empty where it is."""
    return next((LEFT_ALONE[label] for label in labels if label in LEFT_ALONE), "")


def _after(done: Sequence[str], ids: Sequence[str]) -> Sequence[str]:
    """What follows the last of those that were read and are still there."""
    there = set(ids)
    last = next((key for key in reversed(done) if key in there), None)
    return ids if last is None else ids[ids.index(last) + 1 :]


def _chunks(ids: Sequence[str], count: int = CHECKPOINT) -> Iterator[Sequence[str]]:
    return (ids[start : start + count] for start in range(0, len(ids), count))


def _number(cursor: Cursor | None, name: str) -> int:
    value = (cursor or {}).get(name, 0)
    return value if isinstance(value, int) else 0
