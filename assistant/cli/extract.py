"""`extract`: read files and show what is mentioned in them."""

import json as jsonlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from assistant.bootstrap import contents_of, load_reader
from assistant.cli import show
from assistant.cli.session import session_of
from assistant.domain.documents import Content
from assistant.domain.mentions import Mention
from assistant.ports import Failed, Read


def extract(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Mails, notes, transcripts, calendars, or folders of them.")],
    user: Annotated[list[str] | None, typer.Option(help="Your name or address, to tell your words. Repeat it.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON a document.")] = False,
) -> None:
    """Read files and show what is mentioned in them; nothing is kept."""
    session = session_of(context)
    reading, zone = session.reading
    reader = load_reader(reading, user or session.names)
    faults: list[Failed] = []
    for name, reads in _by_file(reader.read(contents_in(paths, zone, faults))):
        if json:
            rows = [mention_row(mention) for read in reads for mention in read.mentions]
            typer.echo(jsonlib.dumps({"doc": name, "mentions": rows}, ensure_ascii=sys.stdout.isatty()))
        else:
            show_reads(name, reads)
    complain_of(faults)


def contents_in(paths: Iterable[Path], zone: ZoneInfo, faults: list[Failed]) -> Iterator[Content]:
    """Every document in these files and folders; what cannot be read is added to `faults`."""
    for path in paths:
        for entry in contents_of(path, zone):
            if isinstance(entry, Failed):
                faults.append(entry)
            else:
                yield entry


def mention_row(mention: Mention) -> dict[str, object]:
    """A mention as `--json` has it."""
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


def show_reads(name: str, reads: Sequence[Read]) -> None:
    """What was read in one file, for people."""
    skipped = next((read.skipped for read in reads if read.skipped), "")
    found = [mention for read in reads for mention in read.mentions]
    show.say(name + (f": not looked into: {skipped}" if skipped else "" if found else ": nothing"))
    if unread := next((read.unread for read in reads if read.unread), ""):
        show.hint(f"read in part: {unread}")
    for mention in found:
        show.say(show.quoted(mention.quote))
        show.hint(
            f"{mention.kind} of {mention.holder}: {mention.category} ({mention.confidence:.2f}, {mention.found_by})"
        )


def complain_of(faults: Sequence[Failed]) -> None:
    """Name what could not be read, and why, and end with exit status 1; without faults, nothing."""
    for failed in faults:
        for problem in failed.error.problems:
            typer.echo(show.printable(f"{failed.locator}: {problem}"), err=True)
    if faults:
        raise typer.Exit(1)


def _by_file(reads: Iterable[Read]) -> Iterator[tuple[str, list[Read]]]:
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
