"""What a command or the page works with: the assistant of the configuration, made when first asked for."""

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.bootstrap import Assistant
from assistant.config import Config, Reading, User, default_config_path, load, local_zone
from assistant.errors import ConfigError


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

    def config_of_nobody(self) -> Config:
        """What counts before there is a configuration: nothing but where the store will lie."""
        data = self.data or self.path.parent / "data"
        return Config(user=User(name="you", addresses=("",)), data=data.absolute())

    @property
    def config_if_any(self) -> Config | None:
        """The configuration for a command that can do without: None where none can be used, and none was named.

        Raises ConfigError where the one that was named cannot be used.
        """
        try:
            return self.config()
        except ConfigError:
            if self.config_path:
                raise
            return None

    @property
    def reading(self) -> tuple[Reading, ZoneInfo]:
        """How to read files, and the time zone of their days, with or without a configuration."""
        config = self.config_if_any
        return (config.reading, config.zone) if config else (Reading(), local_zone())

    @property
    def names(self) -> tuple[str, ...]:
        """The user's names and addresses; none without a configuration."""
        config = self.config_if_any
        return tuple(config.user.names) if config else ()

    def reload(self) -> None:
        """Forget the assistant: the configuration has changed."""
        self._assistant = None

    @property
    def assistant(self) -> Assistant:
        """The assistant. Raises ConfigError."""
        if self._assistant is None:
            self._assistant = Assistant(self.config())
        return self._assistant
