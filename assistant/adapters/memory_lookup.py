"""The fake of `Lookup`: it looks at every record, and gives what the one over a file gives."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from assistant.adapters.memory import MemoryStore
from assistant.adapters.store.kinds import KINDS
from assistant.adapters.store.records import plain
from assistant.domain.ids import fold
from assistant.errors import NotFoundError
from assistant.ports import ALWAYS, Moment, Page, R, Span

Place = tuple[float | str, str]


class MemoryLookup:
    """A `Lookup` over a store in memory."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._seen: object = None
        self._version = 0

    def listing(
        self,
        kind: type[R],
        /,
        *,
        limit: int = 50,
        after: str = "",
        span: Span = ALWAYS,
        turned: bool = False,
        begin: str = "",
        **equal: object,
    ) -> Page[R]:
        """The records in their kind's order, or in the opposite one; `after` is the id of the last one before."""
        kept = KINDS[kind]
        if kept.order is None or (span != ALWAYS and not kept.moment) or (begin and kept.moment):
            raise TypeError(f"{kind.__name__} has no order, or no moment, to be listed by")
        found = [each for each in self._store.find(kind, **equal) if _is_within(_place(each), span)]
        found = [each for each in found if not begin or str(_place(each)[0]) >= begin]
        found.sort(key=_place, reverse=bool(kept.moment) is not turned)
        if after and after not in [each.id for each in found]:
            raise NotFoundError("that is no place in the list", hint="begin at its top")
        first = [each.id for each in found].index(after) + 1 if after else 0
        records = tuple(found[first : first + limit])
        return Page(records=records, next=records[-1].id if found[first + limit :] else "")

    def tally(self, kind: type[R], field: str, /, **equal: object) -> Mapping[str, int]:
        """How many records there are by the value of a field, or by each element of a tuple field."""
        list(self._store.find(kind, **{field: None}))  # raises where there is no such field
        values = (plain(getattr(each, field)) for each in self._store.find(kind, **equal))
        each = (item for value in values for item in (dict.fromkeys(value) if isinstance(value, list) else [value]))
        return dict(sorted(Counter(str(item) for item in each if item is not None).items()))

    def search(self, kind: type[R], words: str, *, limit: int = 20) -> list[R]:
        """The records in which every word begins a word, those first in which an earlier field says so."""
        if not (fields := KINDS[kind].words):
            raise TypeError(f"{kind.__name__} has no words to be searched for")
        pieces = [fold(piece) for piece in words.split() if fold(piece)]
        found = []
        for each in self._store.find(kind):
            said = [_said(getattr(each, field)) for field in fields]
            where = [next((n for n, text in enumerate(said) if f" {piece}" in text), None) for piece in pieces]
            if where and None not in where:
                found.append((where, each.id, each))
        return [each for _, _, each in sorted(found, key=lambda item: item[:2])][:limit]

    def several(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """The records of these ids that there are, by id."""
        return {known: found for known in ids if (found := self._store.get(kind, known))}

    def moments(
        self,
        kind: type[R],
        field: str,
        values: Collection[str] | None = None,
        *,
        span: Span = ALWAYS,
        only_last: bool = False,
    ) -> list[Moment]:
        """When the records were whose list holds one of the values, or any; the latest first, by value."""
        kept = KINDS[kind]
        if not kept.moment or field not in kept.lists:
            raise TypeError(f"{kind.__name__} has no moments by {field}")
        found = [
            Moment(str(value), _second(_place(each)[0]), each.id)
            for each in self._store.find(kind)
            if _is_within(_place(each), span)
            for value in dict.fromkeys(getattr(each, field))
            if values is None or value in values
        ]
        found.sort(key=lambda each: (each.at, each.id), reverse=True)
        found.sort(key=lambda each: each.value)
        return list({each.value: each for each in reversed(found)}.values())[::-1] if only_last else found

    def version(self) -> str:
        """Another text whenever anything that is kept has changed."""
        state = {kind: dict(kept) for kind, kept in self._store.kinds.items() if kept}
        if state != self._seen:
            self._seen, self._version = state, self._version + 1
        return str(self._version)


def _place(record: object) -> Place:
    kept = KINDS[type(record)]
    if kept.moment:
        return int(getattr(record, kept.moment).astimezone(UTC).timestamp() * 1000), record.id  # type: ignore[attr-defined]
    return getattr(record, kept.sorted_by), record.id  # type: ignore[attr-defined]


def _second(milliseconds: float | str) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(milliseconds))


def _is_within(place: Place, span: Span) -> bool:
    ends = (span.start, span.end)
    start, end = (moment and int(moment.timestamp() * 1000) for moment in ends)
    return (start is None or start <= place[0]) and (end is None or place[0] < end)  # type: ignore[operator]


def _said(value: object) -> str:
    texts = value if isinstance(value, tuple) else (value,)
    return " " + re.sub(r"\s+", " ", " ".join(fold(str(text)) for text in texts))
