"""Quick marks: what the user says of a line counts more than what the reader makes of it."""

from collections.abc import Iterable, Sequence

from assistant.domain.captures import Mark
from assistant.domain.documents import Content
from assistant.domain.ids import fold
from assistant.domain.mentions import YOU, Mention, mention_id
from assistant.domain.people import Participant, natural
from assistant.errors import UserError
from assistant.services.identify import completed, is_somebody

ANYTHING = "other"  # the topic of a mark without one


def with_lines(text: str, marks: Iterable[Mark]) -> str:
    """The text, with a line for each mark whose words do not stand in it."""
    text = text.replace("\r\n", "\n")
    for mark in marks:
        if mark.words.strip() and mark.words.strip() not in text:
            text = f"{text.rstrip()}\n{mark.words.strip()}".lstrip("\n")
    return text


def marked(content: Content, found: Sequence[Mention], marks: Sequence[Mark]) -> tuple[Mention, ...]:
    """What the reader has found, and what the user has marked in its place, whose words stand in the text.

    Marks of favours and wishes make no mention, and what was found in their lines is none either. Raises UserError
    where a mark is empty, or does not say whose it is and nobody can be told from its words.
    """
    mentions = list(found)
    for mark in marks:
        words = mark.words.strip()
        if not words:
            raise UserError(f"a {mark.kind} without words was marked", hint="write what it is about")
        start = content.text.index(words)
        end = start + len(words)
        within = [mention for mention in mentions if mention.start < end and start < mention.end]
        mentions = [mention for mention in mentions if mention not in within]
        if mark.kind.mentions:
            mentions.append(_mention(content, mark, start, within))
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def whose(mark: Mark, there: Sequence[Participant]) -> Participant:
    """Who a mark is about: whom it names, else the one of those who were there who is named in it, or the only one.

    Raises UserError where that is nobody.
    """
    if is_somebody(mark.who):
        return completed(mark.who, there)
    said = set(fold(mark.words).split())
    named = [who for who in there if said.intersection(fold(natural(who.name)).split()[:1])]
    if len(named) == 1 or len(there) == 1:
        return (named or list(there))[0]
    raise UserError(f"whose {mark.kind} is “{mark.words.strip()[:80]}”?", hint="name the person")


def _mention(content: Content, mark: Mark, start: int, within: Sequence[Mention]) -> Mention:
    """The mention that a mark makes; what was understood there fills in what it does not say."""
    document, words, kind = content.document, mark.words.strip(), mark.kind.mentions
    assert kind is not None  # looked at by the caller
    near = within[0] if within else None
    holder = near.holder if near and not is_somebody(mark.who) else whose(mark, document.listeners)
    return Mention(
        id=mention_id(document.id, words),
        document_id=document.id,
        kind=kind,
        category=mark.category or (near.category if near else ANYTHING),
        quote=words,
        start=start,
        end=start + len(words),
        holder=holder,
        told_by=document.author,
        heard_at=document.when,
        confidence=1.0,
        found_by=YOU,
    )
