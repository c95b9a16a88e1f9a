"""Where in an article the words of a line of its issue stand."""

from __future__ import annotations

import re

from publish.core.problem import Problem
from publish.core.text import strip_markup

MAX_WORDS_CHARS = 40
_LINES = 4
"""A line that shows nothing itself is looked for by those above it."""
_WORDS = re.compile(r"\w+(?: \w+)*")
_LEAST_CHARS = 2


def find_words(problem: Problem, lines: list[str]) -> list[str]:
    """Return by what words a problem's line can be found in the article, the likeliest first.

    Args:
        problem: What stands on the line.
        lines: Those of the issue.
    """
    line = problem.line or 0
    above = lines[max(line - _LINES, 0) : line]
    found = (max(_WORDS.findall(strip_markup(text[:1000])), key=len, default="") for text in reversed(above))
    return [words[:MAX_WORDS_CHARS] for words in found if len(words) >= _LEAST_CHARS]
