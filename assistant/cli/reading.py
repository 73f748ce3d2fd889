"""`sync`: read what is new."""

import json as jsonlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.bootstrap.passing import whole_pass
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.clocks import Due
from assistant.domain.counted import counted
from assistant.domain.replies import Reply, ReplyState
from assistant.errors import UserError
from assistant.ports import DocumentSource

CAME_DUE = {
    Due.REMIND: "a reminder is drafted: assistant drafts",
    Due.LAPSE: "no answer came, so it lapses",
    Due.RESUME: "it had been put off until now, and comes back: assistant drafts",
    Due.ASK_OUTCOME: "“did you meet?” is drafted: assistant drafts",
    Due.CLOSE: "nobody told how it went; it is let rest",
}
if TYPE_CHECKING:  # the other commands need none of it
    from assistant.services.sync_hooks import Progress
    from assistant.services.sync_report import SourceReport, SyncReport
    from assistant.services.whole_pass import LookedAfter, TakenUp


def sync(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be found; keep nothing.")] = False,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Nothing older than this day.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Read what is new in your mail, notes, calendars and contacts."""
    assistant = assistant_of(context)
    with _progress_bar(assistant.document_sources(), quiet=json) as progress:
        whole = whole_pass(assistant, progress, back_to=since.date() if since else None)
        if not dry_run:
            _looked_after(whole.look_after(), quiet=json)
        try:
            report = whole.read(dry_run=dry_run)
        except KeyboardInterrupt:
            typer.echo("\nStopped. What was read so far is kept; the next sync goes on from there.", err=True)
            raise typer.Exit(130) from None
    if json:
        typer.echo(
            jsonlib.dumps([_row(source) for source in report.sources], ensure_ascii=sys.stdout.isatty(), indent=2)
        )
    else:
        summary(report, assistant.config.zone)
        if dry_run:
            show.say("A dry run: nothing was kept.")
        elif any(source.prompts for source in report.sources):
            show.hint("Now see what waits for you: assistant today")
    if not dry_run:
        _taken_up(whole.take_up(), quiet=json)
    if not report.is_clean:
        raise typer.Exit(1)


def run_sync(assistant: Assistant) -> "SyncReport":
    """One pass over all sources with a progress bar."""
    with _progress_bar(assistant.document_sources(), quiet=False) as progress:
        return whole_pass(assistant, progress).read()


def _looked_after(seen: "LookedAfter", *, quiet: bool) -> None:
    """What became of the drafts."""
    for error in seen.problems:
        show.complain(UserError(error.problems, hint=error.hint or "it stays approved; the next sync tries again"))
    if quiet:
        return
    for draft in seen.delivered:
        show.say(f"Delivered now, approved earlier: {draft.subject}")
    for draft in seen.followed.sent:
        show.say(f"You have sent: {draft.subject}")
    for draft in seen.followed.edited:
        show.say(f"You have changed, in your mailbox: {draft.subject}")
    for draft in seen.followed.deleted:
        show.say(f"You have deleted, in your mailbox: {draft.subject}. It is not written again by itself.")
        show.hint(f"to have it written anew: assistant intros next {draft.introduction_id}")


def _taken_up(taken: "TakenUp", *, quiet: bool) -> None:
    """What the new day brings."""
    if quiet:
        return
    for draft in taken.delivered:
        show.say(f"Delivered, as you approved it by mail: {draft.subject}")
    for introduction in taken.met:
        show.say(f"They have met, as your calendar shows: {introduction.id}")
    for tick in taken.ticks:
        show.say(f"{tick.introduction.id}: {CAME_DUE[tick.due]}")
    if taken.asked:
        show.say(f"{counted(len(taken.asked), 'question')} no longer held back: assistant prompts")
    if taken.woken:
        show.say(
            f"{counted(len(taken.woken), 'introduction')} on hold until now, for which somebody fits: assistant drafts"
        )
    if taken.paired:
        show.say(f"{counted(len(taken.paired), 'pair')} of people who may fit each other: assistant pairs")


def summary(report: "SyncReport", zone: tzinfo) -> None:
    """What happened at each source, in a line each, with every failure below; moments in the user's `zone`."""
    if report.forgotten:
        show.say(f"{counted(report.forgotten, 'document')} forgotten, as never to be read.")
    for source in report.sources:
        parts = [f"{source.new} new"]
        parts += [f"{source.changed} changed"] if source.changed else []
        parts += [f"{source.gone} gone"] if source.gone else []
        parts += [counted(source.prompts, "question")] if source.prompts else []
        parts += [f"{source.held} held back"] if source.held else []
        parts += [f"{len(source.failed)} failed"] if source.failed else []
        show.say(f"{source.name}: {', '.join(parts)}")
        if source.until:
            until = source.until.astimezone(zone)
            show.hint(f"complete until {until:%H:%M on} {show.day(until)}")
        for reason, count in (source.passed + source.skipped).most_common(6):
            show.hint(f"{count} not looked into: {reason}")
        for reply in source.replies:
            show.say(show.wrapped(replied(reply)))
        for left, count in source.unread.most_common(5):
            show.hint(f"{count} read in part: {left}")
        if source.held:
            show.hint("held back, as you called such questions wrong: assistant insight reading")
        for failed in source.failed:
            for problem in failed.error.problems:
                show.say(show.wrapped(f"{failed.locator}: {problem}"))
        if source.error:
            show.complain(source.error)
    judge = report.judge
    if judge and not (judge.answered or judge.unfit or judge.stopped):
        if judge.waiting:
            show.say(f"{counted(judge.waiting, 'question')} for a language model: assistant judge")
    elif judge:
        judged = sum(source.judged for source in report.sources)
        read = sum(source.new + source.changed for source in report.sources)
        show.say(show.wrapped(f"A language model was heard on {judged} of {read} documents: {judge.words}."))
    if report.is_empty and report.is_clean:
        show.say("Nothing new.")


def replied(reply: Reply) -> str:
    """A reply in a line: who, what it was taken for, and what is to be done."""
    todo = {ReplyState.WAITS: f"{reply.why}: assistant replies", ReplyState.NOTHING: reply.why or "nothing to do"}
    return f"{reply.who.name or reply.who.address} answers: {reply.label} {todo.get(reply.state, '')}".rstrip()


def _row(source: "SourceReport") -> dict[str, object]:
    return {
        "source": source.name,
        "new": source.new,
        "changed": source.changed,
        "gone": source.gone,
        "known": source.known,
        "mentions": source.mentions,
        "prompts": source.prompts,
        "held": source.held,
        "judged": source.judged,
        "unjudged": source.unjudged,
        "skipped": dict(source.skipped),
        "unread": dict(source.unread),
        "passed": dict(source.passed),
        "replies": [{"id": reply.id, "label": reply.label, "state": reply.state} for reply in source.replies],
        "until": source.until.isoformat() if source.until else None,
        "failed": [{"item": failed.locator, "problems": failed.error.problems} for failed in source.failed],
        "error": source.error.problems if source.error else [],
    }


@contextmanager
def _progress_bar(sources: Sequence[DocumentSource], *, quiet: bool) -> "Iterator[Progress]":
    """A bar a source on a terminal; nothing where nobody looks."""
    from rich.console import Console

    from assistant.services.sync_hooks import no_progress

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield no_progress
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        tasks = {source.name: bars.add_task(source.name, total=source.size()) for source in sources}

        def progress(name: str, handled: int) -> None:
            if name in tasks:
                bars.advance(tasks[name], handled)

        yield progress
