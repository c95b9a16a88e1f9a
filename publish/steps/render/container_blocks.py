"""`:::` blocks, GitHub's alerts and what is said at the foot: blocks that CommonMark does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import mistune
from mistune.block_parser import BlockParser
from mistune.core import BlockState

from publish.newsletter.container_names import ALERTS, BOXES, CARD, COMPARISON, NAMES

MAX_CONTAINER_DEPTH = 5
"""Containers nested deeper are text: no phone has room for them."""
MAX_CONTAINER_LINES = 200
"""So many lines below, the end of a container is no longer looked for; the reader has the same limit."""

_OPENING = r"^ {0,3}:{3,}[ \t]*(?P<container_name>[^\s:]\S{0,40})[ \t]*(?P<container_title>[^\n]*)$"
_BORDER = re.compile(r"[ \t]*:{3,}[ \t]*(?P<name>[^\s:])?")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_ALERT = re.compile(rf"\[!(?P<name>{'|'.join(ALERTS)})\][+-]?[ \t]*(?P<title>[^\n]*)(?:\n|$)", re.IGNORECASE)
_HALF = re.compile(r"^ {0,3}\+{3,}[ \t]*(?:\n|$)", re.MULTILINE)
_FOOTNOTE = r"^ {0,3}\[\^[^\]\s]{1,80}\]:[^\n]*(?:\n(?: {2}|\t)[^\n]*\S[^\n]*)*(?:\n|$)"
_TITLE_BORDER = re.compile(r"[|｜]")


def parse_containers(md: mistune.Markdown) -> None:
    """Read `:::` blocks, and pass over footnotes, which the reader has read already."""
    md.block.register("container", _OPENING, _parse_container, before="paragraph")
    md.block.register("footnote", _FOOTNOTE, lambda _, match, __: match.end(), before="ref_link")
    for rules in (md.block.list_rules, md.block.block_quote_rules):
        md.block.insert_rule(rules, "container", before="paragraph")
        md.block.insert_rule(rules, "footnote", before="ref_link")
    renderer = md.renderer
    assert renderer is not None  # noqa: S101  # given in `Markdown.__init__`
    renderer.register("box", _render_box)
    renderer.register("box_title", lambda _, text: f'<p class="alert">{text}</p>')
    renderer.register("card_author", lambda _, text: f'<p class="cited">—— {text}</p>')
    renderer.register("comparison", lambda _, text: f'<table class="comparison">{text}</table>')


def turn_into_alert(quote: dict[str, Any]) -> None:
    """Make of a quotation that begins with `[!NOTE]` the box that it means."""
    first = next(iter(quote["children"]), None)
    match = _ALERT.match(first["text"]) if first and first["type"] == "paragraph" else None
    if first is None or match is None:
        return
    first["text"] = first["text"][match.end() :]
    rest = quote["children"] if first["text"].strip() else quote["children"][1:]
    quote.update(_make_box(ALERTS[match["name"].lower()], match["title"].strip(), rest))


def _parse_container(block: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
    end = _find_end(state.src, match.end() + 1)
    if end is None:
        state.env["open_container"] = True
    if end is None or _count_containers(state) >= MAX_CONTAINER_DEPTH:
        return None
    written = match["container_name"]
    name, title = NAMES.get(written.lower()), match["container_title"].strip()
    inner = state.src[match.end() + 1 : end[0]]
    if name is None:
        state.env.setdefault("unknown_containers", []).append(written)
        name = "info"
        title = title or written
    if name == COMPARISON and len(halves := _HALF.split(inner)) == 2:  # two columns
        token = _make_comparison(title, [_parse_inner(block, half, state) for half in halves])
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
    """Return where the closing line begins, and the place behind it; None where there is none."""
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
        elif border := _BORDER.match(text, at, stop):
            depth += 1 if border["name"] else -1
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
    child.in_container = True  # type: ignore[attr-defined]  # asked for in `_count_containers` alone
    rules = block.block_quote_rules
    if state.depth() >= block.max_nested_level - 1:
        rules = [rule for rule in rules if rule not in ("block_quote", "list", "container")]
    block.parse(child, rules)
    tokens: list[dict[str, Any]] = child.tokens
    return tokens


def _make_box(name: str, title: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    heading = {"type": "box_title", "text": title or BOXES[name]}
    return {"type": "box", "children": [heading, *children], "attrs": {"name": name}}


def _make_comparison(title: str, halves: list[list[dict[str, Any]]]) -> dict[str, Any]:
    heads = [head.strip() for head in _TITLE_BORDER.split(title, maxsplit=1)] if title else []
    rows = list(_make_head(heads))
    cells = [{"type": "table_cell", "children": half, "attrs": {"head": False}} for half in halves]
    rows.append({"type": "table_body", "children": [{"type": "table_row", "children": cells}]})
    return {"type": "comparison", "children": rows}


def _make_head(heads: list[str]) -> Iterator[dict[str, Any]]:
    if heads:
        texts = [*heads, ""][:2]
        cells = [{"type": "table_cell", "text": text, "attrs": {"head": True}} for text in texts]
        yield {"type": "table_head", "children": cells}


def _render_box(_: mistune.HTMLRenderer, text: str, name: str) -> str:
    return f'<section class="{name}">{text}</section>'
