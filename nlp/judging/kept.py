"""Questions as they were kept."""

from __future__ import annotations

import msgspec

from nlp.judging.excerpts import Excerpt
from nlp.judging.matches import MatchQuestion
from nlp.judging.questions import Question
from nlp.judging.replies import ReplyQuestion

KINDS = {"mentions": Excerpt, "reply": ReplyQuestion, "match": MatchQuestion}


def load_question(about: str, kept: bytes) -> Question[object]:
    """A question as it was kept with `msgspec.json.encode`. Raises ValueError where it is none of these kinds."""
    if about not in KINDS:
        raise ValueError(f"{about} is no kind of question: {', '.join(KINDS)}")
    question: Question[object] = msgspec.json.decode(kept, type=KINDS[about])
    return question
