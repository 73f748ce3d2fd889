"""The drafts folder of a Gmail account: one draft a message, in its conversation, and what the user makes of it."""

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock

from assistant.adapters.formats.likeness import body_of, is_made_of, likeness, says
from assistant.adapters.formats.mime import MARKER, compose, message_id
from assistant.adapters.google.http import Answer, Google
from assistant.adapters.google.mail import moment_in
from assistant.adapters.google.messages import GmailMessages, content_of
from assistant.domain.accounts import Fate
from assistant.domain.documents import Content
from assistant.domain.drafts import Draft
from assistant.domain.people import Participant
from assistant.errors import DeliveryError, ItemError, SourceError
from assistant.ports import Seen

CLOCKS = timedelta(days=1)  # by which this machine's may be ahead of Google's
_PLACE = re.compile(r", draft (\S+) in conversation (\S+)$")


class GmailDrafts:
    """A `Mailbox`. A draft is known by its message id, by its marker, and by the ids that Gmail has given it.

    When the user changes it, Gmail's editor writes another message id and drops our marker; the draft's own id mostly
    stays, and the conversation as long as the subject does. What then is left are the words and whom they go to.
    """

    settles = timedelta(minutes=2)

    def __init__(self, *, google: Google, sender: Participant) -> None:
        self._messages = GmailMessages(google)
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
            return self._place(self._messages.create_draft(raw, self._conversation(draft)))

    def look(self, draft: Draft) -> Seen:
        """What has become of a delivered draft. Raises SourceError."""
        known = _PLACE.search(draft.location)
        key, thread = known.groups() if known else ("", "")
        lying = self._messages.draft(key) if key else None
        if lying is None:
            lying, _ = next(self._ours(draft, is_made_of), (None, ""))
        if lying is not None:
            return self._waiting(draft, lying)
        left = self._left_drafts(draft, thread)
        if left is None:
            return Seen(fate=Fate.GONE)
        message, content = left
        if "SENT" not in message.get("labelIds", ()):  # Gmail is to send it at a time that the user has set
            return Seen(fate=Fate.WAITING, location=draft.location)
        return Seen(
            fate=Fate.SENT,
            location=f"sent mail of {self._sender.address}",
            subject=content.document.title,
            text=body_of(content),
            message_id=content.document.message_id,
            at=moment_in(message),
        )

    def _waiting(self, draft: Draft, lying: Answer) -> Seen:
        try:
            content = content_of(lying["message"], self.name)
        except ItemError as error:
            raise SourceError(error.problems, hint="open the draft in Gmail and save it once more") from error
        if says(draft, content):
            return Seen(fate=Fate.WAITING, location=self._place(lying))
        subject, text = content.document.title, body_of(content)
        return Seen(fate=Fate.EDITED, location=self._place(lying), subject=subject, text=text)

    def _look_up(self, draft: Draft) -> tuple[str | None, bool]:
        """Where the draft's message lies, and whether an earlier text of it does."""
        stale = False
        for lying, own in self._ours(draft, says):
            if own.startswith(f"<{draft.id}.") and own != message_id(draft, self._sender):
                stale = True
            else:
                return self._place(lying), False
        if self._messages.search(self._own_id(draft)) or any(says(draft, each) for _, each in self._sent_to(draft)):
            return f"{self.name}, sent or thrown away by you", False
        return None, stale

    def _ours(self, draft: Draft, matches: Callable[[Draft, Content], bool]) -> Iterator[tuple[Answer, str]]:
        """The drafts that are this one, with their message ids; those that Gmail's search knows first.

        They bear our marker or our message id; one that has lost both goes to the same person and `matches`.
        """
        own, seen = message_id(draft, self._sender), set[str]()
        for query in (self._own_id(draft), ""):  # the search lags behind, the list does not
            listed = {key: draft_id for key, draft_id in self._messages.drafts(query).items() if key not in seen}
            seen |= listed.keys()
            for message, headers in self._messages.headers(list(listed)):
                marker, found = headers.get(MARKER.lower(), ""), headers.get("message-id", "")
                is_marked = marker == draft.id or found == own
                to = headers.get("to", "").lower()
                if not is_marked and (marker or not any(who.address.lower() in to for who in draft.to)):
                    continue
                lying = self._messages.draft(listed[message])
                if lying and (is_marked or self._is(draft, lying["message"], matches)):
                    yield lying, found

    def _left_drafts(self, draft: Draft, thread: str) -> tuple[Answer, Content] | None:
        """The message that the draft has become: the one with our id, else the likest."""
        own = message_id(draft, self._sender)
        found = [each["id"] for each in self._messages.search(self._own_id(draft))]
        if thread:
            found += self._messages.in_thread(thread, _put_at(draft) - CLOCKS)
        read = list(self._read(found))
        for message, content in read:
            if content.document.message_id == own:
                return message, content
        ours = [pair for pair in (*read, *self._sent_to(draft)) if is_made_of(draft, pair[1])]
        return max(ours, key=lambda pair: likeness(draft, pair[1]), default=None)

    def _sent_to(self, draft: Draft) -> Iterator[tuple[Answer, Content]]:
        """What went to the draft's recipient since it was approved."""
        since = int((_put_at(draft) - CLOCKS).timestamp())
        found = self._messages.search(f"in:sent to:{draft.to[0].address} after:{since}")
        return self._read([each["id"] for each in found])

    def _read(self, messages: Sequence[str]) -> Iterator[tuple[Answer, Content]]:
        """Those of the messages that are the user's own, are not thrown away and can be read."""
        for message in self._messages.whole(list(dict.fromkeys(messages))):
            labels = message.get("labelIds", ())
            try:
                content = content_of(message, self.name)
            except ItemError:  # we make none such
                continue
            is_own = "SENT" in labels or content.document.author.address == self._sender.address.lower()
            if is_own and not {"TRASH", "SPAM"} & {*labels}:
                yield message, content

    def _is(self, draft: Draft, message: Answer, matches: Callable[[Draft, Content], bool]) -> bool:
        try:
            return matches(draft, content_of(message, self.name))
        except ItemError:
            return False

    def _conversation(self, draft: Draft) -> str:
        """The thread of the mail that the draft answers; empty where there is none, or Gmail would not show it."""
        answered = draft.in_reply_to.strip().strip("<>")
        found = self._messages.search(f"rfc822msgid:{answered}", everywhere=False) if answered else ()
        return str(found[0]["threadId"]) if found else ""

    def _own_id(self, draft: Draft) -> str:
        """What Gmail's search finds the draft's own message by."""
        return f"rfc822msgid:{message_id(draft, self._sender)[1:-1]}"

    def _place(self, lying: Answer) -> str:
        return f"{self.name}, draft {lying['id']} in conversation {lying.get('message', {}).get('threadId', '')}"


@contextmanager
def _as_delivery() -> Iterator[None]:
    """What keeps us from the mailbox, as a fault of delivering."""
    try:
        yield
    except SourceError as error:
        raise DeliveryError(error.problems, hint=error.hint) from error


def _put_at(draft: Draft) -> datetime:
    return draft.delivered_at or draft.approved_at or draft.created_at
