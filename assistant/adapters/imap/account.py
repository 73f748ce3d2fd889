"""A mailbox at any provider, by IMAP: signing in, looking whether all is well, and its parts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from imapclient.exceptions import IMAPClientError

from assistant.adapters.account import NetworkAccount
from assistant.adapters.checks import checked, failed
from assistant.adapters.imap.connection import LOST, Credential, Login, Server, connected, shut, told
from assistant.adapters.imap.drafts import ImapDrafts
from assistant.adapters.imap.folders import Use, folders_of, name_of, to_read
from assistant.adapters.imap.inbox import ImapInbox
from assistant.adapters.imap.mail import ImapSource
from assistant.adapters.imap.providers import Provider, candidates, provider_of, readable
from assistant.adapters.imap.session import ImapSession
from assistant.adapters.imap.smtp import SmtpSender
from assistant.adapters.imap.smtp_connection import SmtpServer, smtp_signed_in
from assistant.adapters.imap.tokens import Tokens, registration_asked, tokens_for
from assistant.domain.accounts import AccountSettings, Security
from assistant.errors import SignInError, SourceError, UserError
from assistant.ports import Check, Choice, Dialogue, DocumentSource, Inbox, Mailbox

TRIES = 3
QUICK = 8.0  # seconds for a server that may not exist
SHORT_NAMES = ("imap.mail.me.com",)  # servers whose user names may be the part before the @
ENCRYPTED: tuple[Security, ...] = ("tls", "starttls")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ABOUT = (
    "The assistant reads your mail folders, but never drafts, spam or the bin, and marks nothing as read.\n"
    "It writes the drafts that you approve into your drafts folder, and the digest, if you want one, into your inbox.\n"
    "The password is kept in {place}. To revoke it, change or delete it at your mail provider."
)
IF_RIGHT = (
    "If it is the right one, your provider may want an app password, or have IMAP switched off: look into the security "
    "settings on its web page"
)


class ImapAccount(NetworkAccount):
    """An `Account` that is reached by IMAP. Nothing is asked of the server before it is needed."""

    _tokens: Tokens | None = None

    def connect(self, dialogue: Dialogue) -> None:
        """Find the server, ask for the password, and keep it once the server has taken it.

        Raises SignInError where it is refused three times, SourceError where no server is found.
        """
        dialogue.say(ABOUT.format(place=self._secrets.place))
        asked = self._settings.address or dialogue.ask("Your mail address")
        settings = replace(self._settings, address=asked.strip())
        known = provider_of(settings.address)
        if known and settings.login == "password" and not settings.server:
            settings = self._without_password(settings, known, dialogue)
        settings = self._with_server(settings, dialogue)
        settings = self._signed_in(settings, known, dialogue)
        self._settings = self._with_smtp(settings, known)

    def checks(self) -> Iterator[Check]:
        """Look at the server, the encryption, the sign-in and the folders; never raises."""
        server = _server(self._settings)
        what = f"{self.name}: {server.host or 'server'}"
        if problem := _reached(server):
            yield Check(what=what, problem=problem.problems[0], hint=problem.hint)
            return
        open_line = server.security == "none" and server.host not in LOOPBACK
        hint = 'set security = "tls"' if open_line else ""
        yield Check(what=what, problem="the password travels where others can read it" if open_line else "", hint=hint)
        session = ImapSession(self._login(self._settings), pause=_impatient)
        try:
            folders = folders_of(session)
            yield Check(what=f"{self.name}: signed in")
            names = to_read(folders, self._settings.folders)
            yield Check(what=f"{self.name}: folders read: {', '.join(names)}")
            has_drafts = bool(name_of(folders, Use.DRAFTS))
            hint = "" if has_drafts else "make a folder called Drafts in your mail program"
            yield Check(what=f"{self.name}: drafts folder", problem="" if has_drafts else "there is none", hint=hint)
        except UserError as error:
            yield failed(f"{self.name}: signed in", error)
        finally:
            session.close()
        yield from self._check_smtp()

    def choices(self) -> Sequence[Choice]:
        """Its folders that may be read. Raises SourceError."""
        session = ImapSession(self._login(self._settings), pause=_impatient)
        try:
            folders = folders_of(session)
        finally:
            session.close()
        try:
            read = to_read(folders, self._settings.folders)
        except SourceError:  # one that was chosen is gone
            read = to_read(folders, ())
        names = (*read, *(folder.name for folder in folders if folder.may_be_read))
        return [Choice(kind="folders", name=name, is_read=name in read) for name in dict.fromkeys(names)]

    def document_sources(self) -> Sequence[DocumentSource]:
        """Its mail, unless it is switched off."""
        return [self.source()] if self._settings.mail else []

    def source(self) -> ImapSource:
        """Its mail; besides what every source does, this one waits for new mail."""
        name, folders = f"{self.name} mail", self._settings.folders
        return ImapSource(
            name=name, open=self._session, folders=folders, never_read=self._never_read, clock=self._clock
        )

    def mailbox(self) -> Mailbox | None:
        """Its drafts folder; None where mail is switched off."""
        return ImapDrafts(self.name, self._session, self._sender) if self._settings.mail else None

    def inbox(self) -> Inbox | None:
        """Its inbox, for mails to oneself; None where mail is switched off."""
        return ImapInbox(self.name, self._session, self._sender) if self._settings.mail else None

    def sender(self) -> Mailbox | None:
        """What sends approved messages at once, for a user who chose so; None where no server does."""
        if not (self._settings.mail and self._settings.smtp_server):
            return None
        server = _smtp(self._settings)
        return SmtpSender(self.name, server, self._login(self._settings), self._session, self._sender)

    def _without_password(self, settings: AccountSettings, known: Provider, dialogue: Dialogue) -> AccountSettings:
        """With the provider's own sign-in, where it takes nothing else and the user wants it."""
        if known.login == "password":
            if known.instead:
                raise SignInError(f"{settings.address} cannot be read with a password", hint=known.instead)
            return settings
        dialogue.say(f"{known.login.capitalize()} takes no passwords from mail programs. {known.instead}")
        if not dialogue.confirm("Sign in there for mail by IMAP all the same?"):
            raise SignInError(f"{settings.address} was not connected", hint=f"assistant connect {known.login}")
        return replace(settings, login=known.login)

    def _with_server(self, settings: AccountSettings, dialogue: Dialogue) -> AccountSettings:
        if settings.server:
            return settings
        dialogue.say("Looking for your mail server …")
        for server in candidates(settings.address, settings.port):
            problem = _reached(server)
            if problem and provider_of(settings.address):  # its server is known, so why it is not reached counts
                dialogue.say(f"{'; '.join(problem.problems)}: {problem.hint}.")
            if not problem:
                dialogue.say(f"Found: {server.host}")
                return replace(settings, server=server.host, port=server.port, security=server.security)
        dialogue.say("It is not found by itself. Your provider's help pages name it, as incoming mail server or IMAP.")
        for left in reversed(range(TRIES)):
            found = _named(dialogue.ask("Your mail server, such as imap.firm.com"))
            if isinstance(found, Server):
                return replace(settings, server=found.host, port=found.port, security=found.security)
            if not left:
                raise found
            dialogue.say(f"{'; '.join(found.problems)}: {found.hint}.")
        raise AssertionError("the last try raises")

    def _signed_in(self, settings: AccountSettings, known: Provider | None, dialogue: Dialogue) -> AccountSettings:
        if settings.login != "password":
            settings = replace(settings, **registration_asked(settings, dialogue))  # type: ignore[arg-type]  # by name
            self._settings = settings  # the token is kept and asked for by these
            self._token_source().sign_in(dialogue)
            _try(self._login(settings))
            return settings
        if known and known.wants:
            dialogue.say(f"You need {known.wants}.")
        for left in reversed(range(TRIES)):
            secret = dialogue.ask_secret(f"Password of {settings.username or settings.address}")
            try:
                user = _accepted(settings, readable(secret, known))
            except SignInError as error:
                if not left:
                    raise
                dialogue.say(f"{'; '.join(error.problems).rstrip('.')}. {error.hint}.")
                continue
            self._secrets.put(self._secret, readable(secret, known))
            return replace(settings, username="" if user == settings.address else user)
        raise AssertionError("the last try raises")

    def _with_smtp(self, settings: AccountSettings, known: Provider | None) -> AccountSettings:
        """With the server that sends, where the known one takes the password; whether it is used, the user says."""
        if settings.smtp_server or not known or settings.login != "password":
            return settings
        found = replace(settings, smtp_server=known.smtp, smtp_port=known.smtp_port, smtp_security=known.smtp_security)
        try:
            smtp_signed_in(_smtp(found), self._login(found), timeout=QUICK).close()
        except SourceError:
            return settings
        return found

    def _check_smtp(self) -> Iterator[Check]:
        if not self._settings.smtp_server:
            return
        what = f"{self.name}: {self._settings.smtp_server}, which sends"
        yield checked(what, lambda: smtp_signed_in(_smtp(self._settings), self._login(self._settings)).close())

    def _session(self) -> ImapSession:
        return ImapSession(self._login(self._settings))

    def _login(self, settings: AccountSettings) -> Login:
        return Login(
            server=_server(settings),
            user=settings.username or settings.address,
            credential=self._password if settings.login == "password" else self._token,
            hint=f"sign in again: {self._connect}",
        )

    def _password(self) -> Credential:
        kept = self._secrets.get(self._secret)
        if not kept:
            raise self._not_connected()
        return Credential(secret=kept)

    def _token(self) -> Credential:
        return Credential(
            secret=self._token_source().token(),
            is_token=True,
            renewed=lambda: Credential(secret=self._token_source().token(fresh=True), is_token=True),
        )

    def _token_source(self) -> Tokens:
        if self._tokens is None:
            self._tokens = tokens_for(self._settings, self._secrets)
        return self._tokens

    @property
    def _secret(self) -> str:
        return f"{self.name}/microsoft" if self._settings.login == "microsoft" else f"imap {self.name}"

    @property
    def _revoking(self) -> str:
        where = {
            "google": "in your Google account: https://myaccount.google.com/connections",
            "microsoft": "in your Microsoft account: https://account.live.com/consent/Manage or "
            "https://myapps.microsoft.com",
            "password": "on your provider's web page, by deleting the app password or changing the password",
        }
        return f"The permission lasts until you withdraw it {where[self._settings.login]}."


