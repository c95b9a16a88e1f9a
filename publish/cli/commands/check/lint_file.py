"""Lint of issue files, on every core if there are enough of them, and their fixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.storage.issue_index import IssueIndex
from publish.adapters.storage.issue_writer import hash_content, replace_issue
from publish.adapters.storage.load_issue import STANDARD_INPUT, decode_issue
from publish.cli import worker_pool
from publish.cli.build_context import BuildContext, load_build_context, load_data, relative_path
from publish.cli.parser import Arguments
from publish.core.exceptions import PublishError
from publish.core.issue import OtherIssues
from publish.core.problem import Problem, Severity, add_location
from publish.core.urls import LinkStatus
from publish.i18n.translator import Translator
from publish.library.issue_timeout import MAX_CHECK_SECONDS, run_with_issue_timeout
from publish.lint.fixes import apply_fixes, join_lines, split_lines
from publish.pipeline.lint_article import LintedIssue, lint_fixable, lint_issue_and_article
from publish.steps.parse import parse_issue

_BYTE_ORDER_MARK = "\ufeff"


class FileReport(NamedTuple):
    """Problems of one issue, and the text of its file."""

    file: str  # path for people: relative to the current folder
    lines: Sequence[str] = ()  # empty if the file cannot be read
    problems: tuple[Problem, ...] = ()
    path: Path | None = None  # none if there is no file that could be fixed
    before: str = ""  # the whole file before and after the fixes; both empty if nothing was fixed
    after: str = ""
    fixed: int = 0  # number of fixed problems
    is_digest: bool = False
    location: str = ""  # path in the repository

    def count(self, severity: Severity) -> int:
        """Return the number of problems of a severity."""
        return sum(problem.severity is severity for problem in self.problems)

    @property
    def fixable(self) -> int:
        """Return the number of problems that have a fix."""
        return sum(bool(problem.fix) for problem in self.problems)


class LintEnvironment(NamedTuple):
    """Inputs of the lint beside the issue itself."""

    issues: IssueIndex  # the other issues of the folder
    link_statuses: Mapping[str, LinkStatus] = {}  # status by URL; empty if links are not checked


# --- many files -------------------------------------------------------------------------------

_workers: list[Callable[[Path | None], FileReport]] = []  # `lint_file` with the context of this worker


def lint_files(
    paths: Sequence[Path | None], context: BuildContext, environment: LintEnvironment, arguments: Arguments
) -> Iterator[FileReport]:
    """Yield the report of each issue, in order."""
    here = partial(lint_file, context=context, environment=environment, fixable=arguments.fix or arguments.diff)
    if None in paths:  # standard input can be read in this process alone
        return map(here, paths)
    if len(paths) >= worker_pool.PARALLEL_FROM:
        environment.issues.find_other_issues(None)  # computed once, and cached for the workers
    given = (arguments, context.translator.language, environment.link_statuses)
    return worker_pool.map_on_all_cores(here, paths, lint_in_worker, set_up_lint_worker, *given)


def set_up_lint_worker(arguments: Arguments, language: str, statuses: Mapping[str, LinkStatus]) -> None:
    """Load the context of a worker."""
    worker_pool.end_with_worker_parent()
    context = load_build_context(arguments, Translator(language))
    environment = LintEnvironment(context.issue_index, statuses)
    fixable = arguments.fix or arguments.diff
    _workers.append(partial(lint_file, context=context, environment=environment, fixable=fixable))


def lint_in_worker(path: Path | None) -> FileReport:
    """Lint one issue in a worker."""
    return _workers[-1](path)


# --- one file ---------------------------------------------------------------------------------


def lint_file(path: Path | None, context: BuildContext, environment: LintEnvironment, *, fixable: bool) -> FileReport:
    """Return the report of one issue, None for standard input; that it cannot be read is a problem, too.

    With `fixable`, fixes are applied to the text of the report; nothing is written.
    """
    file = _name_file(path)
    location = relative_path(path, context)
    try:
        raw = load_data(path, context)
        text = decode_issue(raw, location.name)
        lint = _IssueLint(location, context, environment.issues.find_other_issues(path), environment.link_statuses)
        linted = lint.find_problems(text)
        report = FileReport(file, (), tuple(linted.problems), path, is_digest=linted.is_digest)
        if fixable:
            report = _fix(raw.decode(), report, lint)
    except PublishError as error:
        problems = tuple(add_location(error.problems, file, alias=location.name))
        return FileReport(file, problems=problems, location=location.as_posix())
    problems = tuple(add_location(report.problems, file, alias=location.name))
    shown = decode_issue(report.after.encode(), location.name) if report.after else text
    return report._replace(lines=shown.split("\n"), problems=problems, location=location.as_posix())


class _IssueLint(NamedTuple):
    """Lint of one issue, with a time limit."""

    location: PurePosixPath
    context: BuildContext
    other_issues: OtherIssues
    statuses: Mapping[str, LinkStatus]

    def find_problems(self, text: str) -> LintedIssue:
        inputs = self.context.inputs
        given = (text, self.location, inputs, self.other_issues, self.statuses)
        return run_with_issue_timeout(MAX_CHECK_SECONDS, self.location, lint_issue_and_article, *given)

    def fix(self, text: str) -> str:
        """Return the text with all fixes applied; where two of them overlap, one waits for the next round."""
        while (fixed := self._fix_once(text)) != text:
            text = fixed
        return text

    def _fix_once(self, text: str) -> str:
        plain = decode_issue(text.encode(), self.location.name)
        issue = parse_issue(plain, self.context.inputs.name_issue(self.location), self.context.settings.newsletter)
        problems = lint_fixable(issue, plain, self.context.settings, self.other_issues)
        return join_lines(apply_fixes(split_lines(text), problems))


def _name_file(path: Path | None) -> str:
    """Return a path for people: relative to the current folder, else absolute."""
    if path is None:
        return STANDARD_INPUT
    here = Path.cwd()
    whole = path.absolute()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else whole.as_posix()


def save_fixed(report: FileReport) -> FileReport:
    """Write a fixed issue to its file; if that fails, return a report of the failure."""
    if report.path is None or not report.after:
        return report
    try:
        replace_issue(report.path, hash_content(report.before.encode()), report.after.encode())
    except PublishError as error:
        return FileReport(report.file, problems=error.problems)
    return report


def _fix(raw: str, report: FileReport, lint: _IssueLint) -> FileReport:
    """Return a report with all fixes applied, and the problems that are left."""
    body = raw.lstrip(_BYTE_ORDER_MARK)
    fixed = run_with_issue_timeout(MAX_CHECK_SECONDS, lint.location, lint.fix, body)
    if fixed == body:
        return report
    after = raw[: len(raw) - len(body)] + fixed
    left = tuple(lint.find_problems(decode_issue(after.encode(), lint.location.name)).problems)
    gone = Counter(problem.message for problem in report.problems) - Counter(problem.message for problem in left)
    return report._replace(problems=left, before=raw, after=after, fixed=gone.total())
