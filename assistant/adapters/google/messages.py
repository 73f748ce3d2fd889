"""A Gmail mailbox as its drafts folder needs it: drafts, what was sent, and the conversations they are in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from assistant.adapters.formats.message import read_message
from assistant.adapters.formats.mime import MARKER
from assistant.adapters.google.faults import NotThere
from assistant.adapters.google.http import Answer, Google
from assistant.adapters.google.mail import moment_in, raw_of
from assistant.domain.documents import Content
from assistant.errors import SourceError

NEWEST = 100  # drafts that are looked through: the search may not know of them yet, and knows all older ones
FOUND = 20  # messages that a search gives
_MESSAGE = "id,threadId,labelIds,internalDate,raw"


class GmailMessages:
    """The messages of one account. Every call may raise SourceError."""

    def __init__(self, google: Google) -> None:
        self._google = google

    def drafts(self, query: str = "") -> Mapping[str, str]:
        """The ids of the newest drafts by those of their messages; of those that the search finds, with a query."""
        asked = {"q": query} if query else {}
        fields = "drafts(id,message/id)"
        answer = self._google.read(self._of("drafts").list(userId="me", maxResults=NEWEST, fields=fields, **asked))
        return {each["message"]["id"]: each["id"] for each in answer.get("drafts", ())}

    def draft(self, key: str) -> Answer | None:
        """A draft with the bytes of its message; None where there is none of this id."""
        request = self._of("drafts").get(userId="me", id=key, format="raw", fields=f"id,message({_MESSAGE})")
        try:
            return self._google.read(request)
        except NotThere:
            return None

    def create_draft(self, raw: str, thread: str) -> Answer:
        """Make a draft; raises DeliveryError, UncertainError where the answer was lost."""
        message = {"raw": raw, **({"threadId": thread} if thread else {})}
        create = self._of("drafts").create(userId="me", body={"message": message}, fields="id,message/threadId")
        return self._google.create(create)

    def insert(self, raw: str, labels: Sequence[str]) -> Answer:
        """Put a message into the mailbox as it is; raises DeliveryError, UncertainError where the answer was lost."""
        body = {"raw": raw, "labelIds": list(labels)}
        return self._google.create(
            self._of("messages").insert(userId="me", body=body, internalDateSource="dateHeader", fields="id,threadId")
        )

    def search(self, query: str, *, everywhere: bool = True) -> Sequence[Answer]:
        """The ids and conversations of the newest messages that are found; `everywhere` in spam and bin too."""
        request = self._of("messages").list(
            userId="me", q=query, includeSpamTrash=everywhere, maxResults=FOUND, fields="messages(id,threadId)"
        )
        found: Sequence[Answer] = self._google.read(request).get("messages", ())
        return found

    def in_thread(self, thread: str, since: datetime) -> list[str]:
        """The ids of what has come into a conversation since then."""
        fields = "messages(id,internalDate)"
        try:
            answer = self._google.read(self._of("threads").get(userId="me", id=thread, format="minimal", fields=fields))
        except NotThere:
            return []
        return [each["id"] for each in answer.get("messages", ()) if moment_in(each) >= since]

    def headers(self, messages: Sequence[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
        """The headers that tell whose each message is, their names in lower case."""
        wanted = [MARKER, "Message-ID", "To"]
        for key, answer in self._each(messages, format="metadata", metadataHeaders=wanted, fields="payload/headers"):
            listed = answer.get("payload", {}).get("headers", ())
            yield key, {str(each["name"]).lower(): str(each["value"]).strip() for each in listed}

    def whole(self, messages: Sequence[str]) -> Iterator[Answer]:
        """The messages with their bytes."""
        yield from (answer for _, answer in self._each(messages, format="raw", fields=_MESSAGE))

    def _each(self, messages: Sequence[str], **asked: Any) -> Iterator[tuple[str, Answer]]:
        """Those that are still there; one that cannot be had is no reason to take it for gone."""
        get = self._of("messages").get
        requests = {key: get(userId="me", id=key, **asked) for key in messages}
        for key, answer in self._google.read_each("gmail", requests):
            if isinstance(answer, NotThere):
                continue
            if isinstance(answer, SourceError):
                raise answer
            yield key, answer

    def _of(self, name: str) -> Any:
        return self._google.resource("gmail", "users", name)


def content_of(message: Answer, name: str) -> Content:
    """What a message says that was asked for with its bytes. Raises ItemError."""
    return read_message(raw_of(message), source=name, locator=name, fallback=moment_in(message))
