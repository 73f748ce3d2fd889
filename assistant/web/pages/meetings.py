"""Meetings: what to know before, and what came up after, read at once and put right by a tap."""

from dataclasses import dataclass
from email.utils import parseaddr

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap import Assistant
from assistant.domain.captures import Capture, Mark, MarkKind
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant
from assistant.errors import UserError
from assistant.services import corrections
from assistant.services.recall import recall
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.visit import V
from assistant.web.words import instead_of

router = APIRouter()
AHEAD = 14  # days
TOLD = 20  # answers that are shown
ROWS = 2  # of marks that are still empty
MOST_ROWS = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the form of a capture says: as it was kept, or as it was typed and could not be taken."""

    text: str = ""
    others: str = ""
    there: frozenset[str] = frozenset()
    marks: tuple[Mark, ...] = ()
    problems: tuple[str, ...] = ()
    hint: str = ""


@router.get("/meetings")
def meetings(visit: V, show: str = "tell") -> Response:
    """Those to tell about, those to come, and what was told."""
    assistant = visit.assistant
    show = show if show in ("tell", "coming", "told") else "tell"
    told: list[tuple[Capture, Meeting]] = []
    if show == "told":
        for capture in assistant.lookup.listing(Capture, limit=TOLD).records:
            if meeting := assistant.store.get(Meeting, capture.meeting_id):
                told.append((capture, meeting))
    return visit.page(
        "meetings",
        show=show,
        waiting=list(assistant.debrief.waiting()) if show == "tell" else (),
        coming=assistant.briefing().coming(AHEAD) if show == "coming" else (),
        told=told,
    )


@router.get("/meetings/{id}")
def meeting(visit: V, id: str) -> Response:
    """The brief of one that is to come, what came up in one that is over."""
    assistant = visit.assistant
    found = look_up(assistant.store, Meeting, id)
    if found.end > assistant.clock():
        return visit.page("brief", here="meetings", brief=assistant.briefing().brief(found))
    return _page(visit, found)


@router.post("/meetings/{id}")
def tell(visit: V, id: str) -> Response:
    """Keep what came up, read it, and show what was understood."""
    assistant = visit.assistant
    found = look_up(assistant.store, Meeting, id)
    told = _typed(visit)
    try:
        if not (told.text.strip() or told.marks):
            raise UserError("nothing was written, so nothing was kept", hint="if nothing came up, press that button")
        seen = visit.said("seen")
        with visit.desk.reading:
            _, noticed = assistant.debrief.answer(
                found,
                told.text.strip(),
                assistant.reader,
                who=_there(assistant, found, told),
                marks=told.marks,
                seen=int(seen) if seen.isdecimal() else None,
            )
    except UserError as error:
        hint, _ = instead_of(error.hint)
        kept = Told(
            text=told.text,
            others=told.others,
            there=told.there,
            marks=told.marks,
            problems=error.problems,
            hint=hint,
        )
        return _page(visit, found, kept)
    words = "Kept. Below is what was understood; put right what is not."
    return visit.done(
        words if noticed.mentions else "Kept. No problem, need or request was noticed in it.",
        to=f"/meetings/{found.id}",
        undo=Undo(path=f"/meetings/{found.id}/reopen"),
    )


@router.post("/meetings/{id}/nothing")
def nothing(visit: V, id: str) -> Response:
    """Nothing came up."""
    found = look_up(visit.assistant.store, Meeting, id)
    seen = visit.said("seen")
    visit.assistant.debrief.nothing(found, seen=int(seen) if seen.isdecimal() else None)
    title = found.title or "the meeting"
    return visit.done(f"Noted: nothing came up in {title}.", undo=Undo(path=f"/meetings/{found.id}/reopen"))


@router.post("/meetings/{id}/reopen")
def reopen(visit: V, id: str) -> Response:
    """Take the answer back."""
    found = look_up(visit.assistant.store, Meeting, id)
    visit.assistant.debrief.take_back(found)
    return visit.done(f"Taken back: {found.title or 'the meeting'} waits for an answer again.")


@router.post("/mentions/{id}/wrong")
def wrong(visit: V, id: str) -> Response:
    """What was understood is no matter at all."""
    mention = look_up(visit.assistant.store, Mention, id)
    corrections.wrong(visit.assistant.store, visit.assistant.clock, mention)
    return visit.done("Noted: that was no matter. Such words need to be surer from now on.", undo=_undo(mention))


@router.post("/mentions/{id}/right")
def right(visit: V, id: str) -> Response:
    """Put right whose it is, what it is, or what it is about."""
    assistant, kind, category = visit.assistant, visit.said("kind"), visit.said("category")
    mention = look_up(assistant.store, Mention, id)
    if (kind and kind not in tuple(Kind)) or (category and category not in assistant.topics):
        raise UserError("that is no kind or topic", hint="choose one of the list")
    holder = _person(visit.said("holder")) if visit.said("holder") else None
    corrections.put_right(
        assistant.store, assistant.clock, mention, holder=holder, kind=Kind(kind) if kind else None, category=category
    )
    return visit.done("Put right.", undo=_undo(mention))


@router.post("/mentions/{id}/undo")
def undo(visit: V, id: str) -> Response:
    """As it was understood at first."""
    corrections.undo(visit.assistant.store, visit.assistant.clock, look_up(visit.assistant.store, Mention, id))
    return visit.done("As it was understood at first.")


def _undo(mention: Mention) -> Undo:
    return Undo(path=f"/mentions/{mention.id}/undo")


def _page(visit: V, meeting: Meeting, typed: Told | None = None) -> Response:
    assistant = visit.assistant
    known = recall(assistant.debrief, assistant.briefing(), meeting)
    capture = known.capture
    told = typed or Told(
        text=capture.text if capture else "",
        there=frozenset(_key(who) for who in known.who),
        marks=capture.marks if capture else (),
    )
    return visit.page(
        "meeting",
        status=409 if typed else 200,
        here="meetings",
        known=known,
        told=told,
        typed=typed is not None,
        people={_key(who): who for who in (*known.who, *meeting.attendees)},
        rows=[*told.marks, *[None] * ROWS],
        kinds=tuple(MarkKind),
        mention_kinds=tuple(Kind),
        topics=sorted(assistant.topics.values(), key=lambda topic: topic.title),
    )


def _typed(visit: V) -> Told:
    """What the form says."""
    marks = []
    for number in range(MOST_ROWS):
        kind, words = visit.said(f"mark-{number}-kind"), visit.said(f"mark-{number}-words")
        if kind in tuple(MarkKind) and words:
            who, category = visit.said(f"mark-{number}-who"), visit.said(f"mark-{number}-topic")
            marks.append(Mark(kind=MarkKind(kind), words=words, who=_person(who), category=category))
    return Told(
        text=visit.form.get("text", "").replace("\r\n", "\n"),
        others=visit.said("others"),
        there=frozenset(visit.several.get("there", ())),
        marks=tuple(marks),
    )


def _there(assistant: Assistant, meeting: Meeting, told: Told) -> list[Participant]:
    """Who was there: those ticked, and others by name; none where that is whom the calendar names."""
    invited = {_key(who): who for who in (*assistant.debrief.present(meeting), *meeting.attendees)}
    ticked = [who for key, who in invited.items() if key in told.there]
    others = [_person(name) for name in told.others.replace(";", ",").split(",") if name.strip()]
    return [*ticked, *others]


def _key(who: Participant) -> str:
    return who.address.lower() or who.name


def _person(typed: str) -> Participant:
    name, address = parseaddr(typed)
    return Participant(name=name, address=address.lower()) if "@" in address else Participant(name=typed.strip())
