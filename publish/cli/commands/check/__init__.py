"""`publish check`: what the editor should mend in some issues, or in all of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from publish.cli.build_context import BuildContext, find_issue, load_build_context
from publish.cli.commands.check.lint_file import FileReport, LintEnvironment, save_fixed
from publish.cli.commands.check.parallel import lint_files, open_index
from publish.cli.commands.check.text_format import (
    AnsiStyle,
    is_coloured,
    render_difference,
    render_findings,
    render_summary,
)
from publish.cli.exit_codes import EXIT_DONE, EXIT_USAGE
from publish.cli.parser import Arguments
from publish.cli.progress import Progress
from publish.core.exceptions import IssueError
from publish.core.problem import Severity
from publish.core.urls import LinkStatus
from publish.i18n.messages import Translator

_STANDARD_INPUT = "-"


def check_issues(arguments: Arguments, translator: Translator) -> int:
    """Tell what is to be mended in every issue asked for and return the exit code.

    One that cannot be read does not stop the others.
    """
    fixable = arguments.fix or arguments.diff
    if fixable and _STANDARD_INPUT in arguments.issues:
        print(translator.translate("usage-fix-input"), file=sys.stderr)
        return EXIT_USAGE
    if arguments.links and _STANDARD_INPUT in arguments.issues:
        print(translator.translate("usage-links-input"), file=sys.stderr)
        return EXIT_USAGE
    context = load_build_context(arguments, translator)
    issues = _examine(arguments, context)
    form = "json" if arguments.json else arguments.format
    painter = AnsiStyle(coloured=is_coloured(sys.stdout, os.environ))
    if form == "text":
        for issue in issues:
            _print(render_difference(issue, painter))
    if arguments.fix:
        issues = [save_fixed(issue) for issue in issues]
    if form == "text":
        _show(issues, arguments, translator, painter)
    else:
        _print(_render(form, issues, translator))
    return _judge(issues, strict=arguments.strict)


def _examine(arguments: Arguments, context: BuildContext) -> list[FileReport]:
    """Return what was found in every issue asked for, in that order, each once."""
    wanted: Sequence[str | Path] = arguments.issues or context.folder.find_all()
    found = [_find(issue, context) for issue in wanted]
    paths = [path for path in found if not isinstance(path, FileReport)]
    beside = LintEnvironment(open_index(context), _ask(wanted, arguments, context) if arguments.links else {})
    issues: dict[str, FileReport] = {}
    with Progress(len(wanted), shown=not arguments.quiet) as progress:
        looked_through = lint_files(paths, context, beside, arguments)
        for missing in found:
            report = missing if isinstance(missing, FileReport) else next(looked_through)
            issues.setdefault(report.file, report)
            progress.advance()
    return list(issues.values())


def _find(issue: str | Path, context: BuildContext) -> Path | FileReport | None:
    """Return the file of an issue, None for standard input; what there is to tell where there is none of that name."""
    try:
        return issue if isinstance(issue, Path) else find_issue(issue, context)
    except IssueError as error:
        return FileReport(str(issue), problems=error.problems)


def _ask(wanted: Sequence[str | Path], arguments: Arguments, context: BuildContext) -> Mapping[str, LinkStatus]:
    """Return what the addresses of all issues answer; without a network that is said once, and is no fault."""
    from publish.cli.commands.check.online_links import check_links_online

    asked = check_links_online(wanted, context, shown=not arguments.quiet)
    if asked.unreached and not arguments.quiet:
        print(context.translator.translate("links-offline", count=asked.unreached), file=sys.stderr)
    return asked.answers


def _render(form: str, issues: Sequence[FileReport], translator: Translator) -> Iterable[str]:
    if form == "sarif":
        from publish.cli.commands.check.machine_formats import render_sarif

        return [render_sarif(issues, translator)]
    from publish.cli.commands.check.machine_formats import render_annotations, render_json

    return render_annotations(issues, translator) if form == "github" else [render_json(issues, translator)]


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _show(issues: Sequence[FileReport], arguments: Arguments, translator: Translator, painter: AnsiStyle) -> None:
    for issue in issues:
        _print(render_findings(issue, translator, painter))
    if not arguments.quiet:
        print()
        _print(render_summary(issues, translator, painter))
        _say_what_next(issues, arguments, translator)


def _say_what_next(issues: Sequence[FileReport], arguments: Arguments, translator: Translator) -> None:
    fixed = sum(issue.fixed for issue in issues)
    fixable = sum(issue.fixable for issue in issues)
    if fixed:
        print(
            translator.translate("check-mended" if arguments.fix else "check-would-mend", count=fixed), file=sys.stderr
        )
    elif fixable:
        print(translator.translate("check-next-fix", count=fixable), file=sys.stderr)
    elif not any(issue.problems for issue in issues):
        print(translator.translate("check-clean"), file=sys.stderr)


def _judge(issues: Sequence[FileReport], *, strict: bool) -> int:
    """Return the exit code: hints are never a reason to fail, warnings where it is asked for."""
    grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return IssueError.exit_code if any(issue.count(kind) for issue in issues for kind in grave) else EXIT_DONE
