"""Everything that is kept as files for other programs: plain JSON, tables, vCards and a calendar."""

import csv
import io
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.adapters.formats.vcard import vcards
from assistant.adapters.store.records import record
from assistant.adapters.store.tinydb_store import TinyDBStore
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person
from assistant.errors import StoreError

README = "README.txt"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_TOLD = """\
This folder holds everything that your follow-up assistant kept when it was written.
It is as private as your mail: keep it, move it and throw it away accordingly.

people.vcf     everybody you know, as contacts. Any address book reads it.
meetings.ics   your meetings, as a calendar. Any calendar reads it.
*.csv          each kind of record as a table. Any spreadsheet reads it. A cell that a
               spreadsheet would take for a formula begins with a quote (').
*.json         the same records with nothing left out. The assistant reads these again:
               assistant import FOLDER

"""


class Form(StrEnum):
    """What is written."""

    JSON = "json"
    CSV = "csv"
    VCARD = "vcard"
    ICS = "ics"


def take_out(store: TinyDBStore, folder: Path, forms: Collection[Form]) -> dict[str, int]:
    """Write what is kept to `folder` in each form, all of one moment; gives the number of records by file.

    Everything is readable by nobody else. Raises StoreError where it cannot be written; then nothing of an older export
    in that folder is half-replaced.
    """
    counts: dict[str, int] = {}
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".part-") as part:
            rows = Path(part)
            totals = store.export(rows)
            for table, total in totals.items():
                if Form.JSON in forms:
                    counts[f"{table}.json"] = total
                if Form.CSV in forms:
                    counts[f"{table}.csv"] = _write(rows / f"{table}.csv", _csv(rows / f"{table}.json"), total)
            if Form.VCARD in forms:
                people = (record(Person, row, "people") for row in _texts(rows / "people.json"))
                counts["people.vcf"] = _write(rows / "people.vcf", vcards(people), totals["people"])
            if Form.ICS in forms:
                counts["meetings.ics"] = _write(
                    rows / "meetings.ics", _calendar(rows / "meetings.json"), totals["meetings"]
                )
            told = "".join(f"{name}: {count}\n" for name, count in counts.items())
            _write(rows / README, iter([_TOLD, told]), 0)
            for name in (*counts, README):
                (rows / name).replace(folder / name)
    except OSError as error:
        raise StoreError(f"{folder}: the export cannot be written: {error.strerror}") from error
    return counts


def take_out_zipped(store: TinyDBStore, file: Path) -> dict[str, int]:
    """The same in every form in one ZIP file, readable by nobody else."""
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".part-") as part:
            counts = take_out(store, Path(part), tuple(Form))
            handle = os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            with open(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as zipped:  # noqa: PTH123
                for name in (README, *counts):
                    zipped.write(Path(part) / name, f"follow-up assistant/{name}")
    except OSError as error:
        with suppress(OSError):
            file.unlink(missing_ok=True)
        raise StoreError(f"{file}: the export cannot be written: {error.strerror}") from error
    return counts


def flat(row: Mapping[str, Any], begin: str = "") -> Iterator[tuple[str, str]]:
    """A record as cells: what lies within it by names with dots, lists with `; ` between, and nothing a formula."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from flat(value, f"{begin}{name}.")
        else:
            yield begin + name, safe(_cell(value))


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        if any(isinstance(each, (dict, list)) for each in value):
            return json.dumps(value, ensure_ascii=False)
        words = [str(each) for each in value]
        return "; ".join(words) + (";" if len(words) == 1 and set(",|") & set(words[0]) else "")
    return ("yes" if value else "") if isinstance(value, bool) else str(value)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("{"):
                yield json.loads(line.rstrip().rstrip(","))


def _texts(file: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(file):
        yield str(row.get("id", "")), json.dumps(row)


def _csv(file: Path) -> Iterator[str]:
    columns = list(dict.fromkeys(name for row in _rows(file) for name, _ in flat(row)))
    buffer = io.StringIO(newline="")
    table = csv.DictWriter(buffer, columns, restval="")
    table.writeheader()
    for row in _rows(file):
        table.writerow(dict(flat(row)))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _calendar(file: Path) -> Iterator[str]:
    import icalendar

    yield "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//follow-up assistant//export//EN\r\n"
    for row in _texts(file):
        meeting = record(Meeting, row, "meetings")
        event = icalendar.Event()
        event.add("uid", f"{meeting.id}@followup.invalid" if meeting.occurrence or not meeting.uid else meeting.uid)
        event.add("summary", meeting.title)
        event.add("dtstart", meeting.start.date() if meeting.all_day else meeting.span[0])
        event.add("dtend", meeting.end.date() if meeting.all_day else meeting.span[1])
        event.add("dtstamp", meeting.span[0])
        event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
        if meeting.place:
            event.add("location", meeting.place)
        if meeting.private:
            event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT" if meeting.free else "OPAQUE")
        for who in meeting.attendees:
            person = icalendar.vCalAddress(f"mailto:{who.address}")
            if who.name:
                person.params["CN"] = icalendar.vText(who.name.replace('"', "'"))
            event.add("attendee", person, encode=False)
        yield event.to_ical().decode("utf-8", "replace")
    yield "END:VCALENDAR\r\n"


def _write(path: Path, parts: Iterator[str], total: int) -> int:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:  # noqa: PTH123  the mode
        for part in parts:
            file.write(part)
    return total
