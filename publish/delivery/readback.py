"""Compare an article as it was sent with what the platform reads back.

The platform rewrites markup as it likes (wechat-rules.md), so bytes are not compared: words, pictures, links and the
headline are. A loss is an error; what else differs, a warning.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import zip_longest

from lxml import etree

from publish.core.api_types import DraftArticle, DraftItem
from publish.core.html import Tree
from publish.core.problem import Problem, Severity
from publish.core.urls import identify_address

_SHOWN_CHARS = 24
_BEFORE_CHARS = 6
# White space is the platform's to change; what is not seen may go with it.
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
# It serves each picture in several sizes: /0 and /640.
_PICTURE_SIZE = re.compile(r"/(?:0|640)?(?:\?.*)?$")


def compare_articles(sent: DraftArticle, kept: DraftItem, *, alone: bool) -> list[Problem]:
    """Return what the platform changed of an article.

    Args:
        sent: As it was sent.
        kept: As it was read back.
        alone: Whether it is the only one of its draft; others have no digest.
    """
    before, after = _read_tree(sent.content), _read_tree(kept.content)
    problems = [
        *_compare_words("draft-title", sent.title, unescape(kept.title), Severity.ERROR),
        *_compare_words("draft-text", _gather_words(before), _gather_words(after), Severity.ERROR),
        *_compare_pictures(before, after),
        *_compare_links(before, after),
        *_compare_words("draft-author", sent.author, unescape(kept.author), Severity.WARNING),
        *_compare_words("draft-source", sent.source_url, unescape(kept.source_url), Severity.WARNING),
    ]
    if alone and sent.digest:
        problems += _compare_words("draft-digest", sent.digest, unescape(kept.digest), Severity.WARNING)
    return problems


def find_lost_pictures(sent: str, kept: str) -> list[str]:
    """Return the addresses of the pictures that HTML as it was sent has, and as it was read back has not."""
    before, after = list(_list_pictures(_read_tree(sent))), list(_list_pictures(_read_tree(kept)))
    if len(before) <= len(after):  # by whatever other address: they are all there
        return []
    there = {_identify_picture(url) for url in after}
    return [url for url in before if _identify_picture(url) not in there]


def hash_words(articles: Iterable[tuple[str, str]]) -> str:
    """Return what changes with the words of articles, each a title and HTML, and with nothing else."""
    words = (f"{_squeeze(unescape(title))}\0{_gather_words(_read_tree(html))}" for title, html in articles)
    return hashlib.sha256("\0".join(words).encode(errors="replace")).hexdigest()


def _compare_words(message: str, before: str, after: str, severity: Severity) -> list[Problem]:
    sent, kept = _squeeze(before), _squeeze(after)
    if sent == kept:
        return []
    start = max(0, _find_difference(sent, kept) - _BEFORE_CHARS)
    shown = {"sent": sent[start:][:_SHOWN_CHARS], "kept": kept[start:][:_SHOWN_CHARS]}
    return [Problem(message, shown, severity=severity)]


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


def _gather_words(tree: Tree) -> str:
    return _squeeze("".join(map(str, tree.itertext())))


def _squeeze(text: str) -> str:
    return _UNSEEN.sub("", text)


def _read_tree(html: str) -> Tree:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = etree.fromstring(f"<html><body>{html}</body></html>".encode(errors="replace"), parser)
    etree.strip_elements(tree, etree.Comment, "script", "style", with_tail=False)
    return tree
