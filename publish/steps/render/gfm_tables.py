"""GFM tables as GitHub reads them; mistune drops a table whose rows differ in length."""

from __future__ import annotations

import re
from typing import Any

import mistune
from mistune.block_parser import BlockParser
from mistune.core import BlockState

_TABLE = (
    r"^ {0,3}(?P<table_head>(?=[^\n|]*\|)[^\n]++)\n"
    r"(?P<table_rule> {0,3}+(?=[^\n|]*\|)\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+)(?:\n|$)"
)
MAX_PADDED_CELLS = 10_000
"""A table needs no more empty cells; what follows them is text. GitHub has such a limit, too."""
_CELL_BORDER = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def parse_tables(md: mistune.Markdown) -> None:
    """Read GFM tables; a row with too few or too many cells is padded or cut, as GitHub does."""
    md.block.register("table", _TABLE, _parse_table, before="paragraph")
    for rules in (md.block.list_rules, md.block.block_quote_rules):
        md.block.insert_rule(rules, "table", before="paragraph")
    renderer = md.renderer
    assert renderer is not None  # noqa: S101  # given in `Markdown.__init__`
    renderer.register("table", lambda _, text: f"<table>{text}</table>")
    renderer.register("table_head", lambda _, text: f"<thead><tr>{text}</tr></thead>")
    renderer.register("table_body", lambda _, text: f"<tbody>{text}</tbody>" if text else "")
    renderer.register("table_row", lambda _, text: f"<tr>{text}</tr>")
    renderer.register("table_cell", _render_cell)


def _render_cell(_: mistune.HTMLRenderer, text: str, align: str | None = None, head: bool = False) -> str:
    tag = "th" if head else "td"
    hook = f' class="{align}"' if align in ("center", "right") else ""
    return f"<{tag}{hook}>{text}</{tag}>"


def _parse_table(_: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
    head = _split_row(match["table_head"])
    aligns = [_read_align(cell) for cell in _split_row(match["table_rule"])]
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
    row = line.strip()
    row = row.removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    cells, at = [], 0
    for border in _CELL_BORDER.finditer(row):
        cells.append(row[at : border.end() - 1])
        at = border.end()
    cells.append(row[at:])
    return [cell.strip().replace("\\|", "|") for cell in cells]


def _read_align(cell: str) -> str | None:
    if cell.endswith(":"):
        return "center" if cell.startswith(":") else "right"
    return None


def _make_cells(cells: list[str], aligns: list[str | None], *, head: bool) -> list[dict[str, Any]]:
    return [
        {"type": "table_cell", "text": cell, "attrs": {"align": align, "head": head}}
        for cell, align in zip(cells, aligns, strict=True)
    ]
