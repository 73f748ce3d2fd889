"""The ladder: know, like, trust; then advocate; then referrer. Each rung by what was seen, never by a guess (S22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.ids import make_id
from assistant.domain.time import aware


class Rung(StrEnum):
    """How far somebody has come towards sending people to the user, in order."""

    KNOW = "know"
    LIKE = "like"
    TRUST = "trust"
    ADVOCATE = "advocate"
    REFERRER = "referrer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sign:
    """What shows that somebody stands on a rung. `evidence` is the id of the record that shows it, or empty."""

    rung: Rung
    words: str
    at: datetime
    evidence: str = ""

    def __post_init__(self) -> None:
        aware(self.at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where somebody stands: on the highest rung that, with all below it, has a sign; None on none.

    `missing` is the lowest rung without a sign, None where there is none. `signs` are all that were seen, the lowest
    rung first; those above `missing` are `beyond`.
    """

    rung: Rung | None
    missing: Rung | None
    signs: tuple[Sign, ...]

    @property
    def beyond(self) -> tuple[Sign, ...]:
        """The signs of rungs that do not count yet, since one below them has none."""
        order = tuple(Rung)
        least = order.index(self.missing) if self.missing else len(order)
        return tuple(sign for sign in self.signs if order.index(sign.rung) > least)


def standing(signs: Iterable[Sign]) -> Standing:
    """Where somebody stands by these signs. More of them never bring anybody lower."""
    order = tuple(Rung)
    found = tuple(sorted(signs, key=lambda sign: (order.index(sign.rung), sign.at, sign.words)))
    seen = {sign.rung for sign in found}
    missing = next((rung for rung in order if rung not in seen), None)
    reached = order.index(missing) if missing else len(order)
    return Standing(rung=order[reached - 1] if reached else None, missing=missing, signs=found)


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedFor:
    """That the user asked somebody for something of their own, such as a referral, or gave them the page for it."""

    id: str
    person_id: str
    at: datetime

    def __post_init__(self) -> None:
        aware(self.at)


def asked_for_id(person_id: str, at: datetime) -> str:
    """The id of an ask: one of a person on a day."""
    return make_id("askedfor", person_id, at.date().isoformat())
