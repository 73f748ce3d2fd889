"""The documentation says what the program does: every command, option, key, variable, state and word of it."""

import dataclasses
import inspect
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import typer

from assistant import config, errors
from assistant.bootstrap import load_topics
from assistant.cli import app
from assistant.domain.bullpen import EvidenceKind
from assistant.domain.drafts import DraftKind, DraftState
from assistant.domain.introductions import TRANSITIONS, State
from assistant.domain.letters import LETTERS, Letter
from assistant.domain.people import Role
from assistant.domain.prompts import PromptState
from assistant.toml_tables import key_of

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted([*ROOT.glob("*.md"), *(page for part in ("docs", "templates") for page in (ROOT / part).rglob("*.md"))])
GLOSSARY = {
    *("person", "provider", "bullpen", "seeker", "document", "mention", "prompt", "consent", "introduction", "draft"),
    *("debrief", "check-in", "goodwill", "referral", "campaign", "group", "pipeline"),
}


def sections(page: Path) -> dict[str, str]:
    """The text below each heading of a page, by heading."""
    parts = re.split(r"^#+ +(.+)$", page.read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> list[list[str]]:
    """The cells of the tables in a text, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heads = {i + d for i, line in enumerate(lines) if re.match(r"\| *-{3}", line) for d in (-1, 0)}
    return [[cell.strip() for cell in line.strip("|").split("|")] for i, line in enumerate(lines) if i not in heads]


def firsts(text: str) -> list[str]:
    """The first cells of the tables in a text, without marks."""
    return [row[0].strip("`*") for row in rows(text)]


def commands(command: Any, *path: str) -> Iterator[tuple[str, Any]]:
    """Every command below this one, by what is typed for it."""
    yield " ".join(path), command
    for name in command.list_commands(None) if hasattr(command, "list_commands") else ():
        yield from commands(command.get_command(None, name), *path, name)


def options(command: Any) -> set[str]:
    """The options of a command as they are typed."""
    own = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    return {spelling for option in own for spelling in (*option.opts, *option.secondary_opts)}


COMMANDS: dict[str, Any] = dict(commands(typer.main.get_command(app)))


def test_every_command_is_documented_and_no_other() -> None:
    documented = {heading.strip("`") for heading in sections(REFERENCE / "commands.md") if heading.startswith("`")}
    assert documented == COMMANDS.keys() - {""}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_no_other(name: str) -> None:
    page = sections(REFERENCE / "commands.md")
    table = rows(page[f"`{name}`" if name else "Options before the command"])
    documented = {option for row in table for option in re.findall(r"--[a-z-]+", row[0])}
    assert documented == options(COMMANDS[name])


def examples() -> Iterator[tuple[str, str]]:
    """Every line in the pages' blocks of code that runs the program, with its page."""
    for page in PAGES:
        for block in re.findall(r"^ *```\w*\n(.*?)^ *```", page.read_text("utf-8"), re.M | re.S):
            for line in block.splitlines():
                if line.strip().startswith(("assistant ", "$ assistant ")):
                    yield page.relative_to(ROOT).as_posix(), line.strip().removeprefix("$ ")


def test_every_example_is_a_command_with_its_options() -> None:
    found = list(examples())
    assert len(found) > 20
    for page, line in found:
        words, name = shlex.split(line, comments=True)[1:], ""
        while words and words[0] in ("--config", "--data"):
            words = words[2:]
        while words and f"{name} {words[0]}".strip() in COMMANDS:
            name = f"{name} {words.pop(0)}".strip()
        assert name, f"{page}: {line}"
        used = {word for word in words if word.startswith("--")}
        assert used <= options(COMMANDS[name]), f"{page}: {line}"


def keys(table: type, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of the configuration with its default."""
    hints = get_type_hints(table)
    for field in dataclasses.fields(table):
        inner = [kind for kind in (hints[field.name], *get_args(hints[field.name])) if dataclasses.is_dataclass(kind)]
        if inner:
            yield from keys(inner[0], f"{prefix}{key_of(field.name)}.")  # type: ignore[arg-type]  # mypy: a class, not a record
        else:
            yield f"{prefix}{key_of(field.name)}", field.default


def test_every_key_is_documented_with_its_default_and_no_other() -> None:
    documented = {row[0].strip("`"): row[1] for row in rows((REFERENCE / "configuration.md").read_text("utf-8"))}
    known = dict(keys(config.Config))
    assert documented.keys() == known.keys()
    for key, default in known.items():
        if key == "data":
            continue  # `load` sets it from where the file lies
        if default is dataclasses.MISSING:
            assert documented[key] == "must be given", key
        elif default:
            assert documented[key] == f"`{default}`", key
        else:
            assert "`" not in documented[key].split(" in ")[0] or key == "drafts.path", key


def test_the_example_shows_every_key_and_loads() -> None:
    example = ROOT / "config.example.toml"

    def shown(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
        for key, value in table.items():
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, dict):
                    yield from shown(inner, f"{prefix}{key}.")
                else:
                    yield f"{prefix}{key}"

    text = example.read_text("utf-8")
    accounts = re.sub(r"^# (?=\[\[account\]\]|[a-z_]+ = )", "", text.partition("[[source]]")[0], flags=re.MULTILINE)
    whole = accounts + "[[source]]" + text.partition("[[source]]")[2]
    assert set(shown(tomllib.loads(whole))) == dict(keys(config.Config)).keys()
    assert config.load(example).user.name == "Alex Example"


def test_every_kind_of_source_is_documented() -> None:
    text = (REFERENCE / "file-formats.md").read_text("utf-8")
    page = (REFERENCE / "configuration.md").read_text("utf-8")
    for kind in config.SOURCE_TYPES:
        assert f"`{kind}`" in text, kind
        assert f"`{kind}`" in page, kind


def test_roles_evidence_and_topics_are_documented() -> None:
    page = sections(REFERENCE / "file-formats.md")
    assert set(re.findall(r"`(\w+)`", page["Roles"])) == set(Role)
    assert all(f"`{kind}`" in page["Bullpen"] for kind in EvidenceKind)
    assert firsts(page["Services: the topics"]) == list(load_topics())


def test_every_template_variable_is_documented_and_no_other() -> None:
    page = sections(ROOT / "templates" / "README.md")
    common = {field.name for field in dataclasses.fields(Letter)}
    assert set(firsts(page["Every message"])) == common
    assert LETTERS.keys() == set(DraftKind)
    for kind, letter in LETTERS.items():
        own = {field.name for field in dataclasses.fields(letter)} - common
        assert set(firsts(page[kind])) == own, kind


def test_the_states_are_documented_as_they_are() -> None:
    page = sections(REFERENCE / "states.md")
    documented = {row[0].strip("*"): row[2] for row in rows(page["Introductions"])}
    assert documented.keys() == set(State)
    for state in State:
        assert documented[state] == "; ".join(f"{kind} → {to}" for kind, to in TRANSITIONS.get(state, {}).items())
    assert set(firsts(page["Prompts"])) == set(PromptState)
    assert set(firsts(page["Drafts"])) == set(DraftState)


def test_the_glossary_has_every_term_in_order() -> None:
    terms = firsts((REFERENCE / "glossary.md").read_text("utf-8"))
    assert set(terms) >= GLOSSARY
    assert terms == sorted(terms)
    assert all(row[1].endswith((".", "?")) for row in rows((REFERENCE / "glossary.md").read_text("utf-8")))


def test_the_readme_names_the_invariants() -> None:
    text = " ".join((ROOT / "README.md").read_text("utf-8").split())
    for invariant in ("No unapproved message", "No duplicate message", "No premature message"):
        assert invariant in text


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in sections(page))
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.is_relative_to(ROOT), target
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def test_every_page_is_reached_from_the_start() -> None:
    start = (ROOT / "docs" / "README.md").read_text("utf-8")
    for page in (ROOT / "docs").glob("*/*.md"):
        place = page.relative_to(ROOT / "docs")
        assert str(place.as_posix()) in start or f"{place.parent}/)" in start, place


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    tree = inspect.getdoc(errors) or ""
    drawn = {name: len(branch) // 4 for branch, name in re.findall(r"^([ │├└─]*)(\w+Error)\b", tree, re.M)}
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.AssistantError)
    ]
    assert drawn == {kind.__name__: kind.__mro__.index(errors.AssistantError) for kind in kinds}
