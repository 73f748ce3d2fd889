"""Which adapter serves which type of source; each is imported only when one is configured."""

from importlib import import_module
from typing import Any

DOCUMENT_SOURCES = {
    "mbox": "assistant.adapters.mail_files:MboxSource",
    "maildir": "assistant.adapters.mail_files:MaildirSource",
    "eml": "assistant.adapters.mail_files:EmlFolderSource",
    "notes": "assistant.adapters.notes_folder:NotesSource",
    "ics": "assistant.adapters.calendar_files:IcsSource",
}
DRAFT_BOXES = {
    "eml": "assistant.adapters.eml_drafts:EmlFolder",
    "maildir": "assistant.adapters.maildir_drafts:MaildirDrafts",
}
ACCOUNTS = {
    "gmail": "assistant.adapters.google_account:GoogleAccount",
    "microsoft": "assistant.adapters.graph_account:MicrosoftAccount",
    "imap": "assistant.adapters.imap_account:ImapAccount",
    "caldav": "assistant.adapters.caldav_account:CaldavAccount",
}
"""Each is made with its settings, and by keyword `secrets`, `clock`, `zone` and `user` (a Participant)."""


def adapter(place: str) -> Any:
    """The class at `module:name`."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
