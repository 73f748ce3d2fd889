"""`connect`: signing in to an account, from the first question to what is read there."""

import sys
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from assistant.cli import answers, show
from assistant.cli.config_file import ConfigFile
from assistant.cli.new_account import EXPLAINED, TYPES, WORDS, NewAccount
from assistant.cli.session import Session, session_of
from assistant.cli.terminal import Terminal
from assistant.domain.accounts import AccountSettings, AccountType
from assistant.errors import NotFoundError, SignInError, SourceError, UserError
from assistant.ports import Account, Choice, ChoosingAccount

STOPPED = 130  # the exit status of what the user has stopped


def connect(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="gmail, microsoft, imap or caldav; your mail address; or the name of an account.")
    ] = "",
    name: Annotated[str, typer.Option(help="What to call a new account.")] = "",
    address: Annotated[str, typer.Option(help="Your mail address there.")] = "",
    choose: Annotated[
        bool, typer.Option("--choose", help="Without signing in, choose again which folders and calendars are read.")
    ] = False,
) -> None:
    """Sign in to a mail or calendar account, or sign in again."""
    session = session_of(context)
    connecting = Connecting(session=session, terminal=Terminal())
    try:
        if choose and (known := next((each for each in session.assistant.accounts if each.name == what), None)):
            connected: AccountSettings | None = connecting.choose(known)
        else:
            settings = connecting.chosen(what, name=name, address=address)
            connected = connecting.finish(settings) if settings else None
    except (typer.Abort, KeyboardInterrupt):
        show.say("\nStopped. What is connected stays as it is.")
        raise typer.Exit(STOPPED) from None
    if connected is None:
        show.say("Nothing was changed.")
        raise typer.Exit(1)
    show.hint("Next, read what is there: assistant sync")


