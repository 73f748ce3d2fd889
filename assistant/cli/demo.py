"""`demo`: the whole job on a sample world, in a throw-away folder."""

import shutil
import tempfile
import tomllib
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any

import typer

import assistant as package
from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.prompts import show_question
from assistant.cli.reading import run_sync, summary
from assistant.config import load
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import NotFoundError
from assistant.services import today

NOW = datetime.fromisoformat("2026-11-20T09:00+00:00")  # the day on which the sample world stands


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="The page afterwards, once there is one.")] = True,
) -> None:
    """Show everything on the mail, notes and calendar of an invented business owner."""
    folder = Path(tempfile.mkdtemp(prefix="followup-demo-"))
    with as_file(files(package) / "sample") as sample:
        shutil.copytree(sample, folder, dirs_exist_ok=True)
    story: dict[str, Any] = tomllib.loads((folder / "story.toml").read_text("utf-8"))
    clock = _Clock()
    assistant = Assistant(load(folder / "config.toml"), clock=clock)
    show.head("Maren Holt fits out offices in Bristol. Her assistant reads her mail, notes and calendar:")
    summary(run_sync(assistant), assistant.config.zone)
    _noticed(assistant)
    _answers(assistant, story["prompt"])
    _introduction(assistant, story, clock)
    show.head("What waits for Maren now")
    _waiting(assistant)
    show.say()
    show.say("Everything lies in a throw-away folder. Look around in it:")
    show.hint(f"assistant --config {folder / 'config.toml'} today")


class _Clock:
    """The demo's own time."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def _noticed(assistant: Assistant) -> None:
    waiting = today.look(assistant.store, assistant.debrief)
    show.head(f"It noticed {len(waiting.questions)} matters, and asks: would they like outside help with that?")
    timing = assistant.timing()
    for question in waiting.questions:
        show_question(assistant, question, timing)


def _answers(assistant: Assistant, answers: Sequence[dict[str, Any]]) -> None:
    show.head("Maren answers two of them at once")
    for given in answers:
        prompt, person = _prompt(assistant, given["seeker"], given["category"])
        assistant.introduce.answer(prompt, PromptState(given["answer"]), until=given.get("until"))
        until = f" until {given['until']:%d %B}" if "until" in given else ""
        show.say(f"{person.name}, {prompt.category}: {given['answer']}{until}")


def _introduction(assistant: Assistant, story: dict[str, Any], clock: _Clock) -> None:
    """One matter from the first question to the joint message, through all three consents."""
    prompt, person = _prompt(assistant, story["seeker"], story["category"])
    show.head(f"She says yes to one: {person.name}, {prompt.category}")
    _, introduction = assistant.introduce.answer(prompt, PromptState.YES)
    assert introduction is not None  # a yes opens one
    for answer in story["answer"]:
        introduction = _approve_what_waits(assistant, introduction)
        clock.now = answer["date"]
        side, words = Side(answer["side"]), " ".join(answer["text"].split())
        show.head(f"The {side} answers, and Maren records it")
        show.say(show.quoted(words))
        introduction = assistant.introduce.record(introduction, side, Answer.YES, quote=words)
    introduction = _approve_what_waits(assistant, introduction)
    show.head(f"{introduction.id} is now: {introduction.state}")


def _approve_what_waits(assistant: Assistant, introduction: Introduction) -> Introduction:
    """Show each draft of the introduction, approve it, deliver it."""
    for draft in list(assistant.store.find(Draft, introduction_id=introduction.id, state=DraftState.WAITING)):
        show.head(f"Drafted: {draft.kind.replace('_', ' ')}")
        show.message(draft)
        delivered = assistant.deliver.approve(draft.id, draft.hash)
        show.hint(f"approved, delivered: {delivered.location}")
    return assistant.store.get(Introduction, introduction.id) or introduction


def _waiting(assistant: Assistant) -> None:
    waiting = today.look(assistant.store, assistant.debrief)
    show.say(f"{len(waiting.questions)} questions, {len(waiting.drafts)} drafts")
    for meeting in waiting.meetings:
        people = ", ".join(person.name or person.address for person in meeting.attendees)
        show.say(f"What came up in “{meeting.title}” with {people}?")


def _prompt(assistant: Assistant, address: str, category: str) -> tuple[Prompt, Person]:
    for person in assistant.store.find(Person, keys=address):
        for prompt in assistant.store.find(Prompt, person_id=person.id):
            if prompt.category == category:
                return prompt, person
    raise NotFoundError(f"the reader did not notice the matter of {address} about {category}")
