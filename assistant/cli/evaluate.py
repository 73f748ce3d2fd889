"""`evaluate`: how well the reader reads, and how well needs are matched with providers."""

import json as jsonlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.bootstrap import (
    contents_of,
    least_confidence,
    load_matchers,
    load_reader,
    load_topics,
)
from assistant.bootstrap.matching import labelled_needs
from assistant.bootstrap.reading import gate_curve, labelled_folder, labelled_replies, load_readers, load_reply_reader
from assistant.cli import figures, match_figures, reply_figures, show
from assistant.cli.extract import complain_of, contents_in, mention_row, show_reads
from assistant.cli.session import session_of
from assistant.errors import UserError
from assistant.ports import Failed, Read

if TYPE_CHECKING:
    from assistant.bootstrap.judging import FileJudge

JudgeFile = Annotated[
    Path | None, typer.Option(help="Answers of a language model, or of any other reader, to what it was asked.")
]
JudgeQuestions = Annotated[Path | None, typer.Option(help="Write what a language model would be asked, a line each.")]

app = typer.Typer(help="How well documents and replies are read, and who fits is found.", no_args_is_help=True)


@app.command()
def mentions(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Documents, and a labels.jsonl that says what they hold.")],
    json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Show each false and each missed mention.")] = False,
    without_zones: Annotated[
        bool, typer.Option("--without-zones", help="Read quotes, signatures and bulk, too.")
    ] = False,
    predictions: Annotated[Path | None, typer.Option(help="Write what was read, as `extract --json` does.")] = None,
    write: Annotated[Path | None, typer.Option(help="Put the figures between the marks of this page.")] = None,
    judge_file: JudgeFile = None,
    judge_questions: JudgeQuestions = None,
) -> None:
    """Read labelled documents as `extract` does, and compare. Nothing is kept."""
    from assistant.services.evaluate import evaluate

    reading, zone = session_of(context).reading
    documents = labelled_folder(folder)
    judge = _judge(judge_file, judge_questions)
    asking = judge.asking if judge else None
    with _progress_bar(2 * len(documents)) as progress:
        result = evaluate(
            documents,
            contents=lambda document: contents_of(folder / document.name, zone),
            readers=load_readers(reading, zoned=not without_zones, judge=asking),
            loose=load_readers(reading, loose=True, zoned=not without_zones, judge=asking),
            confidence=least_confidence(reading),
            progress=progress,
        )
    rows = ({"doc": n, "mentions": [mention_row(m) for m in read.mentions]} for n, read in result.reads.items())
    page = figures.page(result, gate_curve())
    _keep(page, rows, write=write, predictions=predictions)
    _tell(page, figures.plain(result), json=json)
    if misses and not json:
        show.head("False and missed")
        for line in figures.misses(result):
            show.say(line)
    _write_questions(judge, judge_questions)
    complain_of(result.failed)


