"""A meeting with all that is known of it afterwards: what the user told, what was understood, and notes about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain.asking import Asking
from assistant.domain.captures import Capture
from assistant.domain.documents import Document
from assistant.domain.favours import Favour
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt
from assistant.ports import Store
from assistant.services.brief import Attending, Briefing
from assistant.services.debrief import Debrief
from assistant.services.join import notes_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """One mention of an answer or a note, with whose it is and its question; the user may have put it right."""

    mention: Mention
    person: Person | None
    prompt: Prompt | None
    corrected: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted:
    """A note or transcript about the meeting, with what was understood of it."""

    document: Document
    understood: tuple[Understood, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Recall:
    """A meeting after it has ended.

    `asking` says where it stands with the question, `who` was there, as the user has said or the calendar supposes.
    `capture` is the answer, None while there is none, `understood` what it was understood to say, in its order, and
    `favours` what it says was offered or promised. `notes` are about the same meeting; `attending` is what is open
    with each who was there.
    """

    meeting: Meeting
    asking: Asking
    who: tuple[Participant, ...]
    capture: Capture | None
    understood: tuple[Understood, ...]
    favours: tuple[Favour, ...]
    notes: tuple[Noted, ...]
    attending: tuple[Attending, ...]

    @property
    def version(self) -> int:
        """What an answer that is given now has seen; see `Debrief.answer`."""
        return self.capture.version if self.capture else 0


def recall(debrief: Debrief, briefing: Briefing, meeting: Meeting) -> Recall:
    """What is known of a meeting."""
    store, capture, who = debrief.store, debrief.capture(meeting), debrief.present(meeting)
    corrected = {mention.id for mention in capture.corrected} if capture else set()
    document_id = capture.document_id if capture else ""
    return Recall(
        meeting=meeting,
        asking=debrief.standing(meeting),
        who=who,
        capture=capture,
        understood=tuple(_understood(store, document_id, corrected)) if document_id else (),
        favours=tuple(sorted(store.find(Favour, meeting_id=meeting.id), key=lambda favour: favour.noted_at)),
        notes=tuple(
            Noted(document=note, understood=tuple(_understood(store, note.id))) for note in notes_of(store, meeting)
        ),
        attending=briefing.open_with(who, meeting),
    )


def _understood(store: Store, document_id: str, corrected: set[str] | None = None) -> Iterator[Understood]:
    found = (mention for mention in store.find(Mention, document_id=document_id) if not mention.withdrawn)
    for mention in sorted(found, key=lambda mention: mention.start):
        yield Understood(
            mention=mention,
            person=store.get(Person, mention.person_id),
            prompt=store.get(Prompt, mention.prompt_id) if mention.prompt_id else None,
            corrected=mention.id in (corrected or ()),
        )
