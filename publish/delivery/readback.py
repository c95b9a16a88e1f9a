"""Compare an article as it was sent with the draft that the platform returns.

The platform rewrites markup (wechat-rules.md), so words, pictures, links and metadata are compared, not bytes. A loss
is an error; any other difference, a warning.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import zip_longest

from lxml import etree

from publish.core.api_types import Draft, DraftArticle, DraftItem
from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem, Severity
from publish.core.urls import identify_address

_EXCERPT_CHARS = 24
_CONTEXT_CHARS = 6
# The platform changes white space, and may drop invisible characters with it.
_INVISIBLE = lazy_pattern(r"[\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
# The platform serves each picture in several sizes: /0 and /640.
_PICTURE_SIZE = lazy_pattern(r"/(?:0|640)?(?:\?.*)?$")


def compare_articles(sent: DraftArticle, kept: DraftItem, *, alone: bool) -> list[Problem]:
    """Return the differences between an article as it was sent and as it was read back.

    Only an article that is alone in its draft has a digest.
    """
    if sent.picture_ids:
        return _compare_posts(sent, kept)
    before, after = _parse_html(sent.content), _parse_html(kept.content)
    problems = [
        *_compare_texts("draft-title", sent.title, unescape(kept.title), Severity.ERROR),
        *_compare_texts("draft-text", _extract_text(before), _extract_text(after), Severity.ERROR),
        *_compare_pictures(before, after),
        *_compare_links(before, after),
        *_compare_texts("draft-author", sent.author, unescape(kept.author), Severity.WARNING),
        *_compare_texts("draft-source", sent.source_url, unescape(kept.source_url), Severity.WARNING),
    ]
    if alone and sent.digest:
        problems += _compare_texts("draft-digest", sent.digest, unescape(kept.digest), Severity.WARNING)
    return problems


def _compare_posts(sent: DraftArticle, kept: DraftItem) -> list[Problem]:
    """Return the differences between a picture post as it was sent and as it was read back."""
    return [
        *_compare_texts("draft-title", sent.title, unescape(kept.title), Severity.ERROR),
        *_compare_texts("draft-text", unescape(sent.content), unescape(kept.content), Severity.ERROR),
        *_compare_post_pictures(sent.picture_ids, kept.picture_ids),
    ]


def _compare_post_pictures(sent: Sequence[str], kept: Sequence[str]) -> list[Problem]:
    """Return whether pictures are missing or in another order; other names for as many pictures prove neither."""
    if tuple(sent) == tuple(kept):
        return []
    if len(sent) != len(kept):
        return [Problem("draft-post-pictures", {"sent": len(sent), "kept": len(kept)})]
    if Counter(sent) == Counter(kept):
        moved = next(number for number, (one, other) in enumerate(zip(sent, kept, strict=True), 1) if one != other)
        return [Problem("draft-post-order", {"number": moved})]
    return [Problem("draft-post-renamed", {"count": len(sent)}, severity=Severity.WARNING)]


def find_lost_pictures(sent: str, kept: str) -> list[str]:
    """Return the addresses of the pictures that were sent in the HTML, and are missing from it as it was read back."""
    before, after = list(_list_pictures(_parse_html(sent))), list(_list_pictures(_parse_html(kept)))
    if len(before) <= len(after):  # all are there, under whatever address
        return []
    there = {_identify_picture(url) for url in after}
    return [url for url in before if _identify_picture(url) not in there]


def extract_words(html: str, heading: str = "") -> str:
    """Return the text of HTML without white space and invisible characters.

    Args:
        html: The HTML.
        heading: The text ends with the last element that holds this alone; without one, it is whole.
    """
    text, begins, end = "", [], None
    for event, element in etree.iterwalk(_parse_html(html), events=("start", "end")):
        if event == "start":
            begins.append(len(text))
            text += strip_invisible(element.text or "")
            continue
        held = len(text) - begins.pop()
        if heading and held == len(heading) and text.endswith(heading):
            end = len(text)
        text += strip_invisible(element.tail or "")
    return text[:end]


def hash_words(articles: Iterable[DraftArticle | DraftItem]) -> str:
    """Return a hash of the words of articles, and of the number of pictures of a post; markup does not change it."""
    words = map(_list_words, articles)
    return hashlib.sha256("\0".join(words).encode(errors="replace")).hexdigest()


def hash_draft(draft: Draft) -> str:
    """Return the hash of a draft's words."""
    return hash_words(draft.articles)


def _list_words(article: DraftArticle | DraftItem) -> str:
    title, pictures = strip_invisible(unescape(article.title)), len(article.picture_ids)
    if pictures:
        return f"{title}\0{strip_invisible(unescape(article.content))}\0{pictures}"
    return f"{title}\0{_extract_text(_parse_html(article.content))}"


def _compare_texts(message: str, before: str, after: str, severity: Severity) -> list[Problem]:
    sent, kept = strip_invisible(before), strip_invisible(after)
    if sent == kept:
        return []
    start = max(0, _find_difference(sent, kept) - _CONTEXT_CHARS)
    values = {"sent": sent[start:][:_EXCERPT_CHARS], "kept": kept[start:][:_EXCERPT_CHARS]}
    return [Problem(message, values, severity=severity)]


def _find_difference(one: str, other: str) -> int:
    return next(number for number, (left, right) in enumerate(zip_longest(one, other)) if left != right)


def _compare_pictures(before: Tree, after: Tree) -> list[Problem]:
    sent, kept = len(list(_list_pictures(before))), len(list(_list_pictures(after)))
    return [Problem("draft-pictures", {"sent": sent, "kept": kept})] if kept < sent else []


def _compare_links(before: Tree, after: Tree) -> list[Problem]:
    lost = _count_links(before) - _count_links(after)
    return [Problem("draft-link", {"url": url}, times=times) for url, times in lost.items()]


def _count_links(tree: Tree) -> Counter[str]:
    return Counter(identify_address(link.get("href", "")) for link in tree.iter("a") if link.get("href"))


def _list_pictures(tree: Tree) -> Iterator[str]:
    for image in tree.iter("img"):
        url = image.get("src") or image.get("data-src")
        if url:
            yield url


def _identify_picture(url: str) -> str:
    return identify_address(_PICTURE_SIZE.sub("", url))


def _extract_text(tree: Tree) -> str:
    return strip_invisible("".join(map(str, tree.itertext())))


def strip_invisible(text: str) -> str:
    """Return a text without white space and invisible characters."""
    return _INVISIBLE.sub("", text)


def _parse_html(html: str) -> Tree:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = etree.fromstring(f"<html><body>{html}</body></html>".encode(errors="replace"), parser)
    etree.strip_elements(tree, etree.Comment, "script", "style", with_tail=False)
    return tree
