"""Suggestions for a card, from the text of somebody's web site."""

from collections.abc import Mapping
from pathlib import Path

from assistant.domain.filling import Suggestion, suggest
from assistant.domain.topics import Topic


def suggestions_of(text: str, topics: Mapping[str, Topic]) -> tuple[Suggestion, ...]:
    """What a pasted page, its source or its words, says of somebody's work."""
    from assistant.adapters.formats.site_text import words_of_page
    from assistant.adapters.places import is_place

    return suggest(words_of_page(text), topics, is_place)


def suggestions_in(path: Path, topics: Mapping[str, Topic]) -> tuple[Suggestion, ...]:
    """What a saved page says of somebody's work. Raises SourceError where it cannot be read."""
    from assistant.adapters.formats.site_text import PageFile
    from assistant.adapters.places import is_place

    return suggest(PageFile(path).words(), topics, is_place)
