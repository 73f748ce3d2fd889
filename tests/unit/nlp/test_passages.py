"""What the encoder learns from: labels find their sentences, twins stay together, nothing held out is among them."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

import nlp
from nlp import Kind, Medium, Text, Who
from nlp.encoder import REASONS, WordPieces
from nlp.learning.examples import ASIDE, Example, load_examples, set_aside
from nlp.learning.passages import PLAIN, Passage, judge, load_passages, to_text
from nlp.taxonomy import topics
from nlp.utterances import find_utterances
from nlp.windows import SPEAKER, cut_windows

HERE = Path(nlp.__file__).parent
TOKENIZER = HERE / "model" / "tokenizer.json"
BODY = "We met on Monday. Our roof leaks and the roofer “can’t”\ncome before May. Do you know one? Thanks a lot."
SPANS = [(0, 17), (18, 72), (73, 89), (90, 102)]
SHINGLE = 12  # words in a row; fewer may be a footer that everybody has ("if you are not the intended recipient …")


def passage(*quotes: str, traps: tuple[str, ...] = (), **more: object) -> Passage:
    labels = [
        {"quote": quote, "kind": "problem", "holder": "ann@acme.example", "category": "trades", "also": []}
        for quote in quotes
    ]
    made = {
        "id": "test-001",
        "medium": "email",
        "user": "tom@firm.example",
        "speaker": "ann@acme.example",
        "title": "",
        "text": BODY,
        "mentions": labels,
        "traps": [{"quote": quote, "reason": "smalltalk"} for quote in traps],
    }
    return {**made, **more}  # type: ignore[typeddict-item]


def marked(found: Passage) -> list[str]:
    """By sentence the quote of its mention, its trap's reason or nothing."""
    verdicts = judge(BODY, SPANS, found)
    return [verdict.mention["quote"] if verdict.mention else verdict.reason for verdict in verdicts]


@pytest.mark.parametrize(
    ("quote", "sentences"),
    [
        pytest.param("Do you know one?", [2], id="one sentence"),
        pytest.param("the roofer “can’t”\ncome", [1], id="part of one"),
        pytest.param("know", [2], id="a word of one"),
        pytest.param(f"{BODY[18:72]} Do you know one?", [1, 2], id="two sentences"),
        pytest.param("before May. Do you know one?", [2], id="the end of one and another"),
        pytest.param("before May. Do", [1], id="parts of two: the longer part"),
        pytest.param('the roofer "can\'t" come before May', [1], id="straight quotes and no line break"),
        pytest.param("the roofer  “can’t”\u00a0come\nbefore May", [1], id="other spaces"),
        pytest.param("we need (a roofer)?", [], id="a quote that is not there"),
    ],
)
def test_a_label_marks_the_sentences_that_its_quote_covers(quote: str, sentences: list[int]) -> None:
    assert marked(passage(quote)) == [quote if index in sentences else "" for index in range(4)]


def test_a_trap_marks_the_sentences_of_which_it_covers_half() -> None:
    assert marked(passage(traps=("We met on Monday.", "lot"))) == ["smalltalk", "", "", ""]


def test_a_mention_outdoes_a_trap() -> None:
    assert marked(passage("Do you know one?", traps=("Do you know one?",))) == ["", "", "Do you know one?", ""]


@pytest.mark.parametrize(
    ("medium", "speaker", "text"),
    [
        (
            "email",
            "ann@acme.example",
            Text(
                body=f"Roof\n\n{BODY}",
                medium=Medium.EMAIL,
                title="Roof",
                author=Who(address="ann@acme.example"),
                listeners=(Who(address="tom@firm.example"),),
                user=("tom@firm.example",),
            ),
        ),
        (
            "notes",
            None,
            Text(
                body=BODY,
                medium=Medium.NOTE,
                title="Roof",
                author=Who(address="tom@firm.example"),
                user=("tom@firm.example",),
            ),
        ),
        (
            "chat",
            "Ann",
            Text(body=BODY, medium=Medium.TRANSCRIPT, title="Roof", author=Who(name="Ann"), user=("tom@firm.example",)),
        ),
    ],
)
def test_a_passage_reads_like_a_document_of_its_medium(medium: str, speaker: str | None, text: Text) -> None:
    assert to_text(passage(medium=medium, speaker=speaker, title="Roof")) == text


