"""One issue looked through, and mended where that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.storage.issue_folder import STANDARD_INPUT, decode_issue
from publish.adapters.storage.issue_index import IssueIndex
from publish.adapters.storage.issue_writer import name_content, replace_issue
from publish.cli.build_context import BuildContext, load_data, relative_path
from publish.cli.build_timeout import run_with_issue_timeout
from publish.core.exceptions import PublishError
from publish.core.issue import OtherIssues
from publish.core.problem import Problem, Severity
from publish.core.urls import LinkStatus
from publish.lint import lint_issue
from publish.lint.fixes import apply_fixes, join_lines, split_lines
from publish.pipeline import LintInputs, lint_issue_and_article
from publish.steps.parse import parse_issue

MAX_CHECK_SECONDS = 8.0
"""The longest real issue, 26 kB, takes less than a hundredth of it."""
_BYTE_ORDER_MARK = "\ufeff"


class FileReport(NamedTuple):
    """What was found in one issue."""

    file: str
    """As people name it: from where they are."""
    lines: Sequence[str] = ()
    """Nothing where it cannot be read."""
    problems: tuple[Problem, ...] = ()
    path: Path | None = None
    """None where there is nothing that could be mended."""
    before: str = ""
    """The whole file before it was mended, and after; both empty where nothing was."""
    after: str = ""
    fixed: int = 0
    """How many findings are no more."""

    def count(self, severity: Severity) -> int:
        """Return how many of the problems matter so much."""
        return sum(problem.severity is severity for problem in self.problems)

    @property
    def fixable(self) -> int:
        """Return how many of the problems can be mended for a person."""
        return sum(bool(problem.fix) for problem in self.problems)


class LintEnvironment(NamedTuple):
    """What an issue is judged by beside its own words."""

    folder: IssueIndex
    """The folder's issues, to be compared with."""
    answers: Mapping[str, LinkStatus] = {}
    """What addresses answered; nothing where none was asked."""


def lint_file(path: Path | None, context: BuildContext, beside: LintEnvironment, *, fixable: bool) -> FileReport:
    """Look one issue through; one that cannot be read is a problem, too.

    Args:
        path: Its file; None for standard input.
        context: Settings, theme and world.
        beside: What it is compared with.
        fixable: Whether to repair in the text what can be repaired; nothing is written.
    """
    file = _name_file(path)
    place = relative_path(path, context)
    try:
        raw = load_data(path, context)
        text = decode_issue(raw, place.name)
        judged_by = _IssueEnvironment(beside.folder.find_neighbours(path), beside.answers)
        report = FileReport(file, (), _proofread(text, place, context, judged_by), path)
        if fixable:
            report = _mend(raw.decode(), report, place, context, judged_by)
    except PublishError as error:
        return FileReport(file, problems=_name_problems(error.problems, place, file))
    problems = _name_problems(report.problems, place, file)
    shown = decode_issue(report.after.encode(), place.name) if report.after else text
    return report._replace(lines=shown.split("\n"), problems=problems)


class _IssueEnvironment(NamedTuple):
    """The same for one issue."""

    other_issues: OtherIssues
    answers: Mapping[str, LinkStatus]


def _name_file(path: Path | None) -> str:
    """Return how a file is named to people: from where they are, else in full."""
    if path is None:
        return STANDARD_INPUT
    here = Path.cwd()
    whole = path.absolute()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else whole.as_posix()


def save_fixed(report: FileReport) -> FileReport:
    """Write a mended issue in place of what it was; where it cannot be written, it is as it was, and that is told."""
    if report.path is None or not report.after:
        return report
    try:
        replace_issue(report.path, name_content(report.before.encode()), report.after.encode())
    except PublishError as error:
        return FileReport(report.file, problems=error.problems)
    return report


def _proofread(
    text: str, place: PurePosixPath, context: BuildContext, judged_by: _IssueEnvironment
) -> tuple[Problem, ...]:
    desk = LintInputs(context.settings, context.theme, context.services)
    return tuple(
        run_with_issue_timeout(MAX_CHECK_SECONDS, place, lint_issue_and_article, text, place, desk, *judged_by)
    )


def _mend(
    raw: str, report: FileReport, place: PurePosixPath, context: BuildContext, judged_by: _IssueEnvironment
) -> FileReport:
    """Repair until nothing is left that can be repaired."""
    body = raw.lstrip(_BYTE_ORDER_MARK)
    fixed = run_with_issue_timeout(MAX_CHECK_SECONDS, place, _mend_text, body, place, context, judged_by.other_issues)
    if fixed == body:
        return report
    after = raw[: len(raw) - len(body)] + fixed
    left = _proofread(decode_issue(after.encode(), place.name), place, context, judged_by)
    gone = _count_gone(report.problems, left)
    return report._replace(problems=left, before=raw, after=after, fixed=gone)


def _mend_text(text: str, place: PurePosixPath, context: BuildContext, other_issues: OtherIssues) -> str:
    # Where two repairs meet, one waits for the next round.
    while (fixed := _mend_once(text, place, context, other_issues)) != text:
        text = fixed
    return text


def _mend_once(text: str, place: PurePosixPath, context: BuildContext, other_issues: OtherIssues) -> str:
    plain = decode_issue(text.encode(), place.name)
    problems = lint_issue(parse_issue(plain, place.stem), plain, context.settings, other_issues)
    return join_lines(apply_fixes(split_lines(text), problems))


def _count_gone(before: Sequence[Problem], after: Sequence[Problem]) -> int:
    gone = Counter(problem.message for problem in before) - Counter(problem.message for problem in after)
    return gone.total()


def _name_problems(problems: Sequence[Problem], place: PurePosixPath, file: str) -> tuple[Problem, ...]:
    """Return problems with the file named as people name it; those of another, such as the settings, stay."""
    own = (None, place.name)
    return tuple(problem._replace(file=file) if problem.file in own else problem for problem in problems)
