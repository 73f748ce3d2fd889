"""A demo beside one's own page: browsers keep one cookie of a name for all ports of a host."""

from pathlib import Path

from starlette.requests import Request

from assistant.web.app import create_app
from assistant.web.visit import cookie_of, desk_of
from tests.web.web_world import WebWorld


def test_the_demo_has_a_cookie_of_its_own(tmp_path: Path) -> None:
    world = WebWorld(tmp_path)
    names = set()
    for is_demo in (True, False):
        app = create_app(world.assistant, is_demo=is_demo)
        names.add(cookie_of(desk_of(Request({"type": "http", "app": app}))))
    assert len(names) == 2
