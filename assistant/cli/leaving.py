"""`export`, `import`: everything out, and whole files in, with a look before and a way back."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.bootstrap import Assistant, leaving
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.errors import NotFoundError

if TYPE_CHECKING:
    from assistant.services.bringing import Arrivals

SHOWN = 20  # of each kind of news in a preview
UNDO = "undo"


class Format(StrEnum):
    """What an export is written as."""

    ALL = "all"
    JSON = "json"
    CSV = "csv"
    VCARD = "vcard"
    ICS = "ics"


def export(
    context: typer.Context,
    folder: Path,
    format: Annotated[Format, typer.Option("--format", help="What it is written as.")] = Format.ALL,
    json: Annotated[bool, typer.Option("--json", help="What was written, as JSON.")] = False,
) -> None:
    """Write everything that is kept, for other programs: JSON, tables, vCards, a calendar."""
    forms = leaving.FORMS if format is Format.ALL else (format.value,)
    counts = leaving.take_out(assistant_of(context), folder, forms)
    if json:
        show.as_json([{"file": str(folder / name), "records": count} for name, count in counts.items()])
        return
    for name, count in counts.items():
        show.say(f"{folder / name}: {count}")
    show.hint("this is as private as your mail; README.txt in it says what each file is")


def bring_in(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A contacts file, an export of ours, or the word undo.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Annotated[bool, typer.Option("--json", help="What it would do, as JSON; nothing is changed.")] = False,
) -> None:
    """Take in a contacts file or an export of the assistant's own, after a look at what it would do."""
    assistant = assistant_of(context)
    if str(file) == UNDO and not file.exists():
        _undo(assistant, yes=yes)
        return
    opened = leaving.Opened(file)
    would = leaving.bring(assistant, opened, dry_run=True, progress=_progress)
    if json:
        show.as_json([_summary(would)])
        return
    preview(would)
    if not (would.new or would.changed):
        show.say("There is nothing to take in.")
        raise typer.Exit(1 if would.failed else 0)
    if not yes and not typer.confirm("Take this in?"):
        show.say("Left as it is.")
        return
    done = leaving.bring(assistant, opened, progress=_progress)
    show.say(
        f"Taken in: {len(done.new):,} new, {len(done.changed):,} changed, {done.imported.known:,} known as they are."
    )
    show.hint("all of it back: assistant import undo")
    if done.failed:
        raise typer.Exit(1)


def preview(would: "Arrivals") -> None:
    """Say what an import would do."""
    show.say(f"{len(would.new):,} are new.")
    for each in would.new[:SHOWN]:
        show.hint(str(getattr(each, "participant", "") or each.id))
    show.say(f"{len(would.changed):,} are known, and more would be told of them.")
    for taken in would.changed[:SHOWN]:
        others = "".join(f", made one with {other.participant}" for other in taken.others)
        show.hint(f"{taken.person.participant}: {taken.why}{others}")
    if would.imported.known:
        show.say(f"{would.imported.known:,} are known already; what is known of them stays.")
    if would.passed:
        show.say(f"{would.passed:,} were forgotten by your wish, and are passed over.")
    if would.failed:
        show.say(f"{len(would.failed):,} cannot be read; the rest goes on.")
    for failed in would.failed[:SHOWN]:
        show.hint(f"{failed.locator}: {failed.error}")
    if max(len(would.new), len(would.changed), len(would.failed)) > SHOWN:
        show.hint(f"of each, the first {SHOWN} are shown")


def _undo(assistant: Assistant, *, yes: bool) -> None:
    from assistant.services.bringing import imports

    last = next((each for each in imports(assistant.store) if not each.undone_at), None)
    if last is None:
        raise NotFoundError("nothing was taken in that could be taken back")
    show.say(f"{last.name}, taken in {last.at:%d %b %Y %H:%M}: {last.new:,} new, {last.changed:,} changed.")
    if not yes and not typer.confirm("Take all of it back?"):
        show.say("Left as it is.")
        return
    back = leaving.take_back(assistant, last)
    show.say(f"Taken back: {back.gone:,} are gone, {back.restored:,} are as they were before.")
    for name in back.stayed[:SHOWN]:
        show.hint(f"{name} stays: changed since, or of account elsewhere")
    if len(back.stayed) > SHOWN:
        show.hint(f"and {len(back.stayed) - SHOWN:,} more stay")


def _summary(would: "Arrivals") -> dict[str, object]:
    return {
        "new": [str(getattr(each, "participant", "") or each.id) for each in would.new],
        "changed": [
            {
                "who": str(taken.person.participant),
                "why": taken.why,
                "merged": [str(x.participant) for x in taken.others],
            }
            for taken in would.changed
        ],
        "known": would.imported.known,
        "forgotten": would.passed,
        "faulty": [{"where": each.locator, "problems": list(each.error.problems)} for each in would.failed],
    }


def _progress(handled: int) -> None:
    if handled % 5_000 == 0:
        show.hint(f"{handled:,} …")
