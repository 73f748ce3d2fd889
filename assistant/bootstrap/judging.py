"""The second reader, for commands that keep nothing and for the assistant."""

from dataclasses import dataclass
from pathlib import Path

from assistant.adapters.files.judge_lines import AnswersFile, write_questions
from assistant.adapters.judge_prompts import JudgePrompts
from assistant.adapters.judged_questions import JudgedQuestions
from assistant.bootstrap.reading import load_topics
from assistant.domain.judging import JudgeSettings
from assistant.domain.time import utc_now
from assistant.errors import ItemError
from assistant.services.asking import Asking


@dataclass(frozen=True, kw_only=True)
class FileJudge:
    """A judge whose answers stand in a file, as another reader has written them."""

    asking: Asking
    book: AnswersFile

    @property
    def faults(self) -> list[ItemError]:
        """The lines that hold no answer."""
        return self.book.faults

    def write(self, file: Path) -> int:
        """Write what was asked and is not answered; gives how many questions."""
        waiting = self.book.waiting.values()
        return write_questions(file, (self.asking.prompts.prompt(self.asking.kinds.load(each)) for each in waiting))


def judge_of_file(answers: Path | None) -> FileJudge:
    """A judge by a file of answers; without one it has none, and collects the questions. Raises SourceError."""
    book = AnswersFile(answers)
    asking = Asking(
        settings=JudgeSettings(use="batch"),
        model=None,
        prompts=JudgePrompts(load_topics()),
        kinds=JudgedQuestions(),
        book=book,
        clock=utc_now,
    )
    return FileJudge(asking=asking, book=book)
