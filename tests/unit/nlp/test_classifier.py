"""The classifier as a spaCy component: the same documents, each with its judgement, whatever the batches."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from nlp import Medium, Text, Who
from nlp.classifier import Classifier
from nlp.context import Context, Conversation, register_attributes
from nlp.encoder import Judgement, load_encoder
from nlp.reader import open_conversation
from tests.unit.nlp.judgements import chances

NEAR = 0.02  # what eight-bit arithmetic may change
SAID = (
    "Our roof leaks again and the roofer has retired.",
    "Do you know a good plumber in Leeds?",
    "The plans look fine to us.",
    "Priya Shah asked me who does our payroll.",
    "We had a lovely lunch on Sunday.",
    "Ok.",
)


@pytest.fixture(scope="module")
def blank() -> Language:
    register_attributes()
    return spacy.blank("en")


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(load_encoder())


def converse(sentences: Sequence[str], medium: Medium = Medium.EMAIL) -> Conversation:
    return open_conversation(
        Text(body=" ".join(sentences), medium=medium, author=Who(name="Ann Lee"), user=("Tom Ray",))
    )


def docs_of(blank: Language, conversations: Sequence[Conversation]) -> list[Doc]:
    docs = []
    for conversation in conversations:
        for index in conversation.wanted:
            doc = blank.make_doc(conversation.utterances[index].words)
            doc._.context = Context(conversation=conversation, index=index)
            docs.append(doc)
    return docs


def test_it_is_registered_under_its_name(blank: Language) -> None:
    assert isinstance(spacy.blank("en").add_pipe("followup_classifier"), Classifier)
    meta = Language.get_factory_meta("followup_classifier")
    assert (meta.requires, meta.assigns) == (["doc._.context"], ["doc._.judgement"])


@settings(max_examples=20)
@given(st.lists(st.lists(st.sampled_from(SAID), max_size=15), max_size=5), st.integers(1, 300))
def test_the_same_documents_come_back_in_order_and_judged(
    blank: Language, classifier: Classifier, spoken: list[list[str]], batch_size: int
) -> None:
    docs = docs_of(blank, [converse(sentences) for sentences in spoken])
    seen = list(classifier.pipe(docs, batch_size=batch_size))
    assert [id(doc) for doc in seen] == [id(doc) for doc in docs]
    assert all(isinstance(doc._.judgement, Judgement) for doc in seen)


def test_only_a_batch_is_taken_in_advance(blank: Language, classifier: Classifier) -> None:
    docs, taken = docs_of(blank, [converse(SAID * 5)]), []
    next(classifier.pipe((taken.append(doc) or doc for doc in docs), batch_size=3))
    assert len(taken) == 3


def test_one_document_is_judged_in_its_place(blank: Language, classifier: Classifier) -> None:
    (first, *_), (again, *_) = docs_of(blank, [converse(SAID[:1])]), docs_of(blank, [converse(SAID[:1])])
    assert classifier(first) is first
    list(classifier.pipe([again]))
    assert chances(first._.judgement) == pytest.approx(chances(again._.judgement), abs=NEAR)


@pytest.mark.parametrize("medium", list(Medium))
@pytest.mark.parametrize("batch_size", [1, 3, 64])
def test_the_size_of_a_batch_changes_no_judgement(
    blank: Language, classifier: Classifier, medium: Medium, batch_size: int
) -> None:
    conversations = [converse(SAID, medium), converse(SAID[::-1] * 3, medium), converse(SAID[1:4], medium)]
    wanted, found = (docs_of(blank, conversations) for _ in range(2))
    list(classifier.pipe(wanted))
    list(classifier.pipe(found, batch_size=batch_size))
    for one, other in zip(wanted, found, strict=True):
        assert chances(one._.judgement) == pytest.approx(chances(other._.judgement), abs=NEAR)


def test_neighbours_are_read_with_a_sentence(blank: Language, classifier: Classifier) -> None:
    asked = "Do you know one?"
    docs = docs_of(blank, [converse([SAID[0], asked]), converse([SAID[4], asked])])
    first, second = [doc for doc in classifier.pipe(docs) if doc.text == asked]
    assert chances(first._.judgement) != pytest.approx(chances(second._.judgement), abs=1e-4)
