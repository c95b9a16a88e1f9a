"""Rules that the pipeline checks in the built article; their checks find nothing in the issue itself."""

from __future__ import annotations

from collections.abc import Iterable

from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, Profile, error, info, warning


def _find_nothing(_: LintContext) -> Iterable[LintViolation]:
    return ()


LONG_ARTICLE = error("N14", "article-long", "（缩减后仍有 600,000 字节的一期）")(_find_nothing)
UNFITTED_ARTICLE = error("N14", "article-unfitted", '（fit = "off" 时，有 600,000 字节的一期）')(_find_nothing)
SPLIT_ARTICLE = warning("N14", "article-split", '（fit = "strict" 时，缩减后仍有 20,000 字符的一期）', Profile.DIGEST)(
    _find_nothing
)
SHORTENED_ARTICLE = info("N14", "article-shortened", "（有 600,000 字节的一期，缩减后发送）", Profile.DIGEST)(
    _find_nothing
)
LONG_TITLE = warning("N21", "title-long", "# 简报 (2020-06-17)：……（超过 32 字）")(_find_nothing)
CUT_TITLE = warning("N21", "title-cut", "# 简报 (2020-06-17)：……（超过 64 字）")(_find_nothing)
UNPARSED_EMPHASIS = error("N17", "emphasis-dead", "** 空格之后的粗体**")(_find_nothing)
