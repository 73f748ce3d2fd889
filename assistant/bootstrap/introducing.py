"""What is done with each new mail, and with each new day, for the introductions that are under way."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from assistant.adapters.registry import DRAFT_BOXES, adapter
from assistant.config import Config
from assistant.domain.business_days import BusinessDays
from assistant.domain.clocks import Patience
from assistant.domain.documents import Content
from assistant.domain.people import Person
from assistant.domain.replies import Reply
from assistant.domain.time import Clock
from assistant.domain.topics import Topic
from assistant.ports import Account, DraftBox, Mailbox, ReplyReader, SendingAccount, Store

if TYPE_CHECKING:
    from assistant.services.answers import Answers
    from assistant.services.clocks import Clocks
    from assistant.services.drafting import Drafting
    from assistant.services.replies import Replies
    from assistant.services.sync_hooks import Ahead, Heed


def drafting_for(config: Config, store: Store, clock: Clock, user: Person, topics: Mapping[str, Topic]) -> "Drafting":
    """Writes drafts in the user's tone, from their own templates where they have some."""
    from assistant.adapters.jinja_drafts import JinjaWriter
    from assistant.services.drafting import Drafting

    return Drafting(
        store=store,
        writer=JinjaWriter(config.drafts.templates),
        clock=clock,
        user=user,
        signature=config.user.signature or config.user.name,
        topics=topics,
        tone=config.drafts.tone,
    )


class Hooks(TypedDict):
    """What is done with new mail besides reading it, before and when it is stored."""

    ahead: "Ahead"
    heed: "Heed"


def hooks_for(
    answers: "Answers",
    reader: Callable[[], ReplyReader],
    user: Collection[str],
    ahead: "Callable[[Replies], Ahead]",
) -> Hooks:
    """What is done with each new mail besides reading it, in one pass; `user` are the user's own addresses."""
    from assistant.adapters.own_words import ZonedWords
    from assistant.services.closing import Closing
    from assistant.services.received import Received
    from assistant.services.recognise import Recognise
    from assistant.services.replies import Replies

    closing = Closing(answers=answers)
    own = frozenset(address.lower() for address in user)
    names = (answers.introduce.drafting.user.name, *own)
    received = Received(store=answers.introduce.store, user=names, words=ZonedWords)
    replies = Replies(answers=answers, recognise=Recognise(store=answers.introduce.store), reader=reader, user=own)

    def heed(content: Content) -> Reply | None:
        reply = replies.take(content)
        closing.see(content)
        if reply is None:
            received.see(content)
        return reply

    return Hooks(ahead=ahead(replies), heed=heed)


def clocks_for(answers: "Answers", patience: Patience, days: BusinessDays, mailboxes: Collection[Mailbox]) -> "Clocks":
    """Looks at what comes due by itself. The mailboxes are those that tell when a message was sent."""
    from assistant.services.clocks import Clocks

    return Clocks(answers=answers, patience=patience, days=days, follows=frozenset(box.name for box in mailboxes))


def box_for(config: Config, accounts: Sequence[Account]) -> DraftBox:
    """Where approved drafts are laid down: a folder, an account's drafts folder, or what sends for it."""
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
