"""Holding to what the user never wants read, also when they change their mind."""

from collections.abc import Sequence
from typing import cast

from assistant.domain.documents import Document
from assistant.domain.never_read import NeverRead
from assistant.domain.sources import SourceState
from assistant.ports import DocumentSource, Store
from assistant.services.notice import forget_document

_STATE = "what is never read"


def forbidden(rules: NeverRead, document: Document) -> str:
    """Why a document is never to be read; empty where it may be."""
    return rules.message(document.title, (document.author, *document.listeners))


def obey(store: Store, rules: NeverRead, sources: Sequence[DocumentSource]) -> int:
    """Forget what a new rule forbids, and have the sources read anew where a rule was lifted.

    Gives how many documents were forgotten. What a rule about a folder forbids cannot be told of what was read before.
    """
    now = [*map("folder {}".format, rules.folders), *map("sender {}".format, rules.senders)]
    now += [*map("domain {}".format, rules.domains), *map("word {}".format, rules.words)]
    with store.transaction():
        state = store.get(SourceState, _STATE)
        before = cast(list[str], state.cursor.get("rules", [])) if state else []
        if set(now) == set(before):
            return 0
        store.put(SourceState(id=_STATE, cursor={"rules": now}))
        if set(before) - set(now):
            for source in sources:
                store.delete(SourceState, source.name)
        gone = [document.id for document in store.find(Document) if forbidden(rules, document)]
        for document_id in gone:
            forget_document(store, document_id)
        return len(gone)
