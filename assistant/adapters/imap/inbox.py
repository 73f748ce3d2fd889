"""The inbox of an IMAP account, into which a mail to oneself is laid: nothing is sent, so no SMTP server is needed."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

from assistant.adapters.formats.mime import compose_to_oneself
from assistant.adapters.imap.folders import Use, folders_of, name_of
from assistant.adapters.imap.session import ImapSession, Lost
from assistant.domain.people import Participant
from assistant.errors import DeliveryError, SourceError, UncertainError
from assistant.ports import Arrived, ToOneself


class ImapInbox:
    """An `Inbox`. Each call opens a session of its own: there is one a day."""

    settles = timedelta(minutes=5)

    def __init__(self, name: str, open: Callable[[], ImapSession], user: Participant) -> None:
        self._name = name
        self._open = open
        self._user = user

    @property
    def name(self) -> str:
        """The account's name."""
        return self._name

    def find(self, message_id: str) -> Arrived | None:
        """The mail under this id, in the inbox or where the user has moved it among the usual folders.

        Raises DeliveryError.
        """
        with self._session() as session:
            return self._found(session, message_id)

    def deliver(self, mail: ToOneself) -> Arrived:
        """Lay the mail into the inbox, unread; nothing happens where it lies there already.

        Raises DeliveryError, and UncertainError where the answer was lost.
        """
        data = compose_to_oneself(mail, user=self._user)
        with self._session() as session:
            if found := self._found(session, mail.message_id):
                return found
            folder = name_of(folders_of(session), Use.INBOX) or "INBOX"
            try:
                session.once(lambda client: client.append(folder, data, (), mail.at))
            except Lost as lost:
                raise UncertainError(
                    f"{self._name} may or may not have taken the mail to yourself: the answer was lost",
                    hint="it is looked for before it is tried again",
                ) from lost
            return self._arrived(folder, mail.message_id)

    def _found(self, session: ImapSession, message_id: str) -> Arrived | None:
        for folder in folders_of(session):
            if folder.use not in (Use.INBOX, Use.ARCHIVE, Use.ALL, Use.TRASH):
                continue
            session.examine(folder.name)
            if session.read(lambda client: client.search(["HEADER", "MESSAGE-ID", message_id])):
                return self._arrived(folder.name, message_id)
        return None

    def _arrived(self, folder: str, message_id: str) -> Arrived:
        return Arrived(location=f"{self._name}, {folder}", message_id=message_id)

    @contextmanager
    def _session(self) -> Iterator[ImapSession]:
        try:
            with closing(self._open()) as session:
                yield session
        except SourceError as error:
            raise DeliveryError(error.problems, hint=error.hint) from error
