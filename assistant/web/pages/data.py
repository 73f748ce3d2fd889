"""What is kept as a whole: taken along, copied, put back, and whole files taken in."""

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, RedirectResponse, Response

from assistant.bootstrap import keeping, leaving, restore_store
from assistant.domain.bringing import Imported
from assistant.errors import StoreError, UserError
from assistant.services.bringing import Arrivals, imports
from assistant.services.why import look_up
from assistant.setup import answers, guesses
from assistant.web.gate import LARGEST_FILE
from assistant.web.notices import Undo
from assistant.web.pages.connect import SETTLE
from assistant.web.talks import Outcome, Talk
from assistant.web.visit import V, Visit

router = APIRouter()
SHOWN = 12  # of each kind of news before an import
NAME = 100  # bytes of a file's name
LONG, A_SECOND = 300_000, 150_000  # bytes that take a while; bytes of contacts that a slow machine looks at in a second
LATEST = 20  # imports that are listed
TELLING = {
    "people": ("person", "people"),
    "documents": ("mail or note read", "mails and notes read"),
    "introductions": ("introduction", "introductions"),
    "providers": ("card", "cards"),
    "meetings": ("meeting", "meetings"),
}
"""What is said of a copy: tables, and what one and several of their records are called."""


@router.get("/settings/data")
def data(visit: V) -> Response:
    """What can be taken along, and the copies that there are."""
    return visit.page("data", here="settings", copies=keeping.copies(visit.assistant.config))


@router.post("/settings/data/export")
def export(visit: V) -> Response:
    """Everything in one ZIP file, to be kept by the browser; nothing of it stays here."""
    folder = tempfile.TemporaryDirectory(prefix="followup-export-")
    file = Path(folder.name) / "export.zip"
    leaving.take_out_zipped(visit.assistant, file)
    name = f"follow-up assistant {visit.assistant.clock():%Y-%m-%d}.zip"
    return FileResponse(file, media_type="application/zip", filename=name, background=BackgroundTask(folder.cleanup))


@router.post("/settings/data/backup")
def back_up(visit: V) -> Response:
    """Make a copy now."""
    copy = keeping.backup_now(visit.assistant.config, visit.assistant.clock())
    return visit.done("Copied. It lies beside the others on this machine.", copy.name, to="/settings/data")


@router.get("/settings/data/copy")
def copy(visit: V, name: str = "") -> Response:
    """One copy: what it holds, and what can be done with it."""
    found = keeping.copy_called(visit.assistant.config, name)
    problem, told = "", list[tuple[int, str, str]]()
    try:
        held = keeping.look_into(found)
        told = [(held.get(table, 0), *words) for table, words in TELLING.items()]
    except StoreError as error:
        problem = error.problems[0]
    return visit.page("data_copy", here="settings", copy=found, told=told, problem=problem)


@router.post("/settings/data/restore")
def restore(visit: V) -> Response:
    """Put a copy in the place of what is kept now."""
    config = visit.assistant.config
    found = keeping.copy_called(config, visit.said("name"))
    if visit.said("sure") != "yes":
        raise UserError("tick that you are sure: what is kept now is moved aside")
    with visit.desk.reading:
        restored = restore_store(config, found.path)
        visit.desk.reopen()
    words = [f"The copy of {found.at.astimezone(config.zone):%d %B %Y, %H:%M} is in place."]
    words += ["What was kept before lies among the copies."] if restored.aside else []
    if restored.forgotten:
        words.append(f"{restored.forgotten} of its people were forgotten since, and are again.")
    words += [f"{name} was forgotten since: end what is under way, then forget again." for name in restored.under_way]
    return visit.done(*words, to="/settings/data")


@router.post("/settings/data/remove")
def remove(visit: V) -> Response:
    """Delete copies for good."""
    names = visit.several.get("name", [])
    if visit.said("sure") != "yes" or not names:
        raise UserError("tick that you are sure: a copy that is removed cannot be brought back")
    for name in names:
        keeping.remove_copy(visit.assistant.config, name)
    words = "The copy is removed." if len(names) == 1 else f"{len(names)} copies are removed."
    return visit.done(words, to="/settings/data")


@router.get("/people/import")
def importing(visit: V) -> Response:
    """Which file to take in, and what was taken in before."""
    known = imports(visit.assistant.store)[:LATEST]
    places = guesses.places("people")
    return visit.page("people_import", here="people", known=known, places=places, most=LARGEST_FILE)


@router.post("/people/import")
def look_first(visit: V) -> Response:
    """Read a file of this machine, show what it would do, and take it in once the user says so."""
    return _taking_in(visit, answers.place(visit.said("path")))


