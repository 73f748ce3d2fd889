"""Forgetting: nothing of somebody is left in the file, nobody else loses more than that, and they do not come back."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.memory import MemorySource, MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.adapters.store.tinydb_store import TinyDBStore, open_store
from assistant.domain.bullpen import Provider
from assistant.domain.captures import Capture, CaptureState, Mark, MarkKind
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.favours import Favour, FavourKind
from assistant.domain.forgetting import GONE, Forgotten, Marks, Traces, marks_of
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Found, Label, Reply, ReplyState, Stage
from assistant.errors import TransitionError
from assistant.ports import Record, Store
from assistant.services.forget import apply_forget, forgotten, lift, plan_forget
from assistant.services.identify import merge
from assistant.services.sync import Sync

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAM = Participant(name="Sam Example", address="sam@example.example")
USER = ("Sam Example", "sam@example.example")
ANN = Person(
    id="who-ann", name="Annabel Quillfeather", addresses=("annabel@quill.example", "aq@home.example"),
    aliases=("Bella Quillfeather",), organisation="Quill", note="likes herons",
)  # fmt: skip
BO = Person(id="who-bo", name="Bo Li", addresses=("bo@li.example",), note="a friend of annabel  quillfeather's")
CY = Person(id="who-cy", name="Cy Ox", addresses=("cy@ox.example",))
SECRETS = (
    "annabel", "quillfeather", "aq@home.example", "drowning in receipts", "glad to look after them", "herons",
    "full until the autumn", "bella",
)  # fmt: skip
E = EventKind


def document(number: int, author: Participant, *listeners: Participant, title: str = "Hello") -> Document:
    return Document(
        id=f"doc-{number}", source="mail", locator=f"inbox message {number}", medium=Medium.EMAIL, when=NOON,
        digest=f"{number}", title=title, author=author, listeners=listeners,
    )  # fmt: skip


def mention(number: int, holder: Person, quote: str, told_by: Person | None = None, prompt: str = "") -> Mention:
    return Mention(
        id=f"m-{number}", document_id=f"doc-{number}", kind=Kind.NEED, category="bookkeeping", quote=quote, start=0,
        end=9, holder=holder.participant, told_by=(told_by or holder).participant, heard_at=NOON, confidence=0.9,
        found_by="rules", person_id=holder.id, prompt_id=prompt,
    )  # fmt: skip


def prompt(number: int, *mentions: Mention, state: PromptState = PromptState.OPEN) -> Prompt:
    return replace(
        Prompt.about(mentions[0]), id=f"p-{number}", state=state, mention_ids=tuple(each.id for each in mentions)
    )


def draft(number: int, intro: str, to: Person, text: str, provider: str = "") -> Draft:
    return Draft(
        id=f"d-{number}", introduction_id=intro, kind=DraftKind.ASK_PROVIDER, to=(to.participant,), subject="Hi",
        text=text, html=text, created_at=NOON, provider_id=provider, side=Side.PROVIDER, state=DraftState.SENT,
    )  # fmt: skip


def said(side: Side, answer: Answer, quote: str, provider: str = "") -> Consent:
    return Consent(
        side=side, answer=answer, at=NOON, proof=Proof.MESSAGE, quote=quote, message_id="<aq@home.example>",
        provider_id=provider,
    )  # fmt: skip


def world() -> Iterator[Record]:
    """Ann has a matter of her own, has told of one of Bo's, and has been asked for one of Cy's as a provider."""
    ann, bo = ANN.participant, BO.participant
    yield from (ANN, BO, CY, Person(id="user", name=SAM.name, addresses=(SAM.address,)))
    yield Provider(id="b-ann", person_id=ANN.id, services=("bookkeeping",), does="Annabel keeps books")
    yield Provider(id="b-cy", person_id=CY.id, services=("bookkeeping",), does="as good as Annabel Quillfeather's")
    own = mention(1, ANN, "we are drowning in receipts", prompt="p-1")
    yield own
    yield replace(prompt(1, own, state=PromptState.YES), introduction_id="i-1")
    yield mention(2, BO, "Bo is drowning in receipts, too", ANN, prompt="p-2")
    yield prompt(2, mention(2, BO, "", ANN))
    told, heard = (
        mention(3, BO, "Bo needs a lawyer, drowning in receipts", ANN, "p-3"),
        mention(4, BO, "I need one", None, "p-3"),
    )
    yield from (told, heard, prompt(3, told, heard))
    yield Introduction(
        id="i-1", prompt_id="p-1", seeker_id=ANN.id, category="bookkeeping", opened_at=NOON,
        events=(
            Event(kind=E.SEEKER_ASKED, at=NOON),
            Event(kind=E.HELP_DECLINED, at=NOON, consent=said(Side.SEEKER, Answer.NO, "full until the autumn")),
        ),
    )  # fmt: skip
    cys = mention(5, CY, "our books are a mess", prompt="p-5")
    yield from (cys, replace(prompt(5, cys, state=PromptState.YES), introduction_id="i-2"))
    no = said(Side.PROVIDER, Answer.NO, "full until the autumn", "b-ann")
    yield Introduction(
        id="i-2", prompt_id="p-5", seeker_id=CY.id, category="bookkeeping", opened_at=NOON,
        events=(
            Event(kind=E.HELP_WANTED, at=NOON, consent=said(Side.SEEKER, Answer.YES, "is it Annabel Quillfeather?")),
            Event(kind=E.PROVIDER_ASKED, at=NOON, provider_id="b-ann", draft_id="d-2"),
            Event(kind=E.PROVIDER_DECLINED, at=NOON, provider_id="b-ann", consent=no, note="glad to look after them"),
        ),
    )  # fmt: skip
    yield draft(1, "i-1", ANN, "Dear Annabel")
    yield draft(2, "i-2", ANN, "Dear Annabel", "b-ann")
    yield draft(3, "i-2", CY, "I know Bella Quillfeather well", "b-cy")
    for number, who, of in ((1, ann, "d-1"), (2, ann, "d-2"), (3, CY.participant, "d-3")):
        yield Reply(
            id=f"r-{number}", introduction_id="i-2", draft_id=of, document_id="doc-1", message_id="<x>", who=who,
            side=Side.PROVIDER, stage=Stage.PROVIDER, at=NOON, label=Label.YES, confidence=1.0, found=Found.ANSWER,
            quote="glad to look after them" if who == ann else "fine", state=ReplyState.TAKEN,
        )  # fmt: skip
    yield document(1, ann, SAM, title="From Annabel")
    yield document(6, SAM, Participant(name="A. Q.", address="AQ@home.example"))
    yield document(7, bo, SAM, ann, title="Bo <> Annabel Quillfeather")
    yield document(8, ann, SAM, bo, title="Fwd: bo")
    yield document(9, bo, SAM, title="nothing of hers")
    yield Meeting(id="meet-1", document_id="doc-x", title="Annabel's lunch", start=NOON, end=NOON, attendees=(ann,))
    yield Capture(id="c-1", meeting_id="meet-1", state=CaptureState.ANSWERED, at=NOON, text="drowning in receipts")
    yield Meeting(id="meet-2", document_id="doc-y", title="Board", start=NOON, end=NOON, attendees=(ann, bo))
    marked = Mark(kind=MarkKind.NEED, words="drowning in receipts", who=ann), Mark(kind=MarkKind.NEED, words="a lawyer")
    text = "ask annabel quillfeather: we are drowning in receipts"
    yield Capture(id="c-2", meeting_id="meet-2", state=CaptureState.ANSWERED, at=NOON, text=text, marks=marked)
    favour = Favour(
        id="fav-1", kind=FavourKind.PROMISE, words="bring herons", person_id=ANN.id, meeting_id="m", noted_at=NOON
    )
    yield favour
    yield replace(favour, id="fav-2", words="as Bella Quillfeather", person_id=BO.id)


def raw(store: TinyDBStore, path: Path) -> str:
    assert store.compact()
    files = [path, path.with_name(path.name + "-wal")]
    return "".join(file.read_bytes().decode("latin-1") for file in files if file.exists()).lower()


def test_nothing_of_them_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(open_store(path)) as store:
        store._db.file.fetch("PRAGMA secure_delete = OFF")  # type: ignore[attr-defined]  # as some builds have it
        twin = Person(id="who-twin", name="Bella Quillfeather")
        store.put(twin, *world())
        merge(store, ANN, twin)
        person = store.get(Person, ANN.id)
        assert person
        assert not [secret for secret in SECRETS if secret not in raw(store, path)]
        assert store.lookup.search(Mention, "drowning")
        plan = apply_forget(store, person, user=USER)
        assert plan.counts == {
            "capture": 1, "document": 2, "draft": 2, "favour": 1, "introduction": 1, "meeting": 1, "mention": 3,
            "merged": 1, "prompt": 2, "provider": 1, "reply": 2,
        }  # fmt: skip
        assert plan.shared == 4
        assert not store.lookup.search(Mention, "drowning")
        left = raw(store, path)
    assert not [secret for secret in SECRETS if secret in left]


@pytest.mark.parametrize("path", ["memory", "file"])
def test_others_lose_nothing_else(tmp_path: Path, path: str) -> None:
    store: Store = MemoryStore() if path == "memory" else open_store(tmp_path / "store.db")
    store.put(*world())
    apply_forget(store, ANN, user=USER)
    assert [person.id for person in store.find(Person)] == ["user", "who-bo", "who-cy"]
    bo = store.get(Person, BO.id)
    assert bo == replace(BO, note=f"a friend of {GONE}'s")
    assert [document.id for document in store.find(Document)] == ["doc-7", "doc-8", "doc-9"]
    assert store.get(Document, "doc-9") == document(9, BO.participant, SAM, title="nothing of hers")
    assert store.get(Document, "doc-7") == document(7, BO.participant, SAM, title=f"Bo <> {GONE}")
    assert store.get(Document, "doc-8") == document(8, Participant(), SAM, BO.participant, title="Fwd: bo")
    assert [meeting.people for meeting in store.find(Meeting)] == [("bo@li.example",)]
    (capture,) = store.find(Capture)
    assert capture.text == f"ask {GONE}: {GONE}"
    assert [mark.words for mark in capture.marks] == ["a lawyer"]
    assert [favour.words for favour in store.find(Favour)] == [f"as {GONE}"]
    left = {each.id: each.mention_ids for each in store.find(Prompt)}
    assert left == {"p-3": ("m-4",), "p-5": ("m-5",)}
    intro = store.get(Introduction, "i-2")
    assert intro
    assert intro.state is State.WANTED
    assert [event.kind for event in intro.events] == [E.HELP_WANTED, E.PROVIDER_ASKED, E.PROVIDER_DECLINED]
    assert [event.consent.quote if event.consent else None for event in intro.events] == [f"is it {GONE}?", None, ""]
    assert intro.events[2].note == ""
    assert intro.refused == ("b-ann",)
    assert [each.text for each in store.find(Draft)] == [f"I know {GONE} well"]
    assert [each.id for each in store.find(Reply)] == ["r-3"]


def test_a_reader_keeps_the_last_traces_and_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(open_store(path)) as store, closing(sqlite3.connect(path, isolation_level=None)) as reader:
        store._db.file._connect().execute("PRAGMA busy_timeout = 10")  # type: ignore[attr-defined]
        store.put(ANN)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM people").fetchone() == (1,)
        apply_forget(store, ANN, user=USER)
        assert not store.compact()
        reader.execute("COMMIT")
        assert store.compact()


def test_a_plan_changes_nothing() -> None:
    store = MemoryStore()
    store.put(*world())
    before = {kind: dict(kept) for kind, kept in store.kinds.items()}
    plan = plan_forget(store, ANN, user=USER)
    assert plan.person == ANN
    assert plan.under_way == ()
    assert {kind: dict(kept) for kind, kept in store.kinds.items()} == before


def test_introductions_under_way_are_ended_first() -> None:
    store = MemoryStore()
    store.put(*world())
    intro = store.get(Introduction, "i-2")
    assert intro
    store.put(replace(intro, events=intro.events[:2]))
    assert plan_forget(store, ANN, user=USER).under_way == ("i-2",)
    with pytest.raises(TransitionError, match=r"Annabel Quillfeather are under way: i-2.*end each first"):
        apply_forget(store, ANN, user=USER)
    assert store.get(Person, ANN.id) == ANN
    assert not store.count(Forgotten)
    assert plan_forget(store, CY, user=USER).under_way == ("i-2",)


def mail(number: int, author: Participant, *listeners: Participant, title: str = "x") -> Content:
    return Content(document=document(number, author, *listeners, title=title), text="x")


def test_a_sync_passes_over_whoever_was_forgotten() -> None:
    store = MemoryStore()
    store.put(ANN)
    apply_forget(store, ANN, user=USER)
    ann, bo = ANN.participant, BO.participant
    items = [
        mail(1, ann, SAM),
        mail(2, ann, SAM, bo),
        mail(3, SAM, Participant(name="A", address="AQ@Home.example")),
        mail(4, bo, SAM, ann, title="Annabel Quillfeather, meet Bo"),
        mail(5, bo, SAM),
        mail(6, Participant(name="Annabel Quillfeather", address="new@quill.example"), SAM),
        mail(7, SAM, Participant(name="Quillfeather, Annabel")),
    ]
    sync = Sync(store=store, reader=MemoryReader, clock=lambda: NOON, user=USER)
    report = sync.run(documents=[MemorySource(items=items)])
    assert report.sources[0].passed == {"forgotten": 4}
    kept = {each.id: each for each in store.find(Document)}
    assert sorted(kept) == ["doc-4", "doc-5", "doc-6"]  # a namesake who writes from elsewhere is somebody else
    assert (kept["doc-4"].listeners, kept["doc-4"].title) == ((SAM,), f"{GONE}, meet Bo")
    assert lift(store, Person.known_as(ann))
    assert not lift(store, Person.known_as(Participant(name="Nobody Known")))
    assert forgotten(store).has(Participant(address="aq@home.example"))
    assert not forgotten(store).has(ann)


def test_a_mention_of_theirs_in_somebody_elses_note_is_not_kept() -> None:
    store = MemoryStore()
    store.put(ANN)
    apply_forget(store, ANN, user=USER)
    told = "Annabel Quillfeather <aq@home.example> | need | tax | a\nBo Li <bo@li.example> | need | tax | b"
    note = Content(document=document(1, SAM, BO.participant), text=told)
    sync = Sync(store=store, reader=MemoryReader, clock=lambda: NOON, user=USER)
    sync.run(documents=[MemorySource(items=[note])])
    assert [each.quote for each in store.find(Mention)] == ["b"]
    assert [person.name for person in store.find(Person)] == ["Bo Li"]


def test_the_marks_tell_nobody_who_it_was() -> None:
    marks = marks_of(ANN, "00" * 16)
    assert not [key for key in ANN.keys for mark in marks if key in json.dumps([mark.id, mark.salt])]
    assert {mark.id for mark in marks}.isdisjoint(mark.id for mark in marks_of(ANN, "01" * 16))
    assert not Marks().has(ANN.participant)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Annabel Quillfeather", GONE),
        ("to ANNABEL\n quillfeather, soon", f"to {GONE}, soon"),
        ("Quillfeather, Annabel", GONE),
        ("write to AQ@home.example.", f"write to {GONE}."),
        ("Annabella Quillfeathers", "Annabella Quillfeathers"),
        ("Annabel", "Annabel"),
        ("xaq@home.example", "xaq@home.example"),
    ],
)
def test_what_hides_somebody_in_a_text(text: str, hidden: str) -> None:
    assert Traces.of(ANN).hidden_in(replace(BO, note=text)).note == hidden


def test_somebody_of_whom_only_a_first_name_is_known_is_forgotten_by_that() -> None:
    store = MemoryStore()
    lone = Person(id="who-lone", name="Priya")
    store.put(lone, mention(1, lone, "x"), document(2, SAM, Participant(name="Priya")))
    apply_forget(store, lone, user=USER)
    assert not store.count(Mention)
    assert not store.count(Document)
    assert forgotten(store).has(Participant(name="priya"))
    assert not forgotten(store).has(Participant(name="Priya", address="priya@patel.example"))
