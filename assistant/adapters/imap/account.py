"""A mailbox at any provider, by IMAP: signing in, looking whether all is well, and its parts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from imapclient.exceptions import IMAPClientError

from assistant.adapters.account import NetworkAccount
from assistant.adapters.checks import checked, failed
from assistant.adapters.imap.connection import LOST, Credential, Login, Server, connected, shut, told
from assistant.adapters.imap.drafts import ImapDrafts
from assistant.adapters.imap.folders import Use, folders_of, name_of, to_read
from assistant.adapters.imap.mail import ImapSource
from assistant.adapters.imap.providers import FOR_APPS, Provider, candidates, provider_of
from assistant.adapters.imap.session import ImapSession
from assistant.adapters.imap.smtp import SmtpSender
from assistant.adapters.imap.smtp_connection import SmtpServer, smtp_signed_in
from assistant.adapters.imap.tokens import Tokens, registration_asked, tokens_for
from assistant.domain.accounts import AccountSettings
from assistant.errors import SignInError, SourceError, UserError
from assistant.ports import Check, Dialogue, DocumentSource, Mailbox

TRIES = 3
QUICK = 8.0  # seconds for a server that may not exist
SHORT_NAMES = ("imap.mail.me.com",)  # servers whose user names may be the part before the @
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ABOUT = (
    "The assistant reads your mail folders, but never drafts, spam or the bin, and marks nothing as read.\n"
    "It writes one thing: the drafts that you approve, into your drafts folder.\n"
    "The password is kept in {place}. To revoke it, change or delete it at your mail provider."
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

    def document_sources(self) -> Sequence[DocumentSource]:
        """Its mail, unless it is switched off."""
        return [self.source()] if self._settings.mail else []

    def source(self) -> ImapSource:
        """Its mail; besides what every source does, this one waits for new mail."""
        folders = self._settings.folders
        return ImapSource(name=f"{self.name} mail", open=self._session, folders=folders, clock=self._clock)

    def mailbox(self) -> Mailbox | None:
        """Its drafts folder; None where mail is switched off."""
        return ImapDrafts(self.name, self._session, self._sender) if self._settings.mail else None

    def sender(self) -> Mailbox:
        """What sends approved messages at once; only for a user who chose so. Raises SourceError without a server."""
        if not self._settings.smtp_server:
            raise SourceError(f"{self.name} has no server that sends", hint="set 'smtp_server' in the configuration")
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
            if not _reached(server):
                dialogue.say(f"Found: {server.host}")
                return replace(settings, server=server.host, port=server.port, security=server.security)
        answer = dialogue.ask("Which IMAP server has your mail? Your provider's help pages name it").strip()
        found = replace(settings, server=answer)
        if problem := _reached(_server(found)):
            raise problem
        return found

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
                user = _accepted(settings, _readable(secret, known))
            except SignInError as error:
                if not left:
                    raise
                dialogue.say("; ".join(error.problems))
                continue
            self._secrets.put(self._secret, _readable(secret, known))
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
        return f"imap {self.name}"


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
    names = [own] if settings.username or settings.server not in SHORT_NAMES else [own, short]
    for name in names[:-1]:
        try:
            _try(Login(server=_server(settings), user=name, credential=lambda: Credential(secret=secret)))
            return name
        except SignInError:
            continue
    _try(Login(server=_server(settings), user=names[-1], credential=lambda: Credential(secret=secret)))
    return names[-1]


def _readable(secret: str, known: Provider | None) -> str:
    """App passwords are shown in groups, which are no part of them."""
    grouped = known is not None and FOR_APPS in known.wants
    return secret.replace(" ", "").strip() if grouped else secret


def _impatient(_: float) -> None:
    """A look at an account does not wait."""
