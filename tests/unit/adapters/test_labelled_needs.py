"""A folder of labelled needs: what is read, and what is said of broken ones."""

import json
from pathlib import Path

import pytest

from assistant.adapters.files.labelled_needs import read_candidates, read_needs
from assistant.errors import SourceError

CARD = {"id": "p1", "headline": "Backs", "about": "I treat necks.", "services": ["physio"], "area": "Leeds", "trust": 4}
NEED = {"id": "n1", "text": "sore necks", "seeker_area": "Leeds", "right": ["p1"], "none": False}


def folder(path: Path, *needs: object, cards: object = (CARD,)) -> Path:
    (path / "bullpen.json").write_text(json.dumps(cards), "utf-8")
    lines = (need if isinstance(need, str) else json.dumps(need) for need in needs)
    (path / "needs.jsonl").write_text("\n".join(lines), "utf-8")
    return path


def test_cards_and_needs_are_read(tmp_path: Path) -> None:
    folder(tmp_path, NEED, "")
    (card,), (need,) = read_candidates(tmp_path), read_needs(tmp_path)
    assert (card.id, card.says, card.services, card.area) == ("p1", "Backs\nI treat necks.", ("physio",), ("Leeds",))
    assert (need.text, need.right, need.wrong) == ("sore necks", ("p1",), ())


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        (["{"], "line 1: "),
        ([NEED, NEED], "line 2: n1 was named before"),
        ([{"id": "n1"}], "`text`"),
        ([], "it names no need"),
    ],
)
def test_broken_needs_are_named(tmp_path: Path, needs: list[object], said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        read_needs(folder(tmp_path, *needs))
    assert "needs.jsonl" in str(caught.value)


@pytest.mark.parametrize(
    ("cards", "said"),
    [([], "it names no provider"), ([CARD, CARD], "one id"), ({"id": "p1"}, "array"), ([{"headline": ""}], "`id`")],
)
def test_broken_cards_are_named(tmp_path: Path, cards: object, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_candidates(folder(tmp_path, NEED, cards=cards))


def test_a_folder_without_them_says_what_is_wanted(tmp_path: Path) -> None:
    for read in (read_candidates, read_needs):
        with pytest.raises(SourceError, match="cannot be read") as caught:
            read(tmp_path)
        assert '"id"' in (caught.value.hint or "")
