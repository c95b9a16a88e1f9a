"""Automatic fixes: what they change, and what they leave unchanged."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from lxml import html

from publish.core.issue import Issue
from publish.core.problem import Edit, Problem
from publish.lint.fixes import SourceLine, apply_fixes, join_lines, split_lines
from publish.steps.parse import parse_issue
from publish.steps.render import render_body
from tests.cases import read_cases
from tests.harness.families import family, pick_every
from tests.lint.linting import lint_rendered
from tests.lint.placeholders import expand_placeholders
from tests.samples import CORPUS, NAME, SAMPLES

FILES = [*sorted(SAMPLES.glob("*.md")), *sorted(CORPUS.glob("*/*.md"))]
CASES = [case for case in read_cases(Path(__file__).with_name("cases")) if case.file not in ("N14", "N17")]
TEXTS = {f"{file.parent.name}/{file.stem}": file.read_text(encoding="utf-8") for file in FILES}
TEXTS |= {str(case): expand_placeholders(case.input) for case in CASES}
every_text = family("name", TEXTS, pick_every(TEXTS, 4))

INVISIBLE_RULES = {"N10", "N11", "N12", "N19", "N53", "N56", "N57"}
"""Rules whose fixes do not show in the article."""
LINK_RULES = {"N02", "N07", "N23", "N24", "N25", "N26"}
"""Rules that fix addresses."""
NOTE_RULES = {"N29", "N54"}
"""Rules that reword a note."""
MARKUP = re.compile(r"\*\*|`[^`]*`|\]\([^()]*\)|https?://[!-~]+")
CONTEXT_CHARS = 12
_REFERENCE = re.compile(r"\[\d+\]")  # its number is no part of the line
"""Characters; more than `https://` and than a short path."""
MAX_ROUNDS = 4


def parse(text: str) -> Issue:
    return parse_issue(text, NAME)


def find_fixable(text: str) -> list[Problem]:
    return [problem for problem in lint_rendered(parse(text), text) if problem.fix]


def apply(text: str, problems: list[Problem]) -> str:
    return join_lines(apply_fixes(split_lines(text), problems))


def fix_all(text: str) -> tuple[str, int]:
    """Return a text when nothing is left to fix, and the number of rounds."""
    rounds = 0
    while (fixed := apply(text, find_fixable(text))) != text:
        text, rounds = fixed, rounds + 1
        assert rounds <= MAX_ROUNDS
    return text, rounds


def read_article(text: str) -> str:
    """Return the text of the article without white space."""
    body = render_body(parse(text))
    article = html.fragment_fromstring(f"<div>{body.html}{body.references}</div>").text_content()
    return strip_spaces(str(article))


def strip_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


# --- files --------------------------------------------------------------------------------------


@every_text
def test_repeated_fixes_leave_no_fixable_problem(name: str) -> None:
    text = TEXTS[name]
    fixed, _ = fix_all(text)

    assert find_fixable(fixed) == []


@every_text
def test_invisible_fixes_leave_the_article_text_unchanged(name: str) -> None:
    text = TEXTS[name]
    problems = [problem for problem in find_fixable(text) if problem.rule in INVISIBLE_RULES]

    assert read_article(apply(text, problems)) == read_article(text)


@every_text
def test_fixes_change_the_article_text_only_at_their_edits(name: str) -> None:
    text = TEXTS[name]
    problems = find_fixable(text)
    lines = text.split("\n")
    contexts = [read_context(edit, lines[edit.line - 1]) for problem in problems for edit in problem.fix]
    before, after = read_article(text), read_article(apply(text, problems))

    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()

    assert [
        (before[start:end], after[begin:stop])
        for kind, start, end, begin, stop in changes
        if kind != "equal"
        and not any(_REFERENCE.sub("", before[start:end]) in was and after[begin:stop] in now for was, now in contexts)
    ] == []


def read_context(edit: Edit, line: str) -> tuple[str, str]:
    """Return the text around an edit, before and after it."""
    if edit.text is None:
        return strip_spaces(line.replace("https://", "")), ""
    left, right = line[max(edit.start - CONTEXT_CHARS, 0) : edit.start], line[edit.end : edit.end + CONTEXT_CHARS]
    return strip_spaces(left + line[edit.start : edit.end] + right), strip_spaces(left + edit.text + right)


@every_text
def test_fixes_leave_lines_without_edits_unchanged(name: str) -> None:
    text = TEXTS[name]
    problems = find_fixable(text)
    lines = text.split("\n")
    touched = {edit.line for problem in problems for edit in problem.fix}

    fixed = apply(text, problems).split("\n")

    kept = [line for number, line in enumerate(lines, 1) if number not in touched]
    assert [line for line in kept if line not in fixed] == []


@every_text
def test_fixes_of_text_rules_leave_emphasis_code_and_links(name: str) -> None:
    text = TEXTS[name]
    lines = text.split("\n")
    edits = [
        edit for problem in find_fixable(text) if problem.rule not in LINK_RULES | NOTE_RULES for edit in problem.fix
    ]

    assert [
        lines[edit.line - 1] for edit in edits if edit.text is not None and changes_markup(edit, lines[edit.line - 1])
    ] == []


def changes_markup(edit: Edit, line: str) -> bool:
    """Return whether an edit changes a mark of emphasis, code, or an address; the text between two marks is text."""
    return any(found.start() < edit.end and edit.start < found.end() for found in MARKUP.finditer(line))


# --- edits --------------------------------------------------------------------------------------


def make_problem(*edits: Edit) -> Problem:
    return Problem("break-lost", fix=edits)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [SourceLine("", "")]),
        ("甲", [SourceLine("甲", "")]),
        ("甲\n", [SourceLine("甲", "\n"), SourceLine("", "")]),
        (
            "甲\r\n乙\r丙\n",
            [SourceLine("甲", "\r\n"), SourceLine("乙", "\r"), SourceLine("丙", "\n"), SourceLine("", "")],
        ),
        ("\n\n", [SourceLine("", "\n"), SourceLine("", "\n"), SourceLine("", "")]),
    ],
)
def test_split_lines_keeps_line_endings(text: str, lines: list[SourceLine]) -> None:
    assert split_lines(text) == lines
    assert join_lines(lines) == text


def test_apply_fixes_applies_several_edits_of_one_line() -> None:
    assert apply("甲乙丙", [make_problem(Edit(1, 0, 1, "子")), make_problem(Edit(1, 2, 3, ""))]) == "子乙"


def test_apply_fixes_deletes_a_line_with_its_line_ending() -> None:
    assert apply("甲\r\n乙\r\n丙", [make_problem(Edit(2, 0, 1, None))]) == "甲\r\n丙"


def test_apply_fixes_inserts_the_line_ending_of_the_file() -> None:
    assert apply("甲\r\n乙", [make_problem(Edit(1, 0, 0, "\n"))]) == "\r\n甲\r\n乙"


def test_apply_fixes_inserts_a_line_feed_in_the_last_line() -> None:
    assert apply("甲", [make_problem(Edit(1, 0, 0, "\n"))]) == "\n甲"


@pytest.mark.parametrize(
    "second",
    [
        make_problem(Edit(1, 1, 2, "子")),
        make_problem(Edit(1, 0, 2, None)),
        make_problem(Edit(2, 0, 0, "丑"), Edit(1, 0, 1, "寅")),
    ],
    ids=["adjacent", "the whole line", "one of several"],
)
def test_apply_fixes_applies_only_the_first_of_overlapping_fixes(second: Problem) -> None:
    assert apply("甲乙\n丙", [make_problem(Edit(1, 0, 1, "天")), second]) == "天乙\n丙"


@pytest.mark.parametrize("hidden", ["", "\x01"], ids=["plain", "a character that no article can hold"])
def test_fix_of_a_repository_replaces_the_very_colon(hidden: str) -> None:
    line = f"- [a{hidden}a/b：题](https://github.com/aa/b)"
    text = f"# 简报 ({NAME})\n\n## 开源项目\n\n{line}\n"

    fixed = apply(text, [problem for problem in find_fixable(text) if problem.rule == "N39"])

    assert fixed == text.replace("：题", ": 题")
