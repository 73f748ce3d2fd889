"""What waits for the user today, and nothing else."""

from dataclasses import dataclass
from itertools import islice

from assistant.domain.documents import Document
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.favours import Favour
from assistant.domain.introductions import Introduction, State
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Reply, ReplyState
from assistant.ports import Store
from assistant.services.debrief import Debrief
from assistant.services.favours import OWED, open_favours
from assistant.services.join import times_told
from assistant.services.told import mentions_of

YOURS = (State.NOTICED, State.WANTED, State.AVAILABLE, State.AGREED)
"""The states in which the next message is the user's to send."""

IMPORTANCE = (1, 2, 3)
"""How much somebody may matter to the user, where it is said at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A prompt with what the user needs to answer it: who, their latest words, and where they said them.

    `times` is on how many occasions they told it.
    """

    prompt: Prompt
    person: Person
    mention: Mention
    document: Document | None
    times: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Today:
    """Everything that waits: questions, replies that are not clear, drafts to approve, meetings to tell about.

    `favours` are what the user promised, and the cards to send.
    `due` counts all the questions that wait, however few of them are here. `idle` are introductions in which the next
    message is the user's and none is drafted, as after one was discarded.
    """

    questions: tuple[Question, ...]
    drafts: tuple[Draft, ...]
    meetings: tuple[Meeting, ...]
    replies: tuple[Reply, ...]
    parked: tuple[Introduction, ...]
    idle: tuple[Introduction, ...]
    due: int = 0
    favours: tuple[Favour, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.questions or self.drafts or self.meetings or self.replies or self.idle or self.favours)


def look(store: Store, debrief: Debrief, *, most: int | None = None) -> Today:
    """What waits now; with `most`, that many questions at most, and as many at rest.

    Questions of those who matter most to the user come first, and of them those told of last (S8).
    """
    now = debrief.clock()
    due = [
        prompt
        for state in (PromptState.OPEN, PromptState.LATER)
        for prompt in store.find(Prompt, state=state)
        if prompt.waits(now.date())
    ]
    matters = {person.id: level for level in IMPORTANCE for person in store.find(Person, importance=level)}
    due.sort(key=lambda prompt: (matters.get(prompt.person_id, 0), prompt.last_heard), reverse=True)
    questions = (question for prompt in due if (question := ask(store, prompt)))
    drafts = [d for state in (DraftState.WAITING, DraftState.APPROVED) for d in store.find(Draft, state=state)]
    drafted = {draft.introduction_id for draft in drafts}
    yours = (introduction for state in YOURS for introduction in store.find(Introduction, state=state))
    idle = (introduction for introduction in yours if introduction.id not in drafted)
    return Today(
        questions=tuple(islice(questions, most)),
        due=len(due),
        drafts=tuple(sorted(drafts, key=lambda draft: draft.created_at)),
        meetings=tuple(debrief.waiting()),
        replies=tuple(sorted(store.find(Reply, state=ReplyState.WAITS), key=lambda reply: reply.at)),
        parked=tuple(store.find(Introduction, state=State.PARKED)),
        idle=tuple(islice(idle, most)),
        favours=tuple(each for each in open_favours(store) if each.kind in OWED),
    )


def ask(store: Store, prompt: Prompt) -> Question | None:
    """The prompt with its latest mention; None where nothing of it is left, or they are never to be asked."""
    mentions = mentions_of(store, prompt)
    person = store.get(Person, prompt.person_id)
    if not mentions or person is None or person.preferences.never_ask:
        return None
    latest = max(mentions, key=lambda mention: (not mention.withdrawn, mention.heard_at))
    document = store.get(Document, latest.document_id)
    times = times_told(store, mentions) if len(mentions) > 1 else 1
    return Question(prompt=prompt, person=person, mention=latest, document=document, times=times)
