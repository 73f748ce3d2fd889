"""The encoder: as many judgements as asked for, all of them probabilities, whatever the text and the company."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import Kind, Medium, Text, Who
from nlp.encoder import KINDS, REASONS, Encoder, load_encoder, softmax
from nlp.reader import open_conversation
from nlp.taxonomy import topics
from nlp.utterances import Utterance
from nlp.windows import LONGEST, LONGEST_HEADING, Window, cut_windows
from tests.unit.nlp.judgements import chances, judgement

NEAR = 0.02  # what eight-bit arithmetic may change
SAID = (
    "Our roof leaks again and the roofer has retired.",
    "Do you know a good plumber in Leeds?",
    "The plans look fine.",
    "Priya Shah asked me who does our payroll.",
    "We had a lovely lunch on Sunday.",
    "The till is broken, nobody comes to mend it, and on Saturdays half of the customers walk out again.",
    "Thanks!",
    "",
)
ANY_TEXT = st.text(st.characters(), max_size=60)  # surrogates among them

conversations = st.lists(
    st.tuples(st.sampled_from(list(Medium)), st.lists(st.sampled_from(SAID), min_size=1, max_size=8)),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def say(words: Sequence[str], heading: str = "", label: str = "") -> list[Utterance]:
    """Sentences in turn, of Ann and of the user."""
    return [
        Utterance(
            start=100 * at,
            end=100 * at + len(each),
            words=each,
            speaker=Who(name="Tom" if at % 2 else "Ann"),
            by_user=bool(at % 2),
            opens=True,
            heading=heading,
            label=label,
        )
        for at, each in enumerate(words)
    ]


def windows_of(encoder: Encoder, medium: Medium, words: Sequence[str], heading: str = "") -> list[Window]:
    return cut_windows(medium, encoder.word_pieces.split(say(words, heading)), range(len(words)))


def test_what_is_shipped_agrees_with_the_topics(encoder: Encoder) -> None:
    assert encoder.categories == tuple(topics())
    assert encoder.version


@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=9))
def test_softmax_gives_probabilities_in_the_order_of_the_logits(logits: list[float]) -> None:
    chances = softmax(np.array([logits], np.float32))[0]
    assert math.isclose(float(chances.sum()), 1, abs_tol=1e-5)
    assert (chances >= 0).all()
    assert chances[int(np.argmax(logits))] == chances.max()


@settings(max_examples=10)
@given(conversations)
def test_every_judged_piece_gets_one_judgement_of_probabilities(
    encoder: Encoder, documents: list[tuple[Medium, list[str]]]
) -> None:
    windows = list(chain.from_iterable(windows_of(encoder, medium, words) for medium, words in documents))
    for window, judgements in zip(windows, encoder.judge(windows), strict=True):
        assert len(judgements) == len(window.judged)
        for each in judgements:
            assert 0 <= each.speaks <= 1
            assert all(0 <= chance <= 1 for chance in chances(each))
            assert each.mention + float(each.reasons.sum()) <= 1.001
            assert math.isclose(float(each.kinds.sum()), 1, abs_tol=1e-3)
            assert math.isclose(float(each.categories.sum()), 1, abs_tol=1e-3)
            assert len(each.reasons) == len(REASONS)
            assert len(each.categories) == len(encoder.categories)


@settings(max_examples=10)
@given(conversations)
def test_a_pointer_points_into_its_window(encoder: Encoder, documents: list[tuple[Medium, list[str]]]) -> None:
    for medium, words in documents:
        windows = windows_of(encoder, medium, words, heading="Visit to Gwen Tate")
        for window, judgements in zip(windows, encoder.judge(windows), strict=True):
            for named in chain.from_iterable(each.named for each in judgements):
                assert 0 <= named.index - window.first < len(window.pieces)
                assert -1 <= named.piece < len(window.pieces[named.index - window.first].ids)
                assert 0 <= named.chance <= 1


@settings(max_examples=10)
@given(conversations)
def test_a_window_is_judged_alike_alone_and_among_others(
    encoder: Encoder, documents: list[tuple[Medium, list[str]]]
) -> None:
    windows = list(chain.from_iterable(windows_of(encoder, medium, words) for medium, words in documents))
    together = chain.from_iterable(encoder.judge(windows))
    alone = chain.from_iterable(chain.from_iterable(encoder.judge([window]) for window in windows))
    for one, other in zip(together, alone, strict=True):
        assert chances(one) == chances(other)


def test_judgements_name_what_is_likeliest() -> None:
    each = judgement(kind=Kind.REQUEST, reason="service")
    assert (each.kind, each.reason) == (Kind.REQUEST, "service")


def test_the_encoder_knows_every_kind_and_no_reason_twice() -> None:
    assert set(KINDS) == set(Kind)
    assert len(set(REASONS)) == len(REASONS)


STRANGE = [
    "",
    " ",
    "\x00",
    "\ud83d",
    "a \udfff b",
    "İstanbul ﷽ ﬁ",
    "👩‍👩‍👧 needs a nurse",
    "e\u0301" * 700,
    "a" * 100_000,
    "word " * 5_000,
    "我" * 3_000,
    "\u202eroof\u202c",
]


@pytest.mark.parametrize("words", STRANGE, ids=range(len(STRANGE)))
@pytest.mark.parametrize("label", ["", "Ann", "\ud83d", "x" * 500])
def test_strange_sentences_are_judged_as_well(encoder: Encoder, words: str, label: str) -> None:
    pieces = encoder.word_pieces.split(say([words, SAID[0]], heading=words[:200], label=label))
    assert all(len(piece.ids) <= LONGEST for piece in pieces)
    assert all(len(piece.heading) <= LONGEST_HEADING for piece in pieces)
    judged = encoder.judge(cut_windows(Medium.NOTE, pieces, (0, 1)))
    assert sum(map(len, judged)) == 2


@pytest.mark.parametrize("words", [*SAID, *STRANGE])
def test_each_word_piece_has_its_start(encoder: Encoder, words: str) -> None:
    starts = encoder.word_pieces.starts(words)
    assert len(starts) == len(encoder.word_pieces.ids([words])[0]) <= LONGEST
    assert starts == sorted(starts)


@given(ANY_TEXT)
def test_the_starts_of_any_text_lie_in_it(encoder: Encoder, words: str) -> None:
    starts = encoder.word_pieces.starts(words)
    assert len(starts) == len(encoder.word_pieces.ids([words])[0])
    assert all(0 <= start < len(words) for start in starts)


def test_a_start_is_where_the_word_stands(encoder: Encoder) -> None:
    words = "Roofs: Priya, the plumber"
    starts = encoder.word_pieces.starts(words)
    ids = encoder.word_pieces.ids([words, "plumber"])
    assert starts[ids[0].index(ids[1][0])] == words.index("plumber")


def test_only_the_needed_sentences_are_split(encoder: Encoder) -> None:
    whole = encoder.word_pieces.split(say(SAID[:5]))
    some = encoder.word_pieces.split(say(SAID[:5]), {1, 3})
    assert [piece.ids for piece in some] == [(), whole[1].ids, (), whole[3].ids, ()]


def test_a_label_stands_before_the_words(encoder: Encoder) -> None:
    (plain,), (labelled,) = (encoder.word_pieces.split(say(SAID[:1], label=label)) for label in ("", "Ann Lee"))
    assert plain.labelled == 0
    assert labelled.labelled == len(encoder.word_pieces.ids(["Ann Lee"])[0]) > 0
    assert labelled.ids[labelled.labelled :] == plain.ids


def test_a_note_of_short_lines_under_a_heading_each_is_judged(encoder: Encoder) -> None:
    body = "Visits\n" + "".join(
        f"\n## {number} xylophone quartz zzyzx visits to Mrs Bcde Fghij\n- ring the man\n" for number in range(60)
    )
    conversation = open_conversation(Text(body=body, medium=Medium.NOTE, user=("Tom Ray",)))
    pieces = encoder.word_pieces.split(conversation.utterances)
    judged = encoder.judge(cut_windows(Medium.NOTE, pieces, conversation.wanted))
    assert sum(map(len, judged)) == len(conversation.wanted) >= 60
