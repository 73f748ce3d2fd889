"""Fakes of a language model and of the place where its answers are kept, for tests."""

import threading
from collections.abc import Callable

from assistant.domain.judging import Asked, Spent
from assistant.ports.judging import Completion, Prompt


class MemoryChat:
    """A `ChatModel` that answers by a function, and keeps what it was shown; `most` is how many asked at a time."""

    name = "script"

    def __init__(self, answer: Callable[[Prompt], str], *, tokens: tuple[int, int] = (100, 10)) -> None:
        self._answer = answer
        self._tokens = tokens
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0
        self.shown: list[tuple[Prompt, tuple[str, str] | None]] = []

    def complete(self, prompt: Prompt, *, complaint: tuple[str, str] | None = None) -> Completion:
        """What the function answers; what it raises is raised."""
        with self._lock:
            self.shown.append((prompt, complaint))
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            return Completion(text=self._answer(prompt), tokens_in=self._tokens[0], tokens_out=self._tokens[1])
        finally:
            with self._lock:
                self._now -= 1

    def close(self) -> None:
        """Nothing is open."""


class MemoryAnswers:
    """An `AnswerBook` in memory."""

    def __init__(self) -> None:
        self.asked: dict[str, Asked] = {}
        self.days: dict[str, Spent] = {}

    def answer_to(self, prompt_id: str) -> str | None:
        """The answer to what was asked before; empty where it had none that could be used, else None."""
        found = [each for each in self.asked.values() if each.prompt_id == prompt_id]
        answered = next((each.answer for each in found if each.answer), None)
        return answered or ("" if any(each.why for each in found) else None)

    def spent(self, day: str) -> Spent:
        """What was asked on a day."""
        return self.days.get(day) or Spent(id=day)

    def keep(self, *asked: Asked, more: Spent) -> None:
        """Keep questions, and what was spent besides."""
        for each in asked:
            if each.answer or each.why or each.id not in self.asked:
                self.asked[each.id] = each
        self.days[more.id] = self.spent(more.id) + more
