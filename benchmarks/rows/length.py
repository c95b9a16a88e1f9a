"""One issue, longer and longer."""

from __future__ import annotations

from benchmarks.clock import Work, time_in_turn
from benchmarks.naive import inline_theme, make_markdown
from benchmarks.ours import load_build_setup
from benchmarks.tables import Table, judge, show_ms, show_ratio
from benchmarks.theme import make_their_theme
from benchmarks.workbench import Source, Workbench, lengthen

SLACK = 70 / 64
"""How much faster than its text the time of an issue may grow."""


def measure_length(bench: Workbench) -> Table:
    """Return the time of an issue whose sections stand in it several times."""
    issues = {times: lengthen(bench.longest, times) for times in bench.effort.repeats}
    spent = time_in_turn(_make_works(bench, issues), max(1, bench.effort.rounds // 3))
    ours, whole, naive = ({times: spent[f"{side} {times}"] for times in issues} for side in ("ours", "whole", "naive"))
    rows = [
        _make_row(
            times,
            len(issue.text) / len(issues[1].text),
            ours[times] / ours[1],
            (ours[times], whole[times], naive[times]),
        )
        for times, issue in issues.items()
    ]
    return Table(
        "Length of an issue",
        (
            "sections",
            "text",
            "ours",
            "target",
            "",
            "ours, CPU ms",
            "with all that a build adds",
            "mistune + premailer, CPU ms",
        ),
        rows,
        "The longest issue; every copy of its sections links to addresses of its own.",
    )  # fmt: skip


def _make_row(times: int, text: float, time: float, seconds: tuple[float, ...]) -> tuple[str, ...]:
    limit = text * SLACK
    ratios = show_ratio(text), show_ratio(time), f"≤ {show_ratio(limit)}", judge(time, limit)
    return f"{times} x", *ratios, *map(show_ms, seconds)


def _make_works(bench: Workbench, issues: dict[int, Source]) -> dict[str, Work]:
    context = load_build_setup(bench.make_repository("length", bench.issues))
    markdown, css = make_markdown(), make_their_theme()
    works: dict[str, Work] = {}
    for times, issue in issues.items():
        works[f"ours {times}"] = lambda issue=issue: context.render(issue)  # type: ignore[misc]
        works[f"whole {times}"] = lambda issue=issue: context.build(issue)  # type: ignore[misc]
        works[f"naive {times}"] = lambda issue=issue: inline_theme(markdown(issue.text), css)  # type: ignore[misc]
    return works
