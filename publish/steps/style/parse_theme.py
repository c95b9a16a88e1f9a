"""Read a theme: variables resolved, every rule that could not be inlined named; the only module that knows tinycss2."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

import cssselect
import tinycss2
from cssselect import parser as selectors
from tinycss2 import ast

from publish.core.exceptions import ThemeError
from publish.core.problem import Problem, Severity
from publish.core.theme import Theme
from publish.newsletter.class_names import CLASS_NAMES, suggest_class_name
from publish.steps.style.contrast_check import ThemeDeclaration, find_low_contrast
from publish.wechat.css_properties import ACCENT_MARK, find_fault
from publish.wechat.dark_mode import parse_colour

MAX_CSS_CHARS = 200_000
_MAX_VARIABLE_DEPTH = 20
_MAX_TOKENS = 1000
_VARIABLE_HOME = ":root"
_ACCENT = "--accent"
_MAX_SELECTOR_CHARS = 500
_ODD = re.compile(rf"[^\w\s.,>-]|(?<=.{{{_MAX_SELECTOR_CHARS}}}).+")
"""What premailer would misread or choke on."""
_HOOK = re.compile(r"\.([^\s.,>]+)")
_BLANK = re.compile(r"/\*.*?\*/|\s+", re.DOTALL)
_KIND = re.compile(r"(?!html$|body$)[a-z][a-z0-9]*")
"""The elements an article can hold, and how it writes them."""


def parse_theme(name: str, css: str) -> Theme:
    """Read one CSS file as a theme; what of its text is hard to read (under 4.5:1) stands in its problems.

    Raises:
        ThemeError: Some rule cannot be inlined or would not survive, or some text could not be read (under 3:1, by
            day or at night); every such rule is named with its line.
    """
    if len(css) > MAX_CSS_CHARS:
        raise ThemeError(Problem("theme-long", {"theme": name, "limit": MAX_CSS_CHARS}, file=f"{name}.css"))
    problems: list[Problem] = []
    try:
        rules, accent = _read_sheet(css, problems)
        if not problems:
            declared = [declaration for rule in rules for declaration in rule]
            problems = find_low_contrast(declared, lambda value: value.replace(ACCENT_MARK, accent))
    except RecursionError:
        problems = [Problem("theme-syntax", {"what": "brackets nested too deep"})]
    problems = [_place(problem, name) for problem in sorted(problems, key=lambda problem: problem.line or 0)]
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ThemeError(*problems)
    template = "\n".join(map(_write_rule, rules))
    resolved = template.replace(ACCENT_MARK, accent)
    return Theme(name, resolved, hashlib.sha256(resolved.encode()).hexdigest(), accent, template, tuple(problems))


def _read_sheet(css: str, problems: list[Problem]) -> tuple[list[list[ThemeDeclaration]], str]:
    """Return the rules of a sheet, resolved but for the accent, and the accent."""
    sheet = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    rules = list(_find_rules(sheet, problems))
    variables = _read_variables(rules, problems)
    accent = _take_accent(variables)
    read = []
    for rule in rules:
        if _selector_of(rule) == _VARIABLE_HOME:
            continue
        selector = _read_selector(rule, problems)
        declarations = [
            ThemeDeclaration(selector, *declaration)
            for declaration in _read_declarations(rule, variables, accent, problems)
        ]
        if declarations:
            read.append(declarations)
    return read, accent


def _take_accent(variables: dict[str, list[Any]]) -> str:
    """Return the accent and leave a mark in its place; return nothing where there is no one colour to change."""
    tokens, missing = _resolve(variables.get(_ACCENT, []), variables, _MAX_VARIABLE_DEPTH)
    written = str(tinycss2.serialize(tokens)).strip().lower()
    colour = parse_colour(written)
    if missing or colour is None or colour.alpha != 1:
        return ""
    variables[_ACCENT] = [ast.LiteralToken(0, 0, ACCENT_MARK)]
    return written


def _write_rule(declarations: list[ThemeDeclaration]) -> str:
    return f"{declarations[0].selector}{{{';'.join(f'{one.name}:{one.value}' for one in declarations)}}}"


def _place(problem: Problem, name: str) -> Problem:
    return Problem(
        problem.message, problem.values, severity=problem.severity, file=f"{name}.css", line=problem.line,
        excerpt=problem.excerpt,
    )  # fmt: skip


def _find_rules(sheet: Iterable[Any], problems: list[Problem]) -> Iterator[Any]:
    for node in sheet:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule":
            problems.append(Problem("theme-at-rule", {"rule": f"@{node.at_keyword}"}, line=node.source_line))
        else:
            problems.append(Problem("theme-syntax", {"what": node.message}, line=node.source_line))


def _selector_of(rule: Any) -> str:
    return re.sub(r"\s+", " ", tinycss2.serialize(rule.prelude)).strip()


def _find_declarations(rule: Any, problems: list[Problem]) -> Iterator[Any]:
    for node in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration":
            yield node
        elif node.type == "error":
            problems.append(Problem("theme-syntax", {"what": node.message}, line=node.source_line))
        else:
            problems.append(Problem("theme-nested", {}, line=node.source_line))


def _read_variables(rules: list[Any], problems: list[Problem]) -> dict[str, list[Any]]:
    variables: dict[str, list[Any]] = {}
    for rule in rules:
        if _selector_of(rule) != _VARIABLE_HOME:
            continue
        for declaration in _find_declarations(rule, problems):
            if declaration.name.startswith("--"):
                variables[declaration.name] = declaration.value
            else:
                values = {"property": declaration.name}
                problems.append(Problem("theme-root", values, line=declaration.source_line))
    return variables


def _read_selector(rule: Any, problems: list[Problem]) -> str:
    """Return the rule's selector, found fit to be inlined."""
    selector = _selector_of(rule)
    try:
        trees = cssselect.parse(selector[:_MAX_SELECTOR_CHARS])
        unusual = _ODD.search(selector)
        asked = next((fault for tree in trees if (fault := _find_unanswerable(tree))), unusual[0] if unusual else None)
    except cssselect.SelectorError:
        problems.append(Problem("theme-selector", {"selector": selector}, line=rule.source_line))
    else:
        if asked:
            problems.append(Problem("theme-kind", {"selector": selector, "what": asked}, line=rule.source_line))
        else:
            problems += _find_unknown_hooks(selector, rule.source_line)
    return selector


