"""A folder of answers as mail, with a `labels.jsonl` beside them that says what each one says."""

import re
from datetime import date
from pathlib import Path

import msgspec

from assistant.adapters.files.labelled import document_in, read_lines
from assistant.domain.replies import Label, Stage
from assistant.domain.reply_scoring import LabelledReply

FORMAT = '{"doc": "0007.eml", "stage": "seeker", "label": "later", "until": "2026-04-07", "hand_off": null, "also": []}'
ACCEPTED = re.compile(r"\[accept: ([^\]]+)\]")


class _Row(msgspec.Struct, frozen=True):
    doc: str
    stage: Stage
    label: Label
    until: date | None = None
    hand_off: str | None = None
    also: tuple[Label, ...] = ()
    asked: str = ""
    note: str | None = None


def read_reply_labels(folder: Path) -> list[LabelledReply]:
    """Every labelled answer of the folder, in the order of the lines.

    What else is accepted stands in `also`, or in the note: `[accept: no, unclear]`, `[accept: 2026-04-01..2026-04-07]`.
    Raises SourceError naming each line that is broken and each document that is missing, with the reason.
    """
    return list(read_lines(folder, _labelled, FORMAT).values())


def _labelled(folder: Path, line: str) -> LabelledReply:
    row = msgspec.json.decode(line, type=_Row)
    document_in(folder, row.doc)
    accepted, days = {row.label, *row.also}, None
    for told in ACCEPTED.findall(row.note or ""):
        if ".." in told:
            first, last = (date.fromisoformat(part.strip()) for part in told.split("..", 1))
            days = first, last
        else:
            accepted |= {Label(part.split()[0]) for part in told.split(",") if part.split()}
    return LabelledReply(
        name=row.doc,
        stage=row.stage,
        asked=row.asked,
        label=row.label,
        accepted=frozenset(accepted),
        until=row.until,
        days=days,
        hand_off=row.hand_off or "",
    )
