"""mistune's block parser in linear time, with GFM tables, definition lists, `:::` containers and callouts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mistune.block_parser import BlockParser
from mistune.core import BlockState

from publish.core.lazy_pattern import lazy_pattern
from publish.core.theme import Math
from publish.newsletter.container_names import (
    BOXES,
    CALLOUTS,
    CARD,
    COMPARISON,
    CONTAINER_FENCE,
    CONTAINER_NAMES,
    MAX_CONTAINER_LINES,
)
from publish.steps.render.formulas import FORMULA_BLOCK, make_block_parser

_TABLE = (
    r"^ {0,3}(?P<table_head>(?=[^\n|]*\|)[^\n]++)\n"
    r"(?P<table_rule> {0,3}+(?=[^\n|]*\|)\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+)(?:\n|$)"
)
MAX_PADDED_CELLS = 10_000
"""A table with more empty cells ends, and its other rows are text; GitHub has such a limit, too."""
_CELL_BORDER = lazy_pattern(r"(?<!\\)((?:\\\\)*)\|")

_MEANING = lazy_pattern(r" {0,3}:[ \t]+(?=\S)")
_TERMS = r"^(?= {0,3}[^\s:>#|`~<][^\n]*\n(?:[ \t]*\n)? {0,3}:[ \t]+\S)"
_TERM_START = lazy_pattern(_TERMS, re.MULTILINE)
_INDENT = lazy_pattern(r"^ {1,4}|^\t")

MAX_CONTAINER_DEPTH = 5  # containers nested deeper are text: no phone has room for them
_CONTAINER = r"^ {0,3}:{3,}[ \t]*(?P<container_name>[^\s:]\S{0,40})[ \t]*(?P<container_title>[^\n]*)$"
_FENCE = lazy_pattern(r" {0,3}(`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_CALLOUT = lazy_pattern(
    r"\[!(?P<name>[^\[\]|\n]{1,40})(?:\|[^\[\]\n]*)?\](?![(\[])[+-]?[ \t]*(?P<title>[^\n]*)(?:\n|$)"
)
_COLUMN_BORDER = lazy_pattern(r"^ {0,3}\+{3,}[ \t]*(?:\n|$)", re.MULTILINE)
_FOOTNOTE = (
    r"^ {0,3}\[\^[^\]\s]{1,80}\]:[^\n]*"
    r"(?:\n(?: {2}|\t)[^\n]*\S[^\n]*|(?:\n[ \t]*)+\n(?: {4}|\t)[^\n]*\S[^\n]*)*(?:\n|$)"
)
_COLUMNS = 2
_TITLE_BORDER = lazy_pattern(r"[|｜]")


def _parse_table(_: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
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


def _parse_terms(block: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
    """Parse terms, each on one line, with their meanings on the next, behind `: `."""
    if state.depth() >= block.max_nested_level - 1:
        return None
    lines = list(_iterate_terms(state, match.start()))
    children: list[dict[str, Any]] = []
    meaning: list[str] = []
    for is_term, line in lines:
        mark = _MEANING.match(line)
        if (mark or is_term) and meaning:
            children.append(_make_meaning(block, meaning, state))
            meaning = []
        if mark:
            meaning = [line[mark.end() :]]
        elif is_term:
            children.append({"type": "term", "text": line})
        elif meaning:
            meaning.append(_INDENT.sub("", line))
    children.append(_make_meaning(block, meaning, state))
    state.append_token({"type": "terms", "children": children})
    return match.start() + sum(len(line) for _, line in lines)


def _iterate_terms(state: BlockState, at: int) -> Iterator[tuple[bool, str]]:
    """Yield the lines of a definition list, and whether each is a term."""
    while at < state.cursor_max:
        line = state.get_line(at)
        if not line.strip() and not _continues_terms(state, at + len(line)):
            return
        yield bool(line.strip() and _TERM_START.match(state.src, at)), line
        at += len(line)


def _continues_terms(state: BlockState, at: int) -> bool:
    """Return whether the text below a blank line belongs to the definition list."""
    line = state.get_line(at)
    return bool(_MEANING.match(line) or line.startswith(("  ", "\t")) or _TERM_START.match(state.src, at))


def _make_meaning(block: BlockParser, lines: list[str], state: BlockState) -> dict[str, Any]:
    child = state.child_state("".join(lines))
    block.parse(child, block.list_rules)
    tokens = [token for token in child.tokens if token["type"] != "blank_line"]
    if len(tokens) == 1 and tokens[0]["type"] == "paragraph":
        tokens[0]["type"] = "block_text"
    return {"type": "meaning", "children": tokens}


def _turn_into_callout(quote: dict[str, Any]) -> None:
    """Turn a quotation that begins with `[!NOTE]` or the like into a box."""
    first = next(iter(quote["children"]), None)
    match = _CALLOUT.match(first["text"]) if first and first["type"] == "paragraph" else None
    if first is None or match is None:
        return
    first["text"] = first["text"][match.end() :]
    rest = quote["children"] if first["text"].strip() else quote["children"][1:]
    given = match["name"].strip()
    name, title = CALLOUTS.get(given.lower(), ("info", given))
    quote.update(_make_box(name, match["title"].strip() or title, rest))


def _parse_container(block: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
    """Parse a closed container; an unknown name makes it an info box and is recorded."""
    end = _find_end(state.src, match.end() + 1)
    if end is None:
        state.env["open_container"] = True
    if end is None or _count_containers(state) >= MAX_CONTAINER_DEPTH:
        return None
    name, title = _find_container(match["container_name"], match["container_title"].strip(), state)
    inner = state.src[match.end() + 1 : end[0]]
    if name == COMPARISON and len(columns := _COLUMN_BORDER.split(inner)) == _COLUMNS:
        token = _make_comparison(title, [_parse_inner(block, column, state) for column in columns])
    elif name == CARD:
        author = [{"type": "card_author", "text": title}] if title else []
        token = {"type": "box", "children": [*_parse_inner(block, inner, state), *author], "attrs": {"name": CARD}}
    else:
        if name == COMPARISON:
            state.env["torn_comparison"] = True
            name = "info"
        token = _make_box(name, title, _parse_inner(block, inner, state))
    state.append_token(token)
    return end[1]


def _find_container(given: str, title: str, state: BlockState) -> tuple[str, str]:
    """Return the class name and title of a container; of an unknown one those of a box, and record it."""
    name = CONTAINER_NAMES.get(given.lower())
    if name is not None:
        return name, title
    if given.lower() in CALLOUTS:
        name, default = CALLOUTS[given.lower()]
        return name, title or default
    state.env.setdefault("unknown_containers", []).append(given)
    return "info", title or given


def _find_end(text: str, start: int) -> tuple[int, int] | None:
    """Return start and end of the closing line; None if there is none."""
    depth = 1
    at = start
    for _ in range(MAX_CONTAINER_LINES):
        if at >= len(text):
            break
        stop = text.find("\n", at) + 1 or len(text)
        fence = _FENCE.match(text, at, stop)
        if fence:
            closing = re.compile(rf"^ {{0,3}}{fence[1][0]}{{{len(fence[1])},}}[ \t]*$", re.MULTILINE).search(text, stop)
            stop = (text.find("\n", closing.end()) + 1 or len(text)) if closing else len(text)
        elif mark := CONTAINER_FENCE.match(text, at, stop):
            depth += 1 if mark["name"] else -1
            if not depth:
                return at, stop
        at = stop
    return None


def _count_containers(state: BlockState) -> int:
    depth = 0
    above: BlockState | None = state
    while above is not None:
        depth += getattr(above, "in_container", False)
        above = above.parent
    return depth


def _parse_inner(block: BlockParser, text: str, state: BlockState) -> list[dict[str, Any]]:
    child = state.child_state(text if text.endswith("\n") else text + "\n")
    child.in_container = True  # type: ignore[attr-defined]  # read in `_count_containers` alone
    rules = block.block_quote_rules
    if state.depth() >= block.max_nested_level - 1:
        rules = [rule for rule in rules if rule not in ("block_quote", "list", "container")]
    block.parse(child, rules)
    tokens: list[dict[str, Any]] = child.tokens
    return tokens


def _make_box(name: str, title: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    heading = {"type": "box_title", "text": title or BOXES[name]}
    return {"type": "box", "children": [heading, *children], "attrs": {"name": name}}


def _make_comparison(title: str, columns: list[list[dict[str, Any]]]) -> dict[str, Any]:
    cells = [{"type": "table_cell", "children": column, "attrs": {"head": False}} for column in columns]
    rows = [{"type": "table_body", "children": [{"type": "table_row", "children": cells}]}]
    if title:
        texts = [*(text.strip() for text in _TITLE_BORDER.split(title, maxsplit=1)), ""][:_COLUMNS]
        heads = [{"type": "table_cell", "text": text, "attrs": {"head": True}} for text in texts]
        rows.insert(0, {"type": "table_head", "children": heads})
    return {"type": "comparison", "children": rows}


_BLOCK_RULES: tuple[tuple[str, str, Any, str], ...] = (
    ("table", _TABLE, _parse_table, "paragraph"),
    ("container", _CONTAINER, _parse_container, "paragraph"),
    ("footnote", _FOOTNOTE, lambda _, match, __: match.end(), "ref_link"),  # the parser has read it already
    ("terms", _TERMS, _parse_terms, "paragraph"),
)


class LinearBlockParser(BlockParser):
    """mistune's block rules in linear time, with GFM tables, containers, definition lists and formulas."""

    def __init__(self, *, math: Math) -> None:
        super().__init__()
        formula = ("block_formula", FORMULA_BLOCK, make_block_parser(math), "paragraph")
        for name, pattern, parse, before in (*_BLOCK_RULES, *([formula] if math else [])):
            self.register(name, pattern, parse, before=before)
            self.insert_rule(self.list_rules, name, before=before)
            self.insert_rule(self.block_quote_rules, name, before=before)

    def parse_atx_heading(self, m: re.Match[str], state: BlockState) -> int:
        """Parse a `#` heading; mistune looks for the closing `#` with a pattern that is quadratic in blanks."""
        text = m["atx_2"].strip()
        bare = text.rstrip("#")
        if not bare or bare != bare.rstrip():
            text = bare.rstrip()
        state.append_token({"type": "heading", "text": text, "attrs": {"level": len(m["atx_1"])}, "style": "atx"})
        return m.end() + 1

    def parse_block_quote(self, m: re.Match[str], state: BlockState) -> int:
        """Parse a quotation, or a callout if it begins with `[!NOTE]` or the like."""
        end = super().parse_block_quote(m, state)
        # The block that ended the quotation may already follow it.
        _turn_into_callout(next(token for token in reversed(state.tokens[-2:]) if token["type"] == "block_quote"))
        return end
