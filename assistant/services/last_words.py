"""What somebody said last, as far as it is no private matter; and when something private came up, without the words."""

from dataclasses import dataclass
from datetime import datetime

from assistant.domain.care import REMEMBERED
from assistant.domain.documents import NOTED, Document
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person
from assistant.domain.touches import Noted
from assistant.ports import Lookup, Store
from assistant.services.unhappy import SENSITIVE

LOOKED_AT = 10  # matters and notes of somebody, the latest first


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """The last words with somebody: what they told (`is_theirs`), or what the user noted of a talk."""

    words: str
    at: datetime
    is_theirs: bool


def last_words(store: Store, lookup: Lookup, person: Person) -> Said | None:
    """What the user noted of the last talk, else the latest matter that they told of themselves."""
    for noted in lookup.listing(Noted, limit=LOOKED_AT, person_id=person.id).records:
        if noted.words:
            return Said(words=noted.words, at=noted.at, is_theirs=False)
    for mention in lookup.listing(Mention, limit=LOOKED_AT, person_id=person.id).records:
        document = store.get(Document, mention.document_id)
        is_own = mention.told_by in (mention.holder, Participant()) and not mention.withdrawn
        if document and is_own and SENSITIVE not in document.traps:
            return Said(words=mention.quote, at=mention.heard_at, is_theirs=True)
    return None


def private_at(store: Store, person: Person, now: datetime) -> datetime | None:
    """When something private of theirs came up last, in a mail of theirs or a note about them; None lately never."""
    told = (
        document.when
        for key in person.sure_keys
        for document in store.find(Document, traps=SENSITIVE, people=key)
        if document.when >= now - REMEMBERED
        and (document.medium in NOTED or document.author.address.strip().lower() in person.addresses)
    )
    return max(told, default=None)
