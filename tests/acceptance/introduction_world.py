"""A small world for the tests of introductions: people, cards, a clock, a drafts folder that can fail."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from enum import Enum
from html import unescape
from pathlib import Path
from re import sub

from assistant.adapters.files.eml_drafts import EmlFolder
from assistant.adapters.jinja_drafts import JinjaWriter
from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.domain.bullpen import Evidence, EvidenceKind, Provider
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person, Preferences
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.topics import Topic
from assistant.errors import DeliveryError, UserError
from assistant.ports import Read, Store
from assistant.services.deliver import Deliver
from assistant.services.drafting import Drafting
from assistant.services.introduce import Introduce
from assistant.services.notice import notice

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
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


class Crash(BaseException):
    """The process is gone."""


class Fault(Enum):
    """What goes wrong when the drafts folder is written."""

    NONE = "none"
    REFUSED = "the folder refuses"
    BEFORE = "the process ends before the file is written"
    AFTER = "the process ends after the file was written"


@dataclass
class FlakyBox:
    """An EmlFolder that fails as it is told."""

    folder: EmlFolder
    fault: Fault = Fault.NONE
    settles = timedelta(0)

    @property
    def name(self) -> str:
        return self.folder.name

    def find(self, draft: Draft) -> str | None:
        return self.folder.find(draft)

    def put(self, draft: Draft) -> str:
        fault, self.fault = self.fault, Fault.NONE
        if fault is Fault.REFUSED:
            raise DeliveryError("the folder is full")
        if fault is Fault.BEFORE:
            raise Crash
        location = self.folder.put(draft)
        if fault is Fault.AFTER:
            raise Crash
        return location


@dataclass(frozen=True)
class Laid:
    """A message in the drafts folder, as a mail program reads it."""

    path: Path
    draft_id: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    html: str

    @property
    def shown(self) -> str:
        """Everything that a reader gets to see, headers too, but for who it is from."""
        return "\n".join((*self.to, *self.cc, self.subject, self.text, unescape(sub(r"<[^>]*>", " ", self.html))))


@dataclass
class World:
    """The services over one store and one folder; `restart` makes them anew."""

    store: Store
    path: Path
    now: datetime = START
    documents: int = 0
    box: FlakyBox = field(init=False)
    introduce: Introduce = field(init=False)
    deliver: Deliver = field(init=False)

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
        self.box = FlakyBox(EmlFolder(self.path, USER.participant))
        self.deliver = Deliver(introduce=self.introduce, box=self.box)

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
        """Approve the draft as it is."""
        return self.deliver.approve(draft.id, draft.hash)

    def pass_days(self, days: int) -> None:
        """Let time pass."""
        self.now += timedelta(days=days)

    def laid(self) -> list[Laid]:
        """What lies in the drafts folder."""
        return [read_laid(path) for path in sorted(self.path.glob("*.eml"))]


def read_laid(path: Path) -> Laid:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    assert isinstance(message, EmailMessage)

    def people(header: str) -> tuple[str, ...]:
        return tuple(f"{who.display_name} <{who.addr_spec}>" for who in (message[header] or _Nobody()).addresses)

    def part(kind: str) -> str:
        body = message.get_body((kind,))
        assert body is not None
        return str(body.get_content())

    return Laid(
        path=path,
        draft_id=str(message["X-Followup-Draft"]),
        to=people("To"),
        cc=people("Cc"),
        subject=str(message["Subject"]),
        text=part("plain"),
        html=part("html"),
    )


class _Nobody:
    addresses = ()


def gives_away(text: str, secrets: Iterable[str]) -> list[str]:
    """Which of the secrets a human reader of `text` sees; a cruder reading than the one under test."""
    plain = _bare(text) + ("\n" + _bare(text)[::-1] if "\u202e" in text else "")
    words = f" {sub(r'[^a-z0-9]+', ' ', plain)} "
    return [secret for secret in secrets if f" {_bare(secret)} " in words or ("." in secret and secret in plain)]


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cf", "Mn"))
