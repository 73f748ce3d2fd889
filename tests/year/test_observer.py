"""The observer of the year sees each thing that must not happen; else a year without a break would say nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest

from assistant.adapters.formats.mime import compose
from assistant.adapters.memory import MemoryStore
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.people import Participant, Person
from assistant.domain.replies import Label
from tests.year.ledger import Approved, Ledger, Said
from tests.year.observer import Observer
from tests.year.people import Someone
from tests.year.play import BEGIN
from tests.year.post import USER, Lying, Post
from tests.year.user import asked_of

ANNA = Someone(name="Anna Abberdale", address="anna@abberdaletimber.example", firm="Abberdale Timber")
TOM = Someone(name="Tom Caldfell", address="tom@caldfellprint.example", firm="Caldfell Print", services=("payroll",))
NOW = BEGIN.replace(hour=9)


@dataclass
class Folder:
    """A mailbox that holds what it is told to."""

    drafts: list[Lying] = field(default_factory=list)
    sent: list[Lying] = field(default_factory=list)

    def new(self, folder: str) -> list[Lying]:
        kept = self.drafts if folder == "Drafts" else self.sent
        found = list(kept)
        kept.clear()
        return found


@dataclass
class World:
    """One introduction, watched."""

    store: MemoryStore = field(default_factory=MemoryStore)
    folder: Folder = field(default_factory=Folder)
    ledger: Ledger = field(default_factory=Ledger)
    number: int = 0

    def __post_init__(self) -> None:
        self.introduction = Introduction(
            id="i-1", prompt_id="p-1", seeker_id="who-anna", category="payroll", opened_at=NOW
        )
        self.store.put(Person(id="who-anna", name=ANNA.name, addresses=(ANNA.address,)), self.introduction)
        post = cast(Post, self.folder)
        self.observer = Observer(store=self.store, post=post, ledger=self.ledger, people=[ANNA, TOM])

    def lay(
        self, kind: DraftKind, who: Someone, text: str = "Hello", at: datetime = NOW, about: str = "b-tom"
    ) -> Draft:
        """The user approves a message, and it lies among the drafts."""
        self.number += 1
        side = Side.PROVIDER if who is TOM else Side.SEEKER
        draft = Draft(
            id=f"d-{self.number}",
            introduction_id="i-1",
            kind=kind,
            to=(Participant(name=who.name, address=who.address),),
            subject="A question",
            text=text,
            html=text,
            created_at=at,
            side=side,
            provider_id="" if kind is DraftKind.ASK_SEEKER else about,
        )
        draft = draft.approved(draft.hash, at=at)
        self.ledger.approved[draft.id] = Approved(draft=draft, introduction=self.introduction, at=at)
        self.ledger.asked[draft.id] = asked_of(draft, self.introduction)
        self.folder.drafts.append(lying(draft))
        self.observer.look(at)
        return draft

    def says(self, draft: Draft, who: Someone, label: Label, at: datetime = NOW) -> Said:
        """Somebody answers a message."""
        asked = self.ledger.asked[draft.id]
        said = Said(message_id=f"<{draft.id}-{label}@there.example>", at=at, who=who, asked=asked, label=label)
        self.ledger.said[said.message_id] = said
        return said


@pytest.fixture
def world() -> World:
    return World()


def lying(draft: Draft) -> Lying:
    raw = compose(draft, sender=Participant(name="Helen Marsh", address=USER))
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Lying(uid=1, folder="Drafts", message=message)


def breaks(world: World) -> str:
    (found,) = world.observer.breaks
    return found


def test_what_is_in_order_is_no_break(world: World) -> None:
    ask = world.lay(DraftKind.ASK_PROVIDER, TOM)
    world.says(ask, TOM, Label.YES)
    world.lay(DraftKind.OFFER_PROVIDER, ANNA, f"Would you like to meet {TOM.name}?", NOW + timedelta(days=1))
    assert world.observer.breaks == []
    assert world.observer.looked == 2


def test_a_message_without_approval(world: World) -> None:
    draft = world.lay(DraftKind.ASK_SEEKER, ANNA)
    world.ledger.approved.clear()
    world.folder.drafts.append(lying(draft))
    world.observer.look(NOW)
    assert "without approval" in breaks(world)


def test_another_text_than_the_approved_one(world: World) -> None:
    draft = world.lay(DraftKind.ASK_SEEKER, ANNA)
    changed = replace(world.ledger.approved[draft.id], draft=replace(draft, text="Good day"))
    world.ledger.approved[draft.id] = changed
    world.folder.sent.append(lying(draft))
    world.observer.look(NOW)
    assert "another text" in breaks(world)
    world.observer.breaks.clear()
    world.observer._laid.clear()
    world.observer._asked.clear()
    world.folder.drafts.append(lying(draft))
    world.observer.look(NOW)
    assert "not the text" in breaks(world)


def test_a_message_that_lies_there_twice(world: World) -> None:
    world.folder.drafts.append(lying(world.lay(DraftKind.ASK_SEEKER, ANNA)))
    world.observer.look(NOW)
    assert "laid down twice" in breaks(world)


def test_a_doubled_ask(world: World) -> None:
    world.lay(DraftKind.ASK_PROVIDER, TOM)
    world.lay(DraftKind.ASK_PROVIDER, TOM)
    assert "asks the provider again" in breaks(world)


def test_what_was_deleted_unsent_asked_nobody(world: World) -> None:
    for number in range(6):
        draft = world.lay(DraftKind.ASK_PROVIDER, TOM, at=NOW + timedelta(days=number))
        world.ledger.deleted[draft.id] = NOW
    assert world.observer.breaks == []
    assert world.observer.asks == {}


def test_one_who_asked_for_later_and_was_let_go_then_may_be_asked_three_times(world: World) -> None:
    world.says(world.lay(DraftKind.ASK_PROVIDER, TOM), TOM, Label.LATER)
    world.lay(DraftKind.ASK_PROVIDER, TOM, at=NOW + timedelta(days=20))
    world.lay(DraftKind.SOFT_NO, TOM, at=NOW + timedelta(days=25))
    world.lay(DraftKind.ASK_PROVIDER, TOM, at=NOW + timedelta(days=40))
    assert world.observer.breaks == []
    world.lay(DraftKind.ASK_PROVIDER, TOM, at=NOW + timedelta(days=80))
    assert "asks the provider again" in breaks(world)


def test_an_offer_is_made_once_though_its_provider_was_let_go(world: World) -> None:
    world.says(world.lay(DraftKind.ASK_PROVIDER, TOM), TOM, Label.YES)
    world.lay(DraftKind.OFFER_PROVIDER, ANNA)
    world.lay(DraftKind.SOFT_NO, TOM)
    world.lay(DraftKind.OFFER_PROVIDER, ANNA)
    assert "asks the seeker again" in breaks(world)


def test_an_offer_is_made_anew_to_one_who_was_told_that_nobody_was_found(world: World) -> None:
    for kind in (DraftKind.OFFER_PROVIDER, DraftKind.SOFT_NO, DraftKind.OFFER_PROVIDER):
        world.lay(kind, ANNA, about="" if kind is DraftKind.SOFT_NO else "b-tom")
    assert world.observer.breaks == []
    world.lay(DraftKind.OFFER_PROVIDER, ANNA)
    assert "asks the seeker again" in breaks(world)


def test_a_second_reminder(world: World) -> None:
    for kind in (DraftKind.ASK_SEEKER, DraftKind.REMINDER):
        world.lay(kind, TOM)
    assert world.observer.breaks == ["2026-01-05 d-2 is a second reminder"]  # of what he was never asked


def test_more_asks_than_the_budget(world: World) -> None:
    for number in range(5):
        world.introduction = replace(world.introduction, id=f"i-{number}")
        world.lay(DraftKind.ASK_PROVIDER, TOM, at=NOW + timedelta(days=number * 10))
    assert world.observer.breaks == []
    world.introduction = replace(world.introduction, id="i-9")
    world.lay(DraftKind.ASK_PROVIDER, TOM, at=NOW + timedelta(days=41))
    assert "over the budget" in breaks(world)


@pytest.mark.parametrize(("label", "told"), [(Label.NO, "after their 'no'"), (Label.STOP, "after their 'stop'")])
def test_a_message_after_a_no(world: World, label: Label, told: str) -> None:
    ask = world.lay(DraftKind.ASK_PROVIDER, TOM)
    world.says(ask, TOM, label)
    world.lay(DraftKind.REMINDER, TOM, at=NOW + timedelta(days=7))
    assert told in world.observer.breaks[0]
    assert ("said stop" in world.observer.breaks[-1]) == (label is Label.STOP)


@pytest.mark.parametrize(
    ("kind", "who", "text"),
    [
        (DraftKind.ASK_PROVIDER, TOM, "Somebody at Abberdale needs help"),
        (DraftKind.ASK_SEEKER, ANNA, "I thought of Tom Caldfell."),
        (DraftKind.OFFER_PROVIDER, ANNA, "Would you like to meet Tom Caldfell?"),
    ],
)
def test_somebody_is_named_before_their_yes(world: World, kind: DraftKind, who: Someone, text: str) -> None:
    world.lay(kind, who, text)
    assert "before their yes" in breaks(world)


def consents(world: World, proofs: Sequence[Consent]) -> None:
    for consent in proofs:
        asked = Event(kind=EventKind.SEEKER_ASKED, at=NOW)
        wanted = Event(kind=EventKind.HELP_WANTED, at=NOW, consent=consent)
        world.store.put(world.introduction.after(asked).after(wanted))
        world.observer.look(NOW)


def test_a_yes_that_was_none(world: World) -> None:
    said = world.says(world.lay(DraftKind.ASK_SEEKER, ANNA), ANNA, Label.CONDITIONAL)
    yes = Consent(side=Side.SEEKER, answer=Answer.YES, at=NOW, proof=Proof.MESSAGE, message_id=said.message_id)
    consents(world, [yes])
    assert "'conditional'" in world.observer.wrong_yes[0]


def test_a_yes_to_another_question(world: World) -> None:
    said = world.says(world.lay(DraftKind.OFFER_PROVIDER, ANNA), ANNA, Label.YES)
    yes = Consent(side=Side.SEEKER, answer=Answer.YES, at=NOW, proof=Proof.MESSAGE, message_id=said.message_id)
    consents(world, [yes])
    assert "offer_provider" in world.observer.wrong_yes[0]


def test_a_late_yes_to_an_offer_is_one_to_help_where_the_provider_was_let_go(world: World) -> None:
    said = world.says(world.lay(DraftKind.OFFER_PROVIDER, ANNA), ANNA, Label.YES)
    world.lay(DraftKind.SOFT_NO, TOM)
    yes = Consent(side=Side.SEEKER, answer=Answer.YES, at=NOW, proof=Proof.MESSAGE, message_id=said.message_id)
    consents(world, [yes])
    assert world.observer.wrong_yes == []


def test_a_yes_that_nobody_said(world: World) -> None:
    consents(world, [Consent(side=Side.SEEKER, answer=Answer.YES, at=NOW, proof=Proof.USER_WORD)])
    assert "nobody said the yes" in breaks(world)


def test_a_yes_by_words_that_ask_for_nothing(world: World) -> None:
    consents(world, [Consent(side=Side.SEEKER, answer=Answer.YES, at=NOW, proof=Proof.MENTION, quote="it is late")])
    assert world.observer.wrong_requests
