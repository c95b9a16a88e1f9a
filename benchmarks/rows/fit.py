"""What fitting leaves of articles that an account refuses as too long, and what it costs."""

from __future__ import annotations

from statistics import median

from benchmarks.ours import BuildSetup, load_build_setup
from benchmarks.stopwatch import Stopwatch
from benchmarks.tables import Table, show_ms
from benchmarks.workbench import Source, Workbench, change_text, lengthen
from publish.core.article import ApiForm, SentArticle
from publish.core.target import FITTED_CHARS
from publish.pipeline import shortened_article

CALL = "fit_article"


def measure_fit(bench: Workbench) -> Table:
    """Return the length of issues as sent and fitted, what gave way, and the time of fitting."""
    context = load_build_setup(bench.make_repository("fit", bench.issues))
    longer = lengthen(bench.longest, 4)._replace(name=f"{bench.longest.name}, sections 4 x")
    return Table(
        "Fitted after a refusal",
        ("issue", "sent, characters", "fitted, characters", "longest wanted", "gave way", "CPU ms"),
        [_measure_issue(issue, context, bench.effort.rounds) for issue in (*bench.issues, longer)],
        "An article that is still too long is cut in two after another refusal.",
    )


def _measure_issue(issue: Source, context: BuildSetup, rounds: int) -> tuple[str, ...]:
    whole = context.build(issue).sent
    runs = [_fit(issue, context) for _ in range(rounds)]
    fitted = runs[0][0]
    gave_way = ", ".join(fitted.given_up) or "nothing"
    seconds = median(seconds for _, seconds in runs)
    return issue.name, f"{whole.chars:,}", f"{fitted.chars:,}", f"{FITTED_CHARS:,}", gave_way, show_ms(seconds)


def _fit(issue: Source, context: BuildSetup) -> tuple[SentArticle, float]:
    watch = Stopwatch()
    with watch.watch(shortened_article, [CALL]):
        fitted = context.shorten(change_text(issue), ApiForm.FITTED)
    return fitted, watch.spent[CALL]
