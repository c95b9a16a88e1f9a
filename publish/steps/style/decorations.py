"""Read what `::before` and `::after` of a theme add, and write it as elements: WeChat keeps no pseudo-elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, cast

import cssselect
from lxml import etree

from publish.core.html import Tree
from publish.core.theme import NUMBER, Decoration

DECORATED = frozenset(
    {"h2", "h3", "h4", "h5", "h6", "p", "li", "blockquote", "section", "td", "th", "strong", "em", "a"}
)
"""Elements that may have decorations; others hold no text of their own."""
MAX_DECORATION_CHARS = 40
"""Longer text before or after every element of a kind would be no decoration."""
_SPACES = str.maketrans("\u00a0\u3000", "  ")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_CHINESE = "零一二三四五六七八九"


def is_decorable(selector: str) -> bool:
    """Return whether a selector may lead to elements that hold text; one that ends in a class may."""
    last = re.split(r"[\s>]+", selector.strip())[-1]
    return last.startswith(".") or re.split(r"[.:\[]", last)[0] in DECORATED


def parse_content(tokens: list[Any]) -> tuple[str, str] | None:
    """Return the text of a `content`, and how its number is written; None for what is neither text nor a number."""
    text, numerals = "", ""
    for token in tokens:
        if token.type == "string":
            text += token.value.replace(NUMBER, "")
        elif token.type == "function" and token.lower_name == "counter" and not numerals:
            words = [part.lower_value for part in token.arguments if part.type == "ident"]
            numerals = words[1] if len(words) > 1 else next(iter(NUMERALS))
            text += NUMBER
            if len(words) not in (1, 2) or numerals not in NUMERALS:
                return None
        elif not (token.type == "whitespace" or (token.type == "ident" and token.lower_value in ("none", "normal"))):
            return None
    plain = text.replace(NUMBER, "").translate(_SPACES)
    if len(text) > MAX_DECORATION_CHARS or not plain.isprintable():
        return None
    return ("", "") if not text.strip() else (text, numerals)


def decorate(root: Tree, decorations: Sequence[Decoration]) -> None:
    """Add a `span` for each decoration of an article's elements; the most specific at a place, then the last."""
    winners: dict[tuple[Tree, str], Decoration] = {}
    ordered = sorted(
        ((selector, one) for one in decorations for selector in cssselect.parse(one.selector)),
        key=lambda pair: pair[0].specificity(),
    )
    for selector, decoration in ordered:
        path = cssselect.HTMLTranslator().selector_to_xpath(selector)
        for element in cast("list[Tree]", root.xpath(path)):
            if element.tag in DECORATED:
                winners[element, decoration.place] = decoration
    counts: dict[Decoration, int] = {}
    for element in list(root.iter()):
        for place in ("before", "after"):
            winner = winners.get((element, place))
            if winner and winner.text:
                counts[winner] = counts.get(winner, 0) + 1
                _add(element, winner, counts[winner])


def _add(element: Tree, decoration: Decoration, number: int) -> None:
    span = etree.Element("span", {"class": decoration.class_name})
    numeral = NUMERALS[decoration.numerals](number) if decoration.numerals else ""
    span.text = decoration.text.replace(NUMBER, numeral)
    if decoration.place == "after":
        element.append(span)
    else:
        span.tail, element.text = element.text, None
        element.insert(0, span)


def _write_roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def _write_chinese(number: int) -> str:
    """Return a number to 99 in Chinese, any other in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_CHINESE[tens]}十"
    return ten + ("" if tens and not ones else _CHINESE[ones])


NUMERALS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimal-leading-zero": "{:02d}".format,
    "upper-roman": _write_roman,
    "cjk-ideographic": _write_chinese,
}
"""How numbers are written, by the names of CSS."""
