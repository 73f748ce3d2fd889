"""`insight`: what your own answers show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.learning import MOST, STRENGTH

if TYPE_CHECKING:
    from assistant.services.insight import Experience, ReadingInsight

AT_ONCE = 10  # held-back mentions shown

app = typer.Typer(help="What your own answers show.", no_args_is_help=True)


@app.callback()
def insight() -> None:
    """What your own answers show."""


@app.command()
def reading(context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """How often the reader was right, month by month, and what your answers have taught it."""
    from assistant.services import insight as services

    assistant = assistant_of(context)
    found = services.reading(assistant.store, assistant.learnt())
    if json:
        show.as_json([found])
    elif not found.overall.right + found.overall.wrong:
        show.say(
            "Nothing to go by yet. Answer questions: yes and later say that a matter was real, wrong that it was none."
        )
        show.say(
            "A no says neither. From then on you see here how often the reader was right, and what it learns from it."
        )
        show.hint("assistant prompts")
    else:
        _show(found)


def _show(found: "ReadingInsight") -> None:
    show.head(f"Was it a real matter? {_words(found.overall)}")
    _table(found.months)
    if found.unjudged:
        show.hint(f"{found.unjudged} answers of no are not counted: they say nothing of the reader")
    for title, experiences in (("By topic", found.categories), ("By who told it", found.senders)):
        show.head(title)
        _table(experiences, configured=found.configured)
    show.say()
    show.say(
        show.wrapped(
            f"A question needs the confidence that you configured, {found.configured:.2f}. A topic or a person starts "
            f"as if {STRENGTH} answers had fitted it; wrong ones raise it, right ones bring it back, and words as sure "
            f"as {MOST:.2f} are always asked about. To take an answer back: assistant prompts reopen ID"
        )
    )
    if found.held:
        show.head(f"Held back ({len(found.held)})")
        for mention in found.held[:AT_ONCE]:
            show.say(f"{mention.id}  {mention.holder}: {mention.category}, {mention.confidence:.2f}")
            show.say(show.quoted(mention.quote))
        show.hint("assistant why ID")


def _table(experiences: "Sequence[Experience]", *, configured: float | None = None) -> None:
    width = max((len(each.name) for each in experiences), default=0)
    for each in experiences:
        raised = configured is not None and each.needs > configured
        show.say(f"  {each.name.ljust(width)}  {_words(each)}" + (f"; needs {each.needs:.2f} now" if raised else ""))


def _words(each: "Experience") -> str:
    answers = each.right + each.wrong
    return f"{each.right} of {answers}, {each.precision:.0%} (likely {each.low:.0%} to {each.high:.0%})"
