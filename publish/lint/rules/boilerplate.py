"""What the newsletter repeats in every issue: hot news, notes, back issues, trailer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from publish.core.issue import Block, BlockKind, Issue
from publish.core.problem import Edit
from publish.core.settings import Settings
from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, info, warning
from publish.newsletter.labels import LICENCE_ADDRESS, LINK_NOTE, NOTE_LABEL, OPEN_SOURCE, REPOSITORY_NOTE

_CELL = re.compile(r"(?<!\\)\|")
_DATE = re.compile(r"\[(\d{4}-\d{2}-\d{2})\]")
_TAG = re.compile(
    r"</?(?:a|abbr|article|b|blockquote|br|center|code|dd|del|details|div|dl|dt|em|figure|font|h[1-6]|hr|i|iframe|img"
    r"|ins|kbd|li|mark|ol|p|pre|s|script|section|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|th|thead|tr"
    r"|tt|u|ul|video)(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_FONT_NOTE = re.compile(rf"\s*<font[^<>]*>\s*(?P<note>{NOTE_LABEL.pattern}[^<>]*)</font>\s*$", re.IGNORECASE)
_LINK_NOTE = re.compile(r"注\s*[：:]\s*个别链接打不开")
_REPOSITORY_NOTE = re.compile(r"注\s*[：:]\s*每条内容前缀为")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+\s*[：:]", re.ASCII)
_END = re.compile(r"[；;，,。．.、]$")
_ASCII = "".join(map(chr, range(ord("!"), ord("~") + 1)))
_COMMENT = re.compile(r"<!--[^<>]*+-->$")
_LAST_ENDS = ("。", "！", "？", "…", "!", "?")
_MOST_NAMED = 3
"""Back issues in one sentence."""


class _Dated(NamedTuple):
    """A back issue where the archive names it."""

    date: str
    line: int
    column: int


@warning("N18", "trailer-missing", "（文末没有二维码、联系方式或许可协议）")
def find_missing_trailer(context: LintContext) -> Iterator[LintViolation]:
    """Yield what neither the trailer nor the settings say of the account."""
    if not context.dated:
        return
    missing = [name for name, there in _find_furniture(context.issue, context.settings) if not there]
    if missing:
        yield LintViolation(len(context.text.rstrip().split("\n")), values={"missing": "、".join(missing)})


def _find_furniture(issue: Issue, settings: Settings) -> list[tuple[str, bool]]:
    """Return what readers expect at the end, each with whether the article will have it."""
    trailer, said = issue.trailer, issue.front_matter.values
    licensed = said.get("licence") or said.get("license") or settings.licence
    return [
        ("二维码", bool((trailer and trailer.qr) or settings.qr or settings.qr_picture)),
        ("联系方式", bool((trailer and trailer.contacts) or settings.editor or settings.project or settings.account)),
        ("许可协议", bool((trailer and trailer.licence_url) or licensed)),
        ("往期回顾", bool(issue.archive or settings.archive_limit)),
    ]


def _find_rows(context: LintContext) -> list[tuple[int, str]]:
    archive = context.issue.archive
    lines = [(span.line, context.line(span.line)) for span in archive.spans] if archive else []
    return [(number, line) for number, line in lines if line.lstrip().startswith("|")]


@warning("N19", "archive-ragged", "| [2019-03-31](…) | | |（表头有 4 格）", fixable=True)
def find_ragged_rows(context: LintContext) -> Iterator[LintViolation]:
    """Yield the rows of the back issues that have fewer cells than the first."""
    rows = _find_rows(context)
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
    """Yield the first back issue that has no file, and all of them with it: of a long archive most may be elsewhere."""
    names = context.neighbours.names if context.neighbours else frozenset()
    dead = [dated for dated in _find_dates(context) if dated.date not in names] if names else []
    if dead:
        dates = list(dict.fromkeys(dated.date for dated in dead))
        more = ["…"] if len(dates) > _MOST_NAMED else []
        yield LintViolation(
            dead[0].line, dead[0].column, {"count": len(dates), "dates": ", ".join(dates[:_MOST_NAMED] + more)}
        )


@warning("N20", "archive-order", "- [2019-03-31](…)⏎- [2019-04-13](…)")
def find_unordered_issues(context: LintContext) -> Iterator[LintViolation]:
    """Yield the back issues that stand below an older one."""
    for above, below in pairwise(_find_dates(context)):
        if below.date > above.date:
            yield LintViolation(below.line, below.column, {"date": below.date, "above": above.date})


def _find_dates(context: LintContext) -> list[_Dated]:
    archive = context.issue.archive
    return [
        _Dated(found[1], span.line, found.start() + 1)
        for span in (archive.spans if archive else ())
        for found in _DATE.finditer(context.line(span.line))
    ]


@warning("N29", "html-note", "<font>注：请用手机打开</font>", fixable=True)
def find_html_notes(context: LintContext) -> Iterator[LintViolation]:
    """Yield the notes that are written as HTML."""
    for number in context.content:
        note = _FONT_NOTE.match(context.line(number))
        if note:
            yield LintViolation(
                number, 1, edits=(Edit(number, 0, len(context.line(number)), f"> {note['note'].rstrip()}"),)
            )


@warning("N29", "html-raw", "<center>甲</center>")
def find_html(context: LintContext) -> Iterator[LintViolation]:
    """Yield, once a line, the HTML that Markdown has no need of."""
    for number in context.content:
        line = context.line(number)
        tag = _TAG.search(_hide_code(line)) if "<" in line else None
        if tag and not _FONT_NOTE.match(line):
            yield LintViolation(number, tag.start() + 1, {"tag": tag[0]})


def _hide_code(line: str) -> str:
    return re.sub(r"`[^`]*`", lambda code: "`" * len(code[0]), line)


@warning("N52", "tail-stray", "（许可协议之后的）151.101.56.133", fixable=True)
def find_stray_tail(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines below the licence."""
    trailer = context.issue.trailer
    licences = (
        [span.line for span in trailer.spans if LICENCE_ADDRESS.search(context.line(span.line))] if trailer else []
    )
    for block in trailer.blocks if trailer and licences else ():
        if block.span.line > max(licences):
            for number in range(block.span.line, block.span.end_line + 1):
                line = context.line(number)
                # A number that came along with a paste is no loss; words may be meant for somewhere else.
                edits = (Edit(number, 0, len(line), None),) if not any(char.isalpha() for char in line) else ()
                yield LintViolation(number, 1, edits=edits)


