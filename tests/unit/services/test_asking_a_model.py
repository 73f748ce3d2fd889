"""Each question is asked once, several at a time, within what a day may cost; whatever fails, the run goes on."""

import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.judging import JudgeSettings, Spent, guessed_tokens
from assistant.errors import JudgeBusyError, JudgeError
from assistant.ports.judging import Prompt
from assistant.services.asking import LONGEST_WAIT, MOST_FAILURES, ROOM, SPENT, TRIES
from tests.unit.services.asked import NOON, ON, Riddle, backwards, judge

TODAY = NOON.date().isoformat()
SOME = [Riddle(f"words {number}", ref=f"doc-{number}") for number in range(12)]
RIGHT = [each.words[::-1] for each in SOME]


def test_questions_are_answered_in_order_and_only_once() -> None:
    asking, model, book = judge()
    assert asking.ask(SOME) == RIGHT
    assert asking.ask(SOME) == RIGHT
    assert len(model.shown) == len(SOME)
    spent = book.spent(TODAY)
    assert (spent.questions, spent.answered, spent.known, spent.tokens) == (24, 12, 12, 12 * 110)
    assert not any(each.waits or each.question for each in book.asked.values())


def test_the_same_words_in_two_documents_are_asked_once() -> None:
    asking, model, _ = judge()
    assert asking.ask([Riddle("abc", ref="doc-1"), Riddle("abc", ref="doc-2")]) == ["cba", "cba"]
    assert len(model.shown) == 1


def test_without_a_model_questions_are_collected() -> None:
    asking, _, book = judge(None)
    assert asking.ask(SOME[:2]) == [None, None]
    assert {each.ref for each in book.asked.values() if each.waits} == {"doc-0", "doc-1"}
    assert book.spent(TODAY).tokens == 0


def test_what_is_known_is_said_without_asking() -> None:
    asking, model, book = judge()
    asking.ask(SOME[:1])
    assert asking.known(SOME[:2]) == [RIGHT[0], None]
    assert len(model.shown) == 1
    assert [each.ref for each in book.asked.values() if each.waits] == ["doc-1"]


def test_several_are_asked_at_a_time() -> None:
    together = threading.Barrier(3, timeout=10)

    def answer(prompt: Prompt) -> str:
        together.wait()
        return backwards(prompt)

    asking, model, _ = judge(answer, replace(ON, at_once=3))
    assert asking.ask(SOME) == RIGHT
    assert model.most == 3


def test_a_wrong_answer_is_asked_again_once_with_the_reason() -> None:
    said = iter(["nonsense", "cba"])
    asking, model, _ = judge(lambda prompt: next(said))
    assert asking.ask([Riddle("abc")]) == ["cba"]
    assert [complaint for _, complaint in model.shown] == [None, ("nonsense", "'nonsense' is wrong")]


def test_an_answer_that_stays_wrong_is_none_and_is_not_asked_for_again() -> None:
    asking, model, book = judge(lambda prompt: "nonsense")
    assert asking.ask([Riddle("abc")]) == [None]
    assert asking.ask([Riddle("abc")]) == [None]
    assert len(model.shown) == TRIES
    (asked,) = book.asked.values()
    assert (asked.answer, asked.waits, asked.why) == ("", False, "'nonsense' is wrong")
    assert book.spent(TODAY).unfit == 1


def test_a_server_that_is_down_is_left_alone_after_some_tries() -> None:
    def down(prompt: Prompt) -> str:
        raise JudgeError("it is down")

    asking, model, book = judge(down, replace(ON, at_once=1))
    assert asking.ask(SOME) == [None] * len(SOME)
    assert (len(model.shown), asking.stopped) == (MOST_FAILURES, "it is down")
    assert asking.ask(SOME) == [None] * len(SOME)
    assert len(model.shown) == MOST_FAILURES
    assert sum(each.waits for each in book.asked.values()) == len(SOME)
    assert book.spent(TODAY).tokens == 0


