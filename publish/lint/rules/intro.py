"""Rules about the 导读: its count of entries, which a build checks, too, and its text."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.lazy_pattern import lazy_pattern
from publish.core.text import strip_markup
from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, Profile, error, info, replacement
from publish.newsletter.labels import CLAIM_SENTENCE, INTRO_LABEL, SECTION_MARK
from publish.wechat.limits import MAX_DIGEST_CHARS

_QUOTE = lazy_pattern(r"\s*>")
_PUNCTUATION = lazy_pattern(r"[\s。；;，,.：:]+")


@error("N03", "claim-false", "> 导读：本期3条。（实有 2 条）", Profile.DIGEST, fixable=True)
def find_false_claim(context: LintContext) -> Iterator[LintViolation]:
    """Yield the number of entries in the 导读 where the issue has another."""
    issue, found = context.issue, len(context.issue.entries)
    if issue.claimed is None or issue.claimed == found:
        return
    if issue.claim_span:
        yield replacement(*context.locate(issue.claim_span), str(found), claimed=issue.claimed, found=found)
    else:
        yield LintViolation(1, 1, {"claimed": issue.claimed, "found": found})


@error("N04", "intro-missing", "# 简报 (2020-06-17)（其后没有 > 导读：）", Profile.DIGEST)
def find_missing_intro(context: LintContext) -> Iterator[LintViolation]:
    """Yield the title of an issue named by its date that has no 导读; other newsletters need none."""
    if context.issue.date and context.issue.intro is None:
        yield LintViolation(context.issue.title.span.line if context.issue.title else 1)


@error("N04", "intro-empty", "> 导读：", Profile.DIGEST)
def find_empty_intro(context: LintContext) -> Iterator[LintViolation]:
    """Yield an empty 导读."""
    intro = context.issue.intro
    if intro and not "".join(intro.lines).strip():
        yield LintViolation(intro.span.line)


@error("N04", "intro-template", "> 导读：本期9条。【新闻】；【论文】。", Profile.DIGEST)
def find_template_intro(context: LintContext) -> Iterator[LintViolation]:
    """Yield a 导读 that has only the names of sections."""
    intro = context.issue.intro
    text = "".join(intro.lines) if intro else ""
    rest = _PUNCTUATION.sub("", SECTION_MARK.sub("", CLAIM_SENTENCE.sub("", text)))
    if intro and SECTION_MARK.search(text) and not rest:
        yield LintViolation(intro.span.line)


@info("N22", "intro-long", "> 导读：……（超过 128 字）", Profile.DIGEST)
def find_long_intro(context: LintContext) -> Iterator[LintViolation]:
    """Yield a 导读 that must be cut to fit the digest."""
    intro = context.issue.intro
    chars = len(strip_markup("".join(intro.lines))) if intro else 0
    if intro and chars > MAX_DIGEST_CHARS and not context.issue.front_matter.values.get("digest"):
        yield LintViolation(intro.span.line, values={"chars": chars, "limit": MAX_DIGEST_CHARS})


@info("N53", "intro-lazy", "> 导读：甲。⏎乙。", Profile.DIGEST, fixable=True)
def find_lazy_lines(context: LintContext) -> Iterator[LintViolation]:
    """Yield the lines of a 导读 without `>`."""
    intro = context.issue.intro
    for number in range(intro.span.line + 1, intro.span.end_line + 1) if intro else ():
        line = context.line(number)
        if line.strip() and not _QUOTE.match(line) and not INTRO_LABEL.fullmatch(line):
            yield replacement(number, 0, 0, "> ")
