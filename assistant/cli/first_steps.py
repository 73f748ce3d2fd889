"""The steps of `assistant init`: mail, calendar, notes, contacts, cards, and the first reading."""

from dataclasses import dataclass
from pathlib import Path

from assistant.bootstrap.accounts import has_calendars
from assistant.cli import show
from assistant.cli.reading import run_sync, summary
from assistant.cli.terminal import Terminal
from assistant.config import Config, SourceType
from assistant.setup import answers
from assistant.setup.config_file import ConfigFile
from assistant.setup.connecting import Connecting
from assistant.setup.files import BACK, MAIL_FILES, kind_of, source_of
from assistant.setup.session import Session

NOTES = "Notes that you keep after meetings, and transcripts of calls, are read too (.md, .txt, .docx, .vtt, .srt)."
CONTACTS = "Contacts help to recognise people: a vCard or CSV file, or the Connections.csv that LinkedIn gives you."
CARDS = """\
The assistant introduces only people whom you trust: those on a list that you keep, your bullpen. It is a small file; \
docs/how-to/build-a-bullpen.md shows one. You can write it later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstSteps:
    """Each step asks only for what is missing, and writes its answer down at once."""

    session: Session
    terminal: Terminal

    def take(self) -> bool:
        """All of them; whether everything could be read. Raises typer.Abort where the user stops."""
        config = self._config
        if config.account or config.source:
            self.terminal.say("This is set up so far:")
            overview(config)
        for head, step in (
            ("Your mail", self._mail),
            ("Your calendar", self._calendar),
            ("Your notes", self._notes),
            ("Your contacts", self._contacts),
            ("Whom you recommend", self._cards),
        ):
            step(head)
        is_clean, next_step = self._reading()
        show.head("What is set up")
        overview(self._config)
        self.terminal.say(f"All of it stands in {self.session.path}, without passwords. You can change it there, too.")
        show.hint("assistant connect    adds an account")
        show.hint("assistant doctor     looks whether all is well")
        show.head(f"Next: {next_step}")
        return is_clean

    @property
    def _config(self) -> Config:
        return self.session.config()

    @property
    def _connecting(self) -> Connecting:
        return Connecting(session=self.session, asking=self.terminal)

    def _mail(self, head: str) -> None:
        config = self._config
        connected = [account.address for account in config.account if account.type != "caldav" and account.mail]
        show.head(head)
        if connected or _files(config, *MAIL_FILES):
            while self.terminal.confirm("Connect another mailbox?", default=False):
                self._mailbox(self.terminal.until("Its mail address", answers.address))
            return
        first, *others = config.user.addresses
        self._mailbox(first)
        for other in others:
            if self.terminal.confirm(f"Is {other} a mailbox of its own, to connect as well?", default=False):
                self._mailbox(other)
        if not any(account.mail and account.type != "caldav" for account in self._config.account):
            self.terminal.say("Mail can be read from files instead, as Thunderbird or Google Takeout have them.")
            self._file("A mail file, or a folder with mail", *MAIL_FILES)

    def _mailbox(self, address: str) -> None:
        connecting = self._connecting
        settings = connecting.at(address)
        if settings is None or connecting.finish(settings) is None:
            self.terminal.say(f"{address} is left out for now. Later:")
            show.hint(f"assistant connect {address}")

    def _calendar(self, head: str) -> None:
        config = self._config
        if any(account.calendar and account.type != "imap" for account in config.account) or _files(config, "ics"):
            return
        show.head(head)
        beside = next((each.address for each in config.account if has_calendars(each.address)), "")
        options = [f"with the mailbox {beside}, at the same provider"] * bool(beside)
        options += ["Google Calendar", "Microsoft (Outlook)"]
        options += ["another one: iCloud, Fastmail, Nextcloud, your own server …", "a calendar file (.ics)"]
        options += ["leave it out"]
        question = "Where is your calendar? The assistant asks after a meeting what came up in it, and changes nothing."
        chosen = self.terminal.choose(question, options, 1 if beside else len(options)) + (0 if beside else 1)
        if chosen == 4:
            self._file("The calendar file, or a folder with some", "ics")
        elif chosen < 4:
            connecting = self._connecting
            kind = ("caldav", "gmail", "microsoft", "caldav")[chosen]
            settings = connecting.new.settings(kind, address=beside if chosen == 0 else "", mail=kind == "caldav")  # type: ignore[arg-type]  # mypy: one of these
            if settings is None or connecting.finish(settings) is None:
                self.terminal.say("The calendar is left out for now. Later:")
                show.hint(f"assistant connect {kind}")

    def _notes(self, head: str) -> None:
        if not _files(self._config, "notes"):
            show.head(head)
            self.terminal.say(NOTES)
            self._file("The folder with your notes", "notes")

    def _contacts(self, head: str) -> None:
        if not any(account.contacts for account in self._config.account) and not _files(self._config, "people"):
            show.head(head)
            self.terminal.say(CONTACTS)
            self._file("The file with your contacts", "people")

    def _cards(self, head: str) -> None:
        if self._config.bullpen.files:
            return
        show.head(head)
        self.terminal.say(CARDS)
        if path := self.terminal.place("That list, if you have it already"):
            self._file_of_config.add_cards(path)

    def _file(self, question: str, *kinds: SourceType) -> None:
        """Ask for a file or folder of one of these kinds, and write it down."""

        def fitting(line: str) -> tuple[SourceType, Path] | None:
            if not line.strip():
                return None
            path = answers.place(line)
            return kind_of(path, kinds), path

        if found := self.terminal.until(f"{question} (Enter to skip)", fitting):
            self._file_of_config.add_source(source_of(*found, self._config))

    @property
    def _file_of_config(self) -> ConfigFile:
        self.session.reload()
        return ConfigFile(path=self.session.path)

    def _reading(self) -> tuple[bool, str]:
        """The first reading, from a day on: whether everything could be read, and what comes next."""
        config = self._config
        if not config.account and not config.source:
            return True, "connect an account (assistant connect), then read it (assistant sync)"
        show.head("The first reading")
        if not self.terminal.confirm("Shall I read now what is there? It takes some minutes; Ctrl-C stops it."):
            return True, "assistant sync, and then: assistant today"
        if config.reading.since is None:
            today = self.session.assistant.clock().date()
            question = "From which day on? A date, a number of days back, or all"
            default = f"{today - BACK:%Y-%m-%d}"
            if since := self.terminal.until(question, lambda line: answers.day(line, today), default):
                self._file_of_config.set("reading", "since", since)
        self.session.reload()
        report = run_sync(self.session.assistant)
        summary(report, config.zone)
        return report.is_clean, "assistant today"


def overview(config: Config) -> None:
    """What is set up, in a line each."""
    for account in config.account:
        folders, calendars = (f" ({', '.join(each)})" if each else "" for each in (account.folders, account.calendars))
        parts = [f"mail{folders}"] * (account.mail and account.type != "caldav")
        parts += [f"meetings{calendars}"] * (account.calendar and account.type != "imap")
        parts += ["contacts"] * account.contacts
        show.say(show.folded(f"{account.name}: {', '.join(parts)}", "  "))
    for source in config.source:
        show.say(show.folded(f"{source.name}: {source.path}", "  "))
    for file in config.bullpen.files:
        show.say(show.folded(f"whom you recommend: {file}", "  "))
    if not (config.account or config.source):
        show.say("  nothing to read yet")
    to = config.drafts_folder if config.drafts.deliver_to in ("eml", "maildir") else config.drafts.deliver_to
    where = "Drafts folder of " if to == config.drafts.deliver_to else "folder "
    show.say(show.folded(f"approved messages wait in the {where}{to}", "  "))


def _files(config: Config, *kinds: SourceType) -> bool:
    return any(source.type in kinds for source in config.source)
