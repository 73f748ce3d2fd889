"""The drafts folder of a Microsoft 365 or Outlook.com mailbox.

A message is laid down as the very mail that every other drafts box gets, so its own Message-ID and marker are in it.
Where the server gives it another Message-ID, it is still known by the marker, which Exchange keeps as a named property
([MS-OXPROPS], PS_INTERNET_HEADERS), and among the drafts by its own words.
"""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice
from operator import itemgetter
from threading import Lock

from assistant.adapters.formats.html_text import text_of
from assistant.adapters.formats.mime import MARKER, compose, message_id
from assistant.adapters.microsoft.answers import Json, literal, moment_in, path_part
from assistant.adapters.microsoft.http import GraphClient, ItemMissing, NotUnderstood, as_delivery
from assistant.adapters.phrases import one_line
from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft
from assistant.domain.people import Participant
from assistant.errors import DeliveryError, SignInError, SourceError
from assistant.ports import Seen

SELECT = "id,isDraft,internetMessageId,subject,body,toRecipients,sentDateTime,parentFolderId"
NAMED = f"String {{00020386-0000-0000-C000-000000000046}} Name {MARKER.lower()}"
PAGE = 50
LOOKED_AT = 500  # messages among which one is sought by its words
ALIKE = 0.5  # of a draft's words that are left in the message that was made of it
PHRASE = 3  # words in a row: fewer are common to any two messages
SLACK = timedelta(minutes=10)  # between the clock here and the server's
OURS = re.compile(r"<[\w-]{1,80}\.[0-9a-f]{16}@[^>]+>")
PLACE = re.compile(r", message (?P<id>\S+)$")


class GraphDrafts:
    """A `Mailbox`: what approved messages are laid into, and where the user edits, sends or deletes them."""

    settles = timedelta(minutes=5)

    def __init__(self, client: GraphClient, sender: Participant) -> None:
        self._client = client
        self._sender = sender
        self._one_at_a_time = Lock()

    @property
    def name(self) -> str:
        """The account's name."""
        return self._client.name

    def find(self, draft: Draft) -> str | None:
        """Where the message of this draft lies; None where it does not, or holds an earlier text."""
        with _delivering():
            found, _ = self._marked(draft)
        return self._place(found) if found else None

    def put(self, draft: Draft) -> str:
        """Lay the message down, as an answer where it is one, and say where.

        Raises ConsentError for a text that was not approved, DeliveryError, and UncertainError where the server's
        answer was lost.
        """
        body = base64.b64encode(compose(draft, sender=self._sender))
        with self._one_at_a_time, _delivering():
            found, stale = self._marked(draft)
            if found:
                return self._place(found)
            if stale:
                raise DeliveryError(
                    f"{self.name}: an earlier text of {draft.id} lies there",
                    hint="delete it, or send it and discard the draft; then deliver again",
                )
            answered = next(self._with_id(draft.in_reply_to), None) if draft.in_reply_to else None
            path = f"me/messages/{path_part(str(answered['id']))}/createReply" if answered else "me/messages"
            return self._place(self._client.create(path, body))

    def look(self, draft: Draft) -> Seen:
        """What has become of a delivered draft. Raises SourceError."""
        message = self._by_now(draft)
        if message is None:
            return Seen(fate=Fate.GONE)
        subject, text = _said(message)
        if message.get("isDraft") is True:
            fate = Fate.WAITING if _is_as_written(message, draft) else Fate.EDITED
            return Seen(fate=fate, location=self._place(message), subject=subject, text=text)
        return Seen(
            fate=Fate.SENT,
            location=self._place(message),
            subject=subject,
            text=text,
            message_id=_id_of(message),
            at=moment_in(message.get("sentDateTime")),
        )

    def _place(self, message: Json) -> str:
        return f"{self.name}, drafts folder, message {message.get('id')}"

    def _by_now(self, draft: Draft) -> Json | None:
        """The draft's message, wherever it is and however it was sent; None where it was deleted."""
        lying = self._at(draft.location)
        if lying and not self._is_thrown_away(lying):
            return lying
        others = (each for each in self._candidates(draft) if not self._is_thrown_away(each))
        return next(others, None) or self._sent_anew(draft)

    def _at(self, location: str) -> Json | None:
        """The message whose id a location holds; it stays the same when the message is moved or sent."""
        known = PLACE.search(location)
        if not known:
            return None
        try:
            return self._client.get(f"me/messages/{path_part(known['id'])}", **{"$select": SELECT})
        except ItemMissing:
            return None

    def _marked(self, draft: Draft) -> tuple[Json | None, Json | None]:
        """The draft's message, and one with an earlier text of it."""
        stale = None
        for message in self._candidates(draft):
            found = _id_of(message)
            if found.startswith(f"<{draft.id}.") and found != message_id(draft, self._sender):
                stale = message
            else:
                return message, None
        return None, stale

    def _candidates(self, draft: Draft) -> Iterator[Json]:
        """Messages that may be the draft's: by its Message-ID, its marker, and among the drafts by its words."""
        yield from self._with_id(message_id(draft, self._sender))
        marker = f"singleValueExtendedProperties/Any(ep: ep/id eq {literal(NAMED)} and ep/value eq {literal(draft.id)})"
        with suppress(NotUnderstood):  # a service that seeks no named properties leaves the words
            yield from self._filtered("me/messages", marker)
        if draft.approved_at is None:
            return
        for message in self._filtered(
            "me/mailFolders/drafts/messages", f"createdDateTime ge {_utc(draft.approved_at)}"
        ):
            is_alike = _is_addressed(message, draft) and _is_as_written(message, draft)
            if is_alike and not OURS.fullmatch(_id_of(message)) and self._marker(message) in ("", draft.id):
                yield message

    def _marker(self, message: Json) -> str:
        """The marker that a message carries; empty where it has none, or the service does not tell."""
        expanded = {"$select": "id", "$expand": f"singleValueExtendedProperties($filter=id eq {literal(NAMED)})"}
        with suppress(NotUnderstood, ItemMissing):
            found = self._client.get(f"me/messages/{path_part(str(message.get('id')))}", **expanded)
            for each in found.get("singleValueExtendedProperties") or []:
                return str(each.get("value"))
        return ""

    def _with_id(self, known: str) -> Iterator[Json]:
        return self._filtered("me/messages", f"internetMessageId eq {literal(known)}")

    def _sent_anew(self, draft: Draft) -> Json | None:
        """The message as a mail program sends it that makes another one of it, without its marks."""
        if draft.approved_at is None:
            return None
        since = f"sentDateTime ge {_utc(draft.approved_at)}"
        sent = self._filtered("me/mailFolders/sentitems/messages", since)
        alike = ((_kept(each, draft), each) for each in sent if _is_for(each, draft) and not _is_another(each, draft))
        likest = sorted((pair for pair in alike if pair[0] >= ALIKE), key=itemgetter(0), reverse=True)
        return next((each for _, each in likest if self._marker(each) in ("", draft.id)), None)

    def _filtered(self, path: str, condition: str) -> Iterator[Json]:
        query = {"$filter": condition, "$select": SELECT, "$top": str(PAGE)}
        return islice(self._client.pages(path, **query), LOOKED_AT)

    def _is_thrown_away(self, message: Json) -> bool:
        return message.get("isDraft") is True and message.get("parentFolderId") in self._bins

    @cached_property
    def _bins(self) -> frozenset[str]:
        """Where deleted messages lie: those of the second folder are shown by no program, and can be recovered."""
        bins = set()
        for name in ("deleteditems", "recoverableitemsdeletions"):
            with suppress(ItemMissing, NotUnderstood):
                bins.add(str(self._client.get(f"me/mailFolders/{name}", **{"$select": "id"}).get("id")))
        return frozenset(bins)


