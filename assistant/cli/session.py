"""What a command works with: the assistant of the configuration, made when first asked for."""

from dataclasses import dataclass, field
from pathlib import Path

import typer

from assistant.bootstrap import Assistant
from assistant.config import Config, default_config_path, load


@dataclass(kw_only=True, slots=True)
class Session:
    """The global options, and what follows from them."""

    config_path: Path | None
    data: Path | None
    _assistant: Assistant | None = field(default=None, init=False)

    @property
    def path(self) -> Path:
        """The configuration file that counts."""
        return self.config_path or default_config_path()

    def config(self) -> Config:
        """The configuration. Raises ConfigError."""
        return load(self.path, data=self.data)

    @property
    def assistant(self) -> Assistant:
        """The assistant. Raises ConfigError."""
        if self._assistant is None:
            self._assistant = Assistant(self.config())
        return self._assistant


def assistant_of(context: typer.Context) -> Assistant:
    """The assistant of a command."""
    session: Session = context.find_object(Session) or Session(config_path=None, data=None)
    return session.assistant
