"""Taking everything out, and taking a whole file in: the parts put together."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.domain.bringing import Imported

if TYPE_CHECKING:
    from assistant.adapters.store.tinydb_store import TinyDBStore
    from assistant.bootstrap import Assistant
    from assistant.services.bringing import Arrivals, TakenBack

FORMS = ("json", "csv", "vcard", "ics")
"""What an export can be written as."""


def take_out(assistant: "Assistant", folder: Path, forms: Collection[str] = FORMS) -> dict[str, int]:
    """Write everything that is kept to `folder`; gives the number of records by file. Raises StoreError."""
    from assistant.adapters.store.taking_out import Form, take_out

    return take_out(cast("TinyDBStore", assistant.store), folder, [Form(each) for each in forms])


def take_out_zipped(assistant: "Assistant", file: Path) -> dict[str, int]:
    """The same in every form in one ZIP file. Raises StoreError."""
    from assistant.adapters.store.taking_out import take_out_zipped

    return take_out_zipped(cast("TinyDBStore", assistant.store), file)


def bring(
    assistant: "Assistant",
    path: Path,
    *,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> "Arrivals":
    """Take in a contacts file, or an export of our own. A dry run does it and takes it all back.

    Raises SourceError where the file is neither.
    """
    from contextlib import nullcontext

    from assistant.adapters.files.people import ContactsFile
    from assistant.adapters.store.bringing_back import is_export, records_in
    from assistant.services.bringing import bring_people, bring_records
    from assistant.services.dry_run import taken_back

    store, at = assistant.store, assistant.clock()
    with taken_back(store) if dry_run else nullcontext():
        if is_export(path):
            own = assistant.config.user.addresses
            return bring_records(store, path.name, records_in(path), user=own, at=at, progress=progress)
        people = ContactsFile(name=path.name, path=path).people()
        return bring_people(store, path.name, people, at=at, progress=progress)


def take_back(assistant: "Assistant", imported: Imported) -> "TakenBack":
    """Take a whole import back. Raises TransitionError."""
    from assistant.adapters.store.bringing_back import TABLES
    from assistant.services import bringing

    return bringing.take_back(assistant.store, imported, TABLES, at=assistant.clock())
