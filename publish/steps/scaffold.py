"""Scaffold the next issue: the repeated parts of the last one without its news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import takewhile

from publish.core.issue import Block, BlockKind, Entry, Issue, Section, Span
from publish.core.issue_file import IssueFile
from publish.core.settings import Settings
from publish.core.text import strip_markup
from publish.newsletter.labels import SECTIONS

_DEFAULT_NAME = "简报"
_LAYOUT = "default"
_LINE_BREAK = "  "  # Markdown's hard line break; the newsletter's taglines end in one


def scaffold_issue(new: IssueFile, day: date, last: Issue | None, text: str, settings: Settings) -> str:
    """Return the text of an issue without news; a build fills in the N of its 本期N条.

    Args:
        new: The new issue, whose number stands in its title where its file has one and no date.
        day: Its date.
        last: The issue before it; None for the first of a newsletter.
        text: Text of the issue before it.
        settings: Settings with the newsletter's name, for the first issue.
    """
    lines = text.split("\n")
    sections = last.sections if last and last.sections else ()
    names = [strip_markup(section.name) for section in sections] or list(SECTIONS)
    turns = "；".join(f"「{name}」" for name in names)
    parts = [
        _write_front_matter(last),
        f"# {_write_title(new, day, last, settings)}",
        *(_quote(lines, block.span).rstrip() + _LINE_BREAK for block in _find_preamble_blocks(last, BlockKind.TAGLINE)),
        f"> 导读：本期N条。{turns}。",
        *(_quote(lines, block.span) for block in _find_preamble_blocks(last, BlockKind.NOTE)),
        *(_write_section(section, lines) for section in sections),
        *(f"## {name}" for name in names if not sections),
        *_copy_trailer(last, lines),
    ]
    return "\n\n".join(parts) + "\n"


def _write_front_matter(last: Issue | None) -> str:
    """Return front matter with the layout, and other useful keys as comments."""
    layout = (last.front_matter.values.get("layout") if last else None) or _LAYOUT
    return "\n".join(["---", f"layout: {layout}", "# title:", "# digest:", "# cover:", "---"])


def _write_title(new: IssueFile, day: date, last: Issue | None, settings: Settings) -> str:
    """Return the title: that of the last issue with the new number in place of its own, else name and date."""
    title = strip_markup(last.title.text) if last and last.title and new.number is not None and new.day is None else ""
    numbered = re.sub(
        rf"(?<!\d)0*{re.escape((last.name if last else '').rpartition('-')[2])}(?!\d)", str(new.number), title, count=1
    )
    if title and numbered != title:
        return numbered
    if new.number is not None and new.day is None:
        return f"{settings.newsletter.name or _DEFAULT_NAME} 第 {new.number} 期"
    return f"{_find_name(last, settings)} ({day.isoformat()})"


def _find_name(last: Issue | None, settings: Settings) -> str:
    name = last.title.name.strip() if last and last.title else ""
    return name or settings.newsletter.name or _DEFAULT_NAME


def _find_preamble_blocks(last: Issue | None, kind: BlockKind) -> Iterator[Block]:
    parts = last.preamble if last else ()
    return (part for part in parts if isinstance(part, Block) and part.kind is kind)


def _write_section(section: Section, lines: list[str]) -> str:
    """Return a section's heading and the notes above its first entry."""
    opening = takewhile(lambda part: not isinstance(part, Entry), section.parts)
    notes = (part for part in opening if isinstance(part, Block) and part.kind is BlockKind.NOTE)
    return "\n\n".join([_quote(lines, section.span).rstrip(), *(_quote(lines, note.span) for note in notes)])


def _copy_trailer(last: Issue | None, lines: list[str]) -> Iterable[str]:
    """Return the last issue's trailer, if it has one."""
    spans = last.trailer.spans if last and last.trailer else ()
    return [_quote(lines, Span(spans[0].line, spans[-1].end_line)).strip("\n")] if spans else []


def _quote(lines: list[str], span: Span) -> str:
    return "\n".join(lines[span.line - 1 : span.end_line])
