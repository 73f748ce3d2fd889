"""The reader's figures as tables that read alike on a terminal and in a page, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain.shares import share
from assistant.errors import UserError

if TYPE_CHECKING:
    from assistant.domain.figures import Figures
    from assistant.domain.scoring import Guess, Scored
    from assistant.services.evaluate import Evaluation

BEGIN = "<!-- figures: begin -->"
END = "<!-- figures: end -->"
_HEAD = ("", "labels", "found", "false", "precision", "recall", "F1", "kind", "holder", "category")


def page(result: "Evaluation", gate: Sequence[tuple[float, float]]) -> str:
    """All figures as Markdown, without the words of any document; `gate` is the curve of the reader's gate."""
    return "\n".join(_lines(result, gate))


def _lines(result: "Evaluation", gate: Sequence[tuple[float, float]]) -> Iterator[str]:
    yield f"Reader {result.reader}, least confidence {result.confidence:g}."
    documents = [
        (name, f"{each.documents}", f"{each.false}", f"{each.alarms_per_document:.3f}")
        for name, each in {"all": result.overall, **result.by_medium}.items()
    ]
    yield from table("Overall and by medium", _HEAD, _rows({"all": result.overall, **result.by_medium}))
    yield from table("False alarms", ("", "documents", "false", "false a document"), documents)
    yield from table("By kind", _HEAD, _rows(result.by_kind))
    most = dict(sorted(result.by_category.items(), key=lambda item: -(item[1].found + item[1].missed)))
    yield from table("By category", _HEAD, _rows(most))
    traps = [(trap.reason, f"{trap.labelled}", f"{trap.fired}") for trap in result.traps]
    yield from table("False mentions by trap", ("trap", "labelled", "false mentions"), traps)
    points = [
        (
            f"{point.confidence:.2f}" + (" (configured)" if point.confidence == result.confidence else ""),
            *(f"{rate:.3f}" for rate in (point.figures.precision, point.figures.recall, point.figures.f1)),
            f"{point.figures.alarms_per_document:.3f}",
        )
        for point in result.curve
    ]
    head = ("least confidence", "precision", "recall", "F1", "false a document")
    yield from table("What another least confidence would give", head, points)
    bins = [
        (
            f"{each.first:.1f} to {each.last:.1f}",
            f"{each.mentions}",
            f"{each.stated:.2f}",
            f"{each.measured:.2f}",
            f"{each.low:.2f} to {each.high:.2f}",
        )
        for each in result.reliability
    ]
    head = ("confidence", "mentions", "stated", "right", "right, 95 in 100")
    yield from table("Whether confidence means what it says", head, bins)
    passed = [(f"{recall:.3f}", f"{share:.3f}") for recall, share in gate]
    yield from table("The gate", ("of the sentences to find, it lets through", "of all sentences"), passed)


def misses(result: "Evaluation") -> Iterator[str]:
    """Each false and each missed mention in a line, with its document."""
    for name, scored in result.scored.items():
        for guess, reason in scored.false:
            yield f"FALSE  {name} [{reason}, {guess.confidence:.2f}] {' '.join(guess.quote.split())}"
        for label in scored.missed:
            yield f"MISSED {name} [{label.kind}, {label.category}] {' '.join(label.quote.split())}"


def plain(result: "Evaluation") -> dict[str, object]:
    """Everything, for other programs; rates to three places."""
    return {
        "reader": result.reader,
        "confidence": result.confidence,
        "overall": {
            **result.overall.plain(),
            "false_by_trap": {trap.reason: trap.fired for trap in result.traps if trap.fired},
        },
        "by_medium": _plain(result.by_medium),
        "by_kind": _plain(result.by_kind),
        "by_category": _plain(result.by_category),
        "traps": {trap.reason: {"labelled": trap.labelled, "fired": trap.fired} for trap in result.traps},
        "curve": [{"least_confidence": point.confidence, **point.figures.plain()} for point in result.curve],
        "reliability": [
            {
                "from": each.first,
                "to": each.last,
                "mentions": each.mentions,
                "right": each.right,
                "stated": round(each.stated, 3),
                "measured": round(each.measured, 3),
                "interval": [round(each.low, 3), round(each.high, 3)],
            }
            for each in result.reliability
        ],
        "documents": [
            {"doc": name, "medium": result.reads[name].medium, **_verdicts(scored)}
            for name, scored in result.scored.items()
        ],
        "failed": [{"item": failed.locator, "problems": failed.error.problems} for failed in result.failed],
    }


def write_page(file: Path, figures: str) -> None:
    """Put the figures between the two marks of a page; the rest of it stays. Raises UserError where it has no marks."""
    try:
        text = file.read_text("utf-8")
        before, begin, rest = text.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not (begin and end):
            raise UserError(
                f"{file}: it has no lines {BEGIN} and {END}", hint="put both where the figures should stand"
            )
        file.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}", "utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UserError(f"{file}: {reason}") from None


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A heading and a Markdown table whose columns line up; nothing where there are no rows."""
    if not rows:
        return
    widths = [max(len(line[i]) for line in (head, *rows)) for i in range(len(head))]
    yield f"\n### {title}"
    for line in (head, ["-" * max(3, width) for width in widths], *rows):
        first, *others = (cell.ljust(max(3, width)) for cell, width in zip(line, widths, strict=True))
        yield "| " + " | ".join([first, *(cell.strip().rjust(len(cell)) for cell in others)]) + " |"


def _rows(figures: "Mapping[str, Figures]") -> list[tuple[str, ...]]:
    return [
        (
            name,
            *(f"{count}" for count in (each.found + each.missed, each.found, each.false)),
            _rate(each.found, each.found + each.false),
            _rate(each.found, each.found + each.missed),
            _rate(2 * each.found, 2 * each.found + each.false + each.missed),
            *(_rate(right, each.found) for right in (each.kind, each.holder, each.category)),
        )
        for name, each in figures.items()
    ]


def _rate(part: int, whole: int) -> str:
    return f"{share(part, whole):.3f}" if whole else "–"


def _plain(figures: "Mapping[str, Figures]") -> dict[str, dict[str, float]]:
    return {name: each.plain() for name, each in figures.items()}


def _verdicts(scored: "Scored") -> dict[str, object]:
    return {
        "found": [{"label": label.quote, **_guess(guess)} for label, guess in scored.found],
        "false": [{"trap": reason, **_guess(guess)} for guess, reason in scored.false],
        "missed": [
            {"quote": label.quote, "kind": label.kind, "holder": label.holder, "category": label.category}
            for label in scored.missed
        ],
    }


def _guess(guess: "Guess") -> dict[str, object]:
    return {
        "quote": guess.quote,
        "kind": guess.kind,
        "holder": guess.holder,
        "category": guess.category,
        "confidence": guess.confidence,
    }
