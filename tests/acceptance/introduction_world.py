"""A small world for the tests of introductions: people, cards, a clock, a drafts folder that can fail."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.adapters.files.eml_drafts import EmlFolder
from assistant.adapters.jinja_drafts import JinjaWriter
from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.domain.bullpen import Evidence, EvidenceKind, Provider
from assistant.domain.business_days import BusinessDays
from assistant.domain.clocks import Patience
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person, Preferences
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.topics import Topic
from assistant.errors import UserError
from assistant.ports import Read, ReplyReader, Store
from assistant.services.answers import Answers
from assistant.services.clocks import Clocks
from assistant.services.closing import Closing
from assistant.services.deliver import Deliver
from assistant.services.drafting import Drafting
from assistant.services.follow import Follow
from assistant.services.introduce import Introduce
from assistant.services.notice import notice
from assistant.services.recognise import Recognise
from assistant.services.replies import Replies
from assistant.services.settle import Settle
from tests.acceptance.introductions.box import FlakyBox, Laid, read_laid

START = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/London"))  # four weeks before the clocks change
QUOTE = "the wages came out wrong for the third month in a row"
CATEGORIES = ("payroll", "legal-employment")
TOPICS = {
    "payroll": Topic(id="payroll", title="Payroll", phrase="payroll", covers="wages"),
    "legal-employment": Topic(
        id="legal-employment", title="Employment law", phrase="employment law", covers="contracts"
    ),
}
USER = Person(id="who-user", name="Helen Marsh", addresses=("helen@marsh.example",), organisation="Marsh and Daughter")


def _person(key: str, name: str, organisation: str = "", **more: object) -> Person:
    first, _, _ = name.lower().partition(" ")
    address = f"{first}@{key}.example"
    facts: dict[str, object] = {"addresses": (address,), "organisation": organisation, **more}
    return Person(id=f"who-{key}", name=name, **facts)  # type: ignore[arg-type]


SEEKERS = (
    _person("okaforbakery", "Anna Okafor", "Okafor Bakery", area=("Ashford",)),
    _person("goodhope", "Mark Good", "Hope"),  # every part of it is a word
    _person("tomlin", "Tom Lindqvist", "Lindqvist Timber"),  # shares his first name with a provider
    _person("nowhere", "Priya Raman", addresses=()),
)
PROVIDERS = (
    (_person("fairweek", "Tom Fairweather", "Fairweek Payroll"), ("payroll",), None),
    (_person("stonelaw", "Ruth Stonefield", "Stonefield Partners"), ("legal-employment", "payroll"), None),
    (
        _person("quick", "José Quiroga", "Quiroga Wages", preferences=Preferences(direct_introduction=True)),
        ("payroll",),
        date(2026, 4, 1),
    ),
    (_person("annavale", "Anna Valentine", "Valentine Chambers"), ("legal-employment",), None),
    (_person("silent", "Zelda Nightingale", preferences=Preferences(never_ask=True)), ("payroll",), None),
)
HOLIDAYS = frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25)})
WRITER = JinjaWriter()  # of no state but its templates
SECOND_CARD = "b-fairweek-2"  # of the same Tom Fairweather
SECRETS: dict[str, tuple[str, ...]] = {
    "who-okaforbakery": ("anna okafor", "okafor", "okafor bakery", "okaforbakery.example"),
    "who-goodhope": ("mark good", "goodhope.example", "mark@goodhope.example"),
    "who-tomlin": ("tom lindqvist", "lindqvist", "tomlin.example"),
    "who-nowhere": ("priya raman", "priya", "raman"),
    "who-fairweek": ("tom fairweather", "fairweek payroll", "fairweek.example"),
    "who-stonelaw": ("ruth stonefield", "stonefield partners", "ruth@stonelaw.example"),
    "who-quick": ("josé quiroga", "quiroga wages", "quick.example"),
    "who-annavale": ("anna valentine", "valentine chambers", "annavale.example"),
}
"""What gives each of them away to anybody, written down by hand."""


@dataclass
class World:
    """The services over one store and one folder; `restart` makes them anew.

    With `follows`, the folder is that of a mailbox, which tells what became of the messages.
    """

    store: Store
    path: Path
    now: datetime = START
    follows: bool = False
    documents: int = 0
    box: FlakyBox = field(init=False)
    introduce: Introduce = field(init=False)
    answers: Answers = field(init=False)
    deliver: Deliver = field(init=False)
    clocks: Clocks = field(init=False)
    follow: Follow = field(init=False)
    settle: Settle = field(init=False)

    def __post_init__(self) -> None:
        for person in SEEKERS:
            self.store.put(person)
        for person, services, paused in PROVIDERS:
            card = Provider(
                id=f"b-{person.id.removeprefix('who-')}",
                person_id=person.id,
                services=services,
                does="Runs wages and contracts for small firms.",
                evidence=(Evidence(kind=EvidenceKind.VISIT, on=date(2026, 1, 5)),),
                paused_until=paused,
            )
            self.store.put(person, card)
        self.store.put(
            Provider(id=SECOND_CARD, person_id="who-fairweek", services=CATEGORIES, does="Answers wage questions.")
        )
        self.restart()

    def restart(self) -> None:
        """New objects on what is kept."""
        drafting = Drafting(
            store=self.store,
            writer=WRITER,
            clock=lambda: self.now,
            user=USER,
            signature="Helen",
            topics=TOPICS,
        )
        self.introduce = Introduce(store=self.store, drafting=drafting, matcher=MemoryMatcher())
        self.answers = Answers(introduce=self.introduce)
        seen = self.box.seen if hasattr(self, "box") else {}
        self.box = FlakyBox(EmlFolder(self.path, USER.participant), seen=seen)
        self.deliver = Deliver(introduce=self.introduce, box=self.box)
        self.clocks = Clocks(
            answers=self.answers,
            patience=Patience(),
            days=BusinessDays(holidays=HOLIDAYS.__contains__),
            follows=frozenset({self.box.name}) if self.follows else frozenset(),
        )
        self.follow = Follow(store=self.store, clock=lambda: self.now)
        self.settle = Settle(answers=self.answers)

    def replies(self, reader: ReplyReader) -> Replies:
        """What takes the mails of one pass."""
        recognise = Recognise(store=self.store)
        return Replies(answers=self.answers, recognise=recognise, reader=lambda: reader, user=frozenset(USER.addresses))

    def closing(self) -> Closing:
        """What looks for signs of one pass."""
        return Closing(answers=self.answers)

    def hear(
        self, seeker: Person, category: str = "payroll", kind: Kind = Kind.PROBLEM, *, hearsay: bool = False
    ) -> Prompt:
        """The seeker tells of a matter, or somebody else does; gives the prompt."""
        self.documents += 1
        other = Participant(name="Olu Gossip", address="olu@elsewhere.example")
        mention = Mention(
            id="",
            document_id=f"doc-{self.documents}",
            kind=kind,
            category=category,
            quote=QUOTE,
            start=0,
            end=len(QUOTE),
            holder=seeker.participant,
            told_by=other if hearsay else seeker.participant,
            heard_at=self.now,
            confidence=0.9,
            found_by="by hand",
        )
        document = Document(
            id=f"doc-{self.documents}",
            source="test",
            locator=f"message {self.documents}",
            medium=Medium.EMAIL,
            when=self.now,
            digest=str(self.documents),
            author=mention.told_by,
        )
        noticed = notice(
            self.store, Read(content=Content(document=document, text=QUOTE), mentions=(mention,)), reader="by hand"
        )
        prompt = self.store.get(Prompt, noticed.mentions[0].prompt_id)
        if prompt is None:
            raise UserError("they asked never to be asked")
        return prompt

    def open(self, seeker: Person = SEEKERS[0], category: str = "payroll", **answer: object) -> Introduction:
        """An introduction that the user has just begun."""
        prompt = self.hear(seeker, category)
        _, introduction = self.introduce.answer(prompt, PromptState.YES, **answer)  # type: ignore[arg-type]
        assert introduction is not None
        return introduction

    def present(self, introduction: Introduction) -> Introduction:
        """The introduction as it is kept."""
        kept = self.store.get(Introduction, introduction.id)
        assert kept is not None
        return kept

    def drafts(self, introduction: Introduction, kind: DraftKind | None = None) -> list[Draft]:
        """The drafts of the introduction that wait or are approved, oldest first."""
        live = (DraftState.WAITING, DraftState.APPROVED)
        found = self.store.find(Draft, introduction_id=introduction.id)
        return [draft for draft in found if draft.state in live and kind in (None, draft.kind)]

    def waiting(self, introduction: Introduction, kind: DraftKind) -> Draft:
        """The one draft of this kind that waits."""
        (draft,) = self.drafts(introduction, kind)
        return draft

    def approve(self, draft: Draft) -> Draft:
        """Approve the draft as it is, a minute later."""
        self.now += timedelta(minutes=1)
        return self.deliver.approve(draft.id, draft.hash)

    def pass_days(self, days: int) -> None:
        """Let time pass."""
        self.now += timedelta(days=days)

    def laid(self) -> list[Laid]:
        """What lies in the drafts folder."""
        return [read_laid(path) for path in sorted(self.path.glob("*.eml"))]
