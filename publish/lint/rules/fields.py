"""Rules about the lines below an entry's first one: summary, fields, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from publish.core.issue import TEXTS, Block, BlockKind, Entry, Field, Items
from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import has_ideographs, is_wide, strip_markup
from publish.core.urls import identify_address
from publish.lint.context import LintContext, find_entry_lines, is_block
from publish.lint.rule import LintViolation, Profile, error, info, replacement, warning
from publish.newsletter.grammar import make_grammar
from publish.newsletter.labels import LABEL_ALIASES

_SUMMARY = lazy_pattern(r"\s*摘要(?!\s*[：:])")
_ARXIV_TAG = lazy_pattern(r"(?P<id>\d{4}\.\d{4,5})(?:v\d+)?")
_ARXIV_ADDRESS = lazy_pattern(r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})", re.IGNORECASE)
_SENTENCE_ENDS = ("见", "在", "为", "是", "到", "看")  # 译文见：https://…
_MAX_SUMMARY_CHARS = 500


@error("N15", "arxiv-other", "- [2104.13400] [题](https://arxiv.org/abs/2104.11487)", Profile.DIGEST)
def find_wrong_papers(context: LintContext) -> Iterator[LintViolation]:
    """Yield the arXiv tags that differ from every arXiv address of the entry."""
    for entry in context.issue.entries:
        lines = map(context.line, find_entry_lines(entry))
        linked = {paper for line in lines for paper in _ARXIV_ADDRESS.findall(line)}
        for tag, span in zip(entry.tags, entry.inline.tags, strict=False):
            paper = _ARXIV_TAG.fullmatch(tag)
            if linked and paper and paper["id"] not in linked:
                column = context.locate(span).start + 2
                yield LintViolation(span.line, column, {"tag": tag, "linked": ", ".join(sorted(linked))})


def _find_unsummarised(context: LintContext) -> Iterator[tuple[Entry, Block | None]]:
    """Yield the entries without a 摘要, each with its first paragraph."""
    summarised = {placed.entry.span.line for placed in context.parts if is_block(placed.part, BlockKind.SUMMARY)}
    for entry in context.issue.entries:
        if entry.span.line not in summarised:
            yield entry, next((part for part in entry.parts if is_block(part, BlockKind.PARAGRAPH)), None)


@warning("N30", "summary-missing", "- [题](网址)（其后没有摘要）", Profile.DIGEST)
def find_missing_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries without a summary."""
    for entry, paragraph in _find_unsummarised(context):
        if paragraph is None:
            yield LintViolation(entry.span.line, 1, {"title": entry.title})


@warning("N30", "summary-unlabelled", "- [题](网址)⏎没有标签的一段。", Profile.DIGEST)
def find_unlabelled_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the paragraphs in place of a 摘要."""
    for entry, paragraph in _find_unsummarised(context):
        if paragraph and not (_SUMMARY.match(context.line(paragraph.span.line)) or _heads_fields(entry)):
            yield LintViolation(paragraph.span.line, 1)


def _heads_fields(entry: Entry) -> bool:
    """Return whether paragraphs of an entry head groups of its fields: the parts of a talk with their addresses."""
    kinds = [isinstance(part, Field) for part in entry.parts]
    return any(field and not after for field, after in pairwise(kinds)) and kinds[-1]


@warning("N30", "summary-colon", "- [题](网址)⏎摘要甲乙丙。", Profile.DIGEST, fixable=True)
def find_missing_colons(context: LintContext) -> Iterator[LintViolation]:
    """Yield the summaries whose label has no colon."""
    for _, paragraph in _find_unsummarised(context):
        label = _SUMMARY.match(context.line(paragraph.span.line)) if paragraph else None
        if paragraph and label:
            yield replacement(paragraph.span.line, label.end(), label.end(), "：")


@warning("N30", "summary-empty", "- [题](网址)⏎摘要：", Profile.DIGEST)
def find_empty_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the empty summaries that no list follows."""
    for placed in context.parts:
        part = placed.part
        if is_block(part, BlockKind.SUMMARY) and not part.text and not isinstance(placed.after, Items):
            yield LintViolation(part.span.line, 1)


