"""The matcher behind the port: it finds the likelier, keeps vectors from run to run, and survives a broken file."""

from pathlib import Path

from assistant.adapters.encoder_matcher import KEPT, EncoderMatcher
from assistant.ports import Candidate, Wanted

CARDS = [
    Candidate(id="bo", says="Roofs that keep the rain out.", area=("Leeds",)),
    Candidate(id="cy", says="Wages, paid right, every month.", not_for=("farms",), area=("Leeds", "York")),
]
LEAK = Wanted(words="There is a bucket in the nursery whenever it rains.", area=("Leeds",))


def test_the_likelier_comes_first_and_a_second_run_starts_from_what_was_kept(tmp_path: Path) -> None:
    first = EncoderMatcher(tmp_path).compare(LEAK, CARDS)
    assert [each.id for each in first.compared] == ["bo", "cy"]
    assert {each.reach for each in first.compared} == {"inside"}
    kept = (tmp_path / KEPT).read_bytes()
    again = EncoderMatcher(tmp_path)
    assert again.compare(LEAK, CARDS) == first
    assert (tmp_path / KEPT).read_bytes() == kept
    assert [path.name for path in tmp_path.iterdir()] == [KEPT]


def test_a_broken_file_is_made_again(tmp_path: Path) -> None:
    (tmp_path / KEPT).write_bytes(b"no vectors")
    assert EncoderMatcher(tmp_path).compare(LEAK, CARDS).compared[0].id == "bo"
    assert (tmp_path / KEPT).read_bytes().startswith(b"PK")


def test_without_a_folder_nothing_is_kept_and_nobody_fits_an_empty_bench() -> None:
    found = EncoderMatcher().compare(LEAK, [])
    assert (found.compared, found.nobody) == ((), True)
