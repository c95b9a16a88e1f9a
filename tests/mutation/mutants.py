"""Small faults, made in the source by rule: one in each place where the rule applies."""

from __future__ import annotations

import ast
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Mutant(NamedTuple):
    """One fault: what stands where in a file instead of what."""

    file: str
    line: int
    start: int
    end: int
    """Bytes of the file that are replaced."""
    text: str
    kind: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.kind}"

    def apply(self, source: bytes) -> bytes:
        """Return the source with the fault in it."""
        return source[: self.start] + self.text.encode() + source[self.end :]


def find_mutants(file: str, source: bytes) -> list[Mutant]:
    """Return every fault that the rules make in the functions of a file; constants of a module are left alone."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for function in (node for node in ast.walk(ast.parse(source)) if isinstance(node, FUNCTIONS)):
        for node in (inner for statement in function.body for inner in _walk(statement)):
            for kind, replaced, text in _break(node):
                start = starts[replaced.lineno - 1] + replaced.col_offset
                end = starts[(replaced.end_lineno or 0) - 1] + (replaced.end_col_offset or 0)
                found.append(Mutant(file, replaced.lineno, start, end, text, kind))
    return sorted(set(found))


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it but what stands inside an f-string: Python 3.11 does not tell where that is."""
    yield node
    if not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from _walk(child)


def _break(node: ast.AST) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    """Yield what may be done to a node: the kind of fault, the part that is replaced, and by what."""
    yield from _break_condition(node)
    yield from _break_act(node)


def _break_condition(node: ast.AST) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    match node:
        case ast.If() | ast.IfExp() | ast.While():
            yield "condition negated", node.test, f"(not ({ast.unparse(node.test)}))"
        case ast.comprehension(ifs=[first, *_]):
            yield "filter removed", first, "True"
        case ast.Compare(ops=[operator]) if type(operator) in COMPARED:
            changed = ast.Compare(node.left, [COMPARED[type(operator)]()], node.comparators)
            yield "comparison changed", node, f"({ast.unparse(changed)})"
        case ast.BoolOp(values=[first, *_]):
            yield "part of a condition removed", node, f"({ast.unparse(first)})"


def _break_act(node: ast.AST) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            yield "number changed", node, str(number + 1)
        case ast.Expr(value=ast.Call()):
            yield "call removed", node, "pass"
        case ast.Call(args=[argument], keywords=[]) if not isinstance(argument, ast.Starred | ast.GeneratorExp):
            yield "conversion removed", node, f"({ast.unparse(argument)})"
        case ast.With(items=[ast.withitem(context_expr=ast.Call() as entered, optional_vars=None)]):
            yield "context not entered", entered, "__import__('contextlib').nullcontext()"


def choose_mutants(root: Path, rooms: Sequence[str], each: int, seed: int) -> list[Mutant]:
    """Return so many faults of each folder, of as many kinds and in as many files as can be; the same at every call."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    chosen = []
    for room in rooms:
        groups: dict[str, list[Mutant]] = defaultdict(list)
        for path in sorted((root / room).rglob("*.py")):
            for mutant in find_mutants(str(path.relative_to(root)), path.read_bytes()):
                groups[mutant.kind].append(mutant)
        kinds = chance.sample(sorted(groups), min(each, len(groups)))
        chosen += [chance.choice(groups[kind]) for kind in kinds]
    return chosen
