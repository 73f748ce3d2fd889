"""The JSON routes hold what their document says, whatever is sent to them."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from assistant.web.api.app import create_api, document_of
from assistant.web.app import access_of, create_app
from tests.web.filled_world import KINDS, filled, known_ids
from tests.web.web_world import ORIGIN, WebWorld

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.ignored_auth,
]


class Late:
    """The application of the world that the tests have just made: the routes are listed before there is one."""

    app: Any = None
    world: WebWorld
    headers: dict[str, str]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)

    def serve(self, world: WebWorld) -> None:
        token = access_of(world.assistant).give_token("schemathesis", writes=True)
        self.headers = {"Authorization": f"Bearer {token}", "Host": "127.0.0.1:8765"}
        self.world, self.app = world, create_app(world.assistant)

    def known(self, path: str, given: str) -> str:
        """For every second id that is made up, one that is known: the rest of the route is to be reached as well."""
        part = path.split("/")[1]
        ids = known_ids(self.world, part) if part in KINDS else ()
        return ids[len(given) % len(ids)] if ids and len(given) % 2 else given


SERVED = Late()
ROUTES = schemathesis.openapi.from_dict(document_of(create_api(None)))  # type: ignore[arg-type]  # nobody calls it
ROUTES.app = SERVED


@pytest.fixture(scope="module", autouse=True)
def world(tmp_path_factory: pytest.TempPathFactory) -> None:
    SERVED.serve(filled(tmp_path_factory.mktemp("world")))


@ROUTES.parametrize()
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_every_route_holds_what_the_document_says(case: Any) -> None:
    if "id" in case.path_parameters:
        case.path_parameters["id"] = SERVED.known(case.path, str(case.path_parameters["id"]))
    case.call_and_validate(headers=SERVED.headers, base_url=f"{ORIGIN}/api", checks=CHECKS)
