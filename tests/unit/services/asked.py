"""Questions by script, and a judge over them."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.adapters.memory_judge import MemoryAnswers, MemoryChat
from assistant.domain.judging import Asked, JudgeSettings
from assistant.ports.judging import Prompt, Question
from assistant.services.asking import Asking

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ON = JudgeSettings(use="live", address="http://127.0.0.1:1/v1", model="script", tokens_a_day=100_000)


@dataclass(frozen=True)
class Riddle:
    """A question whose only right answer is its own words backwards."""

    words: str
    ref: str = "doc-1"
    about: str = "mentions"

    @property
    def schema(self) -> Mapping[str, object]:
        return {"type": "string"}

    def shown(self) -> Mapping[str, object]:
        return {"words": self.words}

    def read(self, answer: str) -> str:
        if answer != self.words[::-1]:
            raise ValueError(f"{answer!r} is wrong")
        return answer


class RiddleKinds:
    """Keeps riddles as their words."""

    def kept(self, question: Question[object]) -> str:
        return json.dumps({**question.shown(), "ref": question.ref})

    def load(self, asked: Asked) -> Question[object]:
        return Riddle(**json.loads(asked.question))


class PlainPrompts:
    """Asks a riddle by its words."""

    def prompt(self, question: Question[object]) -> Prompt:
        words = str(question.shown()["words"])
        digest = hashlib.sha256(words.encode()).hexdigest()
        return Prompt(id=digest, system="Turn it round.", user=words, schema=question.schema)


def backwards(prompt: Prompt) -> str:
    return prompt.user[::-1]


def judge(
    answer: Callable[[Prompt], str] | None = backwards, settings: JudgeSettings = ON, book: MemoryAnswers | None = None
) -> tuple[Asking, MemoryChat, MemoryAnswers]:
    """A judge that does not wait, its model, and its book."""
    model = MemoryChat(answer or backwards)
    book = book or MemoryAnswers()
    asking = Asking(
        settings=settings,
        model=model if answer else None,
        prompts=PlainPrompts(),
        kinds=RiddleKinds(),  # type: ignore[arg-type]  # these tests make no mentions
        book=book,
        clock=lambda: NOON,
        pause=lambda seconds: None,
    )
    return asking, model, book
