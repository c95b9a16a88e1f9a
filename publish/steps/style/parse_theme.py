"""Parse a theme's CSS: resolve variables, report rules that cannot be inlined; the only module that knows tinycss2."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import cssselect
import tinycss2
from cssselect import parser as selectors
from tinycss2 import ast

from publish.core.exceptions import ThemeError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem, Severity, add_location
from publish.core.theme import ACCENT_MARK, Decoration, Theme, ThemeDeclaration, ThemeRule
from publish.newsletter.class_names import CLASS_NAMES, suggest_class_name
from publish.steps.style.contrast_check import find_low_contrast
from publish.steps.style.decorations import NUMERALS, is_decorable, parse_content
from publish.steps.style.layers import BASE, read_layer
from publish.wechat.css_properties import find_fault
from publish.wechat.dark_mode import parse_colour

MAX_CSS_CHARS = 200_000
_MAX_VARIABLE_DEPTH = 20
_MAX_TOKENS = 1000
_VARIABLE_SELECTOR = ":root"
_CONTENT = "content"
_PSEUDO = lazy_pattern(r"::?(before|after)\s*(?=,|$)", re.IGNORECASE)
_ACCENT = "--accent"
_MAX_SELECTOR_CHARS = 500
_UNUSUAL = lazy_pattern(rf"[^\w\s.,>-]|(?<=.{{{_MAX_SELECTOR_CHARS}}}).+")
"""Parts of a selector that premailer would misread or fail on."""
_CLASS = lazy_pattern(r"\.([^\s.,>]+)")
_BLANK = lazy_pattern(r"/\*.*?\*/|\s+", re.DOTALL)
_TAG = lazy_pattern(r"(?!html$|body$)[a-z][a-z0-9]*")  # elements that an article can contain


def parse_theme(name: str, css: str) -> Theme:
    """Parse one CSS file as a theme; text of low contrast (under 4.5:1) is among its problems.

    Raises:
        ThemeError: Some rule cannot be inlined or would be filtered, or some text is illegible (under 3:1, by day or at
            night); every such rule is named with its line.
    """
    if len(css) > MAX_CSS_CHARS:
        raise ThemeError(Problem("theme-long", {"theme": name, "limit": MAX_CSS_CHARS}, file=f"{name}.css"))
    try:
        theme = parse_unchecked(name, css)
        problems = list(theme.problems) or find_low_contrast(theme)
    except RecursionError:
        problems = [Problem("theme-syntax", {"what": "brackets nested too deep"})]
    problems = add_location(problems, f"{name}.css")
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ThemeError(*problems)
    return theme._replace(problems=tuple(problems))


def parse_unchecked(name: str, css: str) -> Theme:
    """Parse one CSS file as a theme, whatever its contrast; what cannot be inlined is among its problems."""
    problems: list[Problem] = []
    sheet = _parse_sheet(css, problems)
    return Theme(name, (*parse_layer(BASE).rules, *sheet.rules), sheet.accent, tuple(problems), sheet.decorations)


class Sheet(NamedTuple):
    """What a style sheet declares."""

    rules: tuple[ThemeRule, ...]
    decorations: tuple[Decoration, ...]
    accent: str  # empty where it has none


@lru_cache(maxsize=32)
def parse_layer(name: str) -> Sheet:
    """Return a layer of the program's own; its rules have no lines."""
    sheet = _parse_sheet(read_layer(name), [])
    return sheet._replace(
        rules=tuple(
            rule._replace(declarations=tuple(one._replace(line=None) for one in rule.declarations))
            for rule in sheet.rules
        )
    )


def _parse_sheet(css: str, problems: list[Problem]) -> Sheet:
    """Return what a sheet declares."""
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    written = list(_select(nodes, "qualified-rule", problems))
    variables = _parse_variables(written, problems)
    accent = _extract_accent(variables)
    rules: list[ThemeRule] = []
    decorations: list[Decoration] = []
    for rule in written:
        selector = _selector_of(rule)
        pseudo = _PSEUDO.search(selector)
        if selector == _VARIABLE_SELECTOR:
            continue
        if pseudo:
            decoration, selector = _parse_decoration(rule, selector, variables, problems)
            decorations += decoration
        else:
            selector = _check_selector(rule, selector, problems)
        declarations = tuple(_parse_declarations(rule, variables, accent, problems, decorates=bool(pseudo)))
        rules += [ThemeRule(selector, declarations)] if declarations else []
    return Sheet(tuple(rules), tuple(decorations), accent)


