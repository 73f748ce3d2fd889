"""How well replies are understood: labelled answers are read as the product reads them, and compared."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.domain.documents import Content
from assistant.domain.replies import Label, Understood
from assistant.domain.reply_scoring import LabelledReply, ReplyFigures, reply_figures
from assistant.ports import Failed, ReplyReader

NOTHING = Understood(label=Label.UNCLEAR, confidence=0.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyEvaluation:
    """What came out: the reader's version, its figures, what was understood by name, and what could not be read."""

    reader: str
    figures: ReplyFigures
    understood: dict[str, Understood]
    failed: tuple[Failed, ...]


def evaluate_replies(
    replies: Sequence[LabelledReply],
    *,
    contents: Callable[[LabelledReply], Iterable[Content | Failed]],
    reader: ReplyReader,
    progress: Callable[[int], None] = lambda handled: None,
) -> ReplyEvaluation:
    """Understand every answer; one that cannot be read is unclear."""
    understood: dict[str, Understood] = {}
    failed: list[Failed] = []
    for reply in replies:
        understood[reply.name] = NOTHING
        for entry in contents(reply):
            if isinstance(entry, Failed):
                failed.append(entry)
            else:
                understood[reply.name] = reader.understand(entry, stage=reply.stage, asked=reply.asked)
        progress(1)
    return ReplyEvaluation(
        reader=reader.version,
        figures=reply_figures(replies, understood),
        understood=understood,
        failed=tuple(failed),
    )
