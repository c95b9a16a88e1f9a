"""What a cover says: the newsletter's name, the date, and a line on the issue."""

from __future__ import annotations

from typing import NamedTuple

from publish.core.issue import Issue
from publish.core.settings import Settings
from publish.core.text import strip_markup
from publish.newsletter.labels import TITLE_DATE

MAX_WORDS_CHARS = 80
"""Far more than there is room for; what comes after it is not even measured."""

_BETWEEN = "：:｜|丨-–—·,，、 "
_MANY_SECTIONS = 6


class CoverText(NamedTuple):
    """What a cover says."""

    names: tuple[str, ...]
    """What may stand large: the newsletter's name, and what to take where the font cannot write it."""
    day: str
    """The date in digits; empty for an issue without one."""
    lines: tuple[str, ...]
    """What the issue is about; each may be broken where there is room for more lines."""


def choose_cover_text(issue: Issue, settings: Settings) -> CoverText:
    """Choose what the cover of an issue says."""
    title, subject = _read_title(issue)
    names = [settings.name, title, settings.account, settings.author, "" if issue.date else issue.name]
    name = next(filter(None, names), "")
    subject = (subject or ("" if settings.name in ("", title) else title)).removeprefix(name).strip(_BETWEEN)
    return CoverText(
        names=tuple(dict.fromkeys(name[:MAX_WORDS_CHARS] for name in names if name)),
        day=f"{issue.date:%Y.%m.%d}" if issue.date else "",
        lines=(subject[:MAX_WORDS_CHARS],) if subject else tuple(_count(issue)),
    )


def _read_title(issue: Issue) -> tuple[str, str]:
    """Return the issue's title up to its date, and what stands behind it."""
    written = issue.front_matter.values.get("title") or (issue.title.text if issue.title else "")
    dated = TITLE_DATE.match(written)
    parts = (dated["name"], dated["subtitle"]) if dated else (written, "")
    name, subject = (strip_markup(part).strip(_BETWEEN) for part in parts)
    return name, subject


def _count(issue: Issue) -> list[str]:
    """Return how much an issue holds, and of what, where its title does not say."""
    entries = len(issue.entries) or len(issue.briefs)
    if not entries:
        return []
    sections = [strip_markup(section.name) for section in issue.sections if section.entries]
    return [f"本期 {entries} 条", *(["/".join(sections[:_MANY_SECTIONS])] if sections else [])]