@pytest.mark.parametrize("broken", ["{", '{"id": "x"}', "[]", '"id"', "7", "null", ""])
def test_a_broken_line_names_its_file_and_number(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "alpha.jsonl"
    path.write_text(f"{json.dumps(passage())}\n{broken}\n{json.dumps(passage())}\n", "utf-8")
    with pytest.raises(ValueError, match=re.escape(f"{path}:2: ")):
        list(load_passages(tmp_path))


def test_a_line_ends_only_where_the_file_ends_it(tmp_path: Path) -> None:
    wanted = passage(text="A roof\u2028leaks,\x85always.")
    (tmp_path / "alpha.jsonl").write_text(json.dumps(wanted, ensure_ascii=False) + "\n", "utf-8")
    assert list(load_passages(tmp_path)) == [wanted]


def test_files_are_read_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("bravo", "alpha"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(passage(id=name)) + "\n", "utf-8")
    (tmp_path / "README.md").write_text("no passage", "utf-8")
    assert [found["id"] for found in load_passages(tmp_path)] == ["alpha", "bravo"]


def example(folder: Path, text: str, holder: str) -> Example:
    label = {"quote": text.rpartition("\n")[2], "kind": "need", "holder": holder, "category": "trades", "also": []}
    made = passage(text=text) | {"mentions": [label]}
    (folder / "alpha.jsonl").write_text(json.dumps(made) + "\n", "utf-8")
    (found,) = load_examples(folder, TOKENIZER)
    assert len(found.pieces) == len(found.verdicts) == len(found.speaks)
    return found


@pytest.mark.parametrize(
    ("text", "holder", "named"),
    [
        pytest.param("Our barn needs a new roof.", "ann@acme.example", "", id="who speaks"),
        pytest.param("Tonight Priya Shah wants a new roof.", "Priya Shah", "priya shah", id="the whole name"),
        pytest.param("Tonight Priya wants a new roof.", "Priya Shah", "priya", id="the first name"),
        pytest.param("Tonight Mrs Shah wants a new roof.", "Priya Shah", "shah", id="the last name"),
        pytest.param("Priya is well.\n\nHer barn needs a roof.", "Priya Shah", "priya", id="a name before"),
        pytest.param("Tonight Priya wants a new roof.", "priya.shah@hill.example", "priya", id="an address"),
    ],
)
def test_the_holder_is_who_speaks_or_where_the_name_stands(tmp_path: Path, text: str, holder: str, named: str) -> None:
    found = example(tmp_path, text, holder)
    index = len(found.pieces) - 1
    (window,) = cut_windows(found.medium, found.pieces, range(len(found.pieces)))
    places, ids = found.find_holder(window, index), window.lay_out()[0]
    if named:
        (words,) = WordPieces(TOKENIZER).ids([named])
        start = places[0]
        assert tuple(ids[start : start + len(words)]) == words
        assert set(places) <= set(range(start, start + len(words)))
    else:
        assert places == [SPEAKER]


def test_a_holder_who_is_not_named_has_no_place(tmp_path: Path) -> None:
    found = example(tmp_path, "Her barn needs a new roof.", "Priya Shah")
    (window,) = cut_windows(found.medium, found.pieces, (0,))
    assert found.find_holder(window, 0) == []


def test_twins_are_set_aside_together_and_a_twelfth_of_all() -> None:
    names = [f"{file}-{number:03}" for file in ("alpha", "victor") for number in range(3_000)]
    assert all(len({set_aside(name + twin) for twin in ("", "a", "b", "f")}) == 1 for name in names)
    assert sum(map(set_aside, names)) / len(names) == pytest.approx(1 / ASIDE, abs=0.02)


@pytest.fixture(scope="module")
def passages() -> list[Passage]:
    return list(load_passages(HERE / "training"))


def test_every_passage_file_holds_passages_that_can_be_learnt(passages: list[Passage]) -> None:
    assert {each["id"].partition("-")[0] for each in passages} == {
        path.stem for path in (HERE / "training").glob("*.jsonl")
    }
    assert len({each["id"] for each in passages}) == len(passages)
    for each in passages:
        assert each["medium"] in {"email", "notes", "calendar", "chat", "transcript"}, each["id"]
        assert each["user"], each["id"]
        assert "speaker" in each, each["id"]
        assert {trap["reason"] for trap in each["traps"]} <= set(REASONS), each["id"]
        for label in each["mentions"]:
            assert label["kind"] in set(Kind), each["id"]
            assert label["holder"], each["id"]
            assert {label["category"], *label["also"]} <= set(topics()), each["id"]


def test_every_quote_stands_in_its_passage(passages: list[Passage]) -> None:
    def flat(words: str) -> str:
        return " ".join(words.translate(PLAIN).split())

    strays = [
        (each["id"], label["quote"])
        for each in passages
        for label in (*each["mentions"], *each["traps"])
        if flat(label["quote"]) not in flat(f"{each.get('title', '')} {each['text']}")
    ]
    assert strays == []


def test_labels_find_their_sentences(passages: list[Passage]) -> None:
    labels = found = 0
    for each in [each for each in passages if each["mentions"]]:
        text = to_text(each)
        verdicts = judge(text.body, [(said.start, said.end) for said in find_utterances(text)], each)
        labels += len(each["mentions"])
        found += sum(any(verdict.mention is label for verdict in verdicts) for label in each["mentions"])
    assert labels > 1_000
    assert found >= 0.99 * labels


def test_twins_of_the_passages_are_set_aside_together(passages: list[Passage]) -> None:
    scenes = defaultdict(set)
    for each in passages:
        scenes[each["id"].rstrip("abcdef")].add(set_aside(each["id"]))
    assert all(len(aside) == 1 for aside in scenes.values())
    assert {True, False} == set.union(*scenes.values())


def test_nothing_held_out_is_learnt_from(passages: list[Passage]) -> None:
    held = {shingle: path.name for path in (HERE / "heldout").glob("[0-9]*") for shingle in shingles(read(path))}
    assert len(held) > 10_000
    shared = {(each["id"], held[both]) for each in passages for both in shingles(each["text"]) & held.keys()}
    assert shared == set()


def read(path: Path) -> str:
    if path.suffix != ".eml":
        return path.read_text("utf-8")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return "\n".join(part.get_content() for part in message.walk() if part.get_content_maintype() == "text")


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.translate(PLAIN).lower())
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
