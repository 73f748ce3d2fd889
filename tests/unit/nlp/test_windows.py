"""Windows: every wanted sentence is judged once, with its neighbours, within what the encoder can hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import Medium, Who
from nlp.utterances import Utterance
from nlp.windows import (
    LIMIT,
    LONGEST,
    LONGEST_HEADING,
    MEDIA,
    NEIGHBOURS,
    START,
    Mark,
    Piece,
    Window,
    cut_windows,
    mark_of,
)

PLACES = 512  # positions that the encoder was made with
HEADINGS = [(), (7_001,), (7_002, 7_003), tuple(range(7_100, 7_100 + LONGEST_HEADING))]

drawn_pieces = st.lists(
    st.builds(
        lambda mark, length, heading: Piece(mark=mark, ids=(2_000,) * length, heading=heading),
        st.sampled_from([mark for mark in Mark if mark is not Mark.HEADING]),
        st.integers(0, 8) | st.integers(0, LONGEST),
        st.sampled_from(HEADINGS),
    ),
    max_size=80,
)


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[Piece], list[int]]:
    """Pieces and the indexes of some of them."""
    pieces = draw(drawn_pieces)
    wanted = draw(st.sets(st.integers(0, len(pieces) - 1))) if pieces else set()
    return pieces, sorted(wanted)


def piece(length: int, heading: tuple[int, ...] = ()) -> Piece:
    return Piece(mark=Mark.OTHER, ids=(2_000,) * length, heading=heading)


@given(documents())
def test_every_wanted_piece_is_judged_exactly_once_and_in_order(document: tuple[list[Piece], list[int]]) -> None:
    pieces, wanted = document
    windows = cut_windows(Medium.NOTE, pieces, wanted)
    assert [index for window in windows for index in window.judged] == wanted
    assert all(window.judged for window in windows)


@given(documents())
def test_a_window_is_a_stretch_of_the_document_around_what_it_judges(document: tuple[list[Piece], list[int]]) -> None:
    pieces, wanted = document
    for window in cut_windows(Medium.NOTE, pieces, wanted):
        end = window.first + len(window.pieces)
        assert 0 <= window.first <= window.judged[0]
        assert window.judged[-1] < end <= len(pieces)
        assert list(window.pieces) == pieces[window.first : end]
        assert window.judged[0] - window.first <= NEIGHBOURS
        assert end - 1 - window.judged[-1] <= NEIGHBOURS


@given(documents())
def test_a_window_is_no_longer_than_the_limit_headings_aside(document: tuple[list[Piece], list[int]]) -> None:
    for window in cut_windows(Medium.NOTE, *document):
        assert 2 + sum(map(len, window.pieces)) <= LIMIT


def test_a_note_of_short_lines_under_a_heading_each_fits_into_the_encoder() -> None:
    pieces = [piece(4, tuple(range(number, number + LONGEST_HEADING))) for number in range(3_000, 3_060)]
    windows = cut_windows(Medium.NOTE, pieces, range(60))
    assert max(map(len, windows)) <= PLACES


@given(documents(), st.sampled_from(list(Medium)))
def test_ids_segments_and_places_agree(document: tuple[list[Piece], list[int]], medium: Medium) -> None:
    for window in cut_windows(medium, *document):
        ids, segments, places = window.lay_out()
        assert len(ids) == len(segments) == len(window)
        assert ids[:2] == [START, MEDIA[medium]]
        assert len(places) == len(window.pieces)
        for number, (place, each) in enumerate(zip(places, window.pieces, strict=True), 1):
            assert ids[place : place + len(each)] == [each.mark, *each.ids]
            assert [at for at, segment in enumerate(segments) if segment == number] == [
                *range(place, place + len(each))
            ]


@given(documents())
def test_a_heading_stands_where_it_changes_and_nowhere_else(document: tuple[list[Piece], list[int]]) -> None:
    for window in cut_windows(Medium.NOTE, *document):
        ids, segments, places = window.lay_out()
        above = [(), *(each.heading for each in window.pieces)]
        changes = [each for before, each in pairwise(above) if before != each]
        assert ids.count(Mark.HEADING) == len(changes)
        for place, (before, each) in zip(places, pairwise(above), strict=True):
            wanted = [Mark.HEADING, *each] if before != each else []
            start = place - len(wanted)
            assert ids[start:place] == wanted
            assert not any(segments[start:place])


@pytest.mark.parametrize("pieces", [[], [piece(3)], [piece(LONGEST)] * 9])
def test_nothing_wanted_gives_no_window(pieces: list[Piece]) -> None:
    assert cut_windows(Medium.EMAIL, pieces, ()) == []


def test_short_neighbours_share_a_window() -> None:
    (window,) = cut_windows(Medium.EMAIL, [piece(5)] * 20, (4, 5, 9))
    assert (window.first, len(window.pieces), window.judged) == (2, 10, (4, 5, 9))


def test_what_lies_far_apart_does_not() -> None:
    windows = cut_windows(Medium.EMAIL, [piece(5)] * 40, (2, 20))
    assert [(window.first, len(window.pieces)) for window in windows] == [(0, 5), (18, 5)]


def test_long_sentences_leave_less_room_for_neighbours_and_what_stands_before_comes_first() -> None:
    (window,) = cut_windows(Medium.EMAIL, [piece(LONGEST)] * 7, (3,))
    assert (window.first, len(window.pieces)) == (2, 2)


@pytest.mark.parametrize(
    ("by_user", "about", "by_colleague", "opens", "mark"),
    [
        (True, "", False, True, Mark.USER_OPENS),
        (True, "", False, False, Mark.USER),
        (True, "Bo", False, True, Mark.USER_OF_SOMEBODY_OPENS),
        (True, "Bo", False, False, Mark.USER_OF_SOMEBODY),
        (False, "", False, True, Mark.OTHER_OPENS),
        (False, "", False, False, Mark.OTHER),
        (False, "", True, True, Mark.COLLEAGUE_OPENS),
        (False, "", True, False, Mark.COLLEAGUE),
    ],
)
def test_a_mark_says_whose_words_follow(by_user: bool, about: str, by_colleague: bool, opens: bool, mark: Mark) -> None:
    said = Utterance(
        start=0,
        end=2,
        words="Hm",
        speaker=Who(name="Ann"),
        by_user=by_user,
        opens=opens,
        about=Who(name=about),
        by_colleague=by_colleague,
    )
    assert mark_of(said) is mark


def test_marks_and_media_are_told_apart() -> None:
    values = [*Mark, *MEDIA.values(), START]
    assert len(set(values)) == len(values)
    assert set(MEDIA) == set(Medium)


def test_the_length_of_a_window_is_that_of_its_ids() -> None:
    window = Window(medium=Medium.EMAIL, first=0, pieces=(piece(3, (5,)), piece(0, (5,))), judged=(0,))
    assert len(window) == 2 + 2 + 4 + 1