def _parse_decoration(
    rule: Any, selector: str, variables: dict[str, list[Any]], problems: list[Problem]
) -> tuple[list[Decoration], str]:
    """Return what a rule with a pseudo-element adds to the article, if anything, and the selector that styles it."""
    plain, places = _PSEUDO.sub("", selector), {pseudo[1].lower() for pseudo in _PSEUDO.finditer(selector)}
    parts = selector.split(",")
    if len(places) > 1 or not all(_PSEUDO.search(part) for part in parts):
        problems.append(Problem("theme-pseudo", {"selector": selector}, line=rule.source_line))
    _check_selector(rule, plain, problems)
    bare = next((part for part in plain.split(",") if not is_decorable(part)), None)
    if bare is not None:
        problems.append(Problem("theme-undecorated", {"selector": bare.strip()}, line=rule.source_line))
    place: Literal["before", "after"] = "after" if "after" in places else "before"
    digest = hashlib.sha256(f"{plain}::{place}".encode()).hexdigest()[:8]
    class_name = f"decoration-{digest}"
    found = []
    for node in _find_declarations(rule, []):
        if node.lower_name != _CONTENT:
            continue
        tokens, _ = _resolve(node.value, variables, _MAX_VARIABLE_DEPTH)
        content = parse_content(tokens)
        if content is None:
            values = {"value": tinycss2.serialize(tokens).strip(), "known": ", ".join(NUMERALS)}
            problems.append(Problem("theme-content", values, line=node.source_line))
        else:
            found = [Decoration(plain, place, *content, class_name)]
    return found, f".{class_name}"


def _extract_accent(variables: dict[str, list[Any]]) -> str:
    """Return the accent and replace its variable by a mark; empty where it is not one opaque colour."""
    tokens, missing = _resolve(variables.get(_ACCENT, []), variables, _MAX_VARIABLE_DEPTH)
    accent = str(tinycss2.serialize(tokens)).strip().lower()
    colour = parse_colour(accent)
    if missing or colour is None or colour.alpha != 1:
        return ""
    variables[_ACCENT] = [ast.LiteralToken(0, 0, ACCENT_MARK)]
    return accent


def _select(nodes: Iterable[Any], kind: str, problems: list[Problem]) -> Iterator[Any]:
    """Yield the nodes of one type; report all others."""
    for node in nodes:
        if node.type == kind:
            yield node
        elif node.type == "error":
            problems.append(Problem("theme-syntax", {"what": node.message}, line=node.source_line))
        elif kind == "declaration":
            problems.append(Problem("theme-nested", line=node.source_line))
        else:
            problems.append(Problem("theme-at-rule", {"rule": f"@{node.at_keyword}"}, line=node.source_line))


def _selector_of(rule: Any) -> str:
    return re.sub(r"\s+", " ", tinycss2.serialize(rule.prelude)).strip()


def _find_declarations(rule: Any, problems: list[Problem]) -> Iterator[Any]:
    nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return _select(nodes, "declaration", problems)


def _parse_variables(rules: list[Any], problems: list[Problem]) -> dict[str, list[Any]]:
    variables: dict[str, list[Any]] = {}
    for rule in (rule for rule in rules if _selector_of(rule) == _VARIABLE_SELECTOR):
        for declaration in _find_declarations(rule, problems):
            if declaration.name.startswith("--"):
                variables[declaration.name] = declaration.value
            else:
                values = {"property": declaration.name}
                problems.append(Problem("theme-root", values, line=declaration.source_line))
    return variables


