"""What is printed of builds, and what a reply says of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from publish.adapters.storage.build_folder import find_page, load_description
from publish.cli.build_task import BuildResult
from publish.cli.console import Console
from publish.cli.terminal_output import Progress

if TYPE_CHECKING:
    from publish.contract.writing_results import BuiltArticleJson, BuiltIssues


def print_result(result: BuildResult, console: Console, progress: Progress) -> None:
    """Print the page of one issue to standard output, all else to standard error."""
    reports = map(console.translator.report, result.failure.problems) if result.failure else result.reports
    for report in reports if not console.silent else ():
        progress.print(report, sys.stderr)
    if result.folder and not console.as_json:
        progress.print(str(find_page(result.folder)), sys.stdout)
    if result.summary and not console.quiet and not progress.drawn:
        progress.print(result.summary, sys.stderr)


def describe_results(results: Sequence[BuildResult], console: Console) -> BuiltIssues:
    """Return what was built; the problems of the articles and of the failures go to the console."""
    articles: list[BuiltArticleJson] = []
    for result in results:
        if result.failure:
            console.report(result.failure.problems, shown=False)
            console.note_failure(result.failure)
        elif result.folder and console.as_json:
            description = load_description(result.folder)
            console.problems += description.pop("problems")
            description |= {"folder": str(result.folder), "page": str(find_page(result.folder))}
            articles.append(description)
    return {"articles": articles, "failed": [result.issue for result in results if result.failure and result.issue]}
