"""Call first (S20): what to say on the telephone instead of the ask that comes next, or that waits for an answer."""

from dataclasses import dataclass

from assistant.domain.consents import Side
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import Introduction, State
from assistant.domain.people import Person
from assistant.errors import TransitionError
from assistant.services.drafting import LIVE
from assistant.services.introduce import Introduce
from assistant.services.letters import Letters, person_of

SPOKEN: dict[State, DraftKind] = {
    State.NOTICED: DraftKind.ASK_SEEKER,
    State.ASKED: DraftKind.ASK_SEEKER,
    State.WANTED: DraftKind.ASK_PROVIDER,
    State.PROVIDER_ASKED: DraftKind.ASK_PROVIDER,
    State.AVAILABLE: DraftKind.OFFER_PROVIDER,
    State.OFFERED: DraftKind.OFFER_PROVIDER,
}
"""What there is to ask in each state."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """One paragraph to say, to whom, and which side they are."""

    person: Person
    side: Side
    words: str


def script(introduce: Introduce, introduction: Introduction) -> Script:
    """What to say now, and to whom. It names nobody whom the message instead of it would not name.

    Raises TransitionError where there is nobody to ask.
    """
    kind = SPOKEN.get(introduction.state)
    provider_id = introduction.provider_id or _chosen(introduce, introduction)
    if kind is None or (kind is DraftKind.ASK_PROVIDER and not provider_id):
        raise TransitionError(f"{introduction.id} is '{introduction.state}': there is nobody to ask now")
    drafting = introduce.drafting
    side = Side.PROVIDER if kind is DraftKind.ASK_PROVIDER else Side.SEEKER
    letters = Letters(store=introduce.store, user=drafting.user, signature=drafting.signature, topics=drafting.topics)
    letter = letters.letter(introduction, kind, side, provider_id)
    return Script(
        person=person_of(introduce.store, introduction, side, provider_id),
        side=side,
        words=drafting.writer.script(kind, context=letter.context()),
    )


def _chosen(introduce: Introduce, introduction: Introduction) -> str:
    """The provider whom the ask that waits is for, else the one who fits best; empty where nobody does."""
    if introduction.state is not State.WANTED:
        return ""
    asks = introduce.store.find(Draft, introduction_id=introduction.id, kind=DraftKind.ASK_PROVIDER)
    waiting = [ask.provider_id for ask in asks if ask.state in LIVE]
    best = [match.provider_id for match in introduce.ranking(introduction).matches]
    return next(iter((*waiting, *best)), "")
