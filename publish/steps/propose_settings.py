"""Propose the settings of a newsletter by what its folder holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from publish.core.issue import Block, BlockKind, Issue
from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import strip_markup
from publish.newsletter.issue_pattern import IssuePattern
from publish.newsletter.labels import CANONICAL_LABELS, FIELD

_NAME_END = lazy_pattern(
    r"\s*[(（\[【「《]?\s*(?:第\s*[\d〇一二三四五六七八九十百]|#\s*\d|\d|vol|issue|no\.)", re.IGNORECASE
)
_NAME_BORDERS = " \t-–—―:：|｜·,，、（([【】《》「」"
_LEAST_SHARE = 0.6  # of the titles that must begin with the name
_MIN_NAME_CHARS = 2
_SITE_NAME = lazy_pattern(r"^(?:title|site_name)[ \t]*[:=][ \t]*(?P<name>[^\n#]+)", re.MULTILINE)
_MAIN_HEADING = lazy_pattern(r"^#[ \t]+(?P<name>\S[^\n]*)", re.MULTILINE)
_LINKED_ITEM = lazy_pattern(r"[-*+][ \t]+(?:\*\*|__)?\[[^\]]+\]\(")
_FORGES = {"github.com": "blob", "gitlab.com": "-/blob", "gitee.com": "blob", "codeberg.org": "src/branch"}
"""How each host writes the address of a file."""
_REMOTE = lazy_pattern(
    r"(?:(?:https?|ssh|git)://(?:[^@/]*@)?|[\w.-]+@)(?P<host>[\w.-]+)(?::\d+(?=/))?[/:](?P<path>[\w./-]+?)(?:\.git)?/?"
)
_NOT_OF_AN_ID = lazy_pattern(r"[^a-z0-9._-]+")


class Repository(NamedTuple):
    """A public repository."""

    host: str
    path: str  # owner and name


def propose_name(titles: Sequence[str]) -> str:
    """Return what most titles begin with, before a number or date; empty where they share nothing."""
    beginnings = []
    for title in titles:
        end = _NAME_END.search(title)
        beginnings.append(title[: end.start()].strip(_NAME_BORDERS) if end else "")
    counted = Counter(name for name in beginnings if len(name) >= _MIN_NAME_CHARS)
    name, count = next(iter(counted.most_common(1)), ("", 0))
    return name if count >= max(len(titles) * _LEAST_SHARE, 1) else ""


def read_site_name(settings: str) -> str:
    """Return the name of a site by the settings of its generator; empty without."""
    match = _SITE_NAME.search(settings)
    return match["name"].strip().strip("\"'").replace('\\"', '"') if match else ""


def read_heading(readme: str) -> str:
    """Return the main heading of a text; empty without."""
    match = _MAIN_HEADING.search(readme)
    return strip_markup(match["name"]) if match else ""


def find_shared(values: Iterable[str]) -> str:
    """Return the value that more than half have; empty without."""
    found = [*values]
    value, count = next(iter(Counter(found).most_common(1)), ("", 0))
    return value if value and count * 2 > len(found) else ""


def find_summary_label(issues: Iterable[Issue]) -> str:
    """Return the label that stands below most items with a link, where it is not one that is known; empty without."""
    parts = (part for issue in issues for section in issue.sections for part in section.parts)
    lists = (part.text.split("\n") for part in parts if isinstance(part, Block) and part.kind is BlockKind.LIST)
    below = [(line, after) for lines in lists for line, after in pairwise([*lines, ""]) if _LINKED_ITEM.match(line)]
    labelled = filter(None, (FIELD.match(after.lstrip()) for _, after in below))
    label, count = next(iter(Counter(match["name"] for match in labelled).most_common(1)), ("", 0))
    return label if count * 2 > len(below) and label not in CANONICAL_LABELS else ""


def parse_remote(url: str) -> Repository | None:
    """Return the repository of a git remote, without user and password; None for a path on this machine."""
    match = _REMOTE.fullmatch(url)
    return Repository(match["host"].lower(), match["path"].strip("/")) if match else None


def propose_source_url(repository: Repository | None, branch: str, folder: str, pattern: str) -> str:
    """Return the address of an issue's file with the fields of its path; empty where it cannot be known."""
    blob = _FORGES.get(repository.host) if repository else None
    if repository is None or blob is None or re.search(r"[*?\s]", pattern):
        return ""
    place = f"{folder}/{pattern}" if folder else pattern
    return f"https://{repository.host}/{repository.path}/{blob}/{branch}/{place}"


def propose_id(*names: str) -> str:
    """Return the first name that can be written as the id of a newsletter, in that form; empty for none."""
    ids = (_NOT_OF_AN_ID.sub("-", name.lower()).strip("-._")[:64] for name in names)
    return next((one for one in ids if len(one) > 2), "")


def needs_title_form(pattern: str, titles: Sequence[str]) -> bool:
    """Return whether the issues are numbered by their files alone: no title holds a number."""
    return "number" in IssuePattern(pattern).field_names and not any(re.search(r"\d", title) for title in titles)
