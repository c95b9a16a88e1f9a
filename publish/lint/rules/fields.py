"""What stands below an entry's first line: summary, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.core.issue import Block, BlockKind, Entry, Field, Items, Part
from publish.core.problem import Edit
from publish.core.text import strip_markup
from publish.core.urls import identify_address
from publish.lint.context import EntryPart, LintContext, find_span
from publish.lint.rule import LintViolation, error, info, warning
from publish.newsletter.labels import CANONICAL_LABELS, LABEL_ALIASES

_SUMMARY = re.compile(r"\s*摘要(?!\s*[：:])")
_ARXIV_TAG = re.compile(r"(?P<id>\d{4}\.\d{4,5})(?:v\d+)?")
_ARXIV_ADDRESS = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBERED = re.compile(r"\s*(?:[(（]?[\dA-Za-z一二三四五六七八九十]{1,3}[)）.、：:]|[-·•–]|Q\d|第[一二三\d]|首先)")
_TOLD = (BlockKind.SUMMARY, BlockKind.PARAGRAPH)
MAX_SUMMARY_CHARS = 500


@error("N15", "arxiv-other", "- [2104.13400] [题](https://arxiv.org/abs/2104.11487)")
def find_other_papers(context: LintContext) -> Iterator[LintViolation]:
    """Yield the arXiv tags that none of the entry's arXiv addresses bears out."""
    for entry in context.issue.entries:
        lines = range(entry.span.line, context.find_end(entry) + 1)
        linked = {found for number in lines for found in _ARXIV_ADDRESS.findall(context.line(number))}
        for tag in entry.tags:
            paper = _ARXIV_TAG.fullmatch(tag)
            if linked and paper and paper["id"] not in linked:
                column = context.line(entry.span.line).find(tag) + 1
                yield LintViolation(entry.span.line, column, {"tag": tag, "linked": ", ".join(sorted(linked))})


def _summarises(part: Part) -> bool:
    if isinstance(part, Items):
        return any(_summarises(inner) for item in part.items for inner in item.parts)
    return isinstance(part, Block) and part.kind is BlockKind.SUMMARY


def _find_unsummarised(context: LintContext) -> Iterator[tuple[Entry, Block | None]]:
    """Yield the entries without a 摘要, each with its first paragraph."""
    for entry in context.issue.entries:
        if not any(_summarises(part) for part in entry.parts):
            blocks = (part for part in entry.parts if isinstance(part, Block) and part.kind is BlockKind.PARAGRAPH)
            yield entry, next(blocks, None)


@warning("N30", "summary-missing", "- [题](网址)（其后没有摘要）")
def find_missing_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries of which nothing is told."""
    for entry, told in _find_unsummarised(context):
        if told is None:
            yield LintViolation(entry.span.line, 1, {"title": entry.title})


@warning("N30", "summary-unlabelled", "- [题](网址)⏎没有标签的一段。")
def find_unlabelled_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the paragraphs that stand where a 摘要 should."""
    for _, told in _find_unsummarised(context):
        if told and not _SUMMARY.match(context.line(told.span.line)):
            yield LintViolation(told.span.line, 1)


@warning("N30", "summary-colon", "- [题](网址)⏎摘要甲乙丙。", fixable=True)
def find_missing_colons(context: LintContext) -> Iterator[LintViolation]:
    """Yield the summaries whose label has lost its colon."""
    for _, told in _find_unsummarised(context):
        label = _SUMMARY.match(context.line(told.span.line)) if told else None
        if told and label:
            edit = Edit(told.span.line, label.end(), label.end(), "：")
            yield LintViolation(told.span.line, label.end() + 1, edits=(edit,))


