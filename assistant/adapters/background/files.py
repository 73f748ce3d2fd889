"""Writes and removes the files that tell the system to start the agent."""

from pathlib import Path

from assistant.errors import UserError


def write(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write a file in the place of what is there. Raises UserError."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding, newline="\n")
        part.replace(path)
    except OSError as error:
        raise UserError(f"{path}: it cannot be written: {error.strerror}") from error


def remove(path: Path) -> None:
    """Remove a file, if it is there. Raises UserError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{path}: it cannot be removed: {error.strerror}") from error
