"""The digest: what writes and lays down mails to oneself, and what takes the answers to them."""

from collections.abc import Callable
from datetime import time
from typing import TYPE_CHECKING

from assistant.config import Config
from assistant.ports import Inbox, Reader

if TYPE_CHECKING:
    from assistant.domain.people import Person
    from assistant.services.answers import Answers
    from assistant.services.debrief import Debrief
    from assistant.services.deliver import Deliver
    from assistant.services.digest import Digests
    from assistant.services.sync_hooks import Aside


def digests_for(
    config: Config, user: "Person", debrief: "Debrief", deliver: "Deliver", inbox: Callable[[], Inbox]
) -> "Digests":
    """Sends mails to oneself; the account is asked only when there is something to lay down."""
    from assistant.adapters.jinja_digest import JinjaDigestWriter
    from assistant.services.digest import Digests
    from assistant.services.digest_plan import Planner

    planner = Planner(
        store=debrief.store,
        topics=deliver.introduce.drafting.topics,
        page=config.page.url,
        zone=config.zone,
        findings=deliver.findings,
    )
    return Digests(
        store=debrief.store,
        clock=debrief.clock,
        user=user,
        planner=planner,
        debrief=debrief,
        writer=JinjaDigestWriter(config.drafts.templates),
        inbox=inbox,
        at=time.fromisoformat(config.digest.at) if config.digest.at else None,
        asks=config.debrief.mail,
    )


def aside_for(
    config: Config, answers: "Answers", debrief: "Debrief", deliver: "Deliver", reader: Callable[[], Reader]
) -> "Aside":
    """What is not read in one pass, since it passes between the assistant and the user; answers are acted on by it."""
    from assistant.adapters.own_words import ZonedWords
    from assistant.services.digest_acts import Acts
    from assistant.services.digest_answers import DigestAnswers
    from assistant.services.settle import Settle

    acts = Acts(
        clock=debrief.clock,
        deliver=deliver,
        settle=Settle(answers=answers),
        debrief=debrief,
        words=ZonedWords,
        reader=reader,
    )
    own = frozenset(address.lower() for address in config.user.addresses)
    return DigestAnswers(acts=acts, words=ZonedWords, user=own, names=(config.user.name,)).aside
