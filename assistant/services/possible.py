"""What the user can do with an introduction where it stands, so that nothing is offered that would be refused."""

from dataclasses import dataclass

from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft
from assistant.domain.introductions import FACTS, EventKind, Introduction, State
from assistant.services.answers import Answers, answerable
from assistant.services.call import SPOKEN
from assistant.services.drafting import LIVE
from assistant.services.today import YOURS


@dataclass(frozen=True, kw_only=True, slots=True)
class Possible:
    """Answers and facts that can be recorded, whose wish for later can be, and what else there is to do."""

    answers: tuple[tuple[Side, Answer], ...] = ()
    facts: tuple[EventKind, ...] = ()
    later: tuple[Side, ...] = ()
    choose: bool = False
    remind: bool = False
    ask_outcome: bool = False
    draft_next: bool = False
    call: bool = False
    undo: bool = False


def possible(answers: Answers, introduction: Introduction) -> Possible:
    """What can be done now. A provider's yes before they were asked is said of one of those who fit, and not here."""
    store, state = answers.introduce.store, introduction.state
    drafted = any(draft.state in LIVE for draft in store.find(Draft, introduction_id=introduction.id))
    has_provider = bool(introduction.provider_id)
    later = ((Side.SEEKER, EventKind.DEFERRED), (Side.PROVIDER, EventKind.PROVIDER_DEFERRED))
    return Possible(
        answers=tuple(each for each in answerable(state) if has_provider or each != (Side.PROVIDER, Answer.YES)),
        facts=tuple(kind for kind in FACTS if _can_happen(introduction, kind)),
        later=tuple(side for side, kind in later if introduction.allows(kind)),
        choose=state in (State.WANTED, State.PARKED),
        remind=introduction.allows(EventKind.REMINDED) and not introduction.reminded,
        ask_outcome=introduction.allows(EventKind.OUTCOME_ASKED),
        draft_next=state in YOURS and not drafted,
        call=state in SPOKEN,
        undo=answers.left_since(introduction) is None,
    )


def _can_happen(introduction: Introduction, kind: EventKind) -> bool:
    if kind is EventKind.LAPSED and introduction.state is State.PROVIDER_ASKED:
        kind = EventKind.PROVIDER_LAPSED
    return introduction.allows(kind)
