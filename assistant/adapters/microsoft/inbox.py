"""The inbox of a Microsoft 365 or Outlook.com mailbox, into which a mail to oneself is put: nothing is sent.

Whatever Graph creates is a draft, unless its message flags are set in the very call that creates it ([MS-OXCMSG],
PidTagMessageFlags without mfUnsent); a mail that is handed over as MIME cannot have them set, so this one is JSON.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import islice

from assistant.adapters.formats.mime import ASSISTANT, TO_ONESELF
from assistant.adapters.microsoft.answers import Json, literal
from assistant.adapters.microsoft.http import GraphClient, NotUnderstood, as_delivery
from assistant.adapters.phrases import one_line
from assistant.domain.people import Participant
from assistant.errors import SignInError, SourceError
from assistant.ports import Arrived, ToOneself

FLAGS = "Integer 0x0E07"
NO_DRAFT = "1"
RECEIVED, SUBMITTED = "SystemTime 0x0E06", "SystemTime 0x0039"
NAMED = f"String {{00020386-0000-0000-C000-000000000046}} Name {TO_ONESELF.lower()}"


class GraphInbox:
    """An `Inbox`. A mail is known by its message id, and by that in a named property where the server gives another."""

    settles = timedelta(minutes=5)

    def __init__(self, client: GraphClient, user: Participant) -> None:
        self._client = client
        self._user = user

    @property
    def name(self) -> str:
        """The account's name."""
        return self._client.name

    def find(self, message_id: str) -> Arrived | None:
        """The mail under this id, wherever the user has put it. Raises DeliveryError."""
        with _delivering():
            found = next(self._found(message_id), None)
            return self._arrived(found, message_id) if found else None

    def deliver(self, mail: ToOneself) -> Arrived:
        """Put the mail into the inbox, unread; nothing happens where it lies there already.

        Raises DeliveryError, and UncertainError where the answer was lost.
        """
        if found := self.find(mail.message_id):
            return found
        with _delivering():
            made = self._client.create(
                "me/mailFolders/inbox/messages", json.dumps(self._message(mail)).encode(), kind="application/json"
            )
            return self._arrived(made, mail.message_id)

    def _message(self, mail: ToOneself) -> Json:
        at = _stamp(mail.at)
        sender = {"emailAddress": {"name": ASSISTANT, "address": self._user.address}}
        own = {"emailAddress": {"name": self._user.name, "address": self._user.address}}
        properties = {FLAGS: NO_DRAFT, RECEIVED: at, SUBMITTED: at, NAMED: mail.message_id}
        return {
            "subject": one_line(mail.words.subject),
            "body": {"contentType": "html", "content": mail.words.html},
            "from": sender,
            "sender": sender,
            "toRecipients": [own],
            "internetMessageId": mail.message_id,
            "isRead": False,
            "singleValueExtendedProperties": [{"id": key, "value": value} for key, value in properties.items()],
        }

    def _found(self, message_id: str) -> Iterator[Json]:
        yield from self._filtered(f"internetMessageId eq {literal(message_id)}")
        named = (
            f"singleValueExtendedProperties/Any(ep: ep/id eq {literal(NAMED)} and ep/value eq {literal(message_id)})"
        )
        with suppress(NotUnderstood):  # a service that seeks no named properties
            yield from self._filtered(named)

    def _filtered(self, condition: str) -> Iterator[Json]:
        query = {"$filter": condition, "$select": "id,internetMessageId", "$top": "2"}
        return islice(self._client.pages("me/messages", **query), 2)

    def _arrived(self, message: Json, message_id: str) -> Arrived:
        known = str(message.get("internetMessageId") or message_id)
        return Arrived(location=f"{self.name}, inbox", message_id=known)


@contextmanager
def _delivering() -> Iterator[None]:
    """Makes a DeliveryError of what is in the way of looking, unless a sign-in mends it."""
    try:
        yield
    except SignInError:
        raise
    except SourceError as error:
        raise as_delivery(error) from error


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
