"""A large made-up world: the store of somebody who has grown by referral for years, to measure how long things take.

`fill(store, LARGE)` puts it there in seconds, the same one each time; `assistant_in(folder)` opens a programme over it.
Everybody and everything in it is invented. Whoever comes first in a list is the busiest: person 0 is in a tenth of all
documents.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from assistant.bootstrap import Assistant
from assistant.config import Config, User
from assistant.domain.activity import Activity, Deed
from assistant.domain.bullpen import Evidence, EvidenceKind, Provider
from assistant.domain.captures import Capture, CaptureState
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.documents import Document, Medium
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person, Role
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Found, Label, Reply, ReplyState, Stage
from assistant.ports import Record, Store
from assistant.services.debrief import capture_id
from assistant.services.derive import derive
from assistant.services.sync_hooks import no_progress

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
USER = Participant(name="Sam Example", address="sam@example-and-daughters.example")
YEARS = timedelta(days=900)
E, K = EventKind, DraftKind

FIRST = (
    "Ann", "Bo", "Carla", "Dmitri", "Élodie", "Farid", "Grace", "Hamid", "Ines", "Jörg", "Kwame", "Leila", "Marta",
    "Nils", "Olga", "Pedro", "Quentin", "Rosa", "Søren", "Tariq", "Uma", "Viktor", "Wanda", "Ximena", "Yusuf",
    "Zoë", "Abel", "Birgit", "Chen", "Dara",
)  # fmt: skip
LAST = (
    "Abbott", "Bauer", "Cho", "Dąbrowski", "Eze", "Fontaine", "García", "Haddad", "Iversen", "Jansen", "Kowalski",
    "Lindqvist", "Müller", "Novak", "Okafor", "Petrov", "Quinn", "Rossi", "Sato", "Tanaka", "Ueda", "Vasquez",
    "Weber", "Xu", "Yıldız", "Zimmermann", "Ashworth", "Birch", "Clarke", "Doyle", "Ellery", "Fenwick", "Gould",
    "Harrow", "Irvine", "Jessop", "Kemp", "Lowe", "Marsh", "Neville",
)  # fmt: skip
TRADES = (
    "Bakery", "Dental", "Joinery", "Logistics", "Gardens", "Foundry", "Optics", "Travel", "Textiles", "Brewing",
    "Robotics", "Timber",
)  # fmt: skip
PLACES = ("Leeds", "Bristol", "Norwich", "Cardiff", "York", "Derby", "Exeter", "Perth")
TOPICS = (
    "accounting-tax", "bookkeeping", "payroll", "hr", "recruiting", "legal-commercial", "insurance-business",
    "cash-flow", "it-support", "cybersecurity", "website", "marketing-digital", "branding-design", "video-photo",
    "logistics-shipping", "cleaning-facilities", "construction", "training-coaching", "sales-clients",
    "events-catering",
)  # fmt: skip
TROUBLES = (
    "Our {topic} has become a headache since {who} left.",
    "Do you know a good person for {topic}? We cannot find one in {place}.",
    "I spend every Sunday on {topic}, it is eating me up.",
    "We are struggling with {topic} and the deadline is near.",
    "The firm that did our {topic} has closed, and nobody answers the telephone.",
    "Honestly, {topic} is where we lose most of our time.",
)
TITLES = (
    "Lunch on Thursday", "The invoice for May", "Re: your visit", "Minutes of the breakfast",
    "A question about {topic}",
    "Fwd: the new premises", "Thank you for yesterday", "Plans for the autumn", "Re: offer {number}", "Trade fair",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much of everything there is."""

    people: int
    documents: int
    introductions: int
    prompts: int
    waiting: int
    mentions: int
    drafts: int
    drafts_waiting: int
    replies: int
    meetings: int
    captures_waiting: int
    providers: int
    activities: int


LARGE = Size(
    people=10_000, documents=50_000, introductions=2_000, prompts=6_000, waiting=300, mentions=15_000, drafts=8_000,
    drafts_waiting=60, replies=3_000, meetings=5_000, captures_waiting=20, providers=150, activities=2_000,
)  # fmt: skip
SMALL = Size(
    people=200, documents=600, introductions=40, prompts=120, waiting=12, mentions=300, drafts=160,
    drafts_waiting=6, replies=60, meetings=100, captures_waiting=3, providers=20, activities=40,
)  # fmt: skip


def config_in(folder: Path) -> Config:
    """The configuration of the user whose world it is."""
    user = User(name=USER.name, addresses=(USER.address,), organisation="Example and Daughters", timezone="UTC")
    return Config(user=user, data=folder)


