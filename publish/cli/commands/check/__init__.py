"""`publish check`: problems in the requested issues, or in all of them, and their fixes."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.storage.baseline_file import load_baseline
from publish.adapters.storage.cache import Cache, find_cache_folder
from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.system.host import SystemClock
from publish.cli.build_context import BuildContext, find_issue, load_build_context, load_data, relative_path
from publish.cli.commands.check.known_problems import leave_out_known, renew_baseline
from publish.cli.commands.check.lint_file import FileReport, LintEnvironment, lint_files, save_fixed
from publish.cli.commands.check.official_check import OfficialResult, check_officially
from publish.cli.commands.check.text_format import (
    MAX_FILES,
    AnsiStyle,
    render_difference,
    render_errors,
    render_problems,
    render_summary,
    supports_colour,
)
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.parser import Arguments
from publish.core.exceptions import IssueError, PublishError, UsageError
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.core.urls import LinkStatus
from publish.i18n.translator import Translator
from publish.lint.rules.dead_links import list_addresses
from publish.steps.parse import parse_issue

if TYPE_CHECKING:
    from publish.adapters.web.download import HttpFetcher
    from publish.contract.writing_results import CheckedIssueJson, CheckedIssues

_STANDARD_INPUT = "-"


def check_issues(arguments: Arguments, console: Console) -> Outcome[CheckedIssues]:
    """Print the problems of every requested issue; one that is unreadable stops no other."""
    misuse = _find_misuse(arguments, console)
    if misuse:
        raise UsageError(Problem(misuse))
    context = load_build_context(arguments, console.translator)
    known = Counter() if arguments.init else load_baseline(context.repository)
    reports = _lint(arguments, context, console)
    if arguments.init:
        known = renew_baseline(reports, context.repository, arguments, console)
    if known:
        reports = leave_out_known(reports, known, arguments, console)
    style = AnsiStyle(coloured=supports_colour(sys.stdout, os.environ))
    if arguments.format == "text":
        for report in reports:
            _print(render_difference(report, style), console)
    if arguments.fix:
        reports = [save_fixed(report) for report in reports]
    official = check_officially(reports, arguments, context, console) if arguments.official else OfficialResult(reports)
    _print_reports(official.reports, arguments, console, style)
    code = _choose_exit_code(official.reports, strict=arguments.strict) or official.code
    return Outcome({"issues": [_describe(report) for report in official.reports]}, code)


def _print_reports(reports: Sequence[FileReport], arguments: Arguments, console: Console, style: AnsiStyle) -> None:
    """Print problems in the format that was asked for; the reply has them in any case."""
    if arguments.format == "text":
        _print_text(reports, arguments, console, style)
    else:
        _print(_render(arguments.format, reports, console.translator), console)
    for report in reports:
        console.report(report.problems, shown=False)


def _describe(report: FileReport) -> CheckedIssueJson:
    return {
        "file": report.file,
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "infos": report.count(Severity.INFO),
        "fixable": report.fixable,
        "fixed": report.fixed,
        "diff": "\n".join(render_difference(report, AnsiStyle(coloured=False))),
    }


def _find_misuse(arguments: Arguments, console: Console) -> str | None:
    """Return the message about options that do not go together."""
    fixable = arguments.fix or arguments.diff
    if _STANDARD_INPUT in arguments.issues and (fixable or arguments.links or arguments.init):
        return "usage-fix-input" if fixable else "usage-links-input" if arguments.links else "usage-init-input"
    if arguments.init and fixable:
        return "usage-init-fix"
    return _find_official_misuse(arguments, console)


def _find_official_misuse(arguments: Arguments, console: Console) -> str | None:
    """Return the message about options that do not go together with the official checker, or without it."""
    if not arguments.official:
        return "usage-official-only" if arguments.yes or arguments.dry_run else None
    if _STANDARD_INPUT in arguments.issues or arguments.fix or arguments.diff or arguments.init:
        return "usage-official-alone"
    asks = not (arguments.yes or arguments.dry_run)
    return "usage-official-yes" if asks and not console.is_interactive else None


def _lint(arguments: Arguments, context: BuildContext, console: Console) -> list[FileReport]:
    """Return the report of every requested issue, in that order, each once."""
    wanted: Sequence[str | Path] = arguments.issues or context.folder.find_all()
    found = [_find(issue, context) for issue in wanted]
    paths = [path for path in found if not isinstance(path, FileReport)]
    index, statuses = context.issue_index, _check_links(wanted, context, console) if arguments.links else {}
    reports: dict[str, FileReport] = {}
    with console.show_progress(len(wanted)) as progress:
        linted = lint_files(paths, context, LintEnvironment(index, statuses), arguments)
        for path in found:
            report = path if isinstance(path, FileReport) else next(linted)
            reports.setdefault(report.file, report)
            progress.advance()
    return list(reports.values())


def _find(issue: str | Path, context: BuildContext) -> Path | FileReport | None:
    """Return the file of an issue, None for standard input; a report if it does not exist."""
    try:
        return issue if isinstance(issue, Path) else find_issue(issue, context)
    except IssueError as error:
        return FileReport(str(issue), problems=error.problems)


def _check_links(wanted: Sequence[str | Path], context: BuildContext, console: Console) -> Mapping[str, LinkStatus]:
    """Return the status of every URL in the issues; a missing network is printed once, and is no problem."""
    urls = list(dict.fromkeys(url for issue in wanted for url in _list_urls(issue, context)))
    from publish.adapters.web.link_checker import LinkChecker  # loads the HTTP libraries

    checker = LinkChecker(open_http_fetcher(context.settings), Cache(find_cache_folder(os.environ)), SystemClock())
    with console.show_progress(len(urls)) as progress:
        report = checker.check_all(urls, progress.advance)
    if report.unreached:
        console.tell("links-offline", count=report.unreached)
    return report.answers


def open_http_fetcher(settings: Settings) -> HttpFetcher:
    """Return a guarded HTTP client that reads only the beginning of pages."""
    from publish.adapters.web.link_checker import LIMITS
    from publish.adapters.web.session import open_session

    return open_session(settings, LIMITS)


def _list_urls(issue: str | Path, context: BuildContext) -> Iterator[str]:
    """Yield the URLs of an issue; one that cannot be read is reported by the lint."""
    try:
        path = issue if isinstance(issue, Path) else find_issue(issue, context)
        text = decode_issue(load_data(path, context), str(issue))
        name = context.folder.identify(relative_path(path, context)).name
        yield from list_addresses(parse_issue(text, name, context.settings.newsletter), text)
    except PublishError:
        return


def _render(output_format: str, reports: Sequence[FileReport], translator: Translator) -> Iterable[str]:
    if output_format == "json":  # the reply has them
        return []
    from publish.cli.commands.check.machine_formats import render_annotations, render_sarif

    if output_format == "github":
        return render_annotations(reports, translator)
    return [render_sarif(reports, translator)]


def _print(lines: Iterable[str], console: Console) -> None:
    for line in lines:
        console.print(line)


def _print_text(reports: Sequence[FileReport], arguments: Arguments, console: Console, style: AnsiStyle) -> None:
    translator, every = console.translator, arguments.all or arguments.official
    is_brief = len(reports) > MAX_FILES and not every
    for report in reports:
        told = render_errors(report, translator, style) if is_brief else None
        _print(told or render_problems(report, translator, style, every=every), console)
    if not console.quiet:
        console.print("")
        _print(render_summary(reports, translator, style), console)
        if is_brief:
            console.tell("check-brief")
        _tell_next_step(reports, arguments, console)


def _tell_next_step(reports: Sequence[FileReport], arguments: Arguments, console: Console) -> None:
    fixed = sum(report.fixed for report in reports)
    fixable = sum(report.fixable for report in reports)
    if fixed:
        console.tell("check-mended" if arguments.fix else "check-would-mend", count=fixed)
    elif fixable:
        console.tell("check-next-fix", count=fixable)
    elif not any(report.problems for report in reports):
        console.tell("check-clean")


def _choose_exit_code(reports: Sequence[FileReport], *, strict: bool) -> int:
    """Return the exit code: errors fail, warnings with `--strict`, hints never."""
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return IssueError.exit_code if any(report.count(kind) for report in reports for kind in failing) else EXIT_DONE
