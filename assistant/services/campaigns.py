"""Campaigns: set, counted from what is observed, and with candidates for whom it would do good (S13)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from assistant.domain.bullpen import Provider
from assistant.domain.campaigns import (
    MOST_DAYS,
    Campaign,
    CampaignKind,
    Candidate,
    Deed,
    Progress,
    campaign_id,
    candidate_id,
    progress,
)
from assistant.domain.ids import fold
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.referrals import Direction
from assistant.domain.time import Clock, day
from assistant.domain.topics import Topic
from assistant.errors import TransitionError, UserError
from assistant.ports import Lookup, Record, Store
from assistant.services.deeds import called, met_alone
from assistant.services.referrals import referrals

MOST_GOAL = 1_000
MOST_CANDIDATES = 100
SUGGESTED = 12
LATELY = timedelta(days=90)  # whoever was introduced since needs it less
OF_CLIENTS = frozenset({"sales-clients", "marketing-digital"})
"""The topics that stand for needing clients."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Idea:
    """Somebody for whom it would do good, why, and the id of what shows it."""

    person: Person
    why: str
    evidence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaigns:
    """Keeps campaigns and counts them."""

    store: Store
    lookup: Lookup
    clock: Clock
    zone: tzinfo
    topics: Callable[[], Mapping[str, Topic]]
    against: Callable[[Person], Sequence[str]]

    def all(self) -> list[Campaign]:
        """Every campaign: those that run first, then by deadline, the latest first."""
        return sorted(
            self.store.find(Campaign), key=lambda each: (not self.runs(each), -each.deadline.toordinal(), each.id)
        )

    def runs(self, campaign: Campaign) -> bool:
        """Whether it can still count something."""
        return campaign.ended_at is None and campaign.deadline >= self._today()

    def add(
        self,
        name: str,
        kind: CampaignKind,
        goal: int,
        *,
        begin: date | None = None,
        deadline: date,
        only_candidates: bool = False,
    ) -> Campaign:
        """A new campaign, from today unless a day is given.

        Raises UserError, and TransitionError for a name and day that there are already.
        """
        name, begin = " ".join(name.split())[:200], begin or self._today()
        if not fold(name):
            raise UserError("the campaign has no name")
        if not 1 <= goal <= MOST_GOAL:
            raise UserError(f"the goal is a number from 1 to {MOST_GOAL:,}")
        if not begin <= deadline <= begin + timedelta(days=MOST_DAYS):
            raise UserError("the deadline lies within a year of the begin, and not before it")
        campaign = Campaign(
            id=campaign_id(name, begin),
            name=name,
            kind=kind,
            goal=goal,
            begin=begin,
            deadline=deadline,
            only_candidates=only_candidates,
        )
        with self.store.transaction():
            if self.store.get(Campaign, campaign.id):
                raise TransitionError(f"there is a campaign called {name} from that day already")
            self.store.put(campaign)
        return campaign

    def end(self, campaign: Campaign) -> Campaign:
        """End it now, before its deadline; what is done from now on does not count."""
        ended = replace(campaign, ended_at=campaign.ended_at or self.clock())
        self.store.put(ended)
        return ended

    def go_on(self, campaign: Campaign) -> Campaign:
        """Let an ended one run on."""
        self.store.put(again := replace(campaign, ended_at=None))
        return again

    def remove(self, campaign: Campaign) -> tuple[Record, ...]:
        """Remove it with its candidates; gives all of that, the campaign first. What was done stays done."""
        with self.store.transaction():
            candidates = list(self.store.find(Candidate, campaign_id=campaign.id))
            for candidate in candidates:
                self.store.delete(Candidate, candidate.id)
            self.store.delete(Campaign, campaign.id)
        return campaign, *candidates

    def choose(self, campaign: Campaign, person: Person, why: str = "") -> Candidate:
        """Make somebody a candidate."""
        if self.store.count(Candidate, campaign_id=campaign.id) >= MOST_CANDIDATES:
            raise UserError(f"a campaign has {MOST_CANDIDATES} candidates at most")
        candidate = Candidate(
            id=candidate_id(campaign.id, person.id),
            campaign_id=campaign.id,
            person_id=person.id,
            why=why.strip()[:500],
        )
        self.store.put(candidate)
        return candidate

    def drop(self, candidate: Candidate) -> None:
        """Make them none."""
        self.store.delete(Candidate, candidate.id)

    def candidates(self, campaign: Campaign) -> list[tuple[Candidate, Person]]:
        """The candidates who are known, by name."""
        chosen = list(self.store.find(Candidate, campaign_id=campaign.id))
        people = self.lookup.several(Person, (each.person_id for each in chosen))
        found = [(each, people[each.person_id]) for each in chosen if each.person_id in people]
        return sorted(found, key=lambda each: each[1].sorts_as)

    def progress(self, campaign: Campaign) -> Progress:
        """How it stands today, with the deeds that count."""
        chosen = (each.person_id for each in self.store.find(Candidate, campaign_id=campaign.id))
        return progress(campaign, self._deeds(campaign), chosen, zone=self.zone, today=self._today())

    def ideas(self, campaign: Campaign) -> list[Idea]:
        """For whom it would do good: who needs clients, whose matter waits, to whom nobody was sent lately.

        Whoever is not to be asked for anything now is no candidate either: they are looked after first.
        """
        chosen = {each.person_id for each in self.store.find(Candidate, campaign_id=campaign.id)}
        served = self._served_lately()
        found: dict[str, Idea] = {}
        for idea in (*self._short_of_clients(), *self._with_matters(), *self._waiting_providers()):
            known = idea.person.id in chosen or idea.person.id in served or idea.person.id in found
            if not known and not self.against(idea.person):
                found[idea.person.id] = idea
            if len(found) == SUGGESTED:
                break
        return list(found.values())

    def _today(self) -> date:
        return self.clock().astimezone(self.zone).date()

    def _deeds(self, campaign: Campaign) -> Iterator[Deed]:
        first = datetime(campaign.begin.year, campaign.begin.month, campaign.begin.day, tzinfo=self.zone)
        since, until = first - timedelta(days=1), first + (campaign.deadline - campaign.begin) + timedelta(days=2)
        match campaign.kind:
            case CampaignKind.REFERRALS:
                for each in referrals(self.store, Direction.GIVEN):
                    yield Deed(at=each.at, people=(each.to_id,), evidence=each.introduction_id or each.id)
            case CampaignKind.INTRODUCTIONS:
                yield from self._introduced()
            case CampaignKind.CHECK_INS:
                yield from called(self.lookup, since, until)
            case CampaignKind.ONE_TO_ONES:
                yield from met_alone(self.store, self.lookup, since, min(until, self.clock()))

    def _introduced(self) -> Iterator[Deed]:
        for introduction in self.store.find(Introduction):
            at = next((event.at for event in introduction.events if event.kind is EventKind.INTRODUCED), None)
            if at is not None:
                card = self.store.get(Provider, introduction.provider_id)
                people = (introduction.seeker_id, card.person_id if card else "")
                yield Deed(at=at, people=people, evidence=introduction.id)

    def _served_lately(self) -> set[str]:
        """Those to whom somebody was sent lately, or who were introduced."""
        since = self.clock() - LATELY
        recent = [each for each in referrals(self.store, Direction.GIVEN) if each.at >= since]
        return {person_id for each in recent for person_id in (each.to_id, each.who_id)}

    def _short_of_clients(self) -> Iterator[Idea]:
        for mention in self.lookup.listing(Mention, limit=200).records:
            prompt = self.store.get(Prompt, mention.prompt_id) if mention.prompt_id else None
            is_wrong = mention.withdrawn or (prompt is not None and prompt.state is PromptState.WRONG)
            if mention.category in OF_CLIENTS and not is_wrong:
                yield from self._idea(mention.person_id, f"on {day(mention.heard_at)}: “{mention.quote}”", mention.id)

    def _with_matters(self) -> Iterator[Idea]:
        for prompt in self.lookup.listing(Prompt, limit=100, state=PromptState.OPEN).records:
            topic = self.topics().get(prompt.category)
            words = f"told of a matter on {day(prompt.last_heard)}: {topic.title if topic else prompt.category}"
            yield from self._idea(prompt.person_id, words, prompt.id)

    def _waiting_providers(self) -> Iterator[Idea]:
        for card in self.store.find(Provider):
            if not card.is_paused(self._today()):
                words = f"in your bullpen, and nobody was sent to them for {LATELY.days} days"
                yield from self._idea(card.person_id, words, card.id)

    def _idea(self, person_id: str, why: str, evidence: str) -> Iterator[Idea]:
        person = self.store.get(Person, person_id)
        if person:
            yield Idea(person=person, why=why, evidence=evidence)
