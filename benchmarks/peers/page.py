"""What a peer's HTML holds: enough to see that it converted, and what it left out."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

_TAG = re.compile(r"<[^>]*>")
_ELEMENT = re.compile(r"<[a-z][^>]*>")
_HAN = re.compile(r"[\u4e00-\u9fff]")
MIN_STYLED, MIN_TEXT = 0.3, 0.8


class Page(NamedTuple):
    """What was found in a peer's HTML."""

    chars: int
    styled: float
    """Share of the elements that carry a style."""
    text: float
    """Share of the issue's Chinese characters that are there."""
    headings: int
    """How many `h2`."""

    @property
    def is_article(self) -> bool:
        """Say whether this is the issue, styled, and no error page."""
        return self.styled >= MIN_STYLED and self.text >= MIN_TEXT


def read_page(html: str, issue: str) -> Page:
    """Look at the HTML of an issue."""
    elements = _ELEMENT.findall(html)
    styled = sum(" style=" in element for element in elements)
    text = len(_HAN.findall(unescape(_TAG.sub("", html)))) / max(1, len(_HAN.findall(issue)))
    return Page(len(html), styled / max(1, len(elements)), text, html.count("<h2"))
