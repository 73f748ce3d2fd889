"""What the services need from the outside world: small protocols, split by need.

Adapters implement them; `assistant.adapters.memory` and `memory_readers` hold a public fake of each.
"""

from assistant.ports.accounts import (
    Account,
    Check,
    Choice,
    ChoosingAccount,
    Dialogue,
    InboxAccount,
    Secrets,
    SendingAccount,
)
from assistant.ports.agent import Notifier, ServiceManager, WaitingSource
from assistant.ports.calendars import FreeBusy, Invitations
from assistant.ports.drafts import NEVER, DraftBox, Mailbox, Rendered, Seen, Writer
from assistant.ports.inbox import Arrived, DigestWriter, Inbox, ToOneself
from assistant.ports.lookup import ALWAYS, Lookup, Moment, Page, Span
from assistant.ports.matching import Candidate, Compared, Comparison, Matcher, Wanted
from assistant.ports.reading import OwnWords, Read, Reader, ReplyReader
from assistant.ports.sources import (
    BullpenSource,
    Change,
    Cursor,
    DocumentSource,
    Failed,
    Found,
    Gone,
    Passed,
    PeopleSource,
    Reached,
    Settled,
)
from assistant.ports.store import R, Record, Store

__all__ = [
    "ALWAYS",
    "NEVER",
    "Account",
    "Arrived",
    "BullpenSource",
    "Candidate",
    "Change",
    "Check",
    "Choice",
    "ChoosingAccount",
    "Compared",
    "Comparison",
    "Cursor",
    "Dialogue",
    "DigestWriter",
    "DocumentSource",
    "DraftBox",
    "Failed",
    "Found",
    "FreeBusy",
    "Gone",
    "Inbox",
    "InboxAccount",
    "Invitations",
    "Lookup",
    "Mailbox",
    "Matcher",
    "Moment",
    "Notifier",
    "OwnWords",
    "Page",
    "Passed",
    "PeopleSource",
    "R",
    "Reached",
    "Read",
    "Reader",
    "Record",
    "Rendered",
    "ReplyReader",
    "Secrets",
    "Seen",
    "SendingAccount",
    "ServiceManager",
    "Settled",
    "Span",
    "Store",
    "ToOneself",
    "WaitingSource",
    "Wanted",
    "Writer",
]
