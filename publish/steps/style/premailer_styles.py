"""Ask premailer how each kind of element looks; the only module that knows premailer."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import NoReturn

import cssutils
from lxml import etree
from premailer import Premailer

from publish.core.html import Tree
from publish.core.style_attribute import shorten_style
from publish.core.theme import Theme


class _FencedPremailer(Premailer):  # type: ignore[misc]  # premailer has no types
    """premailer that opens nothing: its own flags leave `@import` open."""

    def _parse_css_string(self, css_body: str, validate: bool = True) -> cssutils.css.CSSStyleSheet:
        parser = cssutils.CSSParser(loglevel=logging.CRITICAL, fetcher=_refuse, validate=validate)
        return parser.parseString(css_body)


def _refuse(url: str) -> NoReturn:
    msg = f"a theme asked for {url}"
    raise RuntimeError(msg)


def resolve_styles(kinds: Iterable[str], theme: Theme) -> dict[str, str]:
    """Return the style of each kind, resolved on one specimen of it."""
    body = etree.Element("body")
    specimens: dict[str, Tree] = {"": body}
    for kind in sorted(kinds):
        _add_specimen(kind, specimens)
    page = etree.Element("html")
    page.append(body)
    style_page(page, theme)
    return {kind: shorten_style(specimen.get("style", "")) for kind, specimen in specimens.items() if kind}


def style_page(page: Tree, theme: Theme) -> None:
    """Let premailer inline a theme into a whole page."""
    _FencedPremailer(
        page,
        css_text=theme.css,
        disable_validation=True,
        disable_leftover_css=True,
        cssutils_logging_level=logging.CRITICAL,
        align_floating_images=False,
        allow_network=False,
        disable_link_rewrites=True,
    ).transform()


def _add_specimen(kind: str, specimens: dict[str, Tree]) -> None:
    """Put an element of this kind, and of the kinds above it, into the page."""
    if kind in specimens:
        return
    parent, _, name = kind.rpartition(">")
    _add_specimen(parent, specimens)
    tag, _, hook = name.partition(".")
    element = etree.SubElement(specimens[parent], tag)
    if hook:
        element.set("class", hook)
    specimens[kind] = element
