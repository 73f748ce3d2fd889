"""Referrals to the user that are seen in mail, from the mail to the suggestion."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.adapters.own_words import ZonedWords
from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.people import Participant, Person, Role
from assistant.domain.referrals import Direction, Referral, ReferralState, SourceKind
from assistant.services import referrals
from assistant.services.forget import apply_forget
from assistant.services.notice import forget_document
from assistant.services.received import Received

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HELEN = Participant(name="Helen Marsh", address="helen@marsh.example")
ANN = Participant(name="Ann Quill", address="ann@quill.example")
TOM = Participant(name="Tom Reed", address="tom@reedbakery.example")
USER = (HELEN.name, HELEN.address)
WORDS = "Helen, meet Tom. Tom needs a bookkeeper.\n"


@dataclass
class World:
    store: MemoryStore = field(default_factory=MemoryStore)

    @property
    def received(self) -> Received:
        return Received(store=self.store, user=USER, words=ZonedWords)

    def mail(
        self,
        words: str = WORDS,
        title: str = "Bookkeeping",
        *,
        author: Participant = ANN,
        to: tuple[Participant, ...] = (HELEN, TOM),
        when: datetime = NOON,
        skipped: str = "",
    ) -> Content:
        number = self.store.count(Document)
        document = Document(
            id=f"doc-{number}",
            source="mail",
            locator=str(number),
            medium=Medium.EMAIL,
            when=when,
            digest=str(number),
            title=title,
            author=author,
            listeners=to,
            skipped=skipped,
        )
        self.store.put(document)
        return Content(document=document, text=f"{title}\n\n{words}")


@pytest.fixture
def world() -> World:
    world = World()
    world.store.put(Person.known_as(ANN, roles=(Role.CUSTOMER,)))
    return world


def test_it_is_suggested_with_the_mail_that_shows_it_and_asked_about_once(world: World) -> None:
    seen = world.received.see(world.mail())
    assert seen is not None
    assert (seen.direction, seen.state, seen.kind) == (
        Direction.RECEIVED,
        ReferralState.SUGGESTED,
        SourceKind.CUSTOMER,
    )
    assert (seen.from_id, seen.who_id, seen.document_id) == (
        Person.known_as(ANN).id,
        Person.known_as(TOM).id,
        "doc-0",
    )
    assert world.received.see(world.mail(when=NOON + timedelta(days=3))) is None
    assert referrals.suggested(world.store) == [seen]
    assert referrals.referrals(world.store) == []


def test_a_no_is_not_asked_again_and_a_yes_counts(world: World) -> None:
    seen = world.received.see(world.mail())
    assert seen is not None
    none = referrals.decide(world.store, seen, ReferralState.NONE, at=NOON)
    assert world.received.see(world.mail(when=NOON + timedelta(days=1))) is None
    assert referrals.suggested(world.store) == []
    counted = referrals.decide(world.store, none, ReferralState.OPEN, at=NOON)
    assert referrals.received(world.store) == [counted]
    referrals.take_back(world.store, counted)
    assert referrals.suggested(world.store) == [seen]


def test_what_is_only_quoted_is_not_said_now(world: World) -> None:
    quoted = "See you on Friday.\n\nOn Mon, 2 Mar 2026 at 10:00, Bo Li <bo@li.example> wrote:\n> Helen, meet Tom.\n"
    assert world.received.see(world.mail(quoted)) is None


@pytest.mark.parametrize(
    "stranger", [Participant(name="Zed Unknown", address="zed@unknown.example"), Participant(name="Zed")]
)
def test_nobody_is_sent_by_a_stranger(world: World, stranger: Participant) -> None:
    assert world.received.see(world.mail(author=stranger)) is None


def test_a_newsletter_sends_nobody(world: World) -> None:
    assert world.received.see(world.mail(skipped="a newsletter")) is None


def test_whom_the_user_knew_before_was_not_sent(world: World) -> None:
    world.mail("Hello", "The fair", author=TOM, to=(HELEN,), when=NOON - timedelta(days=9))
    assert world.received.see(world.mail()) is None


def test_what_the_third_writes_afterwards_changes_nothing(world: World) -> None:
    world.mail("Hello", "The fair", author=TOM, to=(HELEN,), when=NOON + timedelta(days=9))
    assert world.received.see(world.mail()) is not None


def test_an_introduction_of_the_users_own_is_none_to_them(world: World) -> None:
    tom = Person.known_as(TOM)
    card = Provider(id="b-tom", person_id=tom.id, services=("payroll",), does="bakes")
    consent = Consent(side=Side.SEEKER, answer=Answer.YES, proof=Proof.USER_WORD, at=NOON)
    events = (
        Event(kind=EventKind.SEEKER_ASKED, at=NOON),
        Event(kind=EventKind.HELP_WANTED, at=NOON, consent=consent),
        Event(kind=EventKind.PROVIDER_ASKED, at=NOON, provider_id=card.id),
    )
    ann = Person.known_as(ANN)
    intro = Introduction(id="i-1", prompt_id="p-1", seeker_id=ann.id, category="payroll", opened_at=NOON, events=events)
    world.store.put(tom, card, intro)
    assert world.received.see(world.mail()) is None


def test_who_was_forgotten_is_not_suggested_and_a_vanished_mail_takes_its_suggestion_along(world: World) -> None:
    content = world.mail()
    assert world.received.see(content) is not None
    forget_document(world.store, content.document.id)
    assert list(world.store.find(Referral)) == []
    tom = Person.known_as(TOM)
    world.store.put(tom)
    apply_forget(world.store, tom, user=(HELEN.address,))
    assert world.received.see(world.mail()) is None


def test_a_confirmed_one_outlives_its_mail(world: World) -> None:
    content = world.mail()
    seen = world.received.see(content)
    assert seen is not None
    kept = referrals.decide(world.store, seen, ReferralState.OPEN, at=NOON)
    forget_document(world.store, content.document.id)
    assert list(world.store.find(Referral)) == [kept]


def test_earlier_mail_is_looked_through_by_its_titles(world: World) -> None:
    world.mail(title="Tom <> Helen")
    world.mail(title="Bookkeeping")
    (seen,) = world.received.look_back()
    assert seen.document_id == "doc-0"
    assert world.received.look_back() == []
