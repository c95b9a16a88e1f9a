"""Rules about the parts that every issue repeats: hot news, notes, back issues, trailer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from publish.core.article import SourceText
from publish.core.issue import InlineSpan
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Edit, Severity
from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, Profile, info, replacement, warning
from publish.newsletter.labels import LINK_NOTE, NOTE_LABEL, OPEN_SOURCE, REPOSITORY_NOTE

_CELL = lazy_pattern(r"(?<!\\)\|")
_TAG = lazy_pattern(r"<(?P<name>[A-Za-z][A-Za-z0-9]*)(?![\w-])[^<>]*>?")
_MARKDOWN = {
    **dict.fromkeys(("b", "strong"), "**…**"), **dict.fromkeys(("em", "i"), "*…*"),
    **dict.fromkeys(("code", "kbd", "tt"), "`…`"), **dict.fromkeys(("del", "s"), "~~…~~"), "mark": "==…==",
    "sub": "~…~", "sup": "^…^", "br": "\\⏎", "hr": "---", "a": "[…](…)", **dict.fromkeys(("figure", "img"), "![…](…)"),
    "blockquote": "> …", "pre": "```", "details": "::: …", "ul": "- …", "ol": "1. …", "dl": ": …", "table": "| … |",
    **{f"h{level}": f"{'#' * level} …" for level in range(1, 7)},
}  # fmt: skip
"""What to write instead of an element; what it consists of, `<td>` for instance, is not named beside it."""
_PLAIN = frozenset({
    "abbr", "article", "center", "div", "font", "iframe", "ins", "p", "script", "section", "small", "span", "style",
    "svg", "u", "video",
})  # fmt: skip
"""Elements that no Markdown stands for."""
_FONT_NOTE = lazy_pattern(rf"\s*<font[^<>]*>\s*(?P<note>{NOTE_LABEL.pattern}[^<>]*)</font>\s*$", re.IGNORECASE)
_LINK_NOTE = lazy_pattern(r"注\s*[：:]\s*个别链接打不开")
_REPOSITORY_NOTE = lazy_pattern(r"注\s*[：:]\s*每条内容前缀为")
_REPOSITORY = lazy_pattern(r"[\w.-]+/[\w.-]+\s*[：:]", re.ASCII)
_PUNCTUATION = lazy_pattern(r"[；;，,。．.、]?$")
_ASCII = "".join(map(chr, range(ord("!"), ord("~") + 1)))
_COMMENT = lazy_pattern(r"<!--[^<>]*+-->$")
_SENTENCE_ENDS = ("。", "！", "？", "…", "!", "?")
_MAX_DATES = 3  # dates of back issues in one message


@warning("N18", "trailer-missing", "（文末没有二维码、联系方式或许可协议）", Profile.DIGEST)
def find_missing_trailer(context: LintContext) -> Iterator[LintViolation]:
    """Yield the parts that readers expect at the end and neither trailer nor settings provide."""
    trailer, values, settings = context.issue.trailer, context.issue.front_matter.values, context.settings
    licence = values.get("licence") or values.get("license") or settings.licence
    newsletter = settings.newsletter
    parts = {
        "二维码": (trailer and trailer.qr) or settings.follow.qr or settings.follow.picture,
        "联系方式": (trailer and trailer.contacts) or newsletter.editor or newsletter.project or newsletter.account,
        "许可协议": (trailer and trailer.licence_url) or licence,
        "往期回顾": context.issue.archive or settings.archive.limit,
    }
    missing = [name for name, part in parts.items() if not part]
    if missing:
        yield LintViolation(len(context.text.rstrip().split("\n")), values={"missing": "、".join(missing)})


@warning("N19", "archive-ragged", "| [2019-03-31](…) | | |（表头有 4 格）", Profile.DIGEST, fixable=True)
def find_ragged_rows(context: LintContext) -> Iterator[LintViolation]:
    """Yield the rows of back issues with fewer cells than the first row."""
    archive = context.issue.archive
    lines = [(span.line, context.line(span.line)) for span in archive.spans] if archive else []
    rows = [(number, line) for number, line in lines if line.lstrip().startswith("|")]
    width = _count_cells(rows[0][1]) if rows else 0
    for number, line in rows[1:]:
        lacking = width - _count_cells(line)
        if lacking > 0:
            end = len(line.rstrip())
            edit = Edit(number, end, end, ("" if line.rstrip().endswith("|") else " |") + " |" * lacking)
            yield LintViolation(number, end, {"cells": width - lacking, "width": width}, edits=(edit,))


def _count_cells(line: str) -> int:
    text = line.strip()
    return len(_CELL.findall(text)) - text.startswith("|") + (not text.endswith("|"))


@warning("N20", "archive-dead", "- [2019-11-30](…)（没有这一期的文件）", Profile.DIGEST)
def find_dead_issues(context: LintContext) -> Iterator[LintViolation]:
    """Yield the first back issue without a file; its message counts all, for most of a long archive may be missing."""
    names = context.other_issues.names
    dead = [dated for dated in _find_dates(context) if dated[0] not in names] if names else []
    if dead:
        _, line, column = dead[0]
        dates = list(dict.fromkeys(date for date, _, _ in dead))
        more = ["…"] if len(dates) > _MAX_DATES else []
        yield LintViolation(line, column, {"count": len(dates), "dates": ", ".join(dates[:_MAX_DATES] + more)})


@warning("N20", "archive-order", "- [2019-03-31](…)⏎- [2019-04-13](…)", Profile.DIGEST)
def find_unordered_issues(context: LintContext) -> Iterator[LintViolation]:
    """Yield the back issues below an older one."""
    for (above, _, _), (date, line, column) in pairwise(_find_dates(context)):
        if date > above:
            yield LintViolation(line, column, {"date": date, "above": above})


def _find_dates(context: LintContext) -> list[tuple[str, int, int]]:
    """Return date, line and column of each back issue."""
    archive = context.issue.archive
    dated = zip(archive.dates, map(context.locate, archive.date_spans), strict=True) if archive else ()
    return [(date, span.line, span.start + 1) for date, span in dated]


@warning("N29", "html-note", "<font>注：请用手机打开</font>", Profile.DIGEST, fixable=True)
def find_html_notes(context: LintContext) -> Iterator[LintViolation]:
    """Yield the notes written in HTML."""
    for number in context.content:
        note = _FONT_NOTE.match(context.line(number))
        if note:
            yield replacement(number, 0, len(context.line(number)), f"> {note['note'].rstrip()}")


@warning("N29", "html-raw", "甲<br>乙")
def find_html(context: LintContext) -> Iterator[LintViolation]:
    """Yield the first HTML tag of each line, where Markdown has a mark for it."""
    for span, tag, name in _find_tags(context):
        in_table = name == "br" and context.line(span.line).lstrip().startswith("|")
        if name in _MARKDOWN and not in_table:
            values = {"tag": tag, "instead": _MARKDOWN[name]}
            yield LintViolation(span.line, span.start + 1, values, _weigh_html(context))


@warning("N29", "html-plain", "<center>甲</center>")
def find_plain_html(context: LintContext) -> Iterator[LintViolation]:
    """Yield the first HTML tag of each line, where Markdown has none for it."""
    for span, tag, name in _find_tags(context):
        if name in _PLAIN:
            yield LintViolation(span.line, span.start + 1, {"tag": tag}, _weigh_html(context))


def _weigh_html(context: LintContext) -> Severity | None:
    """Return the severity of HTML: a hint in an article, for a build tells what of it is removed."""
    return None if context.is_digest else Severity.INFO


def _find_tags(context: LintContext) -> Iterator[tuple[InlineSpan, str, str]]:
    """Yield place, text and name of the first opening tag of each line of the content."""
    pieces = context.rendered.raw_html if context.rendered else ()
    rows = [(row, piece.line) for piece in pieces for row in piece.text.split("\n")]
    tags = [SourceText(tag[0], line) for row, line in rows if (tag := _TAG.search(row)) and _is_known(tag["name"])]
    content = set(context.content)
    for span in context.find_in_source(tags):
        if span.line in content:
            content.remove(span.line)
            written = context.line(span.line)[span.start : span.end]
            yield span, written, _TAG.sub(r"\g<name>", written).lower()


def _is_known(name: str) -> bool:
    return name.lower() in _MARKDOWN or name.lower() in _PLAIN


@warning("N52", "tail-stray", "（许可协议之后的）151.101.56.133", Profile.DIGEST, fixable=True)
def find_stray_tail(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines below the licence."""
    trailer = context.issue.trailer
    licence = trailer.licence_line if trailer else None
    for block in trailer.blocks if trailer and licence else ():
        if block.span.line > (licence or 0):
            for number in range(block.span.line, block.span.end_line + 1):
                # A pasted number can be deleted; words may belong elsewhere.
                wordless = not any(char.isalpha() for char in context.line(number))
                yield LintViolation(number, 1, edits=context.delete([number]) if wordless else ())


