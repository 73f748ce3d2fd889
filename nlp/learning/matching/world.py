"""What the matcher learns from: bullpens with needs, and quotes of mentions with their categories."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nlp.learning.passages import load_passages
from nlp.matching.cards import Card, Need

ASIDE = 3  # one card in so many is kept from learning, to weigh the factors with
SHORTEST = 25  # signs of a quote that says enough


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """A need, the ids of the cards that are right for it, and of those that only look so; none right: nobody fits."""

    need: Need
    category: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """A bullpen and the needs that are labelled for it."""

    cards: tuple[Card, ...]
    needs: tuple[Labelled, ...]

    def part(self, *, aside: bool) -> World:
        """The cards that are kept from learning, or the others, and the needs with a right one among them.

        Needs that nobody fits go with the first card that looks right.
        """
        cards = tuple(card for card in self.cards if set_aside(card.id) is aside)
        kept = {card.id for card in cards}
        needs = tuple(
            replace(each, right=tuple(name for name in each.right if name in kept))
            for each in self.needs
            if kept & set(each.right or each.wrong[:1])
        )
        return World(cards=cards, needs=needs)


def set_aside(id: str) -> bool:
    """By a checksum, so that it is always the same ones."""
    return zlib.crc32(id.encode()) % ASIDE == 0


def load_worlds(folder: Path) -> list[World]:
    """Each `NAME_bullpen.jsonl` of a folder with its `NAME_needs.jsonl`. Raises ValueError where a line is broken."""
    return [
        World(cards=tuple(map(_card, _rows(path))), needs=tuple(map(_labelled, _rows(_needs_of(path)))))
        for path in sorted(folder.glob("*_bullpen.jsonl"))
    ]


def load_quotes(folder: Path) -> list[tuple[str, str]]:
    """The quote and the category of each mention that is labelled in a folder of passages."""
    return [
        (label["quote"], label["category"])
        for passage in load_passages(folder)
        for label in passage["mentions"]
        if len(label["quote"]) > SHORTEST
    ]


def _needs_of(bullpen: Path) -> Path:
    return bullpen.with_name(bullpen.name.replace("_bullpen", "_needs"))


def _rows(path: Path) -> Iterator[dict[str, object]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            row["id"]
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}:{number}: no row: {error!r}") from error
        yield row


def _card(row: dict[str, object]) -> Card:
    return Card(
        id=str(row["id"]),
        says=f"{row['headline']}\n{row['about']}",
        services=_several(row["services"]),
        ideal_client=str(row["ideal_client"]),
        not_for=_several(row["not_for"]),
        area=str(row["area"]),
    )


def _labelled(row: dict[str, object]) -> Labelled:
    return Labelled(
        need=Need(words=str(row["text"]), area=str(row["seeker_area"])),
        category=str(row["category"]),
        right=_several(row["right"]),
        wrong=_several(row["wrong"]),
    )


def _several(value: object) -> tuple[str, ...]:
    assert isinstance(value, Sequence)
    return tuple(map(str, value))
