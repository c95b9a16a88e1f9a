"""What an article's length says of its issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publish.facts.wechat import MANY_CONTENT_CHARS, MAX_CONTENT_CHARS
from publish.model import Issue, Problem, Severity
from publish.pipeline.twins import Finished


def measure_article(issue: Issue, sent: Sequence[Finished]) -> Iterator[Problem]:
    """Yield a problem where an article is too long for the platform's API, or nearly so, at its plainest."""
    chars = sum(len(part.html) for part in sent)
    line = issue.title.span.line if issue.title else 1
    values = {"chars": chars, "limit": MAX_CONTENT_CHARS}
    if chars >= MAX_CONTENT_CHARS:
        yield Problem("article-split", values, rule="N14", line=line)
    elif chars > MANY_CONTENT_CHARS:
        yield Problem("article-long", values, rule="N14", severity=Severity.WARNING, line=line)
