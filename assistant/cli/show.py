"""How things look on a terminal, and as JSON."""

import json
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import msgspec
import typer

from assistant.domain.drafts import Draft
from assistant.domain.findings import Finding
from assistant.domain.time import day as day  # noqa: PLC0414  as the others: show.day
from assistant.errors import UserError

if TYPE_CHECKING:  # most commands show no question
    from assistant.domain.facts import Fact
    from assistant.domain.meetings import Meeting
    from assistant.domain.timing import Proposal
    from assistant.services.today import Question

INDENT = "    "


def printable(text: str) -> str:
    """`text` without the signs that could steer a terminal, or show it otherwise than it is written."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def say(text: str = "") -> None:
    """One line, or several, to the terminal."""
    typer.echo(printable(text))


def head(text: str) -> None:
    """A heading, after an empty line."""
    typer.echo()
    typer.secho(printable(text), bold=True)


def hint(text: str) -> None:
    """What to do next, less loud."""
    typer.secho(f"{INDENT}{printable(text)}", dim=True)


def quoted(text: str) -> str:
    """Somebody's words, wrapped to the terminal."""
    return wrapped(f"“{' '.join(text.split())}”")


def wrapped(text: str) -> str:
    """A paragraph, indented and wrapped to the terminal."""
    width = min(100, get_terminal_size().columns)
    return textwrap.fill(text, width=width, initial_indent=INDENT, subsequent_indent=INDENT)


def folded(text: str, lead: str = "") -> str:
    """A line broken to the terminal's width, what follows `lead` below each other; an address is never broken."""
    width = min(100, get_terminal_size().columns)
    lines = textwrap.wrap(
        text,
        width=width,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines) or lead.rstrip()


def how_to_answer(id: str) -> None:
    """How a question is answered, as it is typed for this one."""
    hint(f"assistant prompts answer {id} yes   (or no, later, wrong in the place of yes)")


def as_json(records: Iterable[object], also: Iterable[Mapping[str, object]] = ()) -> None:
    """Records as a JSON list, in ASCII where a terminal shows it; `also` adds to each what does not lie in it."""
    plain = msgspec.to_builtins(list(records))
    for row, more in zip(plain, msgspec.to_builtins(list(also)), strict=False):
        row.update(more)
    typer.echo(json.dumps(plain, ensure_ascii=sys.stdout.isatty(), indent=2))


def complain(error: UserError) -> None:
    """Every problem in a line of its own, then what to do."""
    for problem in error.problems:
        typer.secho(printable(problem), err=True, fg="red" if sys.stderr.isatty() else None)
    if error.hint:
        typer.echo(f"→ {printable(error.hint)}", err=True)


def question(asked: "Question", *, how: "Proposal | None" = None, known: "Iterable[Fact]" = ()) -> None:
    """A prompt with who, what, where, and the words; how to ask them, and what is known already."""
    mention, prompt = asked.mention, asked.prompt
    where = f"{asked.document.medium}" if asked.document else "a document that is gone"
    again = f", told {asked.times} times" if asked.times > 1 else ""
    organisation = f" ({asked.person.organisation})" if asked.person.organisation else ""
    say(f"{prompt.id}  {asked.person.name}{organisation}: {prompt.category}, {mention.kind}")
    say(quoted(mention.quote))
    teller = mention.told_by.name or mention.told_by.address
    told = f", told by {teller}" if teller and mention.told_by != mention.holder else ""
    hint(f"{where} of {day(mention.heard_at)}{told}{again}")
    facts(known)
    if how:
        hint(how.words)


def facts(known: "Iterable[Fact]") -> None:
    """What was found out about two people, each in a line with the id that `why` takes."""
    for found in known:
        weight = "against it" if found.forbids else "mind"
        hint(f"{weight}: {found.words}" + (f" [{found.evidence[0]}]" if found.evidence else ""))


def draft_line(draft: Draft) -> None:
    """A draft in two lines."""
    to = ", ".join(str(who) for who in (*draft.to, *draft.cc))
    say(f"{draft.id}  {draft.kind.replace('_', ' ')} to {to}: {draft.state}")
    say(wrapped(draft.subject))


def meeting_line(meeting: "Meeting") -> None:
    """A meeting in a line."""
    people = ", ".join(person.name or person.address for person in meeting.attendees)
    say(f"{meeting.id}  {meeting.title}, {day(meeting.start)} {meeting.start:%H:%M}, with {people}")


def message(draft: Draft) -> None:
    """A draft as its recipient will read it."""
    say(f"To: {', '.join(map(str, draft.to))}")
    if draft.cc:
        say(f"Cc: {', '.join(map(str, draft.cc))}")
    say(f"Subject: {draft.subject}")
    say()
    say(draft.text)


def findings(found: Sequence[Finding], overruled: Sequence[Finding] = ()) -> None:
    """What the etiquette would mend, each with its rule; what the user has let stand is said so."""
    if found:
        head("Worth another look" if all(each.may_be_overruled for each in found) else "Before it can go out")
    for each in found:
        stands = " (you let it stand)" if each in overruled else ""
        say(folded(f"{each.why} [{each.number}: {each.name}]{stands}", "  ! "))
