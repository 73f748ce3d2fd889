"""The folders of a mailbox at Microsoft: the usual ones, and those that the user names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.microsoft.answers import Json, path_part
from assistant.adapters.microsoft.http import GraphClient, ItemMissing
from assistant.errors import SourceError

SELECT = "id,displayName,totalItemCount"


@dataclass(frozen=True, kw_only=True, slots=True)
class MailFolder:
    """A folder by its path below the service's address, and what people call it; `may_lack`: not everybody has it."""

    path: str
    label: str
    may_lack: bool = False


INBOX = MailFolder(path="me/mailFolders/inbox", label="inbox")
SENT = MailFolder(path="me/mailFolders/sentitems", label="sent mail", may_lack=True)
ARCHIVE = MailFolder(path="me/mailFolders/archive", label="archive", may_lack=True)
UNREAD = tuple(
    MailFolder(path=f"me/mailFolders/{name}", label=label, may_lack=True)
    for name, label in (("drafts", "drafts"), ("junkemail", "junk mail"), ("deleteditems", "deleted mail"))
)
BY_THEIR_NAME = {"inbox": INBOX, "sent items": SENT, "sent": SENT, "archive": ARCHIVE}


def chosen_folders(client: GraphClient, names: Sequence[str]) -> list[MailFolder]:
    """The folders to read: those named ("Clients/Acme" for one within another), else the usual ones.

    Raises SourceError where one that is named is missing; it says which there are.
    """
    return [_named(client, name) for name in names] if names else [INBOX, SENT, ARCHIVE]


def to_choose_from(client: GraphClient) -> Iterator[tuple[str, bool]]:
    """The folders at the top that may be read, and whether each is one of the usual ones."""
    usual = {_id(client, folder) for folder in (INBOX, SENT, ARCHIVE)}
    never = {_id(client, folder) for folder in UNREAD}
    for each in client.pages("me/mailFolders", **{"$select": SELECT, "$top": "100"}):
        if each.get("id") not in never:
            yield one_line(str(each.get("displayName", ""))), each.get("id") in usual


def left_alone(client: GraphClient) -> Iterator[tuple[str, int]]:
    """What is never read, as people call it, and how many messages each holds."""
    for folder in UNREAD:
        if total := total_of(client, folder):
            yield folder.label, total


def _id(client: GraphClient, folder: MailFolder) -> object:
    try:
        return client.get(folder.path, **{"$select": "id"}).get("id")
    except ItemMissing:
        return folder.path


def total_of(client: GraphClient, folder: MailFolder) -> int:
    """How many messages a folder holds."""
    try:
        total = client.get(folder.path, **{"$select": SELECT}).get("totalItemCount")
    except ItemMissing:
        if not folder.may_lack:
            raise
        return 0
    return total if isinstance(total, int) else 0


def _named(client: GraphClient, name: str) -> MailFolder:
    if usual := BY_THEIR_NAME.get(name.strip().lower()):
        return usual
    within = "me/mailFolders"
    found: Json = {}
    for part in name.split("/"):
        listed = list(client.pages(within, **{"$select": SELECT, "$top": "100"}))
        wanted = part.strip().casefold()
        found = next((each for each in listed if str(each.get("displayName", "")).casefold() == wanted), {})
        if not found:
            there = ", ".join(sorted(one_line(str(each.get("displayName", ""))) for each in listed))
            raise SourceError(f"{client.name} has no mail folder '{name}'", hint=f"there are: {there}")
        within = f"me/mailFolders/{path_part(str(found['id']))}/childFolders"
    return MailFolder(path=within.removesuffix("/childFolders"), label=one_line(name))
