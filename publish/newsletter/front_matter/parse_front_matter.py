"""Parse the front matter of a file, in whichever syntax it is written."""

from __future__ import annotations

import re

from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter, FrontMatterSyntax, Span
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.newsletter.front_matter.metadata_lines import count_metadata_lines, read_metadata_lines
from publish.newsletter.front_matter.pairs import Head, join_pairs
from publish.newsletter.front_matter.toml_head import begins_toml, read_toml
from publish.newsletter.front_matter.yaml_head import PAIR, read_yaml

MAX_LINES = 500

_YAML_FENCE = lazy_pattern(r"---[ \t]*$")
_YAML_END = lazy_pattern(r"(?:---|\.\.\.)[ \t]*$")
_TOML_FENCE = lazy_pattern(r"\+\+\+[ \t]*$")


def parse_front_matter(lines: list[str]) -> tuple[FrontMatter, int]:
    """Return the front matter and the index of the first line after it.

    Raises:
        IssueError: A line is no pair, one of our keys stands twice or is no text, or the closing fence is missing.
    """
    first = lines[: MAX_LINES + 2]
    if _TOML_FENCE.match(first[0]) and begins_toml(first[1:]):
        return _parse_fenced(first, _TOML_FENCE, FrontMatterSyntax.TOML)
    if _has_yaml(first):
        return _parse_fenced(first, _YAML_END, FrontMatterSyntax.YAML)
    end = count_metadata_lines(first)
    if not end:
        return FrontMatter({}, None), 0
    return _join(read_metadata_lines(first[:end]), end, FrontMatterSyntax.METADATA), end


def _parse_fenced(lines: list[str], fence: re.Pattern[str], syntax: FrontMatterSyntax) -> tuple[FrontMatter, int]:
    end = next((i for i in range(1, len(lines)) if fence.match(lines[i])), None)
    if end is None:
        values = {"limit": MAX_LINES, "fence": lines[0].strip()}
        raise IssueError(Problem("front-matter-open", values, line=1))
    read = read_toml if syntax is FrontMatterSyntax.TOML else read_yaml
    return _join(read(lines[1:end], 2), end + 1, syntax), end + 1


def _join(head: Head, end: int, syntax: FrontMatterSyntax) -> FrontMatter:
    problems = tuple(head.problems)
    if problems:
        raise IssueError(*sorted(problems, key=lambda problem: problem.line or 0))
    return join_pairs(head, Span(1, end), syntax)


def _has_yaml(lines: list[str]) -> bool:
    """Return whether a `---` on the first line is no thematic break: a pair or a filled block follows."""
    if not _YAML_FENCE.match(lines[0]) or len(lines) == 1:
        return False
    if PAIR.match(lines[1]) or _begins_commented(lines):
        return True
    stop = next((line for line in lines[1:] if not line.strip() or _YAML_FENCE.match(line)), "")
    return bool(stop.strip())


def _begins_commented(lines: list[str]) -> bool:
    """Return whether comments stand above the first pair of a block that is closed; else they may be headings."""
    first = next((line for line in lines[1:] if not line.startswith("#")), "")
    return lines[1].startswith("#") and bool(PAIR.match(first)) and any(map(_YAML_END.match, lines[2:]))
