"""`sync` and `extract`: read."""

import json as jsonlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.bootstrap import Assistant, contents_of, load_reader
from assistant.cli import show
from assistant.cli.session import Session, assistant_of
from assistant.config import Reading, local_zone
from assistant.domain.documents import Content
from assistant.errors import ConfigError, UserError
from assistant.ports import DocumentSource, Failed, Read

if TYPE_CHECKING:  # the other commands need none of it
    from assistant.services.sync import Progress, SourceReport, SyncReport


def sync(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be found; keep nothing.")] = False,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Nothing older than this day.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Read what is new in your mail, notes, calendars and contacts."""
    assistant = assistant_of(context)
    try:
        report = run_sync(assistant, dry_run=dry_run, since=since, quiet=json)
    except KeyboardInterrupt:
        typer.echo("\nStopped. What was read so far is kept; the next sync goes on from there.", err=True)
        raise typer.Exit(130) from None
    if json:
        typer.echo(
            jsonlib.dumps([_row(source) for source in report.sources], ensure_ascii=sys.stdout.isatty(), indent=2)
        )
    else:
        summary(report)
        if dry_run:
            show.say("A dry run: nothing was kept.")
        elif any(source.prompts for source in report.sources):
            show.hint("assistant today")
    if not dry_run:
        _take_up(assistant, quiet=json)
    if not report.is_clean:
        raise typer.Exit(1)


def run_sync(
    assistant: Assistant, *, dry_run: bool = False, since: datetime | None = None, quiet: bool = False
) -> "SyncReport":
    """One pass over all sources with a progress bar."""
    documents = assistant.document_sources()
    with _progress_bar(documents, quiet=quiet) as progress:
        return assistant.sync(progress, since=since.date() if since else None).run(
            people=assistant.people_sources(),
            bullpen=assistant.bullpen_sources(),
            documents=documents,
            dry_run=dry_run,
        )


def _take_up(assistant: Assistant, *, quiet: bool) -> None:
    """Finish what a broken run left half-done, and take up what waited for somebody new."""
    (delivered, problems), woken = assistant.deliver.finish(), assistant.introduce.wake()
    if problems:
        show.complain(UserError(problems, hint="they stay approved, and the next sync tries again"))
    if quiet:
        return
    for draft in delivered:
        show.say(f"Delivered now, approved earlier: {draft.subject}")
    if woken:
        show.say(f"{len(woken)} introductions that waited for somebody fitting go on: assistant drafts")


def summary(report: "SyncReport") -> None:
    """What happened at each source, in a line each, with every failure below."""
    for source in report.sources:
        parts = [f"{source.new} new"]
        parts += [f"{source.changed} changed"] if source.changed else []
        parts += [f"{source.gone} gone"] if source.gone else []
        parts += [f"{source.prompts} questions"] if source.prompts else []
        parts += [f"{len(source.failed)} failed"] if source.failed else []
        show.say(f"{source.name}: {', '.join(parts)}")
        for reason, count in source.skipped.most_common(5):
            show.hint(f"{count} not looked into: {reason}")
        for failed in source.failed:
            for problem in failed.error.problems:
                show.say(show.wrapped(f"{failed.locator}: {problem}"))
        if source.error:
            show.complain(source.error)
    if report.is_empty and report.is_clean:
        show.say("Nothing new.")


def extract(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Mails, notes, transcripts, calendars, or folders of them.")],
    user: Annotated[list[str] | None, typer.Option(help="Your name or address, to tell your words. Repeat it.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON a document.")] = False,
) -> None:
    """Read files and show what is mentioned in them; nothing is kept."""
    session: Session = context.obj
    try:
        config = session.config()
        names, reading, zone = user or config.user.names, config.reading, config.zone
    except ConfigError:
        if session.config_path:
            raise
        names, reading, zone = user or (), Reading(), local_zone()
    reader = load_reader(reading, tuple(names))
    faults: list[Failed] = []

    def contents() -> Iterator[Content]:
        for path in paths:
            for entry in contents_of(path, zone):
                if isinstance(entry, Failed):
                    faults.append(entry)
                else:
                    yield entry

    for name, reads in _by_file(reader.read(contents())):
        if json:
            mentions = [_mention_row(read, i) for read in reads for i in range(len(read.mentions))]
            typer.echo(jsonlib.dumps({"doc": name, "mentions": mentions}, ensure_ascii=sys.stdout.isatty()))
        else:
            _show_reads(name, reads)
    for failed in faults:
        for problem in failed.error.problems:
            typer.echo(show.printable(f"{failed.locator}: {problem}"), err=True)
    if faults:
        raise typer.Exit(1)


def _by_file(reads: Iterator[Read]) -> Iterator[tuple[str, list[Read]]]:
    """Documents that lie in one calendar file belong to one line."""
    name, held = "", list[Read]()
    for read in reads:
        here = Path(read.content.document.locator).name
        if held and here != name:
            yield name, held
            held = []
        name = here
        held.append(read)
    if held:
        yield name, held


def _mention_row(read: Read, number: int) -> dict[str, object]:
    mention = read.mentions[number]
    return {
        "quote": mention.quote,
        "kind": mention.kind,
        "holder": mention.holder.address or mention.holder.name,
        "category": mention.category,
        "confidence": round(mention.confidence, 3),
        "start": mention.start,
        "end": mention.end,
        "found_by": mention.found_by,
    }


def _show_reads(name: str, reads: list[Read]) -> None:
    skipped = next((read.skipped for read in reads if read.skipped), "")
    found = [mention for read in reads for mention in read.mentions]
    show.say(name + (f": not looked into: {skipped}" if skipped else "" if found else ": nothing"))
    for mention in found:
        show.say(show.quoted(mention.quote))
        show.hint(
            f"{mention.kind} of {mention.holder}: {mention.category} ({mention.confidence:.2f}, {mention.found_by})"
        )


def _row(source: "SourceReport") -> dict[str, object]:
    return {
        "source": source.name,
        "new": source.new,
        "changed": source.changed,
        "gone": source.gone,
        "known": source.known,
        "mentions": source.mentions,
        "prompts": source.prompts,
        "skipped": dict(source.skipped),
        "failed": [{"item": failed.locator, "problems": failed.error.problems} for failed in source.failed],
        "error": source.error.problems if source.error else [],
    }


@contextmanager
def _progress_bar(sources: Sequence[DocumentSource], *, quiet: bool) -> "Iterator[Progress]":
    """A bar a source on a terminal; nothing where nobody looks."""
    from rich.console import Console

    from assistant.services.sync import no_progress

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
