"""An article on paper, printed by a real browser."""

from __future__ import annotations

import re
import zlib

import pytest

from publish.adapters.system.chromium import find_browser, print_page
from publish.wechat.page_style import PAGE_STYLE

pytestmark = pytest.mark.browser

PAGE = (
    "<!doctype html><meta charset=utf-8><style>{style}</style><body class=rich_media_content><section>{body}</section>"
)
BADGE = '<section><svg width=88 height=31></svg></section><section><p style="font-size:13px">end</p></section>'


def print_paragraphs(count: int) -> bytes:
    body = "<p>a paragraph of the article</p>" * count
    return print_page(find_browser() or "", PAGE.format(style=PAGE_STYLE, body=body + BADGE))


def count_letters(pdf: bytes) -> list[int]:
    """Return the number of drawn letters of each page."""
    counts = []
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            content = zlib.decompress(stream[1])
        except zlib.error:
            continue
        if b" Tf" in content:
            counts.append(len(re.findall(rb"<[0-9A-Fa-f]+>", content)))
    return counts


def test_article_is_printed_on_a4() -> None:
    assert re.findall(rb"/MediaBox ?\[0 0 594\.9\d* 841\.9\d*\]", print_paragraphs(3))


def test_badge_and_sentence_stand_on_no_page_of_their_own() -> None:
    pages = [count_letters(print_paragraphs(count)) for count in range(33, 39)]

    alone = min(count_letters(print_paragraphs(0)))
    assert {len(letters) for letters in pages} == {1, 2}
    assert all(letters[-1] > alone for letters in pages)
