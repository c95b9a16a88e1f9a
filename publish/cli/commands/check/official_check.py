"""`publish check --official`: sends articles to WeChat's own checker, once somebody knows what is sent, and agrees."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from publish.cli.build_context import BuildContext
from publish.cli.build_issue import build_article_in_time
from publish.cli.build_task import BuildTask
from publish.cli.commands.check.lint_file import FileReport
from publish.cli.console import EXIT_DONE, Console
from publish.cli.parser import Arguments
from publish.core.exceptions import NotSentError, PlatformError, PublishError
from publish.core.problem import add_location
from publish.core.text import count_bytes
from publish.pipeline.official_findings import CheckedHtml, compare_findings, is_official, list_checked

if TYPE_CHECKING:
    from publish.adapters.wechat_api.structure_checker import StructureChecker

_AGREED = frozenset({"y", "yes", "是"})


class OfficialResult(NamedTuple):
    """The reports with what the checker found, and the exit code for what kept it from looking."""

    reports: list[FileReport]
    code: int = EXIT_DONE


def check_officially(
    reports: list[FileReport], arguments: Arguments, context: BuildContext, console: Console
) -> OfficialResult:
    """Say what would be sent, ask, send it, and return the reports with what the checker and we find in the HTML."""
    from publish.adapters.wechat_api.structure_checker import choose_checker, open_structure_checker

    address = choose_checker(os.environ)
    checked = {number: parts for number, report in enumerate(reports) if (parts := _build(report, context))}
    if not checked:  # the reports say why no article can be built
        return OfficialResult(reports)
    size = sum(count_bytes(part.html) for parts in checked.values() for part in parts)
    console.say("official-sends", count=len(checked), bytes=size, address=address)
    if not _may_send(arguments, console):
        return OfficialResult(reports)
    checker = open_structure_checker(address, context.settings.proxy)
    result = _compare(reports, checked, checker, console)
    if not result.code:
        found = sum(map(is_official, (problem for report in result.reports for problem in report.problems)))
        console.tell("official-done", count=len(checked), found=found)
    return result


def _may_send(arguments: Arguments, console: Console) -> bool:
    """Return whether somebody agrees to what was said; tell what is done instead."""
    if arguments.dry_run:
        console.say("official-dry")
        return False
    agreed = arguments.yes or console.confirm("official-ask", _AGREED)
    if not agreed:
        console.say("official-declined")
    return agreed


def _build(report: FileReport, context: BuildContext) -> list[CheckedHtml]:
    """Return the HTML of an issue's article; none where it cannot be built, which its report says."""
    if not report.lines:
        return []
    try:
        task = BuildTask(report.path, PurePosixPath(report.location), None)
        return list_checked(build_article_in_time(task, context).article)
    except PublishError:
        return []


def _compare(
    reports: list[FileReport],
    checked: Mapping[int, list[CheckedHtml]],
    checker: StructureChecker,
    console: Console,
) -> OfficialResult:
    """Return the reports with the problems of their articles, up to the first that the checker does not look at."""
    compared = list(reports)
    with console.show_progress(len(checked)) as progress:
        for number, parts in checked.items():
            try:
                compared[number] = _add_findings(reports[number], parts, checker)
            except (NotSentError, PlatformError) as error:
                console.fail(error)
                return OfficialResult(compared, error.exit_code)
            progress.advance()
    return OfficialResult(compared)


def _add_findings(report: FileReport, parts: list[CheckedHtml], checker: StructureChecker) -> FileReport:
    text = "\n".join(report.lines)
    found = [problem for part in parts for problem in compare_findings(checker.find(part.html), part, text)]
    return report._replace(problems=tuple(add_location([*report.problems, *found], report.file)))
