"""The user's mailbox at Dovecot, as mail programs and other people's servers use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses

import imapclient

from tests.servers.dovecot import Dovecot

USER = "helen@marsh.example"
MARKER = "X-Followup-Draft"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lying:
    """A message in a folder of the user's."""

    uid: int
    folder: str
    message: EmailMessage

    @property
    def draft_id(self) -> str:
        """Whose draft it is; empty where it carries no marker."""
        return str(self.message.get(MARKER, "")).strip()

    @property
    def text(self) -> str:
        """Its plain words."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""

    @property
    def people(self) -> list[str]:
        """The addresses that it goes to."""
        headers = (self.message[name] for name in ("To", "Cc"))
        return [who.addr_spec.lower() for header in headers if header for who in header.addresses]


class Post:
    """One mailbox, over one connection."""

    def __init__(self, client: imapclient.IMAPClient) -> None:
        self._client = client
        self._seen = {"Drafts": 0, "Sent": 0}
        self.written: list[tuple[datetime, str]] = []  # when the user wrote to each address

    def arrive(self, message: bytes, at: datetime) -> None:
        """Somebody's mail comes in."""
        self._client.append("INBOX", message, (), at)

    def new(self, folder: str) -> list[Lying]:
        """What lies in Drafts or Sent since this was last asked."""
        found = [each for each in self.lying(folder) if each.uid > self._seen[folder]]
        self._seen[folder] = max((each.uid for each in found), default=self._seen[folder])
        return found

    def lying(self, folder: str) -> list[Lying]:
        """What lies in a folder; of what was sent, only what was not seen yet."""
        self._client.select_folder(folder, readonly=True)
        first = self._seen[folder] + 1 if folder == "Sent" else 1
        uids = [uid for uid in self._client.search(["UID", f"{first}:*"]) if uid >= first]
        fetched = self._client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        return [Lying(uid=uid, folder=folder, message=_parsed(fetched[uid][b"BODY[]"])) for uid in sorted(fetched)]

    def rewrite(self, draft: Lying, text: str, at: datetime) -> None:
        """The user changes a draft in their mail program, which saves it as another message."""
        message = _parsed(draft.message.as_bytes())
        _set_text(message, text)
        self._client.append("Drafts", _bytes(message), (b"\\Draft", b"\\Seen"), at)
        self.delete(draft)

    def send(self, draft: Lying, at: datetime, *, new_id: str = "") -> EmailMessage:
        """The user sends a draft; with `new_id`, their mail program gives it that and drops what it does not know."""
        message = _parsed(draft.message.as_bytes())
        del message["Date"]
        message["Date"] = format_datetime(at)
        if new_id:
            del message["Message-ID"], message[MARKER]
            message["Message-ID"] = new_id
        self.sent(message, at)
        self.delete(draft)
        return message

    def sent(self, message: EmailMessage, at: datetime) -> None:
        """A copy of what the user has sent."""
        self._client.append("Sent", _bytes(message), (b"\\Seen",), at)
        headers = (message[name] for name in ("To", "Cc"))
        self.written += [(at, who) for header in headers if header for _, who in getaddresses([str(header)])]

    def delete(self, draft: Lying) -> None:
        """Take a message out of its folder for good."""
        self._client.select_folder(draft.folder)
        self._client.delete_messages([draft.uid])
        self._client.expunge()


@contextmanager
def mailbox(server: Dovecot, user: str) -> Iterator[Post]:
    """The mailbox of a user of this server."""
    with server.client(user) as client:
        yield Post(client)


def _parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _bytes(message: EmailMessage) -> bytes:
    return message.as_bytes(policy=policy.SMTP)


def _set_text(message: EmailMessage, text: str) -> None:
    """The message as plain text."""
    message.clear_content()
    message.set_content(text)
