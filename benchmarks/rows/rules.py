"""Styling, as a theme grows."""

from __future__ import annotations

from benchmarks.clock import Conversion, time_changed
from benchmarks.naive import inline_theme, make_markdown
from benchmarks.ours import load_build_setup
from benchmarks.tables import Table, judge, show_ms, show_spread
from benchmarks.theme import make_our_theme, make_their_theme
from benchmarks.workbench import Workbench

FLAT = 1.1
"""What still counts as flat: as much as two runs of the same differ."""


def measure_rules(bench: Workbench) -> Table:
    """Return the time of an issue for themes of more and more rules."""
    ours = {rules: _make_ours(bench, rules) for rules in bench.effort.rules}
    naive = {rules: _make_naive(bench, rules) for rules in bench.effort.rules}
    works = {f"ours {rules}": work for rules, work in ours.items()}
    works |= {f"naive {rules}": work for rules, work in naive.items()}
    spent = time_changed(works, bench.effort.rounds)
    first, last = (spent[f"ours {rules}"] for rules in (bench.effort.rules[0], bench.effort.rules[-1]))
    ratio = last.compare(first)
    rows = [
        (str(rules), show_ms(spent[f"ours {rules}"].seconds), show_ms(spent[f"naive {rules}"].seconds))
        for rules in bench.effort.rules
    ]
    return Table(
        "Rules of the theme",
        ("rules", "ours, CPU ms", "mistune + premailer, CPU ms"),
        rows,
        f"The longest issue, changed each time, theme known. Last to first: {show_spread(ratio)}; "
        f"target: flat (≤ {FLAT} x) {judge(ratio.median, FLAT)}",
    )


def _make_ours(bench: Workbench, rules: int) -> Conversion:
    repository = bench.make_repository(f"rules-{rules}", bench.issues, theme=make_our_theme(rules))
    return Conversion(load_build_setup(repository).build, [bench.longest])


def _make_naive(bench: Workbench, rules: int) -> Conversion:
    markdown, css = make_markdown(), make_their_theme(rules)
    return Conversion(lambda source: inline_theme(markdown(source.text), css), [bench.longest])
