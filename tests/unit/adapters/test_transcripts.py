"""Subtitles as turns of speech."""

import pytest

from assistant.adapters.formats.transcripts import is_transcript, srt_turns, vtt_turns
from assistant.errors import ItemError


def vtt(*cues: str) -> str:
    stamped = (f"00:0{number}.000 --> 00:0{number}.500\n{cue}\n" for number, cue in enumerate(cues))
    return "WEBVTT\n\n" + "\n".join(stamped)


def srt(*cues: str) -> str:
    stamps = (f"{n}\n00:00:0{n},000 --> 00:00:0{n},500\n{cue}\n" for n, cue in enumerate(cues, start=1))
    return "\n".join(stamps)


@pytest.mark.parametrize(
    ("cues", "text"),
    [
        (["<v Ann>Hello</v>", "<v Ann>there.", "<v Bob Lee>Hi &amp; bye."], "Ann: Hello there.\nBob Lee: Hi & bye."),
        (["<v.loud Ann>Hello", "and more", "<v Bob>Hi"], "Ann: Hello and more\nBob: Hi"),
        (["<v Ann>One</v> <v Bob>Two</v>"], "Ann: One\nBob: Two"),
        (["<v Ann><i>One</i>\ntwo"], "Ann: One two"),
        (["Ann: Hello", "Bob Lee: Hi there", "and more"], "Ann: Hello\nBob Lee: Hi there and more"),
        (["<v A&#x200b;nn>One&#x202e; t&ZeroWidthSpace;wo&#10;three"], "Ann: One two three"),
        (["We begin", "here.", "And go on."], "We begin here.\nAnd go on."),
        (["We begin.", "Now: the question.", "Is it so?"], "We begin.\nNow: the question.\nIs it so?"),
    ],
)
def test_one_line_a_turn(cues: list[str], text: str) -> None:
    assert vtt_turns(vtt(*cues)) == text


def test_srt_with_and_without_names() -> None:
    assert srt_turns(srt("ANN: Hello", "ANN: again", "BOB: Hi")) == "ANN: Hello again\nBOB: Hi"
    assert srt_turns(srt("Just words", "of nobody.")) == "Just words of nobody."


def test_what_escapes_hide_is_cleaned_too() -> None:
    assert srt_turns(srt("ANN: pay&#x202e;roll", "ANN: is&#x200b; late")) == "ANN: payroll is late"


def test_a_broken_cue_costs_only_itself() -> None:
    assert (
        srt_turns(srt("ANN: One") + "\n2\nnonsense\nwords\n\n3\n00:00:03,000 --> 00:00:04,000\nANN: Two\n")
        == "ANN: One Two"
    )


@pytest.mark.parametrize("text", ["words only", "WEBVT\n\n00:01.000 --> 00:02.000\nx"])
def test_what_is_no_subtitle_file(text: str) -> None:
    with pytest.raises(ItemError):
        vtt_turns(text)
    with pytest.raises(ItemError):
        srt_turns(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee  0:02\nhello\n\nBob  0:05\nhi\n\nAnn Lee  0:09\nbye\n",
        "[00:00] Ann: hello\n[00:04] Bob: hi\n[00:06] Ann: bye\n",
        "Speaker A (00:00): hello\nSpeaker B (00:03): hi\nSpeaker A (00:05): bye\n",
        "A call\n\n" + "ANN: hello\nBOB: hi\n" * 4,
    ],
)
def test_texts_that_are_transcripts(text: str) -> None:
    assert is_transcript(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bank: fine\nPayroll: fine\nWebsite: wants it rebuilt\nParking: no\nRent: up\nStaff: two left\nVAT: filed\n",
        "# Ops\n\n* **POD** four days behind\n* Roster: PG has it\n",
        "Lunch at 12:30\nwith Ann\n",
        "Ann said hello. Bob said hi.\n",
        "",
    ],
)
def test_texts_that_are_notes(text: str) -> None:
    assert not is_transcript(text)
