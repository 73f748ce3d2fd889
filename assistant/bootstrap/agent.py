"""The background agent and a whole pass, made of the assistant's parts."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from assistant.adapters.agent_log import agent_log
from assistant.adapters.desktop import DesktopNotes, NoNotes
from assistant.adapters.instance import only_instance, running_instance
from assistant.bootstrap import Assistant
from assistant.bootstrap.keeping import backups_folder, daily_backup
from assistant.bootstrap.passing import whole_pass
from assistant.config import Config
from assistant.domain.activity import Deed
from assistant.domain.jobs import Daily, Done, Every, Job, Running, Timetable
from assistant.domain.meetings import Meeting
from assistant.errors import DeliveryError, UserError
from assistant.ports import Notifier, WaitingSource
from assistant.services.activities import Activities
from assistant.services.agent import Agent
from assistant.services.ask_after import AskAfter
from assistant.services.health import Health, health
from assistant.services.lane import Lane, Outcome, Stopping, Task, Tell
from assistant.services.listen import Listen
from assistant.services.outcomes import of_asking, of_digest, of_replies, of_sync
from assistant.services.sync_hooks import Progress

READ_FIRST = timedelta(minutes=5)
"""How long meetings that ended while the machine slept wait for the calendar to be read: they may have been moved."""


def timetables(config: Config) -> Mapping[Job, tuple[Timetable, bool]]:
    """When each job is due, and whether at once where it was never done."""
    agent, zone = config.agent, config.zone
    sync = Daily(at=time.fromisoformat(agent.sync_at), zone=zone)
    found: dict[Job, tuple[Timetable, bool]] = {Job.SYNC: (sync, True)}
    if agent.replies_every:
        found[Job.REPLIES] = (Every(period=timedelta(minutes=agent.replies_every)), True)
    if agent.backups:
        found[Job.BACKUP] = (sync, True)
    if config.digest.at:
        found[Job.DIGEST] = (Daily(at=time.fromisoformat(config.digest.at), zone=zone), False)
    return found | {Job.MEETINGS: (Every(period=timedelta(minutes=1)), True)}


def agent_for(
    assistant: Assistant,
    *,
    tell: Tell,
    places: Callable[[BaseException], Iterable[str]],
    notifier: Notifier,
    meetings: Callable[[], Iterable[Meeting]] | None = None,
    digest: Callable[[], Outcome | None] | None = None,
) -> Agent:
    """The agent. `meetings` gives those to ask after now; `digest` sends it in the place of the assistant's own way.

    `digest` has to know by itself whether today's was sent: it is called again where the agent was killed meanwhile.
    """
    stop = threading.Event()
    work = {
        Job.SYNC: _sync(assistant, stop),
        Job.REPLIES: _replies(assistant, stop),
        Job.BACKUP: _backup(assistant),
        Job.MEETINGS: _asking(assistant, notifier, meetings or assistant.debrief.waiting),
    }
    send = digest or _digest(assistant)
    work[Job.DIGEST] = lambda woke: send()
    tasks = {job: _task(job, *when, work[job]) for job, when in timetables(assistant.config).items() if job in work}
    asking = tasks.pop(Job.MEETINGS)
    parts: dict[str, Any] = {"store": assistant.store, "clock": assistant.clock, "places": places, "stop": stop}
    reading = Lane(tasks=list(tasks.values()), tell=tell, **parts)
    watching = Lane(tasks=[asking], tell=tell, tells_of_clock=False, **parts)
    sources = assistant.document_sources() if Job.REPLIES in tasks else []
    listeners = {
        f"listen {source.name}": Listen(
            store=assistant.store, source=source, nudge=lambda: reading.nudge(Job.REPLIES), stop=stop
        ).run
        for source in sources
        if isinstance(source, WaitingSource)
    }
    activities = Activities(store=assistant.store, clock=assistant.clock)
    return Agent(lanes=(reading, watching), activities=activities, tell=tell, stop=stop, also=listeners)


def health_of(assistant: Assistant) -> Health:
    """How the agent of this data folder is doing, whichever process it is."""
    running = running_instance(assistant.config.data)
    return health(assistant.store, timetables(assistant.config), running, assistant.clock())


@contextmanager
def agent_runs(assistant: Assistant, *, page: str = "", echo: IO[str] | None = None) -> Iterator[Tell]:
    """Be the only agent of the data folder, which serves its page at `page`; gives what writes to its log.

    Raises UserError naming the process that is it already.
    """
    data = assistant.config.data
    running = Running(pid=os.getpid(), since=assistant.clock(), page=page)
    with only_instance(data, running), agent_log(logs_folder(assistant.config), assistant.clock, echo=echo) as tell:
        yield tell


def logs_folder(config: Config) -> Path:
    """Where the agent's log lies."""
    return config.data / "logs"


