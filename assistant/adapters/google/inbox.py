"""The inbox of a Gmail account, into which a mail to oneself is put as it is, by `users.messages.insert`."""

import base64
from datetime import timedelta

from assistant.adapters.formats.mime import compose_to_oneself
from assistant.adapters.google.http import Google
from assistant.adapters.google.messages import GmailMessages
from assistant.domain.people import Participant
from assistant.errors import DeliveryError, SourceError
from assistant.ports import Arrived, ToOneself


class GmailInbox:
    """An `Inbox`. It needs the permission to put mail into the mailbox, which is asked for where a digest is wanted."""

    settles = timedelta(minutes=5)  # the search lags behind

    def __init__(self, *, google: Google, user: Participant) -> None:
        self._messages = GmailMessages(google)
        self._user = user

    @property
    def name(self) -> str:
        """What the user calls it."""
        return f"Gmail of {self._user.address}"

    def find(self, message_id: str) -> Arrived | None:
        """The mail under this id, wherever the user has put it. Raises DeliveryError."""
        try:
            found = self._messages.search(f"rfc822msgid:{message_id.strip('<>')}")
        except SourceError as error:
            raise DeliveryError(error.problems, hint=error.hint) from error
        return self._arrived(message_id) if found else None

    def deliver(self, mail: ToOneself) -> Arrived:
        """Put the mail into the inbox, unread; nothing happens where it lies there already.

        Raises DeliveryError, and UncertainError where the answer was lost.
        """
        raw = base64.urlsafe_b64encode(compose_to_oneself(mail, user=self._user)).decode("ascii")
        if found := self.find(mail.message_id):
            return found
        self._messages.insert(raw, ["INBOX", "UNREAD"])
        return self._arrived(mail.message_id)

    def _arrived(self, message_id: str) -> Arrived:
        return Arrived(location=f"{self.name}, inbox", message_id=message_id)
