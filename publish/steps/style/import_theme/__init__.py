"""Turn a theme of another program into one of ours, and tell what could not be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import tinycss2

from publish.core.exceptions import ThemeError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.steps.style.decorations import MAX_DECORATION_CHARS, is_decorable
from publish.steps.style.import_theme.foreign_selectors import Meaning, map_selector
from publish.steps.style.import_theme.foreign_values import convert, read_colour
from publish.steps.style.import_theme.repair_contrast import Repair, repair_contrast
from publish.steps.style.nearest_colour import find_nearest
from publish.steps.style.parse_theme import MAX_CSS_CHARS, parse_theme
from publish.wechat.contrast import ENOUGH, PAGE, measure_contrast
from publish.wechat.dark_mode import Colour, find_lightness, parse_colour, write_hex

__all__ = ["Dropped", "ImportedTheme", "Repair", "import_theme"]

_SKELETON = (Path(__file__).parent / "skeleton.css").read_text(encoding="utf-8")
_FORMATS = {
    "#nice": "mdnice",
    "#wemd": "WeMD",
    "#wenyan": "wenyan",
    "#write": "Typora",
    "--md-primary-color": "doocs/md",
}
_ACCENT_PLACES = ("h2", "h3", "h1", "blockquote", "a", "strong", "th", ".article")
_DEFAULT_ACCENT = Colour(31, 78, 121)
_LEAST_SATURATION = 20
_WRAPPER_LOSES = frozenset({"display", "margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "width"})
"""What holds for a box inside a heading, and not for the heading that it becomes."""
_REASONS = {
    "background": "import-background", "element": "import-element", "font": "import-font",
    "negative": "import-negative", "property": "import-property", "state": "import-state", "title": "import-title",
    "value": "import-value",
}  # fmt: skip
"""Ids of the sentences that say why something is left out."""
_PAGE_HAS = ("padding", "margin", "width", "max-width", "min-width", "background", "border", "height", "min-height")
"""What WeChat's page says of the article as a whole."""
_COLOURED = lazy_pattern(r"#[0-9a-f]{6}\b|rgba?\([^()]*\)")
_CREDIT = lazy_pattern(r"author|licen[cs]e|copyright|作者|版权|许可|https?://", re.IGNORECASE)
_MAX_CREDIT_CHARS = 600


class Dropped(NamedTuple):
    """A rule or declaration of the other theme that is not in ours."""

    line: int
    text: str
    reason: str  # id of a sentence, `import-…`


class ImportedTheme(NamedTuple):
    """A theme of another program as one of ours."""

    css: str
    format: str  # the program that it was made for
    taken: int  # declarations
    dropped: tuple[Dropped, ...]
    repairs: tuple[Repair, ...]


class _Rule(NamedTuple):
    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]


def import_theme(name: str, css: str, source: str) -> ImportedTheme:
    """Turn a theme of mdnice, WeMD, wenyan, doocs/md or Typora into one of ours.

    Args:
        name: The name of the new theme.
        css: The style sheet.
        source: The name of its file, for the first line of the new one.

    Raises:
        ThemeError: The file is no style sheet, or no rule of it means anything in an article.
    """
    if len(css) > MAX_CSS_CHARS:
        raise ThemeError(Problem("theme-long", {"theme": name, "limit": MAX_CSS_CHARS}, file=source))
    dropped: list[Dropped] = []
    try:
        rules = list(_convert_rules(css, dropped))
    except RecursionError as error:
        raise ThemeError(Problem("theme-syntax", {"what": "brackets nested too deep"}, file=source)) from error
    if not rules:
        raise ThemeError(Problem("import-nothing", file=source))
    program = next((program for mark, program in _FORMATS.items() if mark in css), "CSS")
    lines = _write(name, css, source, program, rules)
    repairs = repair_contrast(name, lines)
    written = "\n".join(lines) + "\n"
    parse_theme(name, written)
    taken = sum(len(rule.declarations) for rule in rules)
    return ImportedTheme(written, program, taken, tuple(dropped), tuple(repairs))


def _convert_rules(css: str, dropped: list[Dropped]) -> Iterator[_Rule]:
    """Yield the rules that mean something in an article, as WeChat keeps them."""
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    variables = _find_variables(nodes)
    for node in nodes:
        if node.type != "qualified-rule":
            words = f"@{node.at_keyword}" if node.type == "at-rule" else str(getattr(node, "message", node.type))
            dropped.append(
                Dropped(node.source_line, words, "import-at-rule" if node.type == "at-rule" else "import-syntax")
            )
            continue
        prelude = re.sub(r"\s+", " ", tinycss2.serialize(node.prelude)).strip()
        meanings = [map_selector(selector) for selector in _split_selectors(prelude)]
        for selector, meaning in zip(_split_selectors(prelude), meanings, strict=True):
            if meaning.reason not in ("", "empty"):
                dropped.append(Dropped(node.source_line, selector.strip(), _REASONS[meaning.reason]))
        known = [meaning for meaning in meanings if meaning.selector]
        for place in ("", "before", "after"):
            yield from _convert_rule(node, [one for one in known if one.place == place], place, variables, dropped)


