"""What follows from an answer that comes when its document has been read already."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace as replace_struct

from assistant.adapters.judging.prompts import JudgePrompts
from assistant.adapters.judging.questions import JudgedQuestions
from assistant.adapters.memory_judge import MemoryChat
from assistant.adapters.store.tinydb_store import TinyDBStore, open_store
from assistant.bootstrap.reading import load_topics
from assistant.domain.consents import Side
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.judging import ALONE, Asked, Spent
from assistant.domain.learning import Learnt
from assistant.domain.mentions import YOU, Kind, Mention, mention_id
from assistant.domain.people import Participant
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Found, Label, Reply, ReplyState, Stage
from assistant.errors import ItemError
from assistant.ports import Read
from assistant.services.asking import Asking
from assistant.services.judged import Judged, JudgePass, StoredAnswers
from assistant.services.learn import learn
from assistant.services.notice import notice
from nlp.judging import Excerpt, ReplyQuestion
from nlp.judging.excerpts import Line
from nlp.text import Who
from tests.unit.services.asked import ON

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Participant(name="Ann Ng", address="ann@ng.example")
TEXT = "Roofs\n\nOur roof leaks. The bank is fine. Payroll takes us days."
LINES = ("Our roof leaks.", "The bank is fine.", "Payroll takes us days.")
TOPICS = load_topics()
PROMPTS, KINDS = JudgePrompts(TOPICS), JudgedQuestions()


def document(number: int = 1) -> Document:
    return Document(
        id=f"doc-{number}",
        source="mail",
        locator=f"mail {number}",
        medium=Medium.EMAIL,
        when=NOON,
        digest="x",
        author=ANN,
        read_by="trained",
    )


def mention(quote: str, category: str, number: int = 1, found_by: str = "trained:need") -> Mention:
    start = TEXT.index(quote)
    return Mention(
        id=mention_id(f"doc-{number}", quote),
        document_id=f"doc-{number}",
        kind=Kind.NEED,
        category=category,
        quote=quote,
        start=start,
        end=start + len(quote),
        holder=ANN,
        heard_at=NOON,
        confidence=0.9,
        found_by=found_by,
    )


def excerpt(number: int = 1, lines: tuple[str, ...] = LINES[:2]) -> Excerpt:
    starts = [(TEXT.index(words), words) for words in lines]
    return Excerpt(
        medium="email",
        when="2026-03-02",
        lines=tuple(Line(start=at, end=at + len(words), words=words, speaker=0, marked=True) for at, words in starts),
        people=(Who(name=ANN.name, address=ANN.address),),
        ref=f"doc-{number}",
    )


def said(*mentions: tuple[str, str], none: tuple[tuple[int, str], ...] = ()) -> str:
    return json.dumps(
        {
            "mentions": [
                {"line": 1, "quote": quote, "kind": "problem", "holder": "P1", "category": category}
                for quote, category in mentions
            ],
            "none": [{"line": line, "reason": reason} for line, reason in none],
        }
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyDBStore]:
    with closing(open_store(tmp_path / "store.db")) as store:
        yield store


def learnt(store: TinyDBStore) -> Learnt:
    return learn(store, 0.5)


def judged(store: TinyDBStore) -> Judged:
    return Judged(store=store, prompts=PROMPTS, kinds=KINDS, user=("Uma",), learnt=lambda: learnt(store))


def asking(store: TinyDBStore, model: MemoryChat | None = None) -> Asking:
    book = StoredAnswers(store=store)
    return Asking(settings=ON, model=model, prompts=PROMPTS, kinds=KINDS, book=book, clock=lambda: NOON)


def read(store: TinyDBStore, *mentions: Mention, number: int = 1, wait: bool = True) -> None:
    """A document that the trained reader has read, and about which a question waits."""
    notice(store, Read(content=Content(document=document(number), text=TEXT), mentions=mentions), reader="trained")
    if wait:
        asking(store).ask([excerpt(number)])


def quotes(store: TinyDBStore) -> list[tuple[str, str, str]]:
    return sorted((each.quote, each.category, each.found_by) for each in store.find(Mention))


def answer(store: TinyDBStore, text: str, question: Excerpt | ReplyQuestion | None = None) -> tuple[int, int, int]:
    prompt = PROMPTS.prompt(question or excerpt())
    done = judged(store).bring([(prompt.id, text)], by="a file")
    assert done.faults == ()
    return done.answered, done.new, done.withdrawn


def test_the_answer_takes_the_place_of_what_was_read_in_its_lines_only(store: TinyDBStore) -> None:
    read(store, mention("The bank is fine.", "banking-lending"), mention("Payroll takes us days.", "payroll"))
    assert answer(store, said(("Our roof leaks.", "construction"), none=((2, "negated"),))) == (1, 1, 1)
    assert quotes(store) == [
        ("Our roof leaks.", "construction", "judge:problem"),
        ("Payroll takes us days.", "payroll", "trained:need"),
    ]
    assert {prompt.category for prompt in store.find(Prompt)} == {"construction", "payroll"}
    (found,) = (each for each in store.find(Mention) if each.quote == "Our roof leaks.")
    assert (found.before, found.after) == ("", "The bank is fine.")
    assert store.count(Asked, waits=True) == 0


def test_what_is_plain_is_not_talked_away_by_a_late_answer_either(store: TinyDBStore) -> None:
    read(store, mention("Our roof leaks.", "construction"), mention("The bank is fine.", "banking-lending"), wait=False)
    question = excerpt()
    question = replace_struct(question, lines=(replace_struct(question.lines[0], plain=1), question.lines[1]))
    asking(store).ask([question])
    assert answer(store, said(none=((1, "pitch"), (2, "negated")))) == (1, 0, 1)
    assert quotes(store) == [("Our roof leaks.", "construction", "trained:need")]


def test_a_question_that_the_user_has_answered_stays(store: TinyDBStore) -> None:
    read(store, mention("The bank is fine.", "banking-lending"))
    (prompt,) = store.find(Prompt)
    store.put(replace(prompt, state=PromptState.YES))
    answer(store, said())
    (kept,) = store.find(Mention)
    assert (kept.quote, kept.withdrawn) == ("The bank is fine.", True)


def test_what_the_user_has_marked_stays(store: TinyDBStore) -> None:
    read(store, mention("The bank is fine.", "banking-lending", found_by=YOU))
    answer(store, said())
    assert quotes(store) == [("The bank is fine.", "banking-lending", YOU)]


def test_meetings_and_the_document_stay(store: TinyDBStore) -> None:
    read(store)
    before = store.get(Document, "doc-1")
    answer(store, said(none=((1, "service"), (2, "negated"))))
    after = store.get(Document, "doc-1")
    assert before is not None
    assert after == replace(before, traps=("service",))


def test_an_answer_for_two_documents_of_the_same_words_counts_for_both(store: TinyDBStore) -> None:
    read(store)
    read(store, number=2)
    assert answer(store, said(("Our roof leaks.", "construction")))[0] == 2
    assert {each.document_id for each in store.find(Mention)} == {"doc-1", "doc-2"}


def test_a_document_that_is_gone_is_left_alone(store: TinyDBStore) -> None:
    read(store)
    store.delete(Document, "doc-1")
    assert answer(store, said(("Our roof leaks.", "construction"))) == (0, 0, 0)
    assert (list(store.find(Mention)), store.count(Asked, waits=True)) == ([], 0)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (("0" * 64, said()), "nobody asked this"),
        ((PROMPTS.prompt(excerpt()).id, "prose"), "not JSON"),
        ((PROMPTS.prompt(excerpt()).id, said(("The roof is gone.", "construction"))), "word for word"),
        (ItemError("line 3: it is torn"), "it is torn"),
    ],
)
def test_an_answer_that_cannot_be_taken_changes_nothing(
    store: TinyDBStore, line: tuple[str, str] | ItemError, fault: str
) -> None:
    read(store, mention("The bank is fine.", "banking-lending"))
    before = list(store.find(Mention))
    done = judged(store).bring([line], by="a file")
    assert [fault in str(each) for each in done.faults] == [True]
    assert (list(store.find(Mention)), store.count(Asked, waits=True)) == (before, 1)


def test_a_second_answer_to_one_question_is_not_taken(store: TinyDBStore) -> None:
    read(store)
    prompt = PROMPTS.prompt(excerpt())
    done = judged(store).bring([(prompt.id, said()), (prompt.id, said(("Our roof leaks.", "trades")))], by="a file")
    assert (done.answered, [str(each) for each in done.faults]) == (
        1,
        [f"a file, question {prompt.id[:12]}: it was answered before"],
    )
    assert quotes(store) == []


def test_what_waited_is_asked_by_the_next_pass_and_counted(store: TinyDBStore) -> None:
    read(store, mention("The bank is fine.", "banking-lending"))
    model = MemoryChat(lambda prompt: said(("Our roof leaks.", "construction")))
    judge = asking(store, model)
    a_pass = JudgePass(asking=judge, judged=judged(store))
    a_pass.begin()
    note = a_pass.end()
    assert (note.answered, note.caught_up, note.waiting, note.stopped, note.tokens) == (1, 1, 0, "", 110)
    assert quotes(store) == [("Our roof leaks.", "construction", "judge:problem")]
    again = JudgePass(asking=judge, judged=judged(store))
    again.begin()
    assert (again.end().answered, len(model.shown)) == (0, 1)


def test_an_answer_that_was_not_acted_on_is_acted_on_later(store: TinyDBStore) -> None:
    read(store)
    model = MemoryChat(lambda prompt: said(("Our roof leaks.", "construction")))
    asking(store, model).ask([excerpt()], settle=False)  # and then the power fails
    assert quotes(store) == []
    assert judged(store).catch_up(asking(store, model)).new == 1
    assert (len(model.shown), store.count(Asked, waits=True)) == (1, 0)


def test_questions_are_forgotten_with_their_document(store: TinyDBStore) -> None:
    from assistant.services.notice import forget_document

    read(store)
    forget_document(store, "doc-1")
    assert list(store.find(Asked)) == []


REPLY = Reply(
    id="r-1",
    introduction_id="i-1",
    draft_id="d-1",
    document_id="doc-1",
    message_id="<1@x>",
    who=ANN,
    side=Side.SEEKER,
    stage=Stage.SEEKER,
    at=NOON,
    found=Found.ANSWER,
    label=Label.UNCLEAR,
    confidence=0.4,
    why="it is not clear what they mean",
)
LETTER = ReplyQuestion(
    stage="seeker", asked="Would you like help?", words="Oh go on then.", when="2026-03-02", people=(), ref="doc-1"
)
YES = json.dumps({"label": "yes", "quote": "Oh go on then.", "until": None, "hand_off": None})


def test_a_reply_that_waits_is_read_better_but_stays_the_users(store: TinyDBStore) -> None:
    store.put(REPLY)
    asking(store).ask([LETTER])
    assert answer(store, YES, LETTER) == (1, 0, 0)
    reply = store.get(Reply, "r-1")
    assert reply == replace(REPLY, label=Label.YES, confidence=ALONE, quote="Oh go on then.")


def test_a_reply_that_is_settled_stays_as_it_is(store: TinyDBStore) -> None:
    settled = replace(REPLY, state=ReplyState.SETTLED)
    store.put(settled)
    asking(store).ask([LETTER])
    answer(store, YES, LETTER)
    assert store.get(Reply, "r-1") == settled


def test_the_days_are_added_up(store: TinyDBStore) -> None:
    book = StoredAnswers(store=store)
    for _ in range(2):
        book.keep(more=Spent(id="2026-03-02", questions=1, tokens_in=5, money=0.5))
    assert book.spent("2026-03-02") == Spent(id="2026-03-02", questions=2, tokens_in=10, money=1.0)
