"""What is likely true of somebody who sets this up, so that they need only say yes: never more than a guess."""

import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, available_timezones

from assistant.config import SourceType, local_zone
from assistant.errors import ConfigError

MOST = 8  # places that are offered


def name() -> str:
    """The name that the system has for whoever is signed in to it; empty where it has none."""
    if sys.platform == "win32":
        return ""
    import pwd

    try:
        whole = pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
    except (KeyError, OSError):
        return ""
    return whole if " " in whole and whole.isprintable() else ""  # "root" or "user" is no name


def zone() -> str:
    """This machine's time zone; empty where it is not known."""
    try:
        return local_zone().key
    except ConfigError:
        return ""


@cache
def zones() -> tuple[str, ...]:
    """The time zones that are named after a place."""
    return tuple(sorted(each for each in available_timezones() if "/" in each and not each.startswith("Etc/")))


@cache
def countries() -> dict[str, str]:
    """The countries by their two letters, sorted by name; empty where this machine has no list of them."""
    rows = (line.split("\t") for line in _table("iso3166.tab"))
    return dict(sorted(((row[0], row[1]) for row in rows if len(row) > 1), key=lambda item: item[1]))


def country_of(zone: str) -> str:
    """The country that a time zone is named after, in two letters; empty where that is not known."""
    rows = (line.split("\t") for line in _table("zone.tab"))
    return next((row[0] for row in rows if len(row) > 2 and row[2] == zone), "")


def places(kind: SourceType) -> tuple[str, ...]:
    """Files or folders below the user's home that may be of this kind."""
    return tuple(str(path) for path in _first(_likely(kind)))


def downloads(pattern: str) -> tuple[str, ...]:
    """Files among the user's downloads whose names fit."""
    return tuple(str(path) for path in _first(iter(sorted((Path.home() / "Downloads").glob(pattern)))))


def _likely(kind: SourceType) -> Iterator[Path]:
    home = Path.home()
    documents, downloads = home / "Documents", home / "Downloads"
    match kind:
        case "notes":
            for parent in (home, documents):
                yield from (parent / each for each in ("Notes", "notes", "Meeting notes", "Obsidian", "Transcripts"))
        case "people":
            for parent in (downloads, documents, home):
                for pattern in ("Connections.csv", "*.vcf", "*ontacts*.csv"):
                    yield from sorted(parent.glob(pattern))
        case "ics":
            for parent in (downloads, documents):
                yield from sorted(parent.glob("*.ics"))
        case _:
            profiles = (".thunderbird", "Library/Thunderbird/Profiles", "AppData/Roaming/Thunderbird/Profiles")
            for profile in profiles:
                yield from sorted((home / profile).glob("*/ImapMail/*/INBOX"))
                yield from sorted((home / profile).glob("*/Mail/*/Inbox"))
            yield from sorted(downloads.glob("*.mbox"))


def _first(paths: Iterator[Path]) -> list[Path]:
    found: list[Path] = []
    try:
        for path in paths:
            if path.exists() and path not in found:
                found.append(path)
            if len(found) == MOST:
                break
    except OSError:  # a folder that may not be looked into
        return found
    return found


@cache
def _table(name: str) -> tuple[str, ...]:
    """The lines of one of the time zone database's tables."""
    for folder in TZPATH:
        path = Path(folder) / name
        if path.is_file():
            return _lines(path.read_text("utf-8"))
    try:
        return _lines((resources.files("tzdata") / "zoneinfo" / name).read_text("utf-8"))
    except (ModuleNotFoundError, OSError):
        return ()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
