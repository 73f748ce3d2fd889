"""Sending approved messages, for users who chose that: each once, or the user is asked.

Nobody can be sure that a message went out when the answer is lost. So a copy lies in the drafts folder while it is
being sent: where only that is found later, the message is never sent again by itself. Once it is out, the copy moves to
the sent mail.
"""

import smtplib
from collections.abc import Callable
from functools import partial
from threading import RLock

import imapclient

from assistant.adapters.formats.mime import compose, message_id
from assistant.adapters.imap.connection import Login
from assistant.adapters.imap.drafts import FLAGS, ImapDrafts
from assistant.adapters.imap.folders import Use, folders_of, name_of
from assistant.adapters.imap.matching import marked
from assistant.adapters.imap.session import ImapSession, Lost
from assistant.adapters.imap.smtp_connection import SmtpServer, addressed, handed_over, smtp_signed_in
from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft
from assistant.domain.people import Participant
from assistant.errors import DeliveryError, SourceError, UncertainError
from assistant.ports import NEVER, Seen

TRIES = 3  # to put the copy of a message away at once; each looks first whether an earlier one has done it


class SmtpSender:
    """Takes an approved message like a drafts folder does, and sends it. Raises UncertainError where nobody knows."""

    settles = NEVER

    def __init__(
        self, name: str, server: SmtpServer, login: Login, open: Callable[[], ImapSession], sender: Participant
    ) -> None:
        self._name = name
        self._server = server
        self._login = login
        self._open = open
        self._sender = sender
        self._drafts = ImapDrafts(name, open, sender)
        self._kept: ImapSession | None = None
        self._lock = RLock()

    @property
    def name(self) -> str:
        """The account's name, told from that of its drafts folder: what was delivered to this one is out."""
        return f"{self._name} (outgoing)"

    def find(self, draft: Draft) -> str | None:
        """Where the sent message lies, in words; None where it was not sent, or nobody knows. Raises DeliveryError.

        A copy among the drafts that a run which broke off has left is taken away: nobody shall send it again.
        """
        with self._lock:
            try:
                drafts, sent = self._folders()
                if not marked(self._session(), sent, draft):
                    return None
                self._clear(draft, drafts)
                return self._words(sent, draft)
            except SourceError as error:
                raise DeliveryError(error.problems, hint=error.hint) from error

    def put(self, draft: Draft) -> str:
        """Send the message and say where its copy lies; nothing happens where it was sent already.

        Raises DeliveryError where it was not sent, UncertainError where it may have been, ConsentError for a text that
        was not approved.
        """
        data = compose(draft, sender=self._sender)
        with self._lock:
            drafts = sent = ""
            try:
                drafts, sent = self._folders()
                if marked(self._session(), sent, draft):
                    return self._words(sent, draft)
                if marked(self._session(), drafts, draft):
                    raise self._doubt(drafts)
                smtp = smtp_signed_in(self._server, self._login)
                try:
                    self._keep_copy(draft, data, drafts)
                    self._send(smtp, draft, data, drafts)
                finally:
                    smtp.close()
            except SourceError as error:
                raise DeliveryError(error.problems, hint=error.hint) from error
            if self._is_put_away(draft, data, drafts, sent):
                return self._words(sent, draft)
            return f"{self._name}: sent; its copy still lies in {drafts} until the next sync, do not send it again"

    def look(self, draft: Draft) -> Seen:
        """What was sent. A copy that still lies among the drafts is put away now. Raises SourceError."""
        with self._lock:
            drafts, sent = self._folders()
            if marked(self._session(), drafts, draft):
                self._put_away(draft, compose(draft, sender=self._sender), drafts, sent)
            seen = self._drafts.look(draft)
            if seen.fate is Fate.SENT:
                return seen
            return Seen(fate=Fate.SENT, location=self._name, message_id=message_id(draft, self._sender))

    def _keep_copy(self, draft: Draft, data: bytes, drafts: str) -> None:
        """Lay the copy down; where nobody knows whether that was done, it is taken away again, and nothing is sent."""
        try:
            self._session().once(lambda client: client.append(drafts, data, FLAGS))
        except Lost as lost:
            self._clear(draft, drafts)
            raise SourceError(
                f"the connection to {self._session().host} broke off; nothing was sent",
                hint="try again: assistant sync",
            ) from lost

    def _send(self, smtp: smtplib.SMTP, draft: Draft, data: bytes, drafts: str) -> None:
        """Hand the message over: to all it goes to, or to nobody."""
        try:
            refusal = addressed(smtp, data)
        except OSError:
            refusal = "the connection broke off"
        try:
            refusal = refusal or handed_over(smtp, data)
        except OSError as error:
            raise self._doubt(drafts) from error
        if refusal:
            self._clear(draft, drafts)
            raise DeliveryError(
                f"{self._server.host} did not take the message: {refusal}", hint="correct it, then deliver again"
            )

    def _is_put_away(self, draft: Draft, data: bytes, drafts: str, sent: str) -> bool:
        """Whether the copy could be put away; else a later look does it.

        The message is out: whatever goes wrong here must not look as if it were not.
        """
        for _ in range(TRIES):
            try:
                self._put_away(draft, data, drafts, sent)
            except SourceError:
                continue
            return True
        return False

    def _put_away(self, draft: Draft, data: bytes, drafts: str, sent: str) -> None:
        """Keep the copy among the sent mail (some servers have done so already), and nowhere else."""
        try:
            if not marked(self._session(), sent, draft):
                self._session().once(lambda client: client.append(sent, data, (b"\\Seen",)))
        except Lost as lost:  # another try looks first
            raise SourceError(f"the connection to {self._session().host} broke off", hint="try again later") from lost
        self._clear(draft, drafts)

    def _clear(self, draft: Draft, drafts: str) -> None:
        """Take the copy out of the drafts folder."""
        for hit in marked(self._session(), drafts, draft):
            self._session().read(partial(_delete, drafts, hit.uid))

    def _folders(self) -> tuple[str, str]:
        folders = folders_of(self._session())
        drafts, sent = name_of(folders, Use.DRAFTS), name_of(folders, Use.SENT)
        if not (drafts and sent):
            missing = "sent" if drafts else "drafts"
            raise SourceError(f"{self._name} has no folder for {missing} messages", hint="make it in your mail program")
        return drafts, sent

    def _doubt(self, drafts: str) -> UncertainError:
        return UncertainError(
            f"{self._server.host} may or may not have sent the message; it is not sent again by itself",
            hint=f"a copy lies in {drafts}: if nobody got it, send it from there, else delete it",
        )

    def _words(self, folder: str, draft: Draft) -> str:
        return f"{self._name}, {folder}: {draft.id}"

    def _session(self) -> ImapSession:
        if self._kept is None:
            self._kept = self._open()
        return self._kept


def _delete(folder: str, uid: int, client: imapclient.IMAPClient) -> None:
    client.select_folder(folder)
    client.add_flags([uid], [b"\\Deleted"], silent=True)
    if client.has_capability("UIDPLUS"):  # else it would take with it whatever else is marked
        client.uid_expunge([uid])
