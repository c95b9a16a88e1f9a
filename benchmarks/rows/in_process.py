"""One issue, text to article, beside mistune alone and beside mistune and premailer."""

from __future__ import annotations

from benchmarks.clock import time_in_turn
from benchmarks.naive import inline_theme, make_markdown
from benchmarks.ours import load_build_setup
from benchmarks.tables import Table, judge, show_ms, show_ratio
from benchmarks.theme import RULES, make_their_theme
from benchmarks.workbench import Workbench

OF_MISTUNE = 0.8
FASTER_THAN_NAIVE = 30


def measure_in_process(bench: Workbench) -> Table:
    """Return the time of an issue for us and for the two."""
    context = load_build_setup(bench.make_repository("in-process", bench.issues))
    markdown, css = make_markdown(), make_their_theme()
    spent = time_in_turn(
        {
            "ours": lambda: [context.render(source) for source in bench.issues],
            "whole": lambda: [context.build(source) for source in bench.issues],
            "mistune": lambda: [markdown(source.text) for source in bench.issues],
            "naive": lambda: [inline_theme(markdown(source.text), css) for source in bench.issues],
        },
        bench.effort.rounds,
    )
    ours, whole, mistune, naive = (seconds / len(bench.issues) for seconds in spent.values())
    of_mistune, faster = ours / mistune, naive / ours
    target, target_naive = f"≤ {OF_MISTUNE} x mistune", f"≥ {FASTER_THAN_NAIVE} x faster than this"
    return Table(
        "One issue in process, text to article.html",
        ("what", "CPU ms", "ours is", "target", ""),
        [
            ("ours", show_ms(ours), "", "", ""),
            ("ours, with the API variant, rules and filter simulation", show_ms(whole), "", "", ""),
            ("mistune alone", show_ms(mistune), show_ratio(of_mistune), target, judge(of_mistune, OF_MISTUNE)),
            (
                "mistune + premailer as they come", show_ms(naive), f"{faster:.1f} x faster", target_naive,
                judge(-faster, -FASTER_THAN_NAIVE),
            ),
        ],
        f"Mean of the issues, everything known; {RULES} rules on both sides.",
    )  # fmt: skip
