"""`judge`: a language model as second reader: what it was asked, and the exchange of questions and answers by files."""

import json as jsonlib
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.counted import counted
from assistant.errors import UserError

if TYPE_CHECKING:
    from assistant.bootstrap.judging import JudgeParts

app = typer.Typer(help="A language model as second reader, if you want one.", invoke_without_command=True)

SHOWN = 20  # answers that were not taken, of which each is named
LOOK = "the reference says how: docs/reference/judge.md"


@app.callback()
def judge(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """A language model as second reader: whether there is one, what it was asked, what waits and what it has cost."""
    if context.invoked_subcommand:
        return
    parts = assistant_of(context).judging
    settings, spent, waiting = parts.settings, parts.spent(), parts.waiting()
    if json:
        typer.echo(jsonlib.dumps(asdict(parts.report()), ensure_ascii=sys.stdout.isatty(), indent=2))
        return
    if settings.use == "off":
        show.say("No language model is asked. Everything works without one.")
        show.hint(f"to use one: [judge] in the configuration; {LOOK}")
    elif settings.use == "batch":
        show.say("Questions are collected for a language model, and answered by files.")
    else:
        where = (
            "on this machine" if settings.is_at_home else f"at {settings.host}: what it is shown leaves this machine"
        )
        show.say(f"{settings.model} is asked, {where}. Names are {settings.names}.")
    if waiting:
        show.say(f"Waiting: {counted(waiting, 'question')}.")
        show.hint(
            f"{'asked by the next sync; or ' if settings.use == 'live' else ''}by a file: assistant judge export FILE"
        )
    for each in spent[:7]:
        money = f", {each.money:.2f}" if each.money else ""
        show.say(f"{each.id}: {each.answered} answered, {each.known} known before, {each.tokens:,} tokens{money}")


@app.command()
def export(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="Where the questions go, a line each.")]
) -> None:
    """Write the questions that wait, each with its id, its words and the form of its answer, one JSON object a line."""
    parts = _on(context)
    count = parts.export(file)
    show.say(f"{counted(count, 'question')}: {file}" if count else "No question waits.")
    if count:
        show.hint('answer each with a line {"id": "…", "answer": {…}}, then: assistant judge import ANSWERS')


@app.command("import")
def bring(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="Answers, one JSON object a line.")]
) -> None:
    """Take answers to questions that wait. Each is checked as if the model had given it."""
    done = _on(context).bring(file)
    for fault in done.faults[:SHOWN]:
        show.complain(UserError(fault.problems))
    if len(done.faults) > SHOWN:
        show.complain(UserError(f"… and {len(done.faults) - SHOWN:,} more"))
    show.say(
        f"{counted(done.answered, 'answer')} taken: {counted(done.new, 'new mention')}, {done.withdrawn:,} taken back"
        + (f"; {len(done.faults)} not taken" if done.faults else "")
    )
    if done.faults:
        show.hint(next((fault.hint for fault in done.faults if fault.hint), "their questions go on waiting"))
        raise typer.Exit(1)


@app.command()
def ask(context: typer.Context) -> None:
    """Ask what waits now, without reading anything new."""
    judging = _on(context).whole_pass()
    if judging is None or judging.asking.model is None:
        raise UserError("no language model can be asked", hint="[judge] use = 'live'; or use: assistant judge export")
    judging.begin()
    show.say(f"{judging.end().words}.")


@app.command()
def key(
    context: typer.Context,
    remove: Annotated[bool, typer.Option("--remove", help="Take the key away.")] = False,
) -> None:
    """Keep the key of the model's server in this machine's keyring. A server of your own needs none."""
    parts = assistant_of(context).judging
    parts.keep_key("" if remove else typer.prompt("Key", hide_input=True))
    show.say("The key is taken away." if remove else "The key is kept.")


@app.command()
def forget(context: typer.Context) -> None:
    """Forget every question and answer. What was found by them stays."""
    show.say(f"{counted(assistant_of(context).judging.forget(), 'question')} forgotten.")


def _on(context: typer.Context) -> "JudgeParts":
    parts = assistant_of(context).judging
    if not parts.is_on:
        raise UserError("no language model is asked, and no question collected", hint=f"[judge] use = 'batch'; {LOOK}")
    return parts
