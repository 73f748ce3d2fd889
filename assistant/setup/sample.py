"""The sample world of Maren Holt: her mail, notes and calendar in a throw-away folder, and a month of work.

What happens is told piece by piece to whoever plays it.
"""

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import assistant as package
from assistant.bootstrap import Assistant
from assistant.bootstrap.pairing import pairing_of
from assistant.bootstrap.passing import whole_pass
from assistant.config import load
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Label, Reply, ReplyState
from assistant.domain.threads import message_id_of
from assistant.errors import NotFoundError
from assistant.services import wishes
from assistant.services.activities import Activities
from assistant.services.outcomes import of_sync
from assistant.services.settle import Settle
from assistant.services.sync_report import SyncReport
from assistant.services.whole_pass import LookedAfter, TakenUp, WholeReport
from assistant.setup.sample_practice import SamplePractice

NOW = datetime.fromisoformat("2026-11-20T09:00+00:00")  # the day on which the sample world stands


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """Everything was read for the first time."""

    report: SyncReport


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """A question was answered with no, or put off; `until` when."""

    prompt: Prompt
    person: Person
    until: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidYes:
    """A question was answered with yes."""

    prompt: Prompt
    person: Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Drafted:
    """A message was drafted, approved, and laid down at `location`."""

    draft: Draft
    location: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Replied:
    """One side answers by mail."""

    side: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """What a reply was taken for; where it waits, Maren reads it as a yes."""

    reply: Reply


@dataclass(frozen=True, kw_only=True, slots=True)
class Stands:
    """Where the introduction stands in the end."""

    introduction: Introduction


Happening = Read | Answered | SaidYes | Drafted | Replied | Understood | Stands


class _Clock:
    """The sample world's own time."""

    def __init__(self) -> None:
        self.now = NOW

    def set(self, at: datetime) -> None:
        self.now = at

    def __call__(self) -> datetime:
        return self.now


@dataclass(kw_only=True)
class SampleWorld:
    """The sample world in `folder`, which must be empty."""

    folder: Path
    assistant: Assistant = field(init=False)

    def __post_init__(self) -> None:
        with as_file(files(package) / "sample") as sample:
            shutil.copytree(sample, self.folder, dirs_exist_ok=True)
        self._clock = _Clock()
        self.assistant = Assistant(load(self.config), clock=self._clock)

    @property
    def config(self) -> Path:
        """Its configuration file."""
        return self.folder / "config.toml"

    def play(self) -> Iterator[Happening]:
        """What happens in it, from the first reading to an introduction through all three consents."""
        story: dict[str, Any] = tomllib.loads((self.folder / "story.toml").read_text("utf-8"))
        report = self._sync()
        self._keep(report)
        yield Read(report=report)
        for given in story["prompt"]:
            prompt, person = self._prompt(given["seeker"], given["category"])
            self.assistant.introduce.answer(prompt, PromptState(given["answer"]), until=given.get("until"))
            answered = self.assistant.store.get(Prompt, prompt.id) or prompt
            yield Answered(prompt=answered, person=person, until=given.get("until"))
        self._practice()
        yield from self._introduction(story)
        for told in story["wish"]:
            (person,) = self.assistant.store.find(Person, keys=told["who"])
            wishes.note(self.assistant.store, person, told["words"], kind=None, at=self._clock.now)
        pairing_of(self.assistant).run()

    def _keep(self, report: SyncReport) -> None:
        """Write the first reading down, as the page and the background do."""
        outcome = of_sync(WholeReport(looked_after=LookedAfter(), read=report, taken_up=TakenUp()))
        activities = Activities(store=self.assistant.store, clock=self._clock)
        activities.keep(outcome.deed, outcome.words, why="you asked for it", link=outcome.link)

    def _practice(self) -> None:
        told = tomllib.loads((self.folder / "practice.toml").read_text("utf-8"))
        SamplePractice(assistant=self.assistant, told=told, at=self._clock.set).tell()

    def _sync(self) -> SyncReport:
        return whole_pass(self.assistant).read()

    def _introduction(self, story: dict[str, Any]) -> Iterator[Happening]:
        """One matter to its end. The answers come as mails into a folder, and are understood like any other."""
        prompt, person = self._prompt(story["seeker"], story["category"])
        _, introduction = self.assistant.introduce.answer(prompt, PromptState.YES)
        assert introduction is not None  # a yes opens one
        yield SaidYes(prompt=prompt, person=person)
        for answer in story["answer"]:
            yield from self._approved(introduction)
            introduction = self._known(introduction)
            self._clock.now = answer["date"]
            asked = self.assistant.store.get(Draft, introduction.since_asked[0].draft_id)
            assert asked is not None  # the introduction has just gone on by it
            mail = _reply(asked, self.assistant.config.user.participant, answer)
            (self.folder / "mail" / "loose" / f"{asked.id}.eml").write_bytes(mail)
            yield Replied(side=answer["side"], text=" ".join(answer["text"].split()))
            for reply in [reply for source in self._sync().sources for reply in source.replies]:
                yield Understood(reply=reply)
                if reply.state is ReplyState.WAITS:
                    Settle(answers=self.assistant.answers).settle(reply, Label.YES)
            introduction = self._known(introduction)
        yield from self._approved(introduction)
        yield Stands(introduction=self._known(introduction))

    def _approved(self, introduction: Introduction) -> Iterator[Happening]:
        """Approve each draft of the introduction, and deliver it."""
        store = self.assistant.store
        for draft in list(store.find(Draft, introduction_id=introduction.id, state=DraftState.WAITING)):
            delivered = self.assistant.deliver.approve(draft.id, draft.hash)
            yield Drafted(draft=draft, location=delivered.location)

    def _known(self, introduction: Introduction) -> Introduction:
        return self.assistant.store.get(Introduction, introduction.id) or introduction

    def _prompt(self, address: str, category: str) -> tuple[Prompt, Person]:
        for person in self.assistant.store.find(Person, keys=address):
            for prompt in self.assistant.store.find(Prompt, person_id=person.id):
                if prompt.category == category:
                    return prompt, person
        raise NotFoundError(f"the reader did not notice the matter of {address} about {category}")


def _reply(asked: Draft, user: Participant, answer: dict[str, Any]) -> bytes:
    """The mail that answers a message, as a mail program writes it."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = str(asked.to[0])
    mail["To"] = str(user)
    mail["Date"] = answer["date"]
    mail["Subject"] = f"Re: {asked.subject}"
    mail["Message-ID"] = f"<{asked.id}@{asked.to[0].address.partition('@')[2]}>"
    mail["In-Reply-To"] = message_id_of(asked, user.address.partition("@")[2])
    quoted = "".join(f"> {line}\n" for line in asked.text.splitlines())
    mail.set_content(f"{answer['text'].strip()}\n\n{user.name} wrote:\n{quoted}")
    return mail.as_bytes()
