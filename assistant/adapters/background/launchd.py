"""A launch agent of macOS. See launchd.plist(5)."""

import plistlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.adapters.background.commands import Run, demand, run
from assistant.adapters.background.files import remove, write

LABEL = "followup-assistant"
STOPS = 40  # seconds: more than the agent takes for a good end


@dataclass(frozen=True, kw_only=True, slots=True)
class Launchd:
    """A `ServiceManager` for macOS; `folder` is that of the user's launch agents, `uid` the user's number."""

    command: Sequence[str]
    folder: Path
    uid: int
    run: Run = run
    name: str = "launchd"

    @property
    def _path(self) -> Path:
        return self.folder / f"{LABEL}.plist"

    def files(self) -> dict[str, str]:
        """The property list."""
        return {str(self._path): property_list(self.command)}

    def install(self) -> list[str]:
        """Write it and start it now, and at each sign-in."""
        self.run(["launchctl", "bootout", self._target])  # an earlier one; where there is none, it says so
        write(self._path, self.files()[str(self._path)])
        demand(self.run, "launchctl", "bootstrap", f"gui/{self.uid}", str(self._path))
        return ["macOS may say that a background item was added: that is this one."]

    def uninstall(self) -> bool:
        """Stop it and remove the property list."""
        if not self._path.exists():
            return False
        self.run(["launchctl", "bootout", self._target])
        remove(self._path)
        return True

    def status(self) -> str:
        """Installed or not, and whether launchd knows it."""
        if not self._path.exists():
            return "not installed"
        known = self.run(["launchctl", "print", self._target]).is_well
        return f"installed in {self._path}: " + ("loaded" if known else "not loaded; install it again")

    @property
    def _target(self) -> str:
        return f"gui/{self.uid}/{LABEL}"


def property_list(command: Sequence[str]) -> str:
    """The property list's text. It is started again where it failed, after half a minute."""
    wanted = {
        "Label": LABEL,
        "ProgramArguments": list(command),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 30,
        "ExitTimeOut": STOPS,
        "ProcessType": "Background",
        "Umask": 0o077,
    }
    return plistlib.dumps(wanted, sort_keys=False).decode("utf-8")
