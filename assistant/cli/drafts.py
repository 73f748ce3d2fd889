"""`drafts`: read, change, approve. Nothing leaves without it."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction
from assistant.errors import UserError
from assistant.services.why import look_up

app = typer.Typer(help="Messages that wait for your approval.", invoke_without_command=True)
LOOKED_AT = (DraftKind.ASK_SEEKER, DraftKind.ASK_PROVIDER, DraftKind.OFFER_PROVIDER, DraftKind.JOINT)
Id = Annotated[str, typer.Argument(help="The draft's id, or its beginning.")]
Anyway = Annotated[bool, typer.Option("--anyway", help="Let stand what the etiquette would mend in it.")]


@app.callback()
def list_drafts(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Delivered and discarded ones too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """The drafts that wait for you."""
    if context.invoked_subcommand:
        return
    assistant = assistant_of(context)
    store = assistant.store
    states = tuple(DraftState) if everything else (DraftState.WAITING, DraftState.APPROVED)
    drafts = sorted((d for state in states for d in store.find(Draft, state=state)), key=lambda draft: draft.created_at)
    if json:
        show.as_json(drafts, ({"findings": assistant.deliver.findings(draft)} for draft in drafts))
        return
    for draft in drafts:
        show.draft_line(draft)
    if not drafts:
        show.say("No draft waits. One is written when you answer a question with yes: assistant prompts")
        return
    show.hint("assistant drafts show ID, then: assistant drafts approve ID")


@app.command("show")
def show_draft(context: typer.Context, id: Id, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """The message as its recipient will read it, and what the etiquette would mend in it."""
    assistant = assistant_of(context)
    draft = look_up(assistant.store, Draft, id)
    found = assistant.deliver.findings(draft)
    if json:
        show.as_json([draft], [{"findings": found}])
        return
    show.message(draft)
    show.findings(found, draft.overruled)
    _what_is_known(assistant, draft)


@app.command()
def edit(
    context: typer.Context,
    id: Id,
    subject: Annotated[str | None, typer.Option(help="Another subject.")] = None,
    text: Annotated[str | None, typer.Option(help="Another text, instead of opening your editor.")] = None,
    anyway: Anyway = False,
) -> None:
    """Change the words in your editor; an approval that was given is void."""
    assistant = assistant_of(context)
    draft = look_up(assistant.store, Draft, id)
    if subject is None and text is None:
        edited = _in_editor(f"Subject: {draft.subject}\n\n{draft.text}").strip()
        if edited.startswith("Subject:"):
            subject, _, edited = edited.removeprefix("Subject:").partition("\n")
        text = edited.strip("\n") + "\n"
    subject, text = (subject or draft.subject).strip(), draft.text if text is None else text
    if not text.strip():
        show.say("The message was empty, so nothing was changed.")
        return
    try:
        draft = assistant.deliver.edit(draft.id, subject=subject, text=text, anyway=anyway)
    except UserError as error:
        kept = assistant.config.data / f"{draft.id}.txt"
        kept.touch(mode=0o600)
        kept.write_text(f"Subject: {subject}\n\n{text}", "utf-8")
        raise type(error)(error.problems, hint=f"{error.hint}; your words are kept in {kept}".lstrip("; ")) from None
    show.message(draft)
    show.findings(assistant.deliver.findings(draft), draft.overruled)
    show.hint(f"assistant drafts approve {draft.id}")


@app.command()
def approve(
    context: typer.Context,
    id: Id,
    yes: Annotated[bool, typer.Option("--yes", help="You have read it already; do not ask.")] = False,
    anyway: Anyway = False,
) -> None:
    """Approve exactly this text, and lay it in your drafts folder."""
    assistant = assistant_of(context)
    draft = look_up(assistant.store, Draft, id)
    found = assistant.deliver.findings(draft) if draft.state is DraftState.WAITING else ()
    show.message(draft)
    _what_is_known(assistant, draft)
    show.findings(found, draft.overruled)
    if draft.state is DraftState.WAITING and not yes:
        all_the_same = " all the same" if set(found) - set(draft.overruled) and not anyway else ""
        if not typer.confirm(f"\nApprove exactly this text{all_the_same}?"):
            show.say("Left as it is.")
            return
        anyway = True  # what was found stood above the question
    delivered = assistant.deliver.approve(draft.id, draft.hash, anyway=anyway)
    show.say(f"Delivered: {delivered.location}")


@app.command()
def discard(context: typer.Context, id: Id) -> None:
    """Throw a draft away. `drafts restore` takes it back."""
    assistant = assistant_of(context)
    draft = assistant.deliver.discard(look_up(assistant.store, Draft, id).id)
    show.say(f"{draft.id} is discarded.")
    show.hint(f"assistant drafts restore {draft.id}")


@app.command()
def restore(context: typer.Context, id: Id) -> None:
    """Take a discarded draft back."""
    assistant = assistant_of(context)
    draft = assistant.deliver.restore(look_up(assistant.store, Draft, id).id)
    show.draft_line(draft)


def _what_is_known(assistant: Assistant, draft: Draft) -> None:
    """Below a message that waits: what was found out about the two, and how and when it is best asked."""
    from assistant.domain.people import Channel
    from assistant.services.letters import person_of
    from assistant.services.look_before import about_introduction

    introduction = assistant.store.get(Introduction, draft.introduction_id)
    if (
        introduction is None
        or draft.kind not in LOOKED_AT
        or draft.state not in (DraftState.WAITING, DraftState.APPROVED)
    ):
        return
    show.facts(about_introduction(assistant.store, introduction, assistant.user, provider_id=draft.provider_id))
    if draft.kind is not DraftKind.JOINT:
        person = person_of(assistant.store, introduction, draft.side, draft.provider_id)
        proposal = assistant.timing().proposal(person, introduction.category)
        show.hint(proposal.words)
        if proposal.way is Channel.PHONE:
            show.hint(f"what to say: assistant intros script {introduction.id}")


def _in_editor(text: str) -> str:
    """`text` after the user has changed it in their own editor. Raises UserError where none can be started."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "nano")
    with tempfile.TemporaryDirectory(prefix="followup-") as folder:
        file = Path(folder) / "draft.txt"
        file.write_text(text, "utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(file)], check=True)  # noqa: S603  the user's own editor
        except (OSError, subprocess.CalledProcessError) as error:
            raise UserError(
                f"the editor '{editor}' did not work: {error}", hint="name one in EDITOR, or use --subject and --text"
            ) from None
        return file.read_text("utf-8")
