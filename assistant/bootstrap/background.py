"""What starts the agent at sign-in, on the system that this is."""

import getpass
import os
import sys
from pathlib import Path

from assistant.config import Config
from assistant.ports import ServiceManager


def service_manager(config: Config, config_path: Path, data: Path | None) -> ServiceManager:
    """The part of this system that starts programs at sign-in.

    It will run the agent of the configuration in `config_path`, with `data` for its data folder where one is given.
    """
    from assistant.adapters.background.launchd import Launchd
    from assistant.adapters.background.systemd import Systemd
    from assistant.adapters.background.task_scheduler import TaskScheduler

    chosen = ["--data", str(data.absolute())] if data else []
    words = ["-m", "assistant", "--config", str(config_path.absolute()), *chosen, "run"]
    python = Path(sys.executable)
    if sys.platform == "win32":
        windowless = python.with_name("pythonw.exe")
        command = [str(windowless if windowless.exists() else python), *words]
        user = f"{os.environ.get('USERDOMAIN', '')}\\{getpass.getuser()}".lstrip("\\")
        return TaskScheduler(command=command, folder=config.data, user=user)
    command = [str(python), *words]
    if sys.platform == "darwin":
        return Launchd(command=command, folder=Path.home() / "Library" / "LaunchAgents", uid=os.getuid())
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Systemd(command=command, folder=settings / "systemd" / "user", user=getpass.getuser())
