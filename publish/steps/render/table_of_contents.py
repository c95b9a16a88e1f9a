"""The table of contents, where an author writes `[TOC]`; without links, as WeChat keeps none inside an article."""

from __future__ import annotations

import re
from html import escape

from publish.core.issue import Block, BlockKind, Issue
from publish.core.text import strip_markup

_MARK = re.compile(r"\[\[?_?toc_?\]?\]", re.IGNORECASE)
_THIRD = re.compile(r" {0,3}###[ \t]+(?P<text>.*?)[ \t#]*$")


def asks_for_contents(block: Block) -> bool:
    """Say whether a paragraph stands for the table of contents."""
    return block.kind is BlockKind.PARAGRAPH and block.text.startswith("[") and bool(_MARK.fullmatch(block.text))


def render_contents(issue: Issue) -> str:
    """Render the names of the sections, and below each those of its parts; nothing where there are none."""
    lines = []
    for section in issue.sections:
        lines.append(f'<p class="toc-item">{escape(strip_markup(section.name))}</p>')
        for part in section.parts:
            third = _THIRD.match(part.text) if isinstance(part, Block) and part.kind is BlockKind.HEADING else None
            if third:
                lines.append(f'<p class="toc-inner">{escape(strip_markup(third["text"]))}</p>')
    return f'<section class="toc">{"".join(lines)}</section>' if lines else ""