@info("N54", "note-form", "> 注：个别链接打不开，请点击文末阅读原文跳转", Profile.DIGEST, fixable=True)
def find_unusual_notes(context: LintContext) -> Iterator[LintViolation]:
    """Yield the two standard notes in other words."""
    for block in context.notes:
        for start, usual in ((_LINK_NOTE, LINK_NOTE), (_REPOSITORY_NOTE, REPOSITORY_NOTE)):
            if block.text_span and start.match(block.text) and block.text != usual:
                yield replacement(*context.locate(block.text_span), usual)


@info("N54", "note-missing", "## 开源项目（其后没有 > 注：每条内容前缀为…）", Profile.DIGEST)
def find_missing_note(context: LintContext) -> Iterator[LintViolation]:
    """Yield the open-source section whose entries begin with a repository that no note explains.

    Issues from before the first one with that note are left as they are.
    """
    others = context.other_issues
    is_older = bool(others.names) and (others.first_noted is None or context.issue.name < others.first_noted)
    if has_repository_note(context) or is_older:
        return
    for section in context.issue.sections:
        if section.name == OPEN_SOURCE and any(_REPOSITORY.match(entry.title) for entry in section.entries):
            yield LintViolation(section.span.line, 1)


def has_repository_note(context: LintContext) -> bool:
    """Return whether an issue has the note on repositories."""
    return any(_REPOSITORY_NOTE.match(note.text) for note in context.notes)


@info("N55", "brief-end", "- 热身新闻", Profile.DIGEST, fixable=True)
def find_brief_ends(context: LintContext) -> Iterator[LintViolation]:
    """Yield the hot-news lines that do not end with `；`, or the last one with `。`."""
    briefs = context.issue.briefs
    for brief in briefs:
        last = brief is briefs[-1]
        number, usual = brief.span.end_line, "。" if last else "；"
        line = _COMMENT.sub("", context.line(number).rstrip()).rstrip()
        if not line.endswith(_SENTENCE_ENDS if last else usual):
            start = _PUNCTUATION.search(line).start()  # type: ignore[union-attr]  # matches the empty string, too
            # A bare address would swallow the punctuation.
            edits = () if _ends_in_address(line) else (Edit(number, start, len(line), usual),)
            yield LintViolation(number, max(len(line), 1), {"usual": usual}, edits=edits)


def _ends_in_address(line: str) -> bool:
    """Return whether a line ends in a bare address."""
    last = line[len(line.rstrip(_ASCII)) :]
    _, linked, rest = last.rpartition("](")
    return "://" in (rest.partition(")")[2] if linked else last)
