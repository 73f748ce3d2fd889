"""The question after a meeting and the brief before it, as configured."""

from typing import TYPE_CHECKING

from assistant.config import Config
from assistant.domain.time import Clock
from assistant.ports import Lookup, Store

if TYPE_CHECKING:  # each is imported when it is asked for
    from assistant.services.brief import Briefing
    from assistant.services.debrief import Debrief
    from assistant.services.timing import Timing


def debrief_for(config: Config, store: Store, clock: Clock) -> "Debrief":
    """Asks what came up in meetings."""
    from assistant.services.debrief import Debrief

    user = config.user
    own = tuple(address.strip().lower() for address in user.addresses)
    return Debrief(store=store, clock=clock, user=user.participant, days=config.debrief.days, addresses=own)


def briefing_for(debrief: "Debrief", lookup: Lookup, timing: "Timing") -> "Briefing":
    """Makes briefs, as of the moment of `timing`."""
    from assistant.services.brief import Briefing

    return Briefing(store=debrief.store, lookup=lookup, timing=timing, insiders=debrief.insiders)
