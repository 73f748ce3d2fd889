"""Where approved messages are laid down, and mails to oneself."""

from collections.abc import Sequence

from assistant.adapters.registry import DRAFT_BOXES, adapter
from assistant.config import Config
from assistant.errors import ConfigError
from assistant.ports import Account, DraftBox, Inbox, InboxAccount, Mailbox, SendingAccount


def box_for(config: Config, accounts: Sequence[Account]) -> DraftBox:
    """Where approved drafts are laid down."""
    chosen = config.drafts.deliver_to
    if chosen in DRAFT_BOXES:
        kind = adapter(DRAFT_BOXES[chosen])
        box: DraftBox = kind(config.drafts_folder, config.user.participant)
        return box
    account = next(account for account in accounts if account.name == chosen)
    mailbox = account.mailbox()
    if config.drafts.send and isinstance(account, SendingAccount):
        mailbox = account.sender()
    assert mailbox is not None  # the configuration is checked for it
    return mailbox


def mailboxes_of(accounts: Sequence[Account]) -> list[Mailbox]:
    """Where messages of the user's may have been delivered: the accounts' drafts folders, and what sends."""
    senders = (account.sender() for account in accounts if isinstance(account, SendingAccount))
    return [mailbox for mailbox in (*(account.mailbox() for account in accounts), *senders) if mailbox]


def inbox_for(config: Config, accounts: Sequence[Account]) -> Inbox:
    """The inbox that mails to oneself are laid into: of the account that is named, else of the first that has one.

    Raises ConfigError where there is none.
    """
    named = config.digest.account
    able = (account for account in accounts if isinstance(account, InboxAccount) and named in ("", account.name))
    found = next((inbox for account in able if (inbox := account.inbox())), None)
    if found is None:
        problem = (
            f"no mail to yourself can be laid into '{named}'" if named else "no account has an inbox for the digest"
        )
        raise ConfigError(problem, hint="name another account with mail in [digest] account, or connect one")
    return found
