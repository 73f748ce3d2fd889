"""Which adapter serves which type of source; each is imported only when one is configured."""

from importlib import import_module
from typing import Any

DOCUMENT_SOURCES = {
    "mbox": "assistant.adapters.files.mail:MboxSource",
    "maildir": "assistant.adapters.files.mail:MaildirSource",
    "eml": "assistant.adapters.files.mail:EmlFolderSource",
    "notes": "assistant.adapters.files.notes:NotesSource",
    "ics": "assistant.adapters.files.calendar:IcsSource",
}
DRAFT_BOXES = {
    "eml": "assistant.adapters.files.eml_drafts:EmlFolder",
    "maildir": "assistant.adapters.files.maildir_drafts:MaildirDrafts",
}
ACCOUNTS = {
    "gmail": "assistant.adapters.google.account:GoogleAccount",
    "microsoft": "assistant.adapters.microsoft.account:MicrosoftAccount",
    "imap": "assistant.adapters.imap.account:ImapAccount",
    "caldav": "assistant.adapters.dav.account:CaldavAccount",
}
"""Each is made with its settings, and by keyword `secrets`, `clock`, `zone` and `user` (a Participant)."""


def adapter(place: str) -> Any:
    """The class at `module:name`."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
