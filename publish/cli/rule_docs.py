"""The page that explains the newsletter's rules, for the person who writes issues."""

from __future__ import annotations

import re

from publish.i18n.messages import ENGLISH
from publish.lint.registry import CHAPTERS
from publish.lint.rule import Rule

_HEAD = """\
# What an issue of the newsletter should be

Every rule that `publish check` looks for, made from the rules themselves by `make golden`. An error keeps readers from
something, a warning is seen or missed by them, a hint (info) may be meant. `--fix` repairs what says *yes* in the last
column; where only some of what a rule finds can be repaired, the rest is for a person. A build tells of N01, N02, N03
and N17, which no later step repairs. The rules L01 to L06 are asked by `publish check --links` alone;
T01 is silent until `[check]` weighs it.

`[check]` in `publish.toml` weighs a rule differently: `N45 = "off"`, `N31 = "error"`. In an issue,
`<!-- check: allow N24 why -->` silences one rule on its own line, or on the next one where it stands alone; without a
reason it is not heeded.
"""

_COLUMNS = """\
| rule | | what is wrong | what to do | for example | fix |
|---|---|---|---|---|---|"""
_VALUE = re.compile(r"\{\w+\}")


def render_rules() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, *(_render_chapter(name, rules) for name, rules in CHAPTERS.items())])


def _render_chapter(name: str, rules: tuple[Rule, ...]) -> str:
    rows = "\n".join(_render_row(rule) for rule in rules)
    return f"## {name.capitalize()}\n\n{_COLUMNS}\n{rows}\n"


def _render_row(rule: Rule) -> str:
    wrong, _, remedy = _VALUE.sub("…", ENGLISH[rule.message]).partition(" — ")
    cells = [rule.id, rule.severity, wrong, remedy, f"`{rule.example}`", "yes" if rule.mends else ""]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
