"""Topics: what a matter is about. A mention's category and a provider's services are topic ids."""

from dataclasses import dataclass

LEAST_WORD = 4  # letters of a word that tells
EVERYDAY = frozenset({
    "and", "anything", "anyone", "above", "business", "businesses", "buying", "care", "claims", "clients",
    "company", "contracts", "covers", "customers", "disputes", "else", "finding", "good", "goods", "health",
    "help", "home", "making", "management", "matter", "matters", "need", "needs", "none", "office", "offices", "other",
    "others", "particular", "people", "personal", "property", "quality", "real", "rent", "sale", "sales",
    "selling", "shops", "services", "something", "staff", "systems", "taking", "team", "that", "trade", "work",
})  # fmt: skip
"""Words of the topics that would fit anybody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """One entry of `nlp/topics.tsv`. `covers` lists what belongs to it; `phrase` fits after "help with"."""

    id: str
    title: str
    covers: str
    phrase: str

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that tell of it, those of its title first, in lower case."""
        return _telling(f"{self.title} {self.covers}")

    @property
    def named(self) -> tuple[str, ...]:
        """The telling words of its title alone."""
        return _telling(self.title)


def _telling(text: str) -> tuple[str, ...]:
    words = "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()
    return tuple(dict.fromkeys(word for word in words if len(word) >= LEAST_WORD and word not in EVERYDAY))
