"""The drafts folder of a Gmail account: one draft a message, in its conversation, and what the user makes of it."""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from assistant.adapters.formats.message import MAX_HEADER, read_message
from assistant.adapters.formats.mime import MARKER, compose, message_id
from assistant.adapters.formats.plain_text import cleaned, one_line
from assistant.adapters.google.faults import NotThere
from assistant.adapters.google.http import Answer, Google
from assistant.adapters.google.mail import moment_in, raw_of
from assistant.domain.accounts import Fate
from assistant.domain.documents import Content
from assistant.domain.drafts import Draft
from assistant.domain.people import Participant
from assistant.errors import DeliveryError, ItemError, SourceError
from assistant.ports import Seen

LOOKED_AT = 500  # drafts whose headers are read where Gmail's search does not find the message
_PLACE = re.compile(r", draft (\S+) in conversation (\S+)$")


class GmailDrafts:
    """A `Mailbox`. A draft is known by its message id, by its marker, and by the id that Gmail has given it."""

    settles = timedelta(minutes=2)

    def __init__(self, *, google: Google, sender: Participant) -> None:
        self._google = google
        self._sender = sender
        self._one_at_a_time = Lock()

    @property
    def name(self) -> str:
        """What the user calls it."""
        return f"Gmail drafts of {self._sender.address}"

    def find(self, draft: Draft) -> str | None:
        """Where the message of this draft lies, in the drafts, sent or thrown away; None where it was never put
        there, or holds an earlier text. Raises DeliveryError.
        """
        with _as_delivery():
            place, _ = self._look_up(draft)
        return place

    def put(self, draft: Draft) -> str:
        """Make the draft, in the conversation that it answers, and say where.

        Raises ConsentError for a text that was not approved, DeliveryError, and UncertainError where the answer was
        lost: the draft may have been made.
        """
        raw = base64.urlsafe_b64encode(compose(draft, sender=self._sender)).decode("ascii")
        with self._one_at_a_time, _as_delivery():
            place, stale = self._look_up(draft)
            if place:
                return place
            if stale:
                raise DeliveryError(
                    f"{self.name}: an earlier text of {draft.id} lies there",
                    hint="delete it, or send it and discard the draft; then deliver again",
                )
            message = {"raw": raw, **self._conversation(draft)}
            create = self._of("drafts").create(userId="me", body={"message": message}, fields="id,message/threadId")
            return self._place(self._google.create(create))

    def look(self, draft: Draft) -> Seen:
        """What has become of a delivered draft. Raises SourceError."""
        known = _PLACE.search(draft.location)
        lying = self._draft(known.group(1)) if known else None
        if lying is None:
            lying = next((self._draft(key) for key, _ in self._marked(draft)), None)
        if lying is not None:
            return self._waiting(draft, lying)
        sent = self._sent(draft, known.group(2) if known else "")
        if sent is None:
            return Seen(fate=Fate.GONE)
        content = self._content(sent)
        return Seen(
            fate=Fate.SENT,
            location=f"sent mail of {self._sender.address}",
            subject=content.document.title,
            text=_body(content),
            message_id=content.document.message_id,
            at=moment_in(sent),
        )

    def _waiting(self, draft: Draft, lying: Answer) -> Seen:
        content = self._content(lying["message"])
        if _says(draft, content):
            return Seen(fate=Fate.WAITING, location=self._place(lying))
        subject, text = content.document.title, _body(content)
        return Seen(fate=Fate.EDITED, location=self._place(lying), subject=subject, text=text)

    def _look_up(self, draft: Draft) -> tuple[str | None, bool]:
        """Where the draft's message lies, and whether an earlier text of it does."""
        stale = False
        for key, headers in self._marked(draft):
            found = headers.get("message-id", "")
            if found.startswith(f"<{draft.id}.") and found != message_id(draft, self._sender):
                stale = True
            else:
                return self._place({"id": key, "message": {"threadId": headers["thread"]}}), False
        if self._search(f"rfc822msgid:{message_id(draft, self._sender)[1:-1]}") or self._sent_alike(draft):
            return f"{self.name}, sent or thrown away by you", False
        return None, stale

    def _marked(self, draft: Draft) -> Iterator[tuple[str, dict[str, str]]]:
        """The drafts that are ours, by Gmail's id, with their headers; those that its search knows first.

        They bear our marker or our message id; one that has lost both says the same to the same person.
        """
        own, seen = message_id(draft, self._sender), set[str]()
        for query in ({"q": f"rfc822msgid:{own[1:-1]}"}, {}):  # the search lags behind, the list does not
            fields = "drafts(id,message/id)"
            request = self._of("drafts").list(userId="me", maxResults=LOOKED_AT, fields=fields, **query)
            listed = {each["message"]["id"]: each["id"] for each in self._google.read(request).get("drafts", ())}
            for message, headers in self._headers([message for message in listed if message not in seen]):
                marker = headers.get(MARKER.lower(), "")
                is_marked = marker == draft.id or headers.get("message-id") == own
                if is_marked or (not marker and self._is_the_same(draft, listed[message], headers)):
                    yield listed[message], headers
            seen |= listed.keys()

    def _is_the_same(self, draft: Draft, key: str, headers: Mapping[str, str]) -> bool:
        if not all(who.address.lower() in headers.get("to", "").lower() for who in draft.to):
            return False
        lying = self._draft(key)
        return lying is not None and _says(draft, self._content(lying["message"]))

    def _headers(self, messages: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
        """The headers that tell whose each message is, and its thread."""
        get = self._of("messages").get
        asked = {"format": "metadata", "metadataHeaders": [MARKER, "Message-ID", "To"]}
        fields = "id,threadId,payload/headers"
        requests = {key: get(userId="me", id=key, fields=fields, **asked) for key in messages}
        for key, answer in self._google.read_each("gmail", requests):
            if not isinstance(answer, SourceError):
                yield key, {**_headers_of(answer), "thread": answer.get("threadId", "")}

    def _sent(self, draft: Draft, thread: str) -> Answer | None:
        """The message that the user has sent. Gmail gives it another id sometimes; then its thread tells."""
        for found in self._search(f"rfc822msgid:{message_id(draft, self._sender)[1:-1]}"):
            message = self._message(found["id"])
            if message and "SENT" in message.get("labelIds", ()):
                return message
        return (self._sent_in(thread, draft) if thread else None) or self._sent_alike(draft)

    def _sent_in(self, thread: str, draft: Draft) -> Answer | None:
        """The message of a thread that is the draft, sent."""
        request = self._of("threads").get(
            userId="me",
            id=thread,
            format="metadata",
            metadataHeaders=[MARKER, "To"],
            fields="messages(id,labelIds,internalDate,payload/headers)",
        )
        try:
            messages = self._google.read(request).get("messages", ())
        except NotThere:
            return None
        sent = next((each for each in messages if _is_ours(each, draft)), None)
        return self._message(sent["id"]) if sent else None

    def _sent_alike(self, draft: Draft) -> Answer | None:
        """A message that went to the draft's recipient since it was approved, and says the same."""
        earliest = _put_at(draft) - timedelta(days=1)  # the clocks may differ
        for found in self._search(f"in:sent to:{draft.to[0].address} after:{int(earliest.timestamp())}"):
            message = self._message(found["id"])
            if message and _says(draft, self._content(message)):
                return message
        return None

    def _conversation(self, draft: Draft) -> dict[str, str]:
        """The thread of the mail that the draft answers."""
        answered = draft.in_reply_to.strip().strip("<>")
        found = self._search(f"rfc822msgid:{answered}") if answered else ()
        return {"threadId": found[0]["threadId"]} if found else {}

    def _search(self, query: str) -> Sequence[Answer]:
        request = self._of("messages").list(
            userId="me", q=query, includeSpamTrash=True, maxResults=10, fields="messages(id,threadId)"
        )
        found: Sequence[Answer] = self._google.read(request).get("messages", ())
        return found

    def _draft(self, key: str) -> Answer | None:
        fields = "id,message(id,threadId,labelIds,internalDate,raw)"
        try:
            return self._google.read(self._of("drafts").get(userId="me", id=key, format="raw", fields=fields))
        except NotThere:
            return None

    def _message(self, key: str) -> Answer | None:
        fields = "id,threadId,labelIds,internalDate,raw"
        try:
            return self._google.read(self._of("messages").get(userId="me", id=key, format="raw", fields=fields))
        except NotThere:
            return None

    def _content(self, message: Answer) -> Content:
        try:
            return read_message(raw_of(message), source=self.name, locator=self.name, fallback=moment_in(message))
        except ItemError as error:
            raise SourceError(error.problems, hint="open the draft in Gmail and save it once more") from error

    def _place(self, lying: Answer) -> str:
        return f"{self.name}, draft {lying['id']} in conversation {lying.get('message', {}).get('threadId', '')}"

    def _of(self, name: str) -> Any:
        return self._google.resource("gmail", "users", name)


@contextmanager
def _as_delivery() -> Iterator[None]:
    """What keeps us from the mailbox, as a fault of delivering."""
    try:
        yield
    except SourceError as error:
        raise DeliveryError(error.problems, hint=error.hint) from error


def _is_ours(message: Answer, draft: Draft) -> bool:
    """Whether a message of the draft's thread is the draft, sent: by its marker, else by when and to whom it went."""
    if "SENT" not in message.get("labelIds", ()):
        return False
    headers = _headers_of(message)
    if MARKER.lower() in headers:
        return headers[MARKER.lower()] == draft.id
    to = headers.get("to", "").lower()
    is_later = not draft.in_reply_to or moment_in(message) >= _put_at(
        draft
    )  # a conversation that it began holds nothing older
    return is_later and any(who.address.lower() in to for who in draft.to)


def _headers_of(message: Answer) -> dict[str, str]:
    headers = message.get("payload", {}).get("headers", ())
    return {str(each["name"]).lower(): str(each["value"]).strip() for each in headers}


def _put_at(draft: Draft) -> datetime:
    return draft.delivered_at or draft.approved_at or draft.created_at


def _says(draft: Draft, content: Content) -> bool:
    """Whether a message says what the draft says, whatever a mail program has done to its lines."""
    said = (content.document.title, _body(content).split())
    return said == (one_line(draft.subject, MAX_HEADER), cleaned(draft.text).split())


def _body(content: Content) -> str:
    return content.text.removeprefix(content.document.title).strip()
