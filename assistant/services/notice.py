"""From what was read to what is asked: mentions are kept, and each matter becomes one prompt.

A note that was changed is read again: mentions that still stand keep their id, new ones are added, and those that are
gone go, unless the user has acted on them already.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.domain.captures import Capture
from assistant.domain.documents import Content, Document
from assistant.domain.ids import fold, make_id
from assistant.domain.judging import Asked
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import YOU, Mention, around, mention_id
from assistant.domain.people import Participant, Person, natural
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.reached import own_addresses
from assistant.domain.referrals import Referral, ReferralState
from assistant.ports import Read, Store
from assistant.services.forget import forgotten
from assistant.services.identify import completed, identify, is_somebody, teller_of
from assistant.services.join import meeting_of
from assistant.services.told import mentions_of

if TYPE_CHECKING:  # `today` needs none of it
    from assistant.domain.learning import Learnt


@dataclass(frozen=True, kw_only=True, slots=True)
class Noticed:
    """What one document added: new mentions and prompts, and mentions that are there no longer.

    `held` counts the new mentions that are no question, because the user had called such questions wrong.
    """

    mentions: tuple[Mention, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    withdrawn: int = 0
    held: int = 0


def notice(
    store: Store, read: Read, *, reader: str, user: Collection[str] = (), learnt: "Learnt | None" = None
) -> Noticed:
    """Keep what was read of one document.

    `reader` is the reader's version. `user` are the user's own names and addresses: what they need themselves is no
    matter for an introduction. What the user's answers have taught (`learnt`) holds mentions back from being asked.
    """
    traps = tuple(sorted({reason for _, reason in read.traps}))
    document = replace(read.content.document, skipped=read.skipped, read_by=reader, traps=traps)
    document = document.with_touches(own_addresses(user))
    with store.transaction():
        store.put(document)
        _keep_meetings(store, read.content)
        return _keep_mentions(store, document, read.mentions, read.content.text, user=user, learnt=learnt)


def notice_again(
    store: Store,
    document: Document,
    mentions: Iterable[Mention],
    *,
    user: Collection[str] = (),
    learnt: "Learnt | None" = None,
) -> Noticed:
    """Keep what was found in a document that is known, in place of what was found before; its words are not at hand."""
    with store.transaction():
        store.put(document)
        return _keep_mentions(store, document, mentions, "", user=user, learnt=learnt)


def _keep_mentions(
    store: Store,
    document: Document,
    found: Iterable[Mention],
    text: str,
    *,
    user: Collection[str],
    learnt: "Learnt | None",
) -> Noticed:
    before = {mention.id for mention in store.find(Mention, document_id=document.id)}
    mentions: list[Mention] = []
    prompts: list[Prompt] = []
    still: set[str] = set()
    marks = forgotten(store)
    meeting = meeting_of(store, document)
    there = (document.author, *document.listeners, *(meeting.attendees if meeting else ()))
    for raw in found:
        mention = _placed(raw, document, there, text)
        if not is_somebody(mention.holder) or mention.id in still or _is_user(mention.holder, user):
            continue
        if marks.has(mention.holder) or marks.has(mention.told_by):
            continue
        still.add(mention.id)
        known = store.get(Mention, mention.id) if mention.id in before else None
        if known is not None:
            if _acted_on(store, known) or _matter(known) == _matter(mention):
                _tell_again(store, known, mention)
                continue
            withdraw(store, known)
        mention, prompt = ask_about(store, mention, learnt)
        mentions.append(mention)
        if prompt is not None:
            prompts.append(prompt)
    left = (store.get(Mention, known) for known in sorted(before - still))
    gone = [mention for mention in left if mention and not mention.withdrawn]
    for lost in gone:
        withdraw(store, lost)
    held = sum(mention.needed > 0 for mention in mentions)
    return Noticed(mentions=tuple(mentions), prompts=tuple(prompts), withdrawn=len(gone), held=held)


def take_up(store: Store, learnt: "Learnt") -> list[Prompt]:
    """Ask about mentions that were held back and by now are sure enough; gives the questions."""
    prompts = []
    with store.transaction():
        for mention in held_back(store):
            person = store.get(Person, mention.person_id)
            if person is not None:
                _, prompt = _put(store, replace(mention, needed=0.0), person, learnt)
                prompts += [prompt] if prompt else []
    return prompts


def ask_about(
    store: Store, mention: Mention, learnt: "Learnt | None" = None, *, person: Person | None = None
) -> tuple[Mention, Prompt | None]:
    """Keep a mention with its holder, who may be known already as `person`, and its prompt.

    Gives both, the prompt where it is a new one.
    """
    person = person or identify(store, mention.holder)
    return _put(store, replace(mention, person_id=person.id), person, learnt)


def held_back(store: Store) -> list[Mention]:
    """Mentions that are kept without a question, because the user had called such questions wrong."""
    return [mention for mention in store.find(Mention, prompt_id="") if mention.needed]


def forget_document(store: Store, document_id: str) -> int:
    """Take back what a vanished document added; gives how many mentions were withdrawn.

    A meeting that the user has told about did take place, and so did a referral that they have
    confirmed. What is kept of the document is read again if it returns.
    """
    with store.transaction():
        document = store.get(Document, document_id)
        _drop(store, store.find(Meeting, document_id=document_id))
        for seen in list(store.find(Referral, document_id=document_id, state=ReferralState.SUGGESTED)):
            store.delete(Referral, seen.id)
        for asked in list(store.find(Asked, ref=document_id)):
            store.delete(Asked, asked.id)
        gone = [mention for mention in store.find(Mention, document_id=document_id) if not mention.withdrawn]
        for mention in gone:
            withdraw(store, mention)
        if document and any(store.find(Mention, document_id=document_id)):
            store.put(replace(document, digest=""))
        else:
            store.delete(Document, document_id)
    return len(gone)


def withdraw(store: Store, mention: Mention) -> None:
    """Take back a mention that its document no longer holds.

    With the last mention an open prompt goes too; what the user has acted on stays, and is marked.
    """
    if _acted_on(store, mention):
        store.put(replace(mention, withdrawn=True))
        return
    store.delete(Mention, mention.id)
    _retell(store, mention.prompt_id)


def _placed(raw: Mention, document: Document, there: Sequence[Participant], text: str) -> Mention:
    """The mention with its id, the words around it, and with the names in full of those who were there.

    Without the text, the words around it stay as they are.
    """
    before, after = around(text, raw.start, raw.end) if text else (raw.before, raw.after)
    return replace(
        raw,
        id=mention_id(document.id, raw.quote),
        document_id=document.id,
        holder=completed(raw.holder, there),
        told_by=completed(raw.told_by, there),
        before=before,
        after=after,
    )


def _matter(mention: Mention) -> tuple[object, ...]:
    """What a mention is about: when that changes, it is another question."""
    return mention.holder, mention.told_by, mention.kind, mention.category


def _acted_on(store: Store, mention: Mention) -> bool:
    prompt = store.get(Prompt, mention.prompt_id) if mention.prompt_id else None
    return prompt is not None and prompt.state is not PromptState.OPEN


def _tell_again(store: Store, known: Mention, mention: Mention) -> None:
    """Keep a mention that still stands where the document has it now."""
    store.put(
        replace(known, start=mention.start, end=mention.end, heard_at=mention.heard_at, withdrawn=False)
        if _acted_on(store, known)
        else replace(mention, person_id=known.person_id, prompt_id=known.prompt_id, needed=known.needed)
    )
    _retell(store, known.prompt_id)


def _retell(store: Store, prompt_id: str) -> None:
    """Bring a prompt in line with its mentions; without any, it goes."""
    prompt = store.get(Prompt, prompt_id) if prompt_id else None
    if prompt is None:
        return
    mentions = mentions_of(store, prompt)
    if mentions:
        store.put(prompt.told_by(mentions))
    else:
        store.delete(Prompt, prompt.id)


def _is_user(who: Participant, user: Collection[str]) -> bool:
    names = {own.strip().lower() if "@" in own else fold(natural(own)) for own in user} - {""}
    return who.address.strip().lower() in names or fold(natural(who.name)) in names


def _keep_meetings(store: Store, content: Content) -> None:
    """The meetings that a calendar entry now stands for, in place of those it no longer does.

    A series is known for some time around today only: what lies before that is left alone.
    """
    now = {meeting.id for meeting in content.meetings}
    before = list(store.find(Meeting, document_id=content.document.id))
    first = min((meeting.start for meeting in content.meetings), default=None)
    store.put(*content.meetings)
    moved = (known for known in before if len(before) == 1 or first is None or known.start >= first)
    _drop(store, (known for known in moved if known.id not in now))


def _drop(store: Store, meetings: Iterable[Meeting]) -> None:
    for meeting in list(meetings):
        if not any(store.find(Capture, meeting_id=meeting.id)):
            store.delete(Meeting, meeting.id)


def _put(store: Store, mention: Mention, person: Person, learnt: "Learnt | None") -> tuple[Mention, Prompt | None]:
    """Keep the mention with its prompt: one there is of that matter, or else a new one if it is sure enough."""
    if person.preferences.never_ask:
        store.put(mention)
        return mention, None
    prompt = Prompt.about(mention)
    covering = (known for known in store.find(Prompt, person_id=person.id) if known.covers(mention))
    same = min(covering, key=lambda known: known.state is PromptState.WRONG, default=None)
    same = same or store.get(Prompt, prompt.id)
    if same and same.state is PromptState.WRONG and mention.found_by == YOU and mention.id not in same.mention_ids:
        same = None  # the user says themselves that it is a matter, this time
        while store.get(Prompt, prompt.id):
            prompt = replace(prompt, id=make_id("p", prompt.id))
    bar = learnt.bar(mention.category, teller_of(store, mention)) if learnt and same is None else None
    if bar and bar.stops(mention.confidence):
        mention = replace(mention, needed=bar.confidence)
        store.put(mention)
        return mention, None
    prompt = same.told_again(mention) if same else prompt
    mention = replace(mention, prompt_id=prompt.id)
    store.put(mention, prompt)
    return mention, None if same else prompt
