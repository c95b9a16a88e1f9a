"""The text of a cover: the newsletter's name, number and date, the issue's subject, and what is in it.

Choosing it does not load Pillow; `draw` does, and is imported where a cover has to be made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from publish.core.article import BodyTexts
from publish.core.issue import Issue
from publish.core.settings import Settings
from publish.core.text import strip_markup
from publish.newsletter.labels import TITLE_DATE

_MAX_CHARS = 80  # far more than fits; the rest is not even measured
_SEPARATORS = "：:｜|丨-–—·,，、 "
_MAX_HIGHLIGHTS, _MAX_TAGS = 3, 4
_DOT = " · "


class CoverText(NamedTuple):
    """The texts of a cover."""

    names: tuple[str, ...]  # the newsletter's name in large letters, and replacements for a font that lacks its letters
    marks: tuple[str, ...]  # the issue's date and number, and replacements; empty without either
    subject: str  # what the title says of the issue; may be broken into two lines
    highlights: tuple[str, ...]  # titles of entries, tags or headings


def choose_cover_text(issue: Issue, texts: BodyTexts, settings: Settings, number: int | None = None) -> CoverText:
    """Return the texts for the cover of an issue, of which readers see `texts`, and which has perhaps a number."""
    title, subject = _split_title(issue.front_matter.values.get("title") or texts.title)
    newsletter = settings.newsletter
    names = [newsletter.name, title, newsletter.account, newsletter.author, "" if issue.day else issue.name]
    name = next(filter(None, names), "")
    subject = (subject or ("" if newsletter.name in ("", title) else title)).removeprefix(name).strip(_SEPARATORS)
    if number is not None:
        subject = _drop_number(subject, number)
    highlights = (text for text in _find_highlights(issue, texts) if text not in (subject, name, title))
    return CoverText(
        names=tuple(dict.fromkeys(name[:_MAX_CHARS] for name in names if name)),
        marks=tuple(_write_marks(issue, number)),
        subject=subject[:_MAX_CHARS],
        highlights=tuple(dict.fromkeys(text[:_MAX_CHARS] for text in highlights))[:_MAX_HIGHLIGHTS],
    )


def _split_title(title: str) -> tuple[str, str]:
    """Return the parts of a title before and after its date."""
    dated = TITLE_DATE.match(title)
    parts = (dated["name"], dated["subtitle"]) if dated else (title, "")
    name, subject = (part.strip(_SEPARATORS) for part in parts)
    return name, subject


def _drop_number(subject: str, number: int) -> str:
    """Return a subject without the number of its issue, which the cover shows anyway."""
    shown = rf"[（(]?(?:第\s*0*{number}\s*[期刊回]|(?:[#＃]|No\.)\s*0*{number}(?!\d))[）)]?"
    return re.sub(rf"{shown}[{re.escape(_SEPARATORS)}]*", "", subject, count=1)


def _write_marks(issue: Issue, number: int | None) -> Iterable[str]:
    """Yield date and number of an issue, then the same without Chinese."""
    day = [f"{issue.day:%Y.%m.%d}"] if issue.day else []
    if number is not None:
        yield _DOT.join([*day, f"第 {number} 期"])
        yield _DOT.join([*day, f"No. {number}"])
    else:
        yield from day


def _find_highlights(issue: Issue, texts: BodyTexts) -> Iterable[str]:
    """Return what is in an issue: the titles of its entries or news, else its tags, else its headings."""
    news = (strip_markup(brief.subject or brief.text) for brief in issue.briefs)
    headings = (strip_markup(section.name) for section in issue.sections)
    tags = (_DOT.join(issue.front_matter.tags[:_MAX_TAGS]),)  # short, so that they stand on one line
    found = (texts.entries, news, tags, headings)
    return next(filter(None, (tuple(filter(None, each)) for each in found)), ())
