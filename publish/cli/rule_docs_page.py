"""The page that explains the rules, for those who write themes and steps."""

from __future__ import annotations

from publish.cli.rule_docs_sources import SOURCES
from publish.core.html import Profile
from publish.i18n.messages import ENGLISH
from publish.wechat.validator.registry import CHAPTERS
from publish.wechat.validator.rule import Rule

_HEAD = """\
# What an article for WeChat may hold

Every rule that `verify_markup` looks for, made from the rules themselves by `make golden`. An error is damaged or
refused, a warning may look different. `paste` is an article that a person pastes into the editor, `api` one that goes
through draft/add. `…` stands for what was found. A file without findings is not yet proved: the platform's own checker
measures in a browser.
"""

_COLUMNS = """\
| rule | | what is wrong | what to do | profile | evidence, newest, confidence |
|---|---|---|---|---|---|"""


def render_rules() -> str:
    """Return the page as Markdown."""
    chapters = "\n".join(_render_chapter(name, rules) for name, rules in CHAPTERS.items())
    sources = "\n".join(f"| {key} | {text} |" for key, text in SOURCES.items())
    return f"{_HEAD}\n{chapters}\n## Sources\n\n| key | what it is |\n|---|---|\n{sources}\n"


def _render_chapter(name: str, rules: tuple[Rule, ...]) -> str:
    rows = "\n".join(_render_row(rule) for rule in rules)
    return f"## {name.capitalize()}\n\n{_COLUMNS}\n{rows}\n"


def _render_row(rule: Rule) -> str:
    wrong, _, remedy = ENGLISH[rule.message].replace("{excerpt}", "…").replace("|", "\\|").partition(" — ")
    where = "both" if rule.profiles == frozenset(Profile) else ", ".join(sorted(rule.profiles))
    sources = f"{', '.join(rule.source.keys.split())}; {rule.source.seen}, {rule.source.confidence}"
    return f"| {rule.id} | {rule.severity} | {wrong} | {remedy} | {where} | {sources} |"
