"""One introduction as a page shows it: the story, who fits, what is known, what there is to do."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from assistant.bootstrap import Assistant
from assistant.domain import clocks
from assistant.domain.bullpen import Provider
from assistant.domain.clocks import Due
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.facts import Fact
from assistant.domain.incentives import Reward, reward
from assistant.domain.introductions import Introduction, State
from assistant.domain.matching import Ranking, Reason, Suggestion
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.domain.playbooks import reward_rules
from assistant.domain.prompts import Prompt
from assistant.domain.replies import Reply, ReplyState
from assistant.errors import UserError
from assistant.services.look_before import about_introduction
from assistant.services.possible import Possible, possible
from assistant.services.teller import made_possible_by
from assistant.services.timeline import PROOFS, provider_name, timeline
from assistant.services.told import mentions_of
from assistant.web.pages.introduction_words import answer_words, happened

LOOKED_AT = 3  # of those who fit: of more, nothing is looked up
MOST_CARDS = 300  # to choose from by hand
LIVE = (DraftState.WAITING, DraftState.APPROVED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One step of the story: what happened and when, their words, what proves it, and where it stands."""

    words: str
    on: date
    quote: str = ""
    proof: str = ""
    draft: Draft | None = None
    reply: Reply | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitting:
    """A provider who fits: why, and what is known of the two."""

    id: str
    name: str
    reasons: tuple[Reason, ...]
    facts: tuple[Fact, ...] = ()
    is_asked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Fits:
    """Who fits, best first; who was passed over, and why; whom else one might think of; or why it cannot be said."""

    fitting: tuple[Fitting, ...] = ()
    passed: tuple[tuple[str, str, str], ...] = ()
    suggestions: tuple[tuple[Suggestion, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class IntroductionView:
    """What the page of an introduction shows. `mark` stands for it just as it is; where it `looks` for a provider, see
    `fits_of`."""

    introduction: Introduction
    seeker: Person
    provider: Person | None
    topic: str
    mark: str
    can: Possible
    story: tuple[Told, ...]
    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...]
    drafts: tuple[Draft, ...]
    older: tuple[Draft, ...]
    replies: tuple[Reply, ...]
    due: Due | None
    due_on: date | None
    looks: bool
    teller: Person | None
    reward: Reward | None

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.seeker.name} and {self.provider.name}" if self.provider else self.seeker.name

    def called(self, side: Side) -> str:
        """Whoever stands on a side."""
        whose = self.provider if side is Side.PROVIDER else self.seeker
        return whose.name if whose else "the provider"

    def button(self, side: Side, answer: Answer) -> str:
        """What the button says that records an answer."""
        return answer_words(self.introduction, side, answer, self.called(side))


def mark_of(introduction: Introduction) -> str:
    """What stands for an introduction as it is: a form made before it moved on is told from one of now."""
    events = (f"{each.kind} {each.at.timestamp()} {each.provider_id} {each.draft_id}" for each in introduction.events)
    return hashlib.sha256("\n".join(events).encode()).hexdigest()[:16]


