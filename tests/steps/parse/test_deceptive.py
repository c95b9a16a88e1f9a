from __future__ import annotations

import pytest

from publish.core.exceptions import IssueError
from publish.core.problem import Problem
from tests.samples import TITLE, read


def test_deceptive_characters_are_refused_with_name_and_position() -> None:
    with pytest.raises(IssueError) as caught:
        read(TITLE, "", "正\u202e文", "`\u2066`", "x\U000e0041")

    problems = [(problem.line, problem.column, problem.values["code"]) for problem in caught.value.problems]
    assert problems == [(3, 2, "U+202E"), (4, 2, "U+2066"), (5, 2, "U+E0041")]
    assert caught.value.problems[0] == Problem(
        "issue-deceptive", {"code": "U+202E", "name": "RIGHT-TO-LEFT OVERRIDE"}, line=3, column=2
    )


def test_deceptive_characters_are_reported_up_to_a_limit() -> None:
    with pytest.raises(IssueError) as caught:
        read(TITLE, "\u202e" * 1000)

    assert len(caught.value.problems) == 20
