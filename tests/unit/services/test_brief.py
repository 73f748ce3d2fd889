"""What to know before a meeting, and what it costs to look it up."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_lookup import MemoryLookup
from assistant.adapters.memory_readers import MemoryReader
from assistant.adapters.store import sqlite_lookup, tinydb_store
from assistant.adapters.store.tinydb_store import TinyDBStore, open_store
from assistant.domain.asking import Insiders
from assistant.domain.bullpen import Provider
from assistant.domain.captures import Mark, MarkKind
from assistant.domain.documents import Document, Medium
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Channel, Participant, Person, Preferences, Role
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.quiet_hours import QuietHours
from assistant.ports import Store
from assistant.services.brief import Attending, Briefing
from assistant.services.debrief import Debrief
from assistant.services.recall import recall
from assistant.services.timing import Timing

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SAM = Participant(name="Sam Example", address="sam@firm.example")
PRIYA = Person(id="who-p", name="Priya Patel", addresses=("priya@patel.example", "p@home.example"))
TOM = Person(id="who-t", name="Tom Rees", addresses=("tom@rees.example",), roles=(Role.CUSTOMER,))
INSIDERS = Insiders(addresses=("sam@firm.example",), names=("Sam Example",))


def meeting(number: int, start: datetime, *people: Person, **more: object) -> Meeting:
    facts = {"title": "Lunch", "end": start + timedelta(hours=1), **more}
    who = tuple(person.participant for person in people)
    return Meeting(id=f"meet-{number}", document_id=f"doc-m{number}", start=start, attendees=who, **facts)  # type: ignore[arg-type]


def mail(number: int, when: datetime, author: Participant, *listeners: Participant, **more: object) -> Document:
    facts = {"medium": Medium.EMAIL, "title": f"Mail {number}", **more}
    return Document(
        id=f"doc-{number}",
        source="mail",
        locator="x",
        when=when,
        digest="",
        author=author,
        listeners=listeners,
        **facts,
    )  # type: ignore[arg-type]


def mention(number: int, document: str, kind: Kind = Kind.NEED, **more: object) -> Mention:
    facts = {"holder": PRIYA.participant, "told_by": PRIYA.participant, "person_id": PRIYA.id, **more}
    return Mention(
        id=f"m-{number}",
        document_id=document,
        kind=kind,
        category="tax",
        quote=f"words {number}",
        start=0,
        end=1,
        heard_at=NOW - number * DAY,
        confidence=1,
        found_by="x",
        **facts,
    )  # type: ignore[arg-type]


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    with closing(open_store(tmp_path / "store.db")) as kept:
        yield kept


def briefing(store: Store, now: datetime = NOW) -> Briefing:
    timing = Timing.at(store, QuietHours(zone=UTC), now)
    lookup = store.lookup if isinstance(store, TinyDBStore) else MemoryLookup(store)  # type: ignore[arg-type]
    return Briefing(store=store, lookup=lookup, timing=timing, insiders=INSIDERS)


def of(store: Store, who: Person = PRIYA) -> Attending:
    """What the brief of tomorrow's lunch says of somebody."""
    made = briefing(store).brief(TOMORROW)
    return next(each for each in made.attending if each.who.name == who.name)


TOMORROW = meeting(1, NOW + DAY, PRIYA, TOM)


def test_who_comes(store: Store) -> None:
    stranger = Participant(name="Ann Ng", address="ann@ng.example")
    colleague = Participant(address="bo@firm.example")
    lunch = replace(TOMORROW, attendees=(*TOMORROW.attendees, stranger, colleague))
    store.put(PRIYA, TOM, lunch)
    made = briefing(store).brief(lunch)
    assert [(each.who.name, each.person) for each in made.attending] == [
        ("Priya Patel", PRIYA),
        ("Tom Rees", TOM),
        ("Ann Ng", None),
    ]
    assert made.left_out == 0
    assert not any(each.is_open or each.last for each in made.attending)


def test_of_a_crowd_it_goes_into_some_and_counts_the_rest(store: Store) -> None:
    many = replace(TOMORROW, attendees=tuple(Participant(name=f"P {n}") for n in range(20)))
    made = briefing(store).brief(many)
    assert (len(made.attending), made.left_out) == (12, 8)


HERS, OTHER = PRIYA.participant, Participant(name="X", address="x@x.example")
CROWD = tuple(Participant(address=f"{n}@crowd.example") for n in range(12))


