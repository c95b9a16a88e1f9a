"""Lists of terms and what they mean; mistune's own takes a term right below a meaning for part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import mistune
from mistune.block_parser import BlockParser
from mistune.core import BlockState

_MEANING = re.compile(r" {0,3}:[ \t]+(?=\S)")
_TERMS = r"^(?= {0,3}[^\s:>#|`~<][^\n]*\n(?:[ \t]*\n)? {0,3}:[ \t]+\S)"
_BEGINS = re.compile(_TERMS, re.MULTILINE)
_INDENT = re.compile(r"^ {1,4}|^\t")


def parse_definition_lists(md: mistune.Markdown) -> None:
    """Read a term on one line and what it means on the next, behind `: `."""
    md.block.register("terms", _TERMS, _parse_terms, before="paragraph")
    for rules in (md.block.list_rules, md.block.block_quote_rules):
        md.block.insert_rule(rules, "terms", before="paragraph")
    renderer = md.renderer
    assert renderer is not None  # noqa: S101  # given in `Markdown.__init__`
    renderer.register("terms", lambda _, text: f"<dl>{text}</dl>")
    renderer.register("term", lambda _, text: f"<dt>{text}</dt>")
    renderer.register("meaning", lambda _, text: f"<dd>{text}</dd>")


def _parse_terms(block: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
    if state.depth() >= block.max_nested_level - 1:
        return None
    lines = list(_take_lines(state, match.start()))
    children: list[dict[str, Any]] = []
    meaning: list[str] = []
    for line in lines:
        border = _MEANING.match(line)
        if (border or line.startswith("\0")) and meaning:
            children.append(_make_meaning(block, meaning, state))
            meaning = []
        if border:
            meaning = [line[border.end() :]]
        elif line.startswith("\0"):
            children.append({"type": "term", "text": line[1:]})
        elif meaning:
            meaning.append(_INDENT.sub("", line))
    children.append(_make_meaning(block, meaning, state))
    state.append_token({"type": "terms", "children": children})
    return match.start() + sum(len(line.removeprefix("\0")) for line in lines)


def _take_lines(state: BlockState, at: int) -> Iterator[str]:
    """Yield the lines of a list, a NUL before each term: no text holds it."""
    while at < state.cursor_max:
        line = state.get_line(at)
        blank = not line.strip()
        beyond = at + len(line)
        if blank and not _goes_on(state, beyond):
            return
        yield f"\0{line}" if not blank and _BEGINS.match(state.src, at) else line
        at = beyond


def _goes_on(state: BlockState, at: int) -> bool:
    """Say whether what stands below a blank line belongs to the list."""
    line = state.get_line(at)
    return bool(_MEANING.match(line) or line.startswith(("  ", "\t")) or _BEGINS.match(state.src, at))


def _make_meaning(block: BlockParser, lines: list[str], state: BlockState) -> dict[str, Any]:
    child = state.child_state("".join(lines))
    block.parse(child, block.list_rules)
    tokens = [token for token in child.tokens if token["type"] != "blank_line"]
    if len(tokens) == 1 and tokens[0]["type"] == "paragraph":
        tokens[0]["type"] = "block_text"
    return {"type": "meaning", "children": tokens}
