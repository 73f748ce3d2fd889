"""What prints sheets."""

from typing import Protocol

from assistant.domain.sheets import Sheet


class Press(Protocol):
    """Sets sheets for printing."""

    def pdf(self, sheet: Sheet) -> bytes:
        """The sheet as a PDF of A4 pages. What it says is text, and never read as markup."""
