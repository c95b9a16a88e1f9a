"""What WeChat leaves of HTML: a model of its two filters, which knows nothing of our own output.

Not modelled: what the editor adds without a loss (`leaf` spans, classes of lists, widths of columns), what a phone
does with what it gets, and what depends on the account or comes and goes. The time grows with the HTML, but with the
square of the attributes of a single element: lxml looks each of them up.
"""

from __future__ import annotations

from publish.core.html import ChangeKind, ChangeTarget, Filter, FilterReport
from publish.wechat.filters.change_counter import ChangeCounter, ChangeRecord
from publish.wechat.filters.editor_structure import drop_empty, lift_deep_items, prune_chains, split_cells
from publish.wechat.filters.filter_elements import filter_elements
from publish.wechat.filters.html_tree import HtmlTree, parse_html_tree, serialize_html_tree
from publish.wechat.filters.whitespace import fill_blanks, join_lines

__all__ = ["simulate_filter", "simulate_filters"]

_DOCUMENT = ChangeRecord(ChangeKind.LOST, ChangeTarget.ELEMENT, "html", "W01")
_REARRANGE = {
    Filter.STORE: (join_lines,),
    Filter.EDITOR: (lift_deep_items, fill_blanks, drop_empty, split_cells, prune_chains),
}


def simulate_filter(html: str, layer: Filter) -> FilterReport:
    """Return what a layer leaves of HTML, and what it did to it; the same HTML where all is kept."""
    return _filter_page(parse_html_tree(html), html, layer)


def simulate_filters(html: str) -> dict[Filter, FilterReport]:
    """Return what each layer leaves of HTML."""
    page = parse_html_tree(html)
    pasted = _filter_page(page, html, Filter.EDITOR)
    if pasted.html is not html:
        page = parse_html_tree(html)  # the tree is no longer what it was
    return {Filter.STORE: _filter_page(page, html, Filter.STORE), Filter.EDITOR: pasted}


def _filter_page(page: HtmlTree, html: str, layer: Filter) -> FilterReport:
    proxies = list(page.root.iter())  # noqa: F841  # lxml makes each element's proxy anew unless somebody holds it
    tally = ChangeCounter()
    if page.whole:
        tally.add(_DOCUMENT, page.root)
    filter_elements(page.root, layer, tally)
    for rearrange in _REARRANGE[layer]:
        rearrange(page.root, tally)
    return FilterReport(serialize_html_tree(page) if tally.changed else html, tally.list_changes())
