"""Propose the pattern of a newsletter's issues by the paths of its Markdown files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.issue_file import IssueFile
from publish.core.lazy_pattern import lazy_pattern
from publish.newsletter.issue_pattern import NO_ISSUES, SUFFIX, IssuePattern

_OTHER_FILES = lazy_pattern(
    rf"{NO_ISSUES.pattern}|changes|history|contributors|authors|maintainers|support|governance|summary|about|todo"
    r"|template|index|_index|search|tags|categories|archives?|links|(?:issue|pull_request)_template",
    re.IGNORECASE,
)
_PAGES = frozenset({"index", "_index", "readme"})  # of which a folder holds one
_YEAR = lazy_pattern(r"(?:19|20)\d{2}")
_MONTH = lazy_pattern(r"0[1-9]|1[0-2]")
_MONTH_OF_YEAR = lazy_pattern(rf"(?P<year>{_YEAR.pattern})(?P<border>[-_.])(?:{_MONTH.pattern})")
_DATE = lazy_pattern(rf"(?<!\d){_YEAR.pattern}-(?:{_MONTH.pattern})-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_CLOSED_DATE = lazy_pattern(rf"(?<!\d){_YEAR.pattern}(?:{_MONTH.pattern})(?:0[1-9]|[12]\d|3[01])(?!\d)")
_TRANSLATION = lazy_pattern(r"(?:en|ja|jp|ko|fr|de|es|pt|ru|it)(?:[-_][A-Za-z]+)?", re.IGNORECASE)  # name of its folder
_TRANSLATED = lazy_pattern(rf".+\.{_TRANSLATION.pattern}", re.IGNORECASE)  # `7.en.md` beside `7.md`
_NUMBER = lazy_pattern(r"\d{1,6}")
_NUMBERED = lazy_pattern(r"(?:issue|weekly|week|vol(?:ume)?|no|ep(?:isode)?|第|期)[-_. ]?$", re.IGNORECASE)
_BORDER = lazy_pattern(r"期?[-_. ：:|）)]*")
_SLUG = "{slug}"
_WEIGHTS = {"date": 4.0, "day": 4.0, "number": 3.0}
"""How much more a file named by a date or number looks like an issue than any other; translations lie beside it."""
_MOST_TRIED = 12  # of the most frequent forms
_CONSTANT_SHARE = 0.8  # of the files in which what follows a date or number is the same
_MERGED_SHARE = 1.2  # how many more files all folders of a section must hold than the largest of them


class PatternProposal(NamedTuple):
    """A pattern, and the files that it names."""

    pattern: str
    issues: tuple[IssueFile, ...]  # oldest first
    are_distinct: bool = True  # whether no two files have one name


class _Form(NamedTuple):
    """A path in which a pattern's fields stand for what varies."""

    template: str
    slug: str = ""  # what `{slug}` stands for in this path


def propose_pattern(paths: Iterable[PurePosixPath]) -> PatternProposal | None:
    """Return the pattern that most of the likely issues have; None where no file may be one."""
    likely = [path for path in paths if _may_be_issue(path)]
    counted = _count_forms(likely)
    proposals = [_match(template, likely) for template, _ in counted.most_common(_MOST_TRIED)]
    proposals += [_match(template, likely) for template in _merge_folders(counted)]
    return max(filter(lambda one: one.issues, proposals), key=_rate, default=None)


def _may_be_issue(path: PurePosixPath) -> bool:
    name = path.stem.lower()
    if _TRANSLATED.fullmatch(name):
        return False
    is_page = name in _PAGES and len(path.parts) > 1 and (name != "readme" or re.search(r"\d", path.parent.name))
    return path.suffix == SUFFIX and bool(is_page or _OTHER_FILES.fullmatch(name) is None)


def _count_forms(paths: Sequence[PurePosixPath]) -> Counter[str]:
    """Return how many files have each form; what follows a date or number in most of them alike is a form, too."""
    slugs: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        for form in _generalize(path):
            slugs[form.template].append(form.slug)
    counted: Counter[str] = Counter()
    for template, found in slugs.items():
        counted[template] += len(found)
        slug, count = Counter(found).most_common(1)[0]
        if count > 1 and count >= len(found) * _CONSTANT_SHARE and template.count("{") > 1:
            counted[template.replace(_SLUG, slug)] += count
    return counted


