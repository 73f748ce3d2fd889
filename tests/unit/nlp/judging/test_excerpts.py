"""What is shown of a document, and which answers are taken."""

import json
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.judging import Excerpt, Unfit, load_question
from nlp.judging.excerpts import AROUND, MOST_LINES, USER, Line, stretches
from nlp.judging.questions import find_words
from nlp.text import Kind, Who

BODY = "Ann's roof leaks.  It’s been a week – honestly.\nWe like our bank, Bo Marsh says."
ANN, BO = Who(name="Ann Lee", address="ann@lee.example"), Who(name="Bo Marsh")


def line(words: str, speaker: int = 1, **more: Any) -> Line:
    start = BODY.index(words)
    return Line(start=start, end=start + len(words), words=words, speaker=speaker, **more)


EXCERPT = Excerpt(
    medium="email",
    when="2026-05-04",
    lines=(
        line("Ann's roof leaks.", marked=True),
        line("It’s been a week – honestly."),
        line("We like our bank, Bo Marsh says.", marked=True, speaker=USER, gap=True),
    ),
    people=(ANN, BO),
    user=("Uma Fell", "uma@fell.example"),
)


def answer(*mentions: dict[str, object], none: tuple[dict[str, object], ...] = ()) -> str:
    whole = {"line": 1, "quote": "P1's roof leaks.", "kind": "problem", "holder": "P1", "category": "construction"}
    return json.dumps({"mentions": [whole | mention for mention in mentions], "none": list(none)})


def test_names_are_hidden_in_all_that_is_shown() -> None:
    shown = json.dumps(EXCERPT.shown())
    assert not [name for name in ("Ann", "Lee", "Bo", "Marsh", "Uma", "Fell") if name in shown]
    assert "P1's roof leaks." in shown
    assert "P2 says" in shown


def test_names_are_shown_where_that_is_wanted() -> None:
    shown = json.dumps(msgspec.structs.replace(EXCERPT, hidden=False).shown())
    assert "Ann's roof leaks." in shown
    assert "Ann Lee" in shown
    assert "ann@lee.example" not in shown


def test_an_answer_becomes_places_in_the_document() -> None:
    mention, trap = EXCERPT.read(answer({}, none=({"line": 3, "reason": "negated"},)))
    assert BODY[mention.start : mention.end] == "Ann's roof leaks."
    assert (mention.kind, mention.holder, mention.told_by, mention.category) == (Kind.PROBLEM, ANN, BO, "construction")
    assert EXCERPT.quoted(mention) == "Ann's roof leaks."
    assert (trap.reason, BODY[trap.start : trap.end]) == ("negated", "We like our bank, Bo Marsh says.")


def test_a_quote_that_tells_of_a_blow_is_left_to_people() -> None:
    words = "Since the funeral nobody does the books."
    excerpt = msgspec.structs.replace(
        EXCERPT, lines=(Line(start=0, end=len(words), words=words, speaker=0, marked=True),)
    )
    (verdict,) = excerpt.read(answer({"quote": words, "category": "bookkeeping"}))
    assert (verdict.reason, verdict.told_by) == ("sensitive", ANN)


def test_what_is_plain_stays_unless_it_is_told_better_or_left_to_people() -> None:
    first, _, last = EXCERPT.lines
    plain = msgspec.structs.replace(EXCERPT, lines=(msgspec.structs.replace(first, plain=1), *EXCERPT.lines[1:]))

    def settles(excerpt: Excerpt, at: Line, text: str) -> bool:
        return excerpt.settles(at.start, at.end, excerpt.read(text))

    away = answer(none=({"line": 1, "reason": "pitch"},))
    assert settles(EXCERPT, first, away)
    assert not settles(plain, first, away)
    assert settles(plain, last, away)
    assert settles(plain, first, answer({}))
    assert settles(plain, first, answer(none=({"line": 1, "reason": "service"},)))
    assert not plain.settles(len(BODY), len(BODY) + 5, plain.read(answer({})))  # it was not asked about
    assert plain.shown() == EXCERPT.shown()


