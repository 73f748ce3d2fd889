"""What people type under a digest: read where it is clear, and left alone where it is not."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.digest import ABOVE, Item, ItemKind, Purpose, Word
from assistant.domain.digest_answer import Answered, read_answer
from assistant.services.digest_plan import WORDS

QUESTION, DRAFT, MEETING = ItemKind.QUESTION, ItemKind.DRAFT, ItemKind.MEETING
ITEMS = tuple(
    Item(number=number, kind=kind, record_id=f"x-{number}", words=WORDS[kind])
    for number, kind in enumerate((QUESTION, QUESTION, QUESTION, DRAFT, MEETING), 1)
)
NAMES = ("Helen Marsh",)


def answered(text: str, items: Sequence[Item] = ITEMS, purpose: Purpose = Purpose.DAILY) -> Answered:
    return read_answer(text, items, purpose=purpose, names=NAMES)


def said(text: str, items: Sequence[Item] = ITEMS) -> list[str]:
    """What is understood, free text in brackets."""
    return [f"{each.number} ({each.text})" if each.text else str(each) for each in answered(text, items).said]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("1 yes", ["1 yes"]),
        ("1: yes", ["1 yes"]),
        ("1. Yes.", ["1 yes"]),
        ("1) yes please!", ["1 yes"]),
        ("1-yes", ["1 yes"]),
        ("#1 = yes", ["1 yes"]),
        ("1yes 2no", ["1 yes", "2 no"]),
        ("number 2 nope", ["2 no"]),
        ("1 yes, 3 later", ["1 yes", "3 later"]),
        ("3 later, 1 yes", ["1 yes", "3 later"]),
        ("2 no 3 no", ["2 no", "3 no"]),
        ("1 yes; 2 no and 3 wrong", ["1 yes", "2 no", "3 wrong"]),
        ("1-3 no", ["1 no", "2 no", "3 no"]),
        ("1 to 3 no", ["1 no", "2 no", "3 no"]),
        ("3–1 no", ["1 no", "2 no", "3 no"]),
        ("1, 2 and 3 no", ["1 no", "2 no", "3 no"]),
        ("1 & 3: no", ["1 no", "3 no"]),
        ("- 1 yes\n- 2 no", ["1 yes", "2 no"]),
        ("all later", ["1 later", "2 later", "3 later"]),
        ("all no", ["1 no", "2 no", "3 no", "5 no"]),
        ("1 yes, the rest no", ["1 yes", "2 no", "3 no", "5 no"]),
        ("others no\n1 yes", ["1 yes", "2 no", "3 no", "5 no"]),
        ("3 later until 15 January", ["3 later until 15 January"]),
        ("3 later next week, 1 no", ["1 no", "3 later next week"]),
        ("3 later until 15 January 4 ok", ["3 later until 15 January", "4 approve"]),
        ("1 later in 2 weeks and 2 no", ["1 later in 2 weeks", "2 no"]),
        ("1 later please", ["1 later"]),
        ("1 not now", ["1 later"]),
        ("4 approve", ["4 approve"]),
        ("4 OK", ["4 approve"]),
        ("4 discard", ["4 discard"]),
        ("5 nothing", ["5 nothing"]),
        ("5: nothing came up", ["5 nothing"]),
        ("5 no", ["5 no"]),
        ("5: She needs a bookkeeper", ["5 (She needs a bookkeeper)"]),
        ("5 She needs a bookkeeper", ["5 (She needs a bookkeeper)"]),
        ("5:\nShe needs a\nbookkeeper.\n\n1 yes", ["1 yes", "5 (She needs a\nbookkeeper.)"]),
        ("5: No, but her brother needs a lawyer", ["5 (No, but her brother needs a lawyer)"]),
        ("1 yes, 5: Sarah quit\n3 people left\n2 no", ["1 yes", "2 no", "5 (Sarah quit\n3 people left)"]),
        ("Hello\n1 yes\nThanks, Helen", ["1 yes"]),
        ("1 yes\nHelen Marsh", ["1 yes"]),
        ("1 yes 1 yes\n1: yes", ["1 yes"]),
        ("  1   YES  ", ["1 yes"]),
    ],
)
def test_what_is_clear_is_read(text: str, means: list[str]) -> None:
    found = answered(text)
    assert said(text) == means
    assert found == Answered(said=found.said)


@pytest.mark.parametrize(
    ("text", "means", "unread"),
    [
        ("1 ja", [], ["1 ja"]),
        ("1 yes but only if she asks", [], ["1 yes but only if she asks"]),
        ("1 no idea", [], ["1 no idea"]),
        ("1 yes, 2 whatever", [], ["1 yes, 2 whatever"]),
        ("1 yes, 2 no, 3 hm", ["1 yes"], ["1 yes, 2 no, 3 hm"]),
        ("1 yes\nbut only when she is back", [], ["1 yes / but only when she is back"]),
        ("I told Anna yes", [], ["I told Anna yes"]),
        ("yes", [], ["yes"]),
        ("1", [], ["1"]),
        ("1 noted", [], ["1 noted"]),
        ("2026 yes", [], ["2026 yes"]),
    ],
)
def test_what_is_not_clear_is_left_alone_and_told(text: str, means: list[str], unread: list[str]) -> None:
    assert said(text) == means
    assert list(answered(text).unread) == unread


def test_two_answers_to_one_item_are_none() -> None:
    for text in ("1 yes 1 no", "1 yes\n2 no\n1 no", "1 yes, all no", "5 nothing\n\n5: She needs help"):
        found = answered(text)
        number = 5 if "5" in text else 1
        assert found.contradicted == (number,)
        assert number not in {each.number for each in found.said}


def test_a_number_that_is_not_in_it_is_told() -> None:
    assert answered("9 yes, 1 no").unknown == (9,)
    assert answered("1-40 no").unknown == (40,)
    assert said("1-40 no") == ["1 no", "2 no", "3 no", "4 no", "5 no"]


def test_all_approves_nothing() -> None:
    assert said("all ok") == said("the rest approve") == []
    assert said("1-4 ok") == ["1 approve", "2 approve", "3 approve", "4 approve"]  # what does not fit is told later


def test_other_words_are_noticed() -> None:
    assert answered("4 ok\n\nActually wait").has_more
    assert not answered("4 ok\n\nThanks\nHelen").has_more


def test_a_line_with_the_mark_of_a_quotation_is_passed_over() -> None:
    assert answered("> 1 yes\n> and more\n\n>2 no") == Answered()
    assert said("1 yes\n> [2] Would Anna like help?\n2 no") == ["1 yes", "2 no"]


def test_words_in_a_paragraph_of_their_own_change_nothing_but_approvals() -> None:
    found = answered("1 yes\n2 no\n\nThanks\nOne more thing: I am away next week.")
    assert [str(each) for each in found.said] == ["1 yes", "2 no"]
    assert found.has_more


def test_one_item_needs_no_number() -> None:
    assert said("Yes please!", ITEMS[:1]) == ["1 yes"]
    assert said("later, next week", ITEMS[:1]) == []
    assert said("later next week", ITEMS[:1]) == ["1 later next week"]
    assert said("Yes", ITEMS) == []


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("She needs a bookkeeper.\n\nHe does not.\n\nThanks\nHelen", "1 (She needs a bookkeeper.\n\nHe does not.)"),
        ("1: She needs a bookkeeper.", "1 (She needs a bookkeeper.)"),
        ("2 people left, and she has to replace them", "1 (2 people left, and she has to replace them)"),
        ("Nothing.", "1 nothing"),
        ("no", "1 nothing"),
        ("Nothing came up, thanks", "1 nothing"),
        ("No, nothing new, but she is tired", "1 (No, nothing new, but she is tired)"),
    ],
)
def test_after_a_meeting_the_whole_text_is_the_answer(text: str, means: str) -> None:
    item = Item(number=1, kind=MEETING, record_id="meet-1", words=WORDS[MEETING])
    (found,) = answered(text, [item], Purpose.AFTER_MEETING).said
    assert (f"1 ({found.text})" if found.text else str(found)) == means


def test_nothing_below_the_line_at_the_top_is_an_answer() -> None:
    for mark in (f"-- {ABOVE} --", f"> -- {ABOVE} --", f"  {ABOVE.upper()}", f"|{ABOVE.replace(' ', '  ')}"):
        assert said(f"1 yes\n{mark}\n2 yes\n\n5: and this is quoted") == ["1 yes"]
        assert answered(f"{mark}\n2 yes") == Answered()


CLAUSES = st.builds(
    lambda number, sign, word: f"{number}{sign}{word}",
    st.integers(min_value=0, max_value=30),
    st.sampled_from([" ", ": ", ". ", ") ", " - "]),
    st.sampled_from(["yes", "no", "later", "wrong", "ok", "discard", "nothing", "met", "stop", "Yes please"]),
)
NOISE = st.text(alphabet=st.sampled_from("12345 yesnolatr:;,.-&#>\n\r\u2028\u202e²٣ok"), max_size=120) | st.text(
    max_size=60
)


@given(st.lists(CLAUSES | NOISE, max_size=8).map("\n".join))
def test_it_never_raises_and_acts_on_no_other_number(text: str) -> None:
    found = answered(text)
    numbers = [each.number for each in found.said]
    assert set(numbers) <= {item.number for item in ITEMS}
    assert len(numbers) == len(set(numbers))
    assert not set(numbers) & set(found.contradicted)
    assert all((each.word is None) == bool(each.text) for each in found.said)
    after = answered(text, ITEMS[4:], Purpose.AFTER_MEETING)
    assert {each.number for each in after.said} <= {5}


@given(st.lists(CLAUSES, max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(clauses: list[str], random: object) -> None:
    mixed = [*clauses, *clauses]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = answered("\n".join(clauses)), answered("\n".join(mixed))
    assert (set(one.said), one.contradicted, one.unknown) == (set(other.said), other.contradicted, other.unknown)
    assert answered(", ".join(mixed)) == other


@given(st.lists(CLAUSES, max_size=4), st.lists(CLAUSES | NOISE, max_size=6))
def test_a_quoted_digest_does_not_answer_itself(own: list[str], quoted: list[str]) -> None:
    new = "\n".join(own)
    for sign in ("> ", ">", "| "):
        below = "\n".join(f"{sign}{line}" for line in [f"-- {ABOVE} --", *"\n".join(quoted).split("\n")])
        assert answered(f"{new}\n\n{below}") == answered(new)
    assert answered(f"{new}\n\nBelow:\n-- {ABOVE} --\n" + "\n".join(quoted)).said == answered(new).said


def test_words_are_all_known() -> None:
    assert {word for item in ITEMS for word in item.words} <= set(Word)