@warning("N30", "summary-empty", "- [题](网址)⏎摘要：")
def find_empty_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the 摘要 that say nothing, unless a list follows."""
    for placed in context.parts:
        part = placed.part
        if _summarises(part) and isinstance(part, Block) and not part.text and not isinstance(placed.after, Items):
            yield LintViolation(part.span.line, 1)


@warning("N31", "label-colon", "摘要:甲乙丙。", fixable=True)
def find_half_colons(context: LintContext) -> Iterator[LintViolation]:
    """Yield the half-width colons behind labels."""
    for number, at in context.label_colons.items():
        if context.line(number)[at] == ":":
            yield LintViolation(number, at + 1, edits=(Edit(number, at, at + 1, "："),))


def _find_labels(context: LintContext) -> Iterator[tuple[Field, int]]:
    """Yield the fields with a label of their own, each with where it begins."""
    for placed in context.parts:
        part = placed.part
        if isinstance(part, Field) and part.label not in CANONICAL_LABELS:
            yield part, max(context.line(part.span.line).find(part.label), 0)


@info("N32", "label-alias", "项目地址：https://…", fixable=True)
def find_aliases(context: LintContext) -> Iterator[LintViolation]:
    """Yield the labels for which the newsletter has another word."""
    for part, start in _find_labels(context):
        usual = LABEL_ALIASES.get(part.label)
        if usual:
            edit = Edit(part.span.line, start, start + len(part.label), usual)
            yield LintViolation(part.span.line, start + 1, {"label": part.label, "usual": usual}, edits=(edit,))


@info("N32", "label-unknown", "试玩Demo：https://…")
def find_unknown_labels(context: LintContext) -> Iterator[LintViolation]:
    """Yield the labels that are used nowhere else."""
    for part, start in _find_labels(context):
        if part.label not in LABEL_ALIASES:
            yield LintViolation(part.span.line, start + 1, {"label": part.label})


@info("N33", "field-repeats", "- [题](https://a.example)⏎链接：https://a.example")
def find_repeated_addresses(context: LintContext) -> Iterator[LintViolation]:
    """Yield the fields that lead where their entry leads."""
    for placed in context.parts:
        part, own = placed.part, placed.entry.url
        if isinstance(part, Field) and own and identify_address(part.text) == identify_address(own):
            yield LintViolation(part.span.line, 1, {"label": part.label})


@info("N47", "summary-unfinished", "摘要：甲乙丙（句末没有标点）")
def find_unfinished_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the summaries that end in the middle of a sentence."""
    for entry in context.issue.entries:
        told = [part for part in entry.parts if isinstance(part, Block) and part.kind in _TOLD]
        if not told or find_span(entry.parts[-1]).end_line != told[-1].span.end_line:
            continue
        number = told[-1].span.end_line
        line = context.prose.get(number, "").rstrip()
        if line and line[-1].isalnum():
            yield LintViolation(number, len(line))


def _measure_summary(entry: Entry) -> tuple[Block | None, str]:
    told = [part for part in entry.parts if isinstance(part, Block) and part.kind in _TOLD]
    return next(iter(told), None), strip_markup(" ".join(part.text for part in told))


@info("N51", "summary-long", "摘要：……（超过 500 字）")
def find_long_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the summaries that are articles themselves."""
    for entry in context.issue.entries:
        first, text = _measure_summary(entry)
        if first and len(text) > MAX_SUMMARY_CHARS:
            yield LintViolation(first.span.line, 1, {"chars": len(text), "limit": MAX_SUMMARY_CHARS})


@info("N51", "summary-english", "摘要：An English text, and nothing else.")
def find_english_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the summaries without a word of Chinese."""
    for entry in context.issue.entries:
        first, text = _measure_summary(entry)
        if first and text and not _HAN.search(text):
            yield LintViolation(first.span.line, 1)


@info("N50", "colon-dangling", "摘要：主要有以下几点：（其后没有列表）")
def find_dangling_colons(context: LintContext) -> Iterator[LintViolation]:
    """Yield the paragraphs that announce a list, where none follows."""
    for placed in context.parts:
        part = placed.part
        announces = isinstance(part, Block) and part.kind in _TOLD and part.text.endswith("：") and len(part.text) > 1
        if announces and not _is_list(placed, context):
            number = find_span(part).end_line
            yield LintViolation(number, len(context.line(number).rstrip()))


def _is_list(placed: EntryPart, context: LintContext) -> bool:
    """Say whether what follows can be what was announced."""
    after = placed.after
    if after is None or isinstance(after, Items | Field):
        return after is not None
    if after.kind not in _TOLD:
        return True
    return _NUMBERED.match(context.line(after.span.line)) is not None
