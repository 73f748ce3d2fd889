"""When nothing is to be asked for the user's own sake: one rule, each reason by itself, and who asks by it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_lookup import MemoryLookup
from assistant.domain.bullpen import Provider
from assistant.domain.campaigns import CampaignKind
from assistant.domain.care import Settled
from assistant.domain.documents import Document, Medium
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, Person, Preferences, Role
from assistant.services.campaigns import Campaigns
from assistant.services.restraint import AGAIN, Restraint, service_in

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
ANN = Person(id="who-ann", name="Ann Quill", addresses=("ann@quill.example",), roles=(Role.CUSTOMER,))
OTHERS = tuple(Participant(address=f"x{n}@y.example") for n in range(30))


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    store.put(ANN)
    return store


def against(store: MemoryStore, person: Person = ANN, *, at: datetime = NOON) -> list[str]:
    return Restraint(store=store, clock=lambda: at).against_asking(person)


def mail(*traps: str, ago: int = 3) -> Document:
    return Document(
        id=f"doc-{ago}", source="mail", locator="1", medium=Medium.EMAIL, when=NOON - timedelta(days=ago), digest="1",
        title="The boiler", author=ANN.participant, traps=traps,
    )  # fmt: skip


def meeting(title: str = "", **more: object) -> Meeting:
    start = NOON + timedelta(hours=3)
    made = Meeting(
        id="meet-1", document_id="", title=title, start=start, end=start + timedelta(hours=1),
        attendees=(ANN.participant,),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def test_where_nothing_speaks_against_it_one_may_ask(store: MemoryStore) -> None:
    assert against(store) == []


def test_the_unhappy_are_not_asked_until_it_is_put_right(store: MemoryStore) -> None:
    store.put(mail("service"))
    assert against(store) == ["Ann was unhappy with your work on 14 Nov 2026 (“The boiler”): hear them out first"]
    store.put(Settled(id="s-1", person_id=ANN.id, at=NOON))
    assert against(store) == []


def test_who_wants_to_be_left_alone_is(store: MemoryStore) -> None:
    shy = replace(ANN, preferences=Preferences(never_ask=True))
    assert against(store, shy) == ["Ann wants to be left alone"]


def test_who_is_in_private_trouble_is_not_asked_and_nothing_of_it_is_told(store: MemoryStore) -> None:
    store.put(mail("sensitive"))
    assert against(store) == ["something private came up with Ann in November: be there for them"]
    assert against(store, at=NOON + timedelta(days=200)) == []


@pytest.mark.parametrize(
    ("made", "person", "serves"),
    [
        (meeting("Snagging at the mill"), ANN, True),
        (meeting("Snagging at the mill"), replace(ANN, roles=(Role.PARTNER,)), True),
        (meeting("The new boiler"), ANN, True),
        (meeting(""), ANN, True),
        (meeting("The new boiler"), replace(ANN, roles=(Role.PARTNER,)), False),
        (meeting("Coffee with Ann"), ANN, False),
        (meeting("1-2-1 Ann / Helen"), ANN, False),
        (meeting("Lunch, then the service review"), ANN, True),
        (meeting("Chamber assembly", attendees=(ANN.participant, *OTHERS)), ANN, False),
    ],
)
def test_what_a_meeting_is_for_is_seen_by_its_title_and_who_comes(made: Meeting, person: Person, serves: bool) -> None:
    assert bool(service_in(made, person)) is serves


def test_why_a_meeting_is_one_of_service_is_said(store: MemoryStore) -> None:
    store.put(meeting("Snagging"))
    (why,) = against(store)
    assert why == (
        "you meet Ann today in “Snagging”, which is about your work for them: keep to that, and propose a separate "
        "appointment"
    )
    store.put(meeting("Her divorce", private=True))
    (why,) = against(store)
    assert why.startswith("you meet Ann, a customer, today in a meeting, and nothing says")
    assert against(store, at=NOON + timedelta(hours=5)) == [], "the meeting is over"


@pytest.mark.parametrize("more", [{"cancelled": True}, {"absent": ("ann@quill.example",)}])
def test_a_meeting_that_does_not_happen_for_them_is_none(store: MemoryStore, more: dict[str, object]) -> None:
    store.put(meeting("Snagging", **more))
    assert against(store) == []


def test_who_was_asked_lately_is_not_asked_again(store: MemoryStore) -> None:
    restraint = Restraint(store=store, clock=lambda: NOON)
    restraint.asked(ANN)
    restraint.asked(ANN)
    assert against(store, at=NOON + timedelta(days=9)) == ["you asked Ann on 17 Nov 2026: not again before 15 Feb 2027"]
    assert against(store, at=NOON + AGAIN) == []
    assert restraint.not_asked(ANN)
    assert against(store) == []
    assert not restraint.not_asked(ANN)


def test_no_campaign_proposes_whom_one_may_not_ask(store: MemoryStore) -> None:
    store.put(Provider(id="pro-1", person_id=ANN.id, services=("payroll",), does="Payroll"))
    campaigns = Campaigns(
        store=store, lookup=MemoryLookup(store), clock=lambda: NOON, zone=UTC, topics=dict,
        against=Restraint(store=store, clock=lambda: NOON).against_asking,
    )  # fmt: skip
    week = campaigns.add("Week", CampaignKind.REFERRALS, 5, deadline=NOON.date() + timedelta(days=7))
    assert [idea.person for idea in campaigns.ideas(week)] == [ANN]
    store.put(mail("service"))
    assert campaigns.ideas(week) == []
