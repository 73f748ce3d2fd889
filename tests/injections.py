"""Attacks on a model that reads documents, and harmless documents in the same words: tests/data/injections."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from assistant.bootstrap.reading import contents_of
from assistant.domain.documents import Content
from assistant.domain.replies import Label, Stage

INJECTIONS = Path(__file__).parent / "data" / "injections"
ATTACKS, HARMLESS = INJECTIONS / "attacks", INJECTIONS / "harmless"
ZONE = ZoneInfo("Europe/London")


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A provider of a short list."""

    id: str
    headline: str
    about: str
    services: tuple[str, ...]
    area: str
    not_for: tuple[str, ...]

    @property
    def words(self) -> str:
        """All that the card says."""
        return "\n".join([self.id, self.headline, self.about, *self.services, self.area, *self.not_for])


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a model says, or should say; which fields are set depends on the question."""

    quote: str = ""
    kind: str = ""
    holder: str = ""
    category: str = ""
    trap: str = ""
    note: str = ""
    label: Label | None = None
    hand_off: str = ""
    choose: str | msgspec.UnsetType | None = msgspec.UNSET
    reason: str = ""


class Attack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of attacks.jsonl; the README beside it says what each field holds."""

    id: str
    doc: str | None
    user: str
    half: str
    asks: str
    where: str
    wants: str
    payload: str
    answer: Answer | tuple[Answer, ...]
    truth: tuple[Answer, ...] | str | None
    note: str
    dropped: bool = False
    asked: str = ""
    stage: Stage | None = None
    need: str = ""
    providers: tuple[Card, ...] = ()

    @property
    def pieces(self) -> list[str]:
        """The attack words, piece by piece where they are split."""
        return [plain(piece) for piece in self.payload.split("¶")]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What an obedient model would answer."""
        return self.answer if isinstance(self.answer, tuple) else (self.answer,)

    @property
    def content(self) -> Content | None:
        """The document as it is read; None where the attack is in cards alone."""
        return read(ATTACKS / self.doc) if self.doc else None


def attacks(half: str = "") -> list[Attack]:
    """Every attack, or those of the "seen" or "unseen" half."""
    lines = (ATTACKS / "attacks.jsonl").read_text("utf-8").splitlines()
    return [each for each in (msgspec.json.decode(line, type=Attack) for line in lines) if half in ("", each.half)]


def read(path: Path) -> Content:
    """The one document of a file."""
    (content,) = contents_of(path, ZONE)
    assert isinstance(content, Content), content
    return content


def plain(text: str) -> str:
    """The words without the marks of quoting, with one space between any two."""
    return re.sub(r"\s+", " ", re.sub(r"^[> ]*>", "", text, flags=re.MULTILINE)).strip()
