"""The figures of understood replies as tables that read alike on a terminal and in a page, and as JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.cli.figures import table
from assistant.domain.replies import Label

if TYPE_CHECKING:
    from assistant.services.evaluate_replies import ReplyEvaluation


def page(result: "ReplyEvaluation") -> str:
    """All figures as Markdown, without the words of any reply."""
    return "\n".join(_lines(result))


def _lines(result: "ReplyEvaluation") -> Iterator[str]:
    found = result.figures
    wrong = sum(found.wrong_yes.values())
    as_what = ", ".join(f"{count} {label}" for label, count in found.wrong_yes.items())
    yield f"Reader {result.reader}, {found.replies} replies."
    rows = [
        ("label right", f"{found.right} of {found.replies}", f"{found.accuracy:.3f}"),
        ("a yes understood as one", f"{found.yeses_given} of {found.yeses}", ""),
        ("something else taken for a yes", f"{wrong}" + (f" ({as_what})" if as_what else ""), ""),
        ("day to ask again right", f"{found.dated_right} of {found.dated}", f"{found.until_accuracy:.3f}"),
        ("hand-off right", f"{found.handed_right} of {found.handed}", f"{found.hand_off_accuracy:.3f}"),
    ]
    yield from table("What is understood", ("", "replies", "share"), rows)
    labels = [label for label in Label if any(label in pair for pair in found.confusion)]
    cells = [
        (label.value, *(f"{found.confusion.get((label, given), 0) or '·'}" for given in labels)) for label in labels
    ]
    yield from table("What is taken for what", ("labelled as", *(given.value for given in labels)), cells)


def plain(result: "ReplyEvaluation") -> dict[str, object]:
    """Everything, for other programs; rates to three places."""
    found = result.figures
    return {
        "reader": result.reader,
        "replies": found.replies,
        "accuracy": round(found.accuracy, 3),
        "yeses": found.yeses,
        "yeses_given": found.yeses_given,
        "wrong_yes": {label.value: count for label, count in found.wrong_yes.items()},
        "until_accuracy": round(found.until_accuracy, 3),
        "hand_off_accuracy": round(found.hand_off_accuracy, 3),
        "confusion": [
            {"label": label.value, "understood": given.value, "replies": count}
            for (label, given), count in sorted(found.confusion.items())
        ],
        "predictions": list(predictions(result)),
        "failed": [{"item": failed.locator, "problems": failed.error.problems} for failed in result.failed],
    }


def predictions(result: "ReplyEvaluation") -> Iterator[dict[str, object]]:
    """What was understood of each reply, in the form that is compared with labels."""
    for name, understood in result.understood.items():
        yield {
            "doc": name,
            "label": understood.label.value,
            "until": understood.until.isoformat() if understood.until else None,
            "hand_off": understood.hand_off or None,
            "confidence": understood.confidence,
        }
