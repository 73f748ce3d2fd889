"""Ten thousand mails as real files, read by the real sync: the last contact and the number of touches of everybody.

What ought to come out is written down beside each mail as it is made, by hand as it were; it shares no code with the
rules. The named cases below say what each rule means.
"""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from assistant.adapters.files.mail import MboxSource
from assistant.adapters.memory_readers import MemoryReader
from assistant.adapters.store.tinydb_store import TinyDBStore, open_store
from assistant.domain.documents import Content, Document
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, Person
from assistant.domain.touches import Noted, TouchKind
from assistant.ports import Read
from assistant.services.sync import Sync
from assistant.services.touches import Touches

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINE = ("sam@example.com", "sam@oldfirm.example", "samuel.private@post.example")
USER = ("Sam Example", *MINE)


class Plain:
    """Reads nothing, and passes over what calls itself bulk or automatic."""

    version = "plain 1"

    def read(self, contents: Iterator[Content]) -> Iterator[Read]:
        for content in contents:
            headers = dict(content.headers)
            why = "newsletter: a list" if "list-unsubscribe" in headers else ""
            why = "automatic reply: it says so" if "auto-submitted" in headers else why
            why = "it is in German; only English is read" if "content-language" in headers else why
            yield Read(content=content, skipped=why)


@dataclass
class World:
    """Mails to be written, with what they ought to come to."""

    boxes: dict[str, list[bytes]] = field(default_factory=lambda: {"home": [], "work": []})
    touches: Counter[str] = field(default_factory=Counter)
    last: dict[str, datetime] = field(default_factory=dict)
    number: int = 0

    def mail(
        self,
        at: datetime,
        author: str,
        to: list[str],
        cc: list[str] | None = None,
        *,
        box: str = "home",
        **more: str,
    ) -> bytes:
        self.number += 1
        headers = {"From": author, "To": ", ".join(to), "Date": format_datetime(at)}
        headers |= {"Cc": ", ".join(cc)} if cc else {}
        headers |= {"Message-ID": f"<{self.number}@sim.example>", "Subject": f"Mail {self.number}"}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        raw = ("".join(f"{name}: {value}\n" for name, value in headers.items()) + "\nHello.\n").encode()
        self.boxes[box].append(raw)
        return raw

    def counts(self, who: str, at: datetime) -> None:
        self.touches[who] += 1
        self.last[who] = max(at, self.last.get(who, at))

    def read(self, folder: Path, store: TinyDBStore, user: tuple[str, ...] = USER) -> None:
        for name, mails in self.boxes.items():
            with (folder / f"{name}.mbox").open("wb") as file:
                for raw in mails:
                    file.write(b"From x Thu Jan  1 00:00:00 2026\n" + raw + b"\n")
        sources = [MboxSource(name=name, path=folder / f"{name}.mbox") for name in self.boxes]
        report = Sync(store=store, reader=Plain, clock=lambda: NOW, user=user).run(documents=sources)  # type: ignore[arg-type]
        assert report.is_clean


def touches(store: TinyDBStore, user: tuple[str, ...] = USER, *, indexed: bool = True) -> Touches:
    return Touches(store=store, clock=lambda: NOW, user=user, lookup=store.lookup if indexed else None)


