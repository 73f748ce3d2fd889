"""Mail of Microsoft 365 and Outlook.com: what is new in some folders since the last pass."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import islice
from typing import Any

from assistant.adapters.files.folder import reaches_back, since_mark, wanted
from assistant.adapters.formats.message import MAX_MESSAGE, read_message
from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.microsoft.answers import Json, entries, link_of, moment_in, path_part, person_in
from assistant.adapters.microsoft.folders import INBOX, MailFolder, chosen_folders, left_alone, total_of
from assistant.adapters.microsoft.http import Busy, GraphClient, HistoryExpired, ItemMissing
from assistant.adapters.microsoft.known import Known
from assistant.adapters.network import emptied
from assistant.domain.never_read import READ_ALL, NeverRead
from assistant.domain.time import Clock, utc_now
from assistant.errors import ItemError, SourceError
from assistant.ports import Change, Cursor, Failed, Found, Passed, Reached, Settled

PAGE = 100  # messages
AT_ONCE = 3  # the server serves four requests of one mailbox at a time
AHEAD = 6  # messages that are held in memory at a time
CHECKPOINT = 200  # messages read between two cursors
SELECT = "isDraft,receivedDateTime,internetMessageId"
CONCERNED = "subject,from,sender,toRecipients,ccRecipients,bccRecipients,categories"
OLDER = "older than asked for"

Raw = bytes | ItemError | None


class Withheld(ItemError):
    """One message that the server cannot give now, and may give later."""


class GraphMail:
    """The mail in some folders: those named, else the inbox, the sent mail and the archive.

    A message that was read before is known by its id, which stays when it is moved, marked or answered, so it is not
    fetched again. Mail that was deleted is not told: it did arrive.
    """

    def __init__(
        self,
        client: GraphClient,
        *,
        name: str,
        folders: Sequence[str] = (),
        never_read: NeverRead = READ_ALL,
        clock: Clock = utc_now,
    ) -> None:
        self._never_read = never_read
        self._client = client
        self._name = name
        self._names = tuple(folders)
        self._clock = clock

    @property
    def name(self) -> str:
        """The name that the configuration gives it."""
        return self._name

    def size(self) -> int | None:
        """How many messages the folders hold; None where the server does not say."""
        try:
            return sum(total_of(self._client, folder) for folder in chosen_folders(self._client, self._names))
        except SourceError:
            return None

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new since `cursor`; what is left alone on purpose is told when everything is read anew.

        Raises SourceError where the server cannot be read, or holds nothing any more.
        """
        began = self._clock()
        known = Known.of(cursor, anew=reaches_back(cursor, since))
        held = known.held
        folders = chosen_folders(self._client, self._names)
        if cursor is None:
            yield from (Passed(reason=label, count=count) for label, count in left_alone(self._client))
        half_way = max(since_mark(since), str((cursor or {}).get("since", "")))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for folder in folders:
                yield from self._folder(folder, known, since, half_way, pool)
            yield from self._once_more(known, since, pool)
        if known.has_lost:
            known.held = sum(total_of(self._client, folder) for folder in folders)
        if held and not known.held:
            hint = f'look into the mailbox; if that is right, give the account "{self._client.name}" another name'
            raise emptied(self._name, held, "messages", hint)
        paths = {folder.path for folder in folders}
        known.links = {path: link for path, link in known.links.items() if path in paths}
        yield Reached(cursor=known.cursor(since_mark(since)), until=began)

    def _folder(
        self, folder: MailFolder, known: Known, since: date | None, half_way: str, pool: ThreadPoolExecutor
    ) -> Iterator[Change]:
        read = 0
        for page in self._pages(folder, known):
            new: dict[str, tuple[str, Json]] = {}
            for entry in entries(page):
                change = self._sorted(entry, folder, known, since, new)
                if change:
                    yield change
            yield from self._read(new, known, since, pool)
            read += len(new)
            known.links[folder.path] = link_of(page, "nextLink") or link_of(page, "deltaLink")
            if read >= max(CHECKPOINT, len(known) // 4):  # writing the cursor costs as much as it holds
                read = 0
                yield Reached(cursor=known.cursor(half_way))

    def _pages(self, folder: MailFolder, known: Known) -> Iterator[Json]:
        """The pages of one round; from the first one on where the server has forgotten the last round."""
        prefer = [f"odata.maxpagesize={PAGE}"]
        link, followed, is_anew = known.links.get(folder.path, ""), set[str](), False
        while True:
            try:
                if link:
                    page = self._client.follow(link, prefer=prefer)
                else:
                    known.has_lost = is_anew = True
                    page = self._client.get(f"{folder.path}/messages/delta", prefer=prefer, **{"$select": self._select})
            except HistoryExpired:
                if is_anew:
                    raise
                link = ""
                continue
            except ItemMissing:
                if not folder.may_lack:
                    raise
                known.links.pop(folder.path, None)
                known.has_lost = True
                return
            yield page
            link = link_of(page, "nextLink")
            if link in followed:
                raise SourceError(f"{self._name}: the server's pages lead in a circle", hint="try again later")
            followed.add(link)
            if not link:
                if not link_of(page, "deltaLink"):
                    raise SourceError(f"{self._name}: the server's answer breaks off", hint="try again later")
                return

    def _sorted(
        self, entry: Json, folder: MailFolder, known: Known, since: date | None, new: dict[str, tuple[str, Json]]
    ) -> Change | None:
        """Puts an entry of a page to the new ones, or says why it is not read."""
        item_id = entry.get("id")
        if not isinstance(item_id, str) or not item_id:
            return Failed(locator=f"{self._name}, {folder.label}", error=ItemError("a message without an id"))
        if "@removed" in entry:
            known.has_lost = True
            return None
        if item_id in known:
            return None
        known.held += 1
        if entry.get("isDraft") is True:
            return Passed(reason="drafts")
        if since and (received := moment_in(entry.get("receivedDateTime"))) and received.date() < since:
            return Passed(reason=OLDER)
        if reason := self._forbids(entry, folder):
            return Passed(reason=reason)
        new[item_id] = (folder.label, entry)
        return None

    def _read(
        self,
        messages: Mapping[str, tuple[str, Mapping[str, Any]]],
        known: Known,
        since: date | None,
        pool: ThreadPoolExecutor,
    ) -> Iterator[Change]:
        """The messages of these ids, each with its folder's label and what the listing says, in order."""
        for item_id, raw in self._fetched(messages, pool):
            label, entry = messages[item_id]
            if isinstance(raw, Withheld):
                known.put_off(item_id, label, entry)
            else:
                yield self._change(item_id, label, entry, raw, known, since)

    def _once_more(self, known: Known, since: date | None, pool: ThreadPoolExecutor) -> Iterator[Change]:
        """The messages that the server could not give in this pass or one before."""
        broken = dict(known.broken)
        for item_id, raw in self._fetched(broken, pool):
            if isinstance(raw, Withheld):
                known.fail(item_id)
            label, entry, _ = broken[item_id]
            if raw is None:
                yield Settled(locator=self._place(item_id, label, entry))
            yield self._change(item_id, label, entry, raw, known, since)

    @property
    def _select(self) -> str:
        return f"{SELECT},{CONCERNED}" if self._never_read else SELECT

    def _forbids(self, entry: Json, folder: MailFolder) -> str:
        """Why a message is never read; empty where it may be."""
        if not self._never_read:
            return ""
        categories = entry.get("categories")
        reason = self._never_read.folder([folder.label, *map(str, categories if isinstance(categories, list) else ())])
        values = [entry.get("from"), entry.get("sender")]
        for name in ("toRecipients", "ccRecipients", "bccRecipients"):
            listed = entry.get(name)
            values += listed if isinstance(listed, list) else []
        return reason or self._never_read.message(str(entry.get("subject") or ""), map(person_in, values))

    def _fetched(self, item_ids: Iterable[str], pool: ThreadPoolExecutor) -> Iterator[tuple[str, Raw]]:
        """The messages in order; while one is looked into, the next few are on their way."""
        left = iter(item_ids)
        coming = deque((item_id, pool.submit(self._raw, item_id)) for item_id in islice(left, AHEAD))
        while coming:
            item_id, future = coming.popleft()
            raw = future.result()
            coming.extend((following, pool.submit(self._raw, following)) for following in islice(left, 1))
            yield item_id, raw

    def _raw(self, item_id: str) -> Raw:
        """The bytes of a message, what is wrong with it alone, or None where it is gone.

        Raises SourceError where the server gives nothing else either.
        """
        try:
            return self._client.content(f"me/messages/{path_part(item_id)}/$value", MAX_MESSAGE)
        except ItemMissing:
            return None
        except ItemError as error:
            return error
        except Busy:
            raise
        except SourceError as error:
            self._client.get(INBOX.path, **{"$select": "id"})
            return Withheld(error.problems)

    def _change(
        self, item_id: str, label: str, entry: Mapping[str, Any], raw: Raw, known: Known, since: date | None
    ) -> Change:
        if raw is None:
            known.broken.pop(item_id, None)
            return Passed(reason="gone before it was read")
        locator = self._place(item_id, label, entry)
        fallback = moment_in(entry.get("receivedDateTime")) or self._clock()
        try:
            content = read_message(_taken(raw), source=self._name, locator=locator, fallback=fallback)
        except ItemError as error:
            if not isinstance(error, Withheld):
                known.keep(item_id)
            return Failed(locator=locator, error=error)
        if not wanted(content, since):
            return Passed(reason=OLDER)
        known.keep(item_id)
        return Found(content=content)

    def _place(self, item_id: str, label: str, entry: Mapping[str, Any]) -> str:
        """Where a message lies, in words."""
        return f"{self._name}, {label}, {one_line(str(entry.get('internetMessageId') or item_id))}"


def _taken(raw: bytes | ItemError) -> bytes:
    if isinstance(raw, ItemError):
        raise raw
    return raw
