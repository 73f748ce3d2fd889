"""Transcripts: subtitles as turns of speech, and texts that turn out to be transcripts."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress

import srt
import webvtt

from assistant.adapters.formats.plain_text import cleaned
from assistant.errors import ItemError

_VOICE = re.compile(r"<v(?:\.[^\s>]*)*\s+([^<>]{1,200})>")
_TAG = re.compile(r"<[^<>]{0,200}>")
_BLOCK = re.compile(r"\n[ \t]*\n(?=\s*\d+[ \t]*\n)")
_LABEL = re.compile(r"([^\W\d_][^:\n]{0,60}?)\s*:\s+(?=\S)")  # "Ann Lee: so we thought"
_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIMED = re.compile(
    rf"^[^\W\d_][^\n:]{{0,60}}?(?:\s{{1,8}}{_TIME}|\s*[(\[]{_TIME}[)\]])\s*:?(?:\s|$)"  # Ann Lee (0:31): so
    rf"|^[(\[]?{_TIME}[)\]]?\s*[-–]?\s*[^\W\d_][^\n:]{{0,60}}:\s"  # [0:31] Ann Lee: so
)
_SENTENCE_END = (".", "!", "?", "…", '."', '?"', "”")
TIMED_TURNS = 3  # headers with a time of day in them that make a transcript
TURNS = 6  # lines "NAME: …" that make one, where the names come again and again
MAX_LABEL_WORDS = 4

Words = tuple[str, str]  # speaker, what they said


def vtt_turns(text: str) -> str:
    """A WebVTT file as "Speaker: words", one line a turn. Raises ItemError where it is none."""
    try:
        cues = [cue.raw_text for cue in webvtt.from_string(text).captions]
    except Exception as error:
        raise ItemError("this is no WebVTT file that can be read") from error
    return _rendered(words for cue in cues for words in _voices(cue))


def srt_turns(text: str) -> str:
    """A SubRip file as "Speaker: words", one line a turn. Raises ItemError where it is none."""
    cues = []
    for block in _BLOCK.split(text.strip()):
        with suppress(Exception):  # a broken cue is left out; the library would print it
            cues += [cue.content for cue in srt.parse(block)]
    if not cues and text.strip():
        raise ItemError("this is no SubRip file that can be read")
    return _rendered(("", _plain(cue)) for cue in cues)


def is_transcript(text: str) -> bool:
    """Whether a text is plainly a transcript: headers with times, or few names that take turns throughout."""
    lines = [line.strip()[:200] for line in text.splitlines() if line.strip()]
    if sum(bool(_TIMED.match(line)) for line in lines) >= TIMED_TURNS:
        return True
    labels = [found.group(1) for line in lines if (found := _label(line))]
    names = Counter(labels)
    again = sum(count for count in names.values() if count > 1)
    return len(labels) >= max(TURNS, 0.6 * len(lines)) and len(names) >= 2 and again >= 0.8 * len(labels)


def _voices(cue: str) -> Iterator[Words]:
    """Who says what in one cue; text before the first voice has no speaker."""
    before, *rest = _VOICE.split(cue)
    for speaker, words in (("", before), *zip(rest[::2], rest[1::2], strict=True)):
        plain = _plain(words)
        if plain:
            yield _plain(speaker), plain


def _plain(cue: str) -> str:
    return " ".join(cleaned(html.unescape(_TAG.sub("", cue))).split())


def _label(line: str) -> re.Match[str] | None:
    found = _LABEL.match(line)
    return found if found and found.group(1)[0].isupper() and len(found.group(1).split()) <= MAX_LABEL_WORDS else None


def _labelled(cues: list[str]) -> list[Words]:
    """Cues whose speakers stand in the words themselves ("Ann: hello"), where most of them have one."""
    labels = [_label(words) for words in cues]
    if 2 * sum(map(bool, labels)) < len(cues):
        return [("", words) for words in cues]
    return [
        (found.group(1), words[found.end() :]) if found else ("", words)
        for words, found in zip(cues, labels, strict=True)
    ]


def _rendered(cues: Iterable[Words]) -> str:
    said = [(speaker, words) for speaker, words in cues if words]
    if not any(speaker for speaker, _ in said):
        said = _labelled([words for _, words in said])
    turns: list[list[str]] = []
    current = ""
    for speaker, words in said:
        goes_on = turns and (speaker == current if speaker else current or not turns[-1][-1].endswith(_SENTENCE_END))
        if goes_on:
            turns[-1].append(words)
        else:
            turns.append([f"{speaker}: {words}" if speaker else words])
            current = speaker
    return "\n".join(" ".join(turn) for turn in turns)
