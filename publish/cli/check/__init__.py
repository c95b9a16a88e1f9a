"""`publish check`: what the editor should mend in some issues, or in all of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from publish.adapters.cache import Cache, find_cache_folder
from publish.adapters.issue_index import IssueIndex
from publish.cli.check.examine import Beside, Examined, examine_issue, save_mended
from publish.cli.check.text import Painter, is_coloured, render_difference, render_findings, render_summary
from publish.cli.exits import EXIT_DONE, EXIT_USAGE
from publish.cli.parser import Arguments
from publish.cli.progress import Progress
from publish.cli.workshop import Workshop, find_issue, open_workshop
from publish.errors import IssueError
from publish.messages import Translator
from publish.model import LinkAnswer, Severity

_STANDARD_INPUT = "-"


def check_issues(arguments: Arguments, translator: Translator) -> int:
    """Tell what is to be mended in every issue asked for and return the exit code.

    One that cannot be read does not stop the others.
    """
    mends = arguments.fix or arguments.diff
    if mends and _STANDARD_INPUT in arguments.issues:
        print(translator.say("usage-fix-input"), file=sys.stderr)
        return EXIT_USAGE
    if arguments.links and _STANDARD_INPUT in arguments.issues:
        print(translator.say("usage-links-input"), file=sys.stderr)
        return EXIT_USAGE
    workshop = open_workshop(arguments, translator)
    issues = _examine(arguments, workshop, mends=mends)
    form = "json" if arguments.json else arguments.format
    painter = Painter(coloured=is_coloured(sys.stdout, os.environ))
    if form == "text":
        for issue in issues:
            _print(render_difference(issue, painter))
    if arguments.fix:
        issues = [save_mended(issue) for issue in issues]
    if form == "text":
        _show(issues, arguments, translator, painter)
    else:
        _print(_render(form, issues, translator))
    return _judge(issues, strict=arguments.strict)


def _examine(arguments: Arguments, workshop: Workshop, *, mends: bool) -> list[Examined]:
    wanted: Sequence[str | Path] = arguments.issues or workshop.folder.find_all()
    index = IssueIndex(workshop.folder.list_all(), Cache(find_cache_folder(os.environ)))
    beside = Beside(index, _ask(wanted, arguments, workshop) if arguments.links else {})
    issues: dict[str, Examined] = {}
    with Progress(len(wanted), shown=not arguments.quiet) as progress:
        for issue in wanted:
            try:
                path = issue if isinstance(issue, Path) else find_issue(issue, workshop)
                examined = examine_issue(path, workshop, beside, mends=mends)
            except IssueError as error:  # there is none of that name
                examined = Examined(str(issue), problems=error.problems)
            issues.setdefault(examined.file, examined)
            progress.advance()
    return list(issues.values())


def _ask(wanted: Sequence[str | Path], arguments: Arguments, workshop: Workshop) -> Mapping[str, LinkAnswer]:
    """Return what the addresses of all issues answer; without a network that is said once, and is no fault."""
    from publish.cli.check.links import ask_links

    asked = ask_links(wanted, workshop, shown=not arguments.quiet)
    if asked.unreached and not arguments.quiet:
        print(workshop.translator.say("links-offline", count=asked.unreached), file=sys.stderr)
    return asked.answers


def _render(form: str, issues: Sequence[Examined], translator: Translator) -> Iterable[str]:
    if form == "sarif":
        from publish.cli.check.sarif import render_sarif

        return [render_sarif(issues, translator)]
    from publish.cli.check.machine import render_annotations, render_json

    return render_annotations(issues, translator) if form == "github" else [render_json(issues, translator)]


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _show(issues: Sequence[Examined], arguments: Arguments, translator: Translator, painter: Painter) -> None:
    for issue in issues:
        _print(render_findings(issue, translator, painter))
    if not arguments.quiet:
        print()
        _print(render_summary(issues, translator, painter))
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
