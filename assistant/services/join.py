"""Notes that are about a meeting: found by its days, so that neither has to be read before the other."""

from collections.abc import Iterable
from datetime import timedelta

from assistant.domain.documents import NOTED, Document
from assistant.domain.joining import joined_to
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.ports import Store

ANSWERS = "debrief"
"""The source of the user's own answers."""

_DAY = timedelta(days=1)


def meeting_of(store: Store, document: Document) -> Meeting | None:
    """The meeting that a note or an answer is about; None where there is none, or that is not clear."""
    if document.medium not in NOTED:
        return None
    if document.about:
        named = store.get(Meeting, document.about)
        if named is not None:
            return named
        of_series = list(store.find(Meeting, uid=document.about))
        return of_series[0] if len(of_series) == 1 else joined_to(document, of_series)
    return joined_to(document, _meetings_on(store, document))


def notes_of(store: Store, meeting: Meeting) -> list[Document]:
    """The notes and transcripts about a meeting, the user's own answer left out, in order of time."""
    days = (*meeting.days, meeting.days[-1] + _DAY)  # some are written after midnight
    near = (note for day in days for note in store.find(Document, days=day))
    named = (note for about in {meeting.id, meeting.uid} - {""} for note in store.find(Document, about=about))
    found = {note.id: note for note in (*near, *named)}
    others = (note for note in found.values() if note.source != ANSWERS)
    mine = [note for note in others if (about := meeting_of(store, note)) and about.id == meeting.id]
    return sorted(mine, key=lambda note: (note.when, note.id))


def times_told(store: Store, mentions: Iterable[Mention]) -> int:
    """On how many occasions a matter was told: what stands in two notes of one meeting was told there once."""
    occasions: set[str] = set()
    meetings: dict[str, str] = {}
    for mention in mentions:
        if mention.document_id not in meetings:
            document = store.get(Document, mention.document_id)
            meeting = meeting_of(store, document) if document else None
            meetings[mention.document_id] = meeting.id if meeting else ""
        occasions.add(meetings[mention.document_id] or mention.id)
    return len(occasions)


def _meetings_on(store: Store, document: Document) -> list[Meeting]:
    days = (near for day in document.days for near in (day - _DAY, day))
    found = {meeting.id: meeting for near in days for meeting in store.find(Meeting, days=near)}
    return list(found.values())
