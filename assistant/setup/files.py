"""Files and folders to read: of which kind each is, and how it is written down."""

from datetime import timedelta
from pathlib import Path

from assistant.config import Config, SourceType
from assistant.errors import UserError

BACK = timedelta(days=90)  # what somebody still remembers having said
MAIL_FILES: tuple[SourceType, ...] = ("mbox", "maildir", "eml")


def source_of(kind: SourceType, path: Path, config: Config) -> dict[str, str]:
    """A source as the configuration has it, under a name that is free."""
    taken = {source.name for source in config.source} | {account.name for account in config.account}
    name = next(each for each in (kind, f"{kind} {path.name}", f"{kind} {path}") if each not in taken)
    return {"name": name, "type": kind, "path": str(path)}


def kind_of(path: Path, kinds: tuple[SourceType, ...]) -> SourceType:
    """Which of these kinds a file or folder is, by a look at it. Raises UserError where it is none of them."""
    if kinds != MAIL_FILES:
        (kind,) = kinds
        if kind == "notes" and not path.is_dir():
            raise UserError(f"{path} is a file", hint="name the folder that it lies in")
        if kind == "people" and path.is_dir():
            raise UserError(f"{path} is a folder", hint="name the file in it")
        return kind
    if path.is_file():
        if path.suffix.lower() in (".msf", ".pst", ".ost", ".eml", ".zip", ".tgz"):
            hint = "docs/how-to/read-your-own-mail.md says how to come by a file that can be read"
            raise UserError(f"{path.name} is none of the mail files that can be read", hint=hint)
        return "mbox"
    if (path / "cur").is_dir() or (path / "new").is_dir():
        return "maildir"
    if any(path.glob("*.eml")) or any(path.glob("*/*.eml")):
        return "eml"
    raise UserError(f"{path} is a folder without mail in it", hint="name the mail file itself, such as INBOX or Sent")