@pytest.mark.parametrize(
    ("how", "records"),
    [
        ("they wrote to you: Mail 1", [mail(1, NOW - DAY, HERS, SAM), mail(2, NOW - 2 * DAY, HERS, SAM)]),
        ("you wrote to them: Mail 2", [mail(1, NOW - 2 * DAY, HERS, SAM), mail(2, NOW - DAY, SAM, HERS)]),
        ("they wrote to you: Mail 1", [mail(1, NOW - DAY, Participant(address="P@home.example"), SAM)]),
        ("you met: Lunch", [mail(1, NOW - 3 * DAY, HERS, SAM), meeting(9, NOW - DAY, PRIYA)]),
        ("they wrote to you: Mail 1", [mail(1, NOW - DAY, HERS, SAM), meeting(9, NOW - 2 * DAY, PRIYA)]),
        ("you noted a talk: Mail 1", [mail(1, NOW - DAY, SAM, HERS, medium=Medium.NOTE)]),
        ("", [mail(1, NOW - DAY, OTHER, SAM, HERS)]),
        ("", [mail(1, NOW - DAY, HERS, SAM, *CROWD)]),
        ("", [mail(1, NOW - DAY, HERS, SAM, skipped="it is bulk mail")]),
        ("", [mail(1, NOW + DAY, HERS, SAM)]),
        ("", [meeting(9, NOW - DAY, PRIYA, cancelled=True)]),
        ("", [meeting(9, NOW - DAY, PRIYA, absent=("priya@patel.example",))]),
        ("", [meeting(9, NOW - timedelta(minutes=10), PRIYA)]),
    ],
)
def test_when_you_last_had_to_do_with_them(store: Store, how: str, records: list[Document | Meeting]) -> None:
    store.put(PRIYA, TOM, TOMORROW, *records)
    last = of(store).last
    assert (f"{last.how}: {last.title}" if last else "") == how


def test_the_latest_is_told_by_the_moment_not_by_what_the_clock_showed(store: Store) -> None:
    east = NOW.astimezone(__import__("zoneinfo").ZoneInfo("Asia/Tokyo")) - DAY  # shows a later hour
    store.put(PRIYA, mail(1, east, HERS, SAM), mail(2, NOW - DAY + timedelta(minutes=1), HERS, SAM))
    last = of(store).last
    assert last is not None
    assert last.id == "doc-2"


def with_question(store: Store, **more: object) -> Prompt:
    asked = mention(1, "doc-1", **more)
    prompt = Prompt.about(asked)
    store.put(PRIYA, TOM, TOMORROW, mail(1, NOW - DAY, HERS, SAM), replace(asked, prompt_id=prompt.id), prompt)
    return prompt


def test_what_is_open_and_what_to_ask_at_the_end(store: Store) -> None:
    prompt = with_question(store)
    hers = of(store)
    assert [question.prompt for question in hers.questions] == [prompt]
    (back,) = hers.ask_back
    assert back.words == "Earlier you said: “words 1”"
    assert back.proposal.meeting_id == TOMORROW.id
    assert hers.is_open
    assert not of(store, TOM).is_open


def test_words_that_somebody_else_told_are_not_put_into_their_mouth(store: Store) -> None:
    with_question(store, told_by=SAM)
    assert of(store).ask_back[0].words == "Earlier you spoke of this, as I noted: “words 1”"


@pytest.mark.parametrize(
    "change",
    [
        {"preferences": Preferences(channel=Channel.MAIL)},  # they like to be written to
        {"preferences": Preferences(notice=5)},
    ],
)
def test_nothing_is_raised_where_they_like_it_otherwise(store: Store, change: dict[str, object]) -> None:
    with_question(store)
    store.put(replace(PRIYA, **change))  # type: ignore[arg-type]
    assert (len(of(store).questions), of(store).ask_back) == (1, ())


def test_nothing_is_raised_while_they_are_unhappy(store: Store) -> None:
    with_question(store)
    store.put(mail(2, NOW - 2 * DAY, HERS, SAM, traps=("service",)))
    assert of(store).ask_back == ()
    assert of(store).held.startswith("Priya was unhappy with your work")


def test_an_earlier_meeting_is_where_it_is_raised(store: Store) -> None:
    with_question(store)
    store.put(meeting(2, NOW + timedelta(hours=2), PRIYA))
    assert of(store).ask_back == ()


def test_answered_questions_are_not_open_but_requests_are_remembered(store: Store) -> None:
    prompt = with_question(store, kind=Kind.REQUEST)
    store.put(
        prompt.answered(PromptState.NO, at=NOW), mention(2, "doc-1"), mention(3, "doc-1", Kind.REQUEST, withdrawn=True)
    )
    hers = of(store)
    assert (hers.questions, [each.id for each in hers.asked_for]) == ((), ["m-1"])


