"""Fakes of the ports, for tests and for trying things out: they keep everything in memory."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from threading import RLock
from typing import cast

from assistant.adapters.store.records import plain
from assistant.adapters.stretches import Stretch, merged
from assistant.domain.accounts import Fate
from assistant.domain.documents import Content
from assistant.domain.drafts import Draft
from assistant.errors import ConsentError, DeliveryError, SourceError
from assistant.ports import (
    Change,
    Check,
    Cursor,
    Failed,
    Found,
    Gone,
    R,
    Reached,
    Record,
    Seen,
)


class MemoryStore:
    """A `Store` that forgets. Equality is that of the records' JSON, as where they are written to a file."""

    def __init__(self) -> None:
        self._kinds: dict[type, dict[str, Record]] = {}
        self._lock = RLock()

    @property
    def kinds(self) -> Mapping[type, Mapping[str, Record]]:
        """Everything that is kept, by kind and id."""
        return self._kinds

    def get(self, kind: type[R], id: str) -> R | None:
        """The record, or None."""
        return cast(R | None, self._kinds.get(kind, {}).get(id))

    def find(self, kind: type[R], /, **equal: object) -> Iterator[R]:
        """The records whose fields equal the given values, by id; of a tuple field, it is enough to contain it.

        With a frozenset, they contain every one of it.
        """
        if unknown := equal.keys() - {field.name for field in dataclasses.fields(kind)}:  # type: ignore[arg-type]
            raise TypeError(f"{kind.__name__} has no field {min(unknown)}")
        several = {name: value if isinstance(value, frozenset) else (value,) for name, value in equal.items()}
        wanted = [(name, plain(value)) for name, values in several.items() for value in values]
        records = [cast(R, record) for _, record in sorted(self._kinds.get(kind, {}).items())]
        return (record for record in records if all(_equals(record, *each) for each in wanted))

    def latest(self, kind: type[R], by: str, limit: int, before: datetime | None = None, /, **equal: object) -> list[R]:
        """The records that `find` would give with the latest moments in the field `by`, the latest first."""
        found = [each for each in self.find(kind, **equal) if before is None or getattr(each, by) <= before]
        return sorted(found, key=lambda each: cast(datetime, getattr(each, by)), reverse=True)[:limit]

    def matching_ids(self, kind: type[R], prefix: str, limit: int = 5) -> list[str]:
        """Ids that begin with `prefix`, sorted."""
        return sorted(each for each in self._kinds.get(kind, {}) if each.startswith(prefix))[:limit]

    def count(self, kind: type[R], /, **equal: object) -> int:
        """How many `find` would give."""
        return sum(1 for _ in self.find(kind, **equal))

    def put(self, *records: Record) -> int:
        """Insert or replace; gives how many changed."""
        changed = 0
        with self._lock:
            for record in records:
                kept = self._kinds.setdefault(type(record), {})
                changed += plain(kept.get(record.id)) != plain(record)
                kept[record.id] = record
        return changed

    def delete(self, kind: type[R], id: str) -> None:
        """Remove the record, if it is there."""
        with self._lock:
            self._kinds.get(kind, {}).pop(id, None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; may be nested."""
        with self._lock:
            before = {kind: dict(kept) for kind, kept in self._kinds.items()}
            try:
                yield
            except BaseException:
                self._kinds = before
                raise


class MemorySource:
    """A `DocumentSource` over `items`, a list that may be changed between two passes."""

    def __init__(self, name: str = "memory", items: Iterable[Content | Failed] = ()) -> None:
        self._name = name
        self.items = list(items)

    @property
    def name(self) -> str:
        """What the source is called."""
        return self._name

    def size(self) -> int:
        """How many items there are."""
        return len(self.items)

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new, changed, gone or unreadable since `cursor`. Raises SourceError once the list is empty."""
        before = cast(dict[str, str], (cursor or {}).get("digests", {}))
        if before and not self.items:
            raise SourceError(f"{self._name} is empty, it held {len(before)} documents before; nothing was changed")
        digests: dict[str, str] = {}
        for item in self.items:
            if isinstance(item, Failed):
                yield item
                continue
            document = item.document
            given = before.get(document.id, "")
            is_wanted = since is None or document.when.date() >= since
            digests[document.id] = document.digest if is_wanted else given  # so that an earlier day finds it again
            if given != document.digest and is_wanted:
                yield Found(content=item)
        yield from (Gone(document_id=lost) for lost in sorted(before.keys() - digests.keys()))
        yield Reached(cursor={"digests": digests})


class MemoryMailbox:
    """A `Mailbox` whose messages are the drafts themselves, by id; `seen` holds what the user made of them."""

    settles = timedelta(0)

    def __init__(self) -> None:
        self.drafts: dict[str, Draft] = {}
        self.seen: dict[str, Seen] = {}

    def look(self, draft: Draft) -> Seen:
        """What has become of a draft."""
        known = Seen(fate=Fate.WAITING if draft.id in self.drafts else Fate.GONE, location=f"memory {draft.id}")
        return self.seen.get(draft.id, known)

    @property
    def name(self) -> str:
        """What the user calls it."""
        return "memory"

    def find(self, draft: Draft) -> str | None:
        """Where the message of this draft lies already; None where it does not, or holds an earlier text."""
        known = self.drafts.get(draft.id)
        return f"memory {draft.id}" if known and known.hash == draft.hash else None

    def put(self, draft: Draft) -> str:
        """Lay the message down and say where.

        Raises ConsentError for a text that was not approved, DeliveryError where an earlier text lies there.
        """
        if draft.approved_at is None or draft.approved_hash != draft.hash:
            raise ConsentError(f"{draft.id} is not a text that was approved")
        if self.drafts.setdefault(draft.id, draft).hash != draft.hash:
            raise DeliveryError(f"memory: an earlier text of {draft.id} lies there")
        return f"memory {draft.id}"


def _equals(record: Record, name: str, wanted: object) -> bool:
    stored = plain(getattr(record, name))
    return stored == wanted or (isinstance(stored, list) and wanted in stored)


class MemorySecrets:
    """`Secrets` that are forgotten at the end."""

    place = "memory"

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self.kept.get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret."""
        self.kept[name] = value

    def delete(self, name: str) -> None:
        """Forget a secret, if it is there."""
        self.kept.pop(name, None)

    def checks(self) -> Iterator[Check]:
        """All is well."""
        yield Check(what=f"passwords lie in {self.place}")


class MemoryNotifier:
    """A `Notifier` that keeps what was shown, as (title, text, link); with a `reason`, it shows nothing."""

    def __init__(self, reason: str = "") -> None:
        self.reason = reason
        self.shown: list[tuple[str, str, str]] = []

    def show(self, title: str, text: str, link: str) -> str:
        """Keep a note."""
        if not self.reason:
            self.shown.append((title, text, link))
        return self.reason


class MemoryFreeBusy:
    """A `FreeBusy` over `busy`, a list of stretches in any order."""

    def __init__(self, busy: Iterable[Stretch] = ()) -> None:
        self.busy = list(busy)

    def free_busy(self, start: datetime, end: datetime) -> tuple[Stretch, ...]:
        """When the user is taken between two moments."""
        return merged(self.busy, start, end)


class ScriptedDialogue:
    """A `Dialogue` that answers from a list, and keeps what was said; `on_open` is called with each web address."""

    def __init__(
        self,
        answers: Iterable[str] = (),
        on_open: Callable[[str], None] | None = None,
        *,
        has_browser: bool = False,
    ) -> None:
        self.has_browser = has_browser
        self.answers = list(answers)
        self.said: list[str] = []
        self._on_open = on_open

    def say(self, text: str) -> None:
        """Keep what was said."""
        self.said.append(text)

    def ask(self, question: str, default: str = "") -> str:
        """The next answer, or the default where that is empty."""
        self.said.append(question)
        return self.answers.pop(0) or default

    def ask_secret(self, question: str) -> str:
        """The next answer."""
        return self.ask(question)

    def confirm(self, question: str) -> bool:
        """Whether the next answer is "yes"."""
        return self.ask(question) == "yes"

    def open(self, address: str) -> None:
        """Keep the address, and go there."""
        self.said.append(address)
        if self._on_open:
            self._on_open(address)
