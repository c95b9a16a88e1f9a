"""Parse `:::` containers and GitHub's alerts."""

from __future__ import annotations

import re
from typing import Any

from mistune.block_parser import BlockParser
from mistune.core import BlockState

from publish.newsletter.container_names import (
    ALERTS,
    BOXES,
    CARD,
    COMPARISON,
    CONTAINER_FENCE,
    MAX_CONTAINER_LINES,
    NAMES,
)

MAX_CONTAINER_DEPTH = 5
"""Containers nested deeper are text: no phone has room for them."""
CONTAINER = r"^ {0,3}:{3,}[ \t]*(?P<container_name>[^\s:]\S{0,40})[ \t]*(?P<container_title>[^\n]*)$"
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_ALERT = re.compile(rf"\[!(?P<name>{'|'.join(ALERTS)})\][+-]?[ \t]*(?P<title>[^\n]*)(?:\n|$)", re.IGNORECASE)
_COLUMN_BORDER = re.compile(r"^ {0,3}\+{3,}[ \t]*(?:\n|$)", re.MULTILINE)
FOOTNOTE = r"^ {0,3}\[\^[^\]\s]{1,80}\]:[^\n]*(?:\n(?: {2}|\t)[^\n]*\S[^\n]*)*(?:\n|$)"
_COLUMNS = 2
_TITLE_BORDER = re.compile(r"[|｜]")


def turn_into_alert(quote: dict[str, Any]) -> None:
    """Turn a quotation that begins with `[!NOTE]` or the like into a box."""
    first = next(iter(quote["children"]), None)
    match = _ALERT.match(first["text"]) if first and first["type"] == "paragraph" else None
    if first is None or match is None:
        return
    first["text"] = first["text"][match.end() :]
    rest = quote["children"] if first["text"].strip() else quote["children"][1:]
    quote.update(_make_box(ALERTS[match["name"].lower()], match["title"].strip(), rest))


def parse_container(block: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
    """Parse a closed container; an unknown name makes it an info box and is recorded."""
    end = _find_end(state.src, match.end() + 1)
    if end is None:
        state.env["open_container"] = True
    if end is None or _count_containers(state) >= MAX_CONTAINER_DEPTH:
        return None
    given = match["container_name"]
    name, title = NAMES.get(given.lower()), match["container_title"].strip()
    inner = state.src[match.end() + 1 : end[0]]
    if name is None:
        state.env.setdefault("unknown_containers", []).append(given)
        name = "info"
        title = title or given
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
