"""An entry's first line: tags, repository, title, source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from publish.core.issue import Entry
from publish.core.problem import Edit
from publish.core.urls import find_host, is_wechat_article
from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, info, warning
from publish.newsletter.labels import OPEN_SOURCE, SOURCE_SEPARATOR
from publish.newsletter.sources import SOURCE_NAMES, ZHIHU, ZHIHU_HOST

_CODE = re.compile(r"`[^`]*`")
_GOOD_SEPARATOR = " | "
_REPOSITORY = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(?P<border>\s*[：:]\s*)?", re.ASCII)
_GITHUB = re.compile(r"https?://(?:www\.)?github\.com/([^/?#]+/[^/?#]+)", re.IGNORECASE)
_GLUED = re.compile(r"\[[^\[\]]+\](?=\[)")
_VENUE = re.compile(r"\[(?P<venue>[A-Z][A-Za-z]+)(?P<year>20\d\d)\](?!\()")
_GOOD_BORDER = ": "


class _Separator(NamedTuple):
    """What stands between title and source, with the spaces round it."""

    line: int
    start: int
    end: int
    text: str


def _find_separator(context: LintContext, entry: Entry) -> _Separator | None:
    line = context.line(entry.span.line)
    head = _CODE.sub(lambda code: "`" * len(code[0]), line[: max(line.find("]("), 0)])
    marks = list(SOURCE_SEPARATOR.finditer(head))
    if not marks or entry.source is None:
        return None
    before, after = head[: marks[-1].start()], head[marks[-1].end() :]
    start, end = len(before.rstrip()), len(head) - len(after.lstrip())
    return _Separator(entry.span.line, start, end, line[start:end])


@warning("N34", "separator-other", "- [题｜来源](网址)", fixable=True)
def find_other_separators(context: LintContext) -> Iterator[LintViolation]:
    """Yield what separates title and source and is no ` | `."""
    for entry in context.issue.entries:
        mark = _find_separator(context, entry)
        if mark and mark.text != _GOOD_SEPARATOR:
            edit = Edit(mark.line, mark.start, mark.end, _GOOD_SEPARATOR)
            yield LintViolation(mark.line, mark.start + 1, edits=(edit,))


@warning("N35", "source-missing", "- [题](https://mp.weixin.qq.com/s/…)")
def find_missing_sources(context: LintContext) -> Iterator[LintViolation]:
    """Yield the articles of WeChat and 知乎 that name nobody who wrote them."""
    for entry in context.issue.entries:
        if entry.url and not entry.source and (is_wechat_article(entry.url) or _is_zhihu(entry.url)):
            yield LintViolation(entry.span.line, 1, {"title": entry.title})


def _is_zhihu(url: str) -> bool:
    return find_host(url).endswith(ZHIHU_HOST)


@info("N36", "source-alias", "- [题 | zhihu](网址)", fixable=True)
def find_source_aliases(context: LintContext) -> Iterator[LintViolation]:
    """Yield the sources that are known by another spelling."""
    for entry in context.issue.entries:
        mark = _find_separator(context, entry)
        usual = SOURCE_NAMES.get((entry.source or "").lower())
        if mark and usual and usual != entry.source:
            edit = Edit(mark.line, mark.end, mark.end + len(entry.source or ""), usual)
            yield LintViolation(mark.line, mark.end + 1, {"source": entry.source, "usual": usual}, edits=(edit,))


@warning("N37", "source-host", "- [题 | 知乎](https://mp.weixin.qq.com/s/…)")
def find_foreign_sources(context: LintContext) -> Iterator[LintViolation]:
    """Yield the sources that say 知乎 where the address does not, and the other way round."""
    for entry in context.issue.entries:
        named = entry.source and (ZHIHU in entry.source or entry.source.lower() == "zhihu")
        if entry.url and entry.source and bool(named) != _is_zhihu(entry.url):
            mark = _find_separator(context, entry)
            values = {"source": entry.source, "host": find_host(entry.url)}
            yield LintViolation(entry.span.line, mark.end + 1 if mark else 1, values)


def _find_repositories(context: LintContext) -> Iterator[tuple[Entry, re.Match[str], int]]:
    """Yield the entries of the open-source section that begin with `owner/repo`, each with where."""
    for section in context.issue.sections:
        for entry in section.entries if section.name == OPEN_SOURCE else ():
            named = _REPOSITORY.match(entry.title)
            if named and named.end() < len(entry.title):
                yield entry, named, context.line(entry.span.line).find(entry.title)


@warning("N38", "repository-other", "- [甲/乙: 题](https://github.com/丙/乙)")
def find_other_repositories(context: LintContext) -> Iterator[LintViolation]:
    """Yield the repositories that are not those of the address."""
    for entry, named, start in _find_repositories(context):
        linked = _GITHUB.match(entry.url or "")
        if linked and linked[1].removesuffix(".git").lower() != named["name"].lower():
            yield LintViolation(entry.span.line, start + 1, {"said": named["name"], "linked": linked[1]})


@info("N39", "repository-colon", "- [甲/乙：题](网址)", fixable=True)
def find_repository_colons(context: LintContext) -> Iterator[LintViolation]:
    """Yield what separates a repository from its title and is no `: `."""
    for entry, named, start in _find_repositories(context):
        if start >= 0 and named["border"] and named["border"] != _GOOD_BORDER:
            number = entry.span.line
            edit = Edit(number, start + named.start("border"), start + named.end("border"), _GOOD_BORDER)
            yield LintViolation(number, start + named.start("border") + 1, edits=(edit,))


@info("N40", "tag-glued", "- [CVPR 2020][题](网址)", fixable=True)
def find_glued_tags(context: LintContext) -> Iterator[LintViolation]:
    """Yield the tags that no space separates from what follows."""
    for entry in context.issue.entries:
        number = entry.span.line
        line = context.line(number)
        for tag in _GLUED.finditer(line, 0, max(line.find("]("), 0)) if entry.tags else ():
            yield LintViolation(number, tag.end() + 1, edits=(Edit(number, tag.end(), tag.end(), " "),))


@info("N40", "tag-venue", "- [CVPR2020] [题](网址)", fixable=True)
def find_glued_years(context: LintContext) -> Iterator[LintViolation]:
    """Yield the conferences that no space separates from their year."""
    for entry in context.issue.entries:
        number = entry.span.line
        for tag in _VENUE.finditer(context.line(number)) if entry.tags else ():
            values = {"usual": f"{tag['venue']} {tag['year']}"}
            edit = Edit(number, tag.start("year"), tag.start("year"), " ")
            yield LintViolation(number, tag.start() + 1, values, edits=(edit,))
