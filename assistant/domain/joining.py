"""Which meeting a note is about, told by day, hour, title and people."""

from collections.abc import Iterable
from datetime import UTC, time, timedelta

from assistant.domain.documents import Document
from assistant.domain.ids import fold
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, natural

AFTER = timedelta(hours=12)  # so long after its end a note may say when it was written
BEFORE = timedelta(minutes=30)
ENOUGH = 2
FILLING = frozenset({"a", "and", "at", "call", "for", "in", "meeting", "note", "notes", "of", "on", "the", "with"})


def joined_to(document: Document, meetings: Iterable[Meeting]) -> Meeting | None:
    """The one of these meetings that a note is plainly about; None where it is none, or could be several."""
    scores = {meeting.id: (likeness(document, meeting), meeting) for meeting in meetings}
    ranked = sorted(scores.values(), key=lambda scored: (scored[0], scored[1].id), reverse=True)
    if not ranked or ranked[0][0] < ENOUGH:
        return None
    return ranked[0][1] if len(ranked) == 1 or ranked[0][0] > ranked[1][0] else None


def likeness(document: Document, meeting: Meeting) -> int:
    """How much says that the note is about the meeting, in points, 0 for one of another time.

    A note that names its meeting (`about`) is about that one and no other.
    """
    if document.about:
        return 2 * ENOUGH if document.about in (meeting.id, meeting.uid) and _is_near(document, meeting) else 0
    if meeting.cancelled or not _is_near(document, meeting):
        return 0
    return _by_people(document, meeting) + _by_title(document, meeting) + _by_hour(document, meeting)


def _is_near(document: Document, meeting: Meeting) -> bool:
    return not document.days or bool(set(document.days) & set(meeting.days)) or _by_hour(document, meeting) > 0


def _by_hour(document: Document, meeting: Meeting) -> int:
    """One point for a note of that very time; one that only has a day stands at midnight."""
    if document.when.time() == time():
        return 0
    begin, end = meeting.span
    return int(begin - BEFORE <= document.when.astimezone(UTC) <= end + AFTER)


def _by_people(document: Document, meeting: Meeting) -> int:
    """Two points where all who were there are among the invited, one for some, less one for none of them."""
    invited = {name for who in meeting.attendees for name in _calls(who)}
    there = [who for who in document.listeners if _calls(who)]
    if not there or not invited:
        return 0
    known = sum(bool(_calls(who) & invited) for who in there)
    return 2 if known == len(there) else 1 if known else -1


def _by_title(document: Document, meeting: Meeting) -> int:
    """Two points for the same words, one for somebody invited who is named, or for half of the words."""
    words, others = _words(document.title), _words(meeting.title)
    if words and words == others:
        return 2
    named = {name for who in meeting.attendees for name in fold(natural(who.name)).split()[:1]}
    shared = words & others
    return int(bool(words & named) or (bool(shared) and 2 * len(shared) >= len(words | others)))


def _calls(who: Participant) -> frozenset[str]:
    """What somebody may be called: address, full name, first name."""
    name = fold(natural(who.name))
    return frozenset({who.address.strip().lower(), name, *name.split()[:1]}) - {""}


def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in fold(title).split() if not word.isdigit()) - FILLING
