"""The second reader, for commands that keep nothing and for the assistant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from assistant.bootstrap.matching import judged_matcher
from assistant.bootstrap.reading import load_readers, load_reply_reader
from assistant.config import Config
from assistant.domain.documents import Content, Document
from assistant.domain.judging import Asked, JudgeReport, JudgeSettings, Spent
from assistant.domain.time import Clock, utc_now
from assistant.domain.topics import Topic
from assistant.errors import ItemError, UserError
from assistant.ports import Check, Matcher, Reader, ReplyReader, Secrets, Store
from assistant.ports.judging import AnswerBook, ChatModel, Judge, Question
from assistant.services.sync_hooks import unprepared

if TYPE_CHECKING:  # none of it is loaded where nobody is asked
    from assistant.adapters.judging.chat_model import OpenAiChat
    from assistant.adapters.judging.lines import AnswersFile
    from assistant.domain.learning import Learnt
    from assistant.services.asking import Asking
    from assistant.services.judged import CaughtUp, Judged, JudgePass
    from assistant.services.replies import Replies
    from assistant.services.sync_hooks import Ahead

S = TypeVar("S")
KEY_NAME = "judge at {}"  # of the key among the secrets: another server never gets it
SHOWN_DAYS = timedelta(days=30)


class _Parts(Protocol):
    """What the second reader needs of the assistant; each part is made only when it is needed."""

    @property
    def config(self) -> Config: ...
    @property
    def store(self) -> Store: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def topics(self) -> Mapping[str, Topic]: ...
    def clock(self) -> datetime: ...
    def learnt(self) -> "Learnt": ...


class JudgeParts:
    """The second reader of the assistant. Where it is off, nothing of it is made, and no connection is opened."""

    def __init__(self, parts: _Parts) -> None:
        self._parts = parts

    @property
    def settings(self) -> JudgeSettings:
        """How it is configured."""
        return self._parts.config.judge

    @property
    def is_on(self) -> bool:
        """Whether questions are asked, or collected."""
        return self.settings.use != "off"

    @cached_property
    def model(self) -> "OpenAiChat | None":
        """The model on its server; None where none is to be asked."""
        if self.settings.use != "live":
            return None
        from assistant.adapters.judging.chat_model import OpenAiChat

        return OpenAiChat(
            address=self.settings.address,
            model=self.settings.model,
            key=self._parts.secrets.get(self._key_name) or "",
            seconds=self.settings.seconds,
            by_proxy=not self.settings.is_at_home,
        )

    @cached_property
    def asking(self) -> "Asking | None":
        """The judge; None where it is off."""
        if not self.is_on:
            return None
        from assistant.services.judged import StoredAnswers

        return _asking(
            self.settings, self.model, StoredAnswers(store=self._parts.store), self._parts.clock, self._parts.topics
        )

    @cached_property
    def judged(self) -> "Judged":
        """Takes answers to what waits."""
        from assistant.adapters.judging.prompts import JudgePrompts
        from assistant.adapters.judging.questions import JudgedQuestions
        from assistant.services.judged import Judged

        return Judged(
            store=self._parts.store,
            prompts=JudgePrompts(self._parts.topics),
            kinds=JudgedQuestions(),
            user=self._parts.config.user.names,
            learnt=self._parts.learnt,
        )

    def reader(self) -> Reader:
        """The reader, with a judge beside it where there is one."""
        readers = load_readers(
            self._parts.config.reading,
            playbooks=self._parts.config.data / "playbooks",
            judge=self.asking,
            hidden=self._hidden,
            may_ask=self._may_ask,
        )
        return readers(self._parts.config.user.names)

    def reply_reader(self) -> ReplyReader:
        """The reader of replies, who goes by what a judge has said already."""
        return self._replies(Known(self.asking) if self.asking else None)

    def matcher(self, trained: Matcher) -> Matcher:
        """A matcher that goes by what a judge has said already; what it has not, waits for the next pass."""
        return judged_matcher(trained, Known(self.asking) if self.asking else None)

    def ahead(self, replies: "Replies") -> "Ahead":
        """What is done with new documents before anything is stored of them: whoever answers is heard."""
        if self.asking is None:
            return unprepared
        reader = self._replies(self.asking)

        def look_ahead(contents: Sequence[Content]) -> None:
            replies.look_ahead((each for each in contents if self._may_ask(each.document)), reader)

        return look_ahead

    def whole_pass(self) -> "JudgePass | None":
        """What is asked in one pass; None where it is off."""
        if self.asking is None:
            return None
        from assistant.services.judged import JudgePass

        return JudgePass(asking=self.asking, judged=self.judged)

    def waiting(self) -> int:
        """How many questions wait for an answer."""
        return self._parts.store.count(Asked, waits=True)

    def export(self, file: Path) -> int:
        """Write the questions that wait; gives how many. Raises SourceError."""
        from assistant.adapters.judging.lines import write_questions

        return write_questions(file, (self.judged.prompts.prompt(each) for _, each in self.judged.questions()))

    def bring(self, file: Path) -> "CaughtUp":
        """Take answers from a file. Raises SourceError."""
        from assistant.adapters.judging.lines import read_answers

        return self.judged.bring(read_answers(file), by=file.name)

    def forget(self) -> int:
        """Forget every question and answer; gives how many."""
        store = self._parts.store
        with store.transaction():
            asked = list(store.find(Asked))
            for each in asked:
                store.delete(Asked, each.id)
        return len(asked)

    def keep_key(self, key: str) -> None:
        """Keep the key of the server at the present address; an empty one takes it away. Raises UserError."""
        if not self.settings.place:
            raise UserError("no server is named that a key could be for", hint="set judge.address first")
        if key:
            self._parts.secrets.put(self._key_name, key)
        else:
            self._parts.secrets.delete(self._key_name)
        vars(self).pop("model", None)  # it holds the key before
        if self.asking:  # readers that are loaded go on with it
            self.asking.model = self.model

    @property
    def has_key(self) -> bool:
        """Whether a key of the server at the present address is kept."""
        return bool(self._parts.secrets.get(self._key_name))

    @property
    def _key_name(self) -> str:
        return KEY_NAME.format(self.settings.place)

    def report(self) -> JudgeReport:
        """How it stands, for other programs; a `day` is YYYY-MM-DD."""
        return JudgeReport(
            use=self.settings.use,
            address=self.settings.address,
            model=self.settings.model,
            names=self.settings.names,
            waiting=self.waiting(),
            days=tuple(
                {"day": each.id, **{k: v for k, v in asdict(each).items() if k != "id"}} for each in self.spent()
            ),
        )

    def today(self) -> Spent:
        """What was asked today."""
        day = self._parts.clock().date().isoformat()
        return self._parts.store.get(Spent, day) or Spent(id=day)

    def spent(self) -> list[Spent]:
        """What was asked on each of the last days, the latest first."""
        first = (self._parts.clock() - SHOWN_DAYS).date().isoformat()
        return sorted((each for each in self._parts.store.find(Spent) if each.id >= first), key=lambda each: each.id)[
            ::-1
        ]

    def checks(self) -> Iterator[Check]:
        """Whether the server answers, where one is to be asked."""
        if self.model:
            yield self.model.check()

    def _replies(self, judge: Judge | None) -> ReplyReader:
        return load_reply_reader(self._parts.config.user.names, judge=judge, hidden=self._hidden)

    @property
    def _hidden(self) -> bool:
        return self.settings.names == "hidden"

    def _may_ask(self, document: Document) -> bool:
        return self.settings.sees(document.source)


class Known:
    """A judge who only repeats what was answered before: for when nobody may be kept waiting."""

    def __init__(self, asking: "Asking") -> None:
        self._asking = asking

    def ask(self, questions: Iterable[Question[S]]) -> Sequence[S | None]:
        """What was answered before; the rest waits for the next pass."""
        return self._asking.known(questions)


@dataclass(frozen=True, kw_only=True)
class FileJudge:
    """A judge whose answers stand in a file, as another reader has written them."""

    asking: "Asking"
    book: "AnswersFile"

    @property
    def faults(self) -> list[ItemError]:
        """The lines that hold no answer."""
        return self.book.faults

    def write(self, file: Path) -> int:
        """Write what was asked and is not answered; gives how many questions."""
        from assistant.adapters.judging.lines import write_questions

        waiting = self.book.waiting.values()
        return write_questions(file, (self.asking.prompts.prompt(self.asking.kinds.load(each)) for each in waiting))


def judge_of_file(answers: Path | None, topics: Mapping[str, Topic]) -> FileJudge:
    """A judge by a file of answers; without one it has none, and collects the questions. Raises SourceError."""
    from assistant.adapters.judging.lines import AnswersFile

    book = AnswersFile(answers)
    return FileJudge(asking=_asking(JudgeSettings(use="batch"), None, book, utc_now, topics), book=book)


def _asking(
    settings: JudgeSettings, model: ChatModel | None, book: AnswerBook, clock: Clock, topics: Mapping[str, Topic]
) -> "Asking":
    from assistant.adapters.judging.prompts import JudgePrompts
    from assistant.adapters.judging.questions import JudgedQuestions
    from assistant.services.asking import Asking

    return Asking(
        settings=settings,
        model=model,
        prompts=JudgePrompts(topics),
        kinds=JudgedQuestions(),
        book=book,
        clock=clock,
    )
