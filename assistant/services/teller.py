"""Who told the user of a matter, and so made possible what came of it."""

from assistant.domain.introductions import Introduction
from assistant.domain.people import Person
from assistant.ports import Store
from assistant.services.identify import find
from assistant.services.told import told_by_another


def made_possible_by(store: Store, introduction: Introduction) -> Person | None:
    """Whoever told the user of the matter, where that was not the seeker; None where nobody is known who did."""
    mention = told_by_another(store, introduction)
    teller = find(store, mention.told_by) if mention else None
    return teller if teller and teller.id != introduction.seeker_id else None
