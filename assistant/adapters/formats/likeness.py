"""Whether a message is one of our drafts, after a mail program or the user has changed it.

Mail programs that save a draft anew write another message id and drop headers of ours; what is left is whom it goes to,
what it answers, its subject and its words.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.adapters.formats.message import MAX_HEADER, first_id
from assistant.adapters.formats.mime import MARKER
from assistant.adapters.formats.plain_text import cleaned, one_line
from assistant.domain.documents import Content
from assistant.domain.drafts import Draft

SOME, MOST = 0.3, 0.8  # of a draft's pairs of words
_REPLY = re.compile(r"^(?:re|aw|sv|vs|rif|ref|tr|odp)\s*:\s*", re.IGNORECASE)


def body_of(content: Content) -> str:
    """A mail's words without its subject."""
    return content.text.removeprefix(content.document.title).strip()


def says(draft: Draft, content: Content) -> bool:
    """Whether a message says what the draft says, whatever a mail program has done to its lines."""
    said = (content.document.title, body_of(content).split())
    return said == (one_line(draft.subject, MAX_HEADER), cleaned(draft.text).split())


def is_made_of(draft: Draft, content: Content) -> bool:
    """Whether a message of the user's, written since the draft was laid down, is that draft as they have changed it.

    It bears our marker, or goes to one of the same people and has kept some of the words: some where it answers the
    same message or has the same subject, most where it does neither. A subject of our own needs no words besides.
    """
    marker = dict(content.headers).get(MARKER.lower(), "")
    if marker:
        return marker == draft.id
    document = content.document
    people = {who.address.lower() for who in (*draft.to, *draft.cc)}
    if not any(who.address.lower() in people for who in document.listeners):
        return False
    kept = likeness(draft, content)
    answered = first_id(draft.in_reply_to)
    if document.title and _bare(document.title) in (_bare(draft.subject), _bare(draft.own_subject)):
        return not answered or kept >= SOME
    return kept >= (SOME if answered and document.in_reply_to == answered else MOST)


def likeness(draft: Draft, content: Content) -> float:
    """How much of the draft, or of what the user had made of it when it was last seen, a message still says: 0 to 1.

    It is the share of its pairs of neighbouring words, so that a greeting and a name alone count for little.
    """
    said = set(_pairs(body_of(content)))
    wholes = [whole for text in (draft.text, draft.own_text) if (whole := set(_pairs(text)))]
    return max((len(whole & said) / len(whole) for whole in wholes), default=0.0)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    words = re.findall(r"\w+", cleaned(text).casefold())
    return pairwise(words)


def _bare(subject: str) -> str:
    """A subject as it stands in the first message of a conversation."""
    bare = one_line(subject, MAX_HEADER)
    while (shorter := _REPLY.sub("", bare)) != bare:
        bare = shorter
    return bare.casefold()
