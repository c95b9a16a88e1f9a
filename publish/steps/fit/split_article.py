"""Cut an article in two."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from publish.core.html import Tree


def split_article(tree: Tree, measure: Callable[[Tree], int]) -> list[Tree]:
    """Split an article in two of nearly equal length, where a section begins.

    Args:
        tree: The transformed article with its class names.
        measure: Returns the number of characters of a serialized tree.

    Returns:
        The article itself where it has no section to cut at.
    """
    lengths = [measure(child) for child in tree]
    borders = [i for i, child in enumerate(tree) if i and child.get("class") == "section"]
    if not borders:
        return [tree]
    border = min(borders, key=lambda i: abs(sum(lengths[:i]) - sum(lengths[i:])))
    first, second = deepcopy(tree), deepcopy(tree)
    del first[border:]
    del second[:border]
    return [first, second]
