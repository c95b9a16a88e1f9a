"""Repairs: what they touch, and what they leave alone."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from lxml import html

from publish.core.issue import Issue
from publish.core.problem import Edit, Problem
from publish.lint import lint_issue
from publish.lint.fixes import SourceLine, apply_fixes, join_lines, split_lines
from publish.steps.parse import parse_issue
from publish.steps.render import render_body
from tests.cases import read_cases
from tests.harness.families import family, pick_every
from tests.lint.words import write
from tests.samples import CORPUS, NAME, SAMPLES

FILES = [*sorted(SAMPLES.glob("*.md")), *sorted(CORPUS.glob("*/*.md"))]
PAIRS = [case for case in read_cases(Path(__file__).with_name("cases")) if case.file not in ("N14", "N17")]
TEXTS = {f"{file.parent.name}/{file.stem}": file.read_text(encoding="utf-8") for file in FILES}
TEXTS |= {str(case): write(case.input) for case in PAIRS}
every_text = family("name", TEXTS, pick_every(TEXTS, 4))

UNSEEN = {"N10", "N11", "N12", "N19", "N53", "N56", "N57"}
"""What these repair, the article never showed."""
OF_LINKS = {"N02", "N07", "N23", "N24", "N25", "N26"}
"""What these repair is an address."""
OF_LINES = {"N29", "N54"}
"""What these repair is a note, which is worded anew."""
MARKED = re.compile(r"\*\*|`[^`]*`|\]\([^()]*\)|https?://[!-~]+")
NEAR = 8
"""Characters: as many as `https://`."""
MOST_ROUNDS = 4


def read(text: str) -> Issue:
    return parse_issue(text, NAME)


def find(text: str) -> list[Problem]:
    return [problem for problem in lint_issue(read(text), text) if problem.fix]


def mend(text: str, problems: list[Problem]) -> str:
    return join_lines(apply_fixes(split_lines(text), problems))


def mend_all(text: str) -> tuple[str, int]:
    """Return a text when nothing is left to repair, and after how many rounds."""
    rounds = 0
    while (mended := mend(text, find(text))) != text:
        text, rounds = mended, rounds + 1
        assert rounds <= MOST_ROUNDS
    return text, rounds


def see(text: str) -> str:
    """Return what readers of the article see of a text."""
    body = render_body(read(text))
    shown = html.fragment_fromstring(f"<div>{body.html}{body.references}</div>").text_content()
    return squeeze(str(shown))


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


# --- files --------------------------------------------------------------------------------------


@every_text
def test_repairs_come_to_an_end_and_leave_nothing_that_can_be_repaired(name: str) -> None:
    text = TEXTS[name]
    mended, _ = mend_all(text)

    assert find(mended) == []


@every_text
def test_what_was_never_seen_is_repaired_without_a_trace(name: str) -> None:
    text = TEXTS[name]
    problems = [problem for problem in find(text) if problem.rule in UNSEEN]

    assert see(mend(text, problems)) == see(text)


@every_text
def test_readers_see_no_other_change_than_the_findings(name: str) -> None:
    text = TEXTS[name]
    problems = find(text)
    lines = text.split("\n")
    repairs = [look_round(edit, lines[edit.line - 1]) for problem in problems for edit in problem.fix]
    before, after = see(text), see(mend(text, problems))

    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()

    assert [
        (before[start:end], after[begin:stop])
        for kind, start, end, begin, stop in changes
        if kind != "equal" and not any(before[start:end] in was and after[begin:stop] in now for was, now in repairs)
    ] == []


def look_round(edit: Edit, line: str) -> tuple[str, str]:
    """Return what stands at a repair before and after it, with the few characters round it that it gives a meaning."""
    if edit.text is None:
        return squeeze(line), ""
    left, right = line[max(edit.start - NEAR, 0) : edit.start], line[edit.end : edit.end + NEAR]
    return squeeze(left + line[edit.start : edit.end] + right), squeeze(left + edit.text + right)


@every_text
def test_repairs_touch_no_byte_outside_their_edits(name: str) -> None:
    text = TEXTS[name]
    problems = find(text)
    lines = text.split("\n")
    touched = {edit.line for problem in problems for edit in problem.fix}

    mended = mend(text, problems).split("\n")

    kept = [line for number, line in enumerate(lines, 1) if number not in touched]
    assert [line for line in kept if line not in mended] == []


@every_text
def test_emphasis_code_and_links_are_left_alone_by_rules_about_other_things(name: str) -> None:
    text = TEXTS[name]
    lines = text.split("\n")
    edits = [edit for problem in find(text) if problem.rule not in OF_LINKS | OF_LINES for edit in problem.fix]

    assert [lines[edit.line - 1] for edit in edits if edit.text is not None and hits(edit, lines[edit.line - 1])] == []


def hits(edit: Edit, line: str) -> bool:
    """Say whether an edit changes a mark of emphasis, code, or an address; the text between two marks is text."""
    return any(found.start() < edit.end and edit.start < found.end() for found in MARKED.finditer(line))


# --- edits --------------------------------------------------------------------------------------


def fix(*edits: Edit) -> Problem:
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
def test_lines_keep_what_ends_them(text: str, lines: list[SourceLine]) -> None:
    assert split_lines(text) == lines
    assert join_lines(lines) == text


def test_edits_of_one_line_are_applied_each_at_its_place() -> None:
    assert mend("甲乙丙", [fix(Edit(1, 0, 1, "子")), fix(Edit(1, 2, 3, ""))]) == "子乙"


def test_a_line_is_taken_out_with_its_end() -> None:
    assert mend("甲\r\n乙\r\n丙", [fix(Edit(2, 0, 1, None))]) == "甲\r\n丙"


def test_a_new_line_ends_as_the_file_ends_its_lines() -> None:
    assert mend("甲\r\n乙", [fix(Edit(1, 0, 0, "\n"))]) == "\r\n甲\r\n乙"


def test_a_new_line_in_the_last_one_ends_as_unix_does() -> None:
    assert mend("甲", [fix(Edit(1, 0, 0, "\n"))]) == "\n甲"


@pytest.mark.parametrize(
    "second",
    [fix(Edit(1, 1, 2, "子")), fix(Edit(1, 0, 2, None)), fix(Edit(2, 0, 0, "丑"), Edit(1, 0, 1, "寅"))],
    ids=["beside", "the whole line", "one of several"],
)
def test_where_two_repairs_meet_the_first_alone_is_made(second: Problem) -> None:
    assert mend("甲乙\n丙", [fix(Edit(1, 0, 1, "天")), second]) == "天乙\n丙"
