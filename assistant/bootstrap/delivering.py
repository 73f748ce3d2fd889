"""Where mails to oneself are laid down, and where approved messages may have been."""

from collections.abc import Sequence

from assistant.config import Config
from assistant.errors import ConfigError
from assistant.ports import Account, Inbox, InboxAccount, Mailbox, SendingAccount


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
