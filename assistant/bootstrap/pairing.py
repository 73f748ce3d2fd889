"""The memory game, made of the assistant's parts."""

from assistant.bootstrap import Assistant
from assistant.services.pair_acts import PairActs
from assistant.services.pairing import Pairing
from assistant.services.pairs import Pairs
from assistant.services.partners import Partners


def pairing_of(assistant: Assistant) -> Pairing:
    """Finds people who may fit each other."""
    store, matcher, clock = assistant.store, assistant.matcher, assistant.clock
    partners = Partners(store=store, matcher=matcher, clock=clock)
    return Pairing(store=store, matcher=matcher, clock=clock, user=assistant.user, partners=partners)


def pairs_of(assistant: Assistant) -> Pairs:
    """Shows those who were found."""
    return Pairs(store=assistant.store, lookup=assistant.lookup, user=assistant.user)


def pair_acts_of(assistant: Assistant) -> PairActs:
    """Records what the user says to them."""
    return PairActs(pairs=pairs_of(assistant), answers=assistant.answers)
