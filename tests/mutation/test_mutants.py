"""The faults that the rules make."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutation.__main__ import ROOMS, ROOT
from tests.mutation.mutants import choose_mutants, find_mutants


@pytest.mark.parametrize(
    ("body", "kind", "broken"),
    [
        ("if a: b", "condition negated", "if (not (a)): b"),
        ("return [x for x in a if x]", "filter removed", "return [x for x in a if True]"),
        ("return a < b", "comparison changed", "return (a <= b)"),
        ("return 3", "number changed", "return 4"),
        ("f(1, 2)", "call removed", "pass"),
        ("return escape(a)", "conversion removed", "return (a)"),
        ("return a and b", "part of a condition removed", "return (a)"),
        ("with lock(1): a", "context not entered", "with __import__('contextlib').nullcontext(): a"),
    ],
)
def test_mutation_rule_makes_its_fault(body: str, kind: str, broken: str) -> None:
    source = f"def f():\n    'é'\n    {body}\n".encode()

    [mutant] = [mutant for mutant in find_mutants("a.py", source) if mutant.kind == kind]

    assert mutant.apply(source).decode() == f"def f():\n    'é'\n    {broken}\n"


def test_mutants_come_from_every_folder_and_can_be_parsed() -> None:
    chosen = choose_mutants(ROOT, ROOMS, 2, seed=1)

    assert len(chosen) >= 40
    assert {room for room in ROOMS if not any(mutant.file.startswith(room) for mutant in chosen)} == set()
    for mutant in chosen:
        ast.parse(mutant.apply((ROOT / mutant.file).read_bytes()))


def test_mutants_cover_every_folder() -> None:
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "publish").rglob("*.py")}
    inside = {str(Path(*folder.parts[:2])) for folder in folders if len(folder.parts) > 1}

    assert {folder for folder in inside if not any(room.startswith(folder) for room in ROOMS)} == set()
