"""What draws how a campaign goes."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol


class BurnUp(Protocol):
    """Draws a campaign."""

    def picture(
        self,
        days: Sequence[date],
        counts: Sequence[int],
        *,
        begin: date,
        deadline: date,
        goal: int,
        dark: bool = False,
        narrow: bool = False,
    ) -> bytes:
        """How many were done by each day beside the even pace to the goal, as an SVG without a ground of its own.

        A `narrow` one can be read on a phone.
        """
