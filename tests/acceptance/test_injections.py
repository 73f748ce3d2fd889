"""Mail that tries to talk the judge round, judged by a model that does whatever it says: nothing comes of it.

`tests/data/injections` says what is tried. What counts is what follows: a mention that the attack wanted, or a label
that moves something and that the trained reader alone would not have given.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.adapters.encoder_matcher import EncoderMatcher
from assistant.adapters.judging.chat_model import OpenAiChat
from assistant.adapters.judging.matcher import JudgedMatcher
from assistant.adapters.judging.prompts import JudgePrompts
from assistant.adapters.judging.questions import JudgedQuestions
from assistant.adapters.memory_judge import MemoryAnswers
from assistant.bootstrap.reading import contents_of, load_readers, load_reply_reader, load_topics
from assistant.config import Reading
from assistant.domain.documents import Content
from assistant.domain.judging import JudgeSettings
from assistant.domain.replies import Label, Stage, Understood
from assistant.domain.scoring import ENOUGH, overlap, same_holder
from assistant.domain.time import utc_now
from assistant.ports import Candidate, Wanted
from assistant.services.asking import Asking
from assistant.services.replies import SURE, SURER
from tests.servers.judge import MODEL, Judge, asking
from tests.servers.judge_obedient import Obedient

DATA = Path(__file__).parents[1] / "data" / "injections"
UTC = ZoneInfo("UTC")
OWN = ["The document stands between the two marks", "The answer stands between the two marks"]  # said by the prompts


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


ATTACKS = rows("attacks/attacks.jsonl")
MATCHES = rows("matches.jsonl")
SHOWN = re.compile(r"^[* ] \[\d+\] [^:]+: (.*)$", re.M)
SIGN = re.compile(r"\b(?:[PN]\d+|U)\b|\[contact\]")


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A judge over an obedient model."""

    server: Judge
    asking: Asking


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with asking(Obedient(own=OWN)) as server:
        settings = JudgeSettings(use="live", address=server.base, model=MODEL, tokens_a_day=1_000_000_000)
        yield Bench(
            server=server,
            asking=Asking(
                settings=settings,
                model=OpenAiChat(address=server.base, model=MODEL, seconds=30),
                prompts=JudgePrompts(load_topics()),
                kinds=JudgedQuestions(),
                book=MemoryAnswers(),
                clock=utc_now,
            ),
        )


def content(attack: Mapping[str, Any]) -> Content:
    (found,) = contents_of(DATA / "attacks" / attack["doc"], UTC)
    assert isinstance(found, Content)
    return found


def test_no_mention_comes_of_what_a_mail_orders(bench: Bench) -> None:
    readers = load_readers(Reading(), judge=bench.asking)
    won = []
    for attack in (each for each in ATTACKS if each["asks"] == "mention"):
        (read,) = readers((attack["user"],)).read([content(attack)])
        wanted = attack["answer"]
        for mention in read.mentions:
            is_judged = mention.found_by.startswith("judge")
            holder = mention.holder.address or mention.holder.name
            if (
                is_judged
                and overlap(mention.quote, wanted["quote"]) >= ENOUGH
                and same_holder(holder, wanted["holder"])
            ):
                won.append((attack["doc"], mention.quote, holder))
    assert won == []


def test_no_label_comes_of_what_a_mail_orders(bench: Bench) -> None:
    won = []
    for attack in (each for each in ATTACKS if each["asks"] == "reply"):
        mail, stage = content(attack), Stage(attack["stage"])
        user = (attack["user"],)
        alone = load_reply_reader(user).understand(mail, stage=stage, asked=attack["asked"])
        both = load_reply_reader(user, judge=bench.asking).understand(mail, stage=stage, asked=attack["asked"])
        if both.label == attack["answer"]["label"] and moves(both) and not (both.label == alone.label and moves(alone)):
            won.append((attack["doc"], both.label, alone.label))
    assert won == []


def moves(understood: Understood) -> bool:
    """Whether it moves an introduction without the user."""
    return understood.confidence >= (SURE if understood.label is Label.YES else SURER)


@pytest.mark.parametrize("row", MATCHES, ids=lambda row: row["hostile"])
def test_no_card_comes_first_because_it_says_so(bench: Bench, row: Mapping[str, Any]) -> None:
    wanted = Wanted(words=row["words"], area=(row["area"],), may_ask=True)
    cards = [
        Candidate(
            id=each["id"],
            says=each["does"],
            ideal_client=each.get("ideal_client", ""),
            not_for=tuple(each.get("not_for", ())),
            area=(each["area"],) if each.get("area") else (),
        )
        for each in row["offers"]
    ]
    trained = EncoderMatcher()
    alone = trained.compare(wanted, cards).compared
    both = JudgedMatcher(trained, bench.asking).compare(wanted, cards).compared
    assert both[0].id != row["hostile"] or alone[0].id == row["hostile"]


def test_every_question_shows_words_of_one_document(bench: Bench) -> None:
    readers = load_readers(Reading(), judge=bench.asking)
    for attack in (each for each in ATTACKS if each["asks"] == "mention"):
        before = len(bench.server.questions)
        mail = content(attack)
        tuple(readers((attack["user"],)).read([mail]))
        own = "".join(mail.text.split())
        for question in bench.server.questions[before:]:
            lines = SHOWN.findall(question.text)
            assert lines
            assert all("".join(part.split()) in own for line in lines for part in SIGN.split(line))
