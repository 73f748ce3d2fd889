"""Looking before asking: what earlier introductions and answers say of two people."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.bullpen import Provider
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.facts import FactKind, Weight
from assistant.domain.introductions import Event, EventKind
from assistant.domain.people import Person
from assistant.domain.prompts import PromptState
from assistant.ports import Store
from assistant.services.identify import merge
from assistant.services.look_before import about_seeker, forbidding
from tests.unit.services.looking import (
    AGREED,
    ALL_THE_WAY,
    ANN,
    ASKED,
    ASKED_SEEKER,
    BO,
    CARD,
    DAY,
    NOT_WANTED,
    OFFERED,
    REFUSED,
    SAM,
    UNWANTED,
    WANTED,
    F,
    W,
    event,
    heard,
    intro,
    look,
    mail,
    only,
    stores,
)


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    yield from stores(request.param, tmp_path)


@pytest.mark.parametrize(
    ("events", "category", "kind", "weight", "words"),
    [
        ((WANTED, ASKED, REFUSED), "payroll", F.SAID_NO, W.FORBIDS, "Bo Li said no to Ann Ng about this (3 March)"),
        ((WANTED, ASKED, REFUSED), "hr", F.SAID_NO, W.MIND, "Bo Li said no to Ann Ng about hr (3 March)"),
        (
            (WANTED, ASKED, AGREED, OFFERED, UNWANTED), "payroll", F.SAID_NO, W.FORBIDS,
            "Ann Ng said no to Bo Li about this (4 March)",
        ),
        (ALL_THE_WAY, "payroll", F.INTRODUCED, W.FORBIDS, "you introduced Ann Ng and Bo Li about this (5 March)"),
        (ALL_THE_WAY, "hr", F.EARLIER, W.MIND, "you introduced Ann Ng and Bo Li about hr (5 March)"),
        (
            (WANTED, ASKED), "payroll", F.UNDER_WAY, W.FORBIDS,
            "you are introducing Ann Ng and Bo Li about this (2 March)",
        ),
        ((WANTED, ASKED), "hr", F.UNDER_WAY, W.MIND, "you are introducing Ann Ng and Bo Li about hr (2 March)"),
        (
            (WANTED, ASKED, event(EventKind.PROVIDER_LAPSED)), "payroll", F.EARLIER, W.MIND,
            "Bo Li was asked for Ann Ng about this, and nothing came of it (2 March)",
        ),
    ],
)  # fmt: skip
def test_what_earlier_introductions_say(
    store: Store, events: tuple[Event, ...], category: str, kind: FactKind, weight: Weight, words: str
) -> None:
    store.put(intro(*events, category=category))
    found = only(store)
    said = found.words.replace(" 2026)", ")")
    assert (found.kind, found.weight, said, found.evidence) == (kind, weight, words, ("i-1",))
    assert only(store).forbids is (forbidding(store, ANN, CARD, "payroll", SAM) != "")
    assert look(store, besides="i-1") == ()


def test_the_other_way_round_is_told(store: Store) -> None:
    store.put(Provider(id="b-ann", person_id=ANN.id, services=("catering",), does="x"))
    events = (replace(each, provider_id="b-ann" if each.provider_id else "") for each in ALL_THE_WAY)
    told = [replace(e, consent=e.consent and replace(e.consent, provider_id=e.provider_id)) for e in events]
    store.put(intro(*told, category="catering", seeker=BO))
    assert (only(store).weight, only(store).words) == (
        W.MIND, "you introduced Bo Li to Ann Ng about catering (5 March 2026)",
    )  # fmt: skip


def test_a_no_outlives_the_merging_of_two_records(store: Store) -> None:
    ann, bo = Person(id="who-a2", name="Annie"), Person(id="who-b2", name="Bob", addresses=("bob@li.example",))
    store.put(ann, bo, Provider(id="b-b2", person_id=bo.id, services=("payroll",), does="x"))
    events = (replace(each, provider_id="b-b2" if each.provider_id else "") for each in (WANTED, ASKED, REFUSED))
    told = [replace(e, consent=e.consent and replace(e.consent, provider_id=e.provider_id)) for e in events]
    store.put(intro(*told, seeker=ann))
    assert look(store) == ()
    merge(store, ANN, ann)
    merge(store, BO, bo)
    assert (only(store).kind, only(store).weight) == (F.SAID_NO, W.FORBIDS)


def test_our_own_joint_message_is_told_by_its_introduction_alone(store: Store) -> None:
    joint = Draft(
        id="d-1", introduction_id="i-1", kind=DraftKind.JOINT, to=(ANN.participant,), cc=(BO.participant,),
        subject="Ann, meet Bo", text="", html="", created_at=DAY, state=DraftState.SENT, delivered_at=DAY,
        sent_id="<1@x.example>",
    )  # fmt: skip
    store.put(intro(*ALL_THE_WAY, category="hr"), joint, mail(1, SAM, ANN, BO, title="Ann <> Bo"))
    store.put(mail(2, SAM, ANN, BO, title="Ann, meet Bo"), mail(3, SAM, ANN, title="Ann, meet Bo"))
    assert (only(store).kind, only(store).weight) == (F.EARLIER, W.MIND)


def test_what_was_said_before_about_the_topic(store: Store) -> None:
    store.put(
        heard(1, state=PromptState.NO, answered_at=DAY),
        heard(2, state=PromptState.WRONG, answered_at=DAY),
        heard(3, state=PromptState.NO, category="hr", answered_at=DAY),
        intro(ASKED_SEEKER, NOT_WANTED),
        intro(ASKED_SEEKER, NOT_WANTED, category="hr", number=2),
    )
    assert [(each.words, each.evidence) for each in about_seeker(store, ANN, "payroll")] == [
        ("Ann Ng said no to help with payroll (2 March 2026)", ("i-1",)),
        ("you left payroll of Ann Ng alone (2 March 2026)", ("p-1",)),
    ]
    assert [each.evidence for each in about_seeker(store, ANN, "payroll", besides="p-1")] == [("i-1",)]
    assert about_seeker(store, ANN, "payroll", besides="p-9")[0].evidence == ("p-1",)
