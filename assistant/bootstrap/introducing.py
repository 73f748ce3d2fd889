"""What is done with each new mail, and with each new day, for the introductions that are under way."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from assistant.domain.business_days import BusinessDays
from assistant.domain.clocks import Patience
from assistant.domain.documents import Content
from assistant.domain.replies import Reply
from assistant.ports import Mailbox, ReplyReader

if TYPE_CHECKING:
    from assistant.services.answers import Answers
    from assistant.services.clocks import Clocks
    from assistant.services.sync import Heed


def heed_for(answers: "Answers", reader: Callable[[], ReplyReader], user: Collection[str]) -> "Heed":
    """What is done with each new mail besides reading it, in one pass; `user` are the user's own addresses."""
    from assistant.services.closing import Closing
    from assistant.services.recognise import Recognise
    from assistant.services.replies import Replies

    closing = Closing(answers=answers)
    own = frozenset(address.lower() for address in user)
    replies = Replies(answers=answers, recognise=Recognise(store=answers.introduce.store), reader=reader, user=own)

    def heed(content: Content) -> Reply | None:
        reply = replies.take(content)
        closing.see(content)
        return reply

    return heed


def clocks_for(answers: "Answers", patience: Patience, days: BusinessDays, mailboxes: Collection[Mailbox]) -> "Clocks":
    """Looks at what comes due by itself. The mailboxes are those that tell when a message was sent."""
    from assistant.services.clocks import Clocks

    return Clocks(answers=answers, patience=patience, days=days, follows=frozenset(box.name for box in mailboxes))
