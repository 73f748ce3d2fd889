"""A backup put in the store's place, without undoing what was decided since: who may see it, and who was forgotten."""

from collections.abc import Collection
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.adapters.store.backup import backup, holds, restore
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.access import Invitation, Session, Token
from assistant.domain.forgetting import Forgotten
from assistant.domain.people import Person
from assistant.errors import StoreError, TransitionError
from assistant.ports import Record
from assistant.services.forget import apply_forget, forgotten

_OF_NOW = (Session, Invitation, Token, Forgotten)


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What became of it: where the store lies `aside` that was there before, and who was forgotten anew.

    `under_way` are those who were forgotten since the backup and are in it with an introduction under way.
    """

    aside: Path | None
    forgotten: int = 0
    under_way: tuple[str, ...] = ()


def put_back(file: Path, store: Path, *, user: Collection[str]) -> Restored:
    """Put the backup `file` in the store's place, in the newest form: made ready beside it, then taken in one step.

    Whoever may see the page by now may still, and nobody else; whoever was forgotten since stays forgotten. Raises
    StoreError where `file` is no whole backup; then nothing is changed.
    """
    holds(file)
    kept: list[Record] = []
    if store.exists():
        with suppress(StoreError), closing(open_store(store)) as before:  # one that is damaged tells nothing
            kept = [record for kind in _OF_NOW for record in before.find(kind)]
    store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    ready = store.with_name(f"{store.stem}.ready{store.suffix}")
    _remove(ready)  # one that a killed run has left
    try:
        backup(file, ready)
        restored = _made_ready(ready, kept, user)
        return replace(restored, aside=restore(ready, store))
    finally:
        _remove(ready)


def _made_ready(file: Path, kept: Collection[Record], user: Collection[str]) -> Restored:
    marks_of_now = any(isinstance(record, Forgotten) for record in kept)
    again, under_way = 0, list[str]()
    with closing(open_store(file)) as store:
        with store.transaction():
            outdated: list[type[Record]] = [Session, Invitation, Token, *([Forgotten] if marks_of_now else [])]
            for kind in outdated:
                for old in list(store.find(kind)):
                    store.delete(kind, old.id)
            store.put(*kept)
            marks = forgotten(store)
            for person in [each for each in store.find(Person) if marks.has_person(each)] if marks.ids else []:
                try:
                    apply_forget(store, person, user=user)
                    again += 1
                except TransitionError:
                    under_way.append(person.name)
        if again:
            store.compact()
    return Restored(aside=None, forgotten=again, under_way=tuple(under_way))


def _remove(file: Path) -> None:
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink(missing_ok=True)
