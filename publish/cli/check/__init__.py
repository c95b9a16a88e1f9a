"""`publish check`: what the editor should mend in some issues, or in all of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from publish.adapters.cache import Cache, find_cache_folder
from publish.adapters.issue_index import IssueIndex
from publish.cli.check.examine import Examined, examine_issue, name_file, save_mended
from publish.cli.check.text import Painter, is_coloured, render_difference, render_findings, render_summary
from publish.cli.exits import EXIT_DONE, EXIT_USAGE
from publish.cli.parser import Arguments
from publish.cli.progress import Progress
from publish.cli.workshop import Workshop, find_issue, open_workshop
from publish.errors import IssueError, PublishError
from publish.messages import Translator
from publish.model import Severity

_STANDARD_INPUT = "-"


def check_issues(arguments: Arguments, translator: Translator) -> int:
    """Tell what is to be mended in every issue asked for and return the exit code.

    One that cannot be read does not stop the others.
    """
    mends = arguments.fix or arguments.diff
    if mends and _STANDARD_INPUT in arguments.issues:
        print(translator.say("usage-fix-input"), file=sys.stderr)
        return EXIT_USAGE
    workshop = open_workshop(arguments, translator)
    issues = _examine(arguments, workshop, mends=mends)
    _show(issues, arguments, translator)
    return _judge(issues, strict=arguments.strict)


def _examine(arguments: Arguments, workshop: Workshop, *, mends: bool) -> list[Examined]:
    index = IssueIndex(workshop.folder.list_all(), Cache(find_cache_folder(os.environ)))
    wanted: Sequence[str | Path] = arguments.issues or workshop.folder.find_all()
    issues: dict[str, Examined] = {}
    with Progress(len(wanted), shown=not arguments.quiet) as progress:
        for issue in wanted:
            examined = _examine_one(issue, workshop, index, arguments, mends=mends)
            issues.setdefault(examined.file, examined)
            progress.advance()
    return list(issues.values())


def _examine_one(
    issue: str | Path, workshop: Workshop, index: IssueIndex, arguments: Arguments, *, mends: bool
) -> Examined:
    try:
        path = issue if isinstance(issue, Path) else find_issue(issue, workshop)
    except IssueError as error:
        return Examined(str(issue), (), error.problems)
    examined = examine_issue(path, workshop, index, mends=mends)
    if path is not None and arguments.fix and examined.after:
        try:
            save_mended(path, examined)
        except PublishError as error:
            return Examined(name_file(path), (), error.problems)
    return examined


def _show(issues: Sequence[Examined], arguments: Arguments, translator: Translator) -> None:
    form = "json" if arguments.json else arguments.format
    if form == "json":
        from publish.cli.check.machine import render_json

        print(render_json(issues, translator))
    elif form == "github":
        from publish.cli.check.machine import render_annotations

        for line in render_annotations(issues, translator):
            print(line)
    elif form == "sarif":
        from publish.cli.check.sarif import render_sarif

        print(render_sarif(issues, translator))
    else:
        _show_text(issues, arguments, translator)


def _show_text(issues: Sequence[Examined], arguments: Arguments, translator: Translator) -> None:
    painter = Painter(coloured=is_coloured(sys.stdout, os.environ))
    for issue in issues:
        for line in render_difference(issue, painter):
            print(line)
    for issue in issues:
        for line in render_findings(issue, translator, painter):
            print(line)
    if arguments.quiet:
        return
    print()
    for line in render_summary(issues, translator, painter):
        print(line)
    _say_what_next(issues, arguments, translator)


def _say_what_next(issues: Sequence[Examined], arguments: Arguments, translator: Translator) -> None:
    mended = sum(issue.mended for issue in issues)
    mendable = sum(issue.mendable for issue in issues)
    if mended:
        print(translator.say("check-mended" if arguments.fix else "check-would-mend", count=mended), file=sys.stderr)
    elif mendable:
        print(translator.say("check-next-fix", count=mendable), file=sys.stderr)
    elif not any(issue.problems for issue in issues):
        print(translator.say("check-clean"), file=sys.stderr)


def _judge(issues: Sequence[Examined], *, strict: bool) -> int:
    """Return the exit code: hints are never a reason to fail, warnings where it is asked for."""
    grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return IssueError.exit_code if any(issue.count(kind) for issue in issues for kind in grave) else EXIT_DONE
