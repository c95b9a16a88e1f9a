"""All the rules, chapter by chapter."""

from __future__ import annotations

from publish.lint.rule import LintRule
from publish.lint.rules import boilerplate as furniture
from publish.lint.rules import built_article as output
from publish.lint.rules import dead_links as liveness
from publish.lint.rules import duplicates as repeats
from publish.lint.rules import entries, fields, headings, intro, links, typography
from publish.lint.rules import entry_titles as titles
from publish.lint.rules import line_breaks as lines
from publish.lint.rules import wording as words

_MODULES = {
    "headings": headings,
    "intro": intro,
    "entries": entries,
    "titles": titles,
    "fields": fields,
    "links": links,
    "lines": lines,
    "repeats": repeats,
    "words": words,
    "furniture": furniture,
    "output": output,
    "typography": typography,
    "liveness": liveness,
}
RULE_GROUPS = {
    title: tuple(rule for rule in vars(module).values() if isinstance(rule, LintRule))
    for title, module in _MODULES.items()
}

RULES = tuple(
    sorted((rule for rules in RULE_GROUPS.values() for rule in rules), key=lambda rule: (rule.id < "N", rule.id))
)
"""In the order of their numbers, however they are divided; those of taste and of the web come last."""
