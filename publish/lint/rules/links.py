"""Rules about addresses: expiring, tracking, unencrypted, malformed or used before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Severity
from publish.core.urls import find_host, identify_address, is_web_address
from publish.lint.context import IssueLink, LintContext
from publish.lint.rule import LintViolation, Profile, error, info, replacement, warning
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
_HOST = lazy_pattern(r"(?:[a-z0-9-]+\.)+(?:com|org|net|cn|io|ai|edu|gov|dev|tech|info)(?:[/?#]|$)", re.IGNORECASE)
_BARE_HOST = lazy_pattern(r"(?<![\w./@:-])www\.(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[!-~]*)?", re.IGNORECASE | re.ASCII)
_CARD_PICTURE = ('data-headimg="', "data-headimg='")
_LOGIN = "token"  # of an editor; the other parameters of a session tell little
_DOUBLE_SLASH = lazy_pattern(r"(?i)https?://[^/?#]++[^?#]*?(?P<double>//+)")


def _is_temporary(link: IssueLink) -> bool:
    names = {name for name, _ in parse_parameters(link.url)}
    return find_host(link.url) == WECHAT_HOST and names.issuperset(TEMPORARY_PARAMETERS)


@error("N06", "link-temporary", "- [题](https://mp.weixin.qq.com/s?timestamp=…&signature=…)")
def find_temporary_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses of WeChat's search, which expire within hours."""
    return (LintViolation(link.line, link.start + 1) for link in context.web_links if _is_temporary(link))


@error("N07", "link-session", "- [题](https://mp.weixin.qq.com/s?__biz=…&token=…)", fixable=True)
def find_session_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses with a session of WeChat."""
    for link in context.web_links:
        names = [name for name, _ in parse_parameters(link.url) if name in SESSION_PARAMETERS]
        if names and find_host(link.url) == WECHAT_HOST and not _is_temporary(link):
            violation = replacement(link.line, link.start, link.end, drop_session(link.url), names=", ".join(names))
            yield violation if _LOGIN in names else violation._replace(severity=Severity.WARNING)


@info("N23", "url-punctuation", "见 https://a.example/x；其后", Profile.DIGEST, fixable=True)
def find_swallowed_punctuation(context: LintContext) -> Iterator[LintViolation]:
    """Yield a newsletter's bare addresses that other Markdown programs extend by the punctuation after them."""
    linked = context.rendered.bare_addresses if context.rendered else ()
    for span in context.find_in_source(address for address in linked if address.text[-1] in _PUNCTUATION):
        line = context.line(span.line)
        if not line.endswith(("](", "]（"), 0, span.start):  # N65 has these
            yield replacement(span.line, span.end - 1, span.end - 1, " ", mark=line[span.end - 1])


@warning("N24", "url-tracking", "- [题](https://a.example/x?utm_source=…)", fixable=True)
def find_tracking_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses that say who shared them."""
    for link in context.web_links:
        names = find_tracking(link.url)
        if names:
            yield replacement(link.line, link.start, link.end, drop_tracking(link.url), names=", ".join(names))


@warning("N25", "url-http", "- [题](http://arxiv.org/abs/…)", fixable=True)
def find_http_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the unencrypted addresses."""
    for link in context.web_links:
        in_card = context.line(link.line)[: link.start].endswith(_CARD_PICTURE)  # as WeChat's editor writes it
        if link.url.lower().startswith("http://") and not in_card:
            host = find_host(link.url)
            violation = replacement(link.line, link.start, link.start + len("http"), "https", host=host)
            yield violation if host in HTTPS_HOSTS else violation._replace(edits=())


@warning("N26", "url-scheme", "- [题](www.a.example.com/x)", fixable=True)
def find_schemeless_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses without `https://`."""
    places = [(link.line, link.start) for link in context.links if not link.bare and _HOST.match(link.url)]
    places += [(number, host.start()) for number, host in context.search_body(_BARE_HOST)]
    return (replacement(number, start, start, "https://") for number, start in places)


@warning("N26", "url-slashes", "主页：https://a.example//x", fixable=True)
def find_double_slashes(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses with two slashes in a row, unless one address contains another."""
    for link in context.web_links:
        double = _DOUBLE_SLASH.match(link.url)
        if double and link.url.count("://") == 1:
            yield replacement(link.line, link.start + double.start("double"), link.start + double.end("double"), "/")


@info("N27", "link-external", "- [题](https://github.com/…)")
def count_external_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield, once an issue, the number of links that WeChat disables and the article lists."""
    listed = {identify_address(url) for url in context.rendered.reference_urls} if context.rendered else set()
    if listed:
        first = next((link for link in context.web_links if identify_address(link.url) in listed), None)
        line, column = (first.line, first.start + 1) if first else (1, None)
        yield LintViolation(line, column, {"count": len(listed)})


@warning("N28", "image-host", "![图](https://a.example/图.png)")
def find_foreign_pictures(context: LintContext) -> Iterator[LintViolation]:
    """Yield, once an issue, the first picture on a host other than WeChat's; a hint where drafts upload it."""
    foreign = [
        link
        for link in context.links
        if link.image and is_web_address(link.url) and find_host(link.url) != PICTURE_HOST
    ]
    if foreign:
        values = {"host": find_host(foreign[0].url), "count": len(foreign)}
        severity = Severity.INFO if context.settings.accounts else None
        yield LintViolation(foreign[0].line, foreign[0].start + 1, values, severity)


@info("N41", "link-used", "- [题](较早的一期用过的网址)")
def find_used_links(context: LintContext) -> Iterator[LintViolation]:
    """Yield the addresses that an earlier issue has, each once."""
    first: dict[str, IssueLink] = {}
    for link in context.web_links if context.other_issues.uses else ():
        first.setdefault(identify_address(link.url), link)
    for address, link in first.items():
        use = context.other_issues.uses.get(address)
        # This is the first of all uses: if it is not earlier, none is.
        if use and use.issue < context.issue.name:
            yield LintViolation(link.line, link.start + 1, {"issue": use.issue, "line": use.line})
