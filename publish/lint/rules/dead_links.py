"""Rules about links whose hosts were asked; links without an answer break none."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.issue import Issue
from publish.core.urls import LinkState
from publish.lint.context import LintContext
from publish.lint.rule import Check, LintViolation, error, info, warning


def list_addresses(issue: Issue, text: str) -> list[str]:
    """Return the web addresses of an issue, each once."""
    return list(dict.fromkeys(link.url for link in LintContext(text, issue).web_links))


def _find(state: LinkState) -> Check:
    """Return a check for links in one state."""

    def check(context: LintContext) -> Iterator[LintViolation]:
        for link in context.web_links:
            status = context.answers.get(link.url)
            if status and status.state is state:
                yield LintViolation(link.line, link.start + 1, {"said": status.words})

    return check


GONE = error("L01", "link-gone", "- [题](网址)（对方回答 404）")(_find(LinkState.GONE))
REMOVED = error("L02", "link-removed", "- [题](https://mp.weixin.qq.com/s/…)（该内容已被发布者删除）")(
    _find(LinkState.REMOVED)
)
EXPIRED = error("L03", "link-expired", "- [题](https://mp.weixin.qq.com/s?…&signature=…)（链接已过期）")(
    _find(LinkState.EXPIRED)
)
FRONT = warning("L04", "link-front", "- [题](网址)（跳到了首页）")(_find(LinkState.FRONT))
LOST = warning("L05", "link-lost", "- [题](网址)（域名已不存在）")(_find(LinkState.LOST))
CLOSED = info("L06", "link-closed", "- [题](网址)（对方回答 403、429 或 503）")(_find(LinkState.CLOSED))
SILENT = info("L06", "link-silent", "- [题](网址)（没有回答）")(_find(LinkState.SILENT))
