"""Shorten an article to the length that the platform's API accepts, losing as little as possible."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from publish.core.html import Tree
from publish.steps.minify.hoist_styles import hoist_styles
from publish.steps.minify.shorten import join_archive, shorten_declarations, shorten_references
from publish.steps.minify.simplify import drop_code_colours, drop_inline_styles, drop_nuances, drop_styles
from publish.steps.minify.unwrap_tags import drop_bare_tags, drop_link_attributes


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


COMFORTABLE_CHARS = 18_000
"""The target, below the limit: addresses of uploaded pictures differ in length, and an editor may add to them."""

_PASSES: tuple[tuple[str, Callable[[Tree], None]], ...] = (
    # Invisible to the reader.
    ("declarations", shorten_declarations),
    ("tags", drop_bare_tags),
    ("inheritance", hoist_styles),
    ("links", drop_link_attributes),
    # Visible.
    ("code", drop_code_colours),
    ("nuances", drop_nuances),
    ("references", shorten_references),
    ("archive", join_archive),
    ("lines", drop_inline_styles),
    ("styles", drop_styles),
)


_PLAINEST = (shorten_references, join_archive, drop_styles)
_ROOM_FOR_ROOT = 500  # more characters than the root's own style can have
_ROOM_FOR_ELEMENT = 2  # a space on either side of an element that had a margin


def is_surely_short(tree: Tree, measure: Callable[[Tree], int]) -> bool:
    """Return whether `minify_article` certainly makes an article short enough, in a fraction of its time.

    The tree is changed in place to its plainest form, and measured with room for what the other passes may add. False
    means that only `minify_article` can answer.
    """
    room = _ROOM_FOR_ROOT + _ROOM_FOR_ELEMENT * sum(1 for _ in tree.iter())
    for shorten in _PLAINEST:
        shorten(tree)
    return measure(tree) + room <= COMFORTABLE_CHARS


def minify_article(tree: Tree, measure: Callable[[Tree], int]) -> tuple[str, ...]:
    """Shorten an article in place, the gentlest pass first, until it is short enough.

    Args:
        tree: The transformed article with its class names.
        measure: Returns the number of characters of a serialized tree.

    Returns:
        The names of the passes done.
    """
    done = []
    for name, shorten in _PASSES:
        if measure(tree) <= COMFORTABLE_CHARS:
            break
        shorten(tree)
        done.append(name)
    return tuple(done)
