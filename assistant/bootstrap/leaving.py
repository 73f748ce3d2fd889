"""Taking everything out, and taking a whole file in: the parts put together."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.domain.bringing import Imported
from assistant.domain.people import Person
from assistant.ports import Failed
from assistant.services.bringing import counted

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


class Opened:
    """A file that is to be taken in, called `name`. Contacts are read once, whatever is done with them after."""

    def __init__(self, path: Path, *, told: str = "", progress: Callable[[int], None] = lambda _: None) -> None:
        """`told` is what messages call it, else where it lies. Raises SourceError where it holds no contacts."""
        from assistant.adapters.files.people import ContactsFile
        from assistant.adapters.store.bringing_back import is_export

        self.path, self.name = path, path.name
        self.people: list[Person | Failed] | None = None
        if not is_export(path):
            self.people = list(counted(ContactsFile(name=path.name, path=path, told=told).people(), progress))


def bring(
    assistant: "Assistant",
    opened: Opened,
    *,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> "Arrivals":
    """Take in contacts, or an export of our own. A dry run does it and takes it all back. Raises SourceError."""
    from assistant.adapters.store.bringing_back import records_in
    from assistant.services.at_hand import WORTH, PeopleAtHand
    from assistant.services.bringing import bring_people, bring_records
    from assistant.services.dry_run import taken_back

    store, at, name = assistant.store, assistant.clock(), opened.name
    with taken_back(store) if dry_run else store.transaction():
        if opened.people is None:
            own = assistant.config.user.addresses
            return bring_records(store, name, records_in(opened.path), user=own, at=at, progress=progress)
        if store.count(Person) > WORTH * len(opened.people):
            return bring_people(store, name, opened.people, at=at, progress=progress)
        at_hand = PeopleAtHand(store)
        arrivals = bring_people(at_hand, name, opened.people, at=at, progress=progress)
        if not dry_run:
            at_hand.write()
        return arrivals


def take_back(assistant: "Assistant", imported: Imported) -> "TakenBack":
    """Take a whole import back. Raises TransitionError."""
    from assistant.adapters.store.bringing_back import TABLES
    from assistant.services import bringing

    return bringing.take_back(assistant.store, imported, TABLES, at=assistant.clock())
