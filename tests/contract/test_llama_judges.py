"""A real language model as judge: far too small to be right, so it shows that whatever it says is checked."""

import pytest

from assistant.adapters.judging.chat_model import OpenAiChat
from assistant.adapters.judging.prompts import JudgePrompts
from assistant.adapters.judging.questions import JudgedQuestions
from assistant.adapters.memory_judge import MemoryAnswers
from assistant.bootstrap.reading import load_topics
from assistant.domain.judging import JudgeSettings
from assistant.services.asking import Asking
from nlp.judging import MatchQuestion, Offer, ReplyQuestion
from nlp.judging.questions import folded
from nlp.text import Who
from tests.servers.llama import Llama, llama
from tests.unit.services.asked import NOON

__all__ = ["llama"]

pytestmark = pytest.mark.xdist_group("llama")

REPLY = ReplyQuestion(
    stage="seeker",
    asked="Would you like outside help with the roof?",
    words="Yes please, do put us in touch. Ann",
    when="2026-05-04",
    people=(Who(name="Ann Ng", address="ann@ng.example"),),
    ref="doc-1",
)
MATCH = MatchQuestion(
    words="Our roof leaks whenever it rains.",
    area="Leeds",
    offers=(Offer(id="b-1", does="We mend roofs and gutters."), Offer(id="b-2", does="We keep books for shops.")),
)


def test_a_real_model_is_asked_and_checked(llama: Llama) -> None:
    settings = JudgeSettings(use="live", address=llama.base, model=llama.model, at_once=1)
    assert list(settings.faults([])) == []
    model = OpenAiChat(address=settings.address, model=settings.model, seconds=300)
    assert model.check().problem == ""
    book = MemoryAnswers()
    asking = Asking(
        settings=settings,
        model=model,
        prompts=JudgePrompts(load_topics()),
        kinds=JudgedQuestions(),
        book=book,
        clock=lambda: NOON,
    )
    (understanding,) = asking.ask([REPLY])
    (fitting,) = asking.ask([MATCH])
    assert asking.stopped == ""
    assert understanding is None or folded(understanding.quote) in folded(REPLY.words)
    assert fitting is None or set(fitting) <= {"b-1", "b-2"}
    spent = book.spent(asking.today)
    assert spent.answered + spent.unfit == 2
    assert 500 < spent.tokens_in < 20_000
    assert all(each.answer or each.why for each in book.asked.values())
    assert asking.ask([REPLY]) == [understanding]
