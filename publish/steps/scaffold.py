"""The next issue, as its editor begins it: all that the newsletter repeats is there, all that is news is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from publish.core.issue import Block, BlockKind, Issue, Section, Span
from publish.core.settings import Settings
from publish.core.text import strip_markup
from publish.newsletter.labels import SECTIONS

_DEFAULT_NAME = "简报"
_LAYOUT = "default"
_BREAK = "  "
"""What Markdown breaks a line by; the newsletter's taglines end so."""


def scaffold_issue(day: date, last: Issue | None, text: str, settings: Settings) -> str:
    """Return the text of an issue that has no news yet.

    The 导读 says 本期N条, which a build fills in.

    Args:
        day: Its date.
        last: The issue that it follows; None for the first of a newsletter.
        text: The lines that one was read from.
        settings: Its name, where there is no earlier issue to learn it from.
    """
    lines = text.split("\n")
    sections = last.sections if last and last.sections else ()
    names = [strip_markup(section.name) for section in sections] or list(SECTIONS)
    turns = "；".join(f"「{name}」" for name in names)
    parts = [
        _write_front_matter(last),
        f"# {_find_name(last, settings)} ({day.isoformat()})",
        *(_quote(lines, block.span).rstrip() + _BREAK for block in _find(last, BlockKind.TAGLINE)),
        f"> 导读：本期N条。{turns}。",
        *(_quote(lines, block.span) for block in _find(last, BlockKind.NOTE)),
        *(_write_section(section, lines) for section in sections),
        *(f"## {name}" for name in names if not sections),
        *_copy_trailer(last, lines),
    ]
    return "\n\n".join(parts) + "\n"


def _write_front_matter(last: Issue | None) -> str:
    """Return the keys that an issue may want, those that have a value by themselves as comments."""
    layout = (last.front_matter.values.get("layout") if last else None) or _LAYOUT
    return "\n".join(["---", f"layout: {layout}", "# title:", "# digest:", "# cover:", "---"])


def _find_name(last: Issue | None, settings: Settings) -> str:
    known = last.title.name.strip() if last and last.title else ""
    return known or settings.name or _DEFAULT_NAME


def _find(last: Issue | None, kind: BlockKind) -> Iterator[Block]:
    parts = last.preamble if last else ()
    return (part for part in parts if isinstance(part, Block) and part.kind is kind)


def _write_section(section: Section, lines: list[str]) -> str:
    """Return a section's heading and the notes that stand in it."""
    notes = [part for part in section.parts if isinstance(part, Block) and part.kind is BlockKind.NOTE]
    opening = [note for note in notes if not _follows_entry(note, section)]
    return "\n\n".join([_quote(lines, section.span).rstrip(), *(_quote(lines, note.span) for note in opening)])


def _follows_entry(note: Block, section: Section) -> bool:
    """Say whether a note stands below the news, as the one before 往期回顾 does."""
    return any(entry.span.line < note.span.line for entry in section.entries)


def _copy_trailer(last: Issue | None, lines: list[str]) -> Iterable[str]:
    """Return what the account repeats at the end, where the issues say it themselves."""
    spans = last.trailer.spans if last and last.trailer else ()
    return [_quote(lines, Span(spans[0].line, spans[-1].end_line)).strip("\n")] if spans else []


def _quote(lines: list[str], span: Span) -> str:
    return "\n".join(lines[span.line - 1 : span.end_line])
