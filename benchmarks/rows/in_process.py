"""One issue, text to article, beside mistune alone and beside mistune and premailer."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.clock import Conversion, time_changed
from benchmarks.naive import inline_theme, make_markdown
from benchmarks.ours import load_build_setup
from benchmarks.spread import Spread
from benchmarks.tables import Table, judge, show_ms, show_ratio, show_spread
from benchmarks.theme import RULES, make_their_theme
from benchmarks.workbench import Source, Workbench

OF_MISTUNE = 0.8
WHOLE_OF_MISTUNE = 1.2
OF_NAIVE = 1 / 30

ARTICLE, WHOLE = "ours, text to article.html", "ours, the whole build"
MISTUNE, NAIVE = "mistune alone", "mistune + premailer as they come"


def measure_in_process(bench: Workbench) -> Table:
    """Return the time of an issue for us and for the two."""
    context = load_build_setup(bench.make_repository("in-process", bench.issues))
    markdown, css = make_markdown(), make_their_theme()
    ways: dict[str, Callable[[Source], object]] = {
        ARTICLE: context.render,
        WHOLE: context.build,
        MISTUNE: lambda source: markdown(source.text),
        NAIVE: lambda source: inline_theme(markdown(source.text), css),
    }
    spent = time_changed({name: Conversion(way, bench.issues) for name, way in ways.items()}, bench.effort.rounds)
    of_mistune, of_naive = (
        {name: each.compare(spent[base]) for name, each in spent.items()} for base in (MISTUNE, NAIVE)
    )
    targets = {
        ARTICLE: _judge(of_mistune[ARTICLE], OF_MISTUNE, "mistune") + _judge(of_naive[ARTICLE], OF_NAIVE, "both"),
        WHOLE: _judge(of_mistune[WHOLE], WHOLE_OF_MISTUNE, "mistune"),
    }
    return Table(
        "One issue in process, changed each time",
        ("what", "CPU ms", "to mistune", "to both", "target"),
        [
            (
                name, show_ms(each.seconds / len(bench.issues)), show_spread(of_mistune[name]),
                show_spread(of_naive[name]), "; ".join(targets.get(name, ())),
            )
            for name, each in spent.items()
        ],
        f"Mean of the issues; theme and pictures known, the text never seen before; {RULES} rules on both sides. The "
        "whole build adds the form for the API, the rules for WeChat and the simulation of its filters.",
    )  # fmt: skip


def _judge(ratio: Spread, limit: float, base: str) -> tuple[str, ...]:
    return (f"≤ {show_ratio(limit)} {base} {judge(ratio.median, limit)}",)
