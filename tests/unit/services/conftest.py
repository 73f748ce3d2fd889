"""What the tests of the introduction's services begin with."""

from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from tests.acceptance.introduction_world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A user, people and a bullpen, in memory; approved messages go into a folder."""
    return World(store=MemoryStore(), path=tmp_path)