def _find_notes(context: LintContext) -> Iterator[Block]:
    return (block for block in context.blocks if block.kind is BlockKind.NOTE)


@info("N54", "note-form", "> 注：个别链接打不开，请点击文末阅读原文跳转", fixable=True)
def find_unusual_notes(context: LintContext) -> Iterator[LintViolation]:
    """Yield the notes that say the usual in other words."""
    for block in _find_notes(context):
        for start, usual in ((_LINK_NOTE, LINK_NOTE), (_REPOSITORY_NOTE, REPOSITORY_NOTE)):
            number = block.span.line
            line = context.line(number)
            at = line.find(block.text)
            if start.match(block.text) and block.text != usual and block.span.end_line == number and at >= 0:
                yield LintViolation(number, at + 1, edits=(Edit(number, at, at + len(block.text), usual),))


@info("N54", "note-missing", "## 开源项目（其后没有 > 注：每条内容前缀为…）")
def find_missing_note(context: LintContext) -> Iterator[LintViolation]:
    """Yield the open-source section that does not say what its entries begin with."""
    if any(_REPOSITORY_NOTE.match(note.text) for note in _find_notes(context)):
        return
    for section in context.issue.sections:
        if section.name == OPEN_SOURCE and any(_REPOSITORY.match(entry.title) for entry in section.entries):
            yield LintViolation(section.span.line, 1)


@info("N55", "brief-end", "- 热身新闻", fixable=True)
def find_brief_ends(context: LintContext) -> Iterator[LintViolation]:
    """Yield the hot-news lines that do not end with `；`, the last one with `。`."""
    briefs = context.issue.briefs
    for brief in briefs:
        last = brief is briefs[-1]
        number, usual = brief.span.end_line, "。" if last else "；"
        line = _COMMENT.sub("", context.line(number).rstrip()).rstrip()
        if line.endswith(_LAST_ENDS if last else usual):
            continue
        wrong = _END.search(line)
        edit = Edit(number, wrong.start() if wrong else len(line), len(line), usual)
        # A bare address would take the mark for its own.
        yield LintViolation(
            number, max(len(line), 1), {"usual": usual}, edits=() if _ends_in_address(line) else (edit,)
        )


def _ends_in_address(line: str) -> bool:
    """Say whether a bare address is the last of a line."""
    last = line[len(line.rstrip(_ASCII)) :]
    _, linked, rest = last.rpartition("](")
    return "://" in (rest.partition(")")[2] if linked else last)
