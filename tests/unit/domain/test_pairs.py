"""Pairs and wishes: what may be said to them, and what their ids follow from."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.pairs import About, Pair, PairState, pair_id
from assistant.domain.wishes import Wish, WishKind, WishState, kind_said, wish_id
from assistant.errors import TransitionError

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
PAIR = Pair(id="pair-1", about=About.WISH, seeker_id="who-1", other_id="who-2", found_at=NOON, chance=0.9)
SAYS: dict[str, Callable[[Pair], Pair]] = {
    "taken": lambda pair: pair.taken_up(at=NOON, prompt_id="p-1"),
    "dismissed": lambda pair: pair.dismissed(at=NOON),
    "never": lambda pair: pair.never(at=NOON),
}


@given(st.lists(st.sampled_from([*SAYS, "reopened"]), max_size=8))
def test_only_a_new_pair_takes_an_answer_and_reopening_leaves_no_trace(said: list[str]) -> None:
    pair = PAIR
    for word in said:
        if word == "reopened":
            pair = pair.reopened()
            assert pair == PAIR
        elif pair.state is PairState.NEW:
            pair = SAYS[word](pair)
            assert (pair.state is not PairState.NEW, pair.decided_at) == (True, NOON)
        else:
            with pytest.raises(TransitionError):
                SAYS[word](pair)


def test_partners_are_the_same_pair_whoever_is_named_first() -> None:
    assert pair_id(About.PARTNERS, "", "a", "b") == pair_id(About.PARTNERS, "", "b", "a")
    assert pair_id(About.WISH, "w", "a", "b") != pair_id(About.WISH, "w", "b", "a")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("family-run restaurants", WishKind.CLIENT),
        ("a referral partner among solicitors", WishKind.PARTNER),
        ("a supplier of oak", WishKind.SUPPLIER),
    ],
)
def test_a_wish_is_for_clients_unless_it_says_otherwise(words: str, kind: WishKind) -> None:
    assert kind_said(words) is kind


def test_a_closed_wish_stays_as_it_was_closed() -> None:
    wish = Wish(id="wish-1", person_id="who-1", kind=WishKind.CLIENT, words="shops", said_at=NOON)
    met = wish.closed(WishState.MET, at=NOON)
    assert met.closed(WishState.DROPPED, at=NOON) is met
    assert met.reopened() == wish
    assert wish_id("who-1", "Small  SHOPS!") == wish_id("who-1", "small shops")
