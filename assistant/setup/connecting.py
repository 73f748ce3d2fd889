"""Signing in to an account, from the first question to what is read there."""

from dataclasses import dataclass, replace

from assistant.domain.accounts import AccountSettings, AccountType
from assistant.errors import NotFoundError, SignInError, SourceError, UserError
from assistant.ports import Account, Choice, ChoosingAccount
from assistant.setup import answers
from assistant.setup.asking import Asking
from assistant.setup.config_file import ConfigFile
from assistant.setup.new_account import EXPLAINED, TYPES, WORDS, NewAccount
from assistant.setup.session import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Connecting:
    """Connects accounts one after the other; each is written down once it has let us in."""

    session: Session
    asking: Asking

    @property
    def file(self) -> ConfigFile:
        """The configuration, to change."""
        return ConfigFile(path=self.session.path)

    @property
    def new(self) -> NewAccount:
        """The questions for another account."""
        return NewAccount(asking=self.asking, config=self.session.config())

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
            index = self.asking.choose("You have connected this before.", options)
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
        self.asking.say(f"✓ {settings.name} is connected.")
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
            self.asking.regret(error)
            return settings
        folders = self._narrowed([each for each in choices if each.kind == "folders"], "mail folders")
        calendars = self._narrowed([each for each in choices if each.kind == "calendars"], "calendars")
        chosen = replace(settings, folders=folders or settings.folders, calendars=calendars or settings.calendars)
        if chosen != settings:
            self._put(chosen)
        return chosen

    def _kind(self) -> int:
        return self.asking.choose("What shall be connected?", [EXPLAINED[kind] for kind in TYPES], 0)

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
        self.asking.say(f"{account.address} is connected already{known_as}.")
        return account if self.asking.confirm("Sign in to it again?") else None

    def _signed_in(self, settings: AccountSettings) -> Account | None:
        while True:
            account = self.session.assistant.account(settings)
            try:
                account.connect(self.asking)
            except UserError as error:
                self.asking.regret(error)
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
        chosen = self.asking.choose("That did not work. Nothing was changed.", options, refusal=error)
        if chosen == len(options) - 1:
            return None
        if chosen == 0:
            return settings
        return replace(settings, username=self.asking.until("Your user name there", answers.required))

    def _narrowed(self, choices: list[Choice], what: str) -> tuple[str, ...]:
        """The names that the user chooses; none where it is right as it is."""
        if len(choices) < 2:
            return ()
        self.asking.say(f"I read these {what}: {', '.join(each.name for each in choices if each.is_read)}.")
        if self.asking.confirm("Is that right?"):
            return ()
        chosen = [place for place, each in enumerate(choices) if each.is_read]
        places = self.asking.choose_several("Which shall I read?", [each.name for each in choices], chosen)
        return tuple(choices[place].name for place in places)

    def _drafts(self, settings: AccountSettings) -> None:
        """Whether approved messages go into this account's drafts folder."""
        config = self.session.config()
        before = config.drafts.deliver_to
        if settings.type == "caldav" or not settings.mail or before == settings.name:
            return
        is_first = before == "eml"
        if not is_first:
            self.asking.say(f"Messages that you approve go to {before} so far.")
        question = "Shall messages that you approve wait in its Drafts folder, for you to send them from there?"
        if self.asking.confirm(question, default=is_first):
            self.file.set("drafts", "deliver_to", settings.name)
            self.session.reload()
        elif is_first:
            self.asking.say(f"Then each becomes a file in {config.drafts_folder}, which your mail program opens.")

    def _put(self, settings: AccountSettings) -> None:
        self.file.put_account(settings)
        self.session.reload()
