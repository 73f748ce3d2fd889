"""Two people, their cards, mails and introductions, to be looked at before anybody is asked."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.adapters.memory import MemoryStore
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.documents import Document, Medium
from assistant.domain.facts import Fact, FactKind, Weight
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.mentions import Kind
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.ports import Store
from assistant.services.look_before import facts

DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAM = Person(id="user", name="Sam Example", addresses=("sam@firm.example", "sam@home.example"))
ANN = Person(id="who-ann", name="Ann Ng", addresses=("ann@ng.example", "ann@old.example"), organisation="Ng Bakeries")
BO = Person(id="who-bo", name="Bo Li", addresses=("bo@li.example",), organisation="Li Wages")
CY = Person(id="who-cy", name="Cy Ox", addresses=("cy@ox.example",))
CARD = Provider(id="b-bo", person_id=BO.id, services=("payroll", "hr"), does="wages")
F, W = FactKind, Weight


def stores(kind: str, folder: Path) -> Iterator[Store]:
    """A store of that kind, "memory" or "file", that knows the three and Bo's card."""
    with closing(open_store(folder / "store.db")) as file:
        kept: Store = MemoryStore() if kind == "memory" else file
        kept.put(ANN, BO, CY, CARD)
        yield kept


def mail(
    number: int, author: Person, *to: Person, title: str = "Hello", day: int = 0, medium: Medium = Medium.EMAIL
) -> Document:
    return Document(
        id=f"doc-{number}", source="mail", locator="x", medium=medium, when=DAY + timedelta(days=day), digest="",
        title=title, author=author.participant, listeners=tuple(person.participant for person in to),
        message_id=f"<{number}@x.example>",
    )  # fmt: skip


def look(store: Store, *, seeker: Person = ANN, besides: str = "") -> tuple[Fact, ...]:
    return facts(store, seeker, CARD, "payroll", SAM, besides=besides)


def only(store: Store, **more: str) -> Fact:
    (found,) = look(store, **more)  # type: ignore[arg-type]
    return found


def heard(number: int, **more: object) -> Prompt:
    prompt = Prompt(
        id=f"p-{number}", person_id=ANN.id, category="payroll", kind=Kind.NEED, mention_ids=("m-1",),
        first_heard=DAY, last_heard=DAY,
    )  # fmt: skip
    return replace(prompt, **more)  # type: ignore[arg-type]


def event(
    kind: EventKind, *, says: tuple[Side, Answer] | None = None, provider_id: str = "b-bo", day: int = 0
) -> Event:
    at = DAY + timedelta(days=day)
    consent = says and Consent(side=says[0], answer=says[1], at=at, proof=Proof.USER_WORD, provider_id=provider_id)
    return Event(kind=kind, at=at, provider_id=provider_id, consent=consent)


WANTED = event(EventKind.HELP_WANTED, says=(Side.SEEKER, Answer.YES), provider_id="")
ASKED = event(EventKind.PROVIDER_ASKED)
AGREED = event(EventKind.PROVIDER_AGREED, says=(Side.PROVIDER, Answer.YES))
OFFERED = event(EventKind.PROVIDER_OFFERED)
ASKED_SEEKER = event(EventKind.SEEKER_ASKED, provider_id="")
NOT_WANTED = event(EventKind.HELP_DECLINED, says=(Side.SEEKER, Answer.NO), provider_id="")
REFUSED = event(EventKind.PROVIDER_DECLINED, says=(Side.PROVIDER, Answer.NO), day=1)
UNWANTED = event(EventKind.OFFER_DECLINED, says=(Side.SEEKER, Answer.NO), day=2)
ACCEPTED = event(EventKind.OFFER_ACCEPTED, says=(Side.SEEKER, Answer.YES))
MADE = event(EventKind.INTRODUCED, day=3)
ALL_THE_WAY = (WANTED, ASKED, AGREED, OFFERED, ACCEPTED, MADE)


def intro(*events: Event, category: str = "payroll", number: int = 1, seeker: Person = ANN) -> Introduction:
    return Introduction(
        id=f"i-{number}", prompt_id="p-9", seeker_id=seeker.id, category=category, opened_at=DAY, events=events
    )
