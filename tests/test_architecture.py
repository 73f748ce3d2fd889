"""The shape of the code: who may import whom, how large things are, and that everything public says what it gives."""

import ast
import dataclasses
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("assistant", "nlp")
LONGEST_MODULE = 300
LARGEST_PORT = 7

ALLOWED: dict[str, tuple[str, ...]] = {
    "assistant": (),
    "assistant.__main__": ("assistant.cli",),
    "assistant.errors": (),
    "assistant.domain": ("assistant.domain", "assistant.errors"),
    "assistant.ports": ("assistant.ports", "assistant.domain", "assistant.errors"),
    "assistant.config": ("assistant.config_checks", "assistant.toml_tables", "assistant.domain", "assistant.errors"),
    "assistant.config_checks": ("assistant.toml_tables",),
    "assistant.toml_tables": (),
    "assistant.services": ("assistant.services", "assistant.ports", "assistant.domain", "assistant.errors"),
    "assistant.adapters": ("assistant.adapters", "assistant.ports", "assistant.domain", "assistant.errors"),
    "assistant.adapters.files.playbooks": ("assistant.toml_tables", "assistant.domain", "assistant.errors"),
    "assistant.adapters.spacy_reader": ("nlp", "assistant.ports", "assistant.domain", "assistant.errors"),
    "assistant.adapters.reply_reader": ("nlp", "assistant.ports", "assistant.domain", "assistant.errors"),
    "assistant.adapters.own_words": ("nlp", "assistant.domain"),
    "assistant.adapters.places": ("nlp",),
    "assistant.adapters.plain_matchers": ("nlp", "assistant.ports", "assistant.domain", "assistant.errors"),
    "assistant.adapters.encoder_matcher": ("nlp", "assistant.ports", "assistant.domain", "assistant.errors"),
    "assistant.adapters.judging": (
        "nlp",
        "assistant.adapters",
        "assistant.ports",
        "assistant.domain",
        "assistant.errors",
    ),
    "assistant.bootstrap": (
        "assistant.bootstrap",
        "assistant.adapters",
        "assistant.services",
        "assistant.config",
        "assistant.ports",
        "assistant.domain",
        "assistant.errors",
    ),
    "assistant.setup": (
        "assistant",
        "assistant.setup",
        "assistant.bootstrap",
        "assistant.services",
        "assistant.config",
        "assistant.ports",
        "assistant.domain",
        "assistant.errors",
    ),
    "assistant.cli": (
        "assistant",
        "assistant.cli",
        "assistant.web",
        "assistant.setup",
        "assistant.bootstrap",
        "assistant.services",
        "assistant.config",
        "assistant.ports",
        "assistant.domain",
        "assistant.errors",
    ),
    "assistant.web": (
        "assistant",
        "assistant.web",
        "assistant.setup",
        "assistant.bootstrap",
        "assistant.services",
        "assistant.config",
        "assistant.ports",
        "assistant.domain",
        "assistant.errors",
    ),
    "nlp": ("nlp",),
}
"""From each part, whichever parts it may import; the longest name that fits a module is the one that counts."""

VENDORS: dict[str, frozenset[str]] = {
    "assistant.errors": frozenset(),
    "assistant.domain": frozenset(),
    "assistant.ports": frozenset(),
    "assistant.services": frozenset(),
    "assistant.bootstrap": frozenset(),
    "assistant.config": frozenset({"typer", "tzlocal"}),
    "assistant.config_checks": frozenset(),
    "assistant.toml_tables": frozenset({"msgspec"}),
    "assistant.web": frozenset({"fastapi", "jinja2", "msgspec", "pydantic", "starlette", "uvicorn"}),
    "assistant.setup": frozenset({"tomlkit"}),
    "assistant.cli": frozenset({"msgspec", "rich", "typer", "tzlocal"}),
}
"""What is not in the standard library, and may be imported all the same. Adapters and `nlp` are free."""


def modules() -> dict[str, Path]:
    """Every module of the product, by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}


def imports(tree: ast.AST) -> Iterator[str]:
    """What is imported anywhere in the tree, functions included: `a.b` for `from a import b` where that is a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            assert node.module is not None
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def within(module: str, part: str) -> bool:
    """Whether `module` is `part` or lies in it. The package `assistant` itself is only its own `__init__`."""
    return module == part or (part != "assistant" and module.startswith(f"{part}."))


