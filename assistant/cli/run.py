"""`run`: the background agent, and how it is doing."""

import json as jsonlib
import os
import signal
import sys
import threading
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from assistant.bootstrap import Assistant
from assistant.bootstrap.agent import agent_for, agent_runs, health_of, logs_folder, notifier_for, page_address
from assistant.bootstrap.renewing import renewed
from assistant.cli import fault, show
from assistant.cli.session import session_of
from assistant.domain.jobs import Job
from assistant.errors import ConfigError, UserError
from assistant.services.lane import Tell
from assistant.setup.following import Following
from assistant.setup.session import Session

if TYPE_CHECKING:
    from assistant.services.agent import Agent
    from assistant.services.health import Health

LOOK = 2.0  # seconds until it is seen that the settings have changed
GRACE = 6.0  # seconds that the page may take to end

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
    session = session_of(context)
    assistant = session.assistant
    if status:
        tell_health(assistant, json=json)
        return
    echo = sys.stdout if sys.stdout.isatty() else None
    with agent_runs(assistant, page=page_address(assistant.config) if page else "", echo=echo) as tell:
        rounds = _Rounds(session=session, assistant=assistant, tell=tell)
        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), rounds.end)
        serving = rounds.serve() if page else None
        is_clean = rounds.run()
        rounds.over.set()
        if serving:
            serving.join(GRACE)
    if is_clean:
        return
    sys.stdout.flush()
    os._exit(0)  # a thread waits for a server still; the store is whole whenever a process ends


@dataclass(kw_only=True)
class _Rounds:
    """The agent by the configuration as it stands: when that changes, another one takes its place.

    The page is served beside it, so that it stays while the user changes something on it.
    """

    session: Session
    assistant: Assistant
    tell: Tell
    over: threading.Event = field(default_factory=threading.Event)
    agent: "Agent | None" = None
    is_ending: bool = False
    has_changed: bool = False

    def run(self) -> bool:
        """Run until the end; gives whether all came to a good end. Raises what nobody foresaw."""
        is_clean = True
        while not self.is_ending:
            self.has_changed = False
            notifier = notifier_for(self.assistant.config, partial(_reach, self.assistant))
            agent = agent_for(self.assistant, tell=self.tell, places=fault.places, notifier=notifier)
            agent.also["settings"] = partial(self._follow, agent, Following(self.session.path))
            self.agent = agent
            if self.is_ending:  # the signal came meanwhile
                break
            is_clean = agent.run()
            if agent.fault:
                raise agent.fault  # told by its place, with a status for which the system starts it again
            if not self.has_changed:
                break
        return is_clean

    def end(self, number: int, frame: FrameType | None) -> None:
        """End soon: a signal has come."""
        self.is_ending = True
        if self.agent:
            self.agent.end()

    def serve(self) -> threading.Thread:
        """Serve the page until the end."""
        thread = threading.Thread(target=self._serve, name="page", daemon=True)
        thread.start()
        return thread

    def _serve(self) -> None:
        try:
            _serve(self.session, self.assistant, self.over)
        except UserError as error:
            self.tell(f"page: it ended: {'; '.join(error.problems)}")

    def _follow(self, agent: "Agent", following: Following) -> None:
        while not agent.stop.wait(LOOK):
            if not following.has_changed():
                continue
            try:
                config = self.session.config()
            except ConfigError:
                self.tell("settings: they cannot be used as they are now; those before still count")
                continue
            self.tell("settings: they have changed, and count from now on")
            self.assistant, self.has_changed = renewed(self.assistant, config), True
            agent.end()
            return


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


def _serve(session: Session, assistant: Assistant, stop: threading.Event) -> None:
    """Serve the page until `stop` is set; where it is served already, as by `serve`, once that has ended."""
    from assistant.web.serve import is_served, server

    page = assistant.config.page
    while is_served(page.host, page.port):
        if stop.wait(LOOK):
            return
    serving = server(assistant, host=page.host, port=page.port, home=session)

    def ending() -> None:
        stop.wait()
        serving.should_exit = True

    threading.Thread(target=ending, name="page's end", daemon=True).start()
    serving.run()


def _reach(assistant: Assistant, path: str) -> str:
    """The address of a path of the page that signs the browser in, once, within ten minutes."""
    from assistant.web.serve import invitation

    return invitation(assistant, assistant.config.page.host, assistant.config.page.port, to=path)
