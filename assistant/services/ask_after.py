"""Says once, when a meeting is over, that there is something to tell: a note on the desktop, which opens the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.captures import Capture
from assistant.domain.meetings import AskedAfter, Meeting
from assistant.domain.time import Clock
from assistant.ports import Notifier, Store


@dataclass(frozen=True, kw_only=True, slots=True)
class AskAfter:
    """Asks after each meeting once.

    The note can be read by whoever passes the screen, so it names the hour; the title only where `shows_titles`.
    """

    store: Store
    clock: Clock
    notifier: Notifier
    shows_titles: bool = False

    def ask(self, meetings: Iterable[Meeting]) -> tuple[list[Meeting], str]:
        """Ask after those of `meetings` that were not asked after yet, all in one note.

        Gives these, and why no note could be shown. That they were asked after is kept first: somebody who is asked
        twice is annoyed, and the page goes on asking anyway.
        """
        with self.store.transaction():
            fresh = [meeting for meeting in meetings if not self._is_settled(meeting)]
            self.store.put(*(_asked(meeting, self.clock()) for meeting in fresh))
        if not fresh:
            return [], ""
        if len(fresh) > 1:
            title, path = f"What came up in your last {len(fresh)} meetings?", "/meetings"
        else:
            title, path = self._title(fresh[0]), f"/meetings/{fresh[0].id}"
        return fresh, self.notifier.show(title, "A word now saves a good deed from being forgotten.", path)

    def _title(self, meeting: Meeting) -> str:
        if self.shows_titles and meeting.title:
            return f"What came up in “{meeting.title}”?"
        return f"What came up in your {meeting.start.astimezone(self.clock().tzinfo):%H:%M} meeting?"

    def _is_settled(self, meeting: Meeting) -> bool:
        """Whether it was asked after, or answered before its time on that day was corrected, which changed its id."""
        if (before := self.store.get(AskedAfter, meeting.id)) and before.end >= meeting.end:
            return True
        others = self.store.find(AskedAfter, document_id=meeting.document_id)
        that_day = [
            other.id for other in others if other.end.astimezone(meeting.end.tzinfo).date() == meeting.end.date()
        ]
        return any(self.store.count(Capture, meeting_id=each) for each in that_day)


def _asked(meeting: Meeting, at: datetime) -> AskedAfter:
    return AskedAfter(id=meeting.id, document_id=meeting.document_id, end=meeting.end, at=at)
