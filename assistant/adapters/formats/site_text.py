"""The words of a web page as somebody has pasted or saved it. Nothing is ever fetched."""

import re
from pathlib import Path

from assistant.adapters.formats.html_text import text_of
from assistant.adapters.formats.plain_text import cleaned, decoded
from assistant.adapters.formats.whole_file import WholeFile

MAX_FILE = 5_000_000  # bytes
_HTML = re.compile(
    r"<(?:!doctype|html|head|body|div|p|span|table|section|main|h[1-6]|a|ul|li|br)\b[^<]*>", re.IGNORECASE
)


def words_of_page(text: str) -> str:
    """What a reader of the page sees, line by line, whether its source or its words were pasted."""
    return text_of(text) if _HTML.search(text[:20_000]) else cleaned(text)


class PageFile(WholeFile):
    """A saved page, as HTML or as text."""

    max_size = MAX_FILE

    def __init__(self, path: Path) -> None:
        super().__init__(name=path.name, path=path)

    def words(self) -> str:
        """What a reader of the page sees. Raises SourceError where the file is missing, or too large."""
        return words_of_page(decoded(self._content()))
