"""All the rules, chapter by chapter."""

from __future__ import annotations

from publish.steps.check import (
    entries,
    fields,
    furniture,
    headings,
    intro,
    lines,
    links,
    liveness,
    output,
    repeats,
    titles,
    typography,
    words,
)
from publish.steps.check.rule import Rule

_MODULES = (
    headings, intro, entries, titles, fields, links, lines, repeats, words, furniture, output, typography, liveness,
)  # fmt: skip
CHAPTERS = {
    module.__name__.rpartition(".")[2]: tuple(rule for rule in vars(module).values() if isinstance(rule, Rule))
    for module in _MODULES
}

RULES = tuple(
    sorted((rule for rules in CHAPTERS.values() for rule in rules), key=lambda rule: (rule.id < "N", rule.id))
)
"""In the order of their numbers, however they are divided; those of taste and of the web come last."""
