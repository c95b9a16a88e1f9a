"""The two pages that list every rule, made from the rules themselves."""

from __future__ import annotations

import re

from publish.core.html import ChangeKind
from publish.core.target import Target
from publish.lint import registry as lint_registry
from publish.lint.rule import LintRule as LintRule
from publish.wechat.rules import registry as markup_registry
from publish.wechat.rules.rule import Effect, MarkupRule
from tests.catalogues import ENGLISH

SOURCES = {
    "SPEC": "the platform's specification for what other editors' HTML may hold (verify-article-structure-spec)",
    "ENGINE": "the platform's own checker, in the same repository, read and run",
    "FIX": "21 published articles in that repository: what survived",
    "DM": "mp-darkmode, the platform's dark mode, with about 15 published articles",
    "API": "the platform's documents of draft/add and of material, with answers of its staff",
    "PROBE-A": "drafts opened in the editor and read back (mbeditor)",
    "PROBE-B": "drafts sent, read back, and some looked at on a phone (wxart)",
    "PROBE-C": "articles pasted and looked at on a phone (VellumStyle)",
    "PROBE-D": "reports of FishPai, 橙墨, md2wechat-tool and wechat-typeset",
    "PROBE-E": "two public series of drafts of growing length, 2026-09 (yituo-hub, wechat-draft-push)",
    "ARCH": "published articles archived with their markup",
    "RUN": "our own runs of the checker in Chromium, and of mp-darkmode on about 90 colours",
    "TOOLS": "what a dozen converters to WeChat arrived at by themselves, and why",
}
"""The key that a rule names, and what stands behind it."""

_LINT_HEAD = """\
# What an issue of the newsletter should be

Every rule that `publish check` looks for, made from the rules themselves by `make golden`. An error keeps readers from
something, a warning is seen or missed by them, a hint (info) may be meant. `--fix` repairs what says *yes* in the last
column; where only some of what a rule finds can be repaired, the rest is for a person. A build tells of N01, N02, N03
and N17, which no later step repairs. The rules L01 to L06 are asked by `publish check --links` alone;
T01 is silent until `[check]` weighs it.

*digest* marks the rules that only an issue of entries is asked: they are about the conventions of such a newsletter;
*any* those that articles are asked, too.

`[check]` in `publish.toml` weighs a rule differently: `N45 = "off"`, `N31 = "error"`. In an issue,
`<!-- check: allow N24 why -->` silences one rule on its own line, or on the next one where it stands alone; without a
reason it is not heeded.
"""

_LINT_COLUMNS = """\
| rule | | asked of | what is wrong | what to do | for example | fix |
|---|---|---|---|---|---|---|"""
_VALUE = re.compile(r"\{\w+\}")


def render_lint_rules() -> str:
    """Return the page as Markdown."""
    return "\n".join(
        [_LINT_HEAD, *(_render_lint_group(name, rules) for name, rules in lint_registry.RULE_GROUPS.items())]
    )


def _render_lint_group(name: str, rules: tuple[LintRule, ...]) -> str:
    rows = "\n".join(_render_lint_row(rule) for rule in rules)
    return f"## {name.capitalize()}\n\n{_LINT_COLUMNS}\n{rows}\n"


def _render_lint_row(rule: LintRule) -> str:
    wrong, _, remedy = _VALUE.sub("…", ENGLISH[rule.message]).partition(" — ")
    cells = [rule.id, rule.severity, rule.profile, wrong, remedy, f"`{rule.example}`", "yes" if rule.fixable else ""]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


_MARKUP_HEAD = """\
# What an article for WeChat may hold

Every rule that `verify_markup` looks for, made from the rules themselves by `make golden`. An error is damaged or
refused, a warning may look different. `paste` is an article that a person pastes into the editor, `sent` one that
goes whole through draft/add, `fitted` one that goes there shortened. `…` stands for what was found. *store* and
*editor* say what the simulation of the draft store and of the editor does to it, nothing where the cell is empty; an
unwrapped element leaves its content. A file without findings is not yet proved: the platform's own checker measures in
a browser; `publish check --official` asks it.
"""

_MARKUP_COLUMNS = """\
| rule | | what is wrong | what to do | target | store | editor | evidence, newest, confidence |
|---|---|---|---|---|---|---|---|"""


def render_markup_rules() -> str:
    """Return the page as Markdown."""
    chapters = "\n".join(_render_markup_group(name, rules) for name, rules in markup_registry.RULE_GROUPS.items())
    sources = "\n".join(f"| {key} | {text} |" for key, text in SOURCES.items())
    return f"{_MARKUP_HEAD}\n{chapters}\n## Sources\n\n| key | what it is |\n|---|---|\n{sources}\n"


def _render_markup_group(name: str, rules: tuple[MarkupRule, ...]) -> str:
    rows = "\n".join(_render_markup_row(rule) for rule in rules)
    return f"## {name.capitalize()}\n\n{_MARKUP_COLUMNS}\n{rows}\n"


def _render_markup_row(rule: MarkupRule) -> str:
    wrong, _, remedy = ENGLISH[rule.message].replace("{excerpt}", "…").replace("|", "\\|").partition(" — ")
    where = "all" if rule.targets == frozenset(Target) else ", ".join(sorted(rule.targets))
    sources = f"{', '.join(rule.source.keys.split())}; {rule.source.seen}, {rule.source.confidence}"
    effects = " | ".join(_render_effect(effect) for effect in (rule.store, rule.editor))
    return f"| {rule.id} | {rule.severity} | {wrong} | {remedy} | {where} | {effects} | {sources} |"


def _render_effect(effect: Effect) -> str:
    """Return what a filter does by a rule: nothing, to all that breaks the rule, or to a part."""
    if effect.kind is ChangeKind.KEPT:
        return ""
    kind = "unwrapped" if effect.unwrapped else effect.kind
    if 0 < len(effect.names) < 3:
        return f"{kind}: {', '.join(sorted(effect.names))}"
    return f"{kind} in part" if effect.names or effect.check else kind
