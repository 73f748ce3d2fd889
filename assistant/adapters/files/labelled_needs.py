"""A folder of needs with the providers that are right for them: `bullpen.json` and `needs.jsonl`."""

from pathlib import Path

import msgspec

from assistant.adapters.formats.plain_text import shown
from assistant.domain.match_scoring import LabelledNeed
from assistant.errors import SourceError
from assistant.ports import Candidate

BULLPEN, NEEDS = "bullpen.json", "needs.jsonl"
CARD = '[{"id": "p1", "headline": "", "about": "", "services": [], "ideal_client": "", "area": "", "not_for": []}]'
NEED = '{"id": "n1", "text": "…", "seeker_area": "Leeds", "right": ["p1"]}'


class _Card(msgspec.Struct, frozen=True):
    id: str
    headline: str = ""
    about: str = ""
    services: tuple[str, ...] = ()
    ideal_client: str = ""
    area: str = ""
    not_for: tuple[str, ...] = ()


def read_candidates(folder: Path) -> list[Candidate]:
    """Everybody who might help. Raises SourceError."""
    file = folder / BULLPEN
    try:
        cards = msgspec.json.decode(_text(file, CARD), type=list[_Card])
    except msgspec.DecodeError as error:
        raise SourceError(f"{shown(file)}: {error}", hint=f"a list of cards: {CARD}") from None
    if not cards:
        raise SourceError(f"{shown(file)}: it names no provider", hint=f"a list of cards: {CARD}")
    if len({card.id for card in cards}) < len(cards):
        raise SourceError(f"{shown(file)}: two providers have one id")
    return [
        Candidate(
            id=card.id,
            says=f"{card.headline}\n{card.about}",
            services=card.services,
            ideal_client=card.ideal_client,
            not_for=card.not_for,
            area=(card.area,) if card.area else (),
        )
        for card in cards
    ]


def read_needs(folder: Path) -> list[LabelledNeed]:
    """Every need, in the order of the lines. Raises SourceError naming each line that is broken."""
    file = folder / NEEDS
    needs: dict[str, LabelledNeed] = {}
    faults: list[str] = []
    for number, line in enumerate(_text(file, NEED).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            need = msgspec.json.decode(line, type=LabelledNeed)
            if need.id in needs:
                raise ValueError(f"{need.id} was named before")
            needs[need.id] = need
        except ValueError as error:  # msgspec's errors are ValueErrors
            faults.append(f"{shown(file)}, line {number}: {error}")
    if not needs and not faults:
        faults.append(f"{shown(file)}: it names no need")
    if faults:
        raise SourceError(faults, hint=f"one line a need: {NEED}")
    return list(needs.values())


def _text(file: Path, wanted: str) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SourceError(f"{shown(file)}: it cannot be read: {reason}", hint=f"it holds: {wanted}") from None
