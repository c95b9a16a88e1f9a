"""The parts of the package that the sandbox uses, handed in by whoever starts it: the sandbox imports none of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)


Translate = Callable[..., str]  # returns the sentence of a message id, with its named values, in one language


class ContentRules(NamedTuple):
    """WeChat's rules for the HTML of an article, and the sentences of the console page."""

    filter_html: Callable[[str], str]  # returns the HTML that the filter of the draft store leaves
    is_wechat_article: Callable[[str], bool]  # returns whether a link to this address stays in a published article
    darken_html: Callable[[str], str]  # returns the HTML with the colours of dark mode
    page_style: str  # the CSS of WeChat's page around an article
    picture_hosts: frozenset[str]  # WeChat's picture servers
    choose_translate: Callable[[str], Translate]  # returns the sentences in a language, `zh` or `en`


def find_host(url: str) -> str:
    """Return a URL's host without `www.`; empty if there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_web_address(url: str) -> bool:
    """Return whether this is an http or https URL with a host."""
    return _WEB.match(url) is not None and bool(find_host(url))
