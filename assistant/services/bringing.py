"""Taking in a whole file of contacts, or an export of the assistant's own, and taking that back."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from assistant.domain.access import Invitation, Session, Token
from assistant.domain.bringing import Changed, Imported, Lot
from assistant.domain.bullpen import Provider
from assistant.domain.forgetting import Forgotten
from assistant.domain.ids import make_id
from assistant.domain.introductions import Introduction
from assistant.domain.jobs import Done
from assistant.domain.mentions import Mention
from assistant.domain.merging import Merged
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.errors import ItemError, TransitionError
from assistant.ports import Failed, Record, Store
from assistant.services.belonging import owned
from assistant.services.forget import apply_forget, forgotten
from assistant.services.identify import Taken, take_in
from assistant.services.merge import merges_of, unmerge

NEVER = (Session, Invitation, Token, Done, Imported, Changed)
"""What no export brings: who may see the page, and what was done on another machine, are matters of that one."""

Progress = Callable[[int], None]
"""Called with how many entries were handled so far."""

EVERY = 500
E = TypeVar("E")


@dataclass(kw_only=True)
class Arrivals:
    """What an import does, or would do: who is new, who is merged or told more of and why, and what is faulty."""

    imported: Imported
    new: list[Record] = field(default_factory=list)
    changed: list[Taken] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    passed: int = 0
    failed: list[Failed] = field(default_factory=list)

    @property
    def merged(self) -> list[Taken]:
        """Those who were known twice, and are one by what the file says."""
        return [taken for taken in self.changed if taken.others]


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenBack:
    """What taking an import back did: how many records went or are as before, and the names of those that stayed."""

    gone: int
    restored: int
    stayed: tuple[str, ...]


def counted(entries: Iterable[E], progress: Progress) -> Iterator[E]:
    """The same entries, with a word now and then of how many there were."""
    for number, entry in enumerate(entries, start=1):
        if number % EVERY == 0:
            progress(number)
        yield entry


def bring_people(
    store: Store, name: str, entries: Iterable[Person | Failed], *, at: datetime, progress: Progress = lambda _: None
) -> Arrivals:
    """Take in contacts. What cannot be read is named, and the rest goes on; all or nothing of the rest is stored."""
    import_id = make_id("import", name, at.isoformat())
    arrivals = Arrivals(imported=Imported(id=import_id, name=name, at=at))
    fresh, known, merges = dict[str, Person](), 0, list[str]()
    with store.transaction():
        gone = forgotten(store)
        for entry in counted(entries, progress):
            if isinstance(entry, Failed):
                arrivals.failed.append(entry)
            elif gone.has_person(entry):
                arrivals.passed += 1
            else:
                taken = take_in(store, entry)
                if taken.others:
                    made = merges_of(store, taken.person)[: len(taken.others)]
                    merges += [each.id for each in reversed(made)]
                if taken.is_new or (taken.person.id in fresh and not taken.others):
                    fresh[taken.person.id] = taken.person
                elif taken.changed:
                    fresh.pop(taken.person.id, None)
                    arrivals.changed.append(taken)
                    _remember(store, import_id, taken)
                else:
                    known += 1
        arrivals.new = list(fresh.values())
        lots = (_lot("people", fresh.values()),) if fresh else ()
        arrivals.imported = replace(
            arrivals.imported,
            lots=lots,
            merges=tuple(merges),
            changed=len(arrivals.changed),
            known=known,
            faulty=len(arrivals.failed),
        )
        store.put(arrivals.imported)
    return arrivals


def bring_records(
    store: Store,
    name: str,
    entries: Iterable[tuple[str, Record] | Failed],
    *,
    user: Collection[str],
    at: datetime,
    progress: Progress = lambda _: None,
) -> Arrivals:
    """Take in an export of our own, each record with its table: what is not known here. What is known here stays.

    Nobody comes back who was forgotten here. Raises TransitionError where that cannot be kept.
    """
    import_id = make_id("import", name, at.isoformat())
    arrivals = Arrivals(imported=Imported(id=import_id, name=name, at=at))
    lots, known = defaultdict[str, dict[str, Record]](dict), 0
    with store.transaction():
        gone = forgotten(store)
        for entry in counted(entries, progress):
            if isinstance(entry, Failed):
                arrivals.failed.append(entry)
                continue
            table, each = entry
            here = store.get(type(each), each.id)
            if isinstance(each, NEVER):
                continue
            if isinstance(each, Forgotten) and gone.ids and each.salt != gone.salt:
                problem = "who was forgotten there cannot be told here: forget them here as well"
                arrivals.failed.append(Failed(locator=table, error=ItemError([problem])))
            elif here is None:
                store.put(each)
                lots[table][each.id] = each
            elif here == each:
                known += 1
            else:
                arrivals.kept.append(f"{table} {each.id}")
        for person in [each for each in lots["people"].values() if isinstance(each, Person)]:
            if gone.has_person(person):
                for went in apply_forget(store, person, user=user).go:
                    for part in lots.values():
                        part.pop(went.id, None)
                arrivals.passed += 1
        arrivals.new = [each for part in lots.values() for each in part.values()]
        arrivals.imported = replace(
            arrivals.imported,
            lots=tuple(_lot(table, part.values()) for table, part in lots.items() if part),
            known=known + len(arrivals.kept),
            faulty=len(arrivals.failed),
        )
        store.put(arrivals.imported)
    return arrivals


def imports(store: Store) -> list[Imported]:
    """What was taken in, the latest first."""
    return sorted(store.find(Imported), key=lambda each: each.at, reverse=True)


def take_back(store: Store, imported: Imported, kinds: dict[str, type[Record]], *, at: datetime) -> TakenBack:
    """Take a whole import back. What was changed since, or matters elsewhere by now, stays, and is named.

    `kinds` are those of the tables. Raises TransitionError where it was taken back already.
    """
    with store.transaction():
        now = store.get(Imported, imported.id)
        if now is None or now.undone_at:
            raise TransitionError(f"{imported.name} was taken back already")
        restored, stayed = _as_before(store, now)
        for merge_id in reversed(now.merges):
            merged = store.get(Merged, merge_id)
            if merged is None or store.get(Person, merged.keep_id) is None:
                continue
            try:
                unmerge(store, merged)
                restored += 1
            except TransitionError:
                stayed.append(merged.keep.name)
        gone = 0
        for lot in now.lots:
            kind = kinds[lot.table]
            for known, seal in zip(lot.ids, lot.seals, strict=True):
                record = store.get(kind, known)
                if record is None:
                    continue
                is_needed = isinstance(record, Person) and len(now.lots) == 1 and _is_needed(store, known)
                if seal_of(record) != seal or is_needed:
                    stayed.append(getattr(record, "name", "") or f"{lot.table} {known}")
                else:
                    store.delete(kind, known)
                    gone += 1
        store.put(replace(now, undone_at=at, lots=(), merges=()))
    return TakenBack(gone=gone, restored=restored, stayed=tuple(stayed))


def _as_before(store: Store, imported: Imported) -> tuple[int, list[str]]:
    """Put those who were told more of back as they were, the last change first."""
    restored, stayed = 0, list[str]()
    changes = sorted(store.find(Changed, import_id=imported.id), key=lambda each: each.id, reverse=True)
    for change in changes:
        person = store.get(Person, change.person_id)
        if person is not None and seal_of(person) == change.seal:
            store.put(replace(change.before, id=person.id))
            restored += 1
        elif person is not None:
            stayed.append(person.name)
        store.delete(Changed, change.id)
    return restored, stayed


def seal_of(record: Record) -> str:
    """A short text that tells a record as it is from the same one changed."""
    return hashlib.sha256(repr(record).encode("utf-8", "replace")).hexdigest()[:12]


def _remember(store: Store, import_id: str, taken: Taken) -> None:
    assert taken.before is not None
    first = store.get(Changed, make_id("was", import_id, taken.person.id))
    before = first.before if first else taken.before
    store.put(
        Changed(
            id=make_id("was", import_id, taken.person.id),
            import_id=import_id,
            person_id=taken.person.id,
            before=before,
            seal=seal_of(taken.person),
        )
    )


def _lot(table: str, records: Iterable[Record]) -> Lot:
    found = tuple(records)
    return Lot(table=table, ids=tuple(each.id for each in found), seals=tuple(map(seal_of, found)))


def _is_needed(store: Store, person_id: str) -> bool:
    """Whether anything else that is kept is of this person."""
    fields = ((Mention, "person_id"), (Prompt, "person_id"), (Introduction, "seeker_id"), (Provider, "person_id"))
    if any(store.count(kind, **{name: person_id}) for kind, name in fields) or store.count(Merged, keep_id=person_id):
        return True
    return any(not isinstance(each, Changed) for each in owned(store, person_id))
