"""One issue, longer and longer."""

from __future__ import annotations

from benchmarks.clock import Work, time_in_turn
from benchmarks.naive import inline_theme, make_markdown
from benchmarks.ours import open_workshop
from benchmarks.tables import Table, judge, show_ms, show_ratio
from benchmarks.theme import make_their_theme
from benchmarks.workbench import Source, Workbench, lengthen

SLACK = 70 / 64
"""How much more than its length a longer issue may take."""


def measure_length(bench: Workbench) -> Table:
    """Return the time of an issue whose sections stand in it several times."""
    issues = {times: lengthen(bench.longest, times) for times in bench.effort.repeats}
    spent = time_in_turn(_make_works(bench, issues), max(1, bench.effort.rounds // 3))
    ours, naive = ({times: spent[f"{side} {times}"] for times in issues} for side in ("ours", "naive"))
    rows = [
        (
            f"{times} x", f"{len(issue.text) / 1000:.0f}", show_ms(ours[times]), show_ratio(ours[times] / ours[1]),
            f"≤ {times * SLACK:.3g} x", judge(ours[times] / ours[1], times * SLACK), show_ms(naive[times]),
        )
        for times, issue in issues.items()
    ]  # fmt: skip
    return Table(
        "Length of an issue",
        ("length", "1000 chars", "ours, CPU ms", "to 1 x", "target", "", "mistune + premailer, CPU ms"),
        rows,
        "The longest issue; every copy of its sections links to addresses of its own.",
    )


def _make_works(bench: Workbench, issues: dict[int, Source]) -> dict[str, Work]:
    workshop = open_workshop(bench.make_repository("length", bench.issues))
    markdown, css = make_markdown(), make_their_theme()
    works: dict[str, Work] = {}
    for times, issue in issues.items():
        works[f"ours {times}"] = lambda issue=issue: workshop.build(issue)  # type: ignore[misc]
        works[f"naive {times}"] = lambda issue=issue: inline_theme(markdown(issue.text), css)  # type: ignore[misc]
    return works
