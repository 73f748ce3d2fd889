"""Referrals that were received, or given outside of introductions: seen in mail, noted, and followed to their end."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from assistant.domain.referrals import COUNTED, Direction, Referral, ReferralState
from assistant.errors import TransitionError
from assistant.services import referrals
from assistant.web.api.caller import Reads, Writes, known
from assistant.web.api.fields import body
from assistant.web.api.paging import Page, Spanned
from assistant.web.api.problems import CHANGES, ONE

router = APIRouter(prefix="/referrals", tags=["Referrals"])
MOST_VALUE = 1_000_000_000


@body
class Decision:
    """What a referral is, or what came of it. `value` is what it brought, in whole units of the currency."""

    state: ReferralState
    value: Annotated[int, Field(ge=0, le=MOST_VALUE)] = 0


@body
class Done:
    """Whether it is done; false takes it back."""

    done: bool = True


@router.get("", summary="The referrals")
def list_referrals(
    desk: Reads,
    span: Spanned,
    direction: Direction | None = None,
    state: ReferralState | None = None,
    group_id: Annotated[str, Query(max_length=100)] = "",
) -> Page[Referral]:
    """The stored ones, the latest first; those that came of introductions are told by the introductions."""
    wanted: dict[str, Any] = {"direction": direction, "state": state, "group_id": group_id}
    wanted = {name: value for name, value in wanted.items() if value}
    store = desk.assistant.store
    return span.page(store, Referral, store.find(Referral, **wanted), lambda each: each.at, newest_first=True)


@router.get("/{id}", summary="One referral", responses=ONE)
def get_referral(desk: Reads, id: str) -> Referral:
    """Who sent whom, what came of it, and whether they were thanked and told."""
    return known(desk.assistant.store, Referral, id)


@router.post("/{id}/decide", summary="Say what it is, or what came of it", responses=CHANGES)
def decide_referral(desk: Writes, id: str, decision: Decision) -> Referral:
    """A suggested one becomes a referral by `open`, and is none by `none`."""
    assistant = desk.assistant
    referral = known(assistant.store, Referral, id)
    return referrals.decide(assistant.store, referral, decision.state, at=assistant.clock(), value=decision.value)


@router.post("/{id}/thank", summary="Say that the sender was thanked", responses=CHANGES)
def thank_sender(desk: Writes, id: str, done: Done) -> Referral:
    """Whatever came of it."""
    assistant, referral = desk.assistant, _sure(desk, id)
    return referrals.thank(assistant.store, referral, at=assistant.clock() if done.done else None)


@router.post("/{id}/close", summary="Say that the sender was told what came of it", responses=CHANGES)
def close_loop(desk: Writes, id: str, done: Done) -> Referral:
    """Also where nothing came of it."""
    assistant, referral = desk.assistant, _sure(desk, id)
    return referrals.close_loop(assistant.store, referral, at=assistant.clock() if done.done else None)


def _sure(desk: Writes, id: str) -> Referral:
    referral = known(desk.assistant.store, Referral, id)
    if referral.state not in COUNTED:
        raise TransitionError("it is not sure that this is a referral", hint="decide first: open")
    return referral
