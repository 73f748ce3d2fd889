"""What the user tells after a meeting: marks, corrections, notes about it, and two windows at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.captures import Capture, CaptureState, Mark, MarkKind
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.favours import Favour, FavourKind, FavourState
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import TransitionError, UserError
from assistant.services import corrections, favours
from assistant.services.debrief import READ, TOO_LONG, Debrief
from assistant.services.identify import merge
from assistant.services.join import notes_of, times_told
from assistant.services.learn import learn
from assistant.services.notice import Noticed, notice
from assistant.services.today import ask
from assistant.services.told import mentions_of

NOW = datetime(2026, 3, 9, 14, tzinfo=UTC)
SAM = Participant(name="Sam Example", address="sam@firm.example")
PRIYA = Participant(name="Priya Patel", address="priya@patel.example")
TOM = Participant(name="Tom Rees", address="tom@rees.example")
LUNCH = Meeting(
    id="meet-1",
    document_id="doc-1",
    title="Lunch",
    start=NOW - timedelta(hours=2),
    end=NOW - timedelta(hours=1),
    attendees=(PRIYA, TOM),
    uid="lunch@calendar",
)
TAX = "Priya | need | tax | one"
M = MarkKind


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    store.put(LUNCH)
    return store


@pytest.fixture
def debrief(store: MemoryStore) -> Debrief:
    return Debrief(store=store, clock=lambda: NOW, user=SAM)


def told(debrief: Debrief, text: str, *marks: Mark, meeting: Meeting = LUNCH, **more: object) -> Noticed:
    return debrief.answer(meeting, text, MemoryReader(), marks=marks, **more)[1]  # type: ignore[arg-type]


def found(store: MemoryStore) -> list[tuple[str, str, str]]:
    """Whose, what kind, what about, of every mention."""
    return sorted((each.holder.name, str(each.kind), each.category) for each in store.find(Mention))


# marks


@pytest.mark.parametrize(
    ("text", "mark", "whose", "category"),
    [
        ("it all takes too long", Mark(kind=M.REQUEST, words="it all takes too long", who=TOM), "Tom Rees", "other"),
        ("Tom has no time", Mark(kind=M.REQUEST, words="Tom has no time"), "Tom Rees", "other"),
        ("x", Mark(kind=M.REQUEST, words="y", who=Participant(name="Tom"), category="it"), "Tom Rees", "it"),
        (TAX, Mark(kind=M.REQUEST, words="tax | one"), "Priya Patel", "tax"),
        (TAX, Mark(kind=M.REQUEST, words=TAX, who=TOM, category="payroll"), "Tom Rees", "payroll"),
        ("", Mark(kind=M.REQUEST, words="  a clerk for Priya \n"), "Priya Patel", "other"),
        ("", Mark(kind=M.REQUEST, words="a", who=Participant(name="Ann Ng")), "Ann Ng", "other"),
    ],
)
def test_a_mark_says_what_a_line_is(
    debrief: Debrief, store: MemoryStore, text: str, mark: Mark, whose: str, category: str
) -> None:
    noticed = told(debrief, text, mark)
    assert found(store) == [(whose, "request", category)]
    (mention,) = store.find(Mention)
    assert (mention.confidence, mention.found_by, mention.needed) == (1.0, "you", 0.0)
    capture = debrief.capture(LUNCH)
    assert capture is not None
    assert capture.text[mention.start : mention.end] == mention.quote == mark.words.strip()
    assert [prompt.id for prompt in noticed.prompts] == [mention.prompt_id]


def test_only_the_one_who_was_there_can_be_meant(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, "", Mark(kind=M.NEED, words="a van"), who=[Participant(name="Tom")])
    assert found(store) == [("Tom Rees", "need", "other")]


@pytest.mark.parametrize(
    ("mark", "says"),
    [
        (Mark(kind=M.NEED, words="a van"), "whose need is “a van”"),
        (Mark(kind=M.PROMISE, words="Tom and Priya get the list"), "whose promise is"),
        (Mark(kind=M.NEED, words=" ", who=TOM), "a need without words"),
    ],
)
def test_a_mark_that_says_too_little_is_refused_and_nothing_is_kept(
    debrief: Debrief, store: MemoryStore, mark: Mark, says: str
) -> None:
    with pytest.raises(UserError, match=says):
        told(debrief, TAX, mark)
    assert [store.count(kind) for kind in (Capture, Mention, Document, Favour)] == [0, 0, 0, 0]


def test_offers_promises_and_cards_are_kept_and_are_no_mentions(debrief: Debrief, store: MemoryStore) -> None:
    marks = [
        Mark(kind=M.PROMISE, words="send Priya the price list"),
        Mark(kind=M.OFFER, words="a seat at his table", who=TOM),
        Mark(kind=M.CARD, words="a card, her mother is ill", who=PRIYA),
    ]
    told(debrief, "Tom | need | tax | a seat at his table", *marks)
    assert found(store) == []
    names = {person.id: person.name for person in store.find(Person)}
    kept = {(favour.kind, names[favour.person_id]) for favour in favours.open_favours(store)}
    assert kept == {
        (FavourKind.PROMISE, "Priya Patel"),
        (FavourKind.OFFER, "Tom Rees"),
        (FavourKind.CARD, "Priya Patel"),
    }


def test_a_favour_is_done_and_open_again(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, "", Mark(kind=M.PROMISE, words="the list", who=PRIYA))
    (favour,) = favours.open_favours(store)
    done = favours.done(store, lambda: NOW, favour)
    assert (done.state, done.done_at) == (FavourState.DONE, NOW)
    assert favours.done(store, lambda: NOW + timedelta(days=1), done) == done
    assert favours.open_favours(store) == []
    assert favours.undo(store, done) == favour
    assert favours.open_favours(store) == [favour]


def test_an_answer_without_the_mark_takes_back_what_is_not_done(debrief: Debrief, store: MemoryStore) -> None:
    marks = [Mark(kind=M.PROMISE, words=words, who=PRIYA) for words in ("one", "two", "three")]
    told(debrief, "", *marks)
    first = next(each for each in store.find(Favour) if each.words == "one")
    favours.done(store, lambda: NOW, first)
    told(debrief, "", marks[1])
    assert sorted(each.words for each in store.find(Favour)) == ["one", "two"]
    debrief.nothing(LUNCH)
    assert [each.words for each in store.find(Favour)] == ["one"]


def test_favours_go_along_when_two_are_found_to_be_one(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, "", Mark(kind=M.PROMISE, words="the list", who=PRIYA), Mark(kind=M.CARD, words="a card", who=TOM))
    priya, tom = (next(store.find(Person, keys=who.address)) for who in (PRIYA, TOM))
    merge(store, tom, priya)
    assert {favour.person_id for favour in store.find(Favour)} == {tom.id}


# two windows, long texts, taking back


def test_a_second_window_does_not_write_over_the_first(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, TAX, seen=0)
    with pytest.raises(TransitionError, match="in another window"):
        told(debrief, "another text", seen=0)
    with pytest.raises(TransitionError):
        debrief.nothing(LUNCH, seen=0)
    with pytest.raises(TransitionError):
        debrief.take_back(LUNCH, seen=0)
    capture = debrief.capture(LUNCH)
    assert capture is not None
    assert (capture.text, capture.version) == (TAX, 1)
    assert len(found(store)) == 1
    told(debrief, "another text", seen=1)
    assert debrief.capture(LUNCH) == replace(capture, text="another text", version=2)
    told(debrief, "whatever there is")
    assert debrief.nothing(LUNCH, seen=3).version == 4


def test_a_long_text_is_read_and_an_endless_one_is_kept_unread(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, "x" * (READ - len(TAX) - 1) + "\n" + TAX)
    assert len(found(store)) == 1
    endless = TAX + "\n" + "x" * READ
    told(debrief, endless)
    capture = debrief.capture(LUNCH)
    assert capture is not None
    assert (capture.text, capture.unread) == (endless, TOO_LONG)
    document = store.get(Document, capture.document_id)
    assert document is not None
    assert document.skipped == TOO_LONG
    with pytest.raises(UserError, match="more than can be kept"):
        told(debrief, "x" * 2_000_001)
    assert debrief.capture(LUNCH) == capture


def test_marks_of_an_endless_text_count_all_the_same(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, "x" * READ, Mark(kind=M.NEED, words="a van", who=TOM))
    assert found(store) == [("Tom Rees", "need", "other")]


def test_an_answer_that_is_taken_back_leaves_the_question(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, TAX, Mark(kind=M.PROMISE, words="the list", who=PRIYA))
    debrief.take_back(LUNCH)
    assert [store.count(kind) for kind in (Capture, Mention, Prompt, Document, Favour)] == [0] * 5
    assert list(debrief.waiting()) == [LUNCH]
    debrief.take_back(LUNCH)


def test_an_expired_meeting_is_listed_nowhere_and_can_be_told_about(debrief: Debrief, store: MemoryStore) -> None:
    old = replace(LUNCH, id="meet-old", start=NOW - timedelta(days=30), end=NOW - timedelta(days=30, hours=-1))
    store.put(old)
    assert list(debrief.waiting()) == [LUNCH]
    assert debrief.standing(old).standing.name == "EXPIRED"
    told(debrief, TAX, meeting=old)
    assert debrief.standing(old).standing.name == "ANSWERED"
    assert len(found(store)) == 1


def test_who_was_there_is_what_the_user_said(debrief: Debrief) -> None:
    assert debrief.present(LUNCH) == (PRIYA, TOM)
    told(debrief, TAX, who=[Participant(name="Priya"), Participant(name="Ann Ng")])
    assert debrief.present(LUNCH) == (PRIYA, Participant(name="Ann Ng"))


# corrections


def only(store: MemoryStore) -> Mention:
    (mention,) = store.find(Mention)
    return mention


def test_a_mention_is_put_right_and_taken_back(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, TAX)
    first = only(store)
    right = corrections.put_right(
        store, debrief.clock, first, holder=Participant(name="Tom"), kind=Kind.REQUEST, category="payroll"
    )
    assert found(store) == [("Tom Rees", "request", "payroll")]
    assert (right.id, right.found_by, right.confidence) == (first.id, "you", 1.0)
    (prompt,) = store.find(Prompt)
    assert (prompt.id, prompt.category, prompt.mention_ids) == (right.prompt_id, "payroll", (first.id,))
    again = corrections.put_right(store, debrief.clock, right, category="it")
    assert found(store) == [("Tom Rees", "request", "it")]
    assert corrections.undo(store, debrief.clock, again) == first
    assert only(store) == first
    with pytest.raises(TransitionError, match="nothing to take back"):
        corrections.undo(store, debrief.clock, first)


def test_what_was_put_right_stays_so_when_the_answer_is_changed(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, TAX)
    corrections.put_right(store, debrief.clock, only(store), category="payroll")
    told(debrief, f"more\n{TAX}")
    assert found(store) == [("Priya Patel", "need", "payroll")]
    assert corrections.undo(store, debrief.clock, only(store)).category == "tax"
    corrections.put_right(store, debrief.clock, only(store), category="payroll")
    told(debrief, "nothing of it any more")
    told(debrief, TAX)
    assert found(store) == [("Priya Patel", "need", "tax")]


def test_a_correction_counts_as_another_window(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, TAX)
    corrections.put_right(store, debrief.clock, only(store), category="payroll")
    with pytest.raises(TransitionError):
        told(debrief, "x", seen=1)


def test_wrong_teaches_the_reader_and_can_be_taken_back(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, TAX)
    prompt = corrections.wrong(store, debrief.clock, only(store))
    assert prompt.state is PromptState.WRONG
    assert learn(store, 0.8).categories["tax"].wrong == 1
    told(debrief, TAX)
    assert store.get(Prompt, prompt.id) == prompt
    corrections.undo(store, debrief.clock, only(store))
    assert learn(store, 0.8).categories == {}
    (prompt,) = store.find(Prompt)
    assert prompt.state is PromptState.OPEN


def test_wrong_leaves_the_question_to_the_others_who_tell_of_it(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, f"{TAX}\nPriya | need | tax | two")
    one, two = sorted(store.find(Mention), key=lambda mention: mention.start)
    corrections.wrong(store, debrief.clock, one)
    states = {prompt.mention_ids: prompt.state for prompt in store.find(Prompt)}
    assert states == {(two.id,): PromptState.OPEN, (one.id,): PromptState.WRONG}
    assert learn(store, 0.8).categories["tax"].wrong == 1
    told(debrief, f"{TAX}\nPriya | need | tax | two\nPriya | need | tax | three")
    waiting = next(prompt for prompt in store.find(Prompt) if prompt.state is PromptState.OPEN)
    assert len(waiting.mention_ids) == 2  # and not the one that was called wrong
    corrections.undo(store, debrief.clock, next(each for each in store.find(Mention) if each.id == one.id))
    (prompt,) = store.find(Prompt)
    assert set(prompt.mention_ids) == {each.id for each in store.find(Mention)}


def test_what_was_answered_or_is_from_elsewhere_is_not_put_right(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, TAX)
    prompt = next(store.find(Prompt))
    store.put(prompt.answered(PromptState.YES, at=NOW))
    with pytest.raises(TransitionError, match="answered with yes already"):
        corrections.put_right(store, debrief.clock, only(store), category="payroll")
    mail = replace(only(store), id="m-mail", document_id="doc-mail")
    with pytest.raises(UserError, match="not from what you told"):
        corrections.put_right(store, debrief.clock, mail, category="payroll")


# notes about the same meeting


def note(title: str = "Lunch", *, people: tuple[Participant, ...] = (), about: str = "", **more: object) -> Document:
    facts = {"when": datetime(2026, 3, 9, tzinfo=UTC), "medium": Medium.NOTE, "id": "doc-note", **more}
    return Document(
        source="notes", locator="lunch.md", digest=title, title=title, listeners=people, about=about, **facts
    )  # type: ignore[arg-type]


def read(store: MemoryStore, document: Document, text: str) -> None:
    store_read = next(iter(MemoryReader().read([Content(document=document, text=text)])))
    notice(store, store_read, reader="script 1", user=(SAM.name,))


@pytest.mark.parametrize("notes_first", [True, False])
def test_what_stands_in_the_answer_and_in_a_note_was_told_once(
    debrief: Debrief, store: MemoryStore, notes_first: bool
) -> None:
    text = "Priya | need | tax | in other words"
    if notes_first:
        read(store, note(people=(PRIYA,)), text)
    told(debrief, TAX)
    if not notes_first:
        read(store, note(), text)  # nobody is named in its head: the meeting says who Priya is
    (prompt,) = store.find(Prompt)
    assert len(prompt.mention_ids) == 2
    question = ask(store, prompt)
    assert question is not None
    assert question.times == 1
    assert [each.id for each in notes_of(store, LUNCH)] == ["doc-note"]
    read(store, note("Call", id="doc-later", people=(PRIYA,), when=NOW + timedelta(days=8)), text)
    assert times_told(store, mentions_of(store, next(store.find(Prompt)))) == 2


@pytest.mark.parametrize(
    ("belongs", "document"),
    [
        (True, note("Lunch")),
        (True, note("Notes on the lunch")),
        (True, note("x", people=(PRIYA, TOM))),
        (True, note("x", people=(Participant(name="Priya"),))),
        (True, note("x", people=(Participant(name="Tom Rees"), Participant(name="Priya Patel")))),
        (True, note("Priya", people=(PRIYA, Participant(name="Ann Ng")))),
        (True, note("x", when=NOW, people=(PRIYA, Participant(name="Ann Ng")))),
        (True, note("Talk with Priya", when=NOW - timedelta(minutes=30))),
        (True, note("Lunch", medium=Medium.TRANSCRIPT)),
        (True, note("x", about="meet-1")),
        (True, note("x", about="lunch@calendar", when=NOW + timedelta(days=3))),
        (False, note("x")),
        (False, note("x", when=NOW)),
        (False, note("Priya")),
        (False, note("Lunch", people=(Participant(name="Ann Ng"),))),
        (False, note("Lunch", when=NOW + timedelta(days=1))),
        (False, note("Lunch", about="meet-2")),
        (False, note("Lunch", medium=Medium.EMAIL)),
    ],
)
def test_which_notes_are_about_a_meeting(store: MemoryStore, belongs: bool, document: Document) -> None:
    store.put(document)
    assert bool(notes_of(store, LUNCH)) is belongs


def test_a_note_that_could_be_about_two_meetings_is_about_none(store: MemoryStore) -> None:
    store.put(replace(LUNCH, id="meet-2", uid="x"), note("Lunch"))
    assert notes_of(store, LUNCH) == []
    store.put(note("Lunch", people=(PRIYA,)), replace(LUNCH, id="meet-2", uid="x", attendees=(TOM,)))
    assert len(notes_of(store, LUNCH)) == 1


def test_a_note_names_one_of_a_series_by_its_day(store: MemoryStore) -> None:
    week = timedelta(days=7)
    following = replace(LUNCH, id="meet-2", start=LUNCH.start + week, end=LUNCH.end + week)
    store.put(following, note("x", about="lunch@calendar", when=NOW + week))
    assert (notes_of(store, LUNCH), len(notes_of(store, following))) == ([], 1)


def test_the_answer_itself_is_no_note(debrief: Debrief, store: MemoryStore) -> None:
    told(debrief, TAX)
    assert notes_of(store, LUNCH) == []
    assert debrief.capture(LUNCH).state is CaptureState.ANSWERED  # type: ignore[union-attr]
