"""Rules about the parts that every issue repeats: hot news, notes, back issues, trailer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from publish.core.problem import Edit
from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, info, replacement, warning
from publish.newsletter.labels import LINK_NOTE, NOTE_LABEL, OPEN_SOURCE, REPOSITORY_NOTE

_CELL = re.compile(r"(?<!\\)\|")
_TAG = re.compile(
    r"</?(?:a|abbr|article|b|blockquote|br|center|code|dd|del|details|div|dl|dt|em|figure|font|h[1-6]|hr|i|iframe|img"
    r"|ins|kbd|li|mark|ol|p|pre|s|script|section|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|th|thead|tr"
    r"|tt|u|ul|video)(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_CODE_SPAN = re.compile(r"`[^`]*`")
_FONT_NOTE = re.compile(rf"\s*<font[^<>]*>\s*(?P<note>{NOTE_LABEL.pattern}[^<>]*)</font>\s*$", re.IGNORECASE)
_LINK_NOTE = re.compile(r"注\s*[：:]\s*个别链接打不开")
_REPOSITORY_NOTE = re.compile(r"注\s*[：:]\s*每条内容前缀为")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+\s*[：:]", re.ASCII)
_PUNCTUATION = re.compile(r"[；;，,。．.、]?$")
_ASCII = "".join(map(chr, range(ord("!"), ord("~") + 1)))
_COMMENT = re.compile(r"<!--[^<>]*+-->$")
_SENTENCE_ENDS = ("。", "！", "？", "…", "!", "?")
_MAX_DATES = 3  # dates of back issues in one message


@warning("N18", "trailer-missing", "（文末没有二维码、联系方式或许可协议）")
def find_missing_trailer(context: LintContext) -> Iterator[LintViolation]:
    """Yield the parts that readers expect at the end and neither trailer nor settings provide."""
    if not context.is_newsletter:
        return
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


@warning("N19", "archive-ragged", "| [2019-03-31](…) | | |（表头有 4 格）", fixable=True)
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


@warning("N20", "archive-dead", "- [2019-11-30](…)（没有这一期的文件）")
def find_dead_issues(context: LintContext) -> Iterator[LintViolation]:
    """Yield the first back issue without a file; its message counts all, for most of a long archive may be missing."""
    names = context.other_issues.names
    dead = [dated for dated in _find_dates(context) if dated[0] not in names] if names else []
    if dead:
        _, line, column = dead[0]
        dates = list(dict.fromkeys(date for date, _, _ in dead))
        more = ["…"] if len(dates) > _MAX_DATES else []
        yield LintViolation(line, column, {"count": len(dates), "dates": ", ".join(dates[:_MAX_DATES] + more)})


@warning("N20", "archive-order", "- [2019-03-31](…)⏎- [2019-04-13](…)")
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


@warning("N29", "html-note", "<font>注：请用手机打开</font>", fixable=True)
def find_html_notes(context: LintContext) -> Iterator[LintViolation]:
    """Yield the notes written in HTML."""
    for number in context.content:
        note = _FONT_NOTE.match(context.line(number))
        if note:
            yield replacement(number, 0, len(context.line(number)), f"> {note['note'].rstrip()}")


@warning("N29", "html-raw", "<center>甲</center>")
def find_html(context: LintContext) -> Iterator[LintViolation]:
    """Yield the first HTML tag of each line."""
    for number in context.content:
        line = context.line(number)
        tag = _TAG.search(_CODE_SPAN.sub(lambda code: "`" * len(code[0]), line)) if "<" in line else None
        if tag and not _FONT_NOTE.match(line):
            yield LintViolation(number, tag.start() + 1, {"tag": tag[0]})


@warning("N52", "tail-stray", "（许可协议之后的）151.101.56.133", fixable=True)
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


@info("N54", "note-form", "> 注：个别链接打不开，请点击文末阅读原文跳转", fixable=True)
def find_unusual_notes(context: LintContext) -> Iterator[LintViolation]:
    """Yield the two standard notes in other words."""
    for block in context.notes:
        for start, usual in ((_LINK_NOTE, LINK_NOTE), (_REPOSITORY_NOTE, REPOSITORY_NOTE)):
            if block.text_span and start.match(block.text) and block.text != usual:
                yield replacement(*context.locate(block.text_span), usual)


@info("N54", "note-missing", "## 开源项目（其后没有 > 注：每条内容前缀为…）")
def find_missing_note(context: LintContext) -> Iterator[LintViolation]:
    """Yield the open-source section whose entries begin with a repository that no note explains."""
    if any(_REPOSITORY_NOTE.match(note.text) for note in context.notes):
        return
    for section in context.issue.sections:
        if section.name == OPEN_SOURCE and any(_REPOSITORY.match(entry.title) for entry in section.entries):
            yield LintViolation(section.span.line, 1)


@info("N55", "brief-end", "- 热身新闻", fixable=True)
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
