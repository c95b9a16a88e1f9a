"""The pattern of a newsletter's files: which of them are issues, and what a path says of date and number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import takewhile
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.issue_file import IssueFile
from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.labels import parse_issue_date

_FIELDS = {
    "date": r"\d{4}-\d{2}-\d{2}",
    "year": r"\d{4}",
    "month": r"\d{1,2}",
    "day": r"\d{1,2}",
    "number": r"\d{1,6}",
    "slug": r"[^/]+?",
}
FIELD_NAMES = tuple(_FIELDS)
SUFFIX = ".md"
NO_ISSUES = lazy_pattern(
    r"(?:readme|change-?log|licen[cs]e|copying|contributing|code[-_]of[-_]conduct|security|agents|claude|_index)"
    r"(?:[._-][a-z]{2}(?:[-_][a-z]+)?)?",
    re.IGNORECASE,
)
"""Names of the files that speak of a repository or a folder, which no `{slug}` and no `*` stands for."""
_FIELD = lazy_pattern(r"\{(?P<name>[a-z]+)\}")
_OPEN = lazy_pattern(r"[{*?]")
_PART = lazy_pattern(r"\{(?P<field>[a-z]+)\}|(?P<deep>\*\*/)|(?P<star>\*)|(?P<one>\?)")
_TWO_DIGITS = frozenset({"month", "day"})  # beside another field, as in `{month}{day}`


class IssuePattern:
    """A pattern of paths with fields, such as `posts/{slug}/index.md`; `*` and `**` stand for any names and folders."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """Return the names of its fields, in order."""
        return tuple(field["name"] for field in _FIELD.finditer(self.pattern))

    @cached_property
    def folder(self) -> PurePosixPath:
        """Return the deepest folder that holds every issue."""
        parts = PurePosixPath(self.pattern).parent.parts
        return PurePosixPath(*takewhile(lambda part: not _OPEN.search(part), parts))

    @cached_property
    def glob(self) -> str:
        """Return the pattern for `Path.glob`."""
        open_names = _FIELD.sub("*", self.pattern.replace("[", "[[]"))
        return re.sub(r"\*{2,}(?!/)|(?<=[^/*])\*{2,}(?=/)", "*", open_names)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        written = []
        at = 0
        seen: set[str] = set()
        for part in _PART.finditer(self.pattern):
            written.append(re.escape(self.pattern[at : part.start()]))
            at = part.end()
            beside = self.pattern[part.start() - 1 : part.start()] == "}" or self.pattern[at : at + 1] == "{"
            written.append(_compile_part(part, seen, beside=beside))
        return re.compile("".join([*written, re.escape(self.pattern[at:])]))

    def match(self, path: PurePosixPath) -> IssueFile | None:
        """Return the issue that a path in the repository is; None where it is none."""
        found = self._compiled.fullmatch(path.as_posix())
        if found is None:
            return None
        open_name = found.groupdict().get("slug") or (path.stem if self.pattern.endswith(f"*{SUFFIX}") else "")
        if NO_ISSUES.fullmatch(open_name):
            return None
        fields = found.groupdict()
        day = _find_day(fields)
        if day is None and ("date" in fields or {"year", "month", "day"} <= fields.keys()):
            return None  # no day of the calendar
        number = int(fields["number"]) if "number" in fields else None
        return IssueFile(path, _name(path, fields, day, number), day, number, fields)

    def write(self, day: date | None = None, number: str = "", slug: str = "") -> PurePosixPath | None:
        """Return the path of an issue of a day or number; None where a field or a star of the pattern has no value."""
        values = {name: value for name, value in (("number", number), ("slug", slug)) if value}
        if day:
            values |= {"date": day.isoformat(), "year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"}
        if any(name not in values for name in self.field_names) or "*" in self.pattern or "?" in self.pattern:
            return None
        return PurePosixPath(_FIELD.sub(lambda field: values[field["name"]], self.pattern))


def _compile_part(part: re.Match[str], seen: set[str], *, beside: bool) -> str:
    """Return the expression of a field or star; `beside` is whether another field touches it."""
    name = part["field"]
    if name is None:
        return r"(?:[^/]+/)*" if part["deep"] else "[^/]*" if part["star"] else "[^/]"
    if name in seen:
        return f"(?P={name})"
    seen.add(name)
    digits = r"\d\d" if name in _TWO_DIGITS and beside else _FIELDS[name]
    return f"(?P<{name}>{digits})"


class PatternFault(NamedTuple):
    """What is wrong with a pattern."""

    message: str  # id
    part: str  # of the pattern


def find_pattern_fault(pattern: str) -> PatternFault | None:
    """Return what is wrong with a pattern, if anything."""
    unknown = next((field["name"] for field in _FIELD.finditer(pattern) if field["name"] not in _FIELDS), None)
    if unknown:
        return PatternFault("setting-pattern-field", unknown)
    if not pattern.endswith(SUFFIX):
        return PatternFault("setting-pattern-suffix", pattern)
    path = PurePosixPath(pattern)
    if path.is_absolute() or ".." in path.parts or any(part.startswith(".") for part in path.parts):
        return PatternFault("setting-pattern-outside", pattern)
    if not _OPEN.search(pattern):
        return PatternFault("setting-pattern-single", pattern)
    return None


def _find_day(fields: Mapping[str, str]) -> date | None:
    if "date" in fields:
        return parse_issue_date(fields["date"])
    try:
        return date(int(fields["year"]), int(fields["month"]), int(fields["day"]))
    except (KeyError, ValueError):
        return None


def _name(path: PurePosixPath, fields: Mapping[str, str], day: date | None, number: int | None) -> str:
    """Return the name of an issue: its day, else its number, else its slug, else its path in one word."""
    if day:
        return day.isoformat()
    if number is not None:
        return f"{fields['year']}-{number}" if "year" in fields else str(number)
    return fields.get("slug") or "-".join(path.with_suffix("").parts)
