"""The look of an article: its theme, and how its Markdown is read and shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from publish.core.problem import Problem

SHIPPED_THEMES = (
    "airy", "compact", "gazette", "magazine", "neural", "poster", "prose", "sunday", "syntax", "weekly",
)  # fmt: skip
ACCENT_MARK = "var(--accent)"  # the one variable that values keep, for the accent is an option


class ThemeDeclaration(NamedTuple):
    """One declaration of a theme."""

    name: str
    value: str  # every variable but the accent replaced
    line: int | None  # its line in the theme's file; None where every theme begins with it


class ThemeRule(NamedTuple):
    """One style rule of a theme."""

    selector: str  # several are separated by commas
    declarations: tuple[ThemeDeclaration, ...]


class Decoration(NamedTuple):
    """Text that a theme adds before or after what is in an element, as `::before` and `::after` do."""

    selector: str  # of the element
    place: Literal["before", "after"]
    text: str  # with `NUMBER` where the number of the element stands; empty for no decoration
    numerals: str  # how the number is written, as CSS names it; empty without a number
    class_name: str  # by which rules style it


NUMBER = "\0"


class Theme(NamedTuple):
    """One CSS file, parsed and validated for inlining."""

    name: str
    rules: tuple[ThemeRule, ...]
    accent: str = ""  # the value of `--accent`; empty where the theme has none
    problems: tuple[Problem, ...] = ()  # text of low contrast in the file
    decorations: tuple[Decoration, ...] = ()

    @property
    def key(self) -> str:
        """Return the cache key, which changes whenever the styles may change, also those of another accent."""
        return _hash_rules(self.rules, self.accent, self.decorations)


@lru_cache(maxsize=16)
def _hash_rules(rules: tuple[ThemeRule, ...], accent: str, decorations: tuple[Decoration, ...]) -> str:
    return hashlib.sha256(f"{accent}\0{write_css(rules, ACCENT_MARK)}\0{decorations}".encode()).hexdigest()


def write_css(rules: Iterable[ThemeRule], accent: str) -> str:
    """Return rules as CSS text, with the accent in place of its variable."""
    written = (
        f"{rule.selector}{{{';'.join(f'{name}:{value}' for name, value, _ in rule.declarations)}}}" for rule in rules
    )
    return "\n".join(written).replace(ACCENT_MARK, accent)


class ThemeOptions(NamedTuple):
    """Options of a theme that need no CSS."""

    accent: str = ""  # a colour as `#rrggbb`; empty for the theme's own
    text_size: str = "standard"
    density: str = "standard"  # size of the margins
    headings: str = "theme"  # how the headings of sections look
    code_theme: str = "theme"  # the colours of code
    indent: str = "no"  # whether paragraphs begin with a space of two letters
    justify: str = "no"  # whether the lines of paragraphs end at the same edge


class CodeStyle(NamedTuple):
    """How code blocks are shown."""

    scroll: bool = True  # whether long lines scroll rather than wrap
    numbers: bool = False  # whether lines are numbered
    bar: bool = False  # whether a bar above shows the language


Math: TypeAlias = bool | Literal["auto"]
"""Whether `$…$` is a formula; else a `$` is money. `auto`: where it can be nothing else, as with a TeX command."""


class MarkdownOptions(NamedTuple):
    """How an issue's Markdown is read and shown."""

    math: Math = False
    code: CodeStyle = CodeStyle()
    breaks: bool = False  # whether the end of a line is one in the article, too
    sup_sub: bool = True  # whether `x^2^` and `H~2~O` are raised and lowered
    highlight: bool = True  # whether `==text==` is marked


PLAIN_MARKDOWN_OPTIONS = MarkdownOptions()
