"""What people answer: labelled replies from a folder, drawn by what had been asked and by what they say."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from pathlib import Path
from random import Random

from assistant.domain.replies import Label, Stage

SHIPPED = Path(__file__).parents[2] / "nlp" / "replies" / "training"
AS_SENT = (
    "from", "to", "cc", "date", "message-id", "subject", "in-reply-to", "references", "received", "reply-to",
    "return-path", "delivered-to", "x-failed-recipients",
)  # fmt: skip
"""Headers that are the simulated sender's own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A reply of the folder: `raw` is a whole mail, else `text` its new words."""

    stage: Stage
    label: Label
    also: frozenset[Label]
    text: str = ""
    raw: bytes = b""

    def message(self, quoted: str) -> Message:
        """The mail without the headers of its way; `quoted` stands below where it is given as words alone."""
        if self.raw:
            message: Message = message_from_bytes(self.raw)
            for name in AS_SENT:
                del message[name]
            return message
        written = EmailMessage()
        below = "".join(f"> {line}\n" for line in quoted.splitlines())
        written.set_content(f"{self.text}\n\nHelen Marsh wrote:\n{below}")
        return written


class Answers:
    """The replies of a folder."""

    def __init__(self, folder: Path) -> None:
        files = sorted(folder.glob("*.jsonl")) if folder.is_dir() else [folder]
        rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
        known = [_reply(row, folder) for row in rows if "label" in row]
        if not known:
            raise ValueError(f"{folder} holds no labelled replies")
        self._known: dict[tuple[Stage, Label], list[Reply]] = {}
        for reply in known:
            self._known.setdefault((reply.stage, reply.label), []).append(reply)

    def draw(self, stage: Stage, label: Label, chance: Random) -> Reply | None:
        """A reply to such a question that says this; None where there is none."""
        found: Sequence[Reply] = self._known.get((stage, label), ())
        return chance.choice(found) if found else None


def _reply(row: dict[str, object], folder: Path) -> Reply:
    noted = re.findall(r"\[accept: ([^\]]+)\]", str(row.get("note") or ""))
    words = [part.split()[0] for text in noted if ".." not in text for part in text.split(",") if part.split()]
    also = row.get("also") or words
    assert isinstance(also, list)
    return Reply(
        stage=Stage(str(row["stage"])),
        label=Label(str(row["label"])),
        also=frozenset(Label(each) for each in also if each in tuple(Label)),
        text=str(row.get("text", "")),
        raw=(folder / str(row["doc"])).read_bytes() if "doc" in row else b"",
    )
