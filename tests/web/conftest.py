"""The world of the page's tests, and a browser that is signed in there."""

from pathlib import Path

import pytest

from tests.web.web_world import Browser, WebWorld


@pytest.fixture
def world(tmp_path: Path) -> WebWorld:
    return WebWorld(tmp_path)


@pytest.fixture
def browser(world: WebWorld) -> Browser:
    return world.browser()