@app.command()
def replies(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Answers as .eml files, and a labels.jsonl that says what they say.")],
    user: Annotated[list[str] | None, typer.Option(help="Your name or address, to tell you. Repeat it.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
    predictions: Annotated[Path | None, typer.Option(help="Write what was understood, a line an answer.")] = None,
    write: Annotated[Path | None, typer.Option(help="Put the figures between the marks of this page.")] = None,
    judge_file: JudgeFile = None,
    judge_questions: JudgeQuestions = None,
) -> None:
    """Understand labelled answers, and compare. Nothing is kept."""
    from assistant.services.evaluate_replies import evaluate_replies

    session = session_of(context)
    answers = labelled_replies(folder)
    judge = _judge(judge_file, judge_questions)
    names = user or session.names
    with _progress_bar(len(answers)) as progress:
        result = evaluate_replies(
            answers,
            contents=lambda answer: contents_of(folder / answer.name, session.reading[1]),
            reader=load_reply_reader(names, judge=judge.asking if judge else None),
            progress=progress,
        )
    page = reply_figures.page(result)
    _keep(page, reply_figures.predictions(result), write=write, predictions=predictions)
    _tell(page, reply_figures.plain(result), json=json)
    _write_questions(judge, judge_questions)
    complain_of(result.failed)


@app.command()
def matching(
    folder: Annotated[Path, typer.Argument(help="A bullpen.json, and a needs.jsonl that says who is right for whom.")],
    json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
    predictions: Annotated[Path | None, typer.Option(help="Write who was proposed: one line of JSON a need.")] = None,
    write: Annotated[Path | None, typer.Option(help="Put the figures between the marks of this page.")] = None,
    judge_file: JudgeFile = None,
    judge_questions: JudgeQuestions = None,
) -> None:
    """Match labelled needs with providers, beside shared words and an encoder that was never taught to match."""
    from assistant.services.evaluate_matching import evaluate_matching

    candidates, needs = labelled_needs(folder)
    judge = _judge(judge_file, judge_questions)
    matcher, beside, missing = load_matchers(judge.asking if judge else None)
    with _progress_bar((1 + len(beside)) * len(needs)) as progress:
        result = evaluate_matching(needs, candidates, matcher=matcher, beside=beside, progress=progress)
    page = match_figures.page(result, missing)
    _keep(page, match_figures.predictions(result), write=write, predictions=predictions)
    _tell(page, match_figures.plain(result), json=json)
    _write_questions(judge, judge_questions)


@app.command()
def alarms(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Mails, notes, transcripts, calendars, or folders of them.")],
    user: Annotated[list[str] | None, typer.Option(help="Your name or address, to tell your words. Repeat it.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Read documents without labels: how often would you be asked, and about what? Nothing is kept."""
    session = session_of(context)
    reading, zone = session.reading
    faults: list[Failed] = []
    reader = load_reader(reading, user or session.names)
    reads = list[Read]()
    documents = skipped = 0
    with _progress_bar(None) as progress:
        for read in reader.read(contents_in(paths, zone, faults)):
            documents += 1
            skipped += bool(read.skipped)
            reads += [read] if read.mentions else []
            progress(1)
    count = sum(len(read.mentions) for read in reads)
    rate = 1000 * count / max(1, documents)
    if json:
        rows = [
            {"doc": read.content.document.locator, **mention_row(mention)}
            for read in reads
            for mention in read.mentions
        ]
        report = {"documents": documents, "skipped": skipped, "per_thousand": round(rate, 1), "mentions": rows}
        _tell("", report, json=True)
    else:
        for read in reads:
            show_reads(read.content.document.locator, [read])
        show.say(
            f"{count} mentions in {documents} documents, {rate:.1f} in a thousand; {skipped} were not looked into."
        )
    complain_of(faults)


def _keep(page: str, rows: Iterable[object], *, write: Path | None, predictions: Path | None) -> None:
    """Put the figures into a page, and what they are about into a file of JSON lines, where that is wanted."""
    if write:
        figures.write_page(write, page)
    if predictions:
        try:
            predictions.write_text("".join(jsonlib.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        except OSError as error:
            raise UserError(f"{predictions}: {error.strerror}") from None


def _tell(page: str, report: object, *, json: bool) -> None:
    if json:
        typer.echo(jsonlib.dumps(report, ensure_ascii=sys.stdout.isatty(), indent=2))
    else:
        show.say(page)


def _judge(answers: Path | None, questions: Path | None) -> "FileJudge | None":
    """A judge by a file, where answers are given or questions wanted."""
    if answers is None and questions is None:
        return None
    from assistant.bootstrap.judging import judge_of_file

    judge = judge_of_file(answers, load_topics())
    for fault in judge.faults:
        show.complain(fault)
    return judge


def _write_questions(judge: "FileJudge | None", file: Path | None) -> None:
    if judge and file:
        count = judge.write(file)
        typer.echo(f"{count} questions without an answer: {file}", err=True)


@contextmanager
def _progress_bar(total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=total)
        yield lambda handled: bar.advance(task, handled)
