"""What stands after the deepest nesting is in the article, or the build says no: nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import NamedTuple

from lxml import html as html_parser

from tests.harness.families import family
from tests.hostile.building import build_text
from tests.hostile.shapes import ADDRESS, ENTRY

DEPTHS = (50, 100, 200, 254, 255, 256, 300, 1000, 12_000, 100_000)
SENTINEL = "哨兵"
MAX_STEPS = 300
"""Indented any deeper, one shape alone would be larger than an issue may be."""
MAX_LINES = 3000


def nest(opening: str, closing: str = "", between: str = "x") -> Callable[[int], str]:
    return lambda depth: opening * depth + between + closing * depth


def step(opening: str, mark: str) -> Callable[[int], str]:
    """One item a line, each indented below the one above it."""
    return lambda depth: "".join(f"{opening * i}{mark} x\n" for i in range(min(depth, MAX_STEPS)))


NESTINGS: dict[str, Callable[[int], str]] = {
    "quotes": nest("> "),
    "quotes, tight": nest(">"),
    "quotes, one a line": lambda depth: "".join(f"{'>' * (i + 1)} x\n" for i in range(min(depth, MAX_STEPS))),
    "lists": nest("- "),
    "numbered lists": nest("1. "),
    "lists, one a line": step("  ", "-"),
    "numbered lists, one a line": step("    ", "1."),
    "quotes and lists": nest("> - "),
    "div": nest("<div>", "</div>"),
    "div, one a line": lambda depth: nest("<div>\n", "</div>\n", "x\n")(min(depth, MAX_LINES)),
    "div, never closed": nest("<div>"),
    "div, never closed, one a line": lambda depth: nest("<div>\n")(min(depth, MAX_LINES)),
    "span": nest("<span>", "</span>"),
    "span in text": nest("<span>", "</span>", "文"),
    "span, never closed": nest("文<span>"),
    "tables": nest("<table><tr><td>", "</td></tr></table>"),
    "lists, raw": nest("<ul><li>", "</li></ul>"),
    "paragraphs, raw": nest("<p>"),
    "brackets": nest("[", "]"),
    "links": nest("[", f"]({ADDRESS})"),
    "pictures": nest("![", "](a.png)"),
    "emphasis": nest("*x **x ", " x** x*"),
    "stars": nest("*", "*"),
    "strikes": nest("~~x *x ", " x* x~~"),
    "mixed": nest("> - <div>", "</div>"),
    "emphasis, spans and brackets": nest("*<span>[", "]</span>*"),
}
PLACES = {
    "file": f"{{}}\n\n{SENTINEL}\n",
    "summary": f"{ENTRY}甲\n{{}}\n\n- [{SENTINEL}]({ADDRESS})\n",
}


class Case(NamedTuple):
    """A nesting, so deep, somewhere in an issue."""

    name: str
    place: str
    depth: int

    def __str__(self) -> str:
        return "-".join(map(str, self))


CASES = [Case(*case) for case in product(NESTINGS, PLACES, DEPTHS)]
AT_A_LIMIT = {"file": (255, 256, 12_000), "summary": (300,)}
"""What the parsers allow, one more, and so much that no recursion would bear it."""


@family("case", CASES, [case for case in CASES if case.depth in AT_A_LIMIT[case.place]])
def test_deep_nesting_keeps_what_follows_or_is_refused(case: Case) -> None:
    built = build_text(PLACES[case.place].format(NESTINGS[case.name](case.depth)))

    if isinstance(built, str):
        assert SENTINEL in html_parser.fragment_fromstring(built).text_content()
    else:
        assert all(problem.line for problem in built)
