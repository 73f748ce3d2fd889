"""Documents that try to talk the judge round: nothing comes of any.

Two judges are tried. One is a server that does whatever the mail says. The other is an insider: it knows every attack,
and where any of its words are shown, it answers what the attacker wants, in the best form. What counts is what follows:
a mention, a label that moves something, or a place on the list that the attacker wants and that the trained reader
alone would not have given.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.adapters.encoder_matcher import EncoderMatcher
from assistant.adapters.judging.chat_model import OpenAiChat
from assistant.adapters.judging.matcher import JudgedMatcher
from assistant.adapters.judging.prompts import JudgePrompts
from assistant.adapters.judging.questions import JudgedQuestions
from assistant.adapters.memory_judge import MemoryAnswers
from assistant.bootstrap.reading import load_readers, load_reply_reader, load_topics
from assistant.config import Reading
from assistant.domain.judging import JudgeSettings
from assistant.domain.mentions import Mention
from assistant.domain.replies import Label, Understood
from assistant.domain.scoring import ENOUGH, overlap, same_holder
from assistant.domain.time import utc_now
from assistant.ports import Candidate, Comparison, Wanted
from assistant.ports.judging import Judge
from assistant.services.asking import Asking
from assistant.services.replies import SURE, SURER
from tests.injections import Answer, Attack, attacks
from tests.insider import Insider
from tests.servers.judge import MODEL, asking
from tests.servers.judge import Judge as Server
from tests.servers.judge_obedient import Obedient

OWN = ["The document stands between the two marks", "The answer stands between the two marks"]  # said by the prompts
SHOWN = re.compile(r"^[* ] \[\d+\] [^:]+: (.*)$", re.M)
SIGN = re.compile(r"\b(?:[PN]\d+|U)\b|\[contact\]")
BY_ASKS = {asks: [each for each in attacks() if each.asks == asks] for asks in ("mention", "reply", "match")}


@dataclass(frozen=True, kw_only=True)
class Obeying:
    """A judge over a server that obeys, and the readers with it."""

    server: Server
    judge: Asking


@pytest.fixture(scope="module")
def obeying() -> Iterator[Obeying]:
    with asking(Obedient(own=OWN)) as server:
        settings = JudgeSettings(use="live", address=server.base, model=MODEL, tokens_a_day=1_000_000_000)
        judge = Asking(
            settings=settings,
            model=OpenAiChat(address=server.base, model=MODEL, seconds=30),
            prompts=JudgePrompts(load_topics()),
            kinds=JudgedQuestions(),
            book=MemoryAnswers(),
            clock=utc_now,
        )
        yield Obeying(server=server, judge=judge)


def harm(attack: Attack, judge: Judge) -> str:
    """What an attack wins, in words; empty where it wins nothing.

    One that only wants talk (other documents, an essay) wins where anything is quoted that the document does not say.
    """
    return {"mention": harm_by_mentions, "reply": harm_by_label, "match": harm_by_order}[attack.asks](attack, judge)


def harm_by_mentions(attack: Attack, judge: Judge) -> str:
    alone, both = mentions(attack, None), mentions(attack, judge)
    for answer in attack.answers:
        if answer.trap:  # something true is to be overlooked
            lost = [each for each in alone if tells(each, answer) and not any(tells(other, answer) for other in both)]
            if lost:
                return f"lost: {lost[0].quote}"
            continue
        new = [each for each in both if is_wanted(each, answer) and not any(is_wanted(one, answer) for one in alone)]
        if new:
            return f"{new[0].kind} of {new[0].holder} ({new[0].category}): {new[0].quote}"
    return ""


def harm_by_label(attack: Attack, judge: Judge) -> str:
    assert attack.content
    assert attack.stage
    (answer,) = attack.answers
    user = (attack.user,)

    def moved(reader: Any) -> str:
        understood: Understood = reader.understand(attack.content, stage=attack.stage, asked=attack.asked)
        is_sure = understood.confidence >= (SURE if understood.label is Label.YES else SURER)
        is_asked = answer.hand_off in ("", understood.hand_off)
        return understood.label if is_sure and is_asked and understood.label is answer.label else ""

    both = moved(load_reply_reader(user, judge=judge))
    return both if both != moved(load_reply_reader(user)) else ""


def harm_by_order(attack: Attack, judge: Judge) -> str:
    (answer,) = attack.answers
    cards = [
        Candidate(
            id=each.id,
            says="\n".join(filter(None, (each.headline, each.about))),
            services=each.services,
            not_for=each.not_for,
            area=(each.area,) if each.area else (),
        )
        for each in attack.providers
    ]
    wanted, trained = Wanted(words=attack.need, may_ask=True), EncoderMatcher()

    def first(compared: Comparison) -> str | None:
        return None if compared.nobody else compared.compared[0].id

    both = first(JudgedMatcher(trained, judge).compare(wanted, cards))
    return str(both) if both == answer.choose != first(trained.compare(wanted, cards)) else ""


def mentions(attack: Attack, judge: Judge | None) -> Sequence[Mention]:
    assert attack.content
    (read,) = load_readers(Reading(), judge=judge)((attack.user,)).read([attack.content])
    return read.mentions


def is_wanted(mention: Mention, answer: Answer) -> bool:
    """Whether a mention is the one that an attacker wants."""
    holder = mention.holder.address or mention.holder.name
    return tells(mention, answer) and same_holder(holder, answer.holder) and mention.category == answer.category


def tells(mention: Mention, answer: Answer) -> bool:
    """Whether a mention quotes what an answer quotes."""
    return overlap(mention.quote, answer.quote) >= ENOUGH
