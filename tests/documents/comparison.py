"""A document in both renderings: what differs once every difference on purpose is carried out."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from lxml.html import HtmlElement

from tests.documents.contents import Contents, Deviation, find_deviations, parse_html, read_contents
from tests.documents.differences import IN_DOCUMENT, IN_MARKUP, IN_TREES
from tests.documents.differences.kinds import Sides, TextDifference
from tests.documents.renderings import GUARD, render_ours, render_theirs


class Comparison(NamedTuple):
    """What both renderings of a document say, and where they deviate."""

    ours: Contents
    deviations: list[Deviation]
    used: Counter[str]  # in how many places each difference on purpose was carried out


def compare(text: str, without: str = "") -> Comparison:
    """Return the comparison of a document, leaving one difference on purpose out where asked."""
    used: Counter[str] = Counter()
    document = _rewrite(text, IN_DOCUMENT, without, used)
    markup = _rewrite(render_theirs(document), IN_MARKUP, without, used)
    sides = Sides(render_ours(text), parse_html(markup))
    for difference in IN_TREES:
        if difference.name != without:
            used[difference.name] += difference.change(sides)
    _take_guards(sides.theirs)
    ours, theirs = map(read_contents, sides)
    return Comparison(ours, find_deviations(ours, theirs), used)


def _rewrite(text: str, differences: tuple[TextDifference, ...], without: str, used: Counter[str]) -> str:
    for difference in differences:
        if difference.name != without:
            changed = difference.change(text)
            used[difference.name] += changed != text
            text = changed
    return text


def _take_guards(tree: HtmlElement) -> None:
    for element in tree.iter():
        for side in ("text", "tail"):
            text = getattr(element, side)
            if text and GUARD in text:
                setattr(element, side, text.replace(GUARD, ""))
