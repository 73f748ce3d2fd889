"""What finds a label and what does not: every rule of the comparison, on words of our own."""

import pytest

from assistant.domain.scoring import (
    NEAR,
    UNEXPECTED,
    Guess,
    Label,
    Labelled,
    TrapLabel,
    normalised,
    overlap,
    same_holder,
    score,
)

LABEL = Label(quote="our boiler leaks again", kind="problem", holder="ann@ng.example", category="trades", also=("hr",))
GUESS = Guess(quote="our boiler leaks again", kind="problem", holder="ann@ng.example", category="trades")


def document(*labels: Label, text: str = "", traps: tuple[TrapLabel, ...] = ()) -> Labelled:
    return Labelled(name="a.md", user="Sam", text=text, labels=labels, traps=traps)


def guess(quote: str, **more: str) -> Guess:
    return Guess(quote=quote, **{"kind": "need", "holder": "Bo Li", "category": "tax", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "right", "shared"),
    [
        ("our boiler leaks again", "Our BOILER, leaks: again!", 1),
        ("our boiler leaks again", "our boiler", 1),  # all of the shorter one
        ("our boiler leaks again", "our boiler is quite new", 0.5),
        ("our boiler leaks again", "my boiler leaks now and then", 0.5),
        ("boiler", "our boiler leaks", 0),  # one word is no sentence
        ("the the the", "the cat and the dog", 2 / 3),  # a word counts as often as both have it
        ("it’s £400 & 5% more", "it's £400 & 5% more", 1),
        ("", "", 0),
    ],
)
def test_the_shared_words_of_the_shorter_quote(left: str, right: str, shared: float) -> None:
    assert overlap(left, right) == pytest.approx(shared)
    assert overlap(right, left) == pytest.approx(shared)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("ann@ng.example", "ANN@ng.example", True),
        ("Ann", "Joanna Smith", True),  # contained
        ("Ann Ng", "Ng, Ann", True),
        ("Ann Ng", "Bo Ng", False),  # two letters are no name
        ("ann.rees@a.example", "Ann Smith", True),
        ("tom@rees.example", "Ann Rees", False),  # what follows the @ is no name
        ("Zoë Blum", "blum@x.example", True),
        ("?", "Ann Ng", False),
    ],
)
def test_the_same_holder(left: str, right: str, same: bool) -> None:
    assert same_holder(left, right) is same
    assert same_holder(right, left) is same


def test_text_is_compared_without_its_typography() -> None:
    assert normalised("> > it’s “on”\n>  a long—winding\u00a0road – here") == 'it\'s "on" a long-winding road - here'


def test_half_the_words_find_and_less_does_not() -> None:
    label = Label(quote="our big boiler leaks water again", kind="problem", holder="Ann", category="trades")
    half, less = guess("our big boiler is quite new"), guess("our boiler is quite new here")
    assert score(document(label), [half]).found == ((label, half),)
    missed = score(document(label), [less])
    assert (missed.found, missed.false, missed.missed) == ((), ((less, UNEXPECTED),), (label,))


def neighbours(gap: int) -> str:
    return f"It began: {LABEL.quote}{'.' * gap}the plumber never came. The end."


BESIDE = guess("the plumber never came", holder="Ann", category="trades")


@pytest.mark.parametrize(("gap", "found"), [(0, 1), (NEAR, 1), (NEAR + 1, 0)])
def test_another_sentence_of_the_same_matter_finds_where_it_stands_near(gap: int, found: int) -> None:
    text = neighbours(gap)
    assert len(score(document(LABEL, text=text), [BESIDE]).found) == found
    turned = text.replace(LABEL.quote, "#").replace(BESIDE.quote, LABEL.quote).replace("#", BESIDE.quote)
    assert len(score(document(LABEL, text=turned), [BESIDE]).found) == found


@pytest.mark.parametrize(
    ("neighbour", "found"),
    [
        (BESIDE, 1),
        (guess(BESIDE.quote, holder="Ann", category="hr"), 1),  # also accepted
        (guess(BESIDE.quote, holder="Ann", category="tax"), 0),
        (guess(BESIDE.quote, holder="Bo", category="trades"), 0),
        (guess(BESIDE.quote, holder="", category="trades"), 0),
        (guess("the plumber never cares", holder="Ann", category="trades"), 0),  # does not stand there
    ],
)
def test_a_neighbour_needs_the_holder_the_category_and_its_place(neighbour: Guess, found: int) -> None:
    assert len(score(document(LABEL, text=neighbours(3)), [neighbour]).found) == found


def test_each_label_and_each_guess_is_used_once_the_best_pair_first() -> None:
    other = Label(quote="our boiler is quite new", kind="need", holder="Bo Li", category="tax")
    exact, half = GUESS, guess("boiler leaks in cellars")
    scored = score(document(other, LABEL), [half, exact])
    assert scored.found == ((LABEL, exact),)  # `half` would find it too, and `exact` the other one
    assert [each for each, _ in scored.false] == [half]
    assert scored.missed == (other,)
    twice = score(document(LABEL), [GUESS, GUESS])
    assert (len(twice.found), len(twice.false)) == (1, 1)


def test_shared_words_go_before_neighbourhood() -> None:
    scored = score(document(LABEL, text=neighbours(3)), [BESIDE, GUESS])
    assert scored.found == ((LABEL, GUESS),)
    assert scored.false == ((BESIDE, UNEXPECTED),)


def test_a_false_guess_names_the_first_trap_it_fell_into() -> None:
    traps = (
        TrapLabel(quote="we never had it so good", reason="negated"),
        TrapLabel(quote="our roof is fixed now", reason="resolved"),
        TrapLabel(quote="our roof is fixed", reason="past"),
    )
    scored = score(document(traps=traps), [guess("our roof is fixed"), guess("quite another thing")])
    assert [reason for _, reason in scored.false] == ["resolved", UNEXPECTED]