def _generalize(path: PurePosixPath) -> Iterator[_Form]:
    """Yield the forms of a path, by a date, by a number, by its name alone."""
    folders, name, end = [*path.parent.parts], path.stem, SUFFIX
    if name.lower() in _PAGES:
        name, end = folders.pop(), f"/{path.name}"
    start = "".join(f"{part}/" for part in _generalize_folders(folders))
    yield from (_Form(f"{start}{form.template}{end}", form.slug) for form in _generalize_name(name, start))
    yield _Form(f"{start}{_SLUG}{end}", name)


def _generalize_folders(folders: Sequence[str]) -> Iterator[str]:
    """Yield the names of folders, with fields for years and for the months below them."""
    above = ""
    for folder in folders:
        month_of_year = _MONTH_OF_YEAR.fullmatch(folder)
        if _YEAR.fullmatch(folder):
            above = "{year}"
        elif above == "{year}" and _MONTH.fullmatch(folder):
            above = "{month}"
        elif month_of_year:
            above = f"{{year}}{month_of_year['border']}{{month}}"
        else:
            above = _escape(folder)
        yield above


def _generalize_name(name: str, start: str) -> Iterator[_Form]:
    """Yield the forms of a name that holds a date or a number."""
    by_date = _DATE.search(name)
    closed = _CLOSED_DATE.search(name)
    if by_date:
        yield _replace(name, by_date.span(), "{date}")
    elif closed and "{year}" not in start:
        yield _replace(name, closed.span(), "{year}{month}{day}")
    elif start.endswith("{year}/") and re.fullmatch(rf"(?:{_MONTH.pattern})-?\d\d", name):
        yield _Form("{month}-{day}" if "-" in name else "{month}{day}")
    elif start.endswith("{month}/") and re.fullmatch(r"[0-3]\d", name):
        yield _Form("{day}")
    else:
        yield from (_replace(name, number.span(), "{number}") for number in [*_NUMBER.finditer(name)][:1])


def _replace(name: str, span: tuple[int, int], field: str) -> _Form:
    """Return the form of a name with a field at a span, and one for what follows it."""
    before, after = name[: span[0]], name[span[1] :]
    border = _BORDER.match(after)[0]  # type: ignore[index]  # it matches nothing, too
    slug = after[len(border) :]
    return _Form(f"{_escape(before)}{field}{_escape(border)}{_SLUG if slug else ''}", _escape(slug))


def _escape(name: str) -> str:
    """Return a part of a path in which nothing is a field or a star of a pattern."""
    return re.sub(r"[{}*?]", "?", name)


def _merge_folders(counted: Counter[str]) -> Iterator[str]:
    """Yield patterns over all folders of a section, where its files lie in several."""
    folders: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for template, count in counted.items():
        path = PurePosixPath(template)
        tail = f"{_SLUG}/{path.name}" if path.parent.name == _SLUG else _SLUG + SUFFIX
        if template.endswith(tail) and len(path.parts) > tail.count("/") + 1:
            folders[path.parts[0], tail].append(count)
    for (top, tail), counts in folders.items():
        if sum(counts) > max(counts) * _MERGED_SHARE and not top.startswith("{"):
            yield f"{top}/**/{tail}"
            yield f"{top}/**/*{SUFFIX}"


def _match(pattern: str, paths: Sequence[PurePosixPath]) -> PatternProposal:
    """Return a pattern with the files that it names; of two files with one name it names one."""
    compiled = IssuePattern(pattern)
    found = [*filter(None, map(compiled.match, paths))]
    named = {issue.name: issue for issue in found}
    ordered = tuple(sorted(named.values(), key=lambda issue: issue.order))
    return PatternProposal(pattern, ordered, len(ordered) == len(found))


def _rate(proposal: PatternProposal) -> tuple[float, int, int]:
    """Return how well a pattern fits: by its files, by how little of it is open, by how near the root it is."""
    fields = IssuePattern(proposal.pattern).field_names
    weight = max((_WEIGHTS[name] for name in fields if name in _WEIGHTS), default=1.0)
    if "number" in fields and len(proposal.issues) == 1 and not _NUMBERED.search(proposal.pattern.partition("{")[0]):
        weight = 0.5  # `top-10.md` has a number and is no tenth issue
    if any(_TRANSLATION.fullmatch(part) for part in PurePosixPath(proposal.pattern).parts):
        weight /= 2
    if "*" in proposal.pattern:
        weight /= _MERGED_SHARE
    if not proposal.are_distinct:
        weight = min(weight, 1.0)
    return (
        len(proposal.issues) * weight,
        -2 * proposal.pattern.count("*") - ("slug" in fields),
        -proposal.pattern.count("/"),
    )
