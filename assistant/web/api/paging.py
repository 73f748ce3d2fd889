"""Long lists, a page at a time."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query

from assistant.errors import NotFoundError
from assistant.ports import Lookup, R, Store
from assistant.web.api.problems import UnfitError

T = TypeVar("T")
S = TypeVar("S")
MOST = 200
NOWHERE, AGAIN = "this cursor leads nowhere", "begin again without it"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[T]):
    """Some of a list. `next` is the `cursor` of those that follow; null where these are the last."""

    items: tuple[T, ...]
    next: str | None = None

    def of(self, shown: Callable[[T], S]) -> "Page[S]":
        """The same page, each item shown otherwise."""
        return Page(items=tuple(shown(item) for item in self.items), next=self.next)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Which part of a list is asked for."""

    limit: int
    cursor: str

    def listing(self, lookup: Lookup, kind: type[R], /, **equal: Any) -> Page[R]:
        """That part of the records of a kind, in the kind's own order. Raises UnfitError for no cursor of ours."""
        try:
            after = urlsafe_b64decode(self.cursor).decode()
            found = lookup.listing(kind, limit=self.limit, after=after, **equal)
        except (ValueError, NotFoundError):
            raise UnfitError(NOWHERE, hint=AGAIN) from None
        return Page(items=found.records, next=urlsafe_b64encode(found.next.encode()).decode() if found.next else None)

    def page(
        self,
        store: Store,
        kind: type[R],
        records: Iterable[R],
        order: Callable[[R], Any] = lambda record: record.id,
        *,
        newest_first: bool = False,
    ) -> Page[R]:
        """That part of `records`, of which there are never very many, sorted by `order`.

        It goes on after the record whose id is the cursor, also where that one is no longer among those asked for: a
        program that answers as it goes misses nothing. Raises UnfitError where there is no such record any more.
        """

        def place(record: R) -> tuple[Any, str]:
            return order(record), record.id

        rest = sorted(records, key=place, reverse=newest_first)
        if self.cursor:
            last = store.get(kind, self.cursor)
            if last is None:
                raise UnfitError(NOWHERE, hint=AGAIN)
            rest = [each for each in rest if (place(each) < place(last) if newest_first else place(each) > place(last))]
        return Page(items=tuple(rest[: self.limit]), next=rest[self.limit - 1].id if len(rest) > self.limit else None)


def span(
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many at most.")] = 50,
    cursor: Annotated[str, Query(max_length=1000, description="`next` of the page before.")] = "",
) -> Span:
    """The part that the query names."""
    return Span(limit=limit, cursor=cursor)


Spanned = Annotated[Span, Depends(span)]