def test_introductions_drafts_favours_and_wishes(store: Store) -> None:
    card = Provider(id="b-1", person_id=TOM.id, services=("tax",), does="taxes", ideal_client="bakers")
    seeking = Introduction(id="i-1", prompt_id="p-1", seeker_id=PRIYA.id, category="tax", opened_at=NOW)
    draft = Draft(
        id="d-1",
        introduction_id="i-1",
        kind=DraftKind.ASK_SEEKER,
        to=(HERS,),
        subject="x",
        text="x",
        html="",
        created_at=NOW,
    )
    store.put(PRIYA, TOM, TOMORROW, card, seeking, draft, replace(draft, id="d-2").discarded())
    store.put(replace(draft, id="d-3", to=(TOM.participant,)))
    debrief = Debrief(store=store, clock=lambda: NOW, user=SAM)
    marks = [Mark(kind=MarkKind.PROMISE, words="the list", who=HERS)]
    debrief.answer(meeting(5, NOW - DAY, PRIYA), "", MemoryReader(), marks=marks)
    hers, his = of(store), of(store, TOM)
    assert (hers.introductions, [each.id for each in hers.drafts]) == ((seeking,), ["d-1"])
    assert [favour.words for favour in hers.favours] == ["the list"]
    assert (his.introductions, his.drafts, his.favours, his.wishes) == ((), (), (), ("bakers",))


def test_which_meetings_are_coming(store: Store) -> None:
    store.put(
        meeting(1, NOW + 2 * DAY, PRIYA),
        meeting(2, NOW - timedelta(minutes=30), PRIYA),
        meeting(3, NOW + 7 * DAY, PRIYA),
        meeting(4, NOW + 7 * DAY + timedelta(minutes=1), PRIYA),
        meeting(5, NOW - timedelta(hours=1), PRIYA),
        meeting(6, NOW + DAY),
        meeting(7, NOW + DAY, PRIYA, cancelled=True),
        meeting(8, NOW + DAY, PRIYA, title="Focus time"),
    )
    assert [each.id for each in briefing(store).coming(7)] == ["meet-2", "meet-1", "meet-3"]


def test_a_meeting_is_recalled_with_all_that_is_known(store: Store) -> None:
    over = meeting(1, NOW - timedelta(hours=3), PRIYA, TOM)
    store.put(
        PRIYA, TOM, over, replace(mail(7, over.start, SAM, medium=Medium.NOTE), title="Lunch", author=Participant())
    )
    store.put(mention(7, "doc-7"))
    debrief = Debrief(store=store, clock=lambda: NOW, user=SAM)
    before = recall(debrief, briefing(store), over)
    assert (before.version, before.capture, before.understood) == (0, None, ())
    assert before.asking.standing.name == "ASK"
    assert [each.id for note in before.notes for each in (note.document, note.understood[0].mention)] == [
        "doc-7",
        "m-7",
    ]
    marks = [Mark(kind=MarkKind.CARD, words="a card", who=HERS)]
    debrief.answer(over, "Priya | need | tax | two\nTom | need | it | one", MemoryReader(), marks=marks)
    known = recall(debrief, briefing(store), over)
    assert known.version == 1
    assert [(each.person.name, each.prompt is not None) for each in known.understood if each.person] == [
        ("Priya Patel", True),
        ("Tom Rees", True),
    ]
    assert [favour.words for favour in known.favours] == ["a card"]
    assert [len(each.questions) for each in known.attending] == [1, 1]


def test_what_it_costs_does_not_grow_with_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read but what is shown, and a few around it: counted, since a clock would lie."""
    given: list[object] = []
    for module in (tinydb_store, sqlite_lookup):
        made = module.record
        monkeypatch.setattr(module, "record", lambda *given_to, made=made: given.append(1) or made(*given_to))
    with closing(open_store(tmp_path / "store.db")) as store:
        prompt = with_question(store)
        mails = [mail(number, NOW - number * DAY, HERS, SAM) for number in range(2, 600)]
        met = [meeting(number, NOW - number * DAY, PRIYA) for number in range(30, 600)]
        store.put(*mails, *met)
        debrief = Debrief(store=store, clock=lambda: NOW, user=SAM)
        given.clear()
        made_brief = briefing(store).brief(TOMORROW)
        assert [each.prompt for each in made_brief.attending[0].questions] == [prompt]
        assert 0 < len(given) < 100
        given.clear()
        assert list(debrief.waiting()) == []
        assert len(given) < 5
