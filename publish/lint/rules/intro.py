"""What the 导读 promises, and how it is written. A build tells of a false promise, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.core.problem import Edit
from publish.core.text import strip_markup
from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, error, info
from publish.newsletter.labels import CLAIM, CLAIM_SENTENCE, INTRO_LABEL, SECTION_MARK
from publish.wechat.limits import MAX_DIGEST_CHARS

_QUOTE = re.compile(r"\s*>")
_PUNCTUATION = re.compile(r"[\s。；;，,.：:]+")


@error("N03", "claim-false", "> 导读：本期3条。（实有 2 条）", fixable=True)
def find_false_claim(context: LintContext) -> Iterator[LintViolation]:
    """Yield the number of entries that the 导读 promises and the issue does not keep."""
    issue = context.issue
    found = len(issue.entries)
    if issue.claimed is None or issue.claimed == found:
        return
    values = {"claimed": issue.claimed, "found": found}
    last = issue.sections[0].span.line if issue.sections else len(context.lines) + 1
    for number in range(1, last):
        claim = CLAIM.search(context.line(number))
        if claim:
            edit = Edit(number, claim.start(1), claim.end(1), str(found))
            yield LintViolation(number, claim.start(1) + 1, values, edits=(edit,))
            return
    yield LintViolation(1, 1, values)


@error("N04", "intro-missing", "# 简报 (2020-06-17)（其后没有 > 导读：）")
def find_missing_intro(context: LintContext) -> Iterator[LintViolation]:
    """Yield the title of an issue that has no 导读."""
    if context.dated and context.issue.intro is None:
        yield LintViolation(context.issue.title.span.line if context.issue.title else 1)


@error("N04", "intro-empty", "> 导读：")
def find_empty_intro(context: LintContext) -> Iterator[LintViolation]:
    """Yield a 导读 that says nothing."""
    intro = context.issue.intro
    if intro and not "".join(intro.lines).strip():
        yield LintViolation(intro.span.line)


@error("N04", "intro-template", "> 导读：本期9条。【新闻】；【论文】。")
def find_template_intro(context: LintContext) -> Iterator[LintViolation]:
    """Yield a 导读 that names the sections and says nothing of them."""
    intro = context.issue.intro
    text = "".join(intro.lines) if intro else ""
    if (
        intro
        and SECTION_MARK.search(text)
        and not _PUNCTUATION.sub("", SECTION_MARK.sub("", CLAIM_SENTENCE.sub("", text)))
    ):
        yield LintViolation(intro.span.line)


@info("N22", "intro-long", "> 导读：……（超过 128 字）")
def find_long_intro(context: LintContext) -> Iterator[LintViolation]:
    """Yield a 导读 that does not fit the digest, so that the digest is a part of it."""
    intro = context.issue.intro
    chars = len(strip_markup("".join(intro.lines))) if intro else 0
    if intro and chars > MAX_DIGEST_CHARS and not context.issue.front_matter.values.get("digest"):
        yield LintViolation(intro.span.line, values={"chars": chars, "limit": MAX_DIGEST_CHARS})


@info("N53", "intro-lazy", "> 导读：甲。⏎乙。", fixable=True)
def find_lazy_lines(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines of a 导读 that lack their `>`."""
    intro = context.issue.intro
    for number in range(intro.span.line + 1, intro.span.end_line + 1) if intro else ():
        line = context.line(number)
        if line.strip() and not _QUOTE.match(line) and not INTRO_LABEL.fullmatch(line):
            yield LintViolation(number, 1, edits=(Edit(number, 0, 0, "> "),))
