"""Pages from templates: everything is escaped, and a name that a template does not know is a fault."""

import hashlib
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from assistant.domain.replies import SAID
from assistant.web.words import DRAFTED, DRAFTS, STATES, filters

STATIC = Path(__file__).resolve().parent / "static"


def environment(templates: Path, *, now: Callable[[], datetime], zone: tzinfo) -> Environment:
    """The templates in `templates`/web."""
    made = Environment(
        loader=FileSystemLoader(templates / "web"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(filters(now, zone))
    made.globals.update(static=static, DRAFTS=DRAFTS, DRAFTED=DRAFTED, STATES=STATES, SAID=SAID)
    return made


@cache
def static(name: str) -> str:
    """The path of one of our own files, which changes with what it holds: a browser may keep it for ever."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def rendered(environment: Environment, name: str, **told: Any) -> str:
    """A page. `told` are the variables that `templates/README.md` lists."""
    return environment.get_template(f"{name}.html.j2").render(**told)
