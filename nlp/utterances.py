"""A text as what was said: sentences in order, each with who says it, of whom, and under which heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.names import is_colleague, last_named
from nlp.sentences import split_sentences
from nlp.text import NOBODY, Medium, Text, Who
from nlp.turns import find_present, split_turns
from nlp.zones import zone_lines

MOST_CHARACTERS = 1_000_000  # of one body; a 200-page transcript has 600,000


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """A sentence; offsets count in the body.

    `about` is whom a line of a note or the sentence before is about; `opens` says that it starts a turn, a line or
    a paragraph; `label` is a name that stood before the line; `by_colleague` that the user's own company speaks.
    """

    start: int
    end: int
    words: str
    speaker: Who
    by_user: bool
    opens: bool
    about: Who = NOBODY
    label: str = ""
    heading: str = ""
    by_colleague: bool = False


def find_utterances(text: Text, *, zoned: bool = True) -> list[Utterance]:
    """Everything in a text that its author and the people in it say themselves; not `zoned`, simply everything."""
    people = people_of(text)
    found: list[Utterance] = []
    for stretch in split_turns(text, zone_lines(text, MOST_CHARACTERS, zoned=zoned)):
        about, words = stretch.about, ""
        for sentence in split_sentences(text.body, stretch):
            if stretch.by_user and words:
                about = last_named(words, people, text.user) or about
            opens, words = not words, text.body[sentence.start : sentence.end]
            found.append(
                Utterance(
                    start=sentence.start,
                    end=sentence.end,
                    words=words,
                    speaker=stretch.speaker,
                    by_user=stretch.by_user,
                    opens=opens,
                    about=about,
                    label=stretch.label if opens else "",
                    heading=stretch.heading,
                    by_colleague=not stretch.by_user and is_colleague(stretch.speaker, text.user),
                )
            )
    return found


def people_of(text: Text) -> tuple[Who, ...]:
    """Everybody whom a document names as its author, recipient or attendee."""
    present = find_present(text.body) if text.medium is Medium.NOTE else ()
    return tuple(who for who in (text.author, *text.listeners, *present) if who)


def words_around(utterances: Sequence[Utterance], index: int) -> tuple[str, str]:
    """The two sentences before and the two after, within the document."""
    before, after = utterances[max(0, index - 2) : index], utterances[index + 1 : index + 3]
    return " ".join(each.words for each in before), " ".join(each.words for each in after)
