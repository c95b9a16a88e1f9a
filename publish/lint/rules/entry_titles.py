"""Rules about the first line of an entry: tags, repository, title, source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.core.issue import Entry, InlineSpan
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Edit
from publish.core.urls import find_host, is_wechat_article
from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, Profile, info, replacement, warning
from publish.newsletter.labels import OPEN_SOURCE
from publish.newsletter.sources import SOURCE_NAMES, ZHIHU, ZHIHU_HOST

_SEPARATOR = " | "
_REPOSITORY = lazy_pattern(r"(?P<name>[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(?P<colon>\s*[：:]\s*)?", re.ASCII)
_REPOSITORY_COLON = ": "
_GITHUB = lazy_pattern(r"https?://(?:www\.)?github\.com/([^/?#]+/[^/?#]+)", re.IGNORECASE)
_VENUE = lazy_pattern(r"\[(?P<venue>[A-Z][A-Za-z]+)(?P<year>20\d\d)\]")


@warning("N34", "separator-other", "- [题｜来源](网址)", Profile.DIGEST, fixable=True)
def find_unusual_separators(context: LintContext) -> Iterator[LintViolation]:
    """Yield the separators between title and source other than ` | `."""
    for entry in context.issue.entries:
        separator = context.locate(entry.inline.separator) if entry.inline.separator else None
        if separator and context.line(separator.line)[separator.start : separator.end] != _SEPARATOR:
            yield replacement(*separator, _SEPARATOR)


@warning("N34", "separator-twice", "- [题 | 甲 | 乙](网址)", Profile.DIGEST)
def find_second_separators(context: LintContext) -> Iterator[LintViolation]:
    """Yield the titles with two separators; all but the last become part of the title."""
    for entry in context.issue.entries:
        title = context.locate(entry.inline.title) if entry.source and entry.inline.title else None
        at = context.line(title.line).find(_SEPARATOR, title.start, title.end) if title else -1
        if title and at >= 0:
            yield LintViolation(title.line, at + 2, {"source": entry.source})


@warning("N35", "source-missing", "- [题](https://mp.weixin.qq.com/s/…)", Profile.DIGEST)
def find_missing_sources(context: LintContext) -> Iterator[LintViolation]:
    """Yield the articles of WeChat and 知乎 without a source."""
    for entry in context.issue.entries:
        if entry.url and not entry.source and (is_wechat_article(entry.url) or _is_zhihu(entry.url)):
            yield LintViolation(entry.span.line, 1, {"title": entry.title})


def _is_zhihu(url: str) -> bool:
    return find_host(url).endswith(ZHIHU_HOST)


@info("N36", "source-alias", "- [题 | zhihu](网址)", Profile.DIGEST, fixable=True)
def find_source_aliases(context: LintContext) -> Iterator[LintViolation]:
    """Yield the sources that have another usual spelling."""
    for entry in context.issue.entries:
        source, span = entry.source or "", entry.inline.source
        usual = SOURCE_NAMES.get(source.lower())
        if span and usual and usual != source:
            yield replacement(*context.locate(span), usual, source=source, usual=usual)


@warning("N37", "source-host", "- [题 | 知乎](https://mp.weixin.qq.com/s/…)", Profile.DIGEST)
def find_wrong_sources(context: LintContext) -> Iterator[LintViolation]:
    """Yield the sources that name 知乎 where the address does not, and the other way round."""
    for entry in context.issue.entries:
        named = entry.source and (ZHIHU in entry.source or entry.source.lower() == "zhihu")
        if entry.url and entry.source and bool(named) != _is_zhihu(entry.url):
            column = context.locate(entry.inline.separator).end + 1 if entry.inline.separator else 1
            values = {"source": entry.source, "host": find_host(entry.url)}
            yield LintViolation(entry.span.line, column, values)


def _find_repositories(context: LintContext) -> Iterator[tuple[Entry, re.Match[str]]]:
    """Yield the open-source entries whose titles begin with `owner/repo`."""
    for section in context.issue.sections:
        for entry in section.entries if section.name == OPEN_SOURCE else ():
            repository = _REPOSITORY.match(entry.title)
            if repository and repository.end() < len(entry.title):
                yield entry, repository


@warning("N38", "repository-other", "- [甲/乙: 题](https://github.com/丙/乙)", Profile.DIGEST)
def find_wrong_repositories(context: LintContext) -> Iterator[LintViolation]:
    """Yield the repositories that differ from the one in the address."""
    for entry, repository in _find_repositories(context):
        title = entry.inline.title
        column = context.locate(title).start + 1 if title else 1
        linked = _GITHUB.match(entry.url or "")
        if linked and linked[1].removesuffix(".git").lower() != repository["name"].lower():
            yield LintViolation(entry.span.line, column, {"said": repository["name"], "linked": linked[1]})


@info("N39", "repository-colon", "- [甲/乙：题](网址)", Profile.DIGEST, fixable=True)
def find_repository_colons(context: LintContext) -> Iterator[LintViolation]:
    """Yield the separators between repository and title other than `: `."""
    for entry, repository in _find_repositories(context):
        title = entry.inline.title
        if title and repository["colon"] and repository["colon"] != _REPOSITORY_COLON:
            first, last = repository.span("colon")
            colon = InlineSpan(title.line, title.start + first, title.start + last)
            yield replacement(*context.locate(colon), _REPOSITORY_COLON)


@info("N40", "tag-glued", "- [CVPR 2020][题](网址)", Profile.DIGEST, fixable=True)
def find_glued_tags(context: LintContext) -> Iterator[LintViolation]:
    """Yield the tags without a space behind them."""
    for entry in context.issue.entries:
        for tag in map(context.locate, entry.inline.tags) if entry.url else ():
            if context.line(tag.line).startswith("[", tag.end):
                yield replacement(tag.line, tag.end, tag.end, " ")


@info("N40", "tag-venue", "- [CVPR2020] [题](网址)", Profile.DIGEST, fixable=True)
def find_glued_years(context: LintContext) -> Iterator[LintViolation]:
    """Yield the conferences without a space before the year."""
    for entry in context.issue.entries:
        for span in map(context.locate, entry.inline.tags):
            tag = _VENUE.fullmatch(context.line(span.line), span.start, span.end)
            if tag:
                values = {"usual": f"{tag['venue']} {tag['year']}"}
                edit = Edit(span.line, tag.start("year"), tag.start("year"), " ")
                yield LintViolation(span.line, span.start + 1, values, edits=(edit,))
