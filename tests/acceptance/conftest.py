"""The world in which commands are typed: the page's, with a configuration beside it."""

from pathlib import Path

import pytest

from tests.acceptance.test_commands import Run, runner_for
from tests.web.web_world import WebWorld

CONFIG = 'data = "data"\n[user]\nname = "Helen Marsh"\naddresses = ["helen@marsh.example"]\n'


@pytest.fixture
def world(tmp_path: Path) -> WebWorld:
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    return WebWorld(tmp_path)


@pytest.fixture
def run(world: WebWorld) -> Run:
    return runner_for(world.folder)
