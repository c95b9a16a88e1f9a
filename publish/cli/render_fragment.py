"""An article as HTML text, for `publish build -`."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publish.adapters.storage.load_issue import STANDARD_INPUT
from publish.cli.build_context import load_build_context
from publish.cli.build_issue import build_article_in_time
from publish.cli.build_task import BuildTask
from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments

if TYPE_CHECKING:
    from publish.contract.writing_results import BuiltIssues


def print_fragment(arguments: Arguments, console: Console) -> Outcome[BuiltIssues]:
    """Build standard input and print the article, its problems to stderr; raise PublishError if that fails."""
    context = load_build_context(arguments, console.translator)
    article = build_article_in_time(BuildTask(None, PurePosixPath(STANDARD_INPUT), None), context).article
    console.report((*context.problems, *article.problems))
    html = article.embedding.fill(article.html)
    console.print(html)
    return Outcome({"articles": [], "failed": [], "html": html})
