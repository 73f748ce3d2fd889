"""What the user puts right of what was understood: no matter at all, somebody else's, another kind, another topic."""

from collections.abc import Iterable
from dataclasses import replace

from assistant.domain.captures import Capture
from assistant.domain.documents import Document
from assistant.domain.ids import make_id
from assistant.domain.mentions import YOU, Kind, Mention
from assistant.domain.people import Participant
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.time import Clock
from assistant.errors import TransitionError, UserError
from assistant.ports import Store
from assistant.services.identify import completed, is_somebody
from assistant.services.join import ANSWERS
from assistant.services.notice import ask_about, withdraw
from assistant.services.told import mentions_of


def wrong(store: Store, clock: Clock, mention: Mention) -> Prompt:
    """Record that a mention is no matter at all; the reader learns from it as from the answer "wrong".

    Where others tell of the same matter, their question stays. Raises TransitionError for one whose introduction is
    under way.
    """
    with store.transaction():
        prompt = store.get(Prompt, mention.prompt_id) if mention.prompt_id else None
        others = [each for each in mentions_of(store, prompt) if each.id != mention.id] if prompt else []
        others = others if any(not each.withdrawn for each in others) else []
        own = (
            prompt if prompt and not others else replace(Prompt.about(mention), id=_own_id(mention), apart=bool(others))
        )
        own = own.answered(PromptState.WRONG, at=clock())
        if prompt and others:
            store.put(prompt.told_by(others))
        store.put(own, replace(mention, prompt_id=own.id, needed=0.0))
    return own


def put_right(
    store: Store, clock: Clock, mention: Mention, *, holder: Participant | None = None, kind: Kind | None = None,
    category: str = "",
) -> Mention:  # fmt: skip
    """The mention as the user says it is, with its question; what is not given stays as it was understood.

    Raises UserError for a mention that is not from an answer of the user's, TransitionError where its question was
    answered already.
    """
    with store.transaction():
        capture, document = _answer(store, mention)
        _check_open(store, mention)
        right = replace(
            mention,
            holder=completed(holder, document.listeners) if holder and is_somebody(holder) else mention.holder,
            kind=kind or mention.kind,
            category=category or mention.category,
            confidence=1.0,
            found_by=YOU,
        )
        first = next((each for each in capture.corrected if each.id == mention.id), mention)
        kept = (each for each in capture.corrected if each.id != mention.id)
        return _instead(store, clock, capture, mention, right, corrected=(*kept, first))


def undo(store: Store, clock: Clock, mention: Mention) -> Mention:
    """The mention as it was before the user called it wrong, or else before they put it right.

    Raises TransitionError where there is nothing to take back.
    """
    with store.transaction():
        prompt = store.get(Prompt, mention.prompt_id) if mention.prompt_id else None
        if prompt and prompt.state is PromptState.WRONG:
            return _right_after_all(store, mention, prompt)
        capture, _ = _answer(store, mention)
        first = next((each for each in capture.corrected if each.id == mention.id), None)
        if first is None:
            raise TransitionError(f"{mention.id} stands as it was understood: there is nothing to take back")
        _check_open(store, mention)
        rest = tuple(each for each in capture.corrected if each.id != mention.id)
        return _instead(store, clock, capture, mention, first, corrected=rest)


def as_corrected(
    store: Store, capture: Capture, mentions: Iterable[Mention]
) -> tuple[Capture, tuple[Mention, ...]]:  # fmt: skip
    """The mentions of an answer that is read again, as the user had put them right before, and what is left of that."""
    read = {mention.id: mention for mention in mentions}
    still: list[Mention] = []
    for first in capture.corrected:
        right, found = store.get(Mention, first.id), read.get(first.id)
        if right is not None and found is not None and found.found_by != YOU:
            still.append(found)
            read[first.id] = replace(
                found,
                holder=right.holder,
                kind=right.kind,
                category=right.category,
                confidence=right.confidence,
                found_by=right.found_by,
            )
    return replace(capture, corrected=tuple(still)), tuple(read.values())


def _instead(
    store: Store, clock: Clock, capture: Capture, old: Mention, new: Mention, *, corrected: tuple[Mention, ...]
) -> Mention:
    withdraw(store, old)
    mention, _ = ask_about(store, replace(new, person_id="", prompt_id="", needed=0.0))
    store.put(replace(capture, corrected=corrected, version=capture.version + 1, at=clock()))
    return mention


def _right_after_all(store: Store, mention: Mention, prompt: Prompt) -> Mention:
    """Take "wrong" back; the mention joins the others of its matter where it had been taken from them."""
    if not prompt.apart:
        store.put(prompt.reopened())
        return mention
    store.delete(Prompt, prompt.id)
    back, _ = ask_about(store, replace(mention, prompt_id=""))
    return back


def _own_id(mention: Mention) -> str:
    """The id of the question of a mention that was taken from others."""
    return make_id("p", mention.id, mention.person_id, mention.category, PromptState.WRONG)


def _answer(store: Store, mention: Mention) -> tuple[Capture, Document]:
    document = store.get(Document, mention.document_id)
    about = document.about if document and document.source == ANSWERS else ""
    capture = next(store.find(Capture, meeting_id=about), None) if about else None
    if capture is None or document is None:
        raise UserError(
            f"{mention.id} is not from what you told after a meeting: only that can be put right",
            hint="where it is no matter at all, answer its question with wrong",
        )
    return capture, document


def _check_open(store: Store, mention: Mention) -> None:
    prompt = store.get(Prompt, mention.prompt_id) if mention.prompt_id else None
    if prompt and prompt.state is not PromptState.OPEN:
        raise TransitionError(
            f"its question was answered with {prompt.state} already", hint=f"assistant prompts reopen {prompt.id}"
        )
