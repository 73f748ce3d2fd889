"""Looking for a file or folder in the user's home, where nobody wants to type a path."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import UserError

What = Literal["notes", "people", "ics", "mbox", "bullpen"]
SUFFIXES: dict[str, tuple[str, ...]] = {
    "notes": (),
    "people": (".vcf", ".csv"),
    "ics": (".ics",),
    "mbox": (".mbox", ""),
    "bullpen": (".toml", ".csv"),
}
"""The names of files that may be chosen end so; of notes, the folder is chosen."""
FOLDERS = ("notes", "ics", "mbox")
"""Of what a whole folder may be chosen."""
MOST = 300  # entries of a folder that are shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A folder with what may be chosen in it; `above` is the one that it lies in, None for the home itself."""

    path: Path
    above: Path | None
    folders: tuple[Path, ...]
    files: tuple[Path, ...]
    may_be_chosen: bool


def look_around(what: What, at: str = "") -> Place:
    """What lies in the folder `at` of the user's home. Raises UserError where that is none, or lies elsewhere."""
    home = Path.home().resolve()
    try:
        path = (Path(at).resolve() if at else home).resolve()
        if not path.is_relative_to(home):
            raise UserError("only folders of your home are shown", hint="write the whole path of any other one")
        entries = sorted((each for each in path.iterdir() if not each.name.startswith(".")), key=_by_name)[:MOST]
        folders = tuple(each for each in entries if each.is_dir())
        files = tuple(each for each in entries if each.suffix.lower() in SUFFIXES[what] and each.is_file())
    except (OSError, ValueError, RuntimeError):
        raise UserError("that folder cannot be looked into", hint="choose another one") from None
    above = path.parent if path != home else None
    return Place(path=path, above=above, folders=folders, files=files, may_be_chosen=what in FOLDERS and path != home)


def _by_name(path: Path) -> str:
    return path.name.casefold()
