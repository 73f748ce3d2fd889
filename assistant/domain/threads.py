"""What a mail tells of the message that it answers."""

import re

from assistant.domain.drafts import Draft

OWN_ID = re.compile(r"<(d-[a-z0-9]+)\.[0-9a-f]{16}@")
"""The beginning of the message ids that our drafts get."""
_MARKER = re.compile(r"^[>\s]*X-Followup-Draft:\s*(d-[a-z0-9]+)\s*$", re.M | re.I)
_PREFIX = re.compile(
    r"^\s*(?:re|fwd?|aw|wg|antw|sv|vs|vb|odp|r|rif|tr|rép|res|enc|automatic reply|out of office"
    r"|auto(?:matische)? ?antwort)\s*(?:\[\d+\])?\s*:\s*",
    re.I,
)
_LOOKED_AT = 200_000  # characters of a bounce


def message_id_of(draft: Draft, domain: str) -> str:
    """The id of an approved draft's message, sent from this domain. It changes with the text."""
    return f"<{draft.id}.{draft.approved_hash[:16]}@{domain}>"


def own_draft(message_id: str) -> str:
    """The id of our draft whose message has this id; empty where it is none of ours."""
    found = OWN_ID.match(message_id.strip())
    return found[1] if found else ""


def bare_subject(subject: str) -> str:
    """A subject without what mail programs put in front, to compare by."""
    bare = " ".join(subject.split())
    while (shorter := _PREFIX.sub("", bare)) != bare:
        bare = shorter
    return bare.casefold()


def marked_draft(text: str) -> str:
    """The id of our draft that a bounce carries along; empty where there is none."""
    found = _MARKER.search(text[:_LOOKED_AT]) or OWN_ID.search(text[:_LOOKED_AT])
    return found[1] if found else ""
