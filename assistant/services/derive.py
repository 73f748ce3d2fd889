"""Whom each mail, meeting and talk touches, derived again for everything that is kept when a rule or a name changes."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from itertools import islice

from assistant.domain.documents import Document
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.reached import RULE, own_addresses
from assistant.domain.touches import Derived
from assistant.ports import Store

TOUCHES = "touches"
CHUNK = 500


def is_derived(store: Store, user: Collection[str]) -> bool:
    """Whether everything that is kept says whom it touches, by today's rules and the user's names of today."""
    known = store.get(Derived, TOUCHES)
    return known is not None and known.by == _rules(user)


def derive(store: Store, user: Collection[str], progress: Callable[[str, int], None]) -> None:
    """See to it that everything does; `progress` is told how many records were looked at since the last call."""
    if is_derived(store, user):
        return
    own = own_addresses(user)
    for kind in (Document, Meeting, Introduction):
        ids = (record.id for record in store.find(kind))
        for chunk in _chunks(ids):
            with store.transaction():  # another process may have changed one since it was listed
                for each in chunk:
                    record = store.get(kind, each)
                    if isinstance(record, Document):
                        store.put(record.with_touches(own))
                    elif record is not None:
                        store.put(record)  # its fields follow from it
            progress(TOUCHES, len(chunk))
    store.put(Derived(id=TOUCHES, by=_rules(user)))


def _rules(user: Collection[str]) -> str:
    return hashlib.sha256("\n".join([RULE, *sorted(own_addresses(user))]).encode()).hexdigest()[:16]


def _chunks(ids: Iterator[str]) -> Iterator[list[str]]:
    while chunk := list(islice(ids, CHUNK)):
        yield chunk
