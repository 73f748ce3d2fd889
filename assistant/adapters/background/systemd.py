"""A user unit of systemd. See systemd.service(5), systemd.exec(5), and systemd.syntax(7) on quoting."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.adapters.background.commands import Run, demand, run
from assistant.adapters.background.files import remove, write
from assistant.errors import UserError

UNIT = "followup-assistant.service"
STOPS = 40  # seconds: more than the agent takes for a good end


@dataclass(frozen=True, kw_only=True, slots=True)
class Systemd:
    """A `ServiceManager` for Linux; `folder` is that of the user's units, `user` the name to tell loginctl."""

    command: Sequence[str]
    folder: Path
    user: str
    run: Run = run
    name: str = "systemd"

    @property
    def _path(self) -> Path:
        return self.folder / UNIT

    def files(self) -> dict[str, str]:
        """The unit."""
        return {str(self._path): unit(self.command)}

    def install(self) -> list[str]:
        """Write the unit and start it now, and at each sign-in."""
        if not self.run(["systemctl", "--user", "show-environment"]).is_well:
            raise UserError(
                "there is no systemd for your user here: none on this machine, or you came in by su or a container",
                hint="start it another way, such as by cron: @reboot " + " ".join(self.command),
            )
        write(self._path, self.files()[str(self._path)])
        demand(self.run, "systemctl", "--user", "daemon-reload")
        demand(self.run, "systemctl", "--user", "enable", UNIT)
        demand(self.run, "systemctl", "--user", "restart", UNIT)  # which starts it, too, and takes a changed unit
        return self._lingering()

    def uninstall(self) -> bool:
        """Stop it and remove the unit."""
        if not self._path.exists():
            return False
        demand(self.run, "systemctl", "--user", "disable", "--now", UNIT)
        remove(self._path)
        demand(self.run, "systemctl", "--user", "daemon-reload")
        return True

    def status(self) -> str:
        """Installed or not, and what systemd says."""
        if not self._path.exists():
            return "not installed"
        enabled = self.run(["systemctl", "--user", "is-enabled", UNIT]).output or "unknown"
        active = self.run(["systemctl", "--user", "is-active", UNIT]).output or "unknown"
        return f"installed in {self._path}: {enabled}, {active}"

    def _lingering(self) -> list[str]:
        lingers = self.run(["loginctl", "show-user", self.user, "--property=Linger", "--value"])
        if lingers.output == "yes":
            return []
        return [
            f"It runs while you are signed in. On a machine that nobody signs in to: loginctl enable-linger {self.user}"
        ]


def unit(command: Sequence[str]) -> str:
    """The unit's text.

    It is started again where it failed, but not where the configuration is wrong (status 2), nor again and again.
    The lines from UMask on take away what it never needs, as far as a systemd of the user's own may do that.
    """
    return f"""\
[Unit]
Description=The follow-up assistant
StartLimitIntervalSec=10min
StartLimitBurst=5

[Service]
Type=exec
ExecStart={_line(command)}
Restart=on-failure
RestartSec=30
RestartPreventExitStatus=2
TimeoutStopSec={STOPS}
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native

[Install]
WantedBy=default.target
"""


def _line(command: Sequence[str]) -> str:
    """A command as systemd reads it. It takes no program whose path holds a quote or a backslash; `env` does."""
    words = ["/usr/bin/env", *command] if set(command[0]) & set("'\"\\") else command
    return " ".join([_quoted(words[0]), *(_quoted(word).replace("$", "$$") for word in words[1:])])


def _quoted(word: str) -> str:
    """A word; `%` stands for values of the system's own, in arguments `$` as well."""
    for sign, instead in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("%", "%%")):
        word = word.replace(sign, instead)
    return f'"{word}"'
