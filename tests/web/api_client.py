"""Another program that speaks to the JSON routes with a token."""

from typing import Any

from starlette.testclient import TestClient

from assistant.web.app import access_of, create_app
from tests.web.web_world import ORIGIN, WebWorld


class Program(TestClient):
    """Sends the token of its own with each request, and neither cookies nor what a browser says of a site."""

    def __init__(self, world: WebWorld, *, writes: bool = True, **more: Any) -> None:
        token = access_of(world.assistant).give_token("a program", writes=writes)
        headers = {"Authorization": f"Bearer {token}"}
        super().__init__(create_app(world.assistant), base_url=ORIGIN, headers=headers, follow_redirects=False, **more)