@contextmanager
def _delivering() -> Iterator[None]:
    """Makes a DeliveryError of what is in the way of looking, unless a sign-in mends it."""
    try:
        yield
    except SignInError:
        raise
    except SourceError as error:
        raise as_delivery(error) from error


def _utc(moment: datetime) -> str:
    return (moment - SLACK).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _said(message: Json) -> tuple[str, str]:
    """A message's subject and its words."""
    body = message.get("body") if isinstance(message.get("body"), dict) else {}
    content = str((body or {}).get("content") or "")
    is_html = str((body or {}).get("contentType")).lower() == "html"
    return one_line(str(message.get("subject") or "")), text_of(content) if is_html else content


def _is_as_written(message: Json, draft: Draft) -> bool:
    """Whether a message says what was approved; Exchange writes the HTML anew, so words are compared, not signs."""
    _, text = _said(message)
    return _same_subject(message, draft) and _words(text) in (_words(draft.text), _words(text_of(draft.html)))


def _same_subject(message: Json, draft: Draft) -> bool:
    return _words(_said(message)[0]) == _words(one_line(draft.subject))


def _is_for(message: Json, draft: Draft) -> bool:
    """Whether a message goes to everybody that the draft is for; the user may have added others."""
    return _recipients(message) >= {who.address.lower() for who in draft.to}


def _is_another(message: Json, draft: Draft) -> bool:
    """Whether a message is one of ours, for another draft."""
    known = _id_of(message)
    return bool(OURS.fullmatch(known)) and not known.startswith(f"<{draft.id}.")


def _kept(message: Json, draft: Draft) -> float:
    """The share of the draft's words that a message has kept, in their order; what is quoted below does not count."""
    ours, theirs = _words(draft.text), _words(_said(message)[1])
    if theirs in (ours, _words(text_of(draft.html))):
        return 1.0
    theirs = theirs[: 3 * len(ours) + 50]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= PHRASE) / max(1, len(ours))


def _id_of(message: Json) -> str:
    return str(message.get("internetMessageId") or "")


def _is_addressed(message: Json, draft: Draft) -> bool:
    return _recipients(message) == {who.address.lower() for who in draft.to}


def _recipients(message: Json) -> set[str]:
    people = message.get("toRecipients") or []
    return {str((each.get("emailAddress") or {}).get("address")).lower() for each in people}


def _words(text: str) -> list[str]:
    return text.replace("\xa0", " ").split()