def _find_unknown_hooks(selector: str, line: int) -> Iterator[Problem]:
    """Yield a problem for each class that no element of an article has."""
    for hook in dict.fromkeys(_HOOK.findall(selector)):
        if hook not in CLASS_NAMES:
            yield Problem("theme-class", {"hook": hook, "nearest": suggest_class_name(hook)}, line=line)


def _find_unanswerable(tree: selectors.Selector) -> str | None:
    """Return what of a selector an element's path of tags and classes cannot answer."""
    if tree.pseudo_element:
        return f"::{tree.pseudo_element}"
    node: Any = tree.parsed_tree
    while True:
        if isinstance(node, selectors.Element):
            return None if _can_stand(node, alone=node is tree.parsed_tree) else node.canonical()
        if isinstance(node, selectors.CombinedSelector):
            if node.combinator not in (" ", ">"):
                return str(node.combinator)
            fault = _find_unanswerable(selectors.Selector(node.subselector))
            if fault:
                return fault
        elif not isinstance(node, selectors.Class):
            return str(node.canonical())
        node = node.selector


def _can_stand(element: selectors.Element, *, alone: bool) -> bool:
    if element.element is None:
        return not alone
    return element.namespace is None and _KIND.fullmatch(element.element) is not None


def _read_declarations(
    rule: Any, variables: dict[str, list[Any]], accent: str, problems: list[Problem]
) -> Iterator[tuple[str, str, int]]:
    """Yield name, value and line of each declaration that survives."""
    for node in _find_declarations(rule, problems):
        line = node.source_line
        if node.name.startswith("--"):
            problems.append(Problem("theme-variable-home", {"variable": node.name}, line=line))
            continue
        tokens, missing = _resolve(node.value, variables, _MAX_VARIABLE_DEPTH)
        marked = _BLANK.sub(" ", tinycss2.serialize(tokens)).strip()
        value = marked.replace(ACCENT_MARK, accent)
        written = f"{node.lower_name}: {value}"
        if missing:
            problems.append(Problem("theme-variable", {"variable": missing}, line=line, excerpt=written))
        elif node.important:
            problems.append(Problem("theme-important", {"property": node.name}, line=line, excerpt=written))
        elif fault := find_fault(node.lower_name, value):
            values = {"property": node.name, "value": value}
            problems.append(Problem(fault, values, line=line, excerpt=written))
        else:
            yield node.lower_name, marked, line


def _resolve(tokens: list[Any], variables: dict[str, list[Any]], depth: int) -> tuple[list[Any], str | None]:
    """Replace each `var()` by its value; return the first name that has none."""
    resolved: list[Any] = []
    missing = None
    for token in tokens:
        if token.type != "function":
            resolved.append(token)
        elif token.lower_name != "var":
            inner, missing = _resolve(token.arguments, variables, depth)
            resolved.append(ast.FunctionBlock(token.source_line, token.source_column, token.name, inner))
        else:
            name, fallback = _read_reference(token.arguments)
            value = variables.get(name, fallback)
            if value is None or depth == 0 or len(resolved) > _MAX_TOKENS:
                return resolved, name
            inner, missing = _resolve(value, variables, depth - 1)
            resolved += inner
        if missing:
            break
    return resolved, missing


def _read_reference(arguments: list[Any]) -> tuple[str, list[Any] | None]:
    """Return the name that a `var()` asks for, and what to take in its place."""
    comma = next((i for i, part in enumerate(arguments) if part == ","), None)
    name = tinycss2.serialize(arguments[:comma]).strip() or "var()"
    return name, None if comma is None else arguments[comma + 1 :]