def rule(module: str, table: Mapping[str, object]) -> str | None:
    """The longest key of the table that the module lies in."""
    return max((part for part in table if within(module, part)), key=len, default=None)


def test_it_finds_the_modules() -> None:
    assert {"assistant.cli", "assistant.domain.introductions", "assistant.adapters.registry", "nlp"} <= MODULES.keys()


def test_imports_go_one_way() -> None:
    wrong = []
    for module, tree in TREES.items():
        part = rule(module, ALLOWED)
        assert part, f"{module} belongs to no part: say in ALLOWED what it may import"
        own = {target for target in imports(tree) if target.split(".")[0] in PACKAGES}
        allowed = ALLOWED[part]
        wrong += [f"{module} → {target}" for target in own if not any(within(target, other) for other in allowed)]
    assert not wrong


def test_vendors_stay_where_they_belong() -> None:
    free = set(sys.stdlib_module_names) | set(PACKAGES)
    wrong = []
    for module, tree in TREES.items():
        if part := rule(module, VENDORS):
            vendors = {target.split(".")[0] for target in imports(tree)} - free
            wrong += [f"{module} → {vendor}" for vendor in vendors - VENDORS[part]]
    assert not wrong


def test_there_is_no_circle() -> None:
    # The bare package `assistant` holds nothing but the version, so asking it for that is no way back.
    graph = {
        module: {target for target in imports(tree) if target in MODULES} - {module, "assistant"}
        for module, tree in TREES.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_no_module_is_too_long() -> None:
    lengths = {module: len(path.read_text("utf-8").splitlines()) for module, path in MODULES.items()}
    assert not {module: length for module, length in lengths.items() if length > LONGEST_MODULE}


def test_nothing_is_called_utils() -> None:
    assert not [name for name in MODULES if re.search(r"\b(utils?|helpers?|misc|common)\b", name)]


def test_ports_are_small() -> None:
    bodies = (tree.body for name, tree in TREES.items() if name.startswith("assistant.ports."))
    classes = [node for body in bodies for node in body if isinstance(node, ast.ClassDef)]
    ports = [node for node in classes if "Protocol" in [ast.unparse(base) for base in node.bases]]
    assert len(ports) >= 6
    for port in ports:
        methods = [node.name for node in port.body if isinstance(node, ast.FunctionDef)]
        assert len(methods) <= LARGEST_PORT, f"{port.name} has {len(methods)} methods: {', '.join(methods)}"


def undocumented(node: ast.Module | ast.ClassDef, where: str) -> Iterator[str]:
    """Public classes and functions without a docstring, in a module or class and in the classes within it."""
    for inner in node.body:
        if not isinstance(inner, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or inner.name.startswith("_"):
            continue
        if not ast.get_docstring(inner):
            yield f"{where}.{inner.name}"
        if isinstance(inner, ast.ClassDef):
            yield from undocumented(inner, f"{where}.{inner.name}")


def test_everything_public_says_what_it_gives() -> None:
    assert not [module for module, tree in TREES.items() if not ast.get_docstring(tree)]
    assert not [name for module, tree in TREES.items() for name in undocumented(tree, module)]


def test_the_domain_is_frozen() -> None:
    records = [
        kind
        for module in MODULES
        if within(module, "assistant.domain")
        for kind in vars(importlib.import_module(module)).values()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ == module
    ]
    assert len(records) > 20
    for kind in records:
        assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]  # mypy: every dataclass has it
        assert all(field.kw_only for field in dataclasses.fields(kind)), kind
        assert "__slots__" in vars(kind), kind


def test_the_command_line_starts_without_heavy_parts() -> None:
    """What makes `assistant today` quick: libraries that a listing does not need are imported where they are used."""
    code = "import sys, assistant.cli; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(run.stdout.split())
    assert "typer" in loaded
    heavy = {
        "spacy",
        "thinc",
        "numpy",
        "rich",
        "jinja2",
        "tinydb",
        "pydantic",
        "icalendar",
        "docx",
        "vobject",
        "httpx",
        "lxml",
    }
    assert not loaded & heavy