def _check_selector(rule: Any, selector: str, problems: list[Problem]) -> str:
    """Return the selector of a rule; report one that cannot be inlined."""
    try:
        trees = cssselect.parse(selector[:_MAX_SELECTOR_CHARS])
    except cssselect.SelectorError:
        problems.append(Problem("theme-selector", {"selector": selector}, line=rule.source_line))
        return selector
    unusual = _UNUSUAL.search(selector)
    part = next(filter(None, map(_find_unsupported, trees)), unusual[0] if unusual else None)
    if part:
        problems.append(Problem("theme-kind", {"selector": selector, "what": part}, line=rule.source_line))
        return selector
    for name in dict.fromkeys(_CLASS.findall(selector)):
        if name not in CLASS_NAMES:
            values = {"hook": name, "nearest": suggest_class_name(name)}
            problems.append(Problem("theme-class", values, line=rule.source_line))
    return selector


def _find_unsupported(tree: selectors.Selector) -> str | None:
    """Return the part of a selector that depends on more than an element's path of tags and classes."""
    if tree.pseudo_element:
        return f"::{tree.pseudo_element}"
    node: Any = tree.parsed_tree
    while True:
        if isinstance(node, selectors.Element):
            return None if _is_supported(node, alone=node is tree.parsed_tree) else node.canonical()
        if isinstance(node, selectors.CombinedSelector):
            if node.combinator not in (" ", ">"):
                return str(node.combinator)
            part = _find_unsupported(selectors.Selector(node.subselector))
            if part:
                return part
        elif not isinstance(node, selectors.Class):
            return str(node.canonical())
        node = node.selector


def _is_supported(element: selectors.Element, *, alone: bool) -> bool:
    if element.element is None:
        return not alone
    return element.namespace is None and _TAG.fullmatch(element.element) is not None


def _parse_declarations(
    rule: Any, variables: dict[str, list[Any]], accent: str, problems: list[Problem], *, decorates: bool
) -> Iterator[ThemeDeclaration]:
    """Yield the declarations that WeChat keeps; the text of a decoration is none."""
    for node in _find_declarations(rule, problems):
        line = node.source_line
        if decorates and node.lower_name == _CONTENT:
            continue
        if node.name.startswith("--"):
            problems.append(Problem("theme-variable-home", {"variable": node.name}, line=line))
            continue
        tokens, missing = _resolve(node.value, variables, _MAX_VARIABLE_DEPTH)
        template = _BLANK.sub(" ", tinycss2.serialize(tokens)).strip()
        value = template.replace(ACCENT_MARK, accent)
        excerpt = f"{node.lower_name}: {value}"
        if missing:
            problems.append(Problem("theme-variable", {"variable": missing}, line=line, excerpt=excerpt))
        elif node.important:
            problems.append(Problem("theme-important", {"property": node.name}, line=line, excerpt=excerpt))
        elif fault := find_fault(node.lower_name, value):
            values = {"property": node.name, "value": value}
            problems.append(Problem(fault, values, line=line, excerpt=excerpt))
        else:
            yield ThemeDeclaration(node.lower_name, template, line)


def _resolve(tokens: list[Any], variables: dict[str, list[Any]], depth: int) -> tuple[list[Any], str | None]:
    """Return tokens with each `var()` replaced by its value, and the first name without a value."""
    resolved: list[Any] = []
    missing = None
    for token in tokens:
        if token.type != "function":
            resolved.append(token)
        elif token.lower_name != "var":
            inner, missing = _resolve(token.arguments, variables, depth)
            resolved.append(ast.FunctionBlock(token.source_line, token.source_column, token.name, inner))
        else:
            name, fallback = _parse_reference(token.arguments)
            value = variables.get(name, fallback)
            if value is None or depth == 0 or len(resolved) > _MAX_TOKENS:
                return resolved, name
            inner, missing = _resolve(value, variables, depth - 1)
            resolved += inner
        if missing:
            break
    return resolved, missing


def _parse_reference(arguments: list[Any]) -> tuple[str, list[Any] | None]:
    """Return the name and the fallback of a `var()`."""
    comma = next((i for i, part in enumerate(arguments) if part == ","), None)
    name = tinycss2.serialize(arguments[:comma]).strip() or "var()"
    return name, None if comma is None else arguments[comma + 1 :]