def _server(settings: AccountSettings) -> Server:
    return Server(host=settings.server, port=settings.port, security=settings.security)


def _smtp(settings: AccountSettings) -> SmtpServer:
    return SmtpServer(host=settings.smtp_server, port=settings.smtp_port, security=settings.smtp_security)


def _reached(server: Server) -> SourceError | None:
    """Why a server cannot be talked to; None where it can."""
    try:
        shut(connected(server, timeout=QUICK))
    except (*LOST, IMAPClientError, ValueError, SourceError) as error:
        return told(error, server)
    return None


def _named(answer: str) -> Server | SourceError:
    """The server that somebody has typed, its port behind a colon if that is unusual; else why there is none."""
    host, colon, port = answer.strip().rpartition(":")
    host, number = (host, int(port)) if colon and port.isdecimal() else (answer.strip(), 0)
    if not host:
        return SourceError("no server was named", hint="the mail settings of your phone name it too")
    problems = []
    for security in ENCRYPTED:
        server = Server(host=host, port=number, security=security)
        if not (problem := _reached(server)):
            return server
        problems.append(problem)
    return problems[0]


def _try(login: Login) -> None:
    """See whether signing in goes; a server that asks for patience gets it. Raises SignInError, SourceError."""
    session = ImapSession(login)
    try:
        session.read(lambda client: client.noop())
    finally:
        session.close()


def _accepted(settings: AccountSettings, secret: str) -> str:
    """The user name under which the server takes the password: the address, or the part before the @ of it."""
    own = settings.username or settings.address
    short = settings.address.partition("@")[0]
    may_be_short = not settings.username and settings.server in SHORT_NAMES
    server, credential = _server(settings), Credential(secret=secret)
    try:
        _try(Login(server=server, user=own, credential=lambda: credential, hint=IF_RIGHT))
    except SignInError:
        if not may_be_short:
            raise
        _try(Login(server=server, user=short, credential=lambda: credential, hint=IF_RIGHT))
        return short
    return own


def _impatient(_: float) -> None:
    """A look at an account does not wait."""
