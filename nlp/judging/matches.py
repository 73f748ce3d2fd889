"""Who of a short list fits a need, or nobody."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from nlp.judging.questions import Unfit, read_json, schema_of

LONGEST_CARD = 700  # characters
LONGEST_NEED = 1_200
NOBODY = "nobody"


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A provider as the model sees them: what they do, for whom, where, and what they do not do; no name."""

    id: str
    does: str
    ideal_client: str = ""
    area: str = ""
    not_for: tuple[str, ...] = ()

    def words(self) -> str:
        """Everything that is shown of it."""
        return "\n".join((self.does[:LONGEST_CARD], self.ideal_client, self.area, *self.not_for))


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    best: list[str]


class MatchQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A need in the seeker's words, where they are, and those who might serve it, in an order that says nothing."""

    words: str
    area: str
    offers: tuple[Offer, ...]
    ref: str = ""

    @property
    def about(self) -> str:
        """Which prompt asks it."""
        return "match"

    @property
    def schema(self) -> Mapping[str, object]:
        """The JSON schema of its answer."""
        return schema_of(_Answer)

    def shown(self) -> Mapping[str, object]:
        """What is shown: the need, and the offers by letters, so that no id says anything."""
        return {
            "words": self.words[:LONGEST_NEED],
            "area": self.area,
            "offers": [
                {
                    "sign": sign,
                    "does": offer.does[:LONGEST_CARD],
                    "ideal_client": offer.ideal_client,
                    "area": offer.area,
                    "not_for": list(offer.not_for),
                }
                for sign, offer in self._signed.items()
            ],
        }

    def read(self, answer: str) -> tuple[str, ...]:
        """The ids of those who fit, best first; empty where nobody does. Raises Unfit for one who is not listed."""
        said = read_json(answer, _Answer).best
        if [each.strip().casefold() for each in said] == [NOBODY]:
            return ()
        if len(set(said)) < len(said):
            raise Unfit("somebody is named twice")
        unknown = [each for each in said if each not in self._signed]
        if unknown:
            raise Unfit(f"{unknown[0]!r} is not on the list")
        return tuple(self._signed[each].id for each in said)

    @property
    def _signed(self) -> dict[str, Offer]:
        return {f"O{number}": offer for number, offer in enumerate(self.offers, 1)}
