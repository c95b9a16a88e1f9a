"""An assembled page styled and written: by its theme's table, and by the tree's way where that has no row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from publish.core.html import Html, StyledHtml, Tree
from publish.core.picture import Picture
from publish.core.ports import StyleCache
from publish.core.theme import Theme
from publish.steps.serialize import serialize_html
from publish.steps.style import inline_styles
from publish.steps.theme_table import ThemeTable, write_by_table
from publish.steps.transforms import apply_transforms
from publish.steps.transforms.inherited_styles import strip_attributes

_MAX_TABLES = 16  # of themes with their options, in memory

_tables: dict[str, ThemeTable] = {}


class PageStyles(NamedTuple):
    """What styles a page."""

    theme: Theme
    cache: StyleCache
    pictures: Mapping[str, Picture]  # that it may show, by their sources
    filtered: bool  # whether WeChat's filters change it

    def make_tree(self, markup: Html, whole: Html | None = None) -> Tree:
        """Return a page as a styled tree, with its class names; `whole` is the page that it is a piece of."""
        tree = inline_styles(markup, self.theme, self.cache.load(self.theme.key), whole)
        return apply_transforms(tree, self.pictures) if self.filtered else tree

    def write_tree(self, markup: Html, whole: Html | None = None) -> StyledHtml:
        """Return a page as HTML, written from a tree."""
        tree = self.make_tree(markup, whole)
        strip_attributes(tree)
        return serialize_html(tree)


def write_page(markup: Html, styles: PageStyles) -> StyledHtml:
    """Return an assembled page as HTML, with the names of its pictures as their sources.

    Raises:
        ArticleError: The article nests too deep, or text was lost in parsing.
    """
    entries = styles.cache.load(styles.theme.key)
    before = len(entries)
    html = _write_by_table(markup, styles)
    if html is None:
        html = styles.write_tree(markup)
    if len(entries) > before:
        styles.cache.save(styles.theme.key)
    return html


def _write_by_table(markup: Html, styles: PageStyles) -> StyledHtml | None:
    # A decoration with a number depends on the whole article.
    if not styles.filtered or any(decoration.numerals for decoration in styles.theme.decorations):
        return None
    return write_by_table(markup, _load_table(styles), styles.write_tree, _describe_frame_pictures(styles.pictures))


def _load_table(styles: PageStyles) -> ThemeTable:
    """Return the table of a theme, kept beside its styles."""
    entries, key = styles.cache.load(styles.theme.key), styles.theme.key
    if key not in _tables or _tables[key].entries is not entries:
        if len(_tables) >= _MAX_TABLES:
            _tables.clear()
        _tables[key] = ThemeTable(entries)
    return _tables[key]


def _describe_frame_pictures(pictures: Mapping[str, Picture]) -> dict[str, str]:
    """Return what the elements of the pictures below every issue depend on, by source."""
    return {
        source: f"{picture.name} {picture.width} {picture.height} {picture.shown}"
        for source, picture in pictures.items()
        if source.startswith("frame:")
    }
