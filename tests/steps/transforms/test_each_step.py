"""Each transform alone is idempotent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from lxml import html as html_parser

from publish.core.html import Tree
from publish.core.picture import Picture
from publish.steps.serialize import serialize_html
from publish.steps.transforms.block_structure import (
    drop_empty,
    replace_tags,
    split_code_lines,
    unwrap_illegal_parents,
    wrap_loose_text,
)
from publish.steps.transforms.collapse_whitespace import collapse_whitespace
from publish.steps.transforms.inherited_styles import push_down_inherited_styles, strip_attributes
from publish.steps.transforms.lists_and_tables import flatten_lists, gather_items, wrap_cells, wrap_tables
from publish.steps.transforms.picture_attributes import insert_placeholders, set_link_attributes, set_picture_attributes
from tests.steps.transforms.test_any_text import TEXTS

PICTURES = {"a.png": Picture("a.png", b"\x89PNG", 40, 30)}


def set_known_picture_attributes(tree: Tree) -> None:
    set_picture_attributes(tree, PICTURES)


STEPS = (
    set_known_picture_attributes, replace_tags, split_code_lines, unwrap_illegal_parents, gather_items, flatten_lists,
    wrap_loose_text, wrap_cells, wrap_tables, set_link_attributes, collapse_whitespace, drop_empty,
    push_down_inherited_styles, insert_placeholders, strip_attributes,
)  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
@given(text=TEXTS)
def test_each_transform_is_idempotent(step: Callable[[Tree], object], text: str) -> None:
    parser = html_parser.HTMLParser(remove_comments=True)  # no comment of an author gets this far
    article = f"<section style='color:#333'>{text}</section>"
    tree = html_parser.fragment_fromstring(article, create_parent="section", parser=parser)
    step(tree)
    once = serialize_html(tree)

    step(tree)

    assert serialize_html(tree) == once
