"""Digests over the small world of introductions, with an inbox in memory, for the tests of them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count

from assistant.adapters.jinja_digest import JinjaDigestWriter
from assistant.adapters.memory_inbox import MemoryInbox
from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.digest import Digest, Item, ItemKind
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant
from assistant.ports import Reader
from assistant.services.debrief import Debrief
from assistant.services.digest import Digests
from assistant.services.digest_acts import Acts
from assistant.services.digest_answers import DigestAnswers
from assistant.services.digest_plan import Planner
from tests.acceptance.introduction_world import TOPICS, USER, World

OWN = Participant(name="Helen Marsh", address="helen@marsh.example")
EVE = Participant(name="Eve", address="eve@evil.example")
MAILS = count(1)


class PlainWords:
    """`OwnWords` of a mail that quotes nothing, and of days that are written as numbers."""

    def of(self, content: Content) -> str:
        """The whole text."""
        return content.text

    def day(self, words: str, today: date) -> date | None:
        """The day, as 2026-11-30."""
        try:
            return date.fromisoformat(words.rsplit(maxsplit=1)[-1])
        except ValueError:
            return None


@dataclass
class Desk:
    """What writes, lays down and takes digests. `now` is the world's clock."""

    world: World
    inbox: MemoryInbox = field(default_factory=MemoryInbox)
    reader: Reader = field(default_factory=MemoryReader)

    @property
    def debrief(self) -> Debrief:
        """Asks after meetings."""
        return Debrief(store=self.world.store, clock=lambda: self.world.now, user=OWN)

    @property
    def digests(self) -> Digests:
        """As a new process makes it."""
        planner = Planner(
            store=self.world.store,
            topics=TOPICS,
            page="https://page.example",
            zone=self.world.now.tzinfo,  # type: ignore[arg-type]
            findings=self.world.deliver.findings,
        )
        return Digests(
            store=self.world.store,
            clock=lambda: self.world.now,
            user=USER,
            planner=planner,
            debrief=self.debrief,
            writer=JinjaDigestWriter(),
            inbox=lambda: self.inbox,
            at=time(9, 30),
            asks=True,
        )

    def send(self) -> Digest:
        """The digest of this day, some minutes after its hour."""
        self.world.now = self.world.now.replace(hour=9, minute=35)
        digest = self.digests.send_if_due()
        assert digest is not None
        return digest

    def answer(self, digest: Digest, text: str, **more: object) -> str:
        """Have an answer to a digest read; gives why it is left alone otherwise."""
        return self.answers.aside(answer_to(digest, text, self.world.now, **more))

    @property
    def answers(self) -> DigestAnswers:
        """What takes the answers of one pass."""
        acts = Acts(
            clock=lambda: self.world.now,
            deliver=self.world.deliver,
            settle=self.world.settle,
            debrief=self.debrief,
            words=PlainWords,
            reader=lambda: self.reader,
        )
        return DigestAnswers(acts=acts, words=PlainWords, user=frozenset({OWN.address}), names=(OWN.name,))

    def kept(self, digest: Digest) -> Digest:
        """A digest as it is stored by now."""
        known = self.world.store.get(Digest, digest.id)
        assert known is not None
        return known

    def meet(self, *, before: timedelta = timedelta(hours=1)) -> Meeting:
        """A meeting that ended so long ago."""
        number, end = next(MAILS), self.world.now - before
        meeting = Meeting(
            id=f"meet-{number}",
            document_id=f"doc-meet-{number}",
            title="Coffee",
            start=end - timedelta(hours=1),
            end=end,
            attendees=(Participant(name="Yusuf Demir", address="yusuf@demir.example"),),
        )
        self.world.store.put(meeting)
        return meeting


def answer_to(digest: Digest, text: str, at: datetime, **more: object) -> Content:
    """A mail of the user's to a digest; `more` are fields of its document, and its `headers`."""
    number = next(MAILS)
    headers = more.pop("headers", ())
    document = Document(
        id=f"doc-answer-{number}",
        source="mail",
        locator=f"message {number}",
        medium=Medium.EMAIL,
        when=at,
        digest=str(number),
        title="Re: What waits for you",
        author=OWN,
        listeners=(OWN,),
        message_id=f"<{number}@marsh.example>",
        in_reply_to=digest.message_id,
    )
    return Content(document=replace(document, **more), text=text, headers=headers)  # type: ignore[arg-type]


def only(digest: Digest, kind: ItemKind) -> Item:
    """The one item of a kind."""
    (found,) = (item for item in digest.items if item.kind is kind)
    return found
