"""What shows only once an issue is an article; the pipeline looks for it."""

from __future__ import annotations

from collections.abc import Iterator

from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, error, warning


@error("N14", "article-split", "（样式写全后超过 20,000 字符的一期）")
def find_split_article(_: LintContext) -> Iterator[LintViolation]:
    """Yield nothing: the length is the article's."""
    return iter(())


@warning("N14", "article-long", "（样式写全后超过 18,000 字符的一期）")
def find_long_article(_: LintContext) -> Iterator[LintViolation]:
    """Yield nothing: the length is the article's."""
    return iter(())


@warning("N21", "title-long", "# 简报 (2020-06-17)：……（超过 32 字）")
def find_long_title(_: LintContext) -> Iterator[LintViolation]:
    """Yield nothing: the title is the article's."""
    return iter(())


@warning("N21", "title-cut", "# 简报 (2020-06-17)：……（超过 64 字）")
def find_cut_title(_: LintContext) -> Iterator[LintViolation]:
    """Yield nothing: the title is the article's."""
    return iter(())


@error("N17", "emphasis-dead", "** 空格之后的粗体**")
def find_unparsed_emphasis(_: LintContext) -> Iterator[LintViolation]:
    """Yield nothing: emphasis is dead where the renderer shows its marks."""
    return iter(())
