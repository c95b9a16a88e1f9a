"""How an issue's Markdown is read and shown: by its front matter, else by the settings."""

from __future__ import annotations

from publish.core.issue import FrontMatter
from publish.core.markdown_options import CodeLook, Manner
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.newsletter.code_languages import CODE_WORDS, choose_look, find_strange_word

_YES = frozenset({"true", "yes", "on", "1", "是", "开"})
_NO = frozenset({"", "false", "no", "off", "0", "否", "关"})


def choose_manner(front_matter: FrontMatter, settings: Settings) -> tuple[Manner, list[Problem]]:
    """Return the manner, and what the front matter says of it that means nothing."""
    said, lines = front_matter.values, front_matter.lines
    math = said.get("math", "").strip().lower()
    words = said.get("code", "").replace(",", " ").split()
    look = choose_look(words, choose_look(settings.code.split(), CodeLook()))
    problems = []
    if math not in _YES | _NO:
        problems.append(Problem("math-word", {"value": math}, line=lines["math"], severity=Severity.WARNING))
    strange = find_strange_word(words)
    if strange:
        values = {"value": strange, "known": ", ".join(CODE_WORDS)}
        problems.append(Problem("code-word", values, line=lines["code"], severity=Severity.WARNING))
    wanted = math in _YES if "math" in said and math in _YES | _NO else settings.math
    return Manner(wanted, look), problems
