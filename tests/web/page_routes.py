"""Every address that the page has, whichever module it comes from."""

import re
from collections.abc import Iterator
from itertools import product

from fastapi.routing import APIRoute

from assistant.web import sign_in
from assistant.web.pages import PAGES
from tests.web.filled_world import KINDS, known_ids
from tests.web.web_world import WebWorld

SIGNING = ("/login", "/logout", "/settings/sign-out")
"""The forms after which a browser is not signed in as it was."""


def routes(method: str) -> Iterator[str]:
    """The paths that answer to a method, with their parameters in braces."""
    for router in (sign_in.router, *PAGES):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if method in route.methods:
                yield route.path


def addresses(world: WebWorld, method: str, *, each: int = 2) -> Iterator[str]:
    """The same with the ids of the first `each` records of a kind, and of the last one."""
    for path in routes(method):
        names = re.findall(r"\{(\w+)[^}]*\}", path)
        part = path.split("/")[1]
        ids = known_ids(world, part) if part in KINDS else ()
        chosen = list(dict.fromkeys((*ids[:each], *ids[-1:]))) or ["x"]
        for values in product(chosen, repeat=len(names)):
            filled = path
            for name, value in zip(names, values, strict=True):
                filled = re.sub(rf"\{{{name}[^}}]*\}}", value, filled)
            yield filled
