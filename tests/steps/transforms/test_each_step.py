"""Each step by itself leaves alone what it has done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from lxml import html as html_parser

from publish.core.html import Tree
from publish.core.picture import Picture
from publish.steps.serialize import write_html
from publish.steps.transforms import hold_places, strip_attributes
from publish.steps.transforms.block_structure import break_code, drop_empty, free_blocks, replace_tags, wrap_loose_text
from publish.steps.transforms.collapse_whitespace import fold_whitespace
from publish.steps.transforms.inherited_styles import spread_styles
from publish.steps.transforms.lists_and_tables import draw_lists, frame_tables, gather_items, wrap_cells
from publish.steps.transforms.picture_attributes import mark_links, place_pictures
from tests.steps.transforms.test_any_text import TEXTS

PICTURES = {"a.png": Picture("a.png", b"\x89PNG", 40, 30)}


def place_known_pictures(tree: Tree) -> None:
    place_pictures(tree, PICTURES)


STEPS = (
    place_known_pictures, replace_tags, break_code, free_blocks, gather_items, draw_lists, wrap_loose_text, wrap_cells,
    frame_tables, mark_links, fold_whitespace, drop_empty, spread_styles, hold_places, strip_attributes,
)  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
@given(text=TEXTS)
def test_a_step_changes_nothing_the_second_time(step: Callable[[Tree], object], text: str) -> None:
    parser = html_parser.HTMLParser(remove_comments=True)  # no comment of an author gets this far
    article = f"<section style='color:#333'>{text}</section>"
    tree = html_parser.fragment_fromstring(article, create_parent="section", parser=parser)
    step(tree)
    once = write_html(tree)

    step(tree)

    assert write_html(tree) == once