@dataclass(frozen=True, kw_only=True, slots=True)
class Connecting:
    """Connects accounts one after the other; each is written down once it has let us in."""

    session: Session
    terminal: Terminal

    @property
    def file(self) -> ConfigFile:
        """The configuration, to change."""
        return ConfigFile(path=self.session.path)

    @property
    def new(self) -> NewAccount:
        """The questions for another account."""
        return NewAccount(terminal=self.terminal, config=self.session.config())

    def chosen(self, what: str, *, name: str = "", address: str = "") -> AccountSettings | None:
        """The account that is meant, a known one or a new one; None to leave it. Raises NotFoundError, ConfigError."""
        known = {account.name: account for account in self.session.config().account}
        if account := known.get(name or what):
            return account
        if "@" in what:
            return self.at(answers.address(what), name=name)
        kind = WORDS.get(what.lower(), what.lower()) if what else TYPES[self._kind()]
        if kind not in TYPES:
            raise NotFoundError(
                f"'{what}' is no kind of account and no configured one",
                hint=f"{', '.join(TYPES)}, or your mail address; or let it ask: assistant connect",
            )
        same = [account for account in known.values() if account.type == kind]
        if same and not name and not address:
            options = (*(f"sign in to {account.name} again" for account in same), "connect another one")
            index = self.terminal.choose("You have connected this before.", options)
            if index < len(same):
                return same[index]
        return self._of_kind(kind, name=name, address=address)

    def at(self, address: str, *, name: str = "") -> AccountSettings | None:
        """The account for a mail address, a known one or a new one; None to leave it."""
        if known := self._known(address):
            return self._anew(known)
        found = self.new.where(address)
        return self.new.settings(found.kind, address=address, name=name, server=found.server) if found else None

    def finish(self, settings: AccountSettings) -> AccountSettings | None:
        """Sign in until it goes or the user leaves it (None), write the account down, and ask what is read there."""
        is_new = settings.name not in {account.name for account in self.session.config().account}
        account = self._signed_in(settings)
        if account is None:
            return None
        settings = account.settings
        self._put(settings)
        self.terminal.say(f"✓ {settings.name} is connected.")
        if is_new:
            settings = self.choose(account)
        self._drafts(settings)
        return settings

    def choose(self, account: Account) -> AccountSettings:
        """Ask what of an account is read, where it can list that, and write it down."""
        settings = account.settings
        if not isinstance(account, ChoosingAccount):
            return settings
        try:
            choices = account.choices()
        except SourceError as error:
            self.terminal.regret(error)
            return settings
        folders = self._narrowed([each for each in choices if each.kind == "folders"], "mail folders")
        calendars = self._narrowed([each for each in choices if each.kind == "calendars"], "calendars")
        chosen = replace(settings, folders=folders or settings.folders, calendars=calendars or settings.calendars)
        if chosen != settings:
            self._put(chosen)
        return chosen

    def _kind(self) -> int:
        return self.terminal.choose("What shall be connected?", [EXPLAINED[kind] for kind in TYPES], 0)

    def _of_kind(self, kind: AccountType, *, name: str, address: str) -> AccountSettings | None:
        settings = self.new.settings(kind, address=answers.address(address) if address else "", name=name)
        if settings and kind != "caldav" and (known := self._known(settings.address)):
            return self._anew(known)
        return settings

    def _known(self, address: str) -> AccountSettings | None:
        """The account that reads this address already."""
        for account in self.session.config().account:
            if account.mail and account.type != "caldav" and account.address.lower() == address.lower():
                return account
        return None

    def _anew(self, account: AccountSettings) -> AccountSettings | None:
        known_as = "" if account.name == account.address else f", as {account.name}"
        self.terminal.say(f"{account.address} is connected already{known_as}.")
        return account if self.terminal.confirm("Sign in to it again?") else None

    def _signed_in(self, settings: AccountSettings) -> Account | None:
        while True:
            account = self.session.assistant.account(settings)
            try:
                account.connect(self.terminal)
            except UserError as error:
                self.terminal.regret(error)
                again = self._again(account.settings, error)
                if again is None:
                    return None
                settings = again
            else:
                return account

    def _again(self, settings: AccountSettings, error: UserError) -> AccountSettings | None:
        """How to try once more; None to leave it."""
        options = ["try again", "leave it for now"]
        if settings.type == "imap" and isinstance(error, SignInError):
            options.insert(1, "try again with a user name that is not the address; some providers give one out")
        try:
            chosen = self.terminal.choose("That did not work. Nothing was changed.", options)
        except typer.Abort:
            if sys.stdin.isatty():
                raise
            raise error from None  # nobody is there to answer, only a script
        if chosen == len(options) - 1:
            return None
        if chosen == 0:
            return settings
        return replace(settings, username=self.terminal.until("Your user name there", answers.required))

    def _narrowed(self, choices: list[Choice], what: str) -> tuple[str, ...]:
        """The names that the user chooses; none where it is right as it is."""
        if len(choices) < 2:
            return ()
        self.terminal.say(f"I read these {what}: {', '.join(each.name for each in choices if each.is_read)}.")
        if self.terminal.confirm("Is that right?"):
            return ()
        for count, each in enumerate(choices, start=1):
            self.terminal.say(f"  {count}  {each.name}")
        now = ", ".join(str(count) for count, each in enumerate(choices, start=1) if each.is_read)
        question = "Which shall I read? Their numbers, with commas between, or all"
        numbers = self.terminal.until(question, lambda line: answers.numbers(line, len(choices)), now)
        return tuple(choices[number].name for number in numbers)

    def _drafts(self, settings: AccountSettings) -> None:
        """Whether approved messages go into this account's drafts folder."""
        config = self.session.config()
        before = config.drafts.deliver_to
        if settings.type == "caldav" or not settings.mail or before == settings.name:
            return
        is_first = before == "eml"
        if not is_first:
            self.terminal.say(f"Messages that you approve go to {before} so far.")
        question = "Shall messages that you approve wait in its Drafts folder, for you to send them from there?"
        if self.terminal.confirm(question, default=is_first):
            self.file.set("drafts", "deliver_to", settings.name)
            self.session.reload()
        elif is_first:
            self.terminal.say(f"Then each becomes a file in {config.drafts_folder}, which your mail program opens.")

    def _put(self, settings: AccountSettings) -> None:
        self.file.put_account(settings)
        self.session.reload()
