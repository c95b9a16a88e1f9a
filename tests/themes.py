"""How a theme's text is told from what lies behind it, in a built article, by day and by night."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from lxml import html

from publish.core.article import Article
from publish.core.html import Tree
from publish.core.ports import BuildServices
from publish.core.settings import Settings
from publish.core.style_attribute import split_style
from publish.core.theme import Theme, ThemeDeclaration, ThemeRule
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme
from publish.wechat.contrast import DEFAULT_TEXT, PAGE, Background, Contrast, blend, measure_contrast
from publish.wechat.dark_mode import Colour, parse_colour

THEMES = sorted((Path(__file__).parents[1] / "themes").glob("*.css"))


@cache
def load_themes() -> dict[str, Theme]:
    """Return every theme by its name."""
    return {path.stem: parse_theme(path.stem, path.read_text(encoding="utf-8")) for path in THEMES}


def own_rules(theme: Theme) -> tuple[ThemeRule, ...]:
    """Return the rules of a theme's own file."""
    return tuple(rule for rule in theme.rules if rule.declarations[0].line is not None)


def read_rules(css: str) -> tuple[ThemeRule, ...]:
    """Return the rules of simple CSS as they stand, also those that no theme may have."""
    pairs = re.compile(r"([^:;]+):([^;]*)")
    return tuple(
        ThemeRule(selector, tuple(ThemeDeclaration(name, value, 1) for name, value in pairs.findall(declared)))
        for selector, declared in re.findall(r"([^{}\n]+)\{([^{}]*)\}", css)
    )


PLAIN = """\
.article { color: #333; font-size: 16px; line-height: 1.75; text-align: left }
p, h2, h3, figure, .section, .entry, .qr, ul { margin: 0 }
img { display: block; max-width: 100%; height: auto; margin: 0 auto }
th { padding: 4px; background-color: #eee }
td { padding: 4px }
"""
"""A theme that says what every theme must, and nothing more."""


class Seen(NamedTuple):
    """A run of text as a reader sees it."""

    contrast: Contrast
    text: str
    style: str


def build(theme: Path, text: str, settings: Settings, services: BuildServices, name: str = "2020-06-17") -> Article:
    """Build an article with a theme."""
    return build_article(
        text, PurePosixPath(f"embedded-ai-report/{name}.md"), BuildInputs(settings, load_themes()[theme.stem], services)
    )


def find_faintest(article: Article) -> Seen:
    """Return the text that is the hardest to read, by day or by night."""
    return min(_see(html.fragment_fromstring(article.html), DEFAULT_TEXT, PAGE), key=lambda seen: min(seen.contrast))


def _see(element: Tree, ink: Colour, behind: Background) -> Iterator[Seen]:
    written = element.get("style", "")
    style = split_style(written)
    ink = parse_colour(style.get("color", "")) or ink
    background = parse_colour(style.get("background-color", ""))
    behind = blend(behind, background) if background else behind
    said = [element.text, *(child.tail for child in element)]
    yield from (Seen(measure_contrast(ink, behind), text, written) for text in said if text and text.strip())
    for child in element:
        yield from _see(child, ink, behind)
