"""Rewrite an article's tree so that WeChat's editor has nothing left to change."""

from __future__ import annotations

from collections.abc import Mapping

from publish.core.html import Tree
from publish.core.picture import Picture
from publish.steps.transforms.block_structure import (
    drop_empty,
    replace_tags,
    split_code_lines,
    unwrap_illegal_parents,
    wrap_loose_text,
)
from publish.steps.transforms.collapse_whitespace import collapse_whitespace
from publish.steps.transforms.inherited_styles import push_down_inherited_styles
from publish.steps.transforms.lists_and_tables import (
    flatten_lists,
    gather_items,
    hang_briefs,
    wrap_cells,
    wrap_tables,
)
from publish.steps.transforms.picture_attributes import set_link_attributes, set_picture_attributes


def apply_transforms(tree: Tree, pictures: Mapping[str, Picture]) -> Tree:
    """Rewrite a styled article in place as the editor would, and return it; class names and pictures' names stay.

    Args:
        tree: The styled article.
        pictures: The local pictures by their source as written.
    """
    proxies = list(tree.iter())  # noqa: F841  # lxml recreates the proxy of an element that nothing refers to
    set_picture_attributes(tree, pictures)
    replace_tags(tree)
    split_code_lines(tree)
    unwrap_illegal_parents(tree)
    gather_items(tree)
    flatten_lists(tree)
    hang_briefs(tree)
    wrap_loose_text(tree)
    wrap_cells(tree)
    wrap_tables(tree)
    set_link_attributes(tree)
    collapse_whitespace(tree)
    drop_empty(tree)
    push_down_inherited_styles(tree)
    return tree
