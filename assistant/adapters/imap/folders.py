"""The folders of a mailbox, by what they are for: the server says it (RFC 6154), else their names do."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.imap.session import ImapSession
from assistant.errors import SourceError


class Use(StrEnum):
    """What a folder is for."""

    INBOX = "inbox"
    SENT = "sent"
    ARCHIVE = "archive"
    ALL = "all"
    DRAFTS = "drafts"
    JUNK = "junk"
    TRASH = "trash"
    OTHER = ""


_FLAGS = {
    b"\\sent": Use.SENT,
    b"\\archive": Use.ARCHIVE,
    b"\\all": Use.ALL,
    b"\\drafts": Use.DRAFTS,
    b"\\junk": Use.JUNK,
    b"\\trash": Use.TRASH,
}
_NAMES = {
    Use.SENT: "sent|sent items|sent messages|sent mail|gesendet|gesendete objekte|gesendete elemente|envoyés"
    "|éléments envoyés|messages envoyés|enviados|elementos enviados|posta inviata|inviati|verzonden|verzonden items"
    "|skickat|sendt|sendte elementer|wysłane|itens enviados",
    Use.DRAFTS: "drafts|draft|entwürfe|brouillons|borradores|bozze|concepten|utkast|kladder|rascunhos|wersje robocze"
    "|szkice",
    Use.ARCHIVE: "archive|archives|archiv|archief|archivo|archivio",
    Use.JUNK: "junk|spam|junk e-mail|junk email|junk mail|bulk mail|bulk|courrier indésirable|correo no deseado"
    "|posta indesiderata|ongewenste e-mail|skräppost|unerwünscht|spamverdacht",
    Use.TRASH: "trash|bin|deleted items|deleted messages|deleted|papierkorb|gelöschte elemente|gelöschte objekte"
    "|corbeille|papelera|cestino|prullenbak|papperskorgen|kosz|lixeira",
}
_BY_NAME = {name: use for use, names in _NAMES.items() for name in names.split("|")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """A folder that messages can lie in."""

    name: str
    use: Use

    @property
    def may_be_read(self) -> bool:
        """Whether it holds mail that came or went, and not drafts, spam or what was thrown away."""
        return self.use not in (Use.DRAFTS, Use.JUNK, Use.TRASH)


def folders_of(session: ImapSession) -> list[Folder]:
    """Every folder that can be opened. Raises SourceError."""
    listed: list[tuple[Any, Any, Any]] = session.read(lambda client: client.list_folders())
    folders: dict[str, Folder] = {}
    flagged: set[Use] = set()
    by_name: list[Folder] = []
    for raw_flags, delimiter, name in listed:
        flags = {flag.lower() for flag in raw_flags if isinstance(flag, bytes)}
        if not isinstance(name, str) or flags & {b"\\noselect", b"\\nonexistent"}:
            continue
        if name.upper() == "INBOX":
            folders[name] = Folder(name=name, use=Use.INBOX)
            continue
        use = next((_FLAGS[flag] for flag in sorted(flags & _FLAGS.keys())), Use.OTHER)
        folders[name] = Folder(name=name, use=use)
        flagged.add(use)
        if use is Use.OTHER and (guess := _guess(name, delimiter)) is not Use.OTHER:
            by_name.append(Folder(name=name, use=guess))
    for folder in by_name:
        if folder.use not in flagged:  # the server's word counts, a name only where it is silent
            folders[folder.name] = folder
            flagged.add(folder.use)
    return list(folders.values())


def to_read(folders: Sequence[Folder], chosen: Sequence[str]) -> list[str]:
    """The names of the folders to read: those that the user chose, else where all mail is, else in, sent and archive.

    Raises SourceError where one that was chosen is not there.
    """
    names = {folder.name: folder.name for folder in folders}
    names |= {folder.name.casefold(): folder.name for folder in folders}
    if chosen:
        if missing := [name for name in chosen if name not in names and name.casefold() not in names]:
            there = ", ".join(sorted(one_line(folder.name) for folder in folders)[:30])
            raise SourceError(f"there is no folder '{missing[0]}'; there are {there}", hint="correct 'folders'")
        return [names.get(name) or names[name.casefold()] for name in chosen]
    if everything := name_of(folders, Use.ALL):
        return [everything]
    order = (Use.INBOX, Use.SENT, Use.ARCHIVE)
    return [folder.name for use in order for folder in folders if folder.use is use]


def name_of(folders: Sequence[Folder], use: Use) -> str:
    """The name of the folder for something; empty where there is none."""
    return next((folder.name for folder in folders if folder.use is use), "")


def _guess(name: str, delimiter: object) -> Use:
    """What a folder is for by its name, at the top or directly below the inbox."""
    sign = delimiter.decode("ascii", "replace") if isinstance(delimiter, bytes) else "/"
    parts = name.split(sign) if sign else [name]
    if len(parts) == 2 and parts[0].upper() in ("INBOX", "[GMAIL]", "[GOOGLE MAIL]"):
        parts = parts[1:]
    return _BY_NAME.get(parts[0].casefold(), Use.OTHER) if len(parts) == 1 else Use.OTHER
