"""A drafts folder on an IMAP server, where the user goes on with the messages.

A message is known by its own marker and by its message id. Mail programs that save a draft anew may drop both; it is
then known by whom it goes to and by its subject or thread, but only when it is looked after, never when it is
delivered.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import RLock

from assistant.adapters.formats.mime import compose
from assistant.adapters.imap.folders import Use, folders_of, name_of
from assistant.adapters.imap.matching import Hit, alike, is_stale, marked, says_the_same, words_at
from assistant.adapters.imap.session import ImapSession, Lost
from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft
from assistant.domain.people import Participant
from assistant.errors import DeliveryError, SourceError, UncertainError
from assistant.ports import Seen

FLAGS = (b"\\Draft", b"\\Seen")


class ImapDrafts:
    """The drafts folder of an account. One session is kept for all calls; threads take turns."""

    settles = timedelta(minutes=5)

    def __init__(self, name: str, open: Callable[[], ImapSession], sender: Participant) -> None:
        self._name = name
        self._open = open
        self._sender = sender
        self._kept: ImapSession | None = None
        self._lock = RLock()

    @property
    def name(self) -> str:
        """The account's name."""
        return self._name

    def find(self, draft: Draft) -> str | None:
        """Where the message of this draft lies, among the drafts, sent or thrown away. Raises DeliveryError."""
        with self._lock:
            try:
                return self._place(draft)
            except SourceError as error:
                raise DeliveryError(error.problems, hint=error.hint) from error

    def put(self, draft: Draft) -> str:
        """Lay the message down and say where; nothing happens where it lies there already.

        Raises DeliveryError, UncertainError where the answer was lost, ConsentError for a text that was not approved.
        """
        data = compose(draft, sender=self._sender)
        with self._lock:
            try:
                if place := self._place(draft):
                    return place
                folder = name_of(folders_of(self._session()), Use.DRAFTS) or self._made()
                self._refuse_stale(folder, draft)
                self._session().once(lambda client: client.append(folder, data, FLAGS))
            except Lost as lost:
                raise UncertainError(
                    f"{self._name} may or may not have taken the message: the answer was lost",
                    hint=f"look into the drafts folder of {self._name}; the next sync looks there too",
                ) from lost
            except SourceError as error:
                raise DeliveryError(error.problems, hint=error.hint) from error
            return self._words(folder, draft)

    def look(self, draft: Draft) -> Seen:
        """What has become of a delivered draft. Raises SourceError."""
        with self._lock:
            session = self._session()
            folders = folders_of(session)
            drafts, sent = name_of(folders, Use.DRAFTS), name_of(folders, Use.SENT)
            if not drafts:
                raise SourceError(
                    f"{self._name} has no drafts folder any more", hint="make it again in your mail program"
                )
            if sent and (hits := marked(session, sent, draft)):
                return self._sent(sent, hits[-1])
            if hits := marked(session, drafts, draft):
                return self._waiting(drafts, hits[-1], draft)
            if sent and (hits := alike(session, sent, draft, since=draft.approved_at)):
                return self._sent(sent, hits[-1])
            if hits := alike(session, drafts, draft):
                return self._waiting(drafts, hits[-1], draft)
            return Seen(fate=Fate.GONE)

    def _place(self, draft: Draft) -> str | None:
        """Where the message is by now; what the user has sent or thrown away meanwhile is not laid down again."""
        session = self._session()
        folders = folders_of(session)
        for use in (Use.DRAFTS, Use.SENT, Use.TRASH):
            folder = name_of(folders, use)
            if folder and any(not self._is_stale(hit, draft) for hit in marked(session, folder, draft)):
                return self._words(folder, draft)
        return None

    def _refuse_stale(self, folder: str, draft: Draft) -> None:
        if marked(self._session(), folder, draft):  # of which none is this text
            raise DeliveryError(
                f"{self._name}, {folder}: an earlier text of {draft.id} lies there",
                hint="delete it, or send it and discard the draft; then deliver again",
            )

    def _is_stale(self, hit: Hit, draft: Draft) -> bool:
        return is_stale(hit, draft, self._sender)

    def _made(self) -> str:
        """A drafts folder, where there was none."""
        session = self._session()
        has_places = session.read(lambda client: client.has_capability("NAMESPACE"))
        personal = session.read(lambda client: client.namespace().personal) if has_places else None
        name = f"{personal[0][0] if personal else ''}Drafts"
        session.read(lambda client: client.folder_exists(name) or client.create_folder(name))
        return name

    def _sent(self, folder: str, hit: Hit) -> Seen:
        words = words_at(self._session(), folder, hit)
        where = f"{self._name}, {folder}"
        return Seen(
            fate=Fate.SENT,
            location=where,
            subject=words.subject,
            text=words.text,
            message_id=words.message_id,
            at=words.at,
        )

    def _waiting(self, folder: str, hit: Hit, draft: Draft) -> Seen:
        words = words_at(self._session(), folder, hit)
        if says_the_same(words, draft, self._sender):
            return Seen(fate=Fate.WAITING, location=self._words(folder, draft))
        location = self._words(folder, draft)
        return Seen(fate=Fate.EDITED, location=location, subject=words.subject, text=words.text)

    def _words(self, folder: str, draft: Draft) -> str:
        return f"{self._name}, {folder}: {draft.id}"

    def _session(self) -> ImapSession:
        if self._kept is None:
            self._kept = self._open()
        return self._kept
