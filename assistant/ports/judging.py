"""The second reader: a language model, the questions that it is asked, and where its answers are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from assistant.domain.documents import Document
from assistant.domain.judging import Asked, Spent
from assistant.domain.mentions import Mention
from assistant.domain.replies import Understood

T_co = TypeVar("T_co", covariant=True)
S = TypeVar("S")


class Question(Protocol[T_co]):
    """One question: data that can be kept, and asked and answered later."""

    @property
    def about(self) -> str:
        """Which prompt asks it: "mentions", "reply" or "match"."""

    @property
    def ref(self) -> str:
        """The id of the document that it is about; empty where it is about none. It is not shown."""

    @property
    def schema(self) -> Mapping[str, object]:
        """The JSON schema of its answer."""

    def shown(self) -> Mapping[str, object]:
        """All that is shown of it, as plain JSON values."""

    def read(self, answer: str) -> T_co:
        """What an answer says. Raises ValueError where it is not borne out by what was shown."""


class Judge(Protocol):
    """Has questions answered."""

    def ask(self, questions: Iterable[Question[S]]) -> Sequence[S | None]:
        """What each question's answer says, in order; None where there is none that can be used, or none yet.

        Each is asked as soon as it comes.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompt:
    """A question as it is put to a model. `id` is a digest of everything in it."""

    id: str
    system: str
    user: str
    schema: Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Completion:
    """What a model wrote, and the tokens that it counted for it."""

    text: str
    tokens_in: int
    tokens_out: int


class ChatModel(Protocol):
    """A language model on a server; safe to be asked by several threads."""

    @property
    def name(self) -> str:
        """The model's name, for the record."""

    def complete(self, prompt: Prompt, *, complaint: tuple[str, str] | None = None) -> Completion:
        """The answer; `complaint` is an earlier answer and what was wrong with it.

        Raises JudgeBusyError, with the seconds to wait, and JudgeError for everything that another try does not mend.
        """

    def close(self) -> None:
        """Close the connections; the next question opens them again."""


class PromptWriter(Protocol):
    """Puts questions into words."""

    def prompt(self, question: Question[object]) -> Prompt:
        """The question as it is asked."""


class QuestionKinds(Protocol):
    """Keeps questions as text, and makes mentions of what was answered."""

    def kept(self, question: Question[object]) -> str:
        """A question as text."""

    def load(self, asked: Asked) -> Question[object]:
        """A question as it was kept. Raises ValueError where it is none."""

    def mentions(self, question: Question[object], answer: str, document: Document) -> tuple[list[Mention], set[str]]:
        """The mentions that an answer finds, and the kinds of what matters for other reasons. Raises ValueError."""

    def understood(self, question: Question[object], answer: str) -> Understood:
        """What an answer says of a reply. Raises ValueError."""

    def settles(self, question: Question[object], answer: str, mention: Mention) -> bool:
        """Whether a mention that was found before stands or falls with an answer. Raises ValueError."""


class AnswerBook(Protocol):
    """Where answers are kept, and questions that wait for one."""

    def answer_to(self, prompt_id: str) -> str | None:
        """The answer to what was asked before, word for word; empty where it had none that could be used, else None."""

    def spent(self, day: str) -> Spent:
        """What was asked on a day, YYYY-MM-DD."""

    def keep(self, *asked: Asked, more: Spent) -> None:
        """Keep questions, with or without an answer, and what was spent besides."""
