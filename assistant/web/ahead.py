"""What takes long to work out where very much is kept is worked out before anybody asks for its page."""

from collections.abc import Callable
from contextlib import suppress

from assistant.errors import UserError
from assistant.web.desk import Desk
from assistant.web.pages import advocates, cards, goodwill, insight, twins

TWINS = 60.0  # seconds that are waited for the last of them


def work_ahead(desk: Desk) -> None:
    """Keep what the heavy pages show, one after another; whoever asks meanwhile waits for no more than their own."""
    steps: tuple[Callable[[], object], ...] = (
        lambda: desk.assistant.reader,  # so that the first capture need not wait for it
        desk.learnt,
        lambda: goodwill.lately(desk),
        lambda: insight.tables(desk),
        lambda: advocates.nearest(desk),
        lambda: cards.lately(desk),
        lambda: desk.assistant.matcher.version,
        lambda: twins.known_twice(desk, patience=TWINS),
    )
    for step in steps:
        with suppress(UserError):  # whoever needs it says what is wrong with it
            step()
