"""Resolve the style of each kind of element with premailer; the only module that knows premailer."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import NoReturn

import cssutils
from lxml import etree
from premailer import Premailer

from publish.core.html import Tree
from publish.core.style_attribute import shorten_style
from publish.core.theme import Theme, write_css
from publish.steps.style import add_sample


class _OfflinePremailer(Premailer):  # type: ignore[misc]  # premailer has no types
    """premailer that opens nothing: its own flags still follow `@import`."""

    def _parse_css_string(self, css_body: str, validate: bool = True) -> cssutils.css.CSSStyleSheet:
        parser = cssutils.CSSParser(loglevel=logging.CRITICAL, fetcher=_refuse, validate=validate)
        return parser.parseString(css_body)


def _refuse(url: str) -> NoReturn:
    msg = f"a theme asked for {url}"
    raise RuntimeError(msg)


def resolve_styles(kinds: Iterable[str], theme: Theme) -> dict[str, str]:
    """Return the style of each kind, resolved on one sample element."""
    page = etree.Element("html")
    samples: dict[str, Tree] = {"": etree.SubElement(page, "body")}
    for kind in sorted(kinds):
        add_sample(kind, samples)
    style_page(page, theme)
    return {kind: shorten_style(sample.get("style", "")) for kind, sample in samples.items() if kind}


def style_page(page: Tree, theme: Theme) -> None:
    """Inline a theme into a whole page with premailer."""
    _OfflinePremailer(
        page,
        css_text=write_css(theme.rules, theme.accent),
        disable_validation=True,
        disable_leftover_css=True,
        cssutils_logging_level=logging.CRITICAL,
        align_floating_images=False,
        allow_network=False,
        disable_link_rewrites=True,
    ).transform()