def page_address(config: Config) -> str:
    """What browsers open, without a slash at its end."""
    return config.page.url


def notifier_for(config: Config, reach: Callable[[str], str]) -> Notifier:
    """What shows notes on the desktop, if any are wanted. `reach` gives a browser's way to a path of the page."""
    return DesktopNotes(reach) if config.agent.notify else NoNotes()


def _task(job: Job, timetable: Timetable, at_once: bool, work: Callable[[datetime], Outcome | None]) -> Task:
    covers = (Job.REPLIES,) if job is Job.SYNC else ()
    return Task(job=job, timetable=timetable, work=work, at_once=at_once, covers=covers, on_waking=job is Job.REPLIES)


def _sync(assistant: Assistant, stop: threading.Event) -> Callable[[datetime], Outcome]:
    return lambda woke: of_sync(whole_pass(assistant, _breaking_off(stop)).run())


def _replies(assistant: Assistant, stop: threading.Event) -> Callable[[datetime], Outcome]:
    return lambda woke: of_replies(whole_pass(assistant, _breaking_off(stop), only_new=True).run())


def _breaking_off(stop: threading.Event) -> Progress:
    """Ends a pass once `stop` is set, between two chunks."""

    def progress(name: str, handled: int) -> None:
        if stop.is_set():
            raise Stopping

    return progress


def _backup(assistant: Assistant) -> Callable[[datetime], Outcome | None]:
    def backup(woke: datetime) -> Outcome | None:
        made = daily_backup(assistant.config, assistant.clock().date())
        words = f"a copy in {backups_folder(assistant.config).name}, as every day"
        return Outcome(deed=Deed.BACKED_UP, words=words) if made else None

    return backup


def _digest(assistant: Assistant) -> Callable[[], Outcome | None]:
    """Raises UserError where it is to be tried again."""

    def send() -> Outcome | None:
        digests = assistant.digest
        sent = digests.send_if_due()
        if sent is None and digests.is_pending:
            raise DeliveryError("the digest does not lie in your inbox yet", hint="it is tried again by itself")
        return of_digest(sent)

    return send


def _asking(
    assistant: Assistant, notifier: Notifier, meetings: Callable[[], Iterable[Meeting]]
) -> Callable[[datetime], Outcome | None]:
    config, store = assistant.config, assistant.store
    asking = AskAfter(
        store=store,
        clock=assistant.clock,
        notifier=notifier,
        shows_titles=config.agent.titles,
    )

    def ask(woke: datetime) -> Outcome | None:
        tried = [done.tried for job in (Job.SYNC, Job.REPLIES) if (done := store.get(Done, job))]
        has_read = any(moment and moment >= woke for moment in tried) or assistant.clock() - woke > READ_FIRST
        asked, not_shown = asking.ask(meeting for meeting in meetings() if has_read or meeting.end >= woke)
        errors = [error for meeting in asked if (error := _mailed(assistant, meeting))]
        outcome = of_asking(asked, not_shown)
        return replace(outcome, errors=tuple(errors)) if outcome else None

    return ask


def _mailed(assistant: Assistant, meeting: Meeting) -> UserError | None:
    """Ask after a meeting by mail too, where that is wanted; gives why it could not be. The page goes on asking."""
    try:
        if assistant.config.debrief.mail:
            assistant.digest.ask_after(meeting)
    except UserError as error:
        return error
    return None
