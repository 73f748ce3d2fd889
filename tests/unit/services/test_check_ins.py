"""Care over a store: the day's list, its answers and their undoing, complaints, and what is never shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_lookup import MemoryLookup
from assistant.domain.care import CheckIn, CheckInState, Reason, Settled
from assistant.domain.documents import Document, Medium
from assistant.domain.favours import Favour, FavourKind
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import NEVER, Participant, Person, Preferences, Role
from assistant.domain.practice import Practice
from assistant.domain.touches import Noted, TouchKind
from assistant.errors import TransitionError
from assistant.services.care import Care, ToCall
from assistant.services.day_list import DayList
from assistant.services.touches import Touches
from assistant.services.unhappy import Complaints

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
HELEN = Participant(name="Helen Marsh", address="helen@marsh.example")


def days(number: float) -> timedelta:
    return timedelta(days=number)


@dataclass
class World:
    store: MemoryStore
    now: datetime = NOON
    cap: int = 10

    def person(self, name: str, *roles: Role, spoke: int | None = None, **more: object) -> Person:
        """Somebody, with whom the user last talked so many days ago."""
        who = Participant(name=f"{name} Quill", address=f"{name.lower()}@quill.example")
        person = Person.known_as(who, roles=roles or (Role.CUSTOMER,), **more)
        self.store.put(person)
        if spoke is not None:
            self.store.put(Noted(id=f"touch-{name.lower()}", person_id=person.id, at=self.now - days(spoke)))
        return person

    def mail(self, person: Person, *traps: str, ago: float = 3, title: str = "The boiler") -> Document:
        number = self.store.count(Document)
        document = Document(
            id=f"doc-{number}", source="mail", locator=f"{number}", medium=Medium.EMAIL, when=self.now - days(ago),
            digest=str(number), title=title, author=person.participant, listeners=(HELEN,), traps=traps,
        )  # fmt: skip
        self.store.put(document)
        return document

    def tell(self, person: Person, quote: str, document: Document) -> None:
        self.store.put(
            Mention(
                id=f"m-{quote[:4]}", document_id=document.id, kind=Kind.PROBLEM, category="payroll", quote=quote,
                start=0, end=9, holder=person.participant, heard_at=document.when, confidence=0.9, found_by="script 1",
                person_id=person.id,
            )
        )  # fmt: skip

    def clock(self) -> datetime:
        return self.now

    @property
    def complaints(self) -> Complaints:
        return Complaints(store=self.store, lookup=MemoryLookup(self.store), clock=self.clock)

    @property
    def care(self) -> Care:
        lookup, clock = MemoryLookup(self.store), self.clock
        touches = Touches(store=self.store, clock=clock, user=(HELEN.name, HELEN.address))
        practice = Practice(check_ins=self.cap)
        listed = DayList(store=self.store, clock=clock, touches=touches, practice=practice, complaints=self.complaints)
        return Care(store=self.store, lookup=lookup, clock=clock, touches=touches, day_list=listed)

    def names(self) -> list[str]:
        return [each.person.first_name for each in self.care.today()]

    def only(self) -> ToCall:
        (each,) = self.care.today()
        return each


@pytest.fixture
def world() -> World:
    return World(MemoryStore())


def test_the_most_overdue_are_called_each_with_the_reason(world: World) -> None:
    world.person("Ann", spoke=31)
    world.person("Bo", spoke=29)
    world.person("Cy", spoke=35, importance=3)
    world.person("Di", Role.OTHER, spoke=900)
    world.person("Ed", spoke=900, preferences=Preferences(never_ask=True))
    world.person("Fay", spoke=900, cadence=NEVER)
    world.person("Gus", Role.OTHER, spoke=20, cadence=10)
    world.person("Hal")
    assert world.names() == ["Cy", "Gus", "Ann"]
    why = world.care.today()[0].check_in.why
    assert why == "you were last in touch on 13 Oct 2026; meant is every 30 days, and they matter most to you"


def test_the_list_of_a_day_is_capped_made_once_and_another_day_anew(world: World) -> None:
    world.cap = 2
    for name in ("Ann", "Bo", "Cy"):
        world.person(name, spoke=40)
    assert world.care.waiting() is None
    first = world.names()
    assert len(first) == 2
    world.person("Dot", spoke=400, importance=3)
    assert world.names() == first
    assert world.care.waiting() == 2
    world.now += days(1)
    assert world.care.waiting() is None
    assert world.names()[0] == "Dot"


def test_a_day_without_anybody_is_looked_at_again_once_somebody_new_is_known(world: World) -> None:
    assert world.names() == []
    assert world.care.waiting() == 0
    world.person("Ann", spoke=40)
    assert world.names() == ["Ann"]


def test_whoever_was_in_touch_since_is_left_out(world: World) -> None:
    ann = world.person("Ann", spoke=40)
    cross = world.person("Cy", spoke=2)
    world.mail(cross, "service")
    assert world.names() == ["Cy", "Ann"]
    world.now += timedelta(hours=1)
    world.mail(ann, ago=0)
    world.mail(cross, ago=0)
    assert world.names() == ["Cy"], "a mail of theirs puts nothing right"
    world.care.touches.note(cross, kind=TouchKind.CALL)
    assert world.names() == []


def test_a_promise_is_called_about_once_it_has_waited_for_a_week(world: World) -> None:
    ann = world.person("Ann", Role.OTHER, spoke=2)
    promise = Favour(
        id="fav-1", kind=FavourKind.PROMISE, words="the list of joiners", person_id=ann.id, meeting_id="",
        noted_at=world.now - days(6),
    )  # fmt: skip
    world.store.put(promise)
    assert world.names() == []
    world.now += days(1)
    assert world.only().check_in.reason is Reason.PROMISE
    assert "the list of joiners" in world.only().check_in.why


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (lambda care, each: care.done(each, "her sister is well"), CheckInState.DONE),
        (lambda care, each: care.later(each), CheckInState.LATER),
        (lambda care, each: care.never(each), CheckInState.NEVER),
    ],
)
def test_an_answer_is_kept_once_and_taken_back_whole(
    world: World, answer: Callable[[Care, CheckIn], CheckIn], state: CheckInState
) -> None:
    world.person("Ann", spoke=40, cadence=35)
    check_in = world.only().check_in
    before = (list(world.store.find(Person)), list(world.store.find(Noted)), list(world.store.find(CheckIn)))
    assert answer(world.care, check_in).state is state
    assert world.names() == []
    assert [each.state for each, _ in world.care.answered()] == [state]
    with pytest.raises(TransitionError):
        answer(world.care, check_in)
    world.care.reopen(check_in)
    after = (list(world.store.find(Person)), list(world.store.find(Noted)), list(world.store.find(CheckIn)))
    assert after == before
    assert world.names() == ["Ann"]


def test_later_is_a_week_done_is_a_cadence_and_never_is_never(world: World) -> None:
    for name in ("Ann", "Bo", "Cy"):
        world.person(name, spoke=40)
    listed = {each.person.first_name: each.check_in for each in world.care.today()}
    world.care.done(listed["Ann"])
    world.care.later(listed["Bo"])
    world.care.never(listed["Cy"])
    world.now += days(6)
    assert world.names() == []
    world.now += days(1)
    assert world.names() == ["Bo"]
    world.now += days(24)
    assert sorted(world.names()) == ["Ann", "Bo"]


def test_who_complained_is_called_first_until_it_is_put_right(world: World) -> None:
    world.person("Bo", spoke=400, importance=3)
    ann = world.person("Ann", Role.OTHER, spoke=1)
    world.mail(ann, "service", ago=3)
    world.mail(ann, "service", ago=181, title="An older one")
    assert world.names() == ["Ann", "Bo"]
    assert world.care.today()[0].check_in.why == "was unhappy with your work on 14 Nov 2026 (“The boiler”)"
    assert [each.person for each in world.complaints.all()] == [ann]
    settled = world.complaints.settle(ann)
    assert world.complaints.all() == []
    world.complaints.unsettle(settled)
    assert world.complaints.all()
    world.complaints.settle(ann)
    world.now += days(1)
    assert world.names() == ["Bo"]
    world.mail(ann, "service", ago=0)
    assert world.complaints.all(), "a new complaint is not put right by an older word"


def test_a_complaint_of_others_and_an_old_one_raise_nothing(world: World) -> None:
    ann = world.person("Ann")
    document = world.mail(ann, "service")
    world.store.put(replace(document, author=HELEN, listeners=(ann.participant,)))
    world.mail(ann, "service", ago=181)
    assert world.complaints.all() == []
    assert world.complaints.of(ann) is None


def test_the_last_words_are_what_was_noted_else_what_they_told(world: World) -> None:
    ann = world.person("Ann", spoke=40)
    world.tell(ann, "the wages came out wrong", world.mail(ann, ago=60))
    each = world.only()
    assert each.said
    assert (each.said.words, each.said.is_theirs) == ("the wages came out wrong", True)
    assert each.opening == "I was thinking of you. How has it gone with what you told me of in September?"
    noted = next(world.store.find(Noted))
    world.store.put(replace(noted, words="the new shop is open"))
    said = world.only().said
    assert said
    assert (said.words, said.is_theirs) == ("the new shop is open", False)


def test_what_is_private_is_never_shown(world: World) -> None:
    ann = world.person("Ann", spoke=40)
    secret = world.mail(ann, "sensitive", "service", ago=60, title="My illness")
    world.tell(ann, "the doctors found something", secret)
    each = world.only()
    assert each.said is None
    assert each.mind == "something private came up in September: be gentle"
    for shown in (each.check_in.why, each.opening, *(one.words for one in world.complaints.all())):
        assert "doctors" not in shown
        assert "illness" not in shown
    world.now += days(200)
    assert world.only().mind == ""


def test_a_complaint_in_a_talk_puts_them_on_the_list(world: World) -> None:
    ann = world.person("Ann", Role.OTHER, spoke=1)
    note = replace(world.mail(ann, "service"), medium=Medium.NOTE, author=HELEN, listeners=(ann.participant,))
    world.store.put(note)
    assert [each.person for each in world.complaints.all()] == [ann]
    words = "talked with you on 14 Nov 2026 of something amiss with your work (“The boiler”)"
    assert world.only().check_in.why == words


def test_customers_stand_by_importance(world: World) -> None:
    world.person("Ann", spoke=40)
    world.person("Bo", importance=1)
    world.person("Cy", importance=3, spoke=2)
    world.person("Di", Role.FRIEND, importance=3)
    found = world.care.customers()
    assert [each.person.first_name for each in found] == ["Cy", "Bo", "Ann"]
    assert [each.due_on and each.due_on.isoformat() for each in found] == ["2026-12-15", None, "2026-11-07"]
    assert len(world.care.customers(limit=1)) == 1


def test_a_settlement_is_of_one_person(world: World) -> None:
    ann, bo = world.person("Ann"), world.person("Bo", importance=1)
    for each in (ann, bo):
        world.mail(each, "service")
    assert [each.person for each in world.complaints.all()] == [bo, ann]
    world.complaints.settle(bo)
    assert [each.person for each in world.complaints.all()] == [ann]
    assert world.store.count(Settled) == 1
