"""Simulation of WeChat's two filters, for any HTML.

Not simulated: what the editor adds without a loss (`leaf` spans, classes of lists, widths of columns), what a phone
does with what it gets, and what depends on the account or comes and goes. The time grows with the HTML, but with the
square of the attributes of a single element: lxml looks each of them up.
"""

from __future__ import annotations

from publish.core.html import ChangeKind, ChangeTarget, Filter, FilterReport
from publish.wechat.filters.change_counter import ChangeCounter, ChangeRecord
from publish.wechat.filters.filter_elements import filter_elements
from publish.wechat.filters.html_tree import parse_html_tree, serialize_html_tree
from publish.wechat.filters.plain_filter import report_plain
from publish.wechat.filters.rearrange import PASSES
from publish.wechat.plain_markup import read_plain_markup
from publish.wechat.rules.structure import page_shell

__all__ = ["simulate_closely", "simulate_filter"]

_DOCUMENT = ChangeRecord(ChangeKind.LOST, ChangeTarget.ELEMENT, "html", page_shell.id)


def simulate_filter(html: str, filter_: Filter) -> FilterReport:
    """Return the output of a filter and its changes; the very same HTML where it changes nothing."""
    plain = read_plain_markup(html)
    report = None if plain is None else report_plain(html, plain, filter_)
    return simulate_closely(html, filter_) if report is None else report


def simulate_closely(html: str, filter_: Filter) -> FilterReport:
    """Return the same report, worked out on a tree of the whole HTML."""
    tree = parse_html_tree(html)
    proxies = list(tree.root.iter())  # noqa: F841  # without a reference, lxml makes each element's proxy anew
    counter = ChangeCounter()
    if tree.is_document:
        counter.add(_DOCUMENT, tree.root)
    filter_elements(tree.root, filter_, counter)
    for rearrange in PASSES[filter_]:
        rearrange(tree.root, counter)
    return FilterReport(serialize_html_tree(tree) if counter.changed else html, counter.list_changes())
