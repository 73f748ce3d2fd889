"""Where the packaged templates lie."""

from pathlib import Path

from assistant.errors import TemplateError


def template_root() -> Path:
    """The folder of the templates that come with the assistant: in an installed wheel, or beside a checkout's package.

    Raises TemplateError where neither is there.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "email").is_dir():
            return folder
    raise TemplateError(f"{package / 'templates'}: the templates are missing", hint="install the assistant again")
