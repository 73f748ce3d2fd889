"""A matter that the user was told of away from any mail or note: they tell it themselves, and it becomes a question."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.documents import Document, Medium
from assistant.domain.ids import make_id
from assistant.domain.mentions import Kind, Mention, mention_id
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import NotFoundError, TransitionError, UserError
from assistant.ports import Store
from assistant.services.notice import ask_about, forget_document

SOURCE = "you"
"""The source of what the user told, and who found it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What somebody told the user, in their words or the user's; `category` is the id of a topic."""

    kind: Kind
    category: str
    words: str


def tell(store: Store, person: Person, heard: Heard, *, user: Participant, at: datetime) -> tuple[Prompt, Document]:
    """Keep what a person told; gives the question, which may be one there is already, and what was written down.

    Raises UserError without words, TransitionError where they are never to be asked.
    """
    words = " ".join(heard.words.split())
    if not words:
        raise UserError("what did they tell you? write it in a sentence")
    if person.preferences.never_ask:
        raise TransitionError(f"{person.name} asked not to be asked", hint="change it under Preferences")
    document = Document(
        id=make_id("doc", SOURCE, person.id, words, at.isoformat()),
        source=SOURCE,
        locator="what you told the assistant",
        medium=Medium.NOTE,
        when=at,
        digest=hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest(),
        author=user,
        listeners=(person.participant,),
    )
    mention = Mention(
        id=mention_id(document.id, words),
        document_id=document.id,
        kind=heard.kind,
        category=heard.category,
        quote=words,
        start=0,
        end=len(words),
        holder=person.participant,
        told_by=person.participant,
        heard_at=at,
        confidence=1.0,
        found_by=SOURCE,
        person_id=person.id,
    )
    with store.transaction():
        store.put(document)
        kept, _ = ask_about(store, mention, person=person)
        prompt = store.get(Prompt, kept.prompt_id)
        assert prompt is not None  # nothing holds back what the user says
        return prompt, document


def take_back(store: Store, document_id: str) -> None:
    """Take back what the user told. Raises TransitionError where they have answered the question since."""
    with store.transaction():
        document = store.get(Document, document_id)
        if document is None or document.source != SOURCE:
            raise NotFoundError("that was taken back already")
        for mention in store.find(Mention, document_id=document_id):
            prompt = store.get(Prompt, mention.prompt_id)
            if prompt and prompt.state is not PromptState.OPEN:
                raise TransitionError("you have answered the question since", hint=f"assistant why {prompt.id}")
        forget_document(store, document_id)