def view_of(assistant: Assistant, introduction: Introduction) -> IntroductionView:
    """What is known of an introduction."""
    store, topic = assistant.store, assistant.topics.get(introduction.category)
    seeker = store.get(Person, introduction.seeker_id)
    card = store.get(Provider, introduction.provider_id) if introduction.provider_id else None
    prompt = store.get(Prompt, introduction.prompt_id)
    assert seeker is not None  # an introduction is stored together with both
    assert prompt is not None
    drafts = sorted(store.find(Draft, introduction_id=introduction.id), key=lambda draft: draft.created_at)
    replies = store.find(Reply, introduction_id=introduction.id, state=ReplyState.WAITS)
    due_on = assistant.clocks.due_on(introduction)
    is_good = introduction.state in (State.WON, State.THANKED)
    teller = made_possible_by(store, introduction) if is_good else None
    rules = reward_rules(assistant.practice.playbooks.all()) if teller else {}
    given = reward(teller, introduction.category, assistant.config.incentives, rules) if teller else None
    return IntroductionView(
        introduction=introduction,
        seeker=seeker,
        provider=store.get(Person, card.person_id) if card else None,
        topic=topic.title if topic else introduction.category,
        mark=mark_of(introduction),
        can=possible(assistant.answers, introduction),
        story=_story(assistant, introduction, seeker),
        mentions=tuple(mentions_of(store, prompt)),
        facts=about_introduction(store, introduction, assistant.user) if introduction.is_open else (),
        drafts=tuple(draft for draft in drafts if draft.state in LIVE),
        older=tuple(draft for draft in reversed(drafts) if draft.state not in LIVE),
        replies=tuple(sorted(replies, key=lambda reply: reply.at)),
        due=clocks.due(introduction) if due_on else None,
        due_on=due_on,
        looks=introduction.state in (State.WANTED, State.PARKED),
        teller=teller,
        reward=given,
    )


def _story(assistant: Assistant, introduction: Introduction, seeker: Person) -> tuple[Told, ...]:
    names: dict[str, str] = {"": ""}
    told = []
    for step in timeline(assistant.store, introduction):
        event, consent = step.event, step.event.consent
        who = event.provider_id or introduction.provider_id
        if who not in names:
            names[who] = provider_name(assistant.store, who)
        quote = consent.quote if consent and consent.quote else event.note
        until = f", until {event.until.day} {event.until:%B %Y}" if event.until else ""
        told.append(
            Told(
                words=happened(event, seeker.name, names[who]) + until,
                on=event.at,
                quote=quote,
                proof=PROOFS[consent.proof] if consent else "",
                draft=step.draft,
                reply=step.reply,
            )
        )
    return tuple(told)


def fits_of(assistant: Assistant, introduction: Introduction, rank: Callable[[Introduction], Ranking]) -> Fits:
    """Who fits an introduction that looks for a provider. `rank` asks the model."""
    store, others = assistant.store, _cards(assistant)
    try:
        ranking = rank(introduction)
    except UserError as error:  # the model is missing: the user may choose all the same
        return Fits(problem="; ".join(error.problems), others=others)
    drafts = store.find(Draft, introduction_id=introduction.id)
    names, asked = dict(others), {draft.provider_id for draft in drafts if draft.state in LIVE}
    fitting = tuple(
        Fitting(
            id=match.provider_id,
            name=names.get(match.provider_id) or provider_name(store, match.provider_id),
            reasons=match.reasons,
            facts=about_introduction(store, introduction, assistant.user, provider_id=match.provider_id)
            if number < LOOKED_AT
            else (),
            is_asked=match.provider_id in asked,
        )
        for number, match in enumerate(ranking.matches[: 2 * LOOKED_AT])
    )
    told = {each.provider_id for each in ranking.matches} | {each.provider_id for each in ranking.passed_over}
    passed = tuple(
        (each.provider_id, provider_name(store, each.provider_id), each.words) for each in ranking.passed_over
    )
    people = assistant.lookup.several(Person, (each.person_id for each in ranking.suggestions))
    suggestions = ((each, people[each.person_id].name) for each in ranking.suggestions if each.person_id in people)
    rest = tuple(each for each in others if each[0] not in told)
    return Fits(fitting=fitting, passed=passed, suggestions=tuple(suggestions), others=rest)


def _cards(assistant: Assistant) -> tuple[tuple[str, str], ...]:
    """Every card that the user may choose by hand: its id, and whose it is."""
    cards = list(islice(assistant.store.find(Provider), MOST_CARDS))
    people = assistant.lookup.several(Person, (card.person_id for card in cards))
    found = ((card.id, people[card.person_id].name) for card in cards if card.person_id in people)
    return tuple(sorted(found, key=lambda each: each[1].casefold()))
