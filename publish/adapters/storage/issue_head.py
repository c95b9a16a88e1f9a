"""Read the beginning of an issue: its front matter, and what a list says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from publish.adapters.storage.repository_files import read_beginning
from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter
from publish.core.text import drop_unwritable, strip_markup
from publish.newsletter.front_matter.parse_front_matter import parse_front_matter
from publish.newsletter.labels import SOURCE_SEPARATOR, TITLE_DATE

_HEAD_CHARS = 20_000
_HEAD_BYTES = 4 * _HEAD_CHARS
_NAMED_ENTRIES = 2  # of an issue without a title of its own
_BETWEEN = "；"


def read_head(path: Path, root: Path) -> str:
    """Return the beginning of an issue with LF line ends; nothing of an unreadable one."""
    return read_beginning(path, root, _HEAD_BYTES)[:_HEAD_CHARS]


def describe_issue(path: Path, root: Path) -> str:
    """Return what the list of back issues says of one: the subtitle behind the date, else title or first entries."""
    front_matter, lines = parse_head(drop_unwritable(read_head(path, root)))
    heading = next((line[2:].strip() for line in lines if line.startswith("# ")), "")
    match = TITLE_DATE.match(heading)
    said = strip_markup(match["subtitle"] if match else heading or front_matter.values.get("title", ""))
    return said or _BETWEEN.join(islice(_name_entries(lines), _NAMED_ENTRIES))


def _name_entries(lines: Iterable[str]) -> Iterator[str]:
    """Yield the titles of entries, without their sources."""
    from publish.steps.parse.entry_head import ENTRY_START, find_link  # not needed where nothing is built

    for line in lines:
        link = find_link(line) if ENTRY_START.match(line) and "](" in line else None
        if link:
            yield strip_markup(SOURCE_SEPARATOR.split(link[2])[0])


def parse_head(text: str) -> tuple[FrontMatter, list[str]]:
    """Return the front matter at the beginning of an issue, empty where it is broken, and the lines below it."""
    lines = text.split("\n")
    try:
        front_matter, start = parse_front_matter(lines)
    except IssueError:  # told where that issue itself is built
        return FrontMatter({}, None), lines
    return front_matter, lines[start:]
