"""The text of a cover: the newsletter's name, the date, and the issue's subject.

Choosing it does not load Pillow; `draw` does, and is imported where a cover has to be made.
"""

from __future__ import annotations

from typing import NamedTuple

from publish.core.issue import Issue
from publish.core.settings import Settings
from publish.core.text import strip_markup
from publish.newsletter.labels import TITLE_DATE

_MAX_CHARS = 80  # far more than fits; the rest is not even measured
_SEPARATORS = "：:｜|丨-–—·,，、 "
_MAX_SECTIONS = 6


class CoverText(NamedTuple):
    """The texts of a cover."""

    names: tuple[str, ...]  # the newsletter's name in large letters, and replacements for a font that lacks its letters
    day: str  # the date in digits; empty for an issue without one
    lines: tuple[str, ...]  # the subject of the issue; each line may be broken into several


def choose_cover_text(issue: Issue, heading: str, settings: Settings) -> CoverText:
    """Return the texts for the cover of an issue, whose first heading readers see as `heading`."""
    title, subject = _split_title(issue.front_matter.values.get("title") or heading)
    newsletter = settings.newsletter
    names = [newsletter.name, title, newsletter.account, newsletter.author, "" if issue.day else issue.name]
    name = next(filter(None, names), "")
    subject = (subject or ("" if newsletter.name in ("", title) else title)).removeprefix(name).strip(_SEPARATORS)
    return CoverText(
        names=tuple(dict.fromkeys(name[:_MAX_CHARS] for name in names if name)),
        day=f"{issue.day:%Y.%m.%d}" if issue.day else "",
        lines=(subject[:_MAX_CHARS],) if subject else tuple(_summarize(issue)),
    )


def _split_title(title: str) -> tuple[str, str]:
    """Return the parts of a title before and after its date."""
    dated = TITLE_DATE.match(title)
    parts = (dated["name"], dated["subtitle"]) if dated else (title, "")
    name, subject = (part.strip(_SEPARATORS) for part in parts)
    return name, subject


def _summarize(issue: Issue) -> list[str]:
    """Return the number of an issue's entries and the names of its sections."""
    entries = len(issue.entries) or len(issue.briefs)
    if not entries:
        return []
    sections = [strip_markup(section.name) for section in issue.sections if section.entries]
    return [f"本期 {entries} 条", *(["/".join(sections[:_MAX_SECTIONS])] if sections else [])]
