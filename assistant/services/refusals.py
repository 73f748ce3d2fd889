"""With whom it ended: the providers who are not to be asked, or named, for a matter any more, and who was told so."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Side
from assistant.domain.drafts import OUT, Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction
from assistant.ports import Store


def barred(store: Store, introduction: Introduction, *, lapsed: bool = True) -> frozenset[str]:
    """The providers who are not to be asked for this matter; without `lapsed`, who let it lapse may still agree.

    It ended with them here, or they are being introduced to the seeker for it already. That holds for every card of
    the same person.
    """
    under_way = {each.provider_id for each in _told_again(store, introduction) if each.is_open and each.provider_id}
    ids = under_way.union(introduction.refused if lapsed else ())
    people = {introduction.seeker_id, *_people(store, ids)}
    return said_no(store, introduction).union(ids, _cards(store, people))


def said_no(store: Store, introduction: Introduction) -> frozenset[str]:
    """The providers with whom it ended by a no for this matter.

    A no is final for two people and a purpose, so it counts where the matter was told again, and for every card of the
    same person.
    """
    ids = set(introduction.declined)
    for other in _told_again(store, introduction):
        ids.update(other.declined)
    return frozenset(ids).union(_cards(store, _people(store, ids)))


def told_softly(
    store: Store, introduction: Introduction, side: Side, provider_id: str = "", *, since: datetime
) -> bool:
    """Whether one side has been told since then that it goes no further, or is about to be: that word is approved."""
    about = {"introduction_id": introduction.id, "provider_id": provider_id, "side": side}
    return any(
        draft.state is DraftState.APPROVED
        or (draft.state in OUT and draft.delivered_at is not None and draft.delivered_at >= since)
        for draft in store.find(Draft, **about, kind=DraftKind.SOFT_NO)
    )


def _told_again(store: Store, introduction: Introduction) -> Iterator[Introduction]:
    for other in store.find(Introduction, seeker_id=introduction.seeker_id):
        if other.id != introduction.id and other.category == introduction.category:
            yield other


def _people(store: Store, cards: Iterable[str]) -> set[str]:
    return {card.person_id for known in cards if (card := store.get(Provider, known))}


def _cards(store: Store, people: Iterable[str]) -> set[str]:
    return {card.id for person in people for card in store.find(Provider, person_id=person)}
