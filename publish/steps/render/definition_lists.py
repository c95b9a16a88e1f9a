"""Parse definition lists; mistune's own plugin takes a term right below a meaning for part of the meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mistune.block_parser import BlockParser
from mistune.core import BlockState

_MEANING = re.compile(r" {0,3}:[ \t]+(?=\S)")
TERMS = r"^(?= {0,3}[^\s:>#|`~<][^\n]*\n(?:[ \t]*\n)? {0,3}:[ \t]+\S)"
_TERM_START = re.compile(TERMS, re.MULTILINE)
_INDENT = re.compile(r"^ {1,4}|^\t")


def parse_terms(block: BlockParser, match: re.Match[str], state: BlockState) -> int | None:
    """Parse terms, each on one line, with their meanings on the next, behind `: `."""
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
    """Yield the lines of a list, each term after a NUL, which no text holds."""
    while at < state.cursor_max:
        line = state.get_line(at)
        blank = not line.strip()
        next_at = at + len(line)
        if blank and not _continues(state, next_at):
            return
        yield f"\0{line}" if not blank and _TERM_START.match(state.src, at) else line
        at = next_at


def _continues(state: BlockState, at: int) -> bool:
    """Return whether the text below a blank line belongs to the list."""
    line = state.get_line(at)
    return bool(_MEANING.match(line) or line.startswith(("  ", "\t")) or _TERM_START.match(state.src, at))


def _make_meaning(block: BlockParser, lines: list[str], state: BlockState) -> dict[str, Any]:
    child = state.child_state("".join(lines))
    block.parse(child, block.list_rules)
    tokens = [token for token in child.tokens if token["type"] != "blank_line"]
    if len(tokens) == 1 and tokens[0]["type"] == "paragraph":
        tokens[0]["type"] = "block_text"
    return {"type": "meaning", "children": tokens}
