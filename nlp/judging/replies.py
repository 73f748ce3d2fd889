"""What somebody answers to a question of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

import msgspec

from nlp.judging.questions import Unfit, find_words, read_json, schema_of
from nlp.judging.veil import Veiled, names_of, veil
from nlp.replies.answers import Said
from nlp.text import Who

LONGEST = 3_000  # characters of an answer that are shown
FURTHEST = timedelta(days=800)  # a day that is named lies no further ahead


class Understanding(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer says; `quote` is in the words of the answer, `until` a day, `hand_off` whom to ask instead."""

    label: Said
    quote: str = ""
    until: date | None = None
    hand_off: str = ""


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    label: str
    quote: str
    until: str | None
    hand_off: str | None


class ReplyQuestion(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """An answer's own words (`words`), what was `asked` at which `stage`, and the day on which it was written.

    `people` are its writer first, then those who are named in it; with `hidden` names they are shown by signs.
    """

    stage: str
    asked: str
    words: str
    when: str
    people: tuple[Who, ...]
    user: tuple[str, ...] = ()
    hidden: bool = True
    ref: str = ""

    @property
    def about(self) -> str:
        """Which prompt asks it."""
        return "reply"

    @property
    def schema(self) -> Mapping[str, object]:
        """The JSON schema of its answer."""
        return schema_of(_Answer, label=tuple(Said))

    def shown(self) -> Mapping[str, object]:
        """What is shown: the question and the answer."""
        return {
            "stage": self.stage,
            "asked": self._veil(self.asked).text,
            "when": self.when,
            "words": self._veiled.text,
        }

    def read(self, answer: str) -> Understanding:
        """What the model made of it. Raises Unfit for a quote or a name that does not stand in the answer."""
        said = read_json(answer, _Answer)
        if said.label not in set(Said):
            raise Unfit(f"{said.label!r} is no label")
        return Understanding(
            label=Said(said.label),
            quote=self._own(said.quote, "quote"),
            until=self._day(said.until or ""),
            hand_off=self._own(said.hand_off, "person") if said.hand_off else "",
        )

    def _own(self, words: str, what: str) -> str:
        found = find_words(words, self._veiled.text)
        if not found:
            raise Unfit(f"the {what} does not stand word for word in the answer")
        start, end = self._veiled.place(found[0]), self._veiled.place(found[1], is_end=True)
        return " ".join(self.words[start:end].split())

    def _day(self, said: str) -> date | None:
        if not said:
            return None
        try:
            day = date.fromisoformat(said)
        except ValueError:
            raise Unfit(f"{said!r} is no day in the form 2026-05-31") from None
        written = date.fromisoformat(self.when)
        if not written <= day <= written + FURTHEST:
            raise Unfit(f"{said} lies before the answer was written, or too far ahead")
        return day

    @cached_property
    def _names(self) -> Sequence[tuple[str, str]]:
        own = [(name, "U") for name, _ in names_of(Who(name=name) for name in self.user if "@" not in name)]
        return [*((name, f"P{index + 1}") for name, index in names_of(self.people)), *own]

    def _veil(self, text: str) -> Veiled:
        return veil(text, self._names) if self.hidden else Veiled(text=text)

    @cached_property
    def _veiled(self) -> Veiled:
        return self._veil(self.words[:LONGEST])
