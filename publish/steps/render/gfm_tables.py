"""Parse GFM tables as GitHub does; mistune drops a table whose rows differ in length."""

from __future__ import annotations

import re
from typing import Any

from mistune.block_parser import BlockParser
from mistune.core import BlockState

TABLE = (
    r"^ {0,3}(?P<table_head>(?=[^\n|]*\|)[^\n]++)\n"
    r"(?P<table_rule> {0,3}+(?=[^\n|]*\|)\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+)(?:\n|$)"
)
MAX_PADDED_CELLS = 10_000
"""A table with more empty cells ends, and its other rows are text; GitHub has such a limit, too."""
_CELL_BORDER = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def parse_table(_: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
    """Parse a table; a row with too few or too many cells is padded or cut."""
    head = _split_row(match["table_head"])
    aligns = [_parse_align(cell) for cell in _split_row(match["table_rule"])]
    if len(head) != len(aligns):
        return None
    at = match.end()
    rows: list[dict[str, Any]] = []
    padded = 0
    while at < state.cursor_max:
        line = state.get_line(at)
        cells = _split_row(line)[: len(head)]
        missing = len(head) - len(cells)
        padded += missing
        if "|" not in line or padded > MAX_PADDED_CELLS:
            break
        cells += [""] * missing
        rows.append({"type": "table_row", "children": _make_cells(cells, aligns, head=False)})
        at += len(line)
    children = [
        {"type": "table_head", "children": _make_cells(head, aligns, head=True)},
        {"type": "table_body", "children": rows},
    ]
    state.append_token({"type": "table", "children": children})
    return at


def _split_row(line: str) -> list[str]:
    row = line.strip().removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    cells, at = [], 0
    for border in _CELL_BORDER.finditer(row):
        cells.append(row[at : border.end() - 1])
        at = border.end()
    cells.append(row[at:])
    return [cell.strip().replace("\\|", "|") for cell in cells]


def _parse_align(cell: str) -> str | None:
    if cell.endswith(":"):
        return "center" if cell.startswith(":") else "right"
    return None


def _make_cells(cells: list[str], aligns: list[str | None], *, head: bool) -> list[dict[str, Any]]:
    return [
        {"type": "table_cell", "text": cell, "attrs": {"align": align, "head": head}}
        for cell, align in zip(cells, aligns, strict=True)
    ]
