"""Whatever kind of record: once somebody is forgotten, none of it names them, in the file or in what leaves it.

The records are made from the types of their fields, so a new kind is held to this without a word added here. If a test
fails for one, add the kind to `KEPT` in services/forget.py, or below, with the reason.
"""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.store.backup import backup
from assistant.adapters.store.kinds import KINDS
from assistant.adapters.store.taking_out import Form, take_out, take_out_zipped
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.access import Invitation, Session
from assistant.domain.forgetting import Forgotten
from assistant.domain.judging import Spent
from assistant.domain.meetings import AskedAfter
from assistant.domain.people import Participant, Person
from assistant.domain.touches import Derived
from assistant.services.belonging import BELONGINGS
from assistant.services.forget import KEPT, apply_forget
from assistant.services.identify import identify
from tests.unit.services.any_record import naming

ANN = Person(id="who-ann", name="Annabel Quillfeather", addresses=("annabel@quill.example", "aq@home.example"))
SECRETS = ("annabel", "quillfeather", "aq@home.example")
NAMES_NOBODY = {
    Session: "what a browser calls itself",
    Invitation: "a number",
    Forgotten: "hashes with salt",
    AskedAfter: "moments",
    Derived: "the name of a rule",
    Spent: "sums",
}


def everywhere(path: Path, folder: Path) -> dict[str, str]:
    """All bytes of the store, of an export and of a backup that are made now."""
    folder.mkdir()
    with closing(open_store(path)) as store:
        assert store.compact()
        take_out(store, folder / "out", tuple(Form))
        take_out_zipped(store, folder / "out.zip")
    backup(path, folder / "copy.db")
    files = [path, path.with_name(f"{path.name}-wal"), folder / "copy.db", *sorted((folder / "out").iterdir())]
    return {each.name: each.read_bytes().decode("latin-1").lower() for each in files if each.exists()}


def told_in(found: dict[str, str]) -> list[str]:
    return [f"{name}: {secret}" for name, text in found.items() for secret in SECRETS if secret in text]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in NAMES_NOBODY], ids=lambda kind: kind.__name__)
def test_a_record_of_any_kind_keeps_nothing_of_whoever_is_forgotten(tmp_path: Path, kind: type) -> None:
    path = tmp_path / "store.db"
    belonging = next((each for each in BELONGINGS if each.kind is kind), None)
    with closing(open_store(path)) as store:
        named = naming(kind, ANN)
        store.put(ANN, named)
        for number, field in enumerate((*belonging.owners, *belonging.named) if belonging else (), start=2):
            value = (ANN.id,) if isinstance(getattr(named, field), tuple) else ANN.id
            store.put(replace(named, id=f"{named.id}-{number}", **{field: value}))
    assert told_in(everywhere(path, tmp_path / "before")), f"{kind.__name__} was not made to name anybody"
    with closing(open_store(path)) as store:
        apply_forget(store, ANN, user=())
    assert told_in(everywhere(path, tmp_path / "after")) == []


def test_every_kind_is_looked_through_or_named_with_a_reason() -> None:
    assert set(KINDS) - set(KEPT) == NAMES_NOBODY.keys()
    assert {each.kind for each in BELONGINGS} <= set(KEPT)


def test_all_kinds_together_with_logs_of_what_was_deleted(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(open_store(path)) as store:
        store.put(ANN, *(naming(kind, ANN) for kind in KINDS if kind not in NAMES_NOBODY))
        apply_forget(store, ANN, user=())
        assert store.count(Person) == 1  # another person, who had named them
    assert told_in(everywhere(path, tmp_path / "after")) == []


def test_a_mailbox_that_others_write_from_stays_theirs(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "store.db")) as store:
        office = "info@quill.example"
        ann, bo = (
            identify(store, Participant(name=name, address=office)) for name in ("Annabel Quillfeather", "Bo Li")
        )
        apply_forget(store, ann, user=())
        assert store.get(Person, bo.id) == bo
        again = identify(store, Participant(name="Bo Li", address=office))
        assert again == bo