def simulate(world: World, store: TinyDBStore, mails: int) -> list[Person]:
    """Everything that passes between the user and 300 people, with its truth."""
    chance = random.Random(5)
    people = []
    for number in range(300):
        addresses = [f"p{number}@home.example"] + ([f"P{number}.Work@firm{number}.example"] if number % 3 == 0 else [])
        people.append(Person(id=f"who-{number}", name=f"First{number} Last{number}", addresses=tuple(addresses)))
    store.put(*people)
    store.put(Person(id="who-house", name="Lime", addresses=("office@lime.example",)))
    store.put(Person(id="who-lime-0", name="Una Stone", addresses=("una@lime.example",)))
    store.put(Person(id="who-lime-1", name="Vic Rivers", addresses=("vic@lime.example",)))
    known = set(range(290))  # ten are never heard of

    def called(number: int) -> str:
        address = chance.choice(people[number].addresses)
        return f"First{number} Last{number} <{address if chance.random() < 0.5 else address.upper()}>"

    def me() -> str:
        return chance.choice([f"Sam Example <{MINE[0]}>", MINE[1], MINE[2].title(), "Sam <sam+shop@example.com>"])

    for _ in range(mails):
        at = NOW - timedelta(minutes=chance.randrange(1_000_000))
        a, b, c = chance.sample(sorted(known), 3)
        what = chance.randrange(14)
        if what <= 2:  # one to the user
            world.mail(at, called(a), [me()], [called(b)] if what == 2 else [])
            world.counts(f"who-{a}", at)
        elif what <= 4:  # the user in Cc
            world.mail(at, called(a), [called(b)], [me(), called(c)])
            world.counts(f"who-{a}", at)
        elif what <= 6:  # from the user
            world.mail(at, me(), [called(a)], [called(b)])
            world.counts(f"who-{a}", at)
            world.counts(f"who-{b}", at)
        elif what == 7:  # a circular of the user's, and one of theirs: eleven readers
            world.mail(at, me(), [called(each) for each in chance.sample(sorted(known), 11)])
            world.mail(at, called(a), [me(), *(called(each) for each in sorted(known - {a})[:10])])
        elif what == 8:  # a newsletter, an automatic answer
            world.mail(at, called(a), [me()], List_Unsubscribe="<mailto:x@y.example>")
            world.mail(at, called(b), [me()], Auto_Submitted="auto-replied")
        elif what == 9:  # between others, on a list; the user reads nothing of it under a name of theirs
            world.mail(at, called(a), [called(b)])
        elif what == 10:  # the same mail in two mailboxes
            world.boxes["work"].append(world.mail(at, called(a), [me()]))
            world.counts(f"who-{a}", at)
        elif what == 11:  # the user to another address of theirs, with a copy to somebody
            world.mail(at, MINE[0], [MINE[1]], [called(a)])
            world.counts(f"who-{a}", at)
        elif what == 12:  # a mailbox that several share
            who = chance.randrange(3)
            name = ["Una Stone", "Vic Rivers", "Lime Office"][who]
            world.mail(at, f"{name} <office@lime.example>", [me()])
            world.counts("who-house" if who == 2 else f"who-lime-{who}", at)
        else:  # a meeting: with two, cancelled, declined, to come, with a crowd, with somebody who stays away
            fate = chance.randrange(6)
            start = at if fate != 3 else NOW + timedelta(hours=chance.randrange(1, 900))
            crowd = [f"x{n}@crowd.example" for n in range(11 if fate == 4 else 0)]
            there = tuple(Participant(address=chance.choice(people[n].addresses)) for n in (a, b))
            there += tuple(Participant(address=each) for each in crowd)
            world.number += 1
            meeting = Meeting(
                id=f"meet-{world.number}", document_id="doc-x", title="Talk", start=start,
                end=start + timedelta(hours=1), attendees=there, cancelled=fate == 1, declined=fate == 2,
                absent=(there[0].address.lower(),) if fate == 5 else (),
            )  # fmt: skip
            store.put(meeting)
            if fate in (0, 5) and meeting.end <= NOW:
                world.counts(f"who-{b}", start)
                if fate == 0:
                    world.counts(f"who-{a}", start)
    return list(store.find(Person))


def test_last_contact_and_number_are_the_truth_for_everybody(tmp_path: Path) -> None:
    world = World()
    with closing(open_store(tmp_path / "store.db")) as store:
        people = simulate(world, store, 9_000)
        world.read(tmp_path, store)
        assert sum(map(len, world.boxes.values())) >= 10_000
        assert store.count(Document) > 9_000
        counted = touches(store)
        found = {person.id: len(counted.of(person)) for person in people}
        assert {who: number for who, number in found.items() if number} == dict(world.touches)
        assert {who: touch.at for who, touch in counted.last_of_all().items()} == world.last
        assert counted.last(people) == counted.last_of_all()
        assert "who-295" not in counted.last_of_all()
        for since in (NOW - timedelta(days=days) for days in (400, 700, 1_100, 5_000)):
            firsts = {person.id: touched[-1] for person in store.find(Person) if (touched := counted.of(person))}
            assert counted.first_since(since) == {who: first for who, first in firsts.items() if first.at >= since}


ANN = Person(id="who-ann", name="Ann Stone", addresses=("ann@stone.example", "ann@home.example"))
DAY = datetime(2026, 5, 4, 10, tzinfo=UTC)
A, ME = "Ann Stone <ann@stone.example>", "Sam <sam@example.com>"
MANY = [f"p{number}@many.example" for number in range(10)]
CASES = {
    "she writes": (A, [ME], [], {}, 1),
    "she writes from her other address": ("ann@home.example", [ME], [], {}, 1),
    "she writes to an alias of the user's": (A, ["sam@oldfirm.example"], [], {}, 1),
    "she writes to a tagged address of the user's": (A, ["sam+news@example.com"], [], {}, 1),
    "she writes to somebody, the user has a copy": (A, ["bo@x.example"], [ME], {}, 1),
    "the user writes under an alias": ("samuel.private@post.example", [A], [], {}, 1),
    "the user copies her": (ME, ["bo@x.example"], [A], {}, 1),
    "both only read it": ("bo@x.example", [ME, A], [], {}, 0),
    "ten read it": (A, [ME, *MANY[:9]], [], {}, 1),
    "eleven read it": (A, [ME, *MANY], [], {}, 0),
    "the user writes to eleven": (ME, [A, *MANY], [], {}, 0),
    "it is a newsletter of hers": (A, [ME], [], {"List_Unsubscribe": "<mailto:x@y.example>"}, 0),
    "she is away": (A, [ME], [], {"Auto_Submitted": "auto-replied"}, 0),
    "it is in German": (A, [ME], [], {"Content_Language": "de"}, 1),
    "she writes from the firm's mailbox": ("Ann Stone <office@lime.example>", [ME], [], {}, 1),
    "a colleague writes from the firm's mailbox": ("Bo Marsh <office@stone.example>", [ME], [], {}, 0),
    "the user writes to themselves": (ME, ["sam@oldfirm.example"], [], {}, 0),
}


