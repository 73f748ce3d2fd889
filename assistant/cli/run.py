"""`run`: the background agent, and how it is doing."""

import json as jsonlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from assistant.bootstrap import Assistant
from assistant.bootstrap.agent import agent_for, agent_runs, health_of, logs_folder, notifier_for, page_address
from assistant.cli import fault, show
from assistant.cli.session import assistant_of
from assistant.domain.jobs import Job
from assistant.errors import UserError

if TYPE_CHECKING:
    from assistant.services.agent import Agent
    from assistant.services.health import Health

DOES = {
    Job.SYNC: "reads everything new",
    Job.REPLIES: "looks for replies",
    Job.BACKUP: "keeps a backup",
    Job.DIGEST: "sends the digest",
    Job.MEETINGS: "looks whether a meeting is over",
}


def run(
    context: typer.Context,
    page: Annotated[bool, typer.Option("--page/--no-page", help="Whether the page is served as well.")] = True,
    status: Annotated[bool, typer.Option("--status", help="Only tell how the one that runs is doing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="With --status: as JSON.")] = False,
) -> None:
    """Work in the background: read daily, look for replies, ask after meetings, until it is stopped."""
    assistant = assistant_of(context)
    if status:
        tell_health(assistant, json=json)
        return
    echo = sys.stdout if sys.stdout.isatty() else None
    with agent_runs(assistant, page=page_address(assistant.config) if page else "", echo=echo) as tell:
        notifier = notifier_for(assistant.config, partial(_reach, assistant))
        agent = agent_for(assistant, tell=tell, places=fault.places, notifier=notifier)
        if page:
            agent.also["page"] = partial(_serve, assistant, agent.stop)
        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _ending(agent))
        is_clean = agent.run()
    if agent.fault:
        raise agent.fault  # told by its place, with a status for which the system starts it again
    if is_clean:
        return
    sys.stdout.flush()
    os._exit(0)  # a thread waits for a server still; the store is whole whenever a process ends


def tell_health(assistant: Assistant, *, json: bool = False) -> None:
    """How the agent is doing; ends with status 1 where it does not run, or something is wrong."""
    health = health_of(assistant)
    if json:
        typer.echo(jsonlib.dumps(msgspec.to_builtins(health), indent=2))
    else:
        _say(assistant, health)
    if not health.is_well:
        raise typer.Exit(1)


def _say(assistant: Assistant, health: "Health") -> None:
    running = health.running
    if running:
        show.say(f"It runs since {running.since:%H:%M on} {show.day(running.since)}, as process {running.pid}.")
        if running.page:
            show.hint(running.page)
    else:
        show.say("It does not run. Start it: assistant run, or for good: assistant service install")
    for job in health.jobs:
        last = f"last {job.last:%H:%M on} {show.day(job.last)}" if job.last else "not yet"
        due = f", next {job.next:%H:%M on} {show.day(job.next)}" if running else ""
        show.say(f"{DOES[job.job]}: {last}{due}")
    for problem in health.problems:
        show.say(show.folded(problem, "  ! "))
    show.hint(f"what it did is written in {logs_folder(assistant.config) / 'agent.log'}")


def _serve(assistant: Assistant, stop: threading.Event) -> None:
    """Serve the page until `stop` is set. Raises UserError where something else is served there."""
    from assistant.web.serve import is_served, server

    page = assistant.config.page
    if is_served(page.host, page.port):
        raise UserError(f"something else is served on port {page.port}", hint="end it, or choose another 'page.port'")
    serving = server(assistant, host=page.host, port=page.port)

    def ending() -> None:
        stop.wait()
        serving.should_exit = True

    threading.Thread(target=ending, name="page's end", daemon=True).start()
    serving.run()


def _reach(assistant: Assistant, path: str) -> str:
    """The address of a path of the page that signs the browser in, once, within ten minutes."""
    from assistant.web.serve import invitation

    return invitation(assistant, assistant.config.page.host, assistant.config.page.port, to=path)


def _ending(agent: "Agent") -> Callable[[int, FrameType | None], None]:
    return lambda number, frame: agent.end()