def _convert_rule(
    node: Any, meanings: list[Meaning], place: str, variables: Mapping[str, str], dropped: list[Dropped]
) -> Iterator[_Rule]:
    """Yield a rule for the selectors of one place that mean something."""
    if not meanings:
        return
    text = _find_text(node) if place and all(is_decorable(meaning.selector) for meaning in meanings) else ""
    if place and not text.strip():
        dropped.append(Dropped(node.source_line, f"{meanings[0].selector}::{place}", "import-shape"))
        return
    kept: dict[str, str] = {"content": _quote(text)} if place else {}
    is_code = all(meaning.selector.endswith(("code", "kbd")) for meaning in meanings)
    for one in _find_declarations(node):
        if _is_of_the_box(one.lower_name, meanings):
            continue
        value = tinycss2.serialize(one.value).strip()
        converted = convert(one.lower_name, value, variables, is_code=is_code)
        if converted.name:
            kept[converted.name] = converted.value
        elif converted.reason != "unseen":
            dropped.append(Dropped(one.source_line, f"{one.name}: {value}", _REASONS[converted.reason]))
    if kept:
        ending = f"::{place}" if place else ""
        selectors = tuple(dict.fromkeys(f"{meaning.selector}{ending}" for meaning in meanings))
        yield _Rule(selectors, tuple(kept.items()))


def _find_declarations(node: Any) -> Iterator[Any]:
    for one in tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration":
            yield one


def _is_of_the_box(name: str, meanings: list[Meaning]) -> bool:
    """Return whether a property is about a box that an article does not have: its page, or one inside an element."""
    if name.startswith("--"):
        return True
    if all(meaning.inner for meaning in meanings) and name in _WRAPPER_LOSES:
        return True
    return all(meaning.selector == ".article" for meaning in meanings) and name.startswith(_PAGE_HAS)


def _find_variables(nodes: list[Any]) -> dict[str, str]:
    """Return the values of all variables, wherever they are set."""
    rules = (node for node in nodes if node.type == "qualified-rule")
    return {
        one.name: tinycss2.serialize(one.value).strip()
        for rule in rules
        for one in _find_declarations(rule)
        if one.name.startswith("--")
    }


def _split_selectors(prelude: str) -> list[str]:
    """Return the selectors of a list, whose commas may stand in brackets, too."""
    return re.split(r",(?![^()]*\))", prelude)


def _find_text(node: Any) -> str:
    """Return the text of a pseudo-element; empty for a shape."""
    contents = (one.value for one in _find_declarations(node) if one.lower_name == "content")
    return "".join(token.value for token in next(contents, []) if token.type == "string")


def _quote(text: str) -> str:
    """Return a text as CSS, without what has no place in a decoration."""
    kept = "".join(char for char in text if char not in '\\"' and (char.isprintable() or char == "\u3000"))
    return f'"{kept[:MAX_DECORATION_CHARS]}"'


def _write(name: str, css: str, source: str, program: str, rules: list[_Rule]) -> list[str]:
    """Return the lines of the theme, one declaration of the other theme a line."""
    accent = _find_accent(rules)
    source = re.sub(r"[*\n]", " ", source)  # a comment names it
    head = [
        f"/* {name}: imported from {source} ({program}). */",
        f"/* {name}: 由 {source}（{program}）导入。 */",
        *_find_credit(css),
        "",
        ":root {",
        "  --ink: #333;",
        "  --quiet: #555;",
        f"  --accent: {accent};",
        "  --hairline: rgba(0, 0, 0, 0.15);",
        "}",
        "",
    ]
    body = _SKELETON.rstrip("\n").split("\n")
    own = ["", "/* What the theme itself says. */"]
    for rule in rules:
        own += [f"{', '.join(rule.selectors)} {{", *(f"  {name}: {value};" for name, value in rule.declarations), "}"]
    return [*head, *body, *own]


def _find_credit(css: str) -> list[str]:
    """Return the comment of the other theme that names its author or licence."""
    comments = re.findall(r"/\*(.*?)\*/", css[: 20 * _MAX_CREDIT_CHARS], re.DOTALL)
    credit = next((comment for comment in comments if _CREDIT.search(comment)), "")
    words = " ".join(credit.replace("*", " ").split())[:_MAX_CREDIT_CHARS]
    return [f"/* {words} */"] if words else []


def _find_accent(rules: list[_Rule]) -> str:
    """Return the colour that the theme uses for its headings, quotations or links, as it can be read as text."""
    for place in _ACCENT_PLACES:
        for rule in rules:
            values = " ".join(value for _, value in rule.declarations) if place in rule.selectors else ""
            for written in _COLOURED.findall(values):
                colour = read_colour(written)
                if colour and colour.alpha == 1 and find_lightness(colour)[1] >= _LEAST_SATURATION:
                    return write_hex(_make_legible(colour))
    return write_hex(_make_legible(_DEFAULT_ACCENT))


def _make_legible(colour: Colour) -> Colour:
    def fits(candidate: Colour) -> bool:
        return min(measure_contrast(candidate, PAGE)) >= ENOUGH

    rounded = parse_colour(write_hex(colour)) or colour
    return rounded if fits(rounded) else find_nearest(rounded, fits) or _DEFAULT_ACCENT
