"""What waits today: all of it, the newest first, and without looking at everybody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.documents import Document, Medium
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person, Preferences
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Found, Label, Reply, ReplyState, Stage
from assistant.ports import R
from assistant.services.debrief import Debrief
from assistant.services.today import Today, ask, look

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
SAM = Participant(name="Sam Example", address="sam@firm.example")
PRIYA = Participant(name="Priya Patel", address="priya@patel.example")


def see(store: MemoryStore, now: datetime = NOW) -> Today:
    return look(store, Debrief(store=store, clock=lambda: now, user=SAM))


def asked(store: MemoryStore, number: int, *, days: int = 0, **more: object) -> Prompt:
    person = Person(id=f"who-{number}", name=f"Ann {number}")
    mention = Mention(
        id=f"m-{number}", document_id=f"doc-{number}", kind=Kind.NEED, category="tax", quote=f"words {number}",
        start=0, end=1, holder=person.participant, heard_at=NOW - timedelta(days=days), confidence=1, found_by="1",
        person_id=person.id,
    )  # fmt: skip
    prompt = replace(Prompt.about(mention), id=f"p-{number}", **more)  # type: ignore[arg-type]
    store.put(person, mention, prompt)
    return prompt


def test_nothing_waits_in_an_empty_store() -> None:
    today = see(MemoryStore())
    assert today.is_empty
    assert today == Today(questions=(), drafts=(), meetings=(), replies=(), parked=(), idle=())


def test_questions_that_are_due_the_latest_first() -> None:
    store = MemoryStore()
    asked(store, 1, days=3)
    asked(store, 2, days=1)
    asked(store, 3, days=2, state=PromptState.LATER, until=NOW.date())
    asked(store, 4, state=PromptState.LATER, until=NOW.date() + timedelta(days=1))
    asked(store, 5, state=PromptState.YES)
    asked(store, 6, state=PromptState.NO)
    asked(store, 7, days=3)
    assert [question.prompt.id for question in see(store).questions] == ["p-2", "p-3", "p-1", "p-7"]
    assert "p-4" in {question.prompt.id for question in see(store, NOW + timedelta(days=1)).questions}
    assert not see(store).is_empty


def test_whoever_matters_most_is_asked_after_first_and_the_latest_of_them() -> None:
    store = MemoryStore()
    for number, importance in enumerate((0, 1, 3, 2, 3)):
        asked(store, number, days=9 - number if importance == 3 else number)
        person = store.get(Person, f"who-{number}")
        assert person
        store.put(replace(person, importance=importance))
    assert [question.prompt.id for question in see(store).questions] == ["p-4", "p-2", "p-3", "p-1", "p-0"]


def test_a_question_shows_the_latest_words_that_still_stand() -> None:
    store = MemoryStore()
    prompt = asked(store, 1)
    first = store.get(Mention, "m-1")
    assert first is not None
    later = replace(first, id="m-2", heard_at=NOW, quote="later", document_id="doc-2")
    withdrawn = replace(first, id="m-3", heard_at=NOW + timedelta(hours=1), quote="withdrawn", withdrawn=True)
    document = Document(id="doc-2", source="notes", locator="x", medium=Medium.NOTE, when=NOW, digest="")
    prompt = replace(prompt, mention_ids=("m-1", "m-2", "m-3", "m-lost"))
    store.put(replace(first, heard_at=NOW - timedelta(days=1)), later, withdrawn, document, prompt)
    question = ask(store, prompt)
    assert question is not None
    assert (question.mention.quote, question.document, question.person.id) == ("later", document, "who-1")


def test_a_question_without_words_or_person_is_none() -> None:
    store = MemoryStore()
    prompt = asked(store, 1)
    assert ask(store, replace(prompt, mention_ids=("m-lost",))) is None
    assert ask(store, replace(prompt, person_id="who-lost")) is None


def test_somebody_who_wants_never_to_be_asked_is_no_question() -> None:
    store = MemoryStore()
    asked(store, 1)
    store.put(Person(id="who-1", name="Ann 1", preferences=Preferences(never_ask=True)))
    assert see(store).is_empty


def draft(number: int, state: DraftState) -> Draft:
    created = NOW - timedelta(days=number)
    return Draft(
        id=f"d-{number}", introduction_id="i-1", kind=DraftKind.THANKS, to=(SAM,), subject="", text="", html="",
        created_at=created, state=state,
    )  # fmt: skip


def test_drafts_that_wait_the_oldest_first() -> None:
    store = MemoryStore()
    states = (DraftState.WAITING, DraftState.DELIVERED, DraftState.APPROVED, DraftState.DISCARDED)
    store.put(*(draft(number, state) for number, state in enumerate(states)))
    assert [each.id for each in see(store).drafts] == ["d-2", "d-0"]


def introduction(number: int, at: datetime, *kinds: EventKind) -> Introduction:
    made = Introduction(id=f"i-{number}", prompt_id="p-1", seeker_id="who-1", category="tax", opened_at=at)
    for kind in kinds:
        provider = "b-1" if kind is EventKind.PROVIDER_ASKED else ""
        yes = Consent(side=Side.SEEKER, answer=Answer.YES, at=at, proof=Proof.USER_WORD)
        consent = yes if kind is EventKind.HELP_WANTED else None
        made = made.after(Event(kind=kind, at=at, provider_id=provider, consent=consent))
    return made


def test_replies_that_are_not_clear_and_what_is_parked() -> None:
    store = MemoryStore()
    store.put(
        introduction(1, NOW, EventKind.HELP_WANTED), introduction(2, NOW, EventKind.HELP_WANTED, EventKind.PARKED)
    )
    early = Reply(
        id="r-2", introduction_id="i-1", draft_id="d-1", document_id="doc-1", message_id="<1@acme.example>",
        who=Participant(name="Ann"), side=Side.SEEKER, stage=Stage.SEEKER, at=NOW - timedelta(days=1),
        label=Label.UNCLEAR, confidence=0.9, found=Found.ANSWER,
    )  # fmt: skip
    late = replace(early, id="r-1", at=NOW)
    store.put(late, early, replace(early, id="r-3", state=ReplyState.TAKEN))
    today = see(store)
    assert today.replies == (early, late)
    assert not today.is_empty
    assert [each.id for each in today.parked] == ["i-2"]


def test_an_introduction_stands_still_where_nothing_is_drafted() -> None:
    store = MemoryStore()
    waiting, thrown_away = draft(1, DraftState.WAITING), draft(2, DraftState.DISCARDED)
    store.put(
        introduction(1, NOW, EventKind.HELP_WANTED), introduction(2, NOW, EventKind.HELP_WANTED),
        introduction(3, NOW, EventKind.SEEKER_ASKED), introduction(4, NOW, EventKind.HELP_WANTED, EventKind.PARKED),
        waiting, replace(thrown_away, introduction_id="i-2"),
    )  # fmt: skip
    assert [each.id for each in see(store).idle] == ["i-2"]
    store.put(replace(waiting, state=DraftState.DISCARDED))
    assert not see(store).drafts
    assert not see(store).is_empty


def test_meetings_that_nobody_told_about() -> None:
    store = MemoryStore()
    start = NOW - timedelta(hours=2)
    meeting = Meeting(
        id="meet-1", document_id="doc-1", title="Lunch", start=start, end=start + timedelta(hours=1), attendees=(PRIYA,)
    )
    store.put(meeting)
    assert see(store).meetings == (meeting,)


class Watched(MemoryStore):
    """Refuses to go through all people, and all of anything that is kept for good."""

    def find(self, kind: type[R], /, **equal: object) -> Iterator[R]:
        is_narrow = kind is Person and equal.get("importance", 0) != 0
        assert is_narrow or kind not in (Person, Document, Mention), f"every {kind.__name__} was looked at"
        assert equal or kind is Meeting, f"every {kind.__name__} was looked at"
        return super().find(kind, **equal)


@pytest.mark.parametrize("until", [None, date(2026, 3, 1)])
def test_nobody_is_looked_at_who_is_not_asked_about(until: date | None) -> None:
    store = Watched()
    state = PromptState.LATER if until else PromptState.OPEN
    for number in range(20):
        asked(store, number, state=state, until=until)
    assert len(see(store).questions) == 20
