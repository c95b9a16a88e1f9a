"""Addresses that were asked whether they still live; of those that were not, nothing is said."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.issue import Issue
from publish.core.link_status import LinkState
from publish.lint.context import LintContext
from publish.lint.rule import LintViolation, error, info, warning
from publish.lint.rules.links import find_web_links


def list_addresses(issue: Issue, text: str) -> list[str]:
    """Return the addresses of an issue that can be asked, each once."""
    return list(dict.fromkeys(link.url for link in find_web_links(LintContext(text, issue))))


def _find(context: LintContext, state: LinkState) -> Iterator[LintViolation]:
    for link in find_web_links(context) if context.answers else ():
        answer = context.answers.get(link.url)
        if answer and answer.state is state:
            yield LintViolation(link.line, link.start + 1, {"said": answer.words})


@error("L01", "link-gone", "- [题](网址)（对方回答 404）")
def find_gone(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses whose host has nothing there any more."""
    return _find(context, LinkState.GONE)


@error("L02", "link-removed", "- [题](https://mp.weixin.qq.com/s/…)（该内容已被发布者删除）")
def find_removed(context: LintContext) -> Iterator[LintViolation]:
    """Yield the articles of WeChat that were taken away."""
    return _find(context, LinkState.REMOVED)


@error("L03", "link-expired", "- [题](https://mp.weixin.qq.com/s?…&signature=…)（链接已过期）")
def find_expired(context: LintContext) -> Iterator[LintViolation]:
    """Yield the temporary addresses whose time is over."""
    return _find(context, LinkState.EXPIRED)


@warning("L04", "link-front", "- [题](网址)（跳到了首页）")
def find_front_pages(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses that lead to a front page instead of what was linked."""
    return _find(context, LinkState.FRONT)


@warning("L05", "link-lost", "- [题](网址)（域名已不存在）")
def find_lost(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses of hosts that nobody knows."""
    return _find(context, LinkState.LOST)


@info("L06", "link-closed", "- [题](网址)（对方回答 403、429 或 503）")
def find_closed(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses that are not for programs: whether they live, a person has to see."""
    return _find(context, LinkState.CLOSED)


@info("L06", "link-silent", "- [题](网址)（没有回答）")
def find_silent(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses from which no answer came that could be read."""
    return _find(context, LinkState.SILENT)
