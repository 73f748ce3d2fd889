"""One question a matter, and the answers it takes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant
from assistant.domain.prompts import SAME_MATTER, Prompt, PromptState
from assistant.errors import TransitionError

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MENTION = Mention(
    id="m-1",
    document_id="doc-1",
    kind=Kind.PROBLEM,
    category="payroll",
    quote="the wages are wrong",
    start=0,
    end=19,
    holder=Participant(name="Anna Okafor"),
    heard_at=AT,
    confidence=0.9,
    found_by="by hand",
    person_id="who-1",
)
PROMPT = Prompt.about(MENTION)
TODAY = AT.date()


def later(days: float, **more: object) -> Mention:
    return replace(MENTION, id="m-2", heard_at=AT + timedelta(days=days), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "same"), [(0, True), (90, True), (90.1, False), (-90, True), (-90.1, False)])
def test_the_same_matter_within_ninety_days(days: float, same: bool) -> None:
    assert timedelta(days=90) == SAME_MATTER
    assert PROMPT.covers(later(days)) is same


def test_another_person_or_category_is_another_matter() -> None:
    assert not PROMPT.covers(later(1, person_id="who-2"))
    assert not PROMPT.covers(later(1, category="hr"))


def test_a_matter_told_again_stretches_in_both_directions() -> None:
    again = PROMPT.told_again(later(80)).told_again(replace(later(-80), id="m-3"))
    assert again.mention_ids == ("m-1", "m-2", "m-3")
    assert (again.first_heard, again.last_heard) == (AT - timedelta(days=80), AT + timedelta(days=80))
    assert again.covers(later(170))
    assert again.told_again(later(80)) is again


@pytest.mark.parametrize("state", PromptState)
def test_an_answer_stays_when_the_matter_is_told_again(state: PromptState) -> None:
    answered = replace(PROMPT, state=state, until=TODAY)
    again = answered.told_again(later(3, kind=Kind.REQUEST))
    assert (again.state, again.until, again.kind) == (state, TODAY, Kind.REQUEST)
    assert again.told_again(replace(later(4), id="m-4")).kind is Kind.REQUEST


def test_it_is_told_anew_by_what_is_left() -> None:
    request = later(1, kind=Kind.REQUEST)
    again = PROMPT.told_again(request)
    assert (again.kind, again.told_by([MENTION]).kind) == (Kind.REQUEST, Kind.PROBLEM)
    assert again.told_by([MENTION]) == PROMPT
    assert again.told_by([request, MENTION]).mention_ids == ("m-2", "m-1")
    assert again.told_by([request, MENTION]).first_heard == AT


def test_it_waits_when_it_should() -> None:
    assert PROMPT.waits(TODAY)
    waiting = PROMPT.answered(PromptState.LATER, at=AT, until=date(2026, 4, 6))
    assert not waiting.waits(date(2026, 4, 5))
    assert waiting.waits(date(2026, 4, 6))
    for state in (PromptState.YES, PromptState.NO):
        assert not PROMPT.answered(state, at=AT).waits(date(2027, 1, 1))


def test_later_needs_a_day_to_come() -> None:
    for until in (None, TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(TransitionError, match="still to come"):
            PROMPT.answered(PromptState.LATER, at=AT, until=until)
    assert PROMPT.answered(PromptState.YES, at=AT, until=date(2026, 4, 6)).until is None


@pytest.mark.parametrize("state", PromptState)
def test_an_introduction_under_way_is_not_answered_away(state: PromptState) -> None:
    with pytest.raises(TransitionError, match="answered with yes already") as caught:
        replace(PROMPT, introduction_id="i-1").answered(state, at=AT, until=date(2026, 4, 6))
    assert "i-1" in caught.value.hint


def test_moments_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        PROMPT.answered(PromptState.NO, at=datetime(2026, 3, 2))  # noqa: DTZ001
