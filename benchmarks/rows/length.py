"""One issue, longer and longer."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.clock import Conversion, time_changed
from benchmarks.naive import inline_theme, make_markdown
from benchmarks.ours import load_build_setup
from benchmarks.tables import Table, judge, show_ms, show_ratio, show_spread
from benchmarks.theme import make_their_theme
from benchmarks.workbench import Source, Workbench, lengthen

SLACK = 1.1
"""How much faster than its text the time of an issue may grow."""
_OURS, _WHOLE, _NAIVE = "ours", "ours, the whole build", "mistune + premailer"


def measure_length(bench: Workbench) -> Table:
    """Return the time of an issue whose sections stand in it several times."""
    issues = {times: lengthen(bench.longest, times) for times in bench.effort.repeats}
    ways = _make_ways(bench)
    spent = time_changed(
        {f"{name} {times}": Conversion(way, [issue]) for name, way in ways.items() for times, issue in issues.items()},
        max(1, bench.effort.rounds // 3),
    )
    rows = []
    for times, issue in issues.items():
        text = len(issue.text) / len(issues[1].text)
        growth = spent[f"{_WHOLE} {times}"].compare(spent[f"{_WHOLE} 1"])
        rows.append((
            f"{times} x", show_ratio(text), *(show_ms(spent[f"{name} {times}"].seconds) for name in ways),
            show_spread(growth), f"≤ {show_ratio(text * SLACK)}", judge(growth.median, text * SLACK),
        ))  # fmt: skip
    return Table(
        "Length of an issue",
        ("sections", "text", *(f"{name}, CPU ms" for name in ways), "growth of the whole build", "target", ""),
        rows,
        "The longest issue, changed each time; every copy of its sections links to addresses of its own.",
    )


def _make_ways(bench: Workbench) -> dict[str, Callable[[Source], object]]:
    context = load_build_setup(bench.make_repository("length", bench.issues))
    markdown, css = make_markdown(), make_their_theme()
    return {
        _OURS: context.render,
        _WHOLE: context.build,
        _NAIVE: lambda source: inline_theme(markdown(source.text), css),
    }