@router.post("/people/import/file")
def look_at_file(visit: V) -> Response:
    """The same with a file that the browser sends. It is kept until that is done, and no longer."""
    path, remove = sent_file(visit)
    return _taking_in(visit, path, remove)


def sent_file(visit: Visit) -> tuple[Path, Callable[[], None]]:
    """A file that a browser sent, in its own folder, and what removes it. Raises UserError where there is none."""
    if visit.file is None or not visit.file.filename:
        raise UserError("choose a file first")
    folder = tempfile.TemporaryDirectory(prefix="followup-import-")
    path = Path(folder.name) / _called(visit.file.filename)
    with path.open("wb") as kept:
        shutil.copyfileobj(visit.file.file, kept)
    visit.file.file.close()
    return path, folder.cleanup


def _called(name: str) -> str:
    """What a file is called, whatever a browser sends: no way to another folder, and nothing unseen."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign if sign.isprintable() else " " for sign in last).strip(" .")
    return plain.encode("utf-8", "replace")[-NAME:].decode("utf-8", "ignore") or "contacts"


def _taking_in(visit: Visit, path: Path, after: Callable[[], None] = lambda: None) -> Response:
    assistant, told = visit.assistant, path.name if visit.file else ""

    def work(talk: Talk) -> Outcome:
        def progress(handled: int) -> None:
            if handled % 5_000 == 0:
                talk.say(f"{handled:,} …")

        if path.is_file() and path.stat().st_size > LONG:
            talk.say(f"This takes about {path.stat().st_size // A_SECOND + 1} seconds.")
        opened = leaving.Opened(path, told=told, progress=progress)
        would = leaving.bring(assistant, opened, dry_run=True)
        for line in told_before(would):
            talk.say(line)
        for failed in would.failed[:SHOWN]:
            talk.regret(UserError(f"{failed.locator}: {failed.error}"))
        if not (would.new or would.changed):
            return Outcome(words="There is nothing to take in.", is_well=True, to="/people/import", stays=True)
        if not talk.confirm("Take this in?"):
            return Outcome(words="Left as it is.", is_well=False, to="/people/import")
        done = leaving.bring(assistant, opened, progress=progress)
        words = f"{path.name} is taken in: {len(done.new):,} new, {len(done.changed):,} told more of."
        return Outcome(words=words, is_well=True, to="/people/import")

    def work_and_after(talk: Talk) -> Outcome:
        try:
            return work(talk)
        finally:
            after()

    talk = visit.desk.talks.begin(f"Taking in {path.name}", work_and_after, to="/people/import", has_browser=False)
    talk.settle(SETTLE)
    return RedirectResponse(f"/connect/{talk.id}", 303)


@router.post("/people/import/undo")
def undo(visit: V) -> Response:
    """Take a whole import back."""
    imported = look_up(visit.assistant.store, Imported, visit.said("import"))
    back = leaving.take_back(visit.assistant, imported)
    words = [f"Taken back: {back.gone:,} are gone, {back.restored:,} are as they were before."]
    if back.stayed:
        more = f" and {len(back.stayed) - SHOWN:,} more" if len(back.stayed) > SHOWN else ""
        words.append(f"These stay, changed since or of account elsewhere: {', '.join(back.stayed[:SHOWN])}{more}.")
    return visit.done(*words, to="/people/import")


def told_before(would: Arrivals) -> list[str]:
    """What an import would do, in lines."""
    lines = [f"{len(would.new):,} are new.", *_some([str(getattr(x, "participant", x.id)) for x in would.new])]
    if would.changed:
        lines.append(f"{len(would.changed):,} are known, and more would be told of them.")
        lines += _some(
            [
                f"{taken.person.name}: {taken.why}"
                + "".join(f"; one person with {other.participant}" for other in taken.others)
                for taken in would.changed
            ]
        )
    if would.imported.known:
        lines.append(f"{would.imported.known:,} are known already, and stay as they are.")
    if would.passed:
        lines.append(f"{would.passed:,} were forgotten by your wish, and are passed over.")
    if would.failed:
        lines.append(f"{len(would.failed):,} cannot be read; the rest goes on.")
    return lines


def _some(lines: list[str]) -> list[str]:
    more = [f"… and {len(lines) - SHOWN:,} more"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]


def removal(names: list[str]) -> Undo:
    """The button that removes copies, for the notice that tells of them."""
    fields = (("sure", "yes"), *(("name", name) for name in names))
    words = "Remove this copy" if len(names) == 1 else f"Remove these {len(names)} copies"
    return Undo(path="/settings/data/remove", fields=fields, words=words)
