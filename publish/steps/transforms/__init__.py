"""Bend an article to WeChat's habits: what its editor would rearrange is arranged beforehand."""

from __future__ import annotations

from collections.abc import Mapping

from publish.core.html import Tree
from publish.core.picture import Picture
from publish.steps.transforms.block_structure import break_code, drop_empty, free_blocks, replace_tags, wrap_loose_text
from publish.steps.transforms.collapse_whitespace import fold_whitespace
from publish.steps.transforms.inherited_styles import spread_styles, strip_attributes
from publish.steps.transforms.lists_and_tables import draw_lists, frame_tables, gather_items, wrap_cells
from publish.steps.transforms.picture_attributes import (
    embed_pictures,
    hold_places,
    mark_links,
    place_pictures,
    stand_in_for_pictures,
)

__all__ = ["adapt_markup", "embed_pictures", "hold_places", "stand_in_for_pictures", "strip_attributes"]


def adapt_markup(tree: Tree, pictures: Mapping[str, Picture]) -> Tree:
    """Return the article as the editor would write it, but for our hooks and the bytes of pictures; changed in place.

    Args:
        tree: The styled article.
        pictures: The local pictures by their source as written.
    """
    proxies = list(tree.iter())  # noqa: F841  # lxml makes each element's proxy anew unless somebody holds it
    place_pictures(tree, pictures)
    replace_tags(tree)
    break_code(tree)
    free_blocks(tree)
    gather_items(tree)
    draw_lists(tree)
    wrap_loose_text(tree)
    wrap_cells(tree)
    frame_tables(tree)
    mark_links(tree)
    fold_whitespace(tree)
    drop_empty(tree)
    spread_styles(tree)
    return tree
