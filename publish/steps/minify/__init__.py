"""Bring an article under the length that the platform's API takes, losing as little as possible."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from publish.core.html import Tree
from publish.steps.minify.hoist_styles import hoist_styles
from publish.steps.minify.shorten import join_archive, shorten_declarations, shorten_references
from publish.steps.minify.simplify import drop_code_colours, drop_inline_styles, drop_nuances, drop_styles
from publish.steps.minify.unwrap_tags import drop_bare_tags, drop_link_marks


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


__all__ = ["COMFORTABLE_CHARS", "is_surely_short", "minify_article", "split_article"]

COMFORTABLE_CHARS = 18_000
"""Enough: the addresses of uploaded pictures differ in length, and so may what an editor adds."""

_STEPS: tuple[tuple[str, Callable[[Tree], None]], ...] = (
    # What a reader cannot see.
    ("declarations", shorten_declarations),
    ("tags", drop_bare_tags),
    ("inheritance", hoist_styles),
    ("links", drop_link_marks),
    # What a reader can do without.
    ("code", drop_code_colours),
    ("nuances", drop_nuances),
    ("references", shorten_references),
    ("archive", join_archive),
    ("lines", drop_inline_styles),
    ("styles", drop_styles),
)


_PLAINEST = (shorten_references, join_archive, drop_styles)
_ROOM_FOR_ROOT = 500
"""More characters than the root's own style can have."""
_ROOM_FOR_ELEMENT = 2
"""A space may stand on either side of an element that had a margin."""


def is_surely_short(tree: Tree, measure: Callable[[Tree], int]) -> bool:
    """Return whether `minify_article` makes an article short enough for certain, in a fraction of its time.

    The plainest form alone is made, and measured with room for all that the other steps might add to it. The tree is
    changed in place. Where this returns False, only fitting can tell.
    """
    room = _ROOM_FOR_ROOT + _ROOM_FOR_ELEMENT * sum(1 for _ in tree.iter())
    for shorten in _PLAINEST:
        shorten(tree)
    return measure(tree) + room <= COMFORTABLE_CHARS


def minify_article(tree: Tree, measure: Callable[[Tree], int]) -> tuple[str, ...]:
    """Shorten an article step by step, the gentlest first, until it is short enough; the tree is changed in place.

    Args:
        tree: The adapted article, its hooks still there.
        measure: How many characters a tree takes once written.

    Returns:
        The names of the steps that were taken.
    """
    done = []
    for name, shorten in _STEPS:
        if measure(tree) <= COMFORTABLE_CHARS:
            break
        shorten(tree)
        done.append(name)
    return tuple(done)
