"""From what was read to what is asked: mentions are kept, and each matter becomes one prompt.

A note that was changed is read again: mentions that still stand keep their id, new ones are added, and those that are
gone go, unless the user has acted on them already.
"""

from dataclasses import dataclass, replace

from assistant.domain.documents import Document
from assistant.domain.mentions import Mention, mention_id
from assistant.domain.people import Participant
from assistant.domain.prompts import Prompt
from assistant.ports import Read, Store
from assistant.services.identify import identify


@dataclass(frozen=True, kw_only=True, slots=True)
class Noticed:
    """What one document added: new mentions and prompts, and mentions that are there no longer."""

    mentions: tuple[Mention, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    withdrawn: int = 0


def notice(store: Store, read: Read, *, reader: str, confidence: float = 0.0) -> Noticed:
    """Keep what was read of one document. `reader` is the reader's version, `confidence` the least that counts."""
    document = replace(read.content.document, skipped=read.skipped, read_by=reader)
    with store.transaction():
        before = {mention.id: mention for mention in store.find(Mention, document_id=document.id)}
        store.put(document, *read.content.meetings)
        mentions: list[Mention] = []
        prompts: list[Prompt] = []
        still: set[str] = set()
        for raw in read.mentions:
            if raw.confidence < confidence:
                continue
            mention = replace(raw, id=mention_id(document.id, raw.quote))
            if mention.id in still:
                continue
            still.add(mention.id)
            known = before.get(mention.id)
            if known is not None:
                store.put(replace(known, start=mention.start, end=mention.end, withdrawn=False))
                continue
            mention, prompt = _ask(store, mention, document)
            mentions.append(mention)
            if prompt is not None:
                prompts.append(prompt)
        gone = [mention for mention in before.values() if mention.id not in still and not mention.withdrawn]
        for mention in gone:
            withdraw(store, mention)
    return Noticed(mentions=tuple(mentions), prompts=tuple(prompts), withdrawn=len(gone))


def forget_document(store: Store, document_id: str) -> int:
    """Take back what a vanished document added; gives how many mentions were withdrawn."""
    with store.transaction():
        gone = [mention for mention in store.find(Mention, document_id=document_id) if not mention.withdrawn]
        for mention in gone:
            withdraw(store, mention)
        if not any(store.find(Mention, document_id=document_id)):
            store.delete(Document, document_id)
    return len(gone)


def withdraw(store: Store, mention: Mention) -> None:
    """Take back a mention that its document no longer holds.

    With the last mention an unanswered prompt goes too; what the user has acted on stays, and is marked.
    """
    prompt = store.get(Prompt, mention.prompt_id) if mention.prompt_id else None
    if prompt is not None and not prompt.is_unanswered:
        store.put(replace(mention, withdrawn=True))
        return
    store.delete(Mention, mention.id)
    if prompt is not None:
        left = prompt.without(mention.id)
        if left is None:
            store.delete(Prompt, prompt.id)
        else:
            store.put(left)


def _ask(store: Store, mention: Mention, document: Document) -> tuple[Mention, Prompt | None]:
    """The mention with its holder and its prompt; the prompt too where it is a new one."""
    around: tuple[Participant, ...] = (document.author, *document.listeners)
    person = identify(store, mention.holder, among=around)
    mention = replace(mention, person_id=person.id)
    if person.preferences.never_ask:
        store.put(mention)
        return mention, None
    same = next((prompt for prompt in store.find(Prompt, person_id=person.id) if prompt.covers(mention)), None)
    prompt = same.told_again(mention) if same else Prompt.about(mention)
    mention = replace(mention, prompt_id=prompt.id)
    store.put(mention, prompt)
    return mention, None if same else prompt
