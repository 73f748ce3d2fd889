"""From any id back to the words that began it."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import assistant
from assistant.adapters.memory import MemoryStore
from assistant.domain.activity import Activity, Deed
from assistant.domain.bullpen import Provider
from assistant.domain.captures import Capture, CaptureState
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.digest import Digest
from assistant.domain.documents import Document, Medium
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.judging import Asked
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person, Role
from assistant.domain.prompts import Prompt
from assistant.domain.sources import Failure
from assistant.errors import NotFoundError
from assistant.services.why import KINDS, look_up, why

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Participant(name="Ann Ng", address="ann@ng.example")
TOM = Participant(name="Tom Rees")


def consent(side: Side, proof: Proof, quote: str = "", provider_id: str = "") -> Consent:
    message = "<1@ng.example>" if proof is Proof.MESSAGE else ""
    return Consent(
        side=side, answer=Answer.YES, at=NOON, proof=proof, quote=quote, message_id=message, provider_id=provider_id
    )


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    events = (
        Event(kind=EventKind.SEEKER_ASKED, at=NOON),
        Event(kind=EventKind.HELP_WANTED, at=NOON, consent=consent(Side.SEEKER, Proof.MESSAGE, "yes please")),
        Event(kind=EventKind.PROVIDER_ASKED, at=NOON, provider_id="b-1"),
    )
    mention = Mention(
        id="m-1", document_id="doc-1", kind=Kind.NEED, category="tax", quote="our returns are late", start=0, end=1,
        holder=ANN, told_by=TOM, heard_at=NOON, confidence=0.8, found_by="script 1", person_id="who-1",
        prompt_id="p-1",
    )  # fmt: skip
    store.put(
        Document(
            id="doc-1", source="notes", locator="notes/lunch.md", medium=Medium.NOTE, when=NOON, digest="",
            title="Lunch", author=TOM,
        ),
        mention,
        Person(id="who-1", name="Ann Ng", addresses=("ann@ng.example",), roles=(Role.CUSTOMER,)),
        Person(id="who-2", name="Bo Li"),
        Provider(id="b-1", person_id="who-2", services=("tax",), does="files returns"),
        Prompt(
            id="p-1", person_id="who-1", category="tax", kind=Kind.NEED, mention_ids=("m-1",), first_heard=NOON,
            last_heard=NOON,
        ),
        Introduction(
            id="i-1", prompt_id="p-1", seeker_id="who-1", category="tax", opened_at=NOON, events=events
        ),
        Draft(
            id="d-1", introduction_id="i-1", kind=DraftKind.ASK_PROVIDER, to=(ANN,), subject="A question", text="",
            html="", created_at=NOON,
        ),
        Meeting(id="meet-1", document_id="doc-1", title="Lunch", start=NOON, end=NOON),
        Capture(id="c-1", meeting_id="meet-1", state=CaptureState.ANSWERED, at=NOON),
        Activity(id="act-1", at=NOON, deed=Deed.SYNCED, words="4 documents read", why="it was time"),
        Digest(id="digest-1", day=NOON.date(), at=NOON),
        Asked(id="q-1", prompt_id="x", about="mentions", ref="doc-1", asked_at=NOON, by="judge", waits=False),
        Failure(id="f-1", source="notes", locator="notes/torn.docx", problem="it is torn", at=NOON),
    )  # fmt: skip
    return store


CHAIN = ["draft", "introduction", "event", "event", "event", "prompt", "mention", "document"]


@pytest.mark.parametrize(
    ("id", "steps"),
    [
        ("d-1", CHAIN),
        ("i-1", CHAIN[1:]),
        ("p-1", CHAIN[5:]),
        ("m-1", CHAIN[6:]),
        ("doc-1", CHAIN[7:]),
        ("who-1", ["person", "mention", "document"]),
        ("who-2", ["person"]),
        ("b-1", ["provider", "person"]),
        ("meet-1", ["meeting", "document"]),
        ("c-1", ["answer", "meeting", "document"]),
        ("f-1", ["failure"]),
        ("act-1", ["activity"]),
        ("digest-1", ["digest"]),
        ("q-1", ["question", "document"]),
    ],
)
def test_every_kind_of_id_leads_back_to_its_source(store: MemoryStore, id: str, steps: list[str]) -> None:
    links = why(store, id)
    assert [link.what for link in links] == steps
    assert links[0].id == id
    assert all(link.words for link in links)


def test_a_question_to_a_model_says_who_answered_it(store: MemoryStore) -> None:
    waiting = Asked(id="q-2", prompt_id="y", about="reply", ref="", asked_at=NOON)
    store.put(waiting, replace(waiting, id="q-3", about="match", why="no such line", waits=False))
    assert [why(store, each)[0].words for each in ("q-1", "q-2", "q-3")] == [
        "a question to a language model about what somebody mentioned, 02 Mar 2026: answered by judge",
        "a question to a language model about what a reply says, 02 Mar 2026: waits for an answer",
        "a question to a language model about who fits, 02 Mar 2026: not answered, since no such line",
    ]


def test_what_a_model_has_confirmed_says_so(store: MemoryStore) -> None:
    mention = store.get(Mention, "m-1")
    assert mention
    assert "language model" not in why(store, "m-1")[0].words
    store.put(replace(mention, found_by="judge:need"))
    assert "found by the trained reader and confirmed by a language model" in why(store, "m-1")[0].words


def test_every_kind_of_id_that_is_made_can_be_asked_about() -> None:
    root = Path(assistant.__file__).parent
    code = "\n".join(path.read_text("utf-8") for path in root.rglob("*.py"))
    assert set(re.findall(r'make_id\("(\w+)"', code)) == set(KINDS)


def test_the_chain_says_who_what_when_and_how_it_is_known(store: MemoryStore) -> None:
    words = [link.words for link in why(store, "d-1")]
    assert words == [
        "ask provider, waiting: A question",
        "provider asked, about tax",
        "02 Mar 2026 provider asked",
        '02 Mar 2026 help wanted (message): "yes please"',
        "02 Mar 2026 seeker asked",
        "open: would Ann Ng like help with tax?",
        'need of Ann Ng <ann@ng.example>, told by Tom Rees: "our returns are late" '
        "(found by script 1, confidence 0.80)",
        "note “Lunch” of 02 Mar 2026 from Tom Rees, in notes/lunch.md",
    ]


def test_a_broken_chain_ends_where_it_breaks(store: MemoryStore) -> None:
    store.delete(Mention, "m-1")
    store.delete(Person, "who-1")
    assert [link.words for link in why(store, "p-1")] == ["open: would who-1 like help with tax?"]


def test_a_beginning_is_enough_where_only_one_begins_so(store: MemoryStore) -> None:
    prompt = store.get(Prompt, "p-1")
    assert look_up(store, Prompt, "p-") == prompt
    store.put(Failure(id="f-12", source="x", locator="x", problem="x", at=NOON))
    assert look_up(store, Failure, "f-1").locator == "notes/torn.docx"  # the whole id counts first
    with pytest.raises(NotFoundError, match=r"'f-' could be f-1, f-12 \(write more of it\)"):
        why(store, "f-")


@pytest.mark.parametrize("id", ["", "p", "x-1", "-1", "1", "tax", " "])
def test_what_is_no_id_is_said_to_be_none(store: MemoryStore, id: str) -> None:
    with pytest.raises(NotFoundError, match="is no id"):
        why(store, id)


@pytest.mark.parametrize("id", ["p-zzz", "who-%", "m-_", "meet-"])
def test_an_unknown_id_is_said_to_be_unknown(id: str) -> None:
    with pytest.raises(NotFoundError, match=f"there is no .* '{id}'"):
        why(MemoryStore(), id)


def test_ids_as_people_type_them(store: MemoryStore) -> None:
    assert why(store, " P-1 ") == why(store, "p-1")