@pytest.mark.parametrize("case", CASES)
def test_what_counts(tmp_path: Path, case: str) -> None:
    author, to, cc, headers, number = CASES[case]
    world = World()
    world.mail(DAY, author, to, cc, **headers)
    with closing(open_store(tmp_path / "store.db")) as store:
        store.put(ANN)
        world.read(tmp_path, store)
        assert len(touches(store).of(ANN)) == number
        assert [touch.at for touch in touches(store).last([ANN]).values()] == [DAY] * number


@pytest.mark.parametrize(
    ("name", "address", "number"),
    [
        ("Lime Office", "office@lime.example", 1),
        ("", "office@lime.example", 1),
        ("Una Stone", "office@lime.example", 0),  # she has a name of her own
        ("Office", "office@lime.example", 1),
    ],
)
def test_the_house_is_touched_by_what_nobody_signs(tmp_path: Path, name: str, address: str, number: int) -> None:
    world, house = World(), Person(id="who-lime", name="Lime", addresses=("office@lime.example",))
    world.mail(DAY, f"{name} <{address}>", [ME])
    with closing(open_store(tmp_path / "store.db")) as store:
        store.put(house)
        world.read(tmp_path, store)
        assert len(touches(store).of(house)) == number


def test_another_address_of_the_user_counts_for_old_mail_after_the_next_sync(tmp_path: Path) -> None:
    world = World()
    world.mail(DAY, A, ["sam@new.example"])
    more = (*USER, "sam@new.example")
    with closing(open_store(tmp_path / "store.db")) as store:
        store.put(ANN)
        world.read(tmp_path, store)
        assert not touches(store).last_of_all()
        assert touches(store, more).last_of_all()  # each document is looked at until a sync has derived it
        world.read(tmp_path, store, more)
        (document,) = store.find(Document)
        assert document.touched == ("<ann@stone.example",)
        assert touches(store, more).last_of_all().keys() == {ANN.id}


def test_what_a_machine_wrote_before_the_rule_is_derived_once(tmp_path: Path) -> None:
    world = World()
    world.mail(DAY, A, [ME])
    with closing(open_store(tmp_path / "store.db")) as store:
        world.read(tmp_path, store)
        before = store.lookup.version()
        Sync(store=store, reader=MemoryReader, clock=lambda: NOW, user=USER).run()
        assert store.lookup.version() == before


def test_a_meeting_that_is_noted_too_is_one_and_a_call_noted_twice_a_day_is_one(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "store.db")) as store:
        store.put(ANN)
        start = NOW - timedelta(days=3)
        for number in (1, 2):  # in two calendars
            store.put(
                Meeting(
                    id=f"meet-{number}",
                    document_id="d",
                    title="",
                    start=start,
                    end=start + timedelta(hours=1),
                    attendees=(ANN.participant,),
                )
            )
        World().read(tmp_path, store)
        touched = touches(store)
        touched.note(ANN, kind=TouchKind.MEETING, on=start.date())
        assert len(touched.of(ANN)) == 1
        touched.note(ANN, kind=TouchKind.CALL, on=start.date())
        store.put(Noted(id="touch-x", person_id=ANN.id, at=start, kind=TouchKind.CALL))
        assert sorted(touch.kind for touch in touched.of(ANN)) == ["call", "meeting"]
        assert touched.last([ANN])[ANN.id] == touched.of(ANN)[0]
        assert touched.acquaintance(ANN).lately == 2


def test_whom_one_met_first_since_a_day(tmp_path: Path) -> None:
    bo = Person(id="who-bo", name="Bo Marsh", addresses=("bo@x.example",))
    cy = Person(id="who-cy", name="Cy Wells", addresses=("cy@x.example",))
    with closing(open_store(tmp_path / "store.db")) as store:
        store.put(ANN, bo, cy)
        world = World()
        world.mail(DAY - timedelta(days=90), "ann@home.example", [ME])
        world.mail(DAY, A, [ME])  # from her other address: she is not new
        world.mail(DAY, "Bo Marsh <bo@x.example>", [ME])
        world.mail(DAY + timedelta(days=1), "Bo Marsh <bo@x.example>", [ME])
        world.read(tmp_path, store)
        for counted in (touches(store), touches(store, indexed=False)):
            assert {who: each.at for who, each in counted.first_since(DAY).items()} == {"who-bo": DAY}
            assert counted.first_since(DAY + timedelta(hours=1)) == {}
        counted.note(cy, kind=TouchKind.CALL)
        assert list(touches(store).first_since(DAY)) == ["who-bo", "who-cy"]


def test_a_meeting_that_goes_on_has_not_taken_place(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "store.db")) as store:
        store.put(ANN)
        world = World()
        world.mail(DAY, A, [ME])
        world.read(tmp_path, store)
        early, late = NOW - timedelta(minutes=10), NOW + timedelta(minutes=50)
        store.put(Meeting(id="m-1", document_id="d", title="", start=early, end=late, attendees=(ANN.participant,)))
        assert touches(store).last_of_all()[ANN.id].at == DAY
