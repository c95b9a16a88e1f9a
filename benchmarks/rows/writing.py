"""Ways of writing: what an issue pays for one of each, and that it pays nothing for those it does not use."""

from __future__ import annotations

import sys

from benchmarks.clock import Conversion, time_changed
from benchmarks.ours import load_build_setup
from benchmarks.tables import Table, judge, show_ms
from benchmarks.workbench import Source, Workbench

WAYS = {
    "a footnote": "甲[^1]\n\n[^1]: 乙",
    "an alert": "> [!NOTE]\n> 甲",
    "a ::: block": "::: tip\n甲\n:::",
    "a comparison": "::: compare 一 | 二\n甲\n+++\n乙\n:::",
    "a term": "甲\n: 乙",
    "marks on words": "==甲== m^2^ H~2~O [文]{wén}",
    "a short code": ":tada:",
    "a table of contents": "[TOC]",
    "ten lines of code": "```python\n" + "print(1)\n" * 10 + "```",
    "a simple formula": "$E = mc^2$",
    "a formula drawn before": "$\\frac{a}{b}$",
}
NOT_USED = "none of them"
_LIBRARIES = frozenset({"pygments", "ziamath"})
_HEAD, _MATH = "---\nmath: true\n---\n", "math: true\n"
_TAIL = "\n\n## 附录\n\n"


def measure_writing(bench: Workbench) -> Table:
    """Return what one of each way of writing adds to an issue."""
    loaded = _LIBRARIES & sys.modules.keys()
    context = load_build_setup(bench.make_repository("writing", bench.issues))
    context.render(_add(bench.longest, "文"))
    more = (_LIBRARIES & sys.modules.keys()) - loaded
    variants = {NOT_USED: "文"} | WAYS
    spent = time_changed(
        {name: Conversion(context.render, [_add(bench.longest, text)]) for name, text in variants.items()},
        bench.effort.rounds,
    )
    base = spent.pop(NOT_USED).seconds
    rows = [(NOT_USED, "", ", ".join(sorted(more)) or "no library", judge(len(more), 0))]
    rows += [(name, show_ms(max(timing.seconds - base, 0)), "", "") for name, timing in spent.items()]
    return Table(
        "Ways of writing",
        ("an issue with", "CPU ms more", "loads", ""),
        rows,
        f"{bench.longest.name}, {show_ms(base)} ms without; changed each time, what is drawn is known.",
    )


def _add(issue: Source, text: str) -> Source:
    """Return an issue with a section more, formulas allowed."""
    own = issue.text.startswith("---\n")
    head = f"---\n{_MATH}{issue.text[4:]}" if own else f"{_HEAD}{issue.text}"
    return issue._replace(text=f"{head}{_TAIL}{text}\n")
