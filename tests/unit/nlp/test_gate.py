"""The gate: what it lets through is wanted, in order, whatever is read beside it, and never more than the limit."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlp.gate
from nlp import Medium, Text, Who
from nlp.context import Conversation
from nlp.encoder import SHIPPED, load_encoder
from nlp.gate import Gate, load_gate
from nlp.reader import open_conversation

SAID = (
    "Our roof leaks again and the roofer has retired.",
    "Do you know a good plumber in Leeds?",
    "The plans look fine to us.",
    "Please find attached the schedule for March.",
    "We had a lovely lunch on Sunday.",
    "See you on Tuesday at ten.",
)


def converse(sentences: list[str], medium: Medium = Medium.EMAIL) -> Conversation:
    return open_conversation(
        Text(body="\n".join(sentences), medium=medium, author=Who(name="Ann Lee"), user=("Tom Ray",))
    )


def gate(least: float) -> Gate:
    return Gate(SHIPPED, load_encoder().word_pieces, least=least)


@pytest.mark.parametrize("matter", SAID[:2])
def test_it_lets_a_matter_through_and_not_a_greeting(matter: str) -> None:
    (narrowed,) = load_gate().narrow([converse([matter, *SAID[2:]])])
    assert [narrowed.utterances[index].words for index in narrowed.wanted] == [matter]


@settings(max_examples=20)
@given(st.lists(st.lists(st.sampled_from(SAID), max_size=12), max_size=4), st.sampled_from(list(Medium)))
def test_company_changes_nothing_and_all_stays_in_order(spoken: list[list[str]], medium: Medium) -> None:
    conversations = [converse(sentences, medium) for sentences in spoken]
    together = list(load_gate().narrow(iter(conversations)))
    assert [narrowed.utterances for narrowed in together] == [each.utterances for each in conversations]
    for whole, narrowed in zip(conversations, together, strict=True):
        (alone,) = load_gate().narrow([whole])
        assert narrowed.wanted == alone.wanted == tuple(sorted(narrowed.wanted))
        assert set(narrowed.wanted) <= set(whole.wanted)


def test_open_it_lets_everything_through_and_shut_only_what_asks_outright() -> None:
    conversation = converse(list(SAID))
    (everything,), (nothing,) = (list(gate(least).narrow([conversation])) for least in (-math.inf, math.inf))
    assert everything.wanted == conversation.wanted
    assert [nothing.utterances[index].words for index in nothing.wanted] == [SAID[1]]  # it asks outright


def test_of_too_many_sentences_the_likeliest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp.gate, "MOST_SENTENCES", 2)
    (narrowed,) = gate(-math.inf).narrow([converse(list(SAID))])
    assert [narrowed.utterances[index].words for index in narrowed.wanted] == list(SAID[:2])
    assert narrowed.unread == "only the 2 sentences that could matter most are read"


def test_the_shipped_bound_is_that_of_its_curve() -> None:
    about = json.loads((SHIPPED / "glance.json").read_text("utf-8"))
    recalls, bounds, shares = zip(*about["curve"], strict=True)
    assert about["least"] == dict(zip(recalls, bounds, strict=True))[0.98]
    assert list(recalls) == sorted(recalls)
    assert list(bounds) == sorted(bounds, reverse=True)
    assert list(shares) == sorted(shares)
