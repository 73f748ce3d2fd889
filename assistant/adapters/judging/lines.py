"""Questions to a judge and its answers as files of one JSON object a line: the batch exchange."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from assistant.adapters.formats.plain_text import shown
from assistant.domain.judging import Asked, Spent
from assistant.errors import ItemError, SourceError
from assistant.ports.judging import Prompt

FORM = '{"id": "…", "answer": {…}}'
LONGEST_LINE = 100_000


class _Row(msgspec.Struct, frozen=True):
    id: str
    answer: msgspec.Raw


def write_questions(file: Path, prompts: Iterable[Prompt]) -> int:
    """Write each prompt once, with its id and the schema of its answer; gives how many. Raises SourceError."""
    rows = {
        prompt.id: {"id": prompt.id, "system": prompt.system, "prompt": prompt.user, "schema": prompt.schema}
        for prompt in prompts
    }
    try:
        file.touch(mode=0o600)
        file.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows.values()))
    except OSError as error:
        raise SourceError(f"{shown(file)}: it cannot be written: {error.strerror}") from None
    return len(rows)


def read_answers(file: Path) -> Iterator[tuple[str, str] | ItemError]:
    """Each line's question and answer, the answer as text; or what is wrong with the line. Raises SourceError."""
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _read(f"{shown(file)}, line {number}", line)
    except OSError as error:
        raise SourceError(f"{shown(file)}: it cannot be read: {error.strerror}") from None


def _read(where: str, line: bytes) -> tuple[str, str] | ItemError:
    if len(line) > LONGEST_LINE:
        return ItemError(f"{where}: it is longer than {LONGEST_LINE:,} bytes")
    try:
        row = msgspec.json.decode(line, type=_Row)
        answer = bytes(row.answer)
        return row.id, msgspec.json.decode(answer, type=str) if answer.startswith(b'"') else answer.decode()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return ItemError(f"{where}: {error}", hint=f"one line an answer: {FORM}")


class AnswersFile:
    """The answers of a file, for commands that keep nothing; what is not answered there is collected in `waiting`."""

    def __init__(self, file: Path | None = None) -> None:
        read = [] if file is None else list(read_answers(file))
        self.faults = [each for each in read if isinstance(each, ItemError)]
        self._answers = dict(each for each in read if not isinstance(each, ItemError))
        self.waiting: dict[str, Asked] = {}

    def answer_to(self, prompt_id: str) -> str | None:
        """The answer in the file."""
        return self._answers.get(prompt_id)

    def spent(self, day: str) -> Spent:
        """Nothing: others have paid for the answers."""
        return Spent(id=day)

    def keep(self, *asked: Asked, more: Spent) -> None:
        """Remember what has no answer."""
        self.waiting |= {each.prompt_id: each for each in asked if each.waits}
