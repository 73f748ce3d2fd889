"""Meetings: what came up?"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from assistant.domain.meetings import Capture, Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant
from assistant.domain.prompts import Prompt
from assistant.services.debrief import capture_id
from assistant.web.api.caller import Reads, Writes, known
from assistant.web.api.fields import body
from assistant.web.api.paging import Page, Spanned
from assistant.web.api.problems import CHANGES, ONE, UnfitError

router = APIRouter(prefix="/meetings", tags=["Meetings"])
Name = Annotated[str, Field(min_length=1, max_length=200)]


@body
class Told:
    """What came up, in the user's words. `who` was there, where not those who were invited."""

    text: Annotated[str, Field(min_length=1, max_length=50_000)]
    who: Annotated[tuple[Name, ...], Field(max_length=50)] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingSeen:
    """A meeting, and what the user said came up in it."""

    meeting: Meeting
    capture: Capture | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Captured:
    """What was kept, and what was noticed in it."""

    capture: Capture
    mentions: tuple[Mention, ...]
    prompts: tuple[Prompt, ...]


@router.get("", summary="The meetings to tell of")
def list_meetings(desk: Reads, span: Spanned) -> Page[Meeting]:
    """Meetings with outside people that ended in the last days and have no answer yet, the latest first."""
    waiting = desk.assistant.debrief.waiting()
    return span.page(desk.assistant.store, Meeting, waiting, lambda meeting: meeting.end, newest_first=True)


@router.get("/{id}", summary="One meeting", responses=ONE)
def get_meeting(desk: Reads, id: str) -> MeetingSeen:
    """With what the user said of it."""
    meeting = known(desk.assistant.store, Meeting, id)
    return MeetingSeen(meeting=meeting, capture=desk.assistant.store.get(Capture, capture_id(meeting)))


@router.post("/{id}/capture", summary="Tell what came up", responses=CHANGES)
def capture_meeting(desk: Writes, id: str, told: Told) -> Captured:
    """It is read at once. Telling again replaces what was told before."""
    assistant = desk.assistant
    meeting, who = known(assistant.store, Meeting, id), [Participant(name=name) for name in told.who]
    if not (words := told.text.strip()):
        raise UnfitError("nothing is told", hint="if nothing came up, say so: POST /meetings/{id}/nothing")
    with desk.reading:
        capture, noticed = assistant.debrief.answer(meeting, words, assistant.reader, who=who)
    return Captured(capture=capture, mentions=tuple(noticed.mentions), prompts=tuple(noticed.prompts))


@router.post("/{id}/nothing", summary="Nothing came up", responses=CHANGES)
def nothing_came_up(desk: Writes, id: str) -> Capture:
    """What was told before is taken back."""
    return desk.assistant.debrief.nothing(known(desk.assistant.store, Meeting, id))