def assistant_in(folder: Path) -> Assistant:
    """The programme over the world in `folder`, at the world's own moment."""
    return Assistant(config_in(folder), clock=lambda: NOW)


def fill(store: Store, size: Size = LARGE) -> None:
    """Put the whole world into an empty store."""
    world = World(size)
    with store.transaction():
        for records in world.records():
            store.put(*records)
        derive(store, (USER.name, USER.address), no_progress)


class World:
    """Makes the records. The same size gives the same world."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.chance = random.Random(17)
        self.people = [self._person(number) for number in range(size.people)]
        self.providers = [self._provider(number) for number in range(size.providers)]
        self.serving = {topic: [card for card in self.providers if topic in card.services] for topic in TOPICS}

    def records(self) -> Iterator[Sequence[Record]]:
        """Everything, kind by kind."""
        mentions, prompts = self._matters()
        introductions, drafts = self._introductions(prompts)
        opened = {introduction.prompt_id: introduction.id for introduction in introductions}
        yield self.people
        yield self.providers
        yield mentions
        yield [replace(prompt, introduction_id=opened.get(prompt.id, "")) for prompt in prompts]
        yield introductions
        yield drafts
        yield list(self._documents(mentions))
        yield list(self._replies(drafts))
        meetings = list(self._meetings())
        yield meetings
        yield list(self._captures(meetings))
        yield list(self._activities())

    def _person(self, number: int) -> Person:
        first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
        middle = number // (len(FIRST) * len(LAST))
        name = f"{first} {LAST[(number + middle * 7) % len(LAST)]}-{last}" if middle else f"{first} {last}"
        firm = f"{LAST[number % 37]} {TRADES[number % len(TRADES)]}"
        is_known = number % 25 != 24
        return Person(
            id=f"who-{number:06}",
            name=name,
            addresses=(f"person{number}@firm{number // 4}.example",) if is_known else (),
            organisation=firm if number % 3 else "",
            area=(PLACES[number % len(PLACES)],) if number % 2 else (),
            roles=(list(Role)[number % len(Role)],) if number % 4 else (),
            note=f"Met at the {PLACES[number % 7]} breakfast; likes {TRADES[number % 5].lower()}."
            if number % 2
            else "",
        )

    def _provider(self, number: int) -> Provider:
        person = self.people[(number * 7 + 3) % len(self.people)]
        main, second = TOPICS[number % len(TOPICS)], TOPICS[(number * 3 + 1) % len(TOPICS)]
        trade = main.replace("-", " ")
        return Provider(
            id=f"b-{number:04}",
            person_id=person.id,
            services=tuple(dict.fromkeys((main, second))),
            does=f"Looks after {trade} for firms of up to {20 + number} people, with a fixed fee and a named contact.",
            not_for=("one-off jobs",) if number % 3 else (),
            area=(PLACES[number % len(PLACES)],) if number % 5 == 0 else (),
            ideal_client=f"A family firm in {PLACES[number % len(PLACES)]} with {5 + number} staff",
            evidence=(Evidence(kind=list(EvidenceKind)[number % 4], on=date(2026, 1 + number % 10, 3)),),
        )

    def _moment(self, within: timedelta = YEARS) -> datetime:
        return NOW - timedelta(minutes=self.chance.randrange(60, int(within.total_seconds() // 60)))

    def _matters(self) -> tuple[list[Mention], list[Prompt]]:
        size, mentions, prompts = self.size, [], []
        for number in range(size.prompts):
            is_waiting = number < size.waiting
            person = self.people[self.chance.randrange(len(self.people))]
            topic = TOPICS[self.chance.randrange(len(TOPICS))]
            heard = self._moment(timedelta(days=60) if is_waiting else YEARS)
            several = (number + 1) * size.mentions // size.prompts - number * size.mentions // size.prompts
            own = [self._mention(len(mentions) + each, person, topic, heard) for each in range(several)]
            prompt = replace(
                Prompt.about(own[0]), id=f"p-{number:06}", mention_ids=tuple(mention.id for mention in own)
            )
            mentions += [replace(mention, prompt_id=prompt.id) for mention in own]
            prompts.append(self._answered(prompt, number))
        return mentions, prompts

    def _mention(self, number: int, person: Person, topic: str, heard: datetime) -> Mention:
        quote = self.chance.choice(TROUBLES).format(
            topic=topic.replace("-", " and "), who=self.chance.choice(FIRST), place=self.chance.choice(PLACES)
        )
        by_another = number % 11 == 0
        return Mention(
            id=f"m-{number:06}", document_id=f"doc-{number:06}", kind=list(Kind)[number % 3], category=topic,
            quote=quote, start=40, end=40 + len(quote), holder=person.participant,
            told_by=self.people[number % 50].participant if by_another else person.participant, heard_at=heard,
            confidence=0.9, found_by="rules 3", person_id=person.id,
        )  # fmt: skip

    def _answered(self, prompt: Prompt, number: int) -> Prompt:
        size = self.size
        if number < size.waiting:
            is_later = number % 8 == 0
            return replace(prompt, state=PromptState.LATER, until=NOW.date(), answered_at=NOW) if is_later else prompt
        at = prompt.last_heard + timedelta(minutes=30)
        if number < size.waiting + size.introductions:
            return replace(prompt, state=PromptState.YES, answered_at=at)
        state = (PromptState.NO, PromptState.WRONG, PromptState.NO, PromptState.LATER)[number % 4]
        until = NOW.date() + timedelta(days=30) if state is PromptState.LATER else None
        return replace(prompt, state=state, until=until, answered_at=at)

    def _introductions(self, prompts: Sequence[Prompt]) -> tuple[list[Introduction], list[Draft]]:
        size, introductions, drafts = self.size, [], []
        for number in range(size.introductions):
            prompt = prompts[size.waiting + number]
            card = self.chance.choice(self.serving[prompt.category] or self.providers)
            if card.person_id == prompt.person_id:
                card = self.providers[(self.providers.index(card) + 1) % len(self.providers)]
            intro = Introduction(
                id=f"i-{number:06}", prompt_id=prompt.id, seeker_id=prompt.person_id, category=prompt.category,
                opened_at=prompt.answered_at or NOW,
            )  # fmt: skip
            messages = [self._draft(intro, card, each) for each in range(size.drafts // size.introductions)]
            introductions.append(replace(intro, events=tuple(self._events(intro, card, number, messages))))
            drafts += messages
        waiting = {each.id for each in introductions if each.state in (State.NOTICED, State.WANTED, State.AVAILABLE)}
        left = self.size.drafts_waiting
        for place, draft in enumerate(drafts):
            if left and draft.introduction_id in waiting and draft.kind is K.ASK_PROVIDER:
                drafts[place], left = (
                    replace(draft, state=DraftState.WAITING, sent_at=None, delivered_at=None),
                    left - 1,
                )
        return introductions, drafts

    def _events(self, intro: Introduction, card: Provider, number: int, drafts: list[Draft]) -> Iterator[Event]:
        """The log of an introduction: most are closed, some stand at each step on the way."""
        at, by = intro.opened_at, {draft.kind: draft.id for draft in drafts}
        seeker = {"side": Side.SEEKER, "at": at, "proof": Proof.MESSAGE, "message_id": f"<{number}@x.example>"}
        yes = Consent(**seeker, answer=Answer.YES, quote="Yes please, that would be a great help.")  # type: ignore[arg-type]
        agreed = replace(yes, side=Side.PROVIDER, provider_id=card.id, quote="Glad to, send them over.")
        steps = (
            Event(kind=E.SEEKER_ASKED, at=at, draft_id=by[K.ASK_SEEKER]),
            Event(kind=E.HELP_WANTED, at=at, consent=yes),
            Event(kind=E.PROVIDER_ASKED, at=at, provider_id=card.id, draft_id=by[K.ASK_PROVIDER]),
            Event(kind=E.PROVIDER_AGREED, at=at, provider_id=card.id, consent=agreed),
            Event(kind=E.PROVIDER_OFFERED, at=at, provider_id=card.id, draft_id=by[K.OFFER_PROVIDER]),
            Event(kind=E.OFFER_ACCEPTED, at=at, provider_id=card.id, consent=replace(yes, provider_id=card.id)),
            Event(kind=E.INTRODUCED, at=at, provider_id=card.id, draft_id=by[K.JOINT]),
            Event(kind=E.MET, at=at, provider_id=card.id),
            Event(kind=E.WON, at=at, provider_id=card.id),
            Event(kind=E.THANKED, at=at, provider_id=card.id),
        )
        if number % 10 < 6:
            taken: tuple[Event, ...] = steps
        elif number % 10 == 6:
            no = replace(yes, answer=Answer.NO, quote="No, thank you.")
            taken = (steps[0], Event(kind=E.HELP_DECLINED, at=at, consent=no))
        elif number % 10 == 7:
            no = replace(agreed, answer=Answer.NO, quote="I am full until spring.")
            taken = (*steps[:3], Event(kind=E.PROVIDER_DECLINED, at=at, provider_id=card.id, consent=no))
        else:
            taken = steps[: number // 10 % 10]
        for day, event in enumerate(taken):
            yield replace(event, at=min(at + timedelta(days=day), NOW - timedelta(minutes=60 - day)))

    def _draft(self, intro: Introduction, card: Provider, which: int) -> Draft:
        kind = (K.ASK_SEEKER, K.ASK_PROVIDER, K.OFFER_PROVIDER, K.JOINT)[which % 4]
        seeker = self.people[int(intro.seeker_id.removeprefix("who-"))]
        provider = self.people[int(card.person_id.removeprefix("who-"))]
        text = f"Hello,\n\nyou told me about {intro.category}. " + "Would it help if I asked somebody I trust? " * 10
        at = min(intro.opened_at + timedelta(days=which), NOW - timedelta(minutes=5))
        to = provider if kind is K.ASK_PROVIDER else seeker
        return Draft(
            id=f"d-{intro.id[2:]}{which}", introduction_id=intro.id, kind=kind, to=(to.participant,),
            cc=(provider.participant,) if kind is K.JOINT else (), subject=f"About {intro.category}", text=text,
            html=f"<p>{text}</p>", created_at=at, provider_id="" if kind is K.ASK_SEEKER else card.id,
            side=Side.PROVIDER if kind is K.ASK_PROVIDER else Side.SEEKER, state=DraftState.SENT,
            delivered_at=at, sent_at=at, sent_id=f"<{intro.id}-{which}@example-and-daughters.example>",
        )  # fmt: skip

    def _documents(self, mentions: Sequence[Mention]) -> Iterator[Document]:
        user, busiest = USER, self.people[0].participant
        for number in range(self.size.documents):
            told = mentions[number] if number < len(mentions) else None
            when = told.heard_at if told else self._moment()
            other = self.people[int(len(self.people) * self.chance.random() ** 3)].participant
            if number % 10 == 9:
                other = busiest
            author, listener = (other, user) if told is None and number % 3 else (user, other)
            author = told.told_by if told else author
            title = self.chance.choice(TITLES).format(topic=self.chance.choice(TOPICS), number=number)
            yield Document(
                id=f"doc-{number:06}", source="mail", locator=f"inbox.mbox message {number}",
                medium=Medium.NOTE if number % 20 == 0 else Medium.EMAIL, when=when, digest=f"{number:064x}",
                title=title, author=author, listeners=(listener if author != listener else user,),
                message_id=f"<{number}@mail.example>", read_by="reader 3",
                traps=("service",) if number % 500 == 1 else (),
            ).with_touches({user.address})  # fmt: skip

    def _replies(self, drafts: Sequence[Draft]) -> Iterator[Reply]:
        for number in range(self.size.replies):
            draft = drafts[number * len(drafts) // self.size.replies]
            yield Reply(
                id=f"r-{number:06}", introduction_id=draft.introduction_id, draft_id=draft.id,
                document_id=f"doc-{number + self.size.mentions:06}", message_id=f"<{number}@reply.example>",
                who=draft.to[0], side=draft.side, stage=Stage.SEEKER, at=draft.created_at + timedelta(hours=20),
                label=Label.YES, confidence=0.97, found=Found.ANSWER, quote="Yes please, that would be a great help.",
                state=ReplyState.WAITS if number % 75 == 0 else ReplyState.TAKEN,
            )  # fmt: skip

    def _meetings(self) -> Iterator[Meeting]:
        size = self.size
        for number in range(size.meetings):
            if number < size.captures_waiting:
                start = NOW - timedelta(hours=6 + 7 * number)
            elif number < size.captures_waiting + 40:
                start = NOW + timedelta(hours=5 * (number - size.captures_waiting + 1))
            else:
                start = NOW - timedelta(days=10) - timedelta(minutes=self.chance.randrange(1_200_000))
            who = [
                self.people[int(len(self.people) * self.chance.random() ** 2)].participant
                for _ in range(1 + number % 2)
            ]
            yield Meeting(
                id=f"meet-{number:06}", document_id=f"doc-{number:06}", start=start, end=start + timedelta(hours=1),
                title=f"{TRADES[number % len(TRADES)]} review with {who[0].name.split()[0]}", attendees=tuple(who),
                place=PLACES[number % len(PLACES)],
            )  # fmt: skip

    def _captures(self, meetings: Sequence[Meeting]) -> Iterator[Capture]:
        for number, meeting in enumerate(meetings):
            if meeting.is_over(NOW) and number >= self.size.captures_waiting and number % 2:
                yield Capture(id=capture_id(meeting), meeting_id=meeting.id, state=CaptureState.NOTHING, at=meeting.end)

    def _activities(self) -> Iterator[Activity]:
        for number in range(self.size.activities):
            at = NOW - timedelta(hours=number * 4)
            deed = list(Deed)[number % len(Deed)]
            yield Activity(id=f"a-{number:06}", at=at, deed=deed, words=f"{number % 40} documents were read", took=1.5)
