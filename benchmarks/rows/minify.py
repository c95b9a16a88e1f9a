"""What is sent: how short it becomes, by which steps, in which time."""

from __future__ import annotations

from statistics import median

from benchmarks.ours import BuildSetup, load_build_setup
from benchmarks.stopwatch import Stopwatch
from benchmarks.tables import Table, show_ms
from benchmarks.workbench import Source, Workbench, lengthen
from publish.core.article import Article
from publish.pipeline import variants as twins
from publish.wechat.limits import MAX_CONTENT_CHARS

CALL = "minify_article"


def measure_minify(bench: Workbench) -> Table:
    """Return what bringing issues under the API's limit leaves of them, and what it costs."""
    context = load_build_setup(bench.make_repository("fit", bench.issues))
    longer = lengthen(bench.longest, 4)._replace(name=f"{bench.longest.name}, sections 4 x")
    return Table(
        "Under the API's limit",
        ("issue", "pasted, characters", "sent, characters", "longest allowed", "steps", "CPU ms"),
        [_measure_issue(issue, context, bench.effort.rounds) for issue in (*bench.issues, longer)],
        "Two numbers: too long for one article, cut in two at a section.",
    )


def _measure_issue(issue: Source, context: BuildSetup, rounds: int) -> tuple[str, ...]:
    runs = [_fit(issue, context) for _ in range(rounds)]
    article = runs[0][0]
    sent = " + ".join(f"{len(part.html):,}" for part in article.parts)
    steps = max(len(part.shortened) for part in article.parts)
    seconds = median(seconds for _, seconds in runs)
    return issue.name, f"{article.chars:,}", sent, f"{MAX_CONTENT_CHARS - 1:,}", str(steps), show_ms(seconds)


def _fit(issue: Source, context: BuildSetup) -> tuple[Article, float]:
    watch = Stopwatch()
    with watch.watch(twins, [CALL]):
        article = context.build(issue)
    return article, watch.spent[CALL]
