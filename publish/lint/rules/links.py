"""Addresses: what is dead soon, what follows people, what leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.core.problem import Edit
from publish.core.urls import find_host, identify_address, is_web_address, is_wechat_article
from publish.lint.context import IssueLink, LintContext
from publish.lint.rule import LintViolation, error, info, warning
from publish.newsletter.sources import (
    HTTPS_HOSTS,
    SESSION_PARAMETERS,
    TEMPORARY_PARAMETERS,
    WECHAT_HOST,
    drop_session,
    drop_tracking,
    find_tracking,
    parse_parameters,
)
from publish.wechat.limits import PICTURE_HOST

_PUNCTUATION = frozenset("，。；：、！？（）「」『』【】《》“”…")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+(?:com|org|net|cn|io|ai|edu|gov|dev|tech|info)(?:[/?#]|$)", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?<![\w./@:-])www\.(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[!-~]*)?", re.IGNORECASE | re.ASCII)
_DOUBLE_SLASH = re.compile(r"(?i)https?://[^/?#]++[^?#]*?(?P<double>//+)")


def find_web_links(context: LintContext) -> Iterator[IssueLink]:
    """Yield the addresses of the web."""
    return (link for link in context.links if link.url.lower().startswith(("http://", "https://")))


def _write(link: IssueLink, url: str) -> tuple[Edit, ...]:
    """Return the edit that puts another address in a link's place."""
    return (Edit(link.line, link.start, link.end, url),)


def _is_temporary(link: IssueLink) -> bool:
    names = {name for name, _ in parse_parameters(link.url)}
    return find_host(link.url) == WECHAT_HOST and names.issuperset(TEMPORARY_PARAMETERS)


@error("N06", "link-temporary", "- [题](https://mp.weixin.qq.com/s?timestamp=…&signature=…)")
def find_temporary_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses of WeChat's search, which die within hours."""
    return (LintViolation(link.line, link.start + 1) for link in find_web_links(context) if _is_temporary(link))


@error("N07", "link-session", "- [题](https://mp.weixin.qq.com/s?__biz=…&token=…)", fixable=True)
def find_session_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses that carry a session of WeChat."""
    for link in find_web_links(context):
        names = [name for name, _ in parse_parameters(link.url) if name in SESSION_PARAMETERS]
        if names and find_host(link.url) == WECHAT_HOST and not _is_temporary(link):
            edits = _write(link, drop_session(link.url))
            yield LintViolation(link.line, link.start + 1, {"names": ", ".join(names)}, edits=edits)


@error("N23", "url-punctuation", "见 https://a.example/x；其后", fixable=True)
def find_swallowed_punctuation(context: LintContext) -> Iterator[LintViolation]:
    """Yield the bare addresses that elsewhere than here take the punctuation behind them for their own."""
    for link in context.links:
        if link.bare and context.line(link.line)[link.end : link.end + 1] in _PUNCTUATION:
            yield LintViolation(link.line, link.end + 1, edits=(Edit(link.line, link.end, link.end, " "),))


@warning("N24", "url-tracking", "- [题](https://a.example/x?utm_source=…)", fixable=True)
def find_tracking_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses that tell who shared them."""
    for link in find_web_links(context):
        names = find_tracking(link.url)
        if names:
            edits = _write(link, drop_tracking(link.url))
            yield LintViolation(link.line, link.start + 1, {"names": ", ".join(names)}, edits=edits)


@warning("N25", "url-http", "- [题](http://arxiv.org/abs/…)", fixable=True)
def find_open_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses that are not encrypted."""
    for link in find_web_links(context):
        if link.url.lower().startswith("http://"):
            known = find_host(link.url) in HTTPS_HOSTS
            edits = (Edit(link.line, link.start, link.start + len("http"), "https"),) if known else ()
            yield LintViolation(link.line, link.start + 1, {"host": find_host(link.url)}, edits=edits)


@warning("N26", "url-scheme", "- [题](www.a.example.com/x)", fixable=True)
def find_schemeless_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses that lack their `https://`."""
    for link in context.links:
        if not link.bare and _HOST.match(link.url):
            yield LintViolation(link.line, link.start + 1, edits=(Edit(link.line, link.start, link.start, "https://"),))
    for number, text in context.body.items():
        for found in _BARE_HOST.finditer(text):
            edits = (Edit(number, found.start(), found.start(), "https://"),)
            yield LintViolation(number, found.start() + 1, edits=edits)


@warning("N26", "url-slashes", "主页：https://a.example//x", fixable=True)
def find_double_slashes(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses with two slashes in a row, unless one address holds another."""
    for link in find_web_links(context):
        double = _DOUBLE_SLASH.match(link.url)
        if double and link.url.count("://") == 1:
            start, end = link.start + double.start("double"), link.start + double.end("double")
            yield LintViolation(link.line, start + 1, edits=(Edit(link.line, start, end, "/"),))


@info("N27", "link-external", "- [题](https://github.com/…)")
def count_external_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield, once an issue, how many of its links nobody will be able to press."""
    external = [link for link in find_web_links(context) if not link.image and not is_wechat_article(link.url)]
    if external:
        count = len({identify_address(link.url) for link in external})
        yield LintViolation(external[0].line, external[0].start + 1, {"count": count})


@warning("N28", "image-host", "![图](https://a.example/图.png)")
def find_foreign_pictures(context: LintContext) -> Iterator[LintViolation]:
    """Yield the pictures that lie on somebody else's host."""
    for link in context.links:
        if link.image and is_web_address(link.url) and find_host(link.url) != PICTURE_HOST:
            yield LintViolation(link.line, link.start + 1, {"host": find_host(link.url)})


@info("N41", "link-used", "- [题](较早的一期用过的网址)")
def find_used_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses that an earlier issue has."""
    told = set()
    for link in find_web_links(context) if context.neighbours else ():
        address = identify_address(link.url)
        use = context.neighbours.uses.get(address) if context.neighbours else None
        # The first of all uses is an earlier one, or there is none.
        if use and use.issue < context.issue.name and address not in told:
            told.add(address)
            yield LintViolation(link.line, link.start + 1, {"issue": use.issue, "line": use.line})