@warning("N31", "label-colon", "摘要:甲乙丙。", Profile.DIGEST, fixable=True)
def find_half_width_colons(context: LintContext) -> Iterator[LintViolation]:
    """Yield the half-width colons after labels in Chinese."""
    for number, at in context.label_colons.items():
        line = context.line(number)
        if line[at] == ":" and any(map(is_wide, line[:at])):
            yield replacement(number, at, at + 1, "：")


def _find_labels(context: LintContext) -> Iterator[tuple[Field, int]]:
    """Yield the fields with a label that is not canonical, each with the label's start."""
    for placed in context.parts:
        part = placed.part
        if (
            isinstance(part, Field)
            and part.label_span
            and part.label not in make_grammar(context.settings.newsletter).labels
        ):
            yield part, context.locate(part.label_span).start


@info("N32", "label-alias", "项目地址：https://…", Profile.DIGEST, fixable=True)
def find_aliases(context: LintContext) -> Iterator[LintViolation]:
    """Yield the labels that have a canonical form."""
    for part, start in _find_labels(context):
        usual = LABEL_ALIASES.get(part.label)
        if usual:
            yield replacement(part.span.line, start, start + len(part.label), usual, label=part.label, usual=usual)


@info("N32", "label-unknown", "试玩Demo：https://…", Profile.DIGEST)
def find_unknown_labels(context: LintContext) -> Iterator[LintViolation]:
    """Yield the labels that the newsletter does not use."""
    for part, start in _find_labels(context):
        if part.label not in LABEL_ALIASES and not part.label.endswith(_SENTENCE_ENDS):
            yield LintViolation(part.span.line, start + 1, {"label": part.label})


@info("N33", "field-repeats", "- [题](https://a.example)⏎链接：https://a.example", Profile.DIGEST)
def find_repeated_addresses(context: LintContext) -> Iterator[LintViolation]:
    """Yield the fields with the address of their entry."""
    for placed in context.parts:
        part, url = placed.part, placed.entry.url
        if isinstance(part, Field) and url and identify_address(part.text) == identify_address(url):
            yield LintViolation(part.span.line, 1, {"label": part.label})


@info("N47", "summary-unfinished", "摘要：甲乙丙（句末没有标点）", Profile.DIGEST)
def find_unfinished_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries that end in a text without punctuation."""
    for entry in context.issue.entries:
        number = find_entry_lines(entry)[-1]
        line = context.prose.get(number, "").rstrip()
        if entry.parts and is_block(entry.parts[-1], *TEXTS) and line and line[-1].isalnum():
            yield LintViolation(number, len(line))


def _find_summaries(context: LintContext) -> Iterator[tuple[int, str]]:
    """Yield the summary of each entry as plain text, paragraphs included, with its first line."""
    for entry in context.issue.entries:
        texts = [part for part in entry.parts if is_block(part, *TEXTS)]
        if texts:
            yield texts[0].span.line, strip_markup(" ".join(part.text for part in texts))


@info("N51", "summary-long", "摘要：……（超过 500 字）", Profile.DIGEST)
def find_long_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the summaries above the maximum length."""
    for number, text in _find_summaries(context):
        if len(text) > _MAX_SUMMARY_CHARS:
            yield LintViolation(number, 1, {"chars": len(text), "limit": _MAX_SUMMARY_CHARS})


@info("N51", "summary-english", "摘要：An English text, and nothing else.", Profile.DIGEST)
def find_english_summaries(context: LintContext) -> Iterator[LintViolation]:
    """Yield the summaries without a Chinese character, in a newsletter whose label for them is Chinese."""
    chinese = any(map(has_ideographs, context.settings.newsletter.words.summary))
    for number, text in _find_summaries(context) if chinese else ():
        if text and not has_ideographs(text):
            yield LintViolation(number, 1)


@info("N50", "colon-dangling", "摘要：主要有以下几点：（其后没有列表）", Profile.DIGEST)
def find_dangling_colons(context: LintContext) -> Iterator[LintViolation]:
    """Yield the entries that end with a paragraph that announces something."""
    for entry in context.issue.entries:
        last = find_entry_lines(entry)[-1]
        announced = is_block(entry.parts[-1], *TEXTS) and len(entry.parts[-1].text) > 1 if entry.parts else False
        if announced and context.line(last).rstrip().endswith("："):
            yield LintViolation(last, len(context.line(last).rstrip()))
