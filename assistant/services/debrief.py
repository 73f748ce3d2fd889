"""The question after a meeting: what came up? The answer is read at once, like any note."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from assistant.domain.documents import Content, Document, Medium
from assistant.domain.ids import make_id
from assistant.domain.meetings import Capture, CaptureState, Meeting
from assistant.domain.people import Participant
from assistant.domain.time import Clock
from assistant.ports import Reader, Store
from assistant.services.identify import completed
from assistant.services.notice import Noticed, forget_document, notice

SOURCE = "debrief"


@dataclass(frozen=True, kw_only=True, slots=True)
class Debrief:
    """Asks after meetings and reads the answers. `days` is how long a meeting stays a question."""

    store: Store
    clock: Clock
    user: Participant
    days: int = 7

    def waiting(self) -> Iterator[Meeting]:
        """Meetings with outside people that ended in the last days and have no answer yet, the latest first."""
        now = self.clock()
        since = now - timedelta(days=self.days)
        over = [
            meeting
            for meeting in self.store.find(Meeting)
            if meeting.is_over(now) and meeting.end >= since and meeting.attendees and not meeting.all_day
        ]
        for meeting in sorted(over, key=lambda meeting: meeting.end, reverse=True):
            if self.store.get(Capture, capture_id(meeting)) is None:
                yield meeting

    def nothing(self, meeting: Meeting) -> Capture:
        """Record that nothing came up; an earlier answer is taken back."""
        capture = Capture(id=capture_id(meeting), meeting_id=meeting.id, state=CaptureState.NOTHING, at=self.clock())
        with self.store.transaction():
            self.store.put(capture)
            forget_document(self.store, _document_id(meeting))
        return capture

    def answer(
        self, meeting: Meeting, text: str, reader: Reader, *, who: Sequence[Participant] = ()
    ) -> tuple[Capture, Noticed]:
        """Record what came up and read it. `who` was there, where it was not who was invited.

        Answering again replaces the earlier answer; mentions that still stand keep their prompts.
        """
        document = Document(
            id=_document_id(meeting),
            source=SOURCE,
            locator=f"your answer after: {meeting.title}",
            medium=Medium.NOTE,
            when=meeting.end,
            digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            title=meeting.title,
            author=self.user,
            listeners=tuple(completed(each, meeting.attendees) for each in who) or meeting.attendees,
        )
        capture = Capture(
            id=capture_id(meeting),
            meeting_id=meeting.id,
            state=CaptureState.ANSWERED,
            at=self.clock(),
            text=text,
            document_id=document.id,
        )
        with self.store.transaction():
            self.store.put(capture)
            read = next(iter(reader.read([Content(document=document, text=text)])))
            user = (self.user.name, self.user.address)
            return capture, notice(self.store, read, reader=reader.version, user=user)


def _document_id(meeting: Meeting) -> str:
    return make_id("doc", SOURCE, meeting.id)


def capture_id(meeting: Meeting) -> str:
    """The id of the one answer that a meeting can have."""
    return make_id("c", meeting.id)
