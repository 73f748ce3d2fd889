"""Every rule of the etiquette is linked to the code that holds it and to a test, and both are there."""

import ast
import re
from pathlib import Path

import pytest

from assistant.domain.findings import Rule

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explanation" / "etiquette.md"
RULES = 17  # of the etiquette
Link = tuple[str, Path]


def rows() -> dict[int, list[list[Link]]]:
    """The links of each rule, code first, then tests, by the rule's number."""
    table = PAGE.read_text("utf-8").partition("## The rules")[2].partition("\n## ")[0]
    lines = [line.strip("|").split("|") for line in table.splitlines() if re.match(r"\| \d", line)]
    return {int(cells[0]): [links(cells[2]), links(cells[3])] for cells in lines}


def links(cell: str) -> list[Link]:
    """What a cell links to: the symbol, and the file that it should be in."""
    found = re.findall(r"\[`([^`]+)`\]\(([^)]+)\)", cell)
    return [(symbol, (PAGE.parent / target).resolve()) for symbol, target in found]


def defines(symbol: str, path: Path) -> bool:
    """Whether the file is there and defines the symbol: a function, a class, a constant, or a member as `Class.member`.

    A template defines itself.
    """
    if not path.is_file() or not path.is_relative_to(ROOT):
        return False
    if path.suffix != ".py":
        return path.name == symbol
    body: list[ast.stmt] = ast.parse(path.read_text("utf-8")).body
    *classes, last = symbol.split(".")
    for name in classes:
        inner = [node for node in body if isinstance(node, ast.ClassDef) and node.name == name]
        body = inner[0].body if inner else []
    return last in {name for node in body for name in names(node)}


def names(node: ast.stmt) -> list[str]:
    """The names that a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


@pytest.mark.parametrize("number", rows())
def test_a_rule_is_linked_to_its_code_and_its_test(number: int) -> None:
    code, tests = rows()[number]
    assert code
    assert tests
    for symbol, path in (*code, *tests):
        assert defines(symbol, path), f"rule {number}: {symbol} in {path}"
    assert not any(path.is_relative_to(ROOT / "tests") for _, path in code)
    assert all(symbol.startswith("test_") and path.is_relative_to(ROOT / "tests") for symbol, path in tests)


def test_the_rules_are_all_there_in_their_order() -> None:
    numbers = list(rows())
    assert numbers == list(range(1, RULES + 1))


def test_every_rule_of_the_linter_is_on_the_page_with_its_number() -> None:
    table = PAGE.read_text("utf-8").partition("## What is read")[2]
    listed = set(re.findall(r"^\| [^|]+ \| (S?\d+) \|", table, re.MULTILINE))
    assert listed == {rule.number for rule in Rule}


@pytest.mark.parametrize(
    ("symbol", "path", "there"),
    [
        ("Draft.approved", "assistant/domain/drafts.py", True),
        ("Draft.vanished", "assistant/domain/drafts.py", False),
        ("approved", "assistant/domain/drafts.py", False),
        ("Preferences.never_ask", "assistant/domain/people.py", True),
        ("joint.txt.j2", "templates/email/warm/joint.txt.j2", True),
        ("joint.txt.j2", "templates/email/warm/thanks.txt.j2", False),
        ("anything", "assistant/nowhere.py", False),
        ("anything", "../elsewhere.py", False),
    ],
)
def test_a_link_to_nothing_is_noticed(symbol: str, path: str, there: bool) -> None:
    assert defines(symbol, (ROOT / path).resolve()) is there
