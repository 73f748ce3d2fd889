"""Says once, when a meeting is over, that there is something to tell: a note on the desktop, which opens the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
            fresh = [meeting for meeting in meetings if not self._was_asked(meeting)]
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

    def _was_asked(self, meeting: Meeting) -> bool:
        """Whether it was asked after; not where it ends later by now. One at another time has another id."""
        before = self.store.get(AskedAfter, meeting.id)
        return before is not None and before.end >= meeting.end


def _asked(meeting: Meeting, at: datetime) -> AskedAfter:
    return AskedAfter(id=meeting.id, end=meeting.end, at=at)
