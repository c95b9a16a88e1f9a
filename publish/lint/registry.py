"""All lint rules, by group."""

from __future__ import annotations

from publish.lint.rule import LintRule
from publish.lint.rules import (
    boilerplate,
    brackets,
    built_article,
    dead_links,
    duplicates,
    entries,
    entry_titles,
    fields,
    headings,
    intro,
    line_breaks,
    links,
    marks,
    names,
    typography,
    wording,
)

_MODULES = {
    "headings": headings, "intro": intro, "entries": entries, "titles": entry_titles, "fields": fields, "links": links,
    "lines": line_breaks, "marks": marks, "repeats": duplicates, "words": wording, "brackets": brackets, "names": names,
    "furniture": boilerplate, "output": built_article, "typography": typography, "liveness": dead_links,
}  # fmt: skip
RULE_GROUPS = {
    title: tuple(rule for rule in vars(module).values() if isinstance(rule, LintRule))
    for title, module in _MODULES.items()
}
RULES = tuple(
    sorted((rule for group in RULE_GROUPS.values() for rule in group), key=lambda rule: (rule.id < "N", rule.id))
)
"""Sorted by id; rules of taste (T) and of the web (L) come last."""
PARSED_RULES = (
    links.find_swallowed_punctuation, links.count_external_links, boilerplate.find_html, boilerplate.find_plain_html,
)  # fmt: skip
"""Rules about what the parser of the body found; they find nothing in the issue itself."""