def test_a_final_error_ends_it_at_once_and_a_new_pass_tries_again() -> None:
    answers = iter([JudgeError("the key is wrong", is_final=True)])

    def answer(prompt: Prompt) -> str:
        for error in answers:
            raise error
        return backwards(prompt)

    asking, _, _ = judge(answer, replace(ON, at_once=1))
    assert asking.ask(SOME[:3]) == [None] * 3
    assert asking.stopped == "the key is wrong"
    asking.begin()
    assert asking.ask(SOME[:3]) == RIGHT[:3]


def test_a_busy_server_is_waited_for_if_it_is_soon_free() -> None:
    answers = iter([JudgeBusyError("busy", seconds=2)])

    def answer(prompt: Prompt) -> str:
        for error in answers:
            raise error
        return backwards(prompt)

    waited: list[float] = []
    asking, _, _ = judge(answer)
    asking.pause = waited.append
    assert asking.ask(SOME[:1]) == RIGHT[:1]
    assert waited == [2]


def test_a_server_that_is_busy_for_an_hour_is_not_waited_for() -> None:
    def busy(prompt: Prompt) -> str:
        raise JudgeBusyError("busy", seconds=3600)

    asking, model, _ = judge(busy, replace(ON, at_once=1))
    asking.pause = lambda seconds: pytest.fail(f"it waited for {seconds} seconds, more than {LONGEST_WAIT}")
    assert asking.ask(SOME) == [None] * len(SOME)
    assert len(model.shown) == 1


def test_the_time_for_a_pass_ends() -> None:
    asking, model, _ = judge(settings=replace(ON, minutes=0))
    assert asking.ask(SOME) == [None] * len(SOME)
    assert (asking.stopped, model.shown) == ("the time for one pass is over", [])


@given(tokens=st.integers(0, 12_000), at_once=st.integers(1, 4))
def test_the_budget_is_never_overstepped(tokens: int, at_once: int) -> None:
    asking, _, book = judge(settings=replace(ON, tokens_a_day=tokens, at_once=at_once))
    answers = asking.ask(SOME)
    assert book.spent(TODAY).tokens <= tokens
    assert [answer or right for answer, right in zip(answers, RIGHT, strict=True)] == RIGHT
    if None in answers:
        assert asking.stopped == SPENT
        needed = guessed_tokens("Turn it round.words 11") + ROOM
        assert book.spent(TODAY).tokens + needed * at_once > tokens


def test_money_is_reckoned_with() -> None:
    settings = replace(ON, price_in=1000, price_out=5000, money_a_day=4, at_once=1)
    asking, _, book = judge(settings=settings)
    answers = asking.ask(SOME)
    spent = book.spent(TODAY)
    assert (asking.stopped, answers.count(None) > 0) == (SPENT, True)
    assert spent.money == pytest.approx(settings.money(spent.tokens_in, spent.tokens_out))
    assert 0 < spent.money <= 4


def test_an_earlier_day_costs_nothing_today() -> None:
    asking, _, book = judge()
    book.days["2026-03-01"] = Spent(id="2026-03-01", tokens_in=ON.tokens_a_day)
    assert asking.ask(SOME[:1]) == RIGHT[:1]


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        (JudgeSettings(use="live", model="m"), "'judge.address' is missing"),
        (replace(ON, model=""), "'judge.model' is missing"),
        (replace(ON, address="http://192.0.2.1/v1"), "unencrypted"),
        (replace(ON, sources=("elsewhere",)), "no account or source"),
        (replace(ON, sources=("work",)), ""),
        (replace(ON, address="https://api.example/v1"), ""),
        (JudgeSettings(), ""),
    ],
)
def test_settings_that_do_not_go_together(settings: JudgeSettings, fault: str) -> None:
    found = list(settings.faults(["work"]))
    assert len(found) == bool(fault)
    assert all(fault in each for each in found)


def test_what_may_be_seen() -> None:
    settings = replace(ON, sources=("work",))
    assert [settings.sees(source) for source in ("work", "work mail", "workshop", "home")] == [True, True, False, False]
