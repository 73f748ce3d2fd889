"""`debrief` and `correct`: what came up in a meeting, and what was understood of it."""

import sys
from email.utils import parseaddr
from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.captures import Mark, MarkKind
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant
from assistant.errors import UserError
from assistant.services.why import look_up


def debrief(
    context: typer.Context,
    event: Annotated[str, typer.Argument(help="The meeting's id; without it, the latest that waits.")] = "",
    text: Annotated[str, typer.Option(help='What came up; "-" reads it from standard input.')] = "",
    nothing: Annotated[bool, typer.Option("--nothing", help="Nothing came up.")] = False,
    who: Annotated[list[str] | None, typer.Option(help="Who was there, where not those invited. Repeat it.")] = None,
    mark: Annotated[
        list[str] | None,
        typer.Option(help='A quick mark, such as "request, Priya: a good bookkeeper". Repeat it.'),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the answer back; the meeting waits again.")] = False,
) -> None:
    """Tell what came up in a meeting; it is read at once, and you see what was understood."""
    assistant = assistant_of(context)
    waiting = list(assistant.debrief.waiting())
    if not event and not waiting:
        show.say("No meeting waits for you to tell what came up.")
        return
    meeting = look_up(assistant.store, Meeting, event) if event else waiting[0]
    show.meeting_line(meeting)
    if nothing or undo:
        if nothing:
            assistant.debrief.nothing(meeting)
        else:
            assistant.debrief.take_back(meeting)
        show.say("Noted: nothing came up." if nothing else "Taken back: it waits for an answer again.")
        return
    _show_open(assistant, meeting)
    marks = [_mark(each, assistant) for each in mark or ()]
    reader = assistant.reader  # before anything is asked: what is typed must not be lost to a missing model
    known = assistant.debrief.capture(meeting)
    words = text.strip() if marks and not text else _words(text)
    if not words and not marks:
        show.say("Nothing written, so nothing was kept. If nothing came up: assistant debrief --nothing")
        return
    if known and marks and not text:  # a mark alone adds to what was told before
        words, marks = known.text, [*known.marks, *marks]
    people = [_person(name) for name in who or ()] or (known.who if known else ())
    assistant.debrief.answer(meeting, words, reader, who=people, marks=marks)
    _show_understood(assistant, meeting)
    rest = sum(each.id != meeting.id for each in waiting)
    if rest:
        show.hint(f"{rest} more: assistant debrief")


def correct(
    context: typer.Context,
    mention: Annotated[str, typer.Argument(help="The mention's id, as `debrief` shows it.")],
    wrong: Annotated[bool, typer.Option("--wrong", help="It is no matter at all.")] = False,
    whose: Annotated[str, typer.Option(help="Whose matter it is.")] = "",
    kind: Annotated[Kind | None, typer.Option(help="What it is.")] = None,
    topic: Annotated[str, typer.Option(help="What it is about: a topic's id.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take back what you have put right.")] = False,
) -> None:
    """Put right what was understood of your answer after a meeting."""
    from assistant.services import corrections

    assistant = assistant_of(context)
    known = look_up(assistant.store, Mention, mention)
    _check_topic(topic, assistant)
    if undo:
        right = corrections.undo(assistant.store, assistant.clock, known)
    elif wrong:
        corrections.wrong(assistant.store, assistant.clock, known)
        show.say(f"{known.id}: wrong; the reader learns from it.")
        show.hint(f"assistant correct {known.id} --undo")
        return
    elif whose or kind or topic:
        holder = _person(whose) if whose else None
        right = corrections.put_right(assistant.store, assistant.clock, known, holder=holder, kind=kind, category=topic)
    else:
        raise UserError("nothing to put right was given", hint="--wrong, --whose, --kind or --topic")
    show.say(f"{right.id}  {right.kind} of {right.holder.name or right.holder.address}: {right.category}")
    show.hint(f"assistant correct {right.id} --undo" if not undo else "as it was understood")


def _show_open(assistant: Assistant, meeting: Meeting) -> None:
    """What is open with each who was there, where anything is."""
    from assistant.cli.briefs import show_attending

    people = assistant.debrief.present(meeting)
    attending = [each for each in assistant.briefing().open_with(people, meeting) if each.is_open]
    if attending:
        show.head("Open with them")
    for each in attending:
        show_attending(each)


def _show_understood(assistant: Assistant, meeting: Meeting) -> None:
    from assistant.services.recall import recall

    known = recall(assistant.debrief, assistant.briefing(), meeting)
    found = known.understood
    nothing = "" if known.favours else " I noticed no problem, need or request in it."
    if known.capture and known.capture.unread:
        show.say(f"Kept, but not read: {known.capture.unread}")
        return
    show.say("Kept. This is what I understood:" if found else f"Kept.{nothing}")
    for each in found:
        mention = each.mention
        whose = each.person.name if each.person else mention.holder.name
        asked = f"   {each.prompt.id}" if each.prompt else ""
        show.say(f"{mention.id}  {mention.kind} of {whose}: {mention.category}{asked}")
        show.say(show.quoted(mention.quote))
    for favour in known.favours:
        show.say(f"{favour.id}  {favour.kind}, {favour.state}")
        show.say(show.quoted(favour.words))
    for note in known.notes:
        show.hint(f"a note about it: {note.document.locator}")
    if found:
        show.hint(f"put it right: assistant correct {found[0].mention.id} --wrong   (or --whose, --kind, --topic)")
        asked_now = [each.prompt for each in found if each.prompt]
        if asked_now:
            show.how_to_answer(asked_now[0].id)


def _mark(words: str, assistant: Assistant) -> Mark:
    """A mark as it is typed: KIND[, WHOSE][, TOPIC]: WORDS."""
    head, colon, line = words.partition(":")
    kind, *rest = (part.strip() for part in head.split(","))
    if not colon or not line.strip() or kind.lower() not in set(MarkKind):
        kinds = ", ".join(MarkKind)
        raise UserError(
            f"'{words}' is no mark", hint=f'write it like "request, Priya: a bookkeeper"; it can be {kinds}'
        )
    topics = [part for part in rest if part in assistant.topics]
    people = [part for part in rest if part not in assistant.topics]
    return Mark(
        kind=MarkKind(kind.lower()),
        words=line.strip(),
        who=_person(people[0]) if people else Participant(),
        category=topics[0] if topics else "",
    )


def _check_topic(topic: str, assistant: Assistant) -> None:
    if topic and topic not in assistant.topics:
        raise UserError(f"'{topic}' is no topic", hint="they stand in docs/reference/file-formats.md")


def _person(typed: str) -> Participant:
    name, address = parseaddr(typed)
    return Participant(name=name, address=address) if "@" in address else Participant(name=typed.strip())


def _words(text: str) -> str:
    if text == "-":
        return sys.stdin.read().strip()
    if text or not sys.stdin.isatty():
        return text.strip()
    show.say("What came up? Problems, needs, wishes, in your own words. An empty line ends it.")
    lines: list[str] = []
    for line in sys.stdin:
        if not line.strip():
            break
        lines.append(line.rstrip("\n"))
    return "\n".join(lines)
