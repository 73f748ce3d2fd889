"""What a pipeline component knows about a sentence, and what it leaves behind.

Every component reads and writes three attributes of a sentence's `Doc`:

- `doc._.context`: a `Context`, set before the pipeline runs;
- `doc._.hits`: a tuple of `Hit`, the claims that this sentence holds a mention;
- `doc._.verdict`: a `Verdict`, why the claims do not hold and who has the matter.

A trained classifier is one more component: it reads `context`, and adds to or replaces `hits`.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from nlp.text import NOBODY, Kind, Medium, Who


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """A sentence's surroundings: who says it to whom, in what, and the sentences beside it."""

    medium: Medium
    speaker: Who = NOBODY
    by_user: bool = False
    about: Who = NOBODY
    people: tuple[Who, ...] = ()
    user: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    heading: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One claim: what kind, by which rule or model, how sure, and where in the sentence.

    `category` is empty where the topic words shall decide.
    """

    kind: Kind
    found_by: str
    confidence: float
    start: int
    end: int
    category: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Why a sentence may be no mention, by ids of the labelling guidelines, and who has the matter.

    `signs` are the traps it looks like and lower the confidence; `trap` is one that decides alone.
    """

    trap: str = ""
    signs: tuple[str, ...] = ()
    holder: Who = NOBODY


def register_attributes() -> None:
    """Declare the attributes of `Doc`; may be called again."""
    if not Doc.has_extension("context"):
        Doc.set_extension("context", default=Context(medium=Medium.NOTE))
        Doc.set_extension("hits", default=())
        Doc.set_extension("verdict", default=Verdict())
