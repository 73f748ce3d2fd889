"""Folders of files as sources: what is remembered, and what is not."""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.adapters.files.folder import CHECKPOINT, File, count_under, files_under, folder_changes
from assistant.adapters.formats.message import read_message
from assistant.domain.documents import Content
from assistant.errors import ItemError
from assistant.ports import Change, Cursor, Failed, Found, Reached


def content(file: File, words: str = "Words") -> Content:
    raw = f"From: ann@x.example\nMessage-ID: <{file.key}@x>\n\n{words}".encode()
    return read_message(raw, source="folder", locator=file.key, fallback=datetime.now(UTC))


def read(file: File) -> Iterator[Content]:
    yield content(file)


def changes(root: Path, cursor: Cursor | None = None, how: Callable[[File], Iterable[Content]] = read) -> list[Change]:
    return list(folder_changes(name="f", root=root, files=files_under(root, {".txt"}), read=how, cursor=cursor))


def cursor_of(found: list[Change]) -> Cursor:
    last = found[-1]
    assert isinstance(last, Reached)
    return last.cursor


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("words")
    return tmp_path


def test_a_file_that_the_system_refuses_is_tried_again(root: Path) -> None:
    def refused(file: File) -> Iterator[Content]:
        if file.key == "a.txt":
            raise PermissionError(13, "Permission denied")
        yield content(file)

    first = changes(root, how=refused)
    assert [type(change) for change in first] == [Failed, Found, Reached]
    assert isinstance(first[0], Failed)
    assert first[0].error.problems == ("cannot be read: Permission denied",)
    (found, _) = changes(root, cursor_of(first))
    assert isinstance(found, Found)
    assert found.content.document.locator == "a.txt"


def test_a_file_that_is_broken_is_not_told_twice(root: Path) -> None:
    def broken(file: File) -> Iterator[Content]:
        raise ItemError("it is broken")
        yield

    first = changes(root, how=broken)
    assert [type(change) for change in first] == [Failed, Failed, Reached]
    assert [type(change) for change in changes(root, cursor_of(first), broken)] == [Reached]


def test_checkpoints_come_now_and_then_and_can_be_gone_on_from(tmp_path: Path) -> None:
    for number in range(CHECKPOINT + 10):
        (tmp_path / f"{number:05}.txt").touch()
    found = changes(tmp_path)
    reached = [change for change in found if isinstance(change, Reached)]
    assert len(reached) == 2
    assert sum(isinstance(change, Found) for change in changes(tmp_path, reached[0].cursor)) == 10


def test_only_ordinary_files_are_opened(root: Path) -> None:
    os.mkfifo(root / "pipe.txt")
    (root / "loop.txt").symlink_to("loop.txt")
    (root / "up").symlink_to("..", target_is_directory=True)
    listed = list(files_under(root, {".txt"}))
    assert [file.key for file in listed if isinstance(file, File)] == ["a.txt", "b.txt"]
    assert [Path(file.locator).name for file in listed if isinstance(file, Failed)] == ["loop.txt", "pipe.txt"]


def test_a_pass_broken_off_with_a_later_since_loses_nothing(tmp_path: Path) -> None:
    for number in range(CHECKPOINT + 10):
        (tmp_path / f"{number:05}.txt").touch()
    cursor = cursor_of(changes(tmp_path))
    for path in tmp_path.iterdir():
        path.write_text("changed")

    def reread(file: File) -> Iterator[Content]:
        yield content(file, "Changed")

    later = folder_changes(
        name="f",
        root=tmp_path,
        files=files_under(tmp_path, {".txt"}),
        read=reread,
        cursor=cursor,
        since=date(2099, 1, 1),
    )
    half_way = next(change for change in later if isinstance(change, Reached))
    assert sum(isinstance(change, Found) for change in changes(tmp_path, half_way.cursor, reread)) == CHECKPOINT + 10


def test_a_folder_that_is_missing_has_no_size(tmp_path: Path) -> None:
    assert count_under(tmp_path / "nowhere", {".txt"}) is None
    assert count_under(tmp_path, {".txt"}) == 0
