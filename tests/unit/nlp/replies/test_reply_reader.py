"""The reader of replies over a model that says what it is told to."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from nlp.calibration import Calibration
from nlp.replies import load_reply_reader
from nlp.replies.answers import LABELS, Said
from nlp.replies.classifier import SHIPPED, Classifier
from nlp.replies.deciding import Decider
from nlp.replies.reader import BY_RULE, LONGEST_QUOTE, ModelReplyReader
from nlp.text import Medium, Text, Who

PLAIN = Calibration(slope=1.0, offset=0.0, thresholds=())
WHEN = datetime(2026, 3, 4, 9, tzinfo=UTC)


class Told(Classifier):
    """Says the label whose name stands in the words, and keeps what it was asked."""

    version = "told-1"

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, str]] = []

    def judge(self, stage: str, asked: str, words: str) -> dict[Said, float]:
        self.seen.append((stage, asked, words))
        chosen = next((label for label in LABELS if label in words), Said.UNCLEAR)
        return {label: 0.86 if label is chosen else 0.01 for label in LABELS}


def reader() -> tuple[ModelReplyReader, Told]:
    told = Told()
    return ModelReplyReader(
        told, Decider(calibrations=dict.fromkeys(Said, PLAIN), least_yes=0.5, least_doubtful=0.8)
    ), told


def mail(body: str, **more: object) -> Text:
    author = Who(name="Ann Lee", address="ann@acme.example")
    return Text(body=body, medium=Medium.EMAIL, author=author, user=("tom@x.example",), when=WHEN, **more)  # type: ignore[arg-type]


def test_the_label_the_quote_and_the_day() -> None:
    answer = reader()[0].understand(mail("Hello Tom. Rather later, after Easter. Bye."), stage="seeker", asked="Help?")
    assert (answer.label, answer.until, answer.hand_off) == (Said.LATER, date(2026, 4, 7), "")
    assert answer.quote == "Rather later, after Easter."
    assert answer.confidence == 0.86


def test_a_day_in_a_no_is_no_day_to_ask_again() -> None:
    assert reader()[0].understand(mail("A no, after Easter or before."), stage="seeker").until is None


def test_only_new_words_and_the_question_are_shown_to_the_model() -> None:
    read, told = reader()
    read.understand(
        mail("yes\n\nOn 2 Mar 2026, Tom <tom@x.example> wrote:\n> Would you? A no is fine."), stage="provider"
    )
    assert told.seen == [("provider", "Would you?", "yes")]
    read.understand(mail("yes"), stage="provider", asked="May I?")
    assert told.seen[-1] == ("provider", "May I?", "yes")


def test_headers_settle_what_the_words_only_say() -> None:
    answer = reader()[0].understand(
        mail("yes. Back on 16 March.", headers=(("auto-submitted", "auto-replied"),)), stage="seeker"
    )
    assert (answer.label, answer.confidence, answer.until) == (Said.AUTO, BY_RULE, date(2026, 3, 16))


def test_words_of_a_machine_are_no_yes() -> None:
    answer = reader()[0].understand(mail("yes, this is an automatic reply."), stage="seeker")
    assert answer.label is Said.AUTO


def test_a_hand_off_names_whom_to_ask() -> None:
    answer = reader()[0].understand(mail("hand_off: ask Brigid Moe."), stage="seeker")
    assert (answer.label, answer.hand_off) == (Said.HAND_OFF, "Brigid Moe")


def test_nothing_said_is_unclear() -> None:
    answer = reader()[0].understand(mail(""), stage="seeker")
    assert (answer.label, answer.quote) == (Said.UNCLEAR, "")


def test_a_stage_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="lunch is no stage: seeker, provider"):
        reader()[0].understand(mail("yes"), stage="lunch")


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Yes please, put us in touch.", Said.YES),
        ("No thank you, we're not interested.", Said.NO),
        ("Not now, please ask me again after Easter.", Said.LATER),
        ("Please don't write to me about this again.", Said.STOP),
        ("I'm out of the office until 16 March and will reply when I return.", Said.AUTO),
    ],
)
def test_the_shipped_model_understands_plain_words(words: str, label: Said) -> None:
    answer = load_reply_reader().understand(mail(words), stage="seeker", asked="Would you like outside help with that?")
    assert answer.label is label
    assert answer.confidence > 0.5


@pytest.mark.parametrize(
    ("words", "stage", "label"),
    [
        ("👍", "seeker", Said.YES),
        ("👍🏽 👍\n\nSent from my iPhone", "provider", Said.YES),
        ("👎️", "seeker", Said.NO),
    ],
)
def test_a_thumb_is_an_answer_of_which_the_user_hears(words: str, stage: str, label: Said) -> None:
    answer = load_reply_reader().understand(mail(words), stage=stage, asked="Would you like outside help with that?")
    assert (answer.label, answer.confidence) == (label, 0.7)
    assert answer.quote[0] == words[0]


@pytest.mark.parametrize("words", ["👍 but only in June?", "🐀", "👍👎"])
def test_what_is_more_than_a_thumb_is_read(words: str) -> None:
    answer = load_reply_reader().understand(mail(words), stage="seeker", asked="Would you like outside help with that?")
    assert answer.confidence != 0.7 or answer.label is not Said.YES


@pytest.mark.parametrize("piece", ["Go on. ", "> > > quoted\n", "\ud83d\udc00 ", "x", "yes " * 9 + "\n", "👍"])
def test_hostile_mail_is_understood_as_something(piece: str) -> None:
    answer = load_reply_reader().understand(mail(piece * (200_000 // len(piece))), stage="seeker", asked=piece * 5_000)
    assert 0 <= answer.confidence <= 1
    assert len(answer.quote) <= LONGEST_QUOTE


def test_what_is_shipped_stays_small() -> None:
    folder: Path = SHIPPED
    sizes = [file.stat().st_size for file in folder.iterdir()]
    assert max(sizes) < 24_000_000  # more than this, many places that keep source refuse
    assert sum(sizes) < 70_000_000


def test_whom_to_ask_instead_is_told_where_it_may_be_meant() -> None:
    words = "I am away until 16 March. In urgent cases: Ines Ward, ines@ward.example"
    gone = mail(words, headers=(("auto-submitted", "auto-replied"),))
    assert reader()[0].understand(gone, stage="seeker").hand_off == "ines@ward.example"
