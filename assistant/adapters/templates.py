"""Templates of messages, the user's own first, else the packaged ones, rendered where they can do no harm.

Words from mail are data. They are cleaned before they reach a template, and are never templates themselves.
"""

import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import MAX_RANGE, ImmutableSandboxedEnvironment

from assistant.adapters import phrases
from assistant.adapters.template_root import template_root
from assistant.errors import TemplateError

MAX_LENGTH = 50_000  # code points of a message: no letter is longer
MANY_LINES = frozenset({"signature"})  # the values of letters that keep their line breaks


class Templates:
    """Renders templates by their path below the templates folder.

    `user_folder` may hold templates of the same relative paths; they take the place of the packaged ones. Values are
    made one line, except those named in `many_lines`.
    """

    def __init__(self, user_folder: Path | None = None, *, many_lines: Collection[str] = MANY_LINES) -> None:
        folders = [folder for folder in (user_folder, template_root()) if folder is not None]
        self._many_lines = frozenset(many_lines)
        self._environment = _Sandbox(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            autoescape=lambda name: name is not None and name.endswith(".html.j2"),
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def rendered(self, name: str, values: Mapping[str, object]) -> tuple[str, str]:
        """What the template gives, and the file it lies in. The values are taken as they are: see `cleaned`.

        Raises TemplateError naming the template, the line and the reason.
        """
        where = name
        try:
            template = self._environment.get_template(name)
            where = template.filename or name
            return _capped(template, values), where
        except Exception as error:  # a template is a program of the user's: anything can go wrong in it
            raise _explained(error, where) from error

    def cleaned(self, values: Mapping[str, object]) -> dict[str, object]:
        """The values as plain data, without control characters or direction overrides, in one line each."""
        return {key: cleaned(value, key, self._many_lines) for key, value in values.items()}

    def message(self, name: str, values: Mapping[str, object]) -> tuple[str, str]:
        """The subject and the text of a message, from a template of a line `Subject: …`, an empty line, and the text.

        The values are cleaned. Raises TemplateError.
        """
        whole, where = self.rendered(name, self.cleaned(values))
        head, _, rest = whole.lstrip("\n").partition("\n")
        label, _, subject = head.partition(":")
        if label != "Subject" or not subject.strip() or not rest.startswith("\n") or not rest.strip():
            raise TemplateError(
                f"{where}, line 1: a message is a line 'Subject: …', an empty line, and the text",
                hint="compare it with the template of the same name that comes with the assistant",
            )
        return " ".join(subject.split()), phrases.tidy(rest)


class _Sandbox(ImmutableSandboxedEnvironment):
    """No reach beyond the values, no arithmetic that eats memory, and loops that end."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals.clear()
        self.filters.update(phrases.FILTERS)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"'{operator}' is not allowed in a template of a message")


def _capped(template: Template, values: Mapping[str, object]) -> str:
    parts, length = [], 0
    for part in template.generate({"range": _budgeted_range(), **values}):
        length += len(part)
        if length > MAX_LENGTH:
            raise OverflowError(f"the message would be longer than {MAX_LENGTH} characters")
        parts.append(part)
    return "".join(parts)


def _budgeted_range() -> Callable[..., range]:
    """A `range` that gives MAX_RANGE numbers in all: loops in loops must end as well."""
    left = MAX_RANGE

    def counted(*limits: int) -> range:
        nonlocal left
        numbers = range(*limits)
        try:
            left -= len(numbers)
        except OverflowError:  # longer than a machine word
            left = -1
        if left < 0:
            raise OverflowError(f"the loops would run more than {MAX_RANGE} times")
        return numbers

    return counted


def _explained(error: Exception, where: str) -> TemplateError:
    """The fault of a template, with its file and line, and what to do about it."""
    if isinstance(error, TemplateNotFound):
        problem = f"{where}: there is no such template" if error.name == where else f"{where}: cannot find {error.name}"
        return TemplateError(problem, hint="the tones are warm and brief; others need templates of your own")
    if isinstance(error, TemplateSyntaxError):
        return TemplateError(f"{error.filename or where}, line {error.lineno}: {error.message}", hint="mend the line")
    if isinstance(error, UnicodeDecodeError):
        return TemplateError(f"{where}: not in UTF-8", hint="save it as UTF-8")
    if isinstance(error, OSError):
        return TemplateError(f"{error.filename or where}: {error.strerror}", hint="make it readable")
    file, line = where, 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith(".j2"):
            file, line = frame.filename, frame.lineno or 0
    reason = str(error) or type(error).__name__
    known = isinstance(error, UndefinedError)
    hint = "templates/README.md lists what each template is told" if known else "mend the line, or remove the file"
    return TemplateError(f"{file}, line {line}: {reason}" if line else f"{file}: {reason}", hint=hint)


def cleaned(value: object, name: str = "", many_lines: Collection[str] = MANY_LINES) -> object:
    """A value as templates get it: plain data, without control characters or direction overrides.

    Records become mappings; every string is one line, except those named in `many_lines`.
    """
    if isinstance(value, str):
        return phrases.without_tricks(str(value)) if name in many_lines else phrases.one_line(str(value))
    if is_dataclass(value) and not isinstance(value, type):
        return {key: cleaned(item, key, many_lines) for key, item in _items(value)}
    if isinstance(value, Mapping):
        return {str(key): cleaned(item, str(key), many_lines) for key, item in value.items()}
    if isinstance(value, Sequence):
        return tuple(cleaned(item, "", many_lines) for item in value)
    if value is None or isinstance(value, bool | int):
        return value
    return phrases.one_line(str(value))


def _items(record: Any) -> Iterator[tuple[str, object]]:
    return ((field.name, getattr(record, field.name)) for field in fields(record))
