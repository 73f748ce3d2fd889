"""One note: typed text, a word processor's file or a transcript, from its bytes."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from pathlib import PurePath
from typing import Any

import frontmatter

from assistant.adapters.formats.plain_text import cleaned, decoded, digest_of, one_line
from assistant.adapters.formats.transcripts import is_transcript, srt_turns, vtt_turns
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.ids import make_id
from assistant.domain.people import Participant, unique
from assistant.errors import ItemError

SUFFIXES = frozenset([".md", ".markdown", ".txt", ".vtt", ".srt", ".docx"])
MAX_NOTE = 5_000_000  # bytes
MAX_FRONT_MATTER = 16_000  # characters
MAX_UNPACKED = 50_000_000  # bytes
MAX_ENTRIES = 5_000
MAX_RATIO = 200  # unpacked to packed; text of a real document is below 20

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_ALIASES = re.compile(r"(?:^|[\s\[{,])[&*]\w")  # YAML's anchors, with which a few lines grow beyond all bounds
_PEOPLE = ("attendees", "participants", "people", "present", "with", "person", "contact")
_MEETING = ("meeting", "meeting id", "meeting-id", "meeting_id", "event", "uid")
_WIKI = re.compile(r"(!?)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(-?)(\d\d)\2(\d\d)(?!\d)")
_ISO_DAY = re.compile(r"(?<![\d-])((?:19|20)\d\d)(-)(\d\d)-(\d\d)(?!\d)")
_HEADING = re.compile(r"\A\s*#{1,2}[ \t]+(.{1,300}?)[ \t]*#*[ \t]*$", re.M)
_FIRST_LINES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class _Note:
    text: str
    medium: Medium
    facts: Mapping[str, object] = field(default_factory=dict)


def read_note(raw: bytes, *, key: str, source: str, locator: str, zone: tzinfo, modified: datetime) -> Content:
    """The note in `raw`.

    `key` is its path below the folder; the document's id follows from it. `modified` dates a note that gives no date
    itself. Raises ItemError where it cannot be read.
    """
    suffix = PurePath(key).suffix.lower()
    note = _transcript(raw, suffix) if suffix in (".vtt", ".srt") else _written(raw, suffix)
    when = _date(note.facts.get("date"), zone) or _day_in(_DAY, PurePath(key).stem, zone)
    for line in [line for line in note.text[:5000].splitlines() if line.strip()][:_FIRST_LINES]:
        when = when or _day_in(_ISO_DAY, line, zone)
    heading = _HEADING.search(note.text[:5000])
    title = note.facts.get("title") or (heading.group(1) if heading else PurePath(key).stem)
    return Content(
        document=Document(
            id=make_id("doc", "note", source, key),
            source=source,
            locator=locator,
            medium=note.medium,
            when=when or modified,
            digest=digest_of(note.text),
            title=one_line(str(title)),
            author=next(iter(_people(note.facts.get("author"))), Participant()),
            listeners=unique(person for name in _PEOPLE for person in _people(note.facts.get(name))),
            about=_about(note.facts),
        ),
        text=note.text,
    )


def _transcript(raw: bytes, suffix: str) -> _Note:
    turns = vtt_turns if suffix == ".vtt" else srt_turns
    return _Note(text=turns(cleaned(decoded(raw))), medium=Medium.TRANSCRIPT)


def _written(raw: bytes, suffix: str) -> _Note:
    text = cleaned(_docx_text(raw) if suffix == ".docx" else decoded(raw))
    facts: Mapping[str, object] = {}
    if suffix in (".md", ".markdown", ".txt"):
        facts, text = _split_front_matter(text)
    text = _WIKI.sub(_link_text, text).strip("\n")
    return _Note(text=text, medium=Medium.TRANSCRIPT if is_transcript(text) else Medium.NOTE, facts=facts)


def _split_front_matter(text: str) -> tuple[Mapping[str, object], str]:
    """The facts at the head of a note, and the rest. A head that is no plain YAML is part of the note."""
    found = _FRONT_MATTER.match(text[: MAX_FRONT_MATTER + 10])
    if not found or _ALIASES.search(found.group(1)):
        return {}, text
    try:
        facts, _ = frontmatter.parse(found.group(0))
    except Exception:  # YAML goes wrong in many ways, and none of them should cost the note
        return {}, text
    return {str(name).lower(): value for name, value in facts.items()}, text[found.end() :]


def _link_text(link: re.Match[str]) -> str:
    embedded, page, name = link.groups()
    return "" if embedded else str(name or page.split("#")[0].rpartition("/")[2] or page).strip()


def _people(value: object) -> Iterator[Participant]:
    values = value if isinstance(value, list) else re.split(r"[,;\n]", value) if isinstance(value, str) else ()
    for each in values[:100]:
        if isinstance(each, str | int | float):
            words = _WIKI.sub(_link_text, str(each)[:300]).strip(" -*[]\"'")
            called = re.fullmatch(r"(.*?)\s*<?([^\s<>]+@[^\s<>]+)>?", words)
            name, address = called.groups() if called else (words, "")
            if name or address:
                yield Participant(name=one_line(name), address=one_line(address).lower())


def _about(facts: Mapping[str, object]) -> str:
    """The meeting that the head of a note names; words in several parts are a title, and no id."""
    named = (str(facts[name]).strip() for name in _MEETING if isinstance(facts.get(name), str | int))
    return next((one_line(name, 500) for name in named if name and not re.search(r"\s", name)), "")


def _date(value: object, zone: tzinfo) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone)
    return _day_in(_DAY, value, zone) if isinstance(value, str) else None


def _day_in(pattern: re.Pattern[str], words: str, zone: tzinfo) -> datetime | None:
    for year, _, month, day in pattern.findall(words[:1000]):
        try:
            return datetime(int(year), int(month), int(day), tzinfo=zone)
        except ValueError:
            continue
    return None


def _docx_text(raw: bytes) -> str:
    _check_zip(raw)
    import docx

    try:
        return "\n".join(_docx_lines(docx.Document(io.BytesIO(raw))))
    except Exception as error:
        raise ItemError("this is no Word document that can be read") from error


def _docx_lines(container: Any) -> Iterator[str]:
    for item in container.iter_inner_content():
        if hasattr(item, "rows"):
            for row in item.rows:
                cells = dict.fromkeys(row.cells)  # a merged cell comes once for each column it spans
                yield " | ".join(cell.text.replace("\n", " ") for cell in cells)
        else:
            yield ("- " if "List" in (item.style.name or "") else "") + item.text


def _check_zip(raw: bytes) -> None:
    """Refuse a file that would unpack beyond all bounds, before anything unpacks it."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ItemError("this is no Word document: the file is damaged") from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(raw), 10_000):
        raise ItemError("this Word document unpacks to more than is safe")
