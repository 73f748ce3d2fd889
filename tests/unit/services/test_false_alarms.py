"""False alarms: what counts, what does not, by month and provider, worked out by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.adapters.memory import MemoryStore
from assistant.domain.bullpen import Provider
from assistant.domain.cases import Led
from assistant.domain.introductions import EventKind
from assistant.domain.mentions import Kind
from assistant.domain.prompts import Prompt, PromptState
from assistant.services.false_alarms import false_alarms
from tests.unit.domain.test_standing import TO_THE_OTHER, YES, log

E = EventKind
MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
APRIL = MARCH + timedelta(days=31)


def answered(number: int, state: PromptState, at: datetime | None) -> Prompt:
    return Prompt(
        id=f"p-{number}", person_id="who-ann", category="payroll", kind=Kind.NEED, mention_ids=("m",),
        first_heard=MARCH, last_heard=MARCH, state=state, answered_at=at,
    )  # fmt: skip


def test_nothing_is_no_alarm() -> None:
    found = false_alarms(MemoryStore())
    assert (found.overall.rate, found.months, found.providers) == (0.0, (), ())


def test_the_rate_by_month_is_worked_out_by_hand() -> None:
    """March: 1 wrong of 3 questions, and 2 of 5 asks that ended led nowhere: 3/8. April: 1 wrong of 1, no ask: 1/1."""
    store = MemoryStore()
    store.put(
        Provider(id="b-bo", person_id="who-bo", services=("payroll",), does="x"),
        Provider(id="b-cy", person_id="who-cy", services=("payroll",), does="x"),
        answered(1, PromptState.WRONG, MARCH),
        answered(2, PromptState.NO, MARCH),
        answered(3, PromptState.YES, MARCH),
        answered(4, PromptState.WRONG, APRIL),
        answered(5, PromptState.LATER, MARCH),  # not settled
        answered(6, PromptState.OPEN, None),
        log(*TO_THE_OTHER, E.RESTED, id="i-dead"),
        log(*YES, E.PROVIDER_OFFERED, E.OFFER_DECLINED, id="i-false"),
        log(E.PROVIDER_ASKED, E.PROVIDER_DECLINED, id="i-no"),
        log(E.PROVIDER_ASKED, E.PROVIDER_LAPSED, id="i-silent"),
        log(*TO_THE_OTHER, E.MET, E.WON, id="i-won", whose="b-cy"),
        log(*YES, id="i-open"),  # nothing is known yet
        log(
            E.PROVIDER_AGREED, E.PROVIDER_OFFERED, E.OFFER_DECLINED, id="i-unasked"
        ),  # nobody's time was taken by an ask
    )
    found = false_alarms(store)
    march, april = found.months
    assert (march.month, march.questions, march.wrong, march.asks) == ("2026-03", 3, ("p-1",), 5)
    assert sorted(march.nowhere) == ["i-dead", "i-false"]
    assert march.rate == 3 / 8
    assert (april.month, april.questions, april.asks, april.rate) == ("2026-04", 1, 0, 1.0)
    assert found.overall.rate == 4 / 9
    bo, cy = found.providers
    assert (bo.card.id, bo.asks, bo.nowhere) == ("b-bo", 5, 2)
    assert bo.led == {
        Led.DEAD_END: ("i-dead",), Led.FALSE_ALARM: ("i-false",), Led.NO: ("i-no",), Led.SILENT: ("i-silent",),
        Led.OPEN: ("i-open",),
    }  # fmt: skip
    assert (cy.card.id, cy.asks, cy.nowhere, cy.led) == ("b-cy", 1, 0, {Led.HELPED: ("i-won",)})


def test_a_card_that_is_gone_still_counts_in_the_months() -> None:
    store = MemoryStore()
    store.put(replace(log(*TO_THE_OTHER, E.RESTED, id="i-dead")))
    found = false_alarms(store)
    assert (found.overall.asks, found.overall.nowhere, found.providers) == (1, ("i-dead",), ())
