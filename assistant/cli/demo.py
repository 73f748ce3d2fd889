"""`demo`: the whole job on a sample world, in a throw-away folder."""

import shutil
import tempfile
import tomllib
import webbrowser
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
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
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import SAID, Label, Reply, ReplyState
from assistant.domain.threads import message_id_of
from assistant.errors import NotFoundError
from assistant.services import today
from assistant.services.settle import Settle

NOW = datetime.fromisoformat("2026-11-20T09:00+00:00")  # the day on which the sample world stands


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="The page afterwards.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="On which port the page is served.")] = 8765,
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
    _introduction(assistant, story, clock, folder / "mail" / "loose")
    show.head("What waits for Maren now")
    _waiting(assistant)
    show.say()
    show.say("Everything lies in a throw-away folder. Look around in it:")
    show.hint(f"assistant --config {folder / 'config.toml'} today")
    if serve:
        _serve(assistant, port)


def _serve(assistant: Assistant, port: int) -> None:
    from assistant.web.serve import invitation, serve

    host = "127.0.0.1"

    def ready() -> None:
        link = invitation(assistant, host, port)
        show.head("The same on a page, for you to try: nothing in it is real, and nothing reaches anybody")
        show.say(link)
        show.hint("The link signs one browser in, once, within ten minutes. End it with Ctrl-C.")
        webbrowser.open(link)

    serve(assistant, host=host, port=port, is_demo=True, ready=ready)


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


def _introduction(assistant: Assistant, story: dict[str, Any], clock: _Clock, inbox: Path) -> None:
    """One matter from the first question to the joint message, through all three consents.

    The answers come as mails into the folder `inbox`, and are understood like any other.
    """
    prompt, person = _prompt(assistant, story["seeker"], story["category"])
    show.head(f"She says yes to one: {person.name}, {prompt.category}")
    _, introduction = assistant.introduce.answer(prompt, PromptState.YES)
    assert introduction is not None  # a yes opens one
    for answer in story["answer"]:
        introduction = _approve_what_waits(assistant, introduction)
        clock.now = answer["date"]
        asked = _last_ask(assistant, introduction)
        (inbox / f"{asked.id}.eml").write_bytes(_reply(asked, assistant.config.user.participant, answer))
        show.head(f"The {answer['side']} answers, and the next sync reads it")
        show.say(show.quoted(" ".join(answer["text"].split())))
        for reply in (reply for source in run_sync(assistant).sources for reply in source.replies):
            _understood(assistant, reply)
        introduction = assistant.store.get(Introduction, introduction.id) or introduction
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


def _understood(assistant: Assistant, reply: Reply) -> None:
    """What a reply was taken for; where that is not sure, Maren says what it means."""
    show.say(f"Understood: {SAID[reply.label]} ({reply.confidence:.0%} sure), by “{reply.quote}”")
    if reply.state is ReplyState.WAITS:
        show.say(f"It is left to Maren, since {reply.why}. She reads it as a yes.")
        Settle(answers=assistant.answers).settle(reply, Label.YES)


def _last_ask(assistant: Assistant, introduction: Introduction) -> Draft:
    """The message that waits for an answer."""
    draft = assistant.store.get(Draft, introduction.since_asked[0].draft_id)
    assert draft is not None  # the introduction has just gone on by it
    return draft


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
