"""How well replies are understood, counted."""

from datetime import UTC, date, datetime

from assistant.adapters.memory_readers import MemoryReplyReader
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.replies import Label, Stage, Understood
from assistant.domain.reply_scoring import LabelledReply
from assistant.errors import SourceError
from assistant.ports import Failed
from assistant.services.evaluate_replies import evaluate_replies

APRIL = date(2026, 4, 7)


def content(text: str) -> Content:
    document = Document(
        id=text, source="s", locator=text, medium=Medium.EMAIL, when=datetime(2026, 3, 4, tzinfo=UTC), digest=""
    )
    return Content(document=document, text=text)


def labelled(name: str, label: Label, **more: object) -> LabelledReply:
    accepted = frozenset({label, *more.pop("also", ())})  # type: ignore[misc]
    return LabelledReply(name=name, stage=Stage.SEEKER, label=label, accepted=accepted, **more)  # type: ignore[arg-type]


REPLIES = [
    labelled("fine", Label.YES, asked="Help?"),
    labelled("perhaps", Label.CONDITIONAL, also=(Label.YES,)),
    labelled("nah", Label.NO),
    labelled("easter", Label.LATER, until=APRIL),
    labelled("spring", Label.LATER, until=date(2026, 4, 1), days=(date(2026, 4, 1), date(2026, 4, 10))),
    labelled("may", Label.LATER, until=date(2026, 5, 1)),
    labelled("brigid", Label.HAND_OFF, hand_off="Brigid Moe"),
    labelled("nobody", Label.HAND_OFF, hand_off="Kofi"),
    labelled("broken", Label.UNCLEAR),
]
YES = Understood(label=Label.YES, confidence=0.9)
LATER = Understood(label=Label.LATER, confidence=0.9, until=APRIL)
SCRIPT = {
    "fine": YES,
    "perhaps": YES,
    "nah": YES,
    "easter": LATER,
    "spring": LATER,
    "may": LATER,
    "brigid": Understood(label=Label.HAND_OFF, confidence=0.9, hand_off="brigid"),
    "nobody": Understood(label=Label.HAND_OFF, confidence=0.9),
}


def test_what_is_right_and_what_is_taken_for_a_yes() -> None:
    reader = MemoryReplyReader(SCRIPT)
    failed = Failed(locator="broken", error=SourceError("broken"))
    handled: list[int] = []
    result = evaluate_replies(
        REPLIES,
        contents=lambda reply: [failed if reply.name == "broken" else content(reply.name)],
        reader=reader,
        progress=handled.append,
    )
    found = result.figures
    assert (found.replies, found.right, found.yeses, found.yeses_given) == (9, 8, 1, 1)
    assert found.wrong_yes == {Label.NO: 1}
    assert (found.dated, found.dated_right, found.handed, found.handed_right) == (3, 2, 2, 1)
    assert found.confusion[Label.NO, Label.YES] == 1
    assert (found.accuracy, found.until_accuracy, found.hand_off_accuracy) == (8 / 9, 2 / 3, 1 / 2)
    assert result.failed == (failed,)
    assert result.understood["broken"].label is Label.UNCLEAR
    assert reader.shown[0] == ("fine", Stage.SEEKER, "Help?")
    assert sum(handled) == len(REPLIES)
