"""Who told the user of a matter, and so made possible what came of it."""

from assistant.domain.introductions import Introduction
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.ports import Store
from assistant.services.identify import find, is_somebody
from assistant.services.told import mentions_of


def made_possible_by(store: Store, introduction: Introduction) -> Person | None:
    """Whoever told the user of the matter, where that was not the seeker; None where nobody is known who did."""
    prompt = store.get(Prompt, introduction.prompt_id)
    for mention in mentions_of(store, prompt) if prompt else ():
        teller = find(store, mention.told_by) if is_somebody(mention.told_by) else None
        if teller and teller.id != introduction.seeker_id:
            return teller
    return None
