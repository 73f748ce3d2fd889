"""Meetings: what came up?"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from assistant.domain.captures import Capture, Mark
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant
from assistant.domain.prompts import Prompt
from assistant.services.brief import Brief
from assistant.web.api.caller import Reads, Writes, known
from assistant.web.api.fields import body
from assistant.web.api.paging import Page, Spanned
from assistant.web.api.problems import CHANGES, ONE, UnfitError

router = APIRouter(prefix="/meetings", tags=["Meetings"])
Name = Annotated[str, Field(min_length=1, max_length=200)]


@body
class Told:
    """What came up, in the user's words. `who` was there, where not those who were invited; `marks` say what a line is.

    `seen` is the `version` of the answer that this one follows, 0 for none; without it, this one replaces any.
    """

    text: Annotated[str, Field(min_length=1, max_length=50_000)]
    who: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    marks: Annotated[tuple[Mark, ...], Field(max_length=50)] = ()
    seen: Annotated[int, Field(ge=0)] | None = None


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
    return MeetingSeen(meeting=meeting, capture=desk.assistant.debrief.capture(meeting))


@router.get("/{id}/brief", summary="What to know before a meeting", responses=ONE)
def get_brief(desk: Reads, id: str) -> Brief:
    """Who comes, and what is open with each of them."""
    return desk.assistant.briefing().brief(known(desk.assistant.store, Meeting, id))


@router.post("/{id}/capture", summary="Tell what came up", responses=CHANGES)
def capture_meeting(desk: Writes, id: str, told: Told) -> Captured:
    """It is read at once. Telling again replaces what was told before."""
    assistant = desk.assistant
    meeting, who = known(assistant.store, Meeting, id), [Participant(name=name) for name in told.who]
    if not (words := told.text.strip()):
        raise UnfitError("nothing is told", hint="if nothing came up, say so: POST /meetings/{id}/nothing")
    with desk.reading:
        capture, noticed = assistant.debrief.answer(
            meeting, words, assistant.reader, who=who, marks=told.marks, seen=told.seen
        )
    return Captured(capture=capture, mentions=tuple(noticed.mentions), prompts=tuple(noticed.prompts))


@router.post("/{id}/nothing", summary="Nothing came up", responses=CHANGES)
def nothing_came_up(desk: Writes, id: str) -> Capture:
    """What was told before is taken back."""
    return desk.assistant.debrief.nothing(known(desk.assistant.store, Meeting, id))


@router.post("/{id}/reopen", summary="Take back what was told", responses=CHANGES)
def reopen_meeting(desk: Writes, id: str) -> Meeting:
    """The meeting waits for an answer again."""
    meeting = known(desk.assistant.store, Meeting, id)
    desk.assistant.debrief.take_back(meeting)
    return meeting
