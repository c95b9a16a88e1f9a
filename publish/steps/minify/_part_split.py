"""An article too long for one, as two of the same draft."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from publish.core.html import Tree


def split_article(tree: Tree, measure: Callable[[Tree], int]) -> list[Tree]:
    """Return an article as two, cut where a section begins and both are nearest in length.

    Args:
        tree: The adapted article, its hooks still there.
        measure: How many characters a tree takes once written.

    Returns:
        The article itself where it has no section to cut at.
    """
    lengths = [measure(child) for child in tree]
    borders = [at for at, child in enumerate(tree) if at and child.get("class") == "section"]
    if not borders:
        return [tree]
    border = min(borders, key=lambda at: abs(sum(lengths[:at]) - sum(lengths[at:])))
    return [_take(tree, 0, border), _take(tree, border, len(lengths))]


def _take(tree: Tree, start: int, end: int) -> Tree:
    """Return an article that holds some of the children of another."""
    part = deepcopy(tree)
    for at, child in reversed(list(enumerate(part))):
        if not start <= at < end:
            part.remove(child)
    return part
