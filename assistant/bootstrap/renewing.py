"""Another assistant in the place of one that runs: for a changed configuration, or for a thread that works long."""

from collections.abc import Callable
from typing import Any

from assistant.bootstrap import Assistant
from assistant.config import Config

RESTS_ON: dict[str, Callable[[Config], Any]] = {
    "_database": lambda config: config.data,
    "secrets": lambda config: config.data,
    "matcher": lambda config: (config.data, config.judge),
    "topics": lambda config: None,
    "reader": lambda config: (config.reading.model, config.reading.precision, config.user.names, config.judge),
    "reply_reader": lambda config: (config.user.names, config.judge),
}
"""The parts that take time to make, and what of the configuration each rests on."""


def renewed(assistant: Assistant, config: Config) -> Assistant:
    """The assistant of a changed configuration; what the change does not touch is taken along as it is."""
    fresh = Assistant(config, clock=assistant._clock)
    for part, rests_on in RESTS_ON.items():
        if part in vars(assistant) and rests_on(assistant.config) == rests_on(config):
            vars(fresh)[part] = vars(assistant)[part]
    return fresh


def apart(assistant: Assistant) -> Assistant:
    """One of the same configuration with models of its own, so that its thread need not wait for another's."""
    fresh = Assistant(assistant.config, clock=assistant._clock)
    for part in ("_database", "secrets"):  # safe between threads
        if part in vars(assistant):
            vars(fresh)[part] = vars(assistant)[part]
    return fresh
