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
from publish.cli.commands.check.lint_file import FileReport, LintEnvironment, lint_files, open_index, save_fixed
from publish.cli.commands.check.official_check import OfficialResult, check_officially
from publish.cli.commands.check.text_format import (
    AnsiStyle,
    render_difference,
    render_problems,
    render_summary,
    supports_colour,
)
from publish.cli.parser import EXIT_DONE, EXIT_USAGE, Arguments
from publish.cli.terminal_output import Progress, print_message
from publish.core.exceptions import IssueError, PublishError
from publish.core.problem import Severity
from publish.core.settings import Settings
from publish.core.urls import LinkStatus
from publish.i18n.translator import Translator
from publish.lint.rules.dead_links import list_addresses
from publish.steps.parse import parse_issue

if TYPE_CHECKING:
    from publish.adapters.web.download import HttpFetcher

_STANDARD_INPUT = "-"


def check_issues(arguments: Arguments, translator: Translator) -> int:
    """Print the problems of every requested issue and return the exit code; one that is unreadable stops no other."""
    misuse = _find_misuse(arguments)
    if misuse:
        print_message(misuse, translator)
        return EXIT_USAGE
    context = load_build_context(arguments, translator)
    known = Counter() if arguments.init else load_baseline(context.repository)
    reports = _lint(arguments, context)
    if arguments.init:
        known = renew_baseline(reports, context.repository, arguments, translator)
    if known:
        reports = leave_out_known(reports, known, arguments, translator)
    output_format = "json" if arguments.json else arguments.format
    style = AnsiStyle(coloured=supports_colour(sys.stdout, os.environ))
    if output_format == "text":
        for report in reports:
            _print(render_difference(report, style))
    if arguments.fix:
        reports = [save_fixed(report) for report in reports]
    official = check_officially(reports, arguments, context) if arguments.official else OfficialResult(reports)
    _print_reports(official.reports, output_format, arguments, translator, style)
    return _choose_exit_code(official.reports, strict=arguments.strict) or official.code


def _print_reports(
    reports: Sequence[FileReport], output_format: str, arguments: Arguments, translator: Translator, style: AnsiStyle
) -> None:
    if output_format == "text":
        _print_text(reports, arguments, translator, style)
    else:
        _print(_render(output_format, reports, translator))


def _find_misuse(arguments: Arguments) -> str | None:
    """Return the message about options that do not go together."""
    fixable = arguments.fix or arguments.diff
    if _STANDARD_INPUT in arguments.issues and (fixable or arguments.links or arguments.init):
        return "usage-fix-input" if fixable else "usage-links-input" if arguments.links else "usage-init-input"
    if arguments.init and fixable:
        return "usage-init-fix"
    return _find_official_misuse(arguments)


def _find_official_misuse(arguments: Arguments) -> str | None:
    """Return the message about options that do not go together with the official checker, or without it."""
    if not arguments.official:
        return "usage-official-only" if arguments.yes or arguments.dry_run else None
    if _STANDARD_INPUT in arguments.issues or arguments.fix or arguments.diff or arguments.init:
        return "usage-official-alone"
    asks = not (arguments.yes or arguments.dry_run)
    return "usage-official-yes" if asks and not (sys.stdin and sys.stdin.isatty()) else None


def _lint(arguments: Arguments, context: BuildContext) -> list[FileReport]:
    """Return the report of every requested issue, in that order, each once."""
    wanted: Sequence[str | Path] = arguments.issues or context.folder.find_all()
    found = [_find(issue, context) for issue in wanted]
    paths = [path for path in found if not isinstance(path, FileReport)]
    index, statuses = open_index(context), _check_links(wanted, arguments, context) if arguments.links else {}
    reports: dict[str, FileReport] = {}
    with Progress(len(wanted), shown=not arguments.quiet) as progress:
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


def _check_links(wanted: Sequence[str | Path], arguments: Arguments, context: BuildContext) -> Mapping[str, LinkStatus]:
    """Return the status of every URL in the issues; a missing network is printed once, and is no problem."""
    urls = list(dict.fromkeys(url for issue in wanted for url in _list_urls(issue, context)))
    from publish.adapters.web.link_checker import LinkChecker  # loads the HTTP libraries

    checker = LinkChecker(open_http_fetcher(context.settings), Cache(find_cache_folder(os.environ)), SystemClock())
    with Progress(len(urls), shown=not arguments.quiet) as progress:
        report = checker.check_all(urls, progress.advance)
    if report.unreached and not arguments.quiet:
        print_message("links-offline", context.translator, count=report.unreached)
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
    from publish.cli.commands.check.machine_formats import render_annotations, render_json, render_sarif

    if output_format == "github":
        return render_annotations(reports, translator)
    return [(render_sarif if output_format == "sarif" else render_json)(reports, translator)]


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _print_text(reports: Sequence[FileReport], arguments: Arguments, translator: Translator, style: AnsiStyle) -> None:
    for report in reports:
        _print(render_problems(report, translator, style, every=arguments.all or arguments.official))
    if not arguments.quiet:
        print()
        _print(render_summary(reports, translator, style))
        _print_next_step(reports, arguments, translator)


def _print_next_step(reports: Sequence[FileReport], arguments: Arguments, translator: Translator) -> None:
    fixed = sum(report.fixed for report in reports)
    fixable = sum(report.fixable for report in reports)
    if fixed:
        print_message("check-mended" if arguments.fix else "check-would-mend", translator, count=fixed)
    elif fixable:
        print_message("check-next-fix", translator, count=fixable)
    elif not any(report.problems for report in reports):
        print_message("check-clean", translator)


def _choose_exit_code(reports: Sequence[FileReport], *, strict: bool) -> int:
    """Return the exit code: errors fail, warnings with `--strict`, hints never."""
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return IssueError.exit_code if any(report.count(kind) for report in reports for kind in failing) else EXIT_DONE
