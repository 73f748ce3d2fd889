"""What is told to systemd, launchd and the Task Scheduler, and what is done with it."""

import os
import plistlib
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lxml import etree

from assistant.adapters.background.commands import Ran, run
from assistant.adapters.background.launchd import Launchd, property_list
from assistant.adapters.background.systemd import Systemd, unit
from assistant.adapters.background.task_scheduler import NAMESPACE, TaskScheduler, task
from assistant.bootstrap.background import service_manager
from assistant.config import Config, User
from assistant.errors import UserError
from assistant.ports import ServiceManager

GOLDEN = Path(__file__).parent.parent / "golden" / "agent"
PLAIN = ("/home/maren/.venv/bin/python", "-m", "assistant", "--config", "/home/maren/config.toml", "run")
ODD = ("/opt/my apps/pythön", "--config", "/home/ma\"ren/100% <Müller & Søn> $HOME/it's\\here\nnow.toml", "run")
RENDERED: dict[str, Callable[[], str]] = {
    "plain.service": lambda: unit(PLAIN),
    "odd.service": lambda: unit(ODD),
    "plain.plist": lambda: property_list(PLAIN),
    "odd.plist": lambda: property_list(ODD),
    "plain.xml": lambda: task(PLAIN, "DESK\\maren"),
    "odd.xml": lambda: task(ODD, "DESK\\Müller & Søn"),
}


@pytest.mark.parametrize("name", RENDERED)
def test_it_is_written_as_it_was_read_and_found_good(name: str) -> None:
    assert RENDERED[name]() == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("command", [PLAIN, ODD])
def test_a_property_list_says_the_command_word_by_word(command: Sequence[str]) -> None:
    read = plistlib.loads(property_list(command).encode())
    assert read["ProgramArguments"] == list(command)
    assert read["Umask"] == 0o077


@pytest.mark.parametrize("command", [PLAIN, ODD])
def test_a_task_is_xml_of_the_schema_and_says_the_command(command: Sequence[str]) -> None:
    root = etree.fromstring(task(command, "DESK\\maren").encode("utf-16"))
    found = {each.tag.removeprefix(f"{{{NAMESPACE}}}"): each.text for each in root.iter()}
    assert found["Command"] == command[0]
    assert found["Arguments"] == subprocess.list2cmdline(command[1:])
    assert [each.tag.removeprefix(f"{{{NAMESPACE}}}") for each in root] == [
        *("RegistrationInfo", "Triggers", "Principals", "Settings", "Actions")
    ], "the schema wants them in this order"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not on this machine")
@pytest.mark.parametrize("place", ["plain", "with a space", "100%h", "Müller’s \"own\" $HOME \\ 'x'"])
def test_systemd_takes_the_unit(tmp_path: Path, place: str) -> None:
    program = tmp_path / place / "python"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    file = tmp_path / "followup-assistant.service"
    file.write_text(unit([str(program), "--config", str(tmp_path / place / "config.toml"), "run"]), "utf-8")
    command = ("systemd-analyze", "--user", "verify", "--man=no", str(file))
    environment = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    told = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (told.returncode, told.stdout + told.stderr) == (0, "")


@dataclass
class System:
    """Stands for the system's commands: keeps what was called, and fails where it was told to."""

    fails: tuple[str, ...] = ()
    says: dict[str, str] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)

    def __call__(self, words: Sequence[str]) -> Ran:
        line = " ".join(words)
        self.called.append(line)
        output = next((said for begin, said in self.says.items() if line.startswith(begin)), "")
        return Ran(status=int(line.startswith(self.fails)) if self.fails else 0, output=output)


MAKES: dict[str, Callable[[Path, System], ServiceManager]] = {
    "systemd": lambda folder, system: Systemd(command=PLAIN, folder=folder, user="maren", run=system),
    "launchd": lambda folder, system: Launchd(command=PLAIN, folder=folder, uid=501, run=system),
    "Task Scheduler": lambda folder, system: TaskScheduler(command=PLAIN, folder=folder, user="maren", run=system),
}


@pytest.mark.parametrize("which", MAKES)
def test_it_writes_what_it_shows_and_takes_it_back(which: str, tmp_path: Path) -> None:
    system = System()
    manager = MAKES[which](tmp_path / "not" / "there yet", system)
    ((path, text),) = manager.files().items()
    assert not Path(path).exists()
    manager.install()
    assert Path(path).read_text("utf-16" if which == "Task Scheduler" else "utf-8") == text
    manager.install()
    assert manager.status().startswith("installed")
    assert manager.uninstall()
    assert not Path(path).exists()
    system.fails = ("schtasks /Query",)
    assert not manager.uninstall(), "a second time there is nothing"
    assert manager.status() == "not installed"


@pytest.mark.parametrize(
    ("which", "fails"),
    [
        ("systemd", "systemctl --user enable"),
        ("launchd", "launchctl bootstrap"),
        ("Task Scheduler", "schtasks /Create"),
    ],
)
def test_what_the_system_refuses_is_told_in_its_words(which: str, fails: str, tmp_path: Path) -> None:
    manager = MAKES[which](tmp_path, System(fails=(fails,), says={fails: "Access denied."}))
    with pytest.raises(UserError, match=r"Access denied\.") as refused:
        manager.install()
    assert "assistant run" in refused.value.hint


def test_systemd_is_asked_in_order(tmp_path: Path) -> None:
    system = System()
    notes = MAKES["systemd"](tmp_path, system).install()
    assert system.called == [
        "systemctl --user show-environment",
        "systemctl --user daemon-reload",
        "systemctl --user enable followup-assistant.service",
        "systemctl --user restart followup-assistant.service",
        "loginctl show-user maren --property=Linger --value",
    ]
    assert "loginctl enable-linger maren" in notes[0]
    lingering = System(says={"loginctl": "yes"})
    assert MAKES["systemd"](tmp_path, lingering).install() == []


def test_without_a_systemd_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no systemd for your user"):
        MAKES["systemd"](tmp_path / "units", System(fails=("systemctl",))).install()
    assert not (tmp_path / "units").exists()


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        MAKES["launchd"](tmp_path / "file" / "inside", System()).install()


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(UserError, match="no-such-command is not on this machine"):
        run(["no-such-command"])
    assert run([sys.executable, "-c", "print('a'); raise SystemExit(3)"]) == Ran(status=3, output="a")


@pytest.mark.parametrize(
    ("platform", "kind", "place"),
    [
        ("linux", Systemd, ".config/systemd/user"),
        ("darwin", Launchd, "Library/LaunchAgents"),
        ("win32", TaskScheduler, "d"),
    ],
)
def test_each_system_has_its_own(
    platform: str, kind: type, place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    config = Config(user=User(name="Maren", addresses=("maren@holt.example",)), data=tmp_path / "d")
    manager = service_manager(config, Path("config.toml"), None)
    assert isinstance(manager, kind)
    ((path, text),) = manager.files().items()
    assert Path(path).parent == tmp_path / place
    assert sys.executable in text
    assert str(Path("config.toml").absolute()) in text
    assert "--data" not in text
    assert "--data" in next(iter(service_manager(config, Path("config.toml"), Path("d")).files().values()))


def test_what_is_installed_may_be_read_by_the_user(tmp_path: Path) -> None:
    MAKES["systemd"](tmp_path, System()).install()
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & stat.S_IRUSR


if __name__ == "__main__":  # writes the golden files anew; read the difference as the system would
    for name, render in RENDERED.items():
        (GOLDEN / name).write_text(render(), "utf-8")
