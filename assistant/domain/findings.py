"""What is found in the words of a message: which rule they break, where, and why it matters."""

from dataclasses import dataclass
from enum import StrEnum

SUBJECT, TEXT = "subject", "text"


class Rule(StrEnum):
    """The rules that the words of a message can break."""

    NAMED_EARLY = "named_early"
    PRIVATE = "private"
    WAY_OUT = "way_out"
    PRESSURE = "pressure"
    BLAME = "blame"
    LENGTH = "length"
    NAMES = "names"
    WHO_WRITES = "who_writes"
    ADDRESSED = "addressed"
    OWN_WORDS = "own_words"
    BLANK = "blank"
    SELLING = "selling"
    PROMISE = "promise"

    @property
    def number(self) -> str:
        """Its number: 1 to 17 of the etiquette, or with an S that of the practice."""
        return _MEANING[self][0]

    @property
    def name_in_words(self) -> str:
        """What it asks for, in a few words."""
        return _MEANING[self][1]

    @property
    def may_be_overruled(self) -> bool:
        """Whether the user may go on all the same. Not where somebody else's consent is at stake."""
        return self is not Rule.NAMED_EARLY


_MEANING: dict[Rule, tuple[str, str]] = {
    Rule.NAMED_EARLY: ("1", "nobody is named before their own yes"),
    Rule.PRIVATE: ("3", "what one side told stays with that side"),
    Rule.WAY_OUT: ("4", "an easy way out"),
    Rule.PRESSURE: ("5", "a light touch, without pressure"),
    Rule.BLAME: ("6", "softly, without blame"),
    Rule.LENGTH: ("11", "three or four sentences"),
    Rule.NAMES: ("11", "both names in the subject"),
    Rule.WHO_WRITES: ("11", "who writes first"),
    Rule.ADDRESSED: ("11", "to the one helped, in copy the one giving time"),
    Rule.OWN_WORDS: ("12", "their words as they wrote them"),
    Rule.BLANK: ("17", "nothing left to fill in"),
    Rule.SELLING: ("S7", "no selling"),
    Rule.PROMISE: ("S2", "no promise on somebody's behalf"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One place where a message breaks a rule.

    `words` stand at `start` to `end` (code points) of the `part` of the message, its subject or its text; where
    something is missing there are none, and both are 0. `why` is a sentence for the user. `number`, `name` and
    `may_be_overruled` are the rule's own, so that whoever reads a finding needs no table.
    """

    rule: Rule
    why: str
    part: str = TEXT
    words: str = ""
    start: int = 0
    end: int = 0
    number: str = ""
    name: str = ""
    may_be_overruled: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", self.rule.number)
        object.__setattr__(self, "name", self.rule.name_in_words)
        object.__setattr__(self, "may_be_overruled", self.rule.may_be_overruled)
