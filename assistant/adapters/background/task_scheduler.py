"""A task of the Windows Task Scheduler. See its schema, "Task Scheduler Schema Elements"."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from assistant.adapters.background.commands import Run, demand, run
from assistant.adapters.background.files import remove, write

TASK = "Follow-up assistant"
NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskScheduler:
    """A `ServiceManager` for Windows; the task is written to `folder` first, `user` is whose sign-in starts it."""

    command: Sequence[str]
    folder: Path
    user: str
    run: Run = run
    name: str = "the Task Scheduler"

    @property
    def _path(self) -> Path:
        return self.folder / "agent-task.xml"

    def files(self) -> dict[str, str]:
        """The task."""
        return {str(self._path): task(self.command, self.user)}

    def install(self) -> list[str]:
        """Enter the task and start it now, and at each sign-in."""
        write(self._path, self.files()[str(self._path)], encoding="utf-16")
        demand(self.run, "schtasks", "/Create", "/TN", TASK, "/XML", str(self._path), "/F")
        demand(self.run, "schtasks", "/Run", "/TN", TASK)
        return []

    def uninstall(self) -> bool:
        """Stop it and remove the task."""
        if not self.run(["schtasks", "/Query", "/TN", TASK]).is_well:
            remove(self._path)
            return False
        self.run(["schtasks", "/End", "/TN", TASK])
        demand(self.run, "schtasks", "/Delete", "/TN", TASK, "/F")
        remove(self._path)
        return True

    def status(self) -> str:
        """Installed or not."""
        known = self.run(["schtasks", "/Query", "/TN", TASK]).is_well
        return f'installed as the task "{TASK}"' if known else "not installed"


def task(command: Sequence[str], user: str) -> str:
    """The task's text: it starts when `user` signs in, without a window, and again where it failed."""
    root = ElementTree.Element("Task", version="1.2", xmlns=NAMESPACE)
    about = _inside(root, "RegistrationInfo")
    _inside(about, "Description", "Reads mail, calendar and notes, and asks after meetings.")
    trigger = _inside(_inside(root, "Triggers"), "LogonTrigger")
    _inside(trigger, "UserId", user)
    who = _inside(_inside(root, "Principals"), "Principal", id="Author")
    _inside(who, "UserId", user)
    _inside(who, "LogonType", "InteractiveToken")
    _inside(who, "RunLevel", "LeastPrivilege")
    settings = _inside(root, "Settings")
    for name, value in (
        ("MultipleInstancesPolicy", "IgnoreNew"),
        ("DisallowStartIfOnBatteries", "false"),
        ("StopIfGoingOnBatteries", "false"),
        ("StartWhenAvailable", "true"),
        ("ExecutionTimeLimit", "PT0S"),
        ("Hidden", "true"),
    ):
        _inside(settings, name, value)
    again = _inside(settings, "RestartOnFailure")
    _inside(again, "Interval", "PT1M")
    _inside(again, "Count", "10")
    deed = _inside(_inside(root, "Actions", Context="Author"), "Exec")
    _inside(deed, "Command", command[0])
    _inside(deed, "Arguments", subprocess.list2cmdline(command[1:]))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-16"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _inside(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name, attributes)
    made.text = text or None
    return made