def test_a_plain_matter_can_be_told_by_any_of_its_lines() -> None:
    first, second, _ = (msgspec.structs.replace(line, plain=1, marked=True) for line in EXCERPT.lines)
    excerpt = msgspec.structs.replace(EXCERPT, lines=(first, second))
    other = excerpt.read(answer({"quote": "It's been a week"}))
    assert excerpt.settles(first.start, first.end, other)
    apart = msgspec.structs.replace(excerpt, lines=(first, msgspec.structs.replace(second, plain=2)))
    assert not apart.settles(first.start, first.end, other)
    assert apart.settles(second.start, second.end, other)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("roof leaks", "roof leaks"),
        ('it\'s BEEN a week - "honestly"', None),
        ("we LIKE our bank", "We like our bank"),
        ("leaks. It's been a WEEK - honestly.", "leaks.  It’s been a week – honestly."),
    ],
)
def test_a_quote_is_word_for_word_but_for_its_signs(quote: str, found: str | None) -> None:
    told = answer({"quote": quote, "line": 1})
    if found is None:
        with pytest.raises(Unfit):
            EXCERPT.read(told)
    else:
        (mention,) = EXCERPT.read(told)
        assert BODY[mention.start : mention.end] == found


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": "P1's roof is gone."},
        {"quote": "oof leak"},
        {"quote": ""},
        {"quote": "honestly. We like our bank"},  # line 1 and line 3 do not touch
        {"quote": "It's been a week"},  # nobody found it worth a look
        {"line": 0},
        {"line": 4},
        {"kind": "wish"},
        {"holder": "U"},
        {"holder": "Uma Fell"},
        {"holder": "P3"},
        {"holder": "mallory@evil.example"},
        {"holder": ""},
        {"holder": "We", "line": 3, "quote": "We like our bank"},
        {"category": "gold"},
        {"confidence": 1},
    ],
)
def test_what_is_not_borne_out_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Unfit):
        EXCERPT.read(answer(wrong))


RUBBISH = ["", "yes", "null", "[]", "{}", '{"mentions": 1, "none": []}', "[" * 100_000, "\ud800"]


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_is_refused(rubbish: str) -> None:
    with pytest.raises(Unfit):
        EXCERPT.read(rubbish)


@given(st.text())
def test_no_answer_breaks_anything(text: str) -> None:
    with pytest.raises(Unfit):
        EXCERPT.read(text)


def test_a_fence_around_the_answer_is_taken_off() -> None:
    assert EXCERPT.read(f"```json\n{answer({})}\n```")


def test_a_holder_may_be_words_of_the_lines() -> None:
    (mention,) = EXCERPT.read(answer({"holder": "our bank", "line": 3, "quote": "We like our bank"}))
    assert mention.holder == Who(name="our bank")


def test_too_many_mentions_are_refused() -> None:
    with pytest.raises(Unfit, match="more than"):
        EXCERPT.read(answer(*({} for _ in range(7))))


def test_the_schema_says_what_is_read() -> None:
    schema = EXCERPT.schema
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(answer({}, none=({"line": 2, "reason": "past"},))), schema)
    for wrong in ({"category": "gold"}, {"kind": "wish"}, {"confidence": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(answer(wrong)), schema)


def test_a_question_is_kept_and_loaded() -> None:
    kept = msgspec.json.encode(EXCERPT)
    assert load_question("mentions", kept) == EXCERPT
    with pytest.raises(ValueError, match="no kind"):
        load_question("weather", kept)


@given(st.sets(st.integers(0, 200), max_size=60), st.integers(1, 220))
def test_every_marked_sentence_is_shown_once_with_its_neighbours(marked: set[int], more: int) -> None:
    count = max([*marked, 0]) + more
    shown = list(stretches(sorted(marked), count))
    flat = [index for each in shown for index in each]
    assert all(len(each) <= MOST_LINES and list(each) == sorted(set(each)) for each in shown)
    for index in marked:
        around = {near for near in range(index - AROUND, index + AROUND + 1) if 0 <= near < count}
        assert any(around <= {*each} for each in shown)
    assert {*flat} == {
        near for index in marked for near in range(index - AROUND, index + AROUND + 1) if 0 <= near < count
    }


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("a b", "x a  b y", (2, 6)),
        ("ab", "cab", None),
        ("“so”", 'he says "so" now', (8, 12)),
        ("wait...", "wait… no", (0, 5)),
        (" ", "a b", None),
        ("a.", "a.b", (0, 2)),
    ],
)
def test_words_are_found_word_for_word(words: str, text: str, found: tuple[int, int] | None) -> None:
    assert find_words(words, text) == found
