"""The rules for WeChat, looked for in finished articles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lxml import etree

from benchmarks.clock import time_in_turn
from benchmarks.ours import load_build_setup
from benchmarks.tables import Table, judge, show_ms
from benchmarks.workbench import Workbench
from publish.core.html import Tree
from publish.core.target import Target
from publish.wechat.validator import RULES, validate_tree

OF_250_ELEMENTS_MS = 2.0


def measure_verify(bench: Workbench) -> Table:
    """Return the time of looking through an article, for each way into the account."""
    context = load_build_setup(bench.make_repository("verify", bench.issues))
    articles = [(_parse(html), html) for html in (context.build(source).html for source in bench.issues)]
    elements = sum(1 for tree, _ in articles for _ in tree.iter())
    ways = {str(profile): partial(_verify, articles, profile) for profile in Target}
    spent = time_in_turn(ways, bench.effort.rounds)
    target = f"≤ {OF_250_ELEMENTS_MS:g} ms"
    return Table(
        "Rules for WeChat in an article of 250 elements",
        ("profile", "CPU ms", "target", ""),
        [
            (name, show_ms(each), target, judge(each * 1000, OF_250_ELEMENTS_MS))
            for name, each in ((name, timing.seconds / elements * 250) for name, timing in spent.items())
        ],
        f"{len(RULES)} rules; mean of {len(articles)} articles with {elements} elements, each kind judged before.",
    )


def _parse(html: str) -> Tree:
    page = etree.fromstring(html, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    return page[0][0]


def _verify(articles: Sequence[tuple[Tree, str]], profile: Target) -> None:
    for tree, html in articles:
        validate_tree(tree, html, profile)
