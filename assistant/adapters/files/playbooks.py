"""Playbooks as TOML files, one a profession: those that come with the assistant, and the user's own over them."""

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import tomlkit

from assistant.domain.playbooks import MOST_TRIGGERS, Playbook, Playbooks
from assistant.errors import NotFoundError, UserError
from assistant.toml_tables import read_table

MAX_FILE = 200_000  # bytes
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


class PlaybookFolder:
    """A `PlaybookShelf`. `own` is the user's folder, which need not be there; `topics` the ids that there are."""

    def __init__(self, own: Path, topics: Collection[str]) -> None:
        self._own = own
        self._topics = frozenset(topics)

    @cached_property
    def _read(self) -> tuple[dict[str, Playbook], list[str]]:
        books: dict[str, Playbook] = {}
        problems: list[str] = []
        with_the_assistant = sorted(files("assistant").joinpath("playbooks").iterdir(), key=lambda each: each.name)
        for ours in with_the_assistant:
            if ours.name.endswith(".toml"):
                book = self._parsed(ours.name.removesuffix(".toml"), ours.read_text("utf-8"), ours.name)
                books[book.id] = book
        for file in sorted(self._own.glob("*.toml")):
            try:
                books[file.stem] = replace(self._parsed(file.stem, _text(file), str(file)), is_own=True)
            except UserError as error:
                problems += error.problems
        ordered = sorted(books.items(), key=lambda item: item[1].profession.lower())
        return dict(ordered), problems

    def all(self) -> Playbooks:
        """Every one, by id, in the order of their professions."""
        return self._read[0]

    def problems(self) -> Sequence[str]:
        """What is wrong with files of the user's own, each naming its file; ours stand in for them."""
        return self._read[1]

    def keep(self, playbook: Playbook) -> None:
        """Have this one as the user's own from now on. Raises UserError where that cannot be."""
        if not NAME.fullmatch(playbook.id):
            raise UserError(f"'{playbook.id[:60]}' is no name of a playbook", hint="small letters, digits and hyphens")
        if problems := list(self._faults(playbook)):
            raise UserError(problems)
        try:
            self._own.mkdir(parents=True, exist_ok=True)
            (self._own / f"{playbook.id}.toml").write_text(_written(playbook), "utf-8")
        except OSError as error:
            raise UserError(f"{self._own}: cannot be written: {error}") from None
        self.__dict__.pop("_read", None)

    def back_to_ours(self, id: str) -> None:
        """Give up the user's own one, if there is one."""
        if not NAME.fullmatch(id):
            raise NotFoundError(f"there is no playbook '{id[:60]}'")
        (self._own / f"{id}.toml").unlink(missing_ok=True)
        self.__dict__.pop("_read", None)

    def _parsed(self, id: str, text: str, where: str) -> Playbook:
        problems: list[str] = []
        try:
            book = read_table(Playbook, tomllib.loads(text), "", problems, {})
        except tomllib.TOMLDecodeError as error:
            raise UserError(f"{where}: is not TOML: {error}") from None
        if book and not NAME.fullmatch(id):
            problems.append("its name must be of small letters, digits and hyphens")
        problems += self._faults(book) if book else ()
        if problems or book is None:
            raise UserError([f"{where}: {problem}" for problem in problems])
        return replace(book, id=id, is_own=False)

    def _faults(self, book: Playbook) -> Iterator[str]:
        if not book.profession.strip():
            yield "it says of no profession"
        if not book.services:
            yield "it names no service"
        named = (*book.services, *(trigger.category for trigger in book.triggers if trigger.category))
        for service in dict.fromkeys(named):
            if service not in self._topics:
                yield f"there is no topic '{service}'"
        if len(book.triggers) > MOST_TRIGGERS:
            yield f"it has more than {MOST_TRIGGERS} triggers"


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_FILE:
            raise UserError(f"{file}: is longer than {MAX_FILE:,} bytes")
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: cannot be read: {error}") from None


def _written(book: Playbook) -> str:
    table: dict[str, Any] = {
        "profession": book.profession,
        "services": list(book.services),
        "triggers": [{"words": each.words, **_filled(category=each.category)} for each in book.triggers],
        "questions": list(book.questions),
        "partners": [{"playbook": each.playbook, **_filled(why=each.why)} for each in book.partners],
        "reward": book.reward,
    }
    return tomlkit.dumps({key: value for key, value in table.items() if value})


def _filled(**values: str) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}
