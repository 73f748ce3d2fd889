"""What the user's answers to questions teach.

"Yes" and "later" say that a matter was real, "wrong" that it was none; a "no" says neither. Everything follows from the
answers as they stand and nothing else is stored: one that is changed or taken back leaves no trace.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain.learning import Learnt, Tally
from assistant.domain.mentions import Mention
from assistant.domain.prompts import Prompt, PromptState
from assistant.ports import Store
from assistant.services.identify import teller_of

RIGHT = {PromptState.YES: True, PromptState.LATER: True, PromptState.WRONG: False}
"""What an answer says of the reader; the states that are missing say nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """One answered question: whether it was about a real matter, and who told of that, each once."""

    prompt: Prompt
    right: bool
    senders: tuple[str, ...]


def lessons(store: Store) -> Iterator[Lesson]:
    """Every answer that says something of the reader."""
    mentions = {mention.id: mention for mention in store.find(Mention)}  # nearly all are asked for, one by one
    for state, right in RIGHT.items():
        for prompt in store.find(Prompt, state=state):
            told = (mentions[known] for known in prompt.mention_ids if known in mentions)
            senders = dict.fromkeys(teller_of(store, mention) for mention in told)
            yield Lesson(prompt=prompt, right=right, senders=tuple(senders))


def learn(store: Store, configured: float) -> Learnt:
    """What all answers so far say, where `configured` is the confidence that the user has configured."""
    categories: dict[str, Tally] = {}
    senders: dict[str, Tally] = {}
    for lesson in lessons(store):
        category = lesson.prompt.category
        categories[category] = categories.get(category, Tally()).plus(right=lesson.right)
        for sender in lesson.senders:
            senders[sender] = senders.get(sender, Tally()).plus(right=lesson.right)
    return Learnt(configured=configured, categories=categories, senders=senders)
