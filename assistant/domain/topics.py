"""Topics: what a matter is about. A mention's category and a provider's services are topic ids."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """One entry of `nlp/topics.tsv`. `covers` lists what belongs to it; `phrase` fits after "help with"."""

    id: str
    title: str
    covers: str
    phrase: str
