"""Which message in a folder is the one of a draft, and what it says by now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesHeaderParser
from typing import Any

from assistant.adapters.formats.message import first_id, people_in, read_message
from assistant.adapters.formats.mime import MARKER, compose, message_id
from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.imap.fetch import uid_set
from assistant.adapters.imap.session import ImapSession
from assistant.domain.drafts import Draft
from assistant.domain.people import Participant
from assistant.errors import ItemError

LOOKED_AT = 300  # messages, from the newest, that are known by nothing but whom they go to and what they are about
READ = 1_000_000  # bytes of a message whose words are compared; attachments come after them
_FIELDS = f"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID {MARKER.upper()} SUBJECT TO CC IN-REPLY-TO)]"
_BEGINNING = f"BODY.PEEK[]<0.{READ}>"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """The headers by which a message is known."""

    uid: int
    draft_id: str
    message_id: str
    subject: str
    recipients: frozenset[str]
    in_reply_to: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a message says, under which id and when."""

    subject: str
    text: str
    message_id: str = ""
    at: datetime | None = None


def marked(session: ImapSession, folder: str, draft: Draft) -> list[Hit]:
    """The messages in the folder that carry the draft's marker, or an id made for it; the newest last."""
    criteria = ["OR", ["HEADER", MARKER, draft.id], ["HEADER", "MESSAGE-ID", f"<{draft.id}."]]
    hits = _hits(session, folder, criteria)
    return [hit for hit in hits if hit.draft_id == draft.id or hit.message_id.startswith(f"<{draft.id}.")]


def alike(session: ImapSession, folder: str, draft: Draft, *, since: datetime | None = None) -> list[Hit]:
    """The newest messages that go to the same person and have the same subject, or answer the same message."""
    criteria: list[Any] = ["SINCE", (since - timedelta(days=1)).date()] if since else ["ALL"]
    people = {who.address.lower() for who in draft.to}
    answered = first_id(draft.in_reply_to)
    hits = [hit for hit in _hits(session, folder, criteria) if hit.recipients & people and not hit.draft_id]
    return [hit for hit in hits if _bare(hit.subject) == _bare(draft.subject) or answered == hit.in_reply_to != ""]


def is_stale(hit: Hit, draft: Draft, sender: Participant) -> bool:
    """Whether it holds an earlier text; one whose id is no longer ours was saved by a mail program, and counts."""
    return hit.message_id.startswith(f"<{draft.id}.") and hit.message_id != message_id(draft, sender)


def words_at(session: ImapSession, folder: str, hit: Hit) -> Words:
    """What the message says. Raises SourceError."""
    session.examine(folder)
    answers: Mapping[int, Mapping[bytes, Any]] = session.read(lambda client: client.fetch([hit.uid], [_BEGINNING]))
    raw = next((value for key, value in answers.get(hit.uid, {}).items() if key.startswith(b"BODY[]")), None)
    return _words(raw) if isinstance(raw, bytes) else Words(subject=hit.subject, text="", message_id=hit.message_id)


def says_the_same(words: Words, draft: Draft, sender: Participant) -> bool:
    """Whether the user left the words alone; how lines are broken and which signs a program writes does not count."""
    laid_down = _words(compose(draft, sender=sender))
    return _spaced(words.subject) == _spaced(laid_down.subject) and _spaced(words.text) == _spaced(laid_down.text)


def _words(raw: bytes) -> Words:
    try:
        content = read_message(raw, source="", locator="", fallback=datetime.now(UTC))
    except ItemError:
        return Words(subject="", text="")
    document = content.document
    text = content.text.removeprefix(document.title).lstrip("\n") if document.title else content.text
    return Words(subject=document.title, text=text, message_id=document.message_id, at=document.when)


def _hits(session: ImapSession, folder: str, criteria: Sequence[Any]) -> list[Hit]:
    session.examine(folder)
    uids = sorted(session.read(lambda client: client.search(["UNDELETED", *criteria])))[-LOOKED_AT:]
    if not uids:
        return []
    answers: Mapping[int, Mapping[bytes, Any]] = session.read(lambda client: client.fetch(uid_set(uids), [_FIELDS]))
    raw = {uid: value for uid in uids for key, value in answers.get(uid, {}).items() if key.startswith(b"BODY[HEADER")}
    return [_hit(uid, value) for uid, value in raw.items() if isinstance(value, bytes)]


def _hit(uid: int, raw: bytes) -> Hit:
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
    said = {name.lower(): str(value) for name, value in headers.raw_items()}
    people = people_in(f"{said.get('to', '')}, {said.get('cc', '')}")
    return Hit(
        uid=uid,
        draft_id=said.get(MARKER.lower(), "").strip(),
        message_id=first_id(said.get("message-id", "")),
        subject=_words(raw).subject,
        recipients=frozenset(who.address for who in people),
        in_reply_to=first_id(said.get("in-reply-to", "")),
    )


def _bare(subject: str) -> str:
    return _spaced(one_line(subject)).casefold().removeprefix("re: ")


def _spaced(text: str) -> str:
    return " ".join(text.split())
