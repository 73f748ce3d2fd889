"""What no reader expects: it is read within limits, the user is told what was left out, and nothing breaks."""

from __future__ import annotations

import json
import random
from base64 import b64encode

import pytest

from nlp import Medium, Reader, Text, Who
from nlp.reader import MOST_SENTENCES, open_conversation
from nlp.sentences import LONGEST
from nlp.utterances import MOST_CHARACTERS

ASKED = "Do you know a good roofer for our barn?"
SAID = (
    ASKED,
    "The boiler is broken again and nobody comes.",
    "Let us move on to the budget.",
    "We were there last week.",
)


def text(body: str, medium: Medium = Medium.EMAIL) -> Text:
    return Text(
        body=body, medium=medium, author=Who(name="Ann Lee", address="ann@acme.example"), user=("tom@x.example",)
    )


def transcript(turns: int) -> str:
    chance = random.Random(7)
    return "\n".join(
        f"{chance.choice(('Ann', 'Bo', 'Tom'))}: {' '.join(chance.choices(SAID, k=3))}" for _ in range(turns)
    )


def test_a_transcript_of_200_pages_is_read_to_its_end() -> None:
    body = transcript(5_500)
    conversation = open_conversation(text(body, Medium.TRANSCRIPT))
    assert 600_000 < len(body) < MOST_CHARACTERS
    assert conversation.utterances[-1].end == len(body)
    assert len(conversation.wanted) <= MOST_SENTENCES


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> int:
    """A smaller limit of characters, so that what passes it is quickly read."""
    for module in ("nlp.reader", "nlp.utterances"):
        monkeypatch.setattr(f"{module}.MOST_CHARACTERS", 20_000)
    return 20_000


@pytest.mark.parametrize(
    "piece", ["We talk on and on about it and ", "x", "Do you know a roofer?", "ok\n", "🎉👨‍👩‍👧", "a\u0301 "]
)
def test_of_five_megabytes_only_the_first_characters_are_read(piece: str, limit: int) -> None:
    conversation = open_conversation(text(piece * (5_000_000 // len(piece))))
    assert conversation.unread == "only its first 20,000 characters are read"
    assert all(said.end <= limit and len(said.words) <= LONGEST for said in conversation.utterances)


@pytest.mark.parametrize("medium", list(Medium))
def test_a_hundred_thousand_short_lines(medium: Medium, limit: int) -> None:
    conversation = open_conversation(text("ring Bob\n" * 100_000, medium))
    assert conversation.unread == "only its first 20,000 characters are read"
    assert all(said.end <= limit and len(said.words) <= LONGEST for said in conversation.utterances)


def test_no_more_sentences_are_judged_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.reader.MOST_SENTENCES", 10)
    conversation = open_conversation(text(transcript(20), Medium.TRANSCRIPT))
    assert len(conversation.wanted) == 10
    assert conversation.unread == "only its first 10 sentences that could matter are read"


LAYOUT = {
    "table": "| Ann Lee | needs a roofer | 12 |\n" * 50,
    "tabs": "Ann Lee\tneeds a roofer\t12\n" * 50,
    "box": "┌────────┬──────────┐\n│ Ann    │ roofer   │\n└────────┴──────────┘\n" * 20,
    "log": "".join(f"2026-11-02 10:00:{second:02d} ERROR payroll failed, help needed\n" for second in range(60)),
    "traceback": "Traceback (most recent call last):\n" * 20,
    "code": "def mend(roof):\n    roof.leaks = needs_help(roof);\n" * 20,
    "encoded": "\n".join(b64encode(random.Random(3).randbytes(57)).decode() for _ in range(80)),
    "art": "  /\\_/\\  \n ( o.o ) \n  > ^ <  \n" * 20,
    "rules": "=" * 70 + "\n" + "-*" * 40 + "\n",
    "figures": "12,50  13.70  18%  (4)\n" * 40,
}


@pytest.mark.parametrize("name", LAYOUT)
def test_what_is_no_prose_is_left_out_and_the_words_around_it_are_read(name: str) -> None:
    body = f"The roof leaks, see below.\n\n{LAYOUT[name]}\n{ASKED}\n"
    conversation = open_conversation(text(body))
    wanted = [conversation.utterances[index].words for index in conversation.wanted]
    assert wanted[0] == "The roof leaks, see below."
    assert wanted[-1] == ASKED
    assert len(wanted) == 2
    assert (conversation.skipped, conversation.unread) == ("", "")


BROKEN = {
    "nul": "\0{}\0\0",
    "mark": "\ufeff{}\ufeff",
    "surrogates": "\ud83c{}\udf89",
    "controls": "\x1b[31m{}\x1b[0m\x08",
    "direction": "\u202e{}\u2066",
    "joiners": "\u200d\u200d{}\u200b",
    "misread": "Ã¼Ã¤Ã¶ â€œ{}â€\x9d",
    "replaced": "\ufffd\ufffd {} \ufffd",
    "private": "\ue000\U0010ffff{}\U000e0041",
    "breaks": "\u2028\u2029\x0b\x0c\r{}\r\n\x85",
}


@pytest.mark.parametrize("medium", list(Medium))
@pytest.mark.parametrize("name", BROKEN)
def test_broken_characters_keep_the_words_and_their_places(reader: Reader, name: str, medium: Medium) -> None:
    body = BROKEN[name].replace("{}", ASKED)
    conversation = open_conversation(text(body, medium))
    assert any(ASKED in said.words for said in conversation.utterances)
    assert all(said.words == body[said.start : said.end] for said in conversation.utterances)
    reading = reader.read(text(body, medium))
    assert (reading.skipped, reading.unread) == ("", "")
    assert all(body[mention.start : mention.end] == mention.quote for mention in reading.mentions)


def test_latin_bytes_read_as_utf_8_and_back_stay_readable() -> None:
    body = f"Grüße aus Köln – {ASKED}".encode().decode("latin-1")
    assert ASKED in open_conversation(text(body)).utterances[-1].words


def test_json_is_bounded_like_everything_else() -> None:
    body = json.dumps([{"name": "Ann", "note": "needs a roofer for the barn"}] * 12_000, indent=1)
    assert len(open_conversation(text(body)).wanted) <= MOST_SENTENCES


def test_a_reading_tells_what_was_left_out(reader: Reader) -> None:
    german = "Wir suchen einen neuen Steuerberater. Kennst du jemanden, der das übernehmen kann?"
    assert reader.read(text(f"{ASKED}\n\n{german}")).unread == "what is in German is not read"
    reading = reader.read(text(german))
    assert (reading.mentions, reading.skipped) == ((), "it is in German; only English is read")
    assert reader.read(text(ASKED)).unread == ""
