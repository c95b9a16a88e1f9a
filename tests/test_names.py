"""One word for one thing: no name stands for two modules or classes, and words that were given up stay away."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "publish").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
REPEATED_MODULES = {
    "__init__",
    # A group of rules bears the name of what it checks; its folder `rules/` says that it is one.
    *("dark_mode", "elements", "entries", "links", "text"),
    # The same parts of the two rule engines.
    *("registry", "rule"),
    # A command is called what people type.
    *("archive", "preview", "rules", "sandbox"),
}
GIVEN_UP = {
    *("agenda", "anatomy", "chore", "cockpit", "crowded", "desk", "duty", "dye", "furniture", "glance", "knob"),
    *("knobs", "leash", "manner", "manuscript", "mend", "mends", "mended", "mendable", "proofread"),
    *("rehearse", "rehearsal", "rig", "survive", "survival", "tame", "trouble", "twin", "twins", "wish", "workshop"),
}
"""Words of an older vocabulary; today's stand in CONTRIBUTING."""


def list_identifiers(tree: ast.AST) -> Iterator[str]:
    """Yield every name that a module gives: classes, functions, parameters, variables, attributes."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def split_words(identifier: str) -> set[str]:
    """Return the words of a name in snake_case or CamelCase."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)}


def test_no_two_modules_have_one_name() -> None:
    names = Counter(path.stem for path in SOURCES)

    assert {name for name, count in names.items() if count > 1} - REPEATED_MODULES == set()


def test_no_two_classes_have_one_name() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in SOURCES]
    names = Counter(
        node.name.lstrip("_") for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    )

    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("paths", [SOURCES, TESTS], ids=["publish", "tests"])
def test_no_name_has_a_word_that_was_given_up(paths: list[Path]) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in paths
        for name in [path.stem, *list_identifiers(ast.parse(path.read_text("utf-8")))]
        if split_words(name) & GIVEN_UP
    }

    assert sorted(found) == []
